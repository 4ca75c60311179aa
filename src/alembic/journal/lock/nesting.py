"""Which locks the runs around a run have: it would wait for one of those for ever."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from ...base.exc import CommandError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from ...ddl.locking import RunLock as DatabaseLock
    from .held import Nothing
    from .lease import LeaseTable

log = logging.getLogger("alembic.runtime.lock")

# The innermost last. A thread has its own, and a task begins with those of the one that made it.
_around: ContextVar[tuple[Nothing, ...]] = ContextVar("alembic run locks", default=())


def remember(kept: Nothing) -> None:
    """Note that the running thread or task has a lock."""
    if kept.is_kept:
        _around.set((*_still_kept(), kept))


def forget(kept: Nothing) -> None:
    """Note that a lock was let go."""
    _around.set(tuple(each for each in _still_kept() if each is not kept))


def is_covered(schema: str | None, table: str, connection: Connection) -> bool:
    """Tell whether a run around this one has the lease already, for the same connection.

    Args:
        schema: Schema of the version table.
        table: Name of the version table.
        connection: The connection.
    """
    return any(each.covers(schema, table, connection) for each in _still_kept())


def refuse_to_wait_for_itself(
    lock: DatabaseLock, lease: LeaseTable, connection: Connection
) -> None:
    """Refuse to wait for a lock that the waiting thread or task has itself.

    Raises:
        CommandError: It has.
    """
    kept = _still_kept()
    if kept and _is_kept_out(kept, lock, lease, connection):
        raise CommandError(
            "This run would wait for itself: the lock of this database belongs to another run of "
            "the same thread or task, which has not ended, or whose transaction has not. Nothing "
            "was done. Run this one after that; or have env.py use the connection of that one (in "
            "a migration: op.get_bind()), so that both share the lock."
        )


def _is_kept_out(
    kept: tuple[Nothing, ...], lock: DatabaseLock, lease: LeaseTable, connection: Connection
) -> bool:
    mine = None if connection.in_transaction() else connection.begin()
    try:
        return any(each.keeps_out(lock, lease, connection) for each in kept)
    except DBAPIError as error:  # a right is missing
        log.debug("Who has the run lock cannot be told: %s", error)
        return False
    finally:
        if mine is not None:
            mine.rollback()


def _still_kept() -> tuple[Nothing, ...]:
    return tuple(each for each in _around.get() if each.is_kept)
