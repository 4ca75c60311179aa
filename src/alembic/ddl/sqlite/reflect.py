"""SQLite's catalog in a few statements: table-valued pragmas joined over ``sqlite_master``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ...base.patterns import lazy_pattern

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

#: Rows that answer a statement with its parameters, or None where the database has to be asked.
Answer = Callable[[str, Any], Sequence[Sequence[Any]] | None]

_Rows = list[tuple[Any, ...]]

# Every pragma SQLAlchemy asks about a table or an index, as columns of a join. The second argument
# of a table-valued pragma is the schema.
_PRAGMAS = {
    "table_xinfo": "SELECT m.name, p.* FROM {s}.sqlite_master m, "
    "pragma_table_xinfo(m.name, {t}) p WHERE m.type = 'table'",
    "foreign_key_list": "SELECT m.name, p.* FROM {s}.sqlite_master m, "
    "pragma_foreign_key_list(m.name, {t}) p WHERE m.type = 'table'",
    "index_list": "SELECT m.name, p.* FROM {s}.sqlite_master m, "
    "pragma_index_list(m.name, {t}) p WHERE m.type = 'table'",
    "index_info": "SELECT l.name, p.* FROM {s}.sqlite_master m, "
    "pragma_index_list(m.name, {t}) l, pragma_index_info(l.name, {t}) p WHERE m.type = 'table'",
}

_PRAGMA = lazy_pattern(r'PRAGMA (?P<schema>"(?:[^"]|"")+"|\w+)\.(?P<pragma>\w+)\((?P<name>.+)\)')
_UNIQUE = lazy_pattern("UNIQUE", re.IGNORECASE)
#: A line that begins with a name or a word and ends with a comma.
_ITEM = lazy_pattern(r"""\s*[\w"`\[].*,\s*""")
_SQL_OF = lazy_pattern(
    r'SELECT sql FROM\s+.*?(?:(?P<schema>"(?:[^"]|"")+"|\w+)\.)?sqlite_master\b.*'
    r"WHERE name = \?\s+AND type (?P<type>= 'index'|in \('table', 'view'\))",
    re.DOTALL,
)


def read_ahead(connection: Connection, schema: str | None) -> Answer:
    """Read every table of a schema and return what answers SQLAlchemy's questions about it.

    Args:
        connection: A SQLite connection.
        schema: The name of an attached database, or None for ``main`` (and ``temp``, whose tables
            share its namespace).

    Returns:
        A function from statement and parameters to rows, or to None for what it does not know.
    """
    databases = ["main", "temp"] if schema is None else [schema]
    return _Catalog(schema, {name: _Database(connection, name) for name in databases}).answer


def of_unique_constraints(answer: Answer) -> Answer:
    """Shorten the answers to what SQLAlchemy needs to find unique constraints in them.

    It searches the text of a table with expressions that take longest where there is nothing to
    find: a sixth of a comparison. What they find goes from a line to the next over nothing but
    white space, and then to a name, the word UNIQUE or a parenthesis; so a line can go that begins
    and ends otherwise and has not the word.
    """

    def shortened(statement: str, parameters: Any) -> Sequence[Sequence[Any]] | None:
        rows = answer(statement, parameters)
        if not rows or not isinstance(rows[0][0], str) or not _SQL_OF.search(statement):
            return rows
        lines = rows[0][0].split("\n")
        kept = [
            line if _UNIQUE.search(line) or not _ITEM.fullmatch(line) else "," for line in lines
        ]
        return [("\n".join(kept),)]

    return shortened


class _Database:
    """The rows of one attached database."""

    def __init__(self, connection: Connection, name: str) -> None:
        quoted = connection.dialect.identifier_preparer.quote_identifier(name)
        literal = "'" + name.replace("'", "''") + "'"
        self.sql: dict[tuple[str, str], str | None] = {
            (row[0], row[1]): row[2]
            for row in connection.exec_driver_sql(
                f"SELECT type, name, sql FROM {quoted}.sqlite_master"
            )
        }
        self.pragmas: dict[str, dict[str, _Rows]] = {}
        share: dict[Any, Any] = {}  # tables have the same few names and types in common
        for pragma, statement in _PRAGMAS.items():
            rows: dict[str, _Rows] = defaultdict(list)
            if self.sql:
                for row in connection.exec_driver_sql(statement.format(s=quoted, t=literal)):
                    values = row[1:]
                    rows[row[0]].append(tuple(map(share.setdefault, values, values)))
            self.pragmas[pragma] = rows

    def rows(self, pragma: str, name: str) -> _Rows:
        """Return what a pragma says of a table or an index that is known."""
        if pragma == "table_info":
            # The older pragma leaves out hidden and generated columns, and does not mark them.
            columns = self.pragmas["table_xinfo"].get(name, ())
            return [column[:6] for column in columns if not column[6]]
        return self.pragmas[pragma].get(name, [])

    def knows(self, pragma: str, name: str) -> bool:
        """Tell whether a pragma can be answered for a name."""
        return ("table", name) in self.sql or (
            pragma == "index_info" and name in self.pragmas["index_info"]
        )


class _Catalog:
    """The databases behind one SQLAlchemy schema name."""

    def __init__(self, schema: str | None, databases: dict[str, _Database]) -> None:
        self.schema = schema
        self.databases = databases

    def answer(self, statement: str, parameters: Any) -> Sequence[Sequence[Any]] | None:
        match = _PRAGMA.fullmatch(statement)
        if match:
            return self._pragma(
                _unquoted(match["schema"]), match["pragma"], _unquoted(match["name"])
            )
        match = _SQL_OF.search(statement)
        if match and parameters:
            schema = _unquoted(match["schema"]) if match["schema"] else None
            if schema == self.schema:
                types = ("index",) if "index" in match["type"] else ("table", "view")
                return self._sql(types, parameters[0])
        return None

    def _pragma(self, schema: str, pragma: str, name: str) -> _Rows | None:
        database = self.databases.get(schema)
        if database is None or not (pragma in _PRAGMAS or pragma == "table_info"):
            return None
        if database.knows(pragma, name):
            return database.rows(pragma, name)
        # Nothing in temp is worth asking for when all of it is known; elsewhere the name may be
        # a view, a virtual table or an internal table.
        return [] if schema == "temp" and self._known_elsewhere(pragma, name) else None

    def _known_elsewhere(self, pragma: str, name: str) -> bool:
        return any(database.knows(pragma, name) for database in self.databases.values())

    def _sql(self, types: tuple[str, ...], name: str) -> _Rows | None:
        for database in self.databases.values():
            for each in types:
                if (each, name) in database.sql:
                    return [(database.sql[each, name],)]
        return None


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def unmanaged_tables(connection: Connection) -> dict[tuple[str, str], str]:
    """Return the shadow tables that a virtual table (full-text search, r-tree) keeps its data in.

    Returns:
        What the table is, by its schema and name. Empty before SQLite 3.37, which introduced
        ``pragma_table_list``.
    """
    statement = "SELECT schema, name FROM pragma_table_list WHERE type = 'shadow'"
    if connection.dialect.server_version_info < (3, 37):  # type: ignore[operator]  # set on connect
        return {}
    return {
        (row[0], row[1]): "a part of a virtual table"
        for row in connection.exec_driver_sql(statement)
    }
