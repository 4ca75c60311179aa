"""Removing what a run left behind that cannot let its lock go any more."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sqlalchemy import text

from ...base.exc import CommandError
from ...ddl.locking import run_lock
from .lease import RENEW_EVERY, LeaseTable, Owner
from .taking import describe_holder
from .waiting import pause

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from ...runtime.migration import MigrationContext


def unlock(context: MigrationContext, *, force: bool) -> str:
    """Remove the lease of a run that is gone.

    A lock of the database's own ends with its session, so there is nothing to remove; but it is
    told whether somebody has it.

    Args:
        context: The migration context of the database.
        force: Do not look whether the owner still renews the lease.

    Returns:
        What was done, as a sentence.

    Raises:
        CommandError: The run that has the lock is alive.
    """
    connection = context.connection
    assert connection is not None, "unlock needs a connection"
    lease = LeaseTable(context.version_table_schema, context.version_table)
    # Not the run's connection: its transaction might not see what others commit meanwhile.
    with connection.engine.connect() as other:
        removed = _remove_lease(other, lease, force=force)
        _insist_on_free(other, context, lease)
    if removed is None:
        return "Nobody has the run lock."
    return f"Removed the lease of {removed.session}."


def _remove_lease(connection: Connection, lease: LeaseTable, *, force: bool) -> Owner | None:
    with connection.begin():
        owner = lease.owner(connection) if lease.exists(connection) else None
    if owner is None:
        return None
    if not force and owner.renewals is not None and _is_renewed(connection, lease, owner):
        raise CommandError(
            f"The run that has the lease is alive: {owner.session}. End it first, or use --force."
        )
    with connection.begin():
        lease.remove(connection, owner.token)
    return owner


def _is_renewed(connection: Connection, lease: LeaseTable, owner: Owner) -> bool:
    """Watch a lease for two renewals' time."""
    until = time.monotonic() + 2 * RENEW_EVERY + 1
    while time.monotonic() < until:
        pause(connection, 0.5)
        with connection.begin():
            now = lease.owner(connection)
        if now is None or now.token != owner.token or now.renewals != owner.renewals:
            return now is not None
    return False


def _insist_on_free(connection: Connection, context: MigrationContext, lease: LeaseTable) -> None:
    lock = run_lock(connection, context.version_table_schema, context.version_table)
    if lock is None:
        return
    with connection.begin():
        if lock.attempt(connection):
            statement = lock.release_sql()
            if statement is not None:
                connection.execute(text(statement))
            lock.released()
            return
        if lock.pooled:
            return
        holder = describe_holder(connection, lock, lease)
    raise CommandError(
        f"A run is at work{holder}. Its lock ends with it; end that session to free the lock."
    )
