"""The guard of the runs of a command: it lets one run at a time work on a database."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from ...base.exc import CommandError
from ...ddl.locking import run_lock
from .held import Nothing
from .nesting import remember
from .options import lock_options
from .taking import Taking

if TYPE_CHECKING:
    from ...runtime.migration import MigrationContext

log = logging.getLogger("alembic.runtime.lock")


class RunLock:
    """Lets one run at a time work on a database; the others wait.

    Args:
        run_lock: Overrides the option of this name.
        lock_wait: Overrides the option of this name.
    """

    def __init__(self, run_lock: Any = None, lock_wait: Any = None) -> None:
        self._given = {"run_lock": run_lock, "lock_wait": lock_wait}

    def acquire(self, context: MigrationContext) -> Nothing:
        """Take the lock.

        Raises:
            CommandError: Another run kept it for longer than we may wait, or the database refuses
                it in a transaction that is open already.
        """
        options = lock_options(context, self._given)
        connection = context.connection
        if options.kind == "off" or connection is None:
            return Nothing()
        try:
            lock = run_lock(connection, context.version_table_schema, context.version_table)
            if lock is None:
                return Nothing()
            held = Taking(context, connection, lock, options).take()
        except (DBAPIError, OSError) as error:
            if getattr(error, "connection_invalidated", False):
                raise
            reason = str(getattr(error, "orig", error)).strip().split("\n", 1)[0]
            if connection.in_transaction():  # which may be of no use any more
                raise CommandError(
                    f"This database refuses the run lock: {reason}. Set run_lock = false to run "
                    "without it."
                ) from error
            log.warning("Running without the run lock, which this database refuses: %s", reason)
            return Nothing()
        remember(held)
        return held
