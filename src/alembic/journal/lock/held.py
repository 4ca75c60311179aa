"""What a run holds while it has the lock, by how the lock ends."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ...base.exc import CommandError
from .aftermath import after_transaction
from .lease import Renewal, can_renew
from .nesting import forget

if TYPE_CHECKING:
    from collections.abc import Callable

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
        """Return False: it keeps nobody out."""
        return False

    def covers(self, lease: LeaseTable, connection: Connection) -> bool:
        """Return False: it is no lease."""
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
                with nullcontext() if connection.in_transaction() else connection.begin():
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


class HeldByLease(Nothing):
    """A row in the table of leases.

    Args:
        connection: The connection of the run.
        lease: The table.
        token: The token of the row.
    """

    def __init__(self, connection: Connection, lease: LeaseTable, token: str) -> None:
        self._connection = connection
        self._lease = lease
        self._token = token
        renewable = can_renew(connection)
        self._renewal = Renewal(connection.engine, lease, token) if renewable else None
        self._is_kept = True

    def keeps_out(self, lock: DatabaseLock, lease: LeaseTable, connection: Connection) -> bool:
        """Tell whether another connection waits until the row is gone."""
        owner = lease.owner(connection) if lease.exists(connection) else None
        return owner is not None and owner.token == self._token

    def covers(self, lease: LeaseTable, connection: Connection) -> bool:
        """Tell whether a further run on the same connection means the same row."""
        return connection is self._connection and lease.table.fullname == self._lease.table.fullname

    def before_step(self) -> None:
        """Look whether the row is there: a run that stood still for a minute has lost it.

        Raises:
            CommandError: It is not.
        """
        if not self._lease.has(self._connection, self._token):
            raise CommandError(
                "The run lock was lost: this run did not renew its lease for so long that another "
                "one took it over. Nothing more was run; run the command again."
            )

    def release(self) -> None:
        """Remove the row, now or when the transaction has ended that is still open."""
        if self._renewal is not None:
            self._renewal.end()
        connection = self._connection
        if not connection.closed and not connection.invalidated and connection.in_transaction():
            after_transaction(connection, self._remove)
        else:
            self._remove()

    def _remove(self) -> None:
        try:
            with self._connection.engine.begin() as other:
                if not self._lease.remove(other, self._token):
                    log.warning("The run lock was lost before the run had ended")
        except DBAPIError as error:
            log.warning("The lease is left behind, 'alembic unlock' removes it: %s", error)
        self._is_kept = False
        forget(self)


class HeldByRunTransaction(Nothing):
    """A lock that ends with the run's own transaction; a lease takes over where that is left.

    Args:
        connection: The connection of the run.
        lock: The lock.
        lease: The table of the lease.
        take: Begins a transaction and takes the lock in it; waits.
    """

    def __init__(
        self,
        connection: Connection,
        lock: DatabaseLock,
        lease: LeaseTable,
        take: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._lock = lock
        self._lease = lease
        self._take = take
        self._instead: HeldByLease | None = None
        self._is_kept = True

    def keeps_out(self, lock: DatabaseLock, lease: LeaseTable, connection: Connection) -> bool:
        """Tell whether another connection waits for the transaction or the lease."""
        if self._instead is not None:
            return self._instead.keeps_out(lock, lease, connection)
        return lock.is_kept_by(self._lock, connection)

    def covers(self, lease: LeaseTable, connection: Connection) -> bool:
        """Tell whether there is a lease by now which does."""
        return self._instead is not None and self._instead.covers(lease, connection)

    def leave_transaction(self) -> None:
        """Write a lease, which the commit that ends the lock makes visible."""
        if self._instead is not None:
            return
        connection = self._connection
        if not self._lease.exists(connection):
            self._lease.table.create(connection)
        token = self._lease.take(connection, renewed=can_renew(connection))
        if token is not None:
            self._instead = HeldByLease(connection, self._lease, token)

    def before_step(self) -> None:
        """Look after the lease, if there is one."""
        if self._instead is not None:
            self._instead.before_step()

    def rolled_back(self) -> None:
        """Take the lock again."""
        if self._instead is None:
            self._take()

    def release(self) -> None:
        """Remove the lease if there was one; the lock has ended by itself."""
        if self._instead is not None:
            self._instead.release()
        self._is_kept = False
        forget(self)
