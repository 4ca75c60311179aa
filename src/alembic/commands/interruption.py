"""Which runs Ctrl-C cannot end by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..runtime.ports import RunObserver

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext


class Interruption(RunObserver):
    """Lets Ctrl-C end a statement of the command line on psycopg2; other drivers do by themselves.

    Signals of a process that calls a command are not ours to listen to.
    """

    def joins(self, context: MigrationContext) -> RunObserver | None:
        """Return the observer of a run of the command line on psycopg2, else None."""
        connection, config = context.connection, context.config
        is_of_command_line = hasattr(getattr(config, "cmd_opts", None), "cmd")
        if connection is None or not is_of_command_line or connection.dialect.driver != "psycopg2":
            return None
        import threading

        if threading.current_thread() is not threading.main_thread():
            return None
        from .interrupting import Interruptible

        return Interruptible(connection.connection.driver_connection)
