"""SQLite: a revision is one transaction, once somebody begins it.

``sqlite3`` begins a transaction before the first INSERT, UPDATE or DELETE, and not before a CREATE
or ALTER, each of which is committed by itself then. SQLite itself rolls all of them back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...schema.connections import is_autocommit
from ..journaling import Journaling, Kind, execute_past_sqlalchemy

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_OWN_BEGIN = "alembic_journal_began"


class SQLiteJournaling(Journaling):
    """Begins a transaction before the first statement, and ends it for those that need none."""

    def prepare(self, connection: Connection, kind: Kind) -> None:
        """Begin before statements that change something; commit before PRAGMA and its like.

        PRAGMA foreign_keys has no effect in a transaction. It is left alone where ``sqlite3``
        would have a transaction open as well, which is after the first statement on rows.
        """
        if is_autocommit(connection):
            return
        is_open = _in_transaction(connection)
        if kind in {Kind.DEFINITION, Kind.UNKNOWN} and not is_open:
            execute_past_sqlalchemy(connection, "BEGIN IMMEDIATE")
            connection.info[_OWN_BEGIN] = True
        elif kind is Kind.ROWS:
            connection.info.pop(_OWN_BEGIN, None)
        elif kind is Kind.SESSION and connection.info.pop(_OWN_BEGIN, False) and is_open:
            connection.dispatch.commit(connection)  # its listeners hear of the driver's commit
            _driver(connection).commit()

    def commits_by_itself(self, connection: Connection, kind: Kind) -> bool:
        """Tell whether no transaction is open; a rebuild opens one under autocommit too."""
        if is_autocommit(connection):
            return not _in_transaction(connection, unknown=False)
        return kind is not Kind.ROWS and not _in_transaction(connection)

    def accepts_transaction(self, connection: Connection, sql: str, kind: Kind) -> bool:
        """Tell whether it is none of VACUUM and its like."""
        return kind is not Kind.SESSION and not sql.lstrip().upper().startswith("VACUUM")


def journaling() -> SQLiteJournaling:
    """Return how SQLite takes statements."""
    return SQLiteJournaling()


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _in_transaction(connection: Connection, *, unknown: bool = True) -> bool:
    """Tell whether a transaction is open, if the driver tells."""
    driver = connection.connection.driver_connection
    return bool(getattr(driver, "in_transaction", unknown))
