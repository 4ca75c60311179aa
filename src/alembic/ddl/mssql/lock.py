"""SQL Server: application locks, polled; their scope is the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from ...base.patterns import lazy_pattern
from ..locking import LockTimeouts, RunLock, Session, all_rows, first_row

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_TAKE = """
SET NOCOUNT ON;
DECLARE @result int;
EXEC @result = sp_getapplock @Resource = N'{name}', @LockMode = 'Exclusive',
  @LockOwner = '{owner}', @LockTimeout = 0;
SELECT @result;
"""
_HOLDER = """
SELECT s.session_id, s.login_name, s.host_name, s.program_name, s.last_request_start_time,
  DATEDIFF(second, s.last_request_start_time, SYSDATETIME()), s.status
FROM sys.dm_tran_locks l JOIN sys.dm_exec_sessions s ON s.session_id = l.request_session_id
WHERE l.resource_type = 'APPLICATION' AND l.request_status = 'GRANT'
  AND l.resource_database_id = DB_ID() AND l.resource_description LIKE '%{name}%'
"""
_BLOCKERS = """
SELECT DISTINCT TOP 5 s.session_id, s.login_name, s.host_name, s.program_name,
  s.last_request_start_time, DATEDIFF(second, s.last_request_start_time, SYSDATETIME()), s.status
FROM sys.dm_tran_locks l
JOIN sys.dm_exec_sessions s ON s.session_id = l.request_session_id
JOIN sys.objects o ON o.object_id = l.resource_associated_entity_id
WHERE l.resource_type = 'OBJECT' AND l.resource_database_id = DB_ID()
  AND l.request_status = 'GRANT' AND l.request_session_id <> @@SPID
  AND CHARINDEX(o.name, :statement) > 0
ORDER BY s.last_request_start_time
"""
_NUMBER = lazy_pattern(r"(?<!\d)(1222|1205)(?!\d)")


class ApplicationLock(RunLock):
    """An application lock.

    Attributes:
        name: Its resource; names are case-sensitive.
    """

    def __init__(self, schema: str | None, table: str) -> None:
        super().__init__(schema, table)
        # The description of a lock shows the first 32 characters of its name.
        self.name = f"redistill_{self.digest().hex()[:22]}"
        self.in_transaction = _TAKE.format(name=self.name, owner="Transaction").strip()

    def attempt(self, connection: Connection) -> bool:
        """Try once; 0 and 1 mean granted."""
        statement = _TAKE.format(name=self.name, owner="Session").strip()
        return bool(connection.execute(text(statement)).scalar_one() >= 0)

    def attempt_in_transaction(self, connection: Connection) -> bool:
        """Try once to take the lock until the end of the transaction."""
        assert self.in_transaction is not None
        return bool(connection.execute(text(self.in_transaction)).scalar_one() >= 0)

    def release_sql(self) -> str:
        """Return the releasing call."""
        return f"EXEC sp_releaseapplock @Resource = N'{self.name}', @LockOwner = 'Session'"

    def holder(self, connection: Connection) -> Session | None:
        """Return the session that has the lock; needs VIEW SERVER STATE."""
        row = first_row(connection, _HOLDER.format(name=self.name))
        if row is None:
            return None
        pid, user, host, application, since, seconds, state = row
        return Session(pid, user, host, application, since, float(seconds), state)


def run_lock(connection: Connection, schema: str | None, table: str) -> ApplicationLock:
    """Return the lock for a version table."""
    return ApplicationLock(schema or connection.dialect.default_schema_name, table)


class Timeouts(LockTimeouts):
    """``LOCK_TIMEOUT`` of the session, in milliseconds; -1 waits for ever."""

    _before = -1

    def arm(self, connection: Connection, seconds: float, *, local: bool) -> None:
        """Set ``LOCK_TIMEOUT``; a transaction does not matter to it."""
        row = first_row(connection, "SELECT @@LOCK_TIMEOUT")
        assert row is not None
        self._before = int(row[0])
        self._set(connection, max(1, round(seconds * 1000)))

    def disarm(self, connection: Connection, *, local: bool) -> None:
        """Set ``LOCK_TIMEOUT`` to what it was."""
        self._set(connection, self._before)

    def _set(self, connection: Connection, milliseconds: int) -> None:
        connection.execute(text(f"SET LOCK_TIMEOUT {milliseconds}"))

    def failed_to_lock(self, error: BaseException) -> bool:
        """Tell by the error number: lock request time out, deadlock victim."""
        arguments = getattr(getattr(error, "orig", None), "args", ())
        return any(_NUMBER.search(str(each)) for each in arguments)

    def blockers(self, connection: Connection, statement: str) -> list[Session]:
        """Return the sessions with locks on what a statement names; needs VIEW SERVER STATE."""
        rows = all_rows(connection, _BLOCKERS.strip(), statement=statement)
        return [
            Session(pid, user, host, application, since, float(seconds), state)
            for pid, user, host, application, since, seconds, state in rows
        ]
