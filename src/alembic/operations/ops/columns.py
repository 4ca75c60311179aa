"""Columns: add, drop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.types import NULLTYPE

from ...schema.objects import SchemaObjects
from .base import AlterTableOp, undoing

if TYPE_CHECKING:
    from sqlalchemy.schema import Column


class AddColumnOp(AlterTableOp):
    """A new column.

    Args:
        table_name: The table.
        column: The column; foreign keys, ``unique`` and ``index`` of it count.
        schema: The table's schema; None is the connection's default.
        if_not_exists: Whether a column that is there already is left alone.
        inline_references: Whether a foreign key is stated within the column.
        inline_primary_key: Whether a primary key is stated within the column.
        **kw: Options for the implementation.
    """

    def __init__(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
        **kw: Any,
    ) -> None:
        super().__init__(table_name, schema=schema)
        self.column = column
        self.if_not_exists = if_not_exists
        self.inline_references = inline_references
        self.inline_primary_key = inline_primary_key
        self.kw = kw

    def reverse(self) -> DropColumnOp:
        """Return the operation that drops the column and remembers it."""
        op = DropColumnOp.from_column_and_tablename(self.schema, self.table_name, self.column)
        op.if_exists = self.if_not_exists
        return undoing(self, op)

    def to_diff_tuple(self) -> tuple[str, str | None, str, Column[Any]]:
        """Return ``("add_column", schema, table name, Column)``."""
        return ("add_column", self.schema, self.table_name, self.column)

    def to_column(self) -> Column[Any]:
        """Return the column."""
        return self.column

    @classmethod
    def from_column(cls, col: Column[Any]) -> AddColumnOp:
        """Return the operation that adds a column of a table."""
        return cls(col.table.name, col, schema=col.table.schema)

    @classmethod
    def from_column_and_tablename(
        cls, schema: str | None, tname: str, col: Column[Any]
    ) -> AddColumnOp:
        """Return the operation that adds a column to a named table."""
        return cls(tname, col, schema=schema)


class DropColumnOp(AlterTableOp):
    """A column taken away.

    Args:
        table_name: The table.
        column_name: The column.
        schema: The table's schema; None is the connection's default.
        if_exists: Whether a column that is not there is no error.
        **kw: Options for the implementation.
    """

    def __init__(
        self,
        table_name: str,
        column_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        _reverse: AddColumnOp | None = None,
        **kw: Any,
    ) -> None:
        super().__init__(table_name, schema=schema)
        self.column_name = column_name
        self.kw = kw
        self.if_exists = if_exists
        self._reverse = _reverse

    def reverse(self) -> AddColumnOp:
        """Return the operation that adds the column again.

        Raises:
            ValueError: The column is not known.
        """
        if self._reverse is None:
            raise ValueError("operation is not reversible; original column is not present")
        op = AddColumnOp.from_column_and_tablename(
            self.schema, self.table_name, self._reverse.column
        )
        op.if_not_exists = self.if_exists
        return undoing(self, op)

    def to_diff_tuple(self) -> tuple[str, str | None, str, Column[Any]]:
        """Return ``("remove_column", schema, table name, Column)``."""
        return ("remove_column", self.schema, self.table_name, self.to_column())

    @classmethod
    def from_column_and_tablename(
        cls, schema: str | None, tname: str, col: Column[Any]
    ) -> DropColumnOp:
        """Return the operation that drops a column of a named table and remembers it."""
        return cls(
            tname,
            col.name,
            schema=schema,
            _reverse=AddColumnOp.from_column_and_tablename(schema, tname, col),
        )

    def to_column(self, migration_context: Any = None) -> Column[Any]:
        """Return the column, without a type if it is not known."""
        if self._reverse is not None:
            return self._reverse.column
        return SchemaObjects(migration_context).column(self.column_name, NULLTYPE)
