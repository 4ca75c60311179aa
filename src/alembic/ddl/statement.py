"""A statement as a value: what is sent to the database, and the operation that asked for it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextvars import Token

_current_operation: ContextVar[Any] = ContextVar("alembic current operation", default=None)


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


def current_operation() -> Any | None:
    """Return the operation that is being carried out in this thread or task, or None."""
    return _current_operation.get()


class said_by:  # noqa: N801 - used like a function, for every operation of a migration
    """Marks the statements made inside a block as coming from an operation; may be nested.

    Args:
        operation: The operation, or None.
    """

    __slots__ = ("_operation", "_token")

    _token: Token[Any]

    def __init__(self, operation: Any) -> None:
        self._operation = operation

    def __enter__(self) -> None:
        self._token = _current_operation.set(self._operation)

    def __exit__(self, *error: object) -> None:
        _current_operation.reset(self._token)
