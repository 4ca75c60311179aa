"""The logging of an application that runs commands: the same after a run as before.

``fileConfig`` in env.py sets up the logging of a process that belongs to the command. Called from
an application it would disable the application's loggers and close its handlers.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from ..base.late_typing import NamedTuple

#: Loggers that the files of the templates set up, whether or not somebody has asked for them.
_CONFIGURED = ("alembic", "sqlalchemy", "sqlalchemy.engine")


class _State(NamedTuple):
    level: int
    handlers: tuple[logging.Handler, ...]
    propagate: bool
    disabled: bool


class KeptLogging:
    """Puts logging back as it was when the last of the runs at the same time ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs = 0
        self._before: dict[logging.Logger, _State] = {}
        self._open_handlers: list[Any] = []

    def begin(self) -> None:
        """Remember how logging is set up, unless another run has done so."""
        with self._lock:
            self._runs += 1
            if self._runs > 1:
                return
            for name in _CONFIGURED:
                logging.getLogger(name)
            self._before = {each: _state_of(each) for each in _loggers()}
            # fileConfig closes every handler in this list, and Python those at its end.
            handlers = _handlers_to_close()
            self._open_handlers = handlers[:]
            del handlers[:]

    def revive(self) -> None:
        """Let the loggers speak that were silenced since."""
        with self._lock:
            self._enable()

    def end(self) -> None:
        """Put everything back, unless another run is going on."""
        with self._lock:
            self._runs -= 1
            if self._runs:
                return
            self._enable()
            for logger, state in self._before.items():
                logger.setLevel(state.level)
                logger.handlers[:] = state.handlers
                logger.propagate = state.propagate
            _handlers_to_close()[:0] = self._open_handlers
            self._before, self._open_handlers = {}, []

    def _enable(self) -> None:
        for each in _loggers():
            state = self._before.get(each)
            each.disabled = state is not None and state.disabled


def _loggers() -> list[logging.Logger]:
    known = list(logging.root.manager.loggerDict.values())
    return [logging.root, *(each for each in known if isinstance(each, logging.Logger))]


def _state_of(logger: logging.Logger) -> _State:
    return _State(logger.level, tuple(logger.handlers), logger.propagate, logger.disabled)


def _handlers_to_close() -> list[Any]:
    found: list[Any] = logging._handlerList  # type: ignore[attr-defined] # has no public name
    return found


#: One for the process, as logging is.
kept = KeptLogging()
