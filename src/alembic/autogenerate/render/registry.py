"""The registry of renderers, and the way from an operation to its lines of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...base.dispatch import Dispatcher
from ...base.sequences import to_list

if TYPE_CHECKING:
    from ...operations.ops import MigrateOperation
    from ..context import AutogenContext

#: From an operation class to ``fn(autogen_context, op)``, which returns text or a list of lines.
renderers = Dispatcher()


def render_op(autogen_context: AutogenContext, op: MigrateOperation) -> list[str]:
    """Return the statements of one operation; each item may span several physical lines.

    Raises:
        ValueError: No renderer is registered for the class of the operation.
    """
    renderer = renderers.dispatch(op)
    return to_list(renderer(autogen_context, op))


def render_op_text(autogen_context: AutogenContext, op: MigrateOperation) -> str:
    """Return the Python text of one operation, as it stands in a revision file, unindented.

    Raises:
        ValueError: No renderer is registered for the class of the operation.
    """
    return "\n".join(render_op(autogen_context, op))
