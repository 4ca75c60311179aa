"""One run's way to the lock: which kind holds here, and waiting for it."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ...base.exc import CommandError
from ...runtime.transactions import is_per_revision
from ...schema.connections import is_autocommit, is_in_block_of_caller
from .held import HeldBySession, HeldByTransaction, Nothing
from .nesting import is_covered, refuse_to_wait_for_itself
from .waiting import pause, poll

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from ...ddl.locking import RunLock as DatabaseLock
    from ...runtime.migration import MigrationContext
    from .lease import LeaseTable
    from .leased import HeldByLease
    from .options import LockOptions

log = logging.getLogger("alembic.runtime.lock")


class Taking:
    """Takes the lock of a context.

    Args:
        context: The migration context.
        connection: Its connection.
        lock: The lock of the database.
        options: What the user chose.
    """

    def __init__(
        self,
        context: MigrationContext,
        connection: Connection,
        lock: DatabaseLock,
        options: LockOptions,
    ) -> None:
        self._context = context
        self._connection = connection
        self._lock = lock
        self._options = options

    @cached_property
    def _lease(self) -> LeaseTable:
        from .lease import LeaseTable  # few runs have anything to do with leases

        return LeaseTable(self._context.version_table_schema, self._context.version_table)

    def take(self) -> Nothing:
        """Wait for the lock.

        Raises:
            CommandError: Another run kept it for longer than we may wait.
        """
        connection = self._connection
        if connection.in_transaction() and not self._is_ours_to_keep():
            # The first DDL statement would commit it anyway; while we wait it would keep a
            # snapshot in which the other run's work cannot be seen.
            connection.commit()
        if is_covered(self._context.version_table_schema, self._context.version_table, connection):
            return Nothing()
        if self._options.kind == "lease":
            return self._take_lease()
        if connection.in_transaction():
            return self._take_inside()
        self._wait(self._in_own_transaction(self._attempt))
        if not self._lock.pooled:
            return self._held_by_session()
        log.debug("A pooler is in between: the lock is one of the transaction, or a lease")
        if is_per_revision(self._context):
            return self._take_lease()
        self._take_with_run()
        from .leased import HeldByRunTransaction

        return HeldByRunTransaction(connection, self._lock, self._lease, self._take_with_run)

    def _is_ours_to_keep(self) -> bool:
        return (
            self._context._in_external_transaction
            or self._context.impl.transactional_ddl
            or is_in_block_of_caller(self._connection)
        )

    def _take_inside(self) -> HeldByTransaction | HeldBySession:
        """Take the lock in a transaction that is open already."""
        lasting = self._lock.in_transaction is None or is_autocommit(self._connection)
        if lasting or not self._context._in_external_transaction:
            self._wait(self._attempt)
            if not self._lock.pooled:
                return self._held_by_session()
        self._wait(self._attempt_in_transaction)
        return HeldByTransaction(self._connection, self._lock)

    def _held_by_session(self) -> HeldBySession:
        context = self._context
        all_committed = is_per_revision(context) and not context._in_external_transaction
        return HeldBySession(self._connection, self._lock, all_committed=all_committed)

    def _take_with_run(self) -> None:
        """Begin the transaction of the run and take the lock in it."""
        self._wait(self._attempt_beginning)

    def _attempt_beginning(self) -> bool:
        transaction = self._connection.begin()
        if self._attempt_in_transaction():
            return True
        transaction.rollback()
        return False

    def _attempt(self) -> bool:
        taken = self._lock.attempt(self._connection)
        if not taken or self._is_free_of_leases():
            return taken or self._lock.pooled
        statement = self._lock.release_sql()
        if statement is not None:
            self._connection.execute(text(statement))
        return False

    def _attempt_in_transaction(self) -> bool:
        return self._lock.attempt_in_transaction(self._connection) and self._is_free_of_leases()

    def _is_free_of_leases(self) -> bool:
        return not self._lock.lease_seen or self._lease.is_free(self._connection)

    def _take_lease(self) -> HeldByLease:
        connection = self._connection
        if connection.dialect.name == "sqlite":
            raise CommandError("run_lock: a lease is not for SQLite, whose lock is a file")
        other = connection.engine.connect() if connection.in_transaction() else connection
        try:
            self._lease.ensure(other)
            token = self._wait_for_lease(other)
        finally:
            if other is not connection:
                other.close()
        from .leased import HeldByLease

        return HeldByLease(connection, self._lease, token)

    def _wait_for_lease(self, connection: Connection) -> str:
        from .lease import can_renew

        tokens: list[str] = []

        def attempt() -> bool:
            with connection.begin():
                locked = self._lock.in_transaction is None or self._lock.attempt_in_transaction(
                    connection
                )
                if locked and self._lease.is_free(connection):
                    token = self._lease.take(connection, renewed=can_renew(connection))
                    tokens.extend([token] if token else [])
            return bool(tokens)

        self._wait(attempt)
        return tokens[0]

    def _in_own_transaction(self, attempt: Callable[[], bool]) -> Callable[[], bool]:
        def attempt_and_end() -> bool:
            with self._connection.begin():
                return attempt()

        return attempt_and_end

    def _wait(self, attempt: Callable[[], bool]) -> None:
        waited = poll(
            attempt,
            limit=self._options.wait,
            sleep=lambda length: pause(self._connection, length),
            waiting=self._say,
        )
        if waited is None:
            raise CommandError(
                f"Another run has the lock of this database{self._holder()}. Nothing was done "
                f"after waiting {self._options.wait:g} s for it to end."
            )
        if waited:
            log.info("The other run has ended; going on after %.1f s", waited)

    def _say(self) -> None:
        refuse_to_wait_for_itself(self._lock, self._lease, self._connection)
        log.warning(
            "Waiting up to %g s for another run on this database%s",
            self._options.wait,
            self._holder(),
        )

    def _holder(self) -> str:
        """Return who has the lock and where the database is, as the end of a phrase."""
        mine = None if self._connection.in_transaction() else self._connection.begin()
        try:
            holder = describe_holder(self._connection, self._lock, self._lease)
            # Not in another's transaction, where the first read chooses what the later ones see.
            return holder if mine is None else holder + self._heads()
        except DBAPIError as error:  # a right is missing
            log.debug("Who has the run lock cannot be told: %s", error)
            return ""
        finally:
            if mine is not None:
                mine.rollback()

    def _heads(self) -> str:
        if self._connection.dialect.name == "sqlite":
            return ""  # its readers may have to wait for the other run
        heads = self._context.get_current_heads()
        return f"; the database is at {', '.join(sorted(heads)) or 'base'}"


def describe_holder(connection: Connection, lock: DatabaseLock, lease: LeaseTable) -> str:
    """Return who has the lock or the lease, after a colon; nothing where nobody has."""
    holder = lock.holder(connection)
    if holder is not None:
        return f": {holder}"
    owner = lease.owner(connection) if lease.exists(connection) else None
    return f" by a lease: {owner.session}" if owner is not None else ""
