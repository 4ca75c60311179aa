"""Tables: create, drop, rename; and what a rebuild in batch mode asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import cast
from sqlalchemy.schema import CreateTable, DropTable

from ..base import RenameTable
from .comments import CommentsImpl
from .indexes import IndexesImpl

if TYPE_CHECKING:
    from sqlalchemy.schema import Column, Table
    from sqlalchemy.sql.elements import quoted_name
    from sqlalchemy.types import TypeEngine


class TablesImpl(IndexesImpl, CommentsImpl):
    """Tables."""

    def create_table(self, table: Table, **kw: Any) -> None:
        """Create a table, its indexes and comments, with the events SQLAlchemy has for it.

        Args:
            table: The table.
            **kw: ``if_not_exists``, for the table alone.
        """
        told = (table, self._listener_connection())
        table.dispatch.before_create(*told, checkfirst=False, _ddl_runner=self)
        self._exec(CreateTable(table, **kw))
        table.dispatch.after_create(*told, checkfirst=False, _ddl_runner=self)
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            self.create_index(index)
        if self.dialect.supports_comments and not self.dialect.inline_comments:
            if table.comment is not None:
                self.create_table_comment(table)
            for column in table.columns:
                if column.comment is not None:
                    self.create_column_comment(column)

    def drop_table(self, table: Table, **kw: Any) -> None:
        """Drop a table, with the events SQLAlchemy has for it.

        Args:
            table: The table.
            **kw: ``if_exists``.
        """
        told = (table, self._listener_connection())
        table.dispatch.before_drop(*told, checkfirst=False, _ddl_runner=self)
        self._exec(DropTable(table, **kw))
        table.dispatch.after_drop(*told, checkfirst=False, _ddl_runner=self)

    def rename_table(
        self,
        old_table_name: str,
        new_table_name: str | quoted_name,
        schema: str | quoted_name | None = None,
    ) -> None:
        """Rename a table."""
        self._exec(RenameTable(old_table_name, new_table_name, schema=schema))

    def requires_recreate_in_batch(self, batch_op: Any) -> bool:
        """Tell whether the queue of a batch (``batch_op.batch``) needs the table to be rebuilt."""
        return False

    def prep_table_for_batch(self, batch_impl: Any, table: Table) -> None:
        """Make way for the temporary table of a rebuild; nothing here."""

    def cast_for_batch_migrate(
        self,
        existing: Column[Any],
        existing_transfer: dict[str, Any],
        new_type: TypeEngine[Any],
    ) -> None:
        """Have a column converted on its way to the new table when its type affinity changes."""
        if existing.type._type_affinity is not new_type._type_affinity:
            existing_transfer["expr"] = cast(existing_transfer["expr"], new_type)
