"""What a statement makes or removes, by which a look at the catalog tells whether it was run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..base.late_typing import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Outcome(NamedTuple):
    """A table, column or index that is there after a statement and was not before, or otherwise.

    Attributes:
        makes: Whether it is made; False where it is removed.
        kind: What it is.
        schema: The schema of the table; None for the default one.
        table: The table, or the one it belongs to; empty for an index dropped without it.
        name: Its name.
    """

    makes: bool
    kind: Literal["table", "column", "index"]
    schema: str | None
    table: str
    name: str

    def __str__(self) -> str:
        owner = "" if self.kind == "table" or not self.table else f" of table {self.table}"
        return f"{self.kind} {self.name}{owner} is {'' if self.makes else 'not '}there"

    def is_mixed_up_with(self, earlier: Iterable[Outcome]) -> bool:
        """Tell whether a look could take this statement for done because of others before it.

        A thing that is made and removed again looks as if nothing had happened. What is removed
        with its table counts as removed, which it is.

        Args:
            earlier: The outcomes of the statements before it whose end has to be looked up too.
        """
        return any(self._touches(other) for other in earlier)

    def _touches(self, other: Outcome) -> bool:
        is_same_name = self.kind == other.kind and self.name.casefold() == other.name.casefold()
        if not (self.table and other.table):
            return is_same_name
        if self.table.casefold() != other.table.casefold():
            return False
        if is_same_name:
            return True
        if self.makes:
            return other.kind == "table" and not other.makes
        return other.makes
