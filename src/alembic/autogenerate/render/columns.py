"""Columns, and the operations that add and drop them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Computed, Identity

from .column_checks import checks_created_after, inline_checks
from .constraints import _add_check_constraint
from .defaults import _render_server_default
from .expressions import option_keywords
from .hooks import _user_defined_render
from .names import (
    _alembic_autogenerate_prefix,
    _ident,
    _sqlalchemy_autogenerate_prefix,
    call,
    keyword,
    schema_keyword,
)
from .table_constraints import inline_foreign_key
from .types import _repr_type

if TYPE_CHECKING:
    from sqlalchemy.schema import Column

    from ...operations.ops import AddColumnOp, DropColumnOp
    from ..context import AutogenContext


def _render_column(
    column: Column[Any], autogen_context: AutogenContext, *, primary_key: bool = False
) -> str | None:
    """Return the text of a column, or None when the user's hook leaves it out.

    Foreign keys that a table holds as constraints of its own are not part of the text.

    Args:
        column: The column.
        autogen_context: Gives dialect, prefixes and hooks.
        primary_key: Say that the column is the primary key; a table lists it by itself.
    """
    rendered = _user_defined_render("column", column, autogen_context)
    if rendered is not False:
        return rendered
    positional, keywords = _default(column, autogen_context)
    arguments = [
        repr(_ident(column.name)),
        _repr_type(column.type, autogen_context),
        *positional,
        *inline_checks(column, autogen_context),
        *_inline_foreign_keys(column, autogen_context),
        *keywords,
    ]
    if column.autoincrement not in (None, "auto"):
        arguments.append(keyword("autoincrement", column.autoincrement))
    if primary_key:
        arguments.append(keyword("primary_key", True))
    arguments.append(keyword("nullable", column.nullable))
    if column.system:
        arguments.append(keyword("system", True))
    if column.comment is not None:
        arguments.append(keyword("comment", column.comment))
    arguments += option_keywords(autogen_context, column.dialect_kwargs)
    return call(f"{_sqlalchemy_autogenerate_prefix(autogen_context)}Column", arguments)


def _default(column: Column[Any], autogen_context: AutogenContext) -> tuple[list[str], list[str]]:
    """Return the server default: as positional argument if it generates values, or keyword."""
    if column.server_default is None:
        return [], []
    text = _render_server_default(column.server_default, autogen_context)
    if text is None:
        return [], []
    if isinstance(column.server_default, (Computed, Identity)):
        return [text], []
    return [], [f"server_default={text}"]


def _inline_foreign_keys(column: Column[Any], autogen_context: AutogenContext) -> list[str]:
    """Return the foreign keys of a column that belong to no table constraint."""
    return sorted(
        inline_foreign_key(each, autogen_context)
        for each in column.foreign_keys
        if each.constraint is None
    )


def _add_column(autogen_context: AutogenContext, op: AddColumnOp) -> str:
    """Return the call of ``add_column``."""
    inline_primary_key = bool(op.inline_primary_key and op.column.primary_key)
    column = _render_column(op.column, autogen_context, primary_key=inline_primary_key)
    options = []
    if op.inline_references:
        options.append(keyword("inline_references", op.inline_references))
    if inline_primary_key:
        options.append(keyword("inline_primary_key", op.inline_primary_key))
    function = f"{_alembic_autogenerate_prefix(autogen_context)}add_column"
    if autogen_context._has_batch:
        return call(function, [str(column), *options])
    arguments = [repr(_ident(op.table_name)), str(column), *schema_keyword(op.schema)]
    if op.if_not_exists is not None:
        arguments.append(keyword("if_not_exists", op.if_not_exists))
    return call(function, [*arguments, *options])


def _add_column_and_checks(autogen_context: AutogenContext, op: AddColumnOp) -> list[str]:
    """Return the call of ``add_column``, and those for CHECKs that have to follow it."""
    checks = checks_created_after(op, autogen_context)
    texts = sorted(_add_check_constraint(autogen_context, each) for each in checks)
    return [_add_column(autogen_context, op), *texts]


def _drop_column(autogen_context: AutogenContext, op: DropColumnOp) -> str:
    """Return the call of ``drop_column``."""
    function = f"{_alembic_autogenerate_prefix(autogen_context)}drop_column"
    column = repr(_ident(op.column_name))
    if autogen_context._has_batch:
        return call(function, [column])
    arguments = [repr(_ident(op.table_name)), column, *schema_keyword(op.schema)]
    if op.if_exists is not None:
        arguments.append(keyword("if_exists", op.if_exists))
    return call(function, arguments)
