"""The DBAPI of the stand-ins: a session, its cursors, and what a server does to a statement."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

#: Called between the commit before a definition and the definition, where a server commits.
in_between: list[Callable[[str], None]] = []
_MOMENT = "moment:"
#: What SQLite has no place for, by table.
_DETAILS = (
    "CREATE TABLE IF NOT EXISTS simulated_detail (table_name TEXT, name TEXT, said TEXT,"
    " PRIMARY KEY (table_name, name))"
)


class Session:
    """A connection to a stand-in.

    Args:
        path: The file.
    """

    def __init__(self, path: str) -> None:
        self.file = sqlite3.connect(path, isolation_level=None)
        self.autocommit = False
        self.seen: list[str] = []
        self.file.execute("PRAGMA synchronous = OFF")
        self.file.execute(_DETAILS)
        self.connected()

    def connected(self) -> None:
        """Prepare the catalog."""

    def run(self, sql: str, parameters: Any) -> sqlite3.Cursor:
        """Carry out a statement."""
        raise NotImplementedError

    def begin(self) -> None:
        """Begin the transaction that the driver begins by itself."""
        if not self.autocommit and not self.file.in_transaction:
            self.file.execute("BEGIN")

    def commit(self) -> None:
        if self.file.in_transaction:
            self.file.execute("COMMIT")

    def rollback(self) -> None:
        if self.file.in_transaction:
            self.file.execute("ROLLBACK")

    def close(self) -> None:
        self.rollback()
        self.file.close()

    def cursor(self) -> Cursor:
        return Cursor(self)

    def detail(self, table: str, name: str, said: str | None) -> str:
        """Return what notes something of a table, or forgets it; a name twice is an error."""
        table, name = plain(table), plain(name)
        if said is None:
            return f"DELETE FROM simulated_detail WHERE table_name = '{table}' AND name = '{name}'"
        said = said.replace("'", "''")
        return f"INSERT INTO simulated_detail VALUES ('{table}', '{name}', '{said}')"

    def rename_details(self, old: str, new: str) -> str:
        return (
            f"UPDATE simulated_detail SET table_name = '{plain(new)}'"
            f" WHERE table_name = '{plain(old)}'"
        )

    def define(self, statements: Iterable[str]) -> sqlite3.Cursor:
        """Carry out a definition as a whole or not at all."""
        cursor = self.file.cursor()
        alone = not self.file.in_transaction
        if alone:
            cursor.execute("BEGIN")
        try:
            for statement in statements:
                cursor.execute(statement)
        except sqlite3.Error:
            if alone:
                cursor.execute("ROLLBACK")
            raise
        if alone:
            cursor.execute("COMMIT")
        return cursor

    def objects(self, kind: str) -> list[tuple[str, str]]:
        """Return the names of the tables or views, and their texts."""
        query = "SELECT name, sql FROM main.sqlite_master WHERE type = ? AND name NOT LIKE 'sim%'"
        return self.file.execute(query, (kind,)).fetchall()

    def columns(self, table: str) -> list[tuple[int, str, str, bool]]:
        """Return number, name, type and whether it must not be NULL."""
        rows = self.file.execute(f"PRAGMA main.table_info({table})").fetchall()
        return [(row[0], row[1], row[2], bool(row[3])) for row in rows]

    def indexes(self) -> list[tuple[str, str, bool, list[str]]]:
        """Return name, table, whether it is unique, and columns."""
        found = []
        for table, _ in self.objects("table"):
            for _, name, unique, origin, _ in self.file.execute(f"PRAGMA index_list({table})"):
                if origin == "c":
                    rows = self.file.execute(f"PRAGMA index_info({name})")
                    found.append((name, table, bool(unique), [row[2] for row in rows]))
        return found

    def details(self) -> list[tuple[str, str, str]]:
        """Return table, name and what was said."""
        query = "SELECT table_name, name, said FROM simulated_detail"
        return self.file.execute(query).fetchall()

    def fill(self, catalog: dict[str, list[Sequence[Any]]]) -> None:
        """Put rows into the tables of the catalog."""
        for table, rows in catalog.items():
            self.file.execute(f"DELETE FROM {table}")
            for row in rows:
                marks = ", ".join("?" * len(row))
                self.file.execute(f"INSERT INTO {table} VALUES ({marks})", row)


class Cursor:
    """A cursor of a session."""

    arraysize = 1
    lastrowid = None

    def __init__(self, session: Session) -> None:
        self._session = session
        self._cursor: sqlite3.Cursor | None = None
        self.rowcount = -1
        self.description: Any = None

    def execute(self, sql: str, parameters: Any = ()) -> None:
        self._session.seen.append(sql)
        self._cursor = self._session.run(sql, _sent(parameters))
        self.rowcount = self._cursor.rowcount
        self.description = self._cursor.description

    def executemany(self, sql: str, parameters: Sequence[Any]) -> None:
        for each in parameters:
            self.execute(sql, each)
        self.rowcount = len(parameters)

    def fetchone(self) -> Any:
        assert self._cursor is not None
        row = self._cursor.fetchone()
        return None if row is None else _received(row)

    def fetchall(self) -> list[Any]:
        assert self._cursor is not None
        return [_received(row) for row in self._cursor.fetchall()]

    def fetchmany(self, size: int = 1) -> list[Any]:
        assert self._cursor is not None
        return [_received(row) for row in self._cursor.fetchmany(size)]

    def setinputsizes(self, *_: Any) -> None:
        pass

    def close(self) -> None:
        if self._cursor is not None:
            self._cursor.close()


class Module:
    """What SQLAlchemy takes for the module of the driver.

    Args:
        paramstyle: How it wants parameters.
    """

    apilevel = "2.0"
    Error = sqlite3.Error
    DatabaseError = sqlite3.DatabaseError
    InterfaceError = sqlite3.InterfaceError
    OperationalError = sqlite3.OperationalError
    IntegrityError = sqlite3.IntegrityError
    ProgrammingError = sqlite3.ProgrammingError
    NotSupportedError = sqlite3.NotSupportedError
    DataError = sqlite3.DataError
    InternalError = sqlite3.InternalError

    def __init__(self, session: type[Session], paramstyle: str) -> None:
        self.paramstyle = paramstyle
        self.connect = session


def plain(name: str) -> str:
    """Return a name without quotes and schema, in capitals."""
    return re.sub(r"^.*\.", "", name).strip('"[]').upper()


def _sent(parameters: Any) -> Any:
    if isinstance(parameters, dict):
        return {name: _kept(value) for name, value in parameters.items()}
    return [_kept(value) for value in parameters]


def _kept(value: Any) -> Any:
    return _MOMENT + value.isoformat() if isinstance(value, datetime) else value


def _received(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        datetime.fromisoformat(value.removeprefix(_MOMENT))
        if isinstance(value, str) and value.startswith(_MOMENT)
        else value
        for value in row
    )
