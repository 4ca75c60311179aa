"""MySQL and MariaDB: GET_LOCK, polled.

The lock belongs to the session, survives COMMIT and DDL, and its names are server-wide. A timeout
of 0 means the same on both servers; -1 does not. Names are at most 64 characters (MySQL), and their
case counts on MariaDB only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..locking import RunLock, Session, first_row

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# The name is hashed by the server: only it knows the database after a USE.
_TAKE = """
SELECT n.name, GET_LOCK(n.name, 0) FROM (
  SELECT CONCAT('redistill.', SHA1(LOWER(CONCAT_WS('.', COALESCE(:schema, DATABASE()), :table))))
  AS name
) AS n
"""
_HOLDER = """
SELECT ID, USER, HOST, TIME, COMMAND, INFO FROM information_schema.PROCESSLIST
WHERE ID = IS_USED_LOCK('{name}')
"""


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
        self.name = row[0]
        return bool(row[1] == 1)

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
