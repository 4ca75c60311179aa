"""The operations that set and remove the comment of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .names import _alembic_autogenerate_prefix, _ident, keyword

if TYPE_CHECKING:
    from ...operations.ops import CreateTableCommentOp, DropTableCommentOp
    from ..context import AutogenContext


def _render_create_table_comment(autogen_context: AutogenContext, op: CreateTableCommentOp) -> str:
    """Return the call of ``create_table_comment``, one argument per line."""
    return _lines(autogen_context, "create_table_comment", op, [repr(op.comment)])


def _render_drop_table_comment(autogen_context: AutogenContext, op: DropTableCommentOp) -> str:
    """Return the call of ``drop_table_comment``, one argument per line."""
    return _lines(autogen_context, "drop_table_comment", op, [])


def _lines(
    autogen_context: AutogenContext,
    function: str,
    op: CreateTableCommentOp | DropTableCommentOp,
    comment: list[str],
) -> str:
    arguments = [*comment, keyword("existing_comment", op.existing_comment)]
    if not autogen_context._has_batch:
        arguments = [
            repr(_ident(op.table_name)),
            *arguments,
            keyword("schema", _ident(op.schema)),
        ]
    text = ",\n    ".join(arguments)
    return f"{_alembic_autogenerate_prefix(autogen_context)}{function}(\n    {text}\n)"
