"""Indexes of a batch: taken from the table, added, dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Index

from ...schema.sqla_compat import _copy_expression

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.schema import Table


class IndexChanges:
    """The indexes of the table of a batch."""

    table: Table
    reflected: bool
    new_table: Table | None
    indexes: dict[str, Any]
    new_indexes: dict[str, Index]

    def _take_indexes(self) -> None:
        for index in sorted(self.table.indexes, key=lambda each: str(each.name)):
            # An index that a column of a model stands for may not be in the database.
            if self.reflected or not index._column_flag:
                self.indexes[str(index.name)] = index

    def create_index(self, idx: Index, **kw: Any) -> None:
        """Add an index."""
        self.new_indexes[str(idx.name)] = idx

    def drop_index(self, idx: Index, **kw: Any) -> None:
        """Drop an index.

        Raises:
            ValueError: There is no index of that name.
        """
        name = str(idx.name)
        if name in self.indexes:
            del self.indexes[name]
        elif name in self.new_indexes:
            del self.new_indexes[name]
        elif not kw.get("if_exists"):
            error = ValueError(f"No such index: '{idx.name}'")
            known = ", ".join(f"'{each}'" for each in (*self.indexes, *self.new_indexes))
            error.add_note(f"Table '{self.table.name}' has {known or 'no indexes'}.")
            raise error

    def indexes_of_new_table(self, stored: Collection[str] = ()) -> list[Index]:
        """Return the indexes of the new table: those that stay, then those the batch adds.

        Args:
            stored: Indexes that stay by other means.
        """
        assert self.new_table is not None
        staying = [index for name, index in self.indexes.items() if name not in stored]
        everything = [*staying, *self.new_indexes.values()]
        return [_on_table(index, self.new_table) for index in everything]


def _on_table(index: Index, table: Table) -> Index:
    elements = [_copy_expression(each, table) for each in index.expressions]
    return Index(index.name, *elements, unique=index.unique, _table=table, **index.dialect_kwargs)
