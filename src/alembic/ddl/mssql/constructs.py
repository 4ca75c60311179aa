"""ALTER statements and catalogue procedures of SQL Server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import types
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import DDLElement

from ..base import (
    AddColumn,
    ColumnComment,
    ColumnDefault,
    ColumnName,
    ColumnNullable,
    ColumnType,
    RenameTable,
    alter_column,
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


class DropBoundConstraint(DDLElement):
    """Drop the constraint of one kind a column has, whatever name the server gave it.

    Args:
        table_name: The table.
        column_name: The column.
        catalog: The catalogue view of the kind: ``sys.default_constraints`` or
            ``sys.check_constraints``.
        schema: Schema of the table.
    """

    def __init__(
        self, table_name: str, column_name: str, catalog: str, schema: str | None = None
    ) -> None:
        self.table_name = table_name
        self.column_name = column_name
        self.catalog = catalog
        self.schema = schema


class DropBoundForeignKey(DDLElement):
    """Drop the foreign key a column takes part in, whatever its name.

    Args:
        table_name: The table.
        column_name: The column.
        schema: Schema of the table.
    """

    def __init__(self, table_name: str, column_name: str, schema: str | None = None) -> None:
        self.table_name = table_name
        self.column_name = column_name
        self.schema = schema


@compiles(AddColumn, "mssql")
def visit_add_column(element: AddColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """``ALTER TABLE t ADD c ..``: there is no word COLUMN."""
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"{add_column(compiler, element.column, **kw)}"
    )


def add_column(compiler: DDLCompiler, column: Column[Any], **kw: Any) -> str:
    """The ``ADD c ..`` part of an ALTER TABLE."""
    return "ADD " + generic_add_column(compiler, column, **kw).removeprefix("ADD COLUMN ")


@compiles(ColumnNullable, "mssql")
def visit_column_nullable(element: ColumnNullable, compiler: DDLCompiler, **kw: Any) -> str:
    """``ALTER COLUMN c <type> NULL``: the type is restated with the nullability."""
    assert element.existing_type is not None
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"{alter_column(compiler, element.column_name)} "
        f"{format_type(compiler, element.existing_type)} "
        f"{'NULL' if element.nullable else 'NOT NULL'}"
    )


@compiles(ColumnType, "mssql")
def visit_column_type(element: ColumnType, compiler: DDLCompiler, **kw: Any) -> str:
    """``ALTER COLUMN c <type>``: without nullability the server makes the column nullable."""
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"{alter_column(compiler, element.column_name)} "
        f"{format_type(compiler, element.type_)}"
    )


@compiles(ColumnDefault, "mssql")
def visit_column_default(element: ColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """``ADD DEFAULT d FOR c``: a default is a constraint here."""
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"ADD DEFAULT {format_server_default(compiler, element.default)} "
        f"FOR {format_column_name(compiler, element.column_name)}"
    )


@compiles(ColumnName, "mssql")
def visit_rename_column(element: ColumnName, compiler: DDLCompiler, **kw: Any) -> str:
    """``EXEC sp_rename 's.t.c', d, 'COLUMN'``."""
    table = format_table_name(compiler, element.table_name, element.schema)
    old = f"{table}.{format_column_name(compiler, element.column_name)}"
    new = format_column_name(compiler, element.newname)
    return f"EXEC sp_rename '{_literal(old)}', {new}, 'COLUMN'"


@compiles(RenameTable, "mssql")
def visit_rename_table(element: RenameTable, compiler: DDLCompiler, **kw: Any) -> str:
    """``EXEC sp_rename 's.t', u``: the new name is bare."""
    old = format_table_name(compiler, element.table_name, element.schema)
    new = format_table_name(compiler, element.new_table_name, None)
    return f"EXEC sp_rename '{_literal(old)}', {new}"


@compiles(ColumnComment, "mssql")
def visit_column_comment(element: ColumnComment, compiler: DDLCompiler, **kw: Any) -> str:
    """Add, update or drop the extended property that holds a comment."""
    schema = element.schema or compiler.dialect.default_schema_name
    assert schema is not None, "the schema of the table is not known; pass schema="
    target = (
        f"'schema', {compiler.preparer.quote_schema(schema)}, "
        f"'table', {format_table_name(compiler, element.table_name, None)}, "
        f"'column', {format_column_name(compiler, element.column_name)}"
    )
    if element.comment is None:
        return f"exec sp_dropextendedproperty 'MS_Description', {target}"
    procedure = (
        "sp_addextendedproperty"
        if element.existing_comment is None
        else "sp_updateextendedproperty"
    )
    text = compiler.sql_compiler.render_literal_value(element.comment, types.NVARCHAR())
    return f"exec {procedure} 'MS_Description', {text}, {target}"


@compiles(DropBoundConstraint, "mssql")
def visit_drop_bound_constraint(
    element: DropBoundConstraint, compiler: DDLCompiler, **kw: Any
) -> str:
    """Look the name up in the catalogue view and drop it, in one batch."""
    return f"""declare @const_name varchar(256)
select @const_name = QUOTENAME([name]) from {element.catalog}
where parent_object_id = object_id('{_object_name(element)}')
and col_name(parent_object_id, parent_column_id) = '{_literal(element.column_name)}'
exec('alter table {_table(element, compiler)} drop constraint ' + @const_name)"""


@compiles(DropBoundForeignKey, "mssql")
def visit_drop_bound_foreign_key(
    element: DropBoundForeignKey, compiler: DDLCompiler, **kw: Any
) -> str:
    """As for the other kinds; the columns of a foreign key stand in a view of their own."""
    return f"""declare @const_name varchar(256)
select @const_name = QUOTENAME([name]) from
sys.foreign_keys fk join sys.foreign_key_columns fkc
on fk.object_id=fkc.constraint_object_id
where fkc.parent_object_id = object_id('{_object_name(element)}')
and col_name(fkc.parent_object_id, fkc.parent_column_id) = '{_literal(element.column_name)}'
exec('alter table {_table(element, compiler)} drop constraint ' + @const_name)"""


def _object_name(element: DropBoundConstraint | DropBoundForeignKey) -> str:
    name = f"{element.schema}.{element.table_name}" if element.schema else element.table_name
    return _literal(name)


def _table(element: DropBoundConstraint | DropBoundForeignKey, compiler: DDLCompiler) -> str:
    return _literal(format_table_name(compiler, element.table_name, element.schema))


def _literal(text: str) -> str:
    return text.replace("'", "''")
