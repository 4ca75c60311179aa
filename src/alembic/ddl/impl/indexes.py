"""Indexes: create, drop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import CreateIndex, DropIndex

from ...base.exc import CommandError
from ...schema.objects import NO_TABLE
from .core import ImplCore

if TYPE_CHECKING:
    from sqlalchemy.schema import Index


class IndexesImpl(ImplCore):
    """Indexes."""

    #: Whether names of indexes are unique per table, so that a DROP has to name the table.
    drops_index_by_table: bool = False

    def create_index(self, index: Index, **kw: Any) -> None:
        """Create an index.

        Args:
            index: The index.
            **kw: ``if_not_exists``.
        """
        self._exec(CreateIndex(index, **kw))

    def drop_index(self, index: Index, **kw: Any) -> None:
        """Drop an index.

        Args:
            index: The index.
            **kw: ``if_exists``.

        Raises:
            CommandError: The table is not known, and the database has to be told.
        """
        is_unknown = index.table is None or index.table.name == NO_TABLE
        if is_unknown and self.drops_index_by_table and not self.as_sql:
            raise CommandError(
                f"The dialect {self.dialect.name} drops an index by its table: pass table_name= to "
                f"op.drop_index() for index '{index.name}'."
            )
        self._exec(DropIndex(index, **kw))
