"""The operations that create and drop indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .expressions import index_expression, option_keywords
from .names import (
    _alembic_autogenerate_prefix,
    _ident,
    _render_gen_name,
    call,
    keyword,
    schema_keyword,
)

if TYPE_CHECKING:
    from sqlalchemy.schema import Index

    from ...operations.ops import CreateIndexOp, DropIndexOp
    from ..context import AutogenContext


def _get_index_rendered_expressions(index: Index, autogen_context: AutogenContext) -> list[str]:
    """Return the items of an index as Python text."""
    return [index_expression(autogen_context, each) for each in index.expressions]


def _add_index(autogen_context: AutogenContext, op: CreateIndexOp) -> str:
    """Return the call of ``create_index``."""
    index = op.to_index()
    arguments = [_index_name(autogen_context, index)]
    if not autogen_context._has_batch:
        arguments.append(repr(_ident(op.table_name)))
    items = ", ".join(_get_index_rendered_expressions(index, autogen_context))
    arguments += [f"[{items}]", keyword("unique", bool(index.unique))]
    if not autogen_context._has_batch:
        arguments += schema_keyword(op.schema)
    arguments += option_keywords(autogen_context, index.dialect_kwargs)
    if op.if_not_exists is not None:
        arguments.append(keyword("if_not_exists", op.if_not_exists))
    return call(f"{_alembic_autogenerate_prefix(autogen_context)}create_index", arguments)


def _drop_index(autogen_context: AutogenContext, op: DropIndexOp) -> str:
    """Return the call of ``drop_index``."""
    index = op.to_index()
    arguments = [_render_gen_name(autogen_context, op.index_name)]
    if not autogen_context._has_batch:
        arguments.append(keyword("table_name", _ident(op.table_name)))
        arguments += schema_keyword(op.schema)
    arguments += option_keywords(autogen_context, index.dialect_kwargs)
    if op.if_exists is not None:
        arguments.append(keyword("if_exists", op.if_exists))
    return call(f"{_alembic_autogenerate_prefix(autogen_context)}drop_index", arguments)


def _drop_index_unless_with_table(autogen_context: AutogenContext, op: DropIndexOp) -> list[str]:
    """Return the call of ``drop_index``, or nothing for an index that goes with its table."""
    return [] if op.goes_with_table else [_drop_index(autogen_context, op)]


def _index_name(autogen_context: AutogenContext, index: Index) -> str:
    """Return the name the index has after the naming convention was applied."""
    name = index.name
    return _render_gen_name(autogen_context, name if isinstance(name, str) else None)
