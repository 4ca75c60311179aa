"""Directives: tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ops
from ..abstract import AbstractOperations

if TYPE_CHECKING:
    from sqlalchemy.schema import SchemaItem, Table


class TableDirectives(AbstractOperations):
    """Tables: create, drop, rename."""

    def create_table(
        self,
        table_name: str,
        *columns: SchemaItem,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> Table:
        """Create a table, its indexes and its comments.

        Args:
            table_name: Its name.
            *columns: Columns, constraints and indexes. Tables that foreign keys refer to need
                not be known.
            if_not_exists: Whether a table that is there already is left alone.
            **kw: Options of ``Table``: ``schema``, ``comment``, ``info``, ``prefixes``, dialect
                options.

        Returns:
            The table, which ``bulk_insert`` takes.
        """
        op = ops.CreateTableOp(table_name, columns, if_not_exists=if_not_exists, **kw)
        table: Table = self.invoke(op)
        return table

    def drop_table(
        self,
        table_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop a table.

        Args:
            table_name: Its name.
            schema: Its schema; None is the connection's default.
            if_exists: Whether a table that is not there is no error.
            **kw: Options of ``Table``.
        """
        self.invoke(ops.DropTableOp(table_name, schema=schema, if_exists=if_exists, table_kw=kw))

    def rename_table(
        self, old_table_name: str, new_table_name: str, *, schema: str | None = None
    ) -> None:
        """Rename a table.

        Args:
            old_table_name: The name it has.
            new_table_name: The name it gets.
            schema: Its schema; None is the connection's default.
        """
        self.invoke(ops.RenameTableOp(old_table_name, new_table_name, schema=schema))
