"""The texts of the constructs that most databases share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.compiler import compiles

from ..refusals import ChangeRefused, ElementRefused, named
from .elements import (
    AddColumn,
    ColumnComment,
    ColumnDefault,
    ColumnName,
    ColumnNullable,
    ColumnType,
    ComputedColumnDefault,
    DropColumn,
    IdentityColumnDefault,
    RenameTable,
)
from .formatting import (
    add_column,
    alter_column,
    alter_table,
    drop_column,
    format_column_name,
    format_server_default,
    format_table_name,
    format_type,
)

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler

    from .elements import AlterColumn


@compiles(RenameTable)
def visit_rename_table(element: RenameTable, compiler: DDLCompiler, **kw: Any) -> str:
    """Return ``ALTER TABLE a RENAME TO b``."""
    new_name = format_table_name(compiler, element.new_table_name, element.schema)
    return f"{alter_table(compiler, element.table_name, element.schema)} RENAME TO {new_name}"


@compiles(AddColumn)
def visit_add_column(element: AddColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """Return ``ALTER TABLE t ADD COLUMN ...``."""
    table = alter_table(compiler, element.table_name, element.schema)
    added = add_column(
        compiler,
        element.column,
        if_not_exists=element.if_not_exists,
        inline_references=element.inline_references,
        inline_primary_key=element.inline_primary_key,
        **kw,
    )
    return f"{table} {added}"


@compiles(DropColumn)
def visit_drop_column(element: DropColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """Return ``ALTER TABLE t DROP COLUMN c``."""
    table = alter_table(compiler, element.table_name, element.schema)
    return f"{table} {drop_column(compiler, element.column.name, element.if_exists, **kw)}"


@compiles(ColumnNullable)
def visit_column_nullable(element: ColumnNullable, compiler: DDLCompiler, **kw: Any) -> str:
    """Return ``ALTER TABLE t ALTER COLUMN c DROP NOT NULL`` or ``SET NOT NULL``."""
    return f"{_altered(element, compiler)} {'DROP' if element.nullable else 'SET'} NOT NULL"


@compiles(ColumnType)
def visit_column_type(element: ColumnType, compiler: DDLCompiler, **kw: Any) -> str:
    """Return ``ALTER TABLE t ALTER COLUMN c TYPE x``."""
    return f"{_altered(element, compiler)} TYPE {format_type(compiler, element.type_)}"


@compiles(ColumnName)
def visit_column_name(element: ColumnName, compiler: DDLCompiler, **kw: Any) -> str:
    """Return ``ALTER TABLE t RENAME c TO d``."""
    table = alter_table(compiler, element.table_name, element.schema)
    old = format_column_name(compiler, element.column_name)
    return f"{table} RENAME {old} TO {format_column_name(compiler, element.newname)}"


@compiles(ColumnDefault)
def visit_column_default(element: ColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Return ``ALTER TABLE t ALTER COLUMN c SET DEFAULT x`` or ``DROP DEFAULT``."""
    if element.default is None:
        return f"{_altered(element, compiler)} DROP DEFAULT"
    default = format_server_default(compiler, element.default)
    return f"{_altered(element, compiler)} SET DEFAULT {default}"


@compiles(ComputedColumnDefault)
def visit_computed_column(element: ComputedColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Refuse: no database turns a plain column into a computed one or back.

    Raises:
        ChangeRefused: Always; a ``CompileError``.
    """
    raise ChangeRefused(
        'Adding or removing a "computed" construct, e.g. GENERATED ALWAYS AS, '
        "to or from an existing column is not supported.",
        table=named(element.schema, element.table_name),
        column=element.column_name,
        instead="drop the column and add it anew, with op.drop_column() and op.add_column()",
    )


@compiles(IdentityColumnDefault)
def visit_identity_column(element: IdentityColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Refuse: only some databases change the identity of a column.

    Raises:
        ChangeRefused: Always; a ``CompileError``.
    """
    raise ChangeRefused(
        'Adding, removing or modifying an "identity" construct, e.g. GENERATED AS IDENTITY, '
        "to or from an existing column is not supported in this dialect.",
        table=named(element.schema, element.table_name),
        column=element.column_name,
        instead="drop the column and add it anew, with op.drop_column() and op.add_column()",
    )


@compiles(ColumnComment)
def visit_column_comment(element: ColumnComment, compiler: DDLCompiler, **kw: Any) -> str:
    """Refuse: there is no text that most databases share, and some have no comments.

    Raises:
        ElementRefused: Always; an ``UnsupportedCompilationError``.
    """
    raise ElementRefused(
        f"The dialect {compiler.dialect.name} has no comments on existing columns: the "
        "ColumnComment construct has no default compilation handler.",
        table=named(element.schema, element.table_name),
        column=element.column_name,
        instead="leave the comment out on this dialect",
    )


def _altered(element: AlterColumn, compiler: DDLCompiler) -> str:
    table = alter_table(compiler, element.table_name, element.schema)
    return f"{table} {alter_column(compiler, element.column_name)}"
