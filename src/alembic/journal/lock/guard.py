"""The guard of a run: it takes the lock, waits for it, says for whom, and lets it go."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ...base.exc import CommandError
from ...ddl.locking import run_lock
from ...schema.connections import is_autocommit, is_in_block_of_caller
from .aftermath import after_transaction
from .options import lock_options
from .waiting import pause, poll

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from ...ddl.locking import RunLock as DatabaseLock
    from ...runtime.migration import MigrationContext
    from .options import LockOptions

log = logging.getLogger("alembic.runtime.lock")


class NotHeld:
    """Holds nothing: the lock is off, or the database has none."""

    def release(self) -> None:
        """Do nothing."""


class HeldByTransaction:
    """A lock that the database lets go at the end of a transaction."""

    def release(self) -> None:
        """Do nothing: whoever ends the transaction ends the lock."""


class HeldBySession:
    """A lock of the session.

    Args:
        connection: The connection.
        lock: The lock, taken.
    """

    def __init__(self, connection: Connection, lock: DatabaseLock) -> None:
        self._connection = connection
        self._lock = lock

    def release(self) -> None:
        """Let the lock go, or have it let go when the transaction has ended that is still open."""
        connection = self._connection
        if connection.closed or connection.invalidated:
            self._lock.released()  # the server has let it go, or does so when it notices
        elif connection.in_transaction():
            # What it did is not there for others yet.
            after_transaction(connection, self._release_past_sqlalchemy)
        else:
            self._release()

    def _release(self) -> None:
        statement = self._lock.release_sql()
        try:
            if statement is not None:
                with self._connection.begin():
                    result = self._connection.execute(text(statement))
                    if result.returns_rows and not result.scalar():
                        log.warning("The run lock was lost before the run had ended")
        except DBAPIError as error:
            log.debug("The run lock could not be let go: %s", error)
        self._lock.released()

    def _release_past_sqlalchemy(self) -> None:
        statement = self._lock.release_sql()
        if statement is not None:
            cursor = self._connection.connection.cursor()
            try:
                cursor.execute(statement)
            finally:
                cursor.close()
        self._lock.released()


class RunLock:
    """Lets one run at a time work on a database; the others wait.

    Args:
        run_lock: Overrides the option of this name.
        lock_wait: Overrides the option of this name.
    """

    def __init__(self, run_lock: Any = None, lock_wait: Any = None) -> None:
        self._given = {"run_lock": run_lock, "lock_wait": lock_wait}

    def acquire(self, context: MigrationContext) -> NotHeld | HeldByTransaction | HeldBySession:
        """Take the lock.

        Raises:
            CommandError: Another run kept it for longer than we may wait.
        """
        options = lock_options(context, self._given)
        connection = context.connection
        if options.kind == "off" or connection is None:
            return NotHeld()
        try:
            lock = run_lock(connection, context.version_table_schema, context.version_table)
            if lock is None:
                return NotHeld()
            return _Taking(context, connection, lock, options).take()
        except (DBAPIError, OSError) as error:
            if getattr(error, "connection_invalidated", False) or connection.in_transaction():
                raise
            reason = str(getattr(error, "orig", error)).strip().split("\n", 1)[0]
            log.warning("Running without the run lock, which this database refuses: %s", reason)
            return NotHeld()


class _Taking:
    """One run's way to the lock."""

    def __init__(
        self,
        context: MigrationContext,
        connection: Connection,
        lock: DatabaseLock,
        options: LockOptions,
    ) -> None:
        self.context = context
        self.connection = connection
        self.lock = lock
        self.options = options

    def take(self) -> HeldByTransaction | HeldBySession:
        connection = self.connection
        if not connection.in_transaction():
            self._wait(self._in_transaction_of_its_own(self.lock.attempt))
            return HeldBySession(connection, self.lock)
        if not (
            self.context._in_external_transaction
            or self.context.impl.transactional_ddl
            or is_in_block_of_caller(connection)
        ):
            # The first DDL statement would commit it anyway; while we wait it would keep a
            # snapshot in which the other run's work cannot be seen.
            connection.commit()
            return self.take()
        if (
            self.context._in_external_transaction
            and self.lock.in_transaction is not None
            and not is_autocommit(connection)
        ):
            self._wait(lambda: self.lock.attempt_in_transaction(connection))
            return HeldByTransaction()
        self._wait(lambda: self.lock.attempt(connection))
        return HeldBySession(connection, self.lock)

    def _in_transaction_of_its_own(
        self, attempt: Callable[[Connection], bool]
    ) -> Callable[[], bool]:
        def attempt_and_end() -> bool:
            with self.connection.begin():
                return attempt(self.connection)

        return attempt_and_end

    def _wait(self, attempt: Callable[[], bool]) -> None:
        waited = poll(
            attempt,
            limit=self.options.wait,
            sleep=lambda length: pause(self.connection, length),
            waiting=self._say,
        )
        if waited is None:
            raise CommandError(
                f"Another run has the lock of this database{self._holder()}; waited "
                f"{self.options.wait:g} seconds for it to end. Nothing was done."
            )
        if waited:
            log.info("The other run has ended; going on after %.1f s", waited)

    def _say(self) -> None:
        log.warning(
            "Waiting up to %g s for another run on this database%s",
            self.options.wait,
            self._holder(),
        )

    def _holder(self) -> str:
        """Return who has the lock and where the database is, as the end of a phrase."""
        mine = None if self.connection.in_transaction() else self.connection.begin()
        try:
            holder = self.lock.holder(self.connection)
        except DBAPIError as error:  # a right is missing
            log.debug("Who has the run lock cannot be told: %s", error)
            holder = None
        finally:
            if mine is not None:
                mine.rollback()
        return f": {holder}" if holder else ""
