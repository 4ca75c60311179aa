"""PostgreSQL's EXCLUDE constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.sql.elements import ColumnClause

from .expressions import compiled_sql, text_call
from .hooks import _user_defined_render
from .names import (
    _alembic_autogenerate_prefix,
    _ident,
    _render_gen_name,
    _sqlalchemy_autogenerate_prefix,
    call,
    keyword,
    schema_keyword,
)

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import ExcludeConstraint
    from sqlalchemy.schema import MetaData

    from ...operations.ops import CreateExcludeConstraintOp
    from ..context import AutogenContext


def _render_exclude_constraint(
    constraint: ExcludeConstraint,
    autogen_context: AutogenContext,
    namespace_metadata: MetaData | None = None,
) -> str | None:
    """Return the text of an EXCLUDE constraint inside ``create_table``."""
    rendered = _user_defined_render("exclude", constraint, autogen_context)
    if rendered is not False:
        return rendered
    autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
    arguments = _elements_and_options(constraint, autogen_context)
    name: Any = constraint.name
    if isinstance(name, str):
        arguments.append(f"name={_render_gen_name(autogen_context, name)}")
    return call("postgresql.ExcludeConstraint", arguments)


def _add_exclude_constraint(
    autogen_context: AutogenContext, op: CreateExcludeConstraintOp
) -> str | None:
    """Return the call of ``create_exclude_constraint``."""
    constraint = op.to_constraint()
    rendered = _user_defined_render("exclude", constraint, autogen_context)
    if rendered is not False:
        return rendered
    arguments = [_render_gen_name(autogen_context, op.constraint_name)]
    if not autogen_context._has_batch:
        arguments.append(repr(_ident(op.table_name)))
    arguments += _elements_and_options(constraint, autogen_context)
    if not autogen_context._has_batch:
        arguments += schema_keyword(op.schema)
    return call(
        f"{_alembic_autogenerate_prefix(autogen_context)}create_exclude_constraint", arguments
    )


def _elements_and_options(
    constraint: ExcludeConstraint, autogen_context: AutogenContext
) -> list[str]:
    """Return the pairs of expression and operator, then the keywords that are set."""
    arguments = [
        f"({_element(expression, name, autogen_context)}, {operator!r})"
        for expression, name, operator in constraint._render_exprs
    ]
    if constraint.where is not None:
        arguments.append(f"where={text_call(autogen_context, constraint.where)}")
    if constraint.deferrable:
        arguments.append(keyword("deferrable", str(constraint.deferrable)))
    if constraint.initially:
        arguments.append(keyword("initially", str(constraint.initially)))
    if constraint.using:
        arguments.append(keyword("using", str(constraint.using)))
    return arguments


def _element(expression: Any, name: str | None, autogen_context: AutogenContext) -> str:
    """Return one excluded expression."""
    prefix = _sqlalchemy_autogenerate_prefix(autogen_context)
    if isinstance(expression, ColumnClause) and not expression.is_literal:
        return f"{prefix}column({_ident(expression.name)!r})"
    if isinstance(expression, ColumnClause):
        return f"{prefix}literal_column({compiled_sql(autogen_context, expression)!r})"
    if isinstance(expression, str):
        return f"{prefix}column({_ident(expression)!r})"
    return text_call(autogen_context, expression)
