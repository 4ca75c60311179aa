"""ALTER statements of Oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Identity, types
from sqlalchemy.ext.compiler import compiles

from ..base import (
    AddColumn,
    AlterColumn,
    ColumnComment,
    ColumnDefault,
    ColumnName,
    ColumnNullable,
    ColumnType,
    IdentityColumnDefault,
    RenameTable,
    alter_table,
    format_column_name,
    format_server_default,
    format_table_name,
    format_type,
)
from ..base import add_column as generic_add_column

if TYPE_CHECKING:
    from sqlalchemy import Column
    from sqlalchemy.sql.compiler import DDLCompiler


@compiles(AddColumn, "oracle")
def visit_add_column(element: AddColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """``ALTER TABLE t ADD c ..``: there is no word COLUMN."""
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"{add_column(compiler, element.column, **kw)}"
    )


def add_column(compiler: DDLCompiler, column: Column[Any], **kw: Any) -> str:
    """The ``ADD c ..`` part of an ALTER TABLE."""
    return "ADD " + generic_add_column(compiler, column, **kw).removeprefix("ADD COLUMN ")


def alter_column(compiler: DDLCompiler, name: str) -> str:
    """The ``MODIFY c`` part of an ALTER TABLE."""
    return f"MODIFY {format_column_name(compiler, name)}"


@compiles(ColumnNullable, "oracle")
def visit_column_nullable(element: ColumnNullable, compiler: DDLCompiler, **kw: Any) -> str:
    """``MODIFY c NULL`` or ``NOT NULL``."""
    return f"{_modify(compiler, element)} {'NULL' if element.nullable else 'NOT NULL'}"


@compiles(ColumnType, "oracle")
def visit_column_type(element: ColumnType, compiler: DDLCompiler, **kw: Any) -> str:
    """``MODIFY c <type>``."""
    return f"{_modify(compiler, element)} {format_type(compiler, element.type_)}"


@compiles(ColumnName, "oracle")
def visit_column_name(element: ColumnName, compiler: DDLCompiler, **kw: Any) -> str:
    """``RENAME COLUMN c TO d``."""
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"RENAME COLUMN {format_column_name(compiler, element.column_name)} "
        f"TO {format_column_name(compiler, element.newname)}"
    )


@compiles(ColumnDefault, "oracle")
def visit_column_default(element: ColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """``MODIFY c DEFAULT d``; a default cannot be dropped, only made NULL."""
    default = (
        "NULL" if element.default is None else format_server_default(compiler, element.default)
    )
    return f"{_modify(compiler, element)} DEFAULT {default}"


@compiles(ColumnComment, "oracle")
def visit_column_comment(element: ColumnComment, compiler: DDLCompiler, **kw: Any) -> str:
    """``COMMENT ON COLUMN``; an empty comment removes it."""
    literal = compiler.sql_compiler.render_literal_value(element.comment or "", types.String())
    table = format_table_name(compiler, element.table_name, element.schema)
    column = format_column_name(compiler, element.column_name)
    return f"COMMENT ON COLUMN {table}.{column} IS {literal}"


@compiles(RenameTable, "oracle")
def visit_rename_table(element: RenameTable, compiler: DDLCompiler, **kw: Any) -> str:
    """The new name is bare: a rename cannot move a table to another schema."""
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"RENAME TO {format_table_name(compiler, element.new_table_name, None)}"
    )


@compiles(IdentityColumnDefault, "oracle")
def visit_identity_column(element: IdentityColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """``MODIFY c GENERATED ..`` states the whole identity, new or changed."""
    if element.default is None:
        return f"{_modify(compiler, element)} DROP IDENTITY"
    identity: Identity = element.default
    text = compiler.visit_identity_column(identity)  # type: ignore[no-untyped-call] # untyped there
    return f"{_modify(compiler, element)} {text}"


def _modify(compiler: DDLCompiler, element: AlterColumn) -> str:
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"{alter_column(compiler, element.column_name)}"
    )
