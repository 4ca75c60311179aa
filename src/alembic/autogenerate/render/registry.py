"""The registry of renderers, and the way from an operation to its lines of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...base.dispatch import Dispatcher
from ...base.sequences import to_list
from .enums import creation, enum_types_planned, present_types_known, removal

if TYPE_CHECKING:
    from ...operations.ops import MigrateOperation
    from ..context import AutogenContext

#: From an operation class to ``fn(autogen_context, op)``, which returns text or a list of lines.
renderers = Dispatcher()


def render_op(autogen_context: AutogenContext, op: MigrateOperation) -> list[str]:
    """Return the statements of one operation; each item may span several physical lines.

    Those that create and drop its enum types stand around it; around a batch, not inside it.

    Raises:
        ValueError: No renderer is registered for the class of the operation.
    """
    renderer = renderers.dispatch(op)
    with enum_types_planned(autogen_context, op), present_types_known(autogen_context, op):
        lines = to_list(renderer(autogen_context, op))
        if autogen_context._has_batch or not lines:
            return lines
        return [*creation(autogen_context, op), *lines, *removal(autogen_context, op)]


def render_op_text(autogen_context: AutogenContext, op: MigrateOperation) -> str:
    """Return the Python text of one operation, as it stands in a revision file, unindented.

    Raises:
        ValueError: No renderer is registered for the class of the operation.
    """
    return "\n".join(render_op(autogen_context, op))
