"""Operations that hold the operations of one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...operations.ops import CreateCheckConstraintOp
from .enums import creation, removal
from .names import _alembic_autogenerate_prefix, _ident
from .registry import render_op

if TYPE_CHECKING:
    from ...operations.ops import ModifyTableOps
    from ..context import AutogenContext


def _render_modify_table(autogen_context: AutogenContext, op: ModifyTableOps) -> list[str]:
    """Return the lines of the operations inside, in a batch when the options ask for it.

    A batch ends with an empty line, which ends its block. Enum types are created before and dropped
    after it, as what it holds runs when it ends.
    """
    with autogen_context._creating_checks_apart(
        each.constraint_name for each in op.ops if isinstance(each, CreateCheckConstraintOp)
    ):
        if not autogen_context.opts.get("render_as_batch", False):
            return _children(autogen_context, op)
        function = f"{_alembic_autogenerate_prefix(autogen_context)}batch_alter_table"
        with autogen_context._within_batch():
            lines = _children(autogen_context, op)
    if not lines:
        return []
    table, schema = _ident(op.table_name), _ident(op.schema)
    return [
        *(line for each in op.ops for line in creation(autogen_context, each)),
        f"with {function}({table!r}, schema={schema!r}) as batch_op:",
        *lines,
        "",
        *(line for each in op.ops for line in removal(autogen_context, each)),
    ]


def _children(autogen_context: AutogenContext, op: ModifyTableOps) -> list[str]:
    return [line for each in op.ops for line in render_op(autogen_context, each)]
