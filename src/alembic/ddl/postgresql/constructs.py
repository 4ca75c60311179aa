"""ALTER statements PostgreSQL words in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Identity, types
from sqlalchemy.ext.compiler import compiles

from ..base import (
    ColumnComment,
    ColumnType,
    IdentityColumnDefault,
    RenameTable,
    alter_column,
    alter_table,
    format_column_name,
    format_table_name,
    format_type,
)

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler


class PostgresqlColumnType(ColumnType):
    """``ALTER COLUMN .. TYPE ..``, with an optional ``USING`` expression.

    Args:
        name: Table name.
        column_name: Column name.
        type_: The new type.
        using: Raw SQL for the ``USING`` clause, or None to leave it out.
        **kw: What :class:`~alembic.ddl.base.AlterColumn` takes.
    """

    def __init__(self, name: str, column_name: str, type_: Any, **kw: Any) -> None:
        using = kw.pop("using", None)
        super().__init__(name, column_name, type_, **kw)
        self.using: str | None = None if using is None else str(using)


@compiles(RenameTable, "postgresql")
def visit_rename_table(element: RenameTable, compiler: DDLCompiler, **kw: Any) -> str:
    """The new name is bare: a rename cannot move a table to another schema."""
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"RENAME TO {format_table_name(compiler, element.new_table_name, None)}"
    )


@compiles(PostgresqlColumnType, "postgresql")
def visit_column_type(element: PostgresqlColumnType, compiler: DDLCompiler, **kw: Any) -> str:
    """``TYPE t``, then ``USING`` when given; without it one trailing blank stays online."""
    using = f"USING {element.using}" if element.using else ""
    return (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"{alter_column(compiler, element.column_name)} "
        f"TYPE {format_type(compiler, element.type_)} {using}"
    )


@compiles(ColumnComment, "postgresql")
def visit_column_comment(element: ColumnComment, compiler: DDLCompiler, **kw: Any) -> str:
    """``COMMENT ON COLUMN``; a comment of None is removed with ``IS NULL``."""
    if element.comment is None:
        literal = "NULL"
    else:
        literal = compiler.sql_compiler.render_literal_value(element.comment, types.String())
    table = format_table_name(compiler, element.table_name, element.schema)
    column = format_column_name(compiler, element.column_name)
    return f"COMMENT ON COLUMN {table}.{column} IS {literal}"


@compiles(IdentityColumnDefault, "postgresql")
def visit_identity_column(element: IdentityColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """``DROP IDENTITY``, ``ADD GENERATED ..`` or one ``SET`` clause per changed attribute."""
    text = (
        f"{alter_table(compiler, element.table_name, element.schema)} "
        f"{alter_column(compiler, element.column_name)} "
    )
    if element.default is None:
        return text + "DROP IDENTITY"
    identity = cast("Identity", element.default)
    if not isinstance(element.existing_server_default, Identity):
        return text + "ADD " + str(compiler.visit_identity_column(identity))  # type: ignore[no-untyped-call] # untyped there
    changed, _, _ = element.impl._compare_identity_default(
        identity, element.existing_server_default
    )
    return text + " ".join(_set_clause(compiler, identity, name) for name in sorted(changed))


def _set_clause(compiler: DDLCompiler, identity: Identity, name: str) -> str:
    if name == "always":
        return f"SET GENERATED {'ALWAYS' if identity.always else 'BY DEFAULT'}"
    single = Identity(**{name: getattr(identity, name)})
    return f"SET {compiler.get_identity_options(single)}"
