"""What a run holds while it has a lease; loaded where one is needed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from ...base.exc import CommandError
from ...ddl.locking import lease_table_name
from .aftermath import after_transaction
from .held import Nothing
from .lease import Renewal, can_renew
from .nesting import forget

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from ...ddl.locking import RunLock as DatabaseLock
    from .lease import LeaseTable

log = logging.getLogger("alembic.runtime.lock")


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

    def covers(self, schema: str | None, table: str, connection: Connection) -> bool:
        """Tell whether a further run on the same connection means the same row."""
        mine = self._lease.table
        is_same = (mine.schema, mine.name) == (schema, lease_table_name(table))
        return is_same and connection is self._connection

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

    def covers(self, schema: str | None, table: str, connection: Connection) -> bool:
        """Tell whether there is a lease by now which does."""
        return self._instead is not None and self._instead.covers(schema, table, connection)

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
