"""A statement as a value: what is sent to the database, and the operation that asked for it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_current_operation: ContextVar[Any] = ContextVar("alembic current operation", default=None)


@dataclass(frozen=True, slots=True)
class Statement:
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


def current_operation() -> Any | None:
    """Return the operation that is being carried out in this thread or task, or None."""
    return _current_operation.get()


@contextmanager
def said_by(operation: Any) -> Iterator[None]:
    """Mark the statements made inside the block as coming from an operation; may be nested."""
    token = _current_operation.set(operation)
    try:
        yield
    finally:
        _current_operation.reset(token)
