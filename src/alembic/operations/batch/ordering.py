"""The order of the columns of a rebuilt table."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy.util import topological

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence


class ColumnOrder:
    """Which column comes before which, as pairs of names.

    Args:
        existing: The columns of the table, in order.
        partial_reordering: Tuples of names, each a required order. When given, the order of the
            columns it does not name is free.
    """

    def __init__(
        self, existing: Iterable[str], partial_reordering: Sequence[Sequence[str]] = ()
    ) -> None:
        self._existing = list(existing)
        self._partial = tuple(tuple(names) for names in partial_reordering)
        self._added: list[tuple[str, str]] = []
        self._between: dict[str, tuple[str | None, str | None]] = {}

    def drop(self, name: str) -> None:
        """Forget a column; its neighbours become neighbours of each other."""
        if name in self._existing:
            self._existing.remove(name)

    def add(self, name: str, before: str | None, after: str | None) -> None:
        """Place a new column before or after another one; by default after the last.

        Args:
            name: The new column.
            before: The column it goes before.
            after: The column it goes after.
        """
        if not self._partial:
            before, after = self._neighbours(before, after)
        self._between[name] = (after, before)
        if after is not None:
            self._added.append((after, name))
        if before is not None:
            self._added.append((name, before))

    def _neighbours(self, before: str | None, after: str | None) -> tuple[str | None, str | None]:
        existing = self._existing
        if before is None and after is None:
            return None, existing[-1] if existing else None
        if before is None and after in existing:
            following = existing[existing.index(after) + 1 :]
            before = following[0] if following else None
        elif after is None and before in existing:
            preceding = existing[: existing.index(before)]
            after = preceding[-1] if preceding else None
        elif before is None and after in self._between:
            before = self._between[after][1]
        elif after is None and before in self._between:
            after = self._between[before][0]
        return before, after

    def sort(self, names: Collection[str]) -> list[str]:
        """Return names in an order that all pairs among them allow.

        Args:
            names: The columns of the new table, in the order that serves where no pair decides.
        """
        pairs = [pair for chain in self._chains() for pair in pairwise(chain)]
        pairs += self._added
        known = [pair for pair in pairs if pair[0] in names and pair[1] in names]
        return list(topological.sort(known, list(names), deterministic_order=True))

    def _chains(self) -> Sequence[Sequence[str]]:
        return self._partial or (self._existing,)
