"""MySQL and MariaDB: GET_LOCK, polled.

The lock belongs to the session, survives COMMIT and DDL, and its names are server-wide. A timeout
of 0 means the same on both servers; -1 does not. Names are at most 64 characters (MySQL), and their
case counts on MariaDB only.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ...base.patterns import lazy_pattern
from ..locking import LockTimeouts, RunLock, Session, all_rows, first_row

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# The name is hashed by the server: only it knows the database after a USE.
_TAKE = """
SELECT n.name, GET_LOCK(n.name, 0), CONNECTION_ID() FROM (
  SELECT CONCAT('redistill.', SHA1(LOWER(CONCAT_WS('.', COALESCE(:schema, DATABASE()), :table))))
  AS name
) AS n
"""
_HOLDER = """
SELECT ID, USER, HOST, TIME, COMMAND, INFO FROM information_schema.PROCESSLIST
WHERE ID = IS_USED_LOCK('{name}')
"""
_SESSION = """
SELECT {table} AS locked, p.ID, p.USER, p.HOST, x.trx_started,
  COALESCE(TIMESTAMPDIFF(SECOND, x.trx_started, NOW()), p.TIME) AS seconds, p.COMMAND,
  COALESCE(x.trx_query, p.INFO)
FROM information_schema.PROCESSLIST p
LEFT JOIN information_schema.INNODB_TRX x ON x.trx_mysql_thread_id = p.ID
"""
_OTHERS = " p.ID <> CONNECTION_ID() ORDER BY seconds DESC"
_MDL_MYSQL = (
    _SESSION.format(table="m.OBJECT_NAME")
    + """
JOIN performance_schema.threads t ON t.PROCESSLIST_ID = p.ID
JOIN performance_schema.metadata_locks m ON m.OWNER_THREAD_ID = t.THREAD_ID
WHERE m.OBJECT_TYPE = 'TABLE' AND m.LOCK_STATUS = 'GRANTED' AND m.OBJECT_SCHEMA = DATABASE()
  AND"""
    + _OTHERS
)
_MDL_MARIADB = (
    _SESSION.format(table="m.TABLE_NAME")
    + """
JOIN information_schema.METADATA_LOCK_INFO m ON m.THREAD_ID = p.ID
WHERE m.TABLE_SCHEMA = DATABASE() AND"""
    + _OTHERS
)
_TRANSACTIONS = _SESSION.format(table="NULL") + "WHERE x.trx_id IS NOT NULL AND" + _OTHERS
_CHANGES_ROWS = lazy_pattern(r"\s*(INSERT|UPDATE|DELETE|REPLACE|SELECT)\b", re.IGNORECASE)


class UserLock(RunLock):
    """A lock by name.

    Attributes:
        name: The name, as the server made it up; empty before the first attempt.
    """

    name = ""

    def attempt(self, connection: Connection) -> bool:
        """Try once."""
        row = first_row(connection, _TAKE, schema=self.schema, table=self.table)
        assert row is not None
        self.name, taken, self.session = row
        return bool(taken == 1)

    def release_sql(self) -> str:
        """Return the releasing SELECT, which tells whether the lock was ours."""
        return f"SELECT RELEASE_LOCK('{self.name}')"

    def holder(self, connection: Connection) -> Session | None:
        """Return the session that has the lock; other users' sessions need PROCESS."""
        row = first_row(connection, _HOLDER.format(name=self.name))
        if row is None:
            return None
        pid, user, host, seconds, command, statement = row
        return Session(
            pid,
            user,
            str(host).partition(":")[0],
            seconds=float(seconds),
            state=command,
            statement=statement,
        )


def run_lock(connection: Connection, schema: str | None, table: str) -> UserLock:
    """Return the lock for a version table."""
    return UserLock(schema, table)


class Timeouts(LockTimeouts):
    """``lock_wait_timeout``: how long to wait for metadata locks, in whole seconds.

    Every DDL statement commits what came before it, so it holds nothing while it waits.
    """

    by_statement = True
    _before = 0

    def arm(self, connection: Connection, seconds: float, *, local: bool) -> None:
        """Set ``lock_wait_timeout`` for the session; the transaction does not matter."""
        row = first_row(connection, "SELECT @@SESSION.lock_wait_timeout")
        assert row is not None
        self._before = int(row[0])
        self._set(connection, max(1, math.ceil(seconds)))

    def disarm(self, connection: Connection, *, local: bool) -> None:
        """Set ``lock_wait_timeout`` to what it was."""
        self._set(connection, self._before)

    def _set(self, connection: Connection, seconds: int) -> None:
        connection.execute(text(f"SET SESSION lock_wait_timeout = {seconds}"))

    def failed_to_lock(self, error: BaseException) -> bool:
        """Tell by the error number: lock wait timeout, two kinds of deadlock.

        A deadlock over rows undid the transaction, so that the statement alone must not go on.
        """
        arguments = getattr(getattr(error, "orig", None), "args", ()) or (0,)
        if arguments[0] == 1213:
            return _CHANGES_ROWS.match(getattr(error, "statement", "") or "") is None
        return arguments[0] in {1205, 3058}

    def blockers(self, connection: Connection, statement: str) -> list[Session]:
        """Return the sessions with metadata locks on what a statement names.

        Where the server does not tell those, the sessions with open transactions.
        """
        for question in (_MDL_MYSQL, _MDL_MARIADB, _TRANSACTIONS):
            try:
                rows = all_rows(connection, question)
            except DBAPIError:
                continue  # the other server's, a plugin that is not loaded, a right that is missing
            named = set(re.split(r"\W+", statement))
            found = {row[1]: _session(row) for row in rows if row[0] is None or row[0] in named}
            if found:
                return list(found.values())[:5]
        return []


def _session(row: Any) -> Session:
    _, pid, user, host, since, seconds, command, statement = row
    return Session(
        pid,
        user,
        str(host).partition(":")[0],
        since=since,
        seconds=None if seconds is None else float(seconds),
        state="idle in transaction" if command == "Sleep" else command,
        statement=statement,
    )
