"""Pieces of ALTER TABLE text, for the visitors of ours and of other dialects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Integer
from sqlalchemy.sql.elements import quoted_name

from ...base.exc import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.sql.compiler import DDLCompiler
    from sqlalchemy.types import TypeEngine


def quote_dotted(name: str | quoted_name, quote: Callable[[str], str]) -> str:
    """Quote each part of a dotted name; a ``quoted_name`` is one part whatever it holds."""
    if isinstance(name, quoted_name):
        return quote(name)
    return ".".join(quote(part) for part in name.split("."))


def format_table_name(
    compiler: DDLCompiler, name: str | quoted_name, schema: str | quoted_name | None
) -> str:
    """Return a table's quoted name, with its schema when it has one."""
    quote = compiler.preparer.quote
    return f"{quote_dotted(schema, quote)}.{quote(name)}" if schema else quote(name)


def format_column_name(compiler: DDLCompiler, name: str | quoted_name) -> str:
    """Return a column's quoted name."""
    return compiler.preparer.quote(name)


def format_server_default(compiler: DDLCompiler, default: Any) -> str:
    """Return the text of a server default: strings quoted, expressions as they compile.

    Raises:
        CommandError: The default has no text, as ``FetchedValue``.
    """
    text = compiler.get_column_default_string(Column("x", Integer, server_default=default))
    if text is None:
        raise CommandError(
            f"A server default of {type(default).__name__} has no SQL text; give the default "
            "itself, as a string, text() or an expression."
        )
    return text


def format_type(compiler: DDLCompiler, type_: TypeEngine[Any]) -> str:
    """Return the text of a type."""
    return compiler.dialect.type_compiler_instance.process(type_)


def alter_table(
    compiler: DDLCompiler, name: str | quoted_name, schema: str | quoted_name | None
) -> str:
    """Return ``ALTER TABLE name``."""
    return f"ALTER TABLE {format_table_name(compiler, name, schema)}"


def alter_column(compiler: DDLCompiler, name: str | quoted_name) -> str:
    """Return ``ALTER COLUMN name``."""
    return f"ALTER COLUMN {format_column_name(compiler, name)}"


def drop_column(
    compiler: DDLCompiler, name: str | quoted_name, if_exists: bool | None = None, **kw: Any
) -> str:
    """Return ``DROP COLUMN name``."""
    condition = "IF EXISTS " if if_exists else ""
    return f"DROP COLUMN {condition}{format_column_name(compiler, name)}"


def add_column(
    compiler: DDLCompiler,
    column: Column[Any],
    if_not_exists: bool | None = None,
    inline_references: bool | None = None,
    inline_primary_key: bool | None = None,
    **kw: Any,
) -> str:
    """Return ``ADD COLUMN`` with the column's specification and its inline constraints.

    Args:
        compiler: The compiler of the statement.
        column: The column, attached to a table whose foreign keys resolve.
        if_not_exists: Whether ``IF NOT EXISTS`` stands before the name.
        inline_references: Whether a single foreign key is written as ``REFERENCES``.
        inline_primary_key: Whether a primary key column says ``PRIMARY KEY``.
        **kw: Passed to the compiler.
    """
    condition = "IF NOT EXISTS " if if_not_exists else ""
    text = f"ADD COLUMN {condition}{compiler.get_column_specification(column, **kw)}"
    if inline_primary_key and column.primary_key:
        text += " PRIMARY KEY"
    if inline_references:
        text += _references(compiler, column)
    return text + inline_checks(compiler, column)


def inline_checks(compiler: DDLCompiler, column: Column[Any]) -> str:
    """Return the CHECKs given to a column, each after a blank."""
    checks = sorted(column.constraints, key=lambda each: each._creation_order)
    return "".join(f" {compiler.process(each)}" for each in checks)


def _references(compiler: DDLCompiler, column: Column[Any]) -> str:
    if len(column.foreign_keys) != 1:
        return ""
    constraint = next(iter(column.foreign_keys)).constraint
    if constraint is None or len(constraint.elements) != 1:
        return ""
    target = constraint.elements[0].column
    return (
        f" REFERENCES {compiler.preparer.format_table(target.table)}"
        f" ({compiler.preparer.quote(target.name)})"
        f"{compiler.define_constraint_match(constraint)}"
        f"{compiler.define_constraint_cascades(constraint)}"
        f"{compiler.define_constraint_deferrability(constraint)}"
    )
