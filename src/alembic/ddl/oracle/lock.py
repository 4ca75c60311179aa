"""Oracle: DBMS_LOCK, polled.

The lock is of the session: ``release_on_commit => FALSE``, because every DDL statement commits.
Its number is a hash, since ``ALLOCATE_UNIQUE`` commits as well. Needs EXECUTE on DBMS_LOCK.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, outparam, text

from ..locking import LockTimeouts, RunLock, Session, all_rows, first_row

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_TAKE = """
BEGIN
  :result := DBMS_LOCK.REQUEST(id => {number}, lockmode => DBMS_LOCK.X_MODE, timeout => 0,
    release_on_commit => FALSE);
END;
"""
_RELEASE = """
DECLARE
  result INTEGER;
BEGIN
  result := DBMS_LOCK.RELEASE(id => {number});
END;
"""
_HOLDER = """
SELECT s.sid, s.username, s.machine, s.program, s.logon_time, l.ctime, s.status
FROM v$lock l JOIN v$session s ON s.sid = l.sid
WHERE l.type = 'UL' AND l.id1 = {number} AND l.lmode = 6
"""
_BLOCKERS = """
SELECT DISTINCT s.sid, s.username, s.machine, s.program, s.logon_time, s.last_call_et, s.status
FROM v$locked_object l
JOIN v$session s ON s.sid = l.session_id
JOIN all_objects o ON o.object_id = l.object_id
WHERE INSTR(UPPER(:statement), o.object_name) > 0
"""
_GRANTED = {0, 4}  # 4: the session has it already
_NUMBERS = 2**30  # the documented range of identifiers is 0 to 1073741823


class NumberedLock(RunLock):
    """A user lock by number.

    Attributes:
        number: The number.
    """

    def __init__(self, schema: str | None, table: str) -> None:
        super().__init__(schema, table)
        self.number = int.from_bytes(self.digest()[:8], "big") % _NUMBERS

    def attempt(self, connection: Connection) -> bool:
        """Try once."""
        taking = text(_TAKE.format(number=self.number).strip())
        statement = taking.bindparams(outparam("result", Integer()))
        answer: Any = connection.execute(statement)
        return answer.out_parameters["result"] in _GRANTED

    def release_sql(self) -> str:
        """Return the releasing block."""
        return _RELEASE.format(number=self.number).strip()

    def holder(self, connection: Connection) -> Session | None:
        """Return the session that has the lock; needs SELECT on V$LOCK and V$SESSION."""
        row = first_row(connection, _HOLDER.format(number=self.number))
        if row is None:
            return None
        pid, user, host, application, since, seconds, state = row
        return Session(pid, user, host, application, since, float(seconds), state)


def run_lock(connection: Connection, schema: str | None, table: str) -> NumberedLock:
    """Return the lock for a version table."""
    return NumberedLock(schema or connection.dialect.default_schema_name, table)


class Timeouts(LockTimeouts):
    """``DDL_LOCK_TIMEOUT`` in whole seconds; 0, the default, does not wait at all.

    Every DDL statement commits what came before it, so it holds nothing while it waits.
    """

    by_statement = True

    def arm(self, connection: Connection, seconds: float, *, local: bool) -> None:
        """Set ``DDL_LOCK_TIMEOUT`` for the session."""
        self._set(connection, max(1, round(seconds)))

    def disarm(self, connection: Connection, *, local: bool) -> None:
        """Set ``DDL_LOCK_TIMEOUT`` to its default."""
        self._set(connection, 0)

    def _set(self, connection: Connection, seconds: int) -> None:
        connection.execute(text(f"ALTER SESSION SET DDL_LOCK_TIMEOUT = {seconds}"))

    def failed_to_lock(self, error: BaseException) -> bool:
        """Tell by the error number: resource busy, deadlock detected."""
        return bool(re.search(r"ORA-000(54|60)\b", str(getattr(error, "orig", ""))))

    def blockers(self, connection: Connection, statement: str) -> list[Session]:
        """Return the sessions with locks on what a statement names; needs SELECT on V$ views."""
        rows = all_rows(connection, _BLOCKERS.strip(), statement=statement)
        return [
            Session(pid, user, host, application, since, float(seconds), state)
            for pid, user, host, application, since, seconds, state in rows
        ]
