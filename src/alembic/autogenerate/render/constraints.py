"""The operations that create and drop constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.sql.elements import ClauseElement

from ...base.messaging import warn
from .expressions import compiled_sql, option_value, text_literal
from .names import (
    _alembic_autogenerate_prefix,
    _ident,
    _render_gen_name,
    call,
    keyword,
    schema_keyword,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...operations.ops import (
        CreateCheckConstraintOp,
        CreateForeignKeyOp,
        CreatePrimaryKeyOp,
        CreateUniqueConstraintOp,
        DropConstraintOp,
    )
    from ..context import AutogenContext

_FOREIGN_KEY_OPTIONS = (
    "source_schema",
    "referent_schema",
    "onupdate",
    "ondelete",
    "initially",
    "deferrable",
    "use_alter",
    "match",
)

_UNNAMED_DROP = """\
# WARNING: constraint name is None; this directive will fail as
# rendered.  Add a name, or use a naming convention; see
# https://alembic.sqlalchemy.org/en/latest/naming.html
"""


def _add_unique_constraint(autogen_context: AutogenContext, op: CreateUniqueConstraintOp) -> str:
    """Return the call of ``create_unique_constraint``."""
    columns = [_ident(_column_name(column)) for column in op.columns]
    arguments = [*_name_and_table(autogen_context, op.constraint_name, op.table_name)]
    arguments.append(repr(columns))
    for option in ("deferrable", "initially"):
        if op.kw.get(option):
            arguments.append(keyword(option, op.kw[option]))
    if not autogen_context._has_batch:
        arguments += schema_keyword(op.schema)
    arguments += _dialect_options(autogen_context, op.kw)
    return _directive(autogen_context, "create_unique_constraint", arguments)


def _column_name(column: Any) -> str:
    return str(getattr(column, "name", column))


def _add_foreign_key(autogen_context: AutogenContext, op: CreateForeignKeyOp) -> str:
    """Return the call of ``create_foreign_key``."""
    arguments = [
        *_name_and_table(autogen_context, op.constraint_name, op.source_table),
        repr(_ident(op.referent_table)),
        repr([_ident(each) for each in op.local_cols]),
        repr([_ident(each) for each in op.remote_cols]),
    ]
    for option in _FOREIGN_KEY_OPTIONS:
        if option == "source_schema" and autogen_context._has_batch:
            continue
        value = op.kw.get(option)
        if value is not None:
            arguments.append(keyword(option, _ident(value) if isinstance(value, str) else value))
    arguments += _dialect_options(autogen_context, op.kw)
    return _directive(autogen_context, "create_foreign_key", arguments)


def _add_check_constraint(autogen_context: AutogenContext, op: CreateCheckConstraintOp) -> str:
    """Return the call of ``create_check_constraint``."""
    condition = op.condition
    if isinstance(condition, ClauseElement):
        sql = text_literal(compiled_sql(autogen_context, condition))
    else:
        sql = repr(str(condition))
    arguments = [*_name_and_table(autogen_context, op.constraint_name, op.table_name), sql]
    for option in ("deferrable", "initially"):
        if op.kw.get(option):
            arguments.append(keyword(option, op.kw[option]))
    if not autogen_context._has_batch:
        arguments += schema_keyword(op.schema)
    arguments += _dialect_options(autogen_context, op.kw)
    return _directive(autogen_context, "create_check_constraint", arguments)


def _add_pk_constraint(autogen_context: AutogenContext, op: CreatePrimaryKeyOp) -> str:
    """Primary keys are not compared, so there is no text for creating one.

    Raises:
        NotImplementedError: Always.
    """
    raise NotImplementedError


def _drop_constraint(autogen_context: AutogenContext, op: DropConstraintOp) -> str:
    """Return the call of ``drop_constraint``, with a warning when there is no name to drop by."""
    name = _ident(op.constraint_name)
    if name is None:
        warn(
            "Autogenerate rendered a drop_constraint() directive for an unnamed constraint on "
            f"table {op.table_name!r}; the migration will fail unless a constraint name is added "
            "to the directive.  Consider using a naming convention so that constraint names are "
            "known ahead of time."
        )
    arguments = _name_and_table(autogen_context, op.constraint_name, op.table_name)
    if not autogen_context._has_batch:
        arguments += schema_keyword(op.schema)
    if op.constraint_type:
        arguments.append(keyword("type_", op.constraint_type))
    if op.if_exists is not None and not autogen_context._has_batch:
        arguments.append(keyword("if_exists", op.if_exists))
    text = _directive(autogen_context, "drop_constraint", arguments)
    return _UNNAMED_DROP + text if name is None else text


def _name_and_table(autogen_context: AutogenContext, name: Any, table_name: str) -> list[str]:
    """Return the first arguments: the name and, outside a batch, the table."""
    arguments = [_render_gen_name(autogen_context, name)]
    if not autogen_context._has_batch:
        arguments.append(repr(_ident(table_name)))
    return arguments


def _dialect_options(autogen_context: AutogenContext, kw: Mapping[str, Any]) -> list[str]:
    """Return the keywords that name a dialect (``postgresql_not_valid``)."""
    known = {*_FOREIGN_KEY_OPTIONS, "deferrable", "initially", "info"}
    return [
        f"{key}={option_value(autogen_context, value)}"
        for key, value in kw.items()
        if key not in known and not key.startswith("_")
    ]


def _directive(autogen_context: AutogenContext, name: str, arguments: list[str]) -> str:
    return call(f"{_alembic_autogenerate_prefix(autogen_context)}{name}", arguments)
