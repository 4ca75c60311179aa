"""Texts with places for names, learned from somebody who says them about stand-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.engine import Dialect

_STAND_IN = lazy_pattern(r"standin(\d)e")

#: As many places as a phrase can have.
MOST_PLACES = 10


class Phrase:
    """A text with places for names.

    Args:
        parts: Text and places by turns, a place being the number of a name.
    """

    def __init__(self, parts: Sequence[str]) -> None:
        self._format = "%s".join(text.replace("%", "%%") for text in parts[::2])
        self._places = [int(each) for each in parts[1::2]]

    def say(self, names: Sequence[str]) -> str:
        """Return the text with names, which are quoted already, in their places."""
        return self._format % tuple([names[place] for place in self._places])


class Quotes(dict[str, str]):
    """Names as they stand in the statements of a dialect.

    Args:
        dialect: The dialect.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._preparer = dialect.identifier_preparer

    def __missing__(self, name: str) -> str:
        quoted = self[name] = self._preparer.quote(name)
        return quoted

    def of(self, names: Iterable[str], schema: str | None = None) -> list[str]:
        """Return names as they are quoted, that of the schema last if there is one."""
        said = [self[each] if type(each) is str else self._of_special(each) for each in names]
        if schema is not None:
            said.append(self._preparer.quote_schema(schema))
        return said

    def _of_special(self, name: str) -> str:
        """Quote a name that may have a say in how it is quoted."""
        if getattr(name, "quote", None) is None:
            return self[str(name)]
        return self._preparer.quote(name)


def learn(
    quotes: Quotes, say: Callable[..., str | None], count: int, *, with_schema: bool = False
) -> Phrase | None:
    """Return the phrase for a text about names; None if there is more to it than the names.

    Args:
        quotes: Says how names are quoted.
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
    names = quotes.of(awkward[:count], awkward[-1] if with_schema else None)
    return phrase if phrase.say(names) == say(*awkward) else None
