"""The current object behind ``alembic.op`` and ``alembic.context``, one per thread and task.

The object is held in a context variable, so two threads or two asyncio tasks can migrate two
databases in one process. A thread that a migration script starts by itself begins with an empty
context; as long as the process runs only one migration, that one is meant.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Current:
    """A slot that holds the current object of one kind.

    Args:
        class_name: Name of the class whose object is meant; part of the error text.
    """

    def __init__(self, class_name: str) -> None:
        self.class_name = class_name
        self._var: ContextVar[Any] = ContextVar(f"alembic current {class_name}", default=None)
        self._installed: list[Any] = []
        self._lock = Lock()

    def get(self) -> Any | None:
        """Return the current object, or None outside any."""
        found = self._var.get()
        if found is not None:
            return found
        installed = self._installed
        return installed[0] if len(installed) == 1 else None

    def require(self, function: str) -> Any:
        """Return the current object on behalf of a proxied function.

        Raises:
            NameError: There is none.
        """
        found = self._var.get() or self.get()
        if found is None:
            raise NameError(
                f"Can't invoke function '{function}', as the proxy object has not yet been "
                f"established for the Alembic '{self.class_name}' class.  "
                "Try placing this code inside a callable."
            )
        return found

    def set(self, obj: Any | None) -> None:
        """Make an object current for this context without an end (``op._proxy = ...``)."""
        self._var.set(obj)

    def push(self, obj: Any) -> Any | None:
        """Make an object current and return the one it hides, for :meth:`pop`."""
        hidden = self._var.get()
        with self._lock:
            self._installed.append(obj)
        self._var.set(obj)
        return hidden

    def pop(self, obj: Any, hidden: Any | None) -> None:
        """End what :meth:`push` began."""
        with self._lock:
            self._installed = [each for each in self._installed if each is not obj]
        self._var.set(hidden)

    @contextmanager
    def installed(self, obj: Any) -> Iterator[Any]:
        """Make an object current for the length of a block, also when the block fails."""
        hidden = self.push(obj)
        try:
            yield obj
        finally:
            self.pop(obj, hidden)


#: The ``Operations`` behind ``alembic.op``.
operations = Current("Operations")

#: The ``EnvironmentContext`` behind ``alembic.context``.
environment = Current("EnvironmentContext")
