"""What a run holds while it has a lock of the database, by how the lock ends."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from .aftermath import after_transaction
from .nesting import forget

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Transaction

    from ...ddl.locking import RunLock as DatabaseLock
    from .lease import LeaseTable

log = logging.getLogger("alembic.runtime.lock")


class Nothing:
    """No lock: it is off, or the database has none."""

    _is_kept = False

    @property
    def is_kept(self) -> bool:
        """Whether there is a lock that was not let go yet."""
        return self._is_kept

    def keeps_out(self, lock: DatabaseLock, lease: LeaseTable, connection: Connection) -> bool:
        """Tell whether this is what another connection waits for; asks the database."""
        return False

    def covers(self, schema: str | None, table: str, connection: Connection) -> bool:
        """Tell whether a further run on a connection needs no lease because of this one."""
        return False

    def release(self) -> None:
        """Do nothing."""

    def before_step(self) -> None:
        """Do nothing."""

    def leave_transaction(self) -> None:
        """Do nothing."""

    def rolled_back(self) -> None:
        """Do nothing."""


class HeldByTransaction(Nothing):
    """A lock that ends with a transaction which is not ours to end.

    Args:
        connection: The connection.
        lock: The lock, taken.
    """

    def __init__(self, connection: Connection, lock: DatabaseLock) -> None:
        self._transaction: Transaction | None = connection.get_transaction()
        self._lock = lock

    @property
    def is_kept(self) -> bool:
        """Whether the transaction has not ended."""
        return self._transaction is not None and self._transaction.is_active

    def keeps_out(self, lock: DatabaseLock, lease: LeaseTable, connection: Connection) -> bool:
        """Tell whether another connection waits for the end of the transaction."""
        return lock.is_kept_by(self._lock, connection)


class HeldBySession(Nothing):
    """A lock of the session.

    Args:
        connection: The connection.
        lock: The lock, taken.
        all_committed: Whether every revision commits by itself, so that a transaction that is open
            at the end holds nothing the next run has to see.
    """

    def __init__(
        self, connection: Connection, lock: DatabaseLock, *, all_committed: bool = False
    ) -> None:
        self._connection = connection
        self._lock = lock
        self._all_committed = all_committed
        self._is_kept = True

    def keeps_out(self, lock: DatabaseLock, lease: LeaseTable, connection: Connection) -> bool:
        """Tell whether another connection waits for the session."""
        return lock.is_kept_by(self._lock, connection)

    def release(self) -> None:
        """Let the lock go, or have it let go when the transaction has ended that is still open."""
        connection = self._connection
        if connection.closed or connection.invalidated:
            self._released()  # the server has let it go, or does so when it notices
        elif connection.in_transaction() and not self._all_committed:
            # What it did is not there for others yet.
            after_transaction(connection, self._release_past_sqlalchemy)
        else:
            self._release()

    def _release(self) -> None:
        statement = self._lock.release_sql()
        connection = self._connection
        try:
            if statement is not None:
                mine = nullcontext() if connection.in_transaction() else connection.begin()
                with mine, self._lock.alone(connection):
                    result = connection.execute(text(statement))
                    if result.returns_rows and not result.scalar():
                        log.warning("The run lock was lost before the run had ended")
        except DBAPIError as error:
            log.debug("The run lock could not be let go: %s", error)
            if connection.in_transaction() and not connection.invalidated:
                after_transaction(connection, self._release_past_sqlalchemy)
                return
        self._released()

    def _release_past_sqlalchemy(self) -> None:
        statement = self._lock.release_sql()
        if statement is not None:
            cursor = self._connection.connection.cursor()
            try:
                cursor.execute(statement)
            finally:
                cursor.close()
        self._released()

    def _released(self) -> None:
        self._lock.released()
        self._is_kept = False
        forget(self)
