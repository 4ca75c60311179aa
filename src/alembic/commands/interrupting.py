"""Ctrl-C while psycopg2 waits for a statement: the server is asked to end it.

Python's own handler cannot run before psycopg2 has an answer. Others hear of the signal at once. So
a thread does, for the length of a run of the command line, and the handler then runs as ever.
"""

from __future__ import annotations

import signal
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..runtime.ports import RunObserver

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext

_ACTIVE = 1  # of libpq: a statement was sent and is not answered


class Interruptible(RunObserver):
    """Lets Ctrl-C end the statements of one run.

    Args:
        driver: The connection of psycopg2.
    """

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self._wires: tuple[socket.socket, socket.socket] | None = None
        self._thread: threading.Thread | None = None

    def run_began(self, context: MigrationContext) -> None:
        """Listen, unless somebody else does."""
        hearing, told = socket.socketpair()
        told.setblocking(False)
        before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
        if before != -1:
            signal.set_wakeup_fd(before)
            hearing.close()
            told.close()
            return
        self._wires = (hearing, told)
        self._thread = threading.Thread(target=self._listen, args=(hearing,), daemon=True)
        self._thread.start()

    def run_ended(self, context: MigrationContext, error: BaseException | None) -> None:
        """Leave signals as they were."""
        if self._wires is None or self._thread is None:
            return
        signal.set_wakeup_fd(-1)
        hearing, told = self._wires
        told.close()  # which ends the thread
        self._thread.join()
        hearing.close()
        self._wires = self._thread = None

    def _listen(self, hearing: socket.socket) -> None:
        while numbers := hearing.recv(64):
            if signal.SIGINT in numbers:
                with suppress(Exception):  # it is closed, or the server is gone
                    if self._driver.info.transaction_status == _ACTIVE:
                        self._driver.cancel()
