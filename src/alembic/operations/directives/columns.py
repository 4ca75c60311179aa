"""Directives: columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ops
from ..abstract import AbstractOperations

if TYPE_CHECKING:
    from sqlalchemy.schema import Column


class ColumnDirectives(AbstractOperations):
    """Columns: add, drop."""

    def add_column(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        """Add a column, then its constraints, indexes and comment.

        Foreign keys, ``unique``, ``index`` and the CHECK of a Boolean or Enum with
        ``create_constraint`` come as statements of their own; CHECKs given to the column are
        stated within it. On PostgreSQL the type of an Enum is not created.

        Args:
            table_name: The table.
            column: The column.
            schema: The table's schema; None is the connection's default.
            if_not_exists: Whether a column that is there already is left alone (PostgreSQL,
                MariaDB).
            inline_references: Whether a single foreign key is stated within the column as
                ``REFERENCES``, without its name.
            inline_primary_key: Whether a primary key is stated within the column.
        """
        self.invoke(
            ops.AddColumnOp(
                table_name,
                column,
                schema=schema,
                if_not_exists=if_not_exists,
                inline_references=inline_references,
                inline_primary_key=inline_primary_key,
            )
        )

    def drop_column(
        self, table_name: str, column_name: str, *, schema: str | None = None, **kw: Any
    ) -> None:
        """Drop a column.

        Args:
            table_name: The table.
            column_name: The column.
            schema: The table's schema; None is the connection's default.
            **kw: ``if_exists``; and for SQL Server ``mssql_drop_check``,
                ``mssql_drop_default`` and ``mssql_drop_foreign_key``, which drop what hangs on
                the column first.
        """
        self.invoke(ops.DropColumnOp(table_name, column_name, schema=schema, **kw))


class BatchColumnDirectives(AbstractOperations):
    """Columns of the table of a batch: add, drop."""

    def add_column(
        self,
        column: Column[Any],
        *,
        insert_before: str | None = None,
        insert_after: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        """Add a column.

        Args:
            column: The column.
            insert_before: The column it stands before, where the table is rebuilt.
            insert_after: The column it stands after, where the table is rebuilt.
            if_not_exists: Whether a column that is there already is left alone.
            inline_references: Whether a single foreign key is stated within the column.
            inline_primary_key: Whether a primary key is stated within the column.
        """
        position = {"insert_before": insert_before, "insert_after": insert_after}
        self.invoke(
            ops.AddColumnOp(
                self.impl.table_name,
                column,
                schema=self.impl.schema,
                if_not_exists=if_not_exists,
                inline_references=inline_references,
                inline_primary_key=inline_primary_key,
                **{name: value for name, value in position.items() if value},
            )
        )

    def drop_column(self, column_name: str, **kw: Any) -> None:
        """Drop a column.

        Args:
            column_name: The column.
            **kw: As for ``op.drop_column``; with ``existing_type`` the CHECK of a Boolean or
                Enum is dropped as well.
        """
        self.invoke(
            ops.DropColumnOp(self.impl.table_name, column_name, schema=self.impl.schema, **kw)
        )
