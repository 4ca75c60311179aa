"""Texts with places for names, learned from somebody who says them about stand-ins."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.engine import Dialect

_STAND_IN = re.compile(r"standin(\d)e")

#: As many places as a phrase can have.
MOST_PLACES = 10


class Phrase:
    """A text with places for names.

    Args:
        parts: Text and places by turns, a place being the number of a name.
    """

    def __init__(self, parts: Sequence[str]) -> None:
        self._texts = parts[::2]
        self._places = [int(each) for each in parts[1::2]]

    def say(self, names: Sequence[str]) -> str:
        """Return the text with names, which are quoted already, in their places."""
        said = chain.from_iterable(
            (text, names[place]) for text, place in zip(self._texts, self._places, strict=False)
        )
        return "".join((*said, self._texts[-1]))


def learn(
    dialect: Dialect, say: Callable[..., str | None], count: int, *, with_schema: bool = False
) -> Phrase | None:
    """Return the phrase for a text about names; None if there is more to it than the names.

    Args:
        dialect: Says how names are quoted.
        say: Returns the text for as many names as there are places, the schema last; None if it
            has none.
        count: How many names there are beside the schema.
        with_schema: Whether the last name is that of a schema.
    """
    places = count + with_schema
    text = say(*(f"standin{place}e" for place in range(places)))
    if text is None:
        return None
    phrase = Phrase(_STAND_IN.split(text))
    awkward = [f'Table {place}"` %(x)s' for place in range(places)]
    names = quoted(dialect, awkward[:count], awkward[-1] if with_schema else None)
    return phrase if phrase.say(names) == say(*awkward) else None


def quoted(dialect: Dialect, names: Iterable[str], schema: str | None = None) -> list[str]:
    """Return names as they stand in a statement, that of the schema last if there is one."""
    quote = dialect.identifier_preparer.quote
    said = [quote(each) for each in names]
    if schema is not None:
        said.append(dialect.identifier_preparer.quote_schema(schema))
    return said
