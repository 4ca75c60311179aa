"""The ALTER statements SQLite has words of its own for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.compiler import compiles

from ..base import ColumnName, RenameTable, alter_table, format_column_name, format_table_name

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler


@compiles(RenameTable, "sqlite")
def visit_rename_table(element: RenameTable, compiler: DDLCompiler, **kw: Any) -> str:
    """The new name is bare: a table stays in its database file."""
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"RENAME TO {format_table_name(compiler, element.new_table_name, None)}"
    )


@compiles(ColumnName, "sqlite")
def visit_column_name(element: ColumnName, compiler: DDLCompiler, **kw: Any) -> str:
    """``RENAME COLUMN c TO d``."""
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"RENAME COLUMN {format_column_name(compiler, element.column_name)} "
        f"TO {format_column_name(compiler, element.newname)}"
    )
