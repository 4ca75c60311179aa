"""PostgreSQL: advisory locks, polled.

``pg_advisory_lock()`` would wait inside a statement, for whose snapshot a CREATE INDEX CONCURRENTLY
of the run that has the lock waits in turn: a deadlock that leaves an invalid index (measured on
15). ``pg_try_advisory_lock()`` never waits. The lock belongs to the session that runs the
migrations, so that a statement that goes on after its client was killed stays covered.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ...base.patterns import lazy_pattern
from ..locking import LockTimeouts, RunLock, Session, all_rows, first_row, lease_table_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

_SET = """
SELECT b.value, set_config('lock_timeout', :value, :local)
FROM (SELECT current_setting('lock_timeout') AS value OFFSET 0) b
"""
_CONCURRENTLY = lazy_pattern(r"\bCONCURRENTLY\b", re.IGNORECASE)
_LETS_READERS_PASS = lazy_pattern(
    r"\bCREATE\s+(UNIQUE\s+)?INDEX\b|\bFOREIGN\s+KEY\b", re.IGNORECASE
)
_TOUCHES_LINKED = lazy_pattern(r"\b(REFERENCES|DROP|CASCADE)\b", re.IGNORECASE)
_BLOCKERS = """
WITH named AS (
  SELECT c.oid FROM pg_catalog.pg_class c
  WHERE c.relkind IN ('r', 'p', 'i', 'I', 'm', 'v', 'S', 'f')
    AND lower(c.relname) = ANY (regexp_split_to_array(lower(:statement), '\\W+'))
    AND c.relnamespace NOT IN (
      CAST('pg_catalog' AS regnamespace), CAST('information_schema' AS regnamespace))
), tables AS (
  SELECT oid FROM named
  UNION SELECT i.indrelid FROM pg_catalog.pg_index i JOIN named n ON n.oid = i.indexrelid
), linked AS (
  SELECT oid FROM tables
  UNION SELECT k.confrelid FROM pg_catalog.pg_constraint k JOIN tables t ON t.oid = k.conrelid
    WHERE :linked AND k.contype = 'f'
  UNION SELECT k.conrelid FROM pg_catalog.pg_constraint k JOIN tables t ON t.oid = k.confrelid
    WHERE :linked AND k.contype = 'f'
)
SELECT a.pid, a.usename, coalesce(a.client_hostname, host(a.client_addr), 'local'),
  coalesce(nullif(a.application_name, ''), a.backend_type),
  coalesce(a.xact_start, a.backend_start),
  extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start)),
  a.state, a.query
FROM pg_catalog.pg_stat_activity a
WHERE a.pid <> pg_backend_pid() AND a.pid IN (
  SELECT l.pid FROM pg_catalog.pg_locks l JOIN linked t ON t.oid = l.relation
  WHERE l.granted AND l.locktype = 'relation'
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
    AND (:readers OR l.mode NOT IN ('AccessShareLock', 'RowShareLock'))
)
ORDER BY coalesce(a.xact_start, a.backend_start) LIMIT 5
"""
_IDLE = 0  # of libpq
_LEASE_SEEN = "to_regclass(CAST(:lease AS text)) IS NOT NULL"
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

    Args:
        schema: Schema of the version table.
        table: Name of the version table.
        lease: The table of leases as a quoted name.

    Attributes:
        key: The number.
    """

    def __init__(self, schema: str | None, table: str, lease: str) -> None:
        super().__init__(schema, table)
        self.key = int.from_bytes(self.digest()[:8], "big", signed=True)
        self.in_transaction = (
            f"SELECT pg_try_advisory_xact_lock({self.key}), {_LEASE_SEEN}, pg_backend_pid()"
        )
        self._lease = lease

    def attempt(self, connection: Connection) -> bool:
        """Try once; behind a pooler the answer is False and :attr:`pooled` is set."""
        connected_to = _pid_of_connection(connection)
        taking = f"pg_try_advisory_lock({self.key})"
        if connected_to is not None:  # a lock taken behind a pooler might never be let go
            taking = f"CASE WHEN pg_backend_pid() = {connected_to} THEN {taking} END"
        query = f"SELECT {taking}, {_LEASE_SEEN}, pg_backend_pid()"
        with self.alone(connection):
            row = first_row(connection, query, lease=self._lease)
        assert row is not None
        taken, self.lease_seen, self.session = row
        self.pooled = taken is None
        return bool(taken)

    @contextmanager
    def alone(self, connection: Connection) -> Iterator[None]:
        """Have the driver begin no transaction: a statement is one round trip instead of three.

        Only where that is a matter of the driver alone: it is idle, and begins its transactions
        without options, which psycopg2 would set for the session meanwhile.
        """
        raw: Any = connection.connection.dbapi_connection
        if not _may_leave_transactions(raw, connection.connection.driver_connection):
            yield
            return
        raw.autocommit = True
        try:
            yield
        finally:
            raw.autocommit = False

    def attempt_in_transaction(self, connection: Connection) -> bool:
        """Try once to take the lock until the end of the transaction."""
        assert self.in_transaction is not None
        row = first_row(connection, self.in_transaction, lease=self._lease)
        assert row is not None
        taken, self.lease_seen, self.session = row
        return bool(taken)

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
    quoter = connection.dialect.identifier_preparer
    lease = quoter.quote(lease_table_name(table))
    if schema:
        lease = f"{quoter.quote_schema(schema)}.{lease}"
    return AdvisoryLock(schema or connection.dialect.default_schema_name, table, lease)


def _may_leave_transactions(raw: Any, driver: Any) -> bool:
    status = getattr(getattr(driver, "info", None), "transaction_status", None)  # psycopg2, psycopg
    options = ("isolation_level", "readonly", "read_only", "deferrable")
    return (
        status == _IDLE
        and getattr(raw, "autocommit", None) is False
        and all(getattr(driver, name, None) is None for name in options)
    )


def _is_pooled(connection: Connection, served_by: int) -> bool:
    connected_to = _pid_of_connection(connection)
    return connected_to is not None and connected_to != served_by


def _pid_of_connection(connection: Connection) -> int | None:
    """Return the process number the server told when we connected; a pooler makes up its own."""
    driver: Any = connection.connection.driver_connection
    info = getattr(driver, "info", None)  # psycopg2, psycopg
    pid = getattr(info, "backend_pid", None)
    if pid is None and hasattr(driver, "get_server_pid"):  # asyncpg
        pid = driver.get_server_pid()
    return pid if isinstance(pid, int) else None


class Timeouts(LockTimeouts):
    """``lock_timeout``; it counts for each lock that a statement needs, not for the statement."""

    _before = "0"

    def arm(self, connection: Connection, seconds: float, *, local: bool) -> None:
        """Set ``lock_timeout`` for the session, or until the end of the transaction."""
        if not local and not self.only_local:
            row = first_row(connection, "SELECT pg_backend_pid()")
            self.only_local = row is not None and _is_pooled(connection, row[0])
        if not local and self.only_local:
            return
        row = first_row(connection, _SET, value=f"{max(1, round(seconds * 1000))}ms", local=local)
        assert row is not None
        self._before = row[0]

    def disarm(self, connection: Connection, *, local: bool) -> None:
        """Set ``lock_timeout`` to what it was."""
        if self.only_local and not local:
            return
        first_row(connection, _SET, value=self._before, local=local)

    def unlimited(self, statement: str) -> bool:
        """Tell CONCURRENTLY: it blocks nobody, and giving up would leave an invalid index."""
        return _CONCURRENTLY.search(statement) is not None

    def failed_to_lock(self, error: BaseException) -> bool:
        """Tell by the SQLSTATE: lock_not_available, deadlock_detected."""
        original = getattr(error, "orig", None)
        code = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
        fields = next(iter(getattr(original, "args", ())), None)
        if code is None and isinstance(fields, dict):  # pg8000
            code = fields.get("C")
        return code in {"55P03", "40P01"}

    def blockers(self, connection: Connection, statement: str) -> list[Session]:
        """Return the sessions with locks on the tables a statement names.

        The tables of indexes it names count too, and those that foreign keys link where it may lock
        them.
        """
        readers_too = _LETS_READERS_PASS.search(statement) is None
        linked = _TOUCHES_LINKED.search(statement) is not None
        rows = all_rows(
            connection, _BLOCKERS, statement=statement, readers=readers_too, linked=linked
        )
        return [
            Session(pid, user, host, application, since, float(seconds), state, query)
            for pid, user, host, application, since, seconds, state, query in rows
        ]
