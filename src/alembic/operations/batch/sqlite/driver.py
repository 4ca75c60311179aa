"""The connection of the driver, under SQLAlchemy's.

Whether a transaction is open at this moment, and switches that only work while none is, are facts
of the driver: ``sqlite3`` begins one before the first INSERT, UPDATE or DELETE and not before.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class Driver:
    """A driver's connection.

    Args:
        connection: SQLAlchemy's.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pooled: Any = connection.connection
        dbapi: Any = connection.dialect.loaded_dbapi
        #: What the driver raises.
        self.error: type[Exception] = dbapi.Error

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Execute a statement and return its rows."""
        cursor = self._pooled.cursor()
        try:
            cursor.execute(sql)
            return [tuple(row) for row in cursor.fetchall()] if cursor.description else []
        finally:
            cursor.close()

    def compile(self, sql: str) -> None:
        """Have SQLite compile a statement without running it.

        The comment keeps the driver from taking an older compilation from its cache: SQLite 3.40
        crashes when an EXPLAIN it compiles anew for itself has become invalid.
        """
        self.execute(f"EXPLAIN /* {secrets.token_hex(6)} */ {sql}")

    def value(self, sql: str) -> Any:
        """Execute a statement and return the first value of its first row."""
        rows = self.execute(sql)
        return rows[0][0] if rows else None

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; a driver that does not tell may have one."""
        return bool(getattr(self._pooled.driver_connection, "in_transaction", True))

    def announce_commit(self) -> None:
        """Have those who listen for commits of SQLAlchemy's connection hear of the driver's."""
        self._connection.dispatch.commit(self._connection)

    def announce_start(self, name: str) -> None:
        """Have those who listen for savepoints hear of what may be rolled back as a whole."""
        self._connection.dispatch.savepoint(self._connection, name)

    def announce_end(self, name: str) -> None:
        """Have them hear that it was not."""
        self._connection.dispatch.release_savepoint(self._connection, name, None)

    def announce_rollback(self, name: str) -> None:
        """Have them hear that it was rolled back."""
        self._connection.dispatch.rollback_savepoint(self._connection, name, None)

    def commit(self) -> None:
        """Commit the open transaction."""
        self.announce_commit()
        self._pooled.dbapi_connection.commit()

    def leave_transactions(self) -> bool:
        """Stop a driver that always has a transaction open (``autocommit=False``, Python 3.12).

        Returns:
            Whether it did so, to be undone by :meth:`enter_transactions`.
        """
        raw = self._pooled.driver_connection
        if not self.in_transaction or getattr(raw, "autocommit", None) is not False:
            return False
        raw.autocommit = True
        return True

    def enter_transactions(self) -> None:
        """Have the driver always have a transaction open again."""
        self._pooled.driver_connection.autocommit = False
