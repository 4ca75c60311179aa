"""A statement as a value: what is sent to the database, and the operation that asked for it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from ..base.late_typing import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The operation that is being carried out in this thread or task, or None.
current_operation: ContextVar[Any] = ContextVar("alembic current operation", default=None)


class Statement(NamedTuple):
    """One statement on its way through the sink.

    Attributes:
        construct: The SQLAlchemy construct.
        parameters: A mapping, a sequence of mappings (one execution each), or None.
        execution_options: Options of the execution, or None.
        operation: The ``MigrateOperation`` it came from, or None.
    """

    construct: Any
    parameters: Any = None
    execution_options: Mapping[str, Any] | None = None
    operation: Any = None


@contextmanager
def said_by(operation: Any) -> Iterator[None]:
    """Mark the statements made inside a block as coming from an operation; may be nested.

    Args:
        operation: The operation, or None.
    """
    token = current_operation.set(operation)
    try:
        yield
    finally:
        current_operation.reset(token)
