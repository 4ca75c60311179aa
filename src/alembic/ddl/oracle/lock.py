"""Oracle: DBMS_LOCK, polled.

The lock is of the session: ``release_on_commit => FALSE``, because every DDL statement commits.
Its number is a hash, since ``ALLOCATE_UNIQUE`` commits as well. Needs EXECUTE on DBMS_LOCK.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, outparam, text

from ..locking import RunLock, Session, first_row

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
