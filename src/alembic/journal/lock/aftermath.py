"""What has to happen right after a transaction that somebody else ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection


def after_transaction(connection: Connection, action: Callable[[], None]) -> None:
    """Call a function once, when the running transaction of a connection has ended.

    SQLAlchemy tells *before* it commits or rolls back. So the end is brought about here, then the
    function is called, and SQLAlchemy's own commit or rollback finds nothing left to do.

    Args:
        connection: The connection; closing it ends the transaction as well.
        action: The function; it must not use the connection through SQLAlchemy.
    """
    # A listener cannot be removed while it is called, so it stays and does nothing any more.
    pending = [action]

    def committed(conn: Connection) -> None:
        if pending:
            conn.dialect.do_commit(conn.connection)
            pending.pop()()

    def rolled_back(conn: Connection) -> None:
        if pending:
            conn.dialect.do_rollback(conn.connection)
            pending.pop()()

    def two_phase(_conn: Connection, _xid: object, _prepared: object) -> None:
        if pending:  # SQLAlchemy has to say the name of such a transaction itself
            pending.pop()()

    event.listen(connection, "commit", committed)
    event.listen(connection, "rollback", rolled_back)
    event.listen(connection, "commit_twophase", two_phase)
    event.listen(connection, "rollback_twophase", two_phase)
