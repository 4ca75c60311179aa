"""The operation that runs SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .names import _alembic_autogenerate_prefix, call, keyword

if TYPE_CHECKING:
    from ...operations.ops import ExecuteSQLOp
    from ..context import AutogenContext


def _execute_sql(autogen_context: AutogenContext, op: ExecuteSQLOp) -> str:
    """Return the call of ``execute``.

    Raises:
        NotImplementedError: The statement is not a plain string.
    """
    if not isinstance(op.sqltext, str):
        raise NotImplementedError(
            "Autogenerate rendering of SQL Expression language constructs not supported here; "
            "please use a plain SQL string"
        )
    arguments = [repr(op.sqltext)]
    if op.execution_options:
        arguments.append(keyword("execution_options", dict(op.execution_options)))
    return call(f"{_alembic_autogenerate_prefix(autogen_context)}execute", arguments)
