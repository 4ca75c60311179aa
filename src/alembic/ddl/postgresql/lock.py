"""PostgreSQL: advisory locks, polled.

``pg_advisory_lock()`` would wait inside a statement, for whose snapshot a CREATE INDEX CONCURRENTLY
of the run that has the lock waits in turn: a deadlock that leaves an invalid index (measured on
15). ``pg_try_advisory_lock()`` never waits. The lock belongs to the session that runs the
migrations, so that a statement that goes on after its client was killed stays covered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from ..locking import RunLock, Session, first_row

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_HOLDER = """
SELECT a.pid, a.usename, coalesce(a.client_hostname, host(a.client_addr)), a.application_name,
  coalesce(a.xact_start, a.backend_start),
  extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start)), a.state, a.query
FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  AND l.classid = CAST(:high AS oid) AND l.objid = CAST(:low AS oid)
"""


class AdvisoryLock(RunLock):
    """An advisory lock; its number is a hash, its scope is the database.

    Attributes:
        key: The number.
        pooled: Whether the server's session is not the one we connected to, so that a lock of the
            session would stay with whoever gets the session next.
    """

    def __init__(self, schema: str | None, table: str) -> None:
        super().__init__(schema, table)
        self.key = int.from_bytes(self.digest()[:8], "big", signed=True)
        self.in_transaction = f"SELECT pg_try_advisory_xact_lock({self.key})"
        self.pooled = False

    def attempt(self, connection: Connection) -> bool:
        """Try once; behind a pooler the answer is False and :attr:`pooled` is set."""
        row = first_row(connection, f"SELECT pg_try_advisory_lock({self.key}), pg_backend_pid()")
        assert row is not None
        taken, served_by = row
        connected_to = _pid_of_connection(connection)
        self.pooled = connected_to is not None and connected_to != served_by
        if taken and self.pooled:
            connection.execute(text(self.release_sql()))
        return bool(taken) and not self.pooled

    def release_sql(self) -> str:
        """Return the unlocking SELECT, which tells whether the lock was ours."""
        return f"SELECT pg_advisory_unlock({self.key})"

    def holder(self, connection: Connection) -> Session | None:
        """Return the session that has the lock; its transaction's start is its beginning."""
        high, low = divmod(self.key % 2**64, 2**32)
        row = first_row(connection, _HOLDER, high=str(high), low=str(low))
        if row is None:
            return None
        pid, user, host, application, since, seconds, state, statement = row
        return Session(
            pid, user, host or "local", application, since, float(seconds), state, statement
        )


def run_lock(connection: Connection, schema: str | None, table: str) -> AdvisoryLock:
    """Return the lock for a version table."""
    return AdvisoryLock(schema or connection.dialect.default_schema_name, table)


def _pid_of_connection(connection: Connection) -> int | None:
    """Return the process number the server told when we connected; a pooler makes up its own."""
    driver: Any = connection.connection.driver_connection
    info = getattr(driver, "info", None)  # psycopg2, psycopg
    pid = getattr(info, "backend_pid", None)
    if pid is None and hasattr(driver, "get_server_pid"):  # asyncpg
        pid = driver.get_server_pid()
    return pid if isinstance(pid, int) else None
