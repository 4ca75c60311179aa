"""MySQL and MariaDB: every definition commits, itself and what came before it.

One statement is atomic even when the server dies, a revision is not (MariaDB 10.6+, MySQL 8.0+).
Rows are changed in a transaction that ends at the next definition.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ...base.patterns import lazy_pattern
from ...schema.connections import is_autocommit
from ..journaling import Journaling, Kind
from ..outcome import Outcome

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_PART = r"(?:`(?:[^`]|``)+`|[\w$]+)"
_NAME = rf"({_PART}(?:\s*\.\s*{_PART})?)"
_SCHEMA = lazy_pattern(rf"(?:({_PART})\s*\.\s*)?({_PART})$")
_EXISTS = r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"
_INDEX = lazy_pattern(
    rf"(?:CREATE(?:\s+OR\s+REPLACE)?(?:\s+(?:UNIQUE|FULLTEXT|SPATIAL))?|DROP)\s+INDEX\s+{_EXISTS}"
    rf"{_NAME}.*?\sON\s+{_NAME}",
    re.IGNORECASE | re.DOTALL,
)
_OBJECT = lazy_pattern(
    r"(?:CREATE|ALTER|DROP|RENAME)\b[^(]*?\b(TABLE|VIEW|TRIGGER|PROCEDURE|FUNCTION|SEQUENCE)\s+"
    rf"{_EXISTS}{_NAME}",
    re.IGNORECASE | re.DOTALL,
)
#: What makes or removes one thing, as we write it.
_TABLE_MADE = lazy_pattern(rf"\s*CREATE\s+TABLE\s+{_NAME}\s*\(", re.IGNORECASE)
_TABLE_REMOVED = lazy_pattern(rf"\s*DROP\s+TABLE\s+{_NAME}\s*$", re.IGNORECASE)
_INDEX_MADE = lazy_pattern(
    rf"\s*CREATE\s+(?:(?:UNIQUE|FULLTEXT|SPATIAL)\s+)?INDEX\s+({_PART})\s+ON\s+{_NAME}",
    re.IGNORECASE,
)
_INDEX_REMOVED = lazy_pattern(rf"\s*DROP\s+INDEX\s+({_PART})\s+ON\s+{_NAME}\s*$", re.IGNORECASE)
_COLUMN = lazy_pattern(
    rf"\s*ALTER\s+TABLE\s+{_NAME}\s+(ADD|DROP)\s+COLUMN\s+({_PART})(?=\s|$)", re.IGNORECASE
)
#: What a text may hold besides: rows, a second statement, something only where it is missing.
_MORE = lazy_pattern(r"\bSELECT\b|;\s*\S|/\*", re.IGNORECASE)
_CONDITION = lazy_pattern(r"IF$", re.IGNORECASE)
_IS_THERE = {
    "table": "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_NAME = :table",
    "column": "SELECT count(*) FROM information_schema.COLUMNS"
    " WHERE TABLE_NAME = :table AND COLUMN_NAME = :name",
    "index": "SELECT count(*) FROM information_schema.STATISTICS"
    " WHERE TABLE_NAME = :table AND INDEX_NAME = :name",
}
#: The counter moves with the rows, and with a restart of the server.
_COUNTER = lazy_pattern(r"\sAUTO_INCREMENT=\d+")
#: No such table, trigger, routine, sequence; not a sequence; not a view.
_ABSENT = frozenset({1146, 1305, 1347, 1360, 4091, 4089})


class MySQLJournaling(Journaling):
    """Looks at SHOW CREATE of what a statement names."""

    records_every_revision = True

    def commits_by_itself(self, connection: Connection, kind: Kind) -> bool:
        """Tell whether it is not a statement on rows."""
        return kind in {Kind.DEFINITION, Kind.UNKNOWN} or is_autocommit(connection)

    def outcome(self, sql: str, *, is_text: bool) -> Outcome | None:
        """Return the table, column or index that a statement makes or removes."""
        if is_text and _MORE.search(sql):
            return None
        found = _outcome(sql, is_text=is_text)
        # A sign of percent is doubled for some drivers, and IF is the start of IF EXISTS.
        if found is None or "%" in found.table + found.name or _CONDITION.match(found.name):
            return None
        return found

    def has_come_to(self, connection: Connection, outcome: Outcome) -> bool:
        """Look the table, column or index up."""
        query = _IS_THERE[outcome.kind] + " AND TABLE_SCHEMA = COALESCE(:schema, DATABASE())"
        names = {"schema": outcome.schema, "table": outcome.table}
        if outcome.kind != "table":
            names["name"] = outcome.name
        return bool(connection.execute(text(query), names).scalar()) is outcome.makes

    def image(self, connection: Connection, sql: str) -> str | None:
        """Return a hash of the definition of the object that a statement names."""
        named = _named(sql)
        if named is None:
            return None
        kind, name = named
        try:
            row = connection.exec_driver_sql(f"SHOW CREATE {kind} {name}").first()
        except DBAPIError as error:
            arguments: tuple[Any, ...] = getattr(error.orig, "args", ())
            if arguments and arguments[0] in _ABSENT:
                return "absent"
            return None
        text = _COUNTER.sub("", "\n".join(str(each) for each in row or ()))
        return sha256(text.encode()).hexdigest()


def journaling() -> MySQLJournaling:
    """Return how MySQL and MariaDB take statements."""
    return MySQLJournaling()


def _outcome(sql: str, *, is_text: bool) -> Outcome | None:
    match = _TABLE_MADE.match(sql)
    if match is not None:
        return _of_table(True, match[1])
    match = _INDEX_MADE.match(sql)
    if match is not None:
        return _of_table(True, match[2])._replace(kind="index", name=_plain(match[1]))
    # A text may change several columns, one of them twice.
    match = None if is_text else _COLUMN.match(sql)
    if match is not None:
        owner = _of_table(match[2].upper() == "ADD", match[1])
        return owner._replace(kind="column", name=_plain(match[3]))
    match = _TABLE_REMOVED.match(sql)
    if match is not None:
        return _of_table(False, match[1])
    match = _INDEX_REMOVED.match(sql)
    if match is not None:
        return _of_table(False, match[2])._replace(kind="index", name=_plain(match[1]))
    return None


def _of_table(makes: bool, name: str) -> Outcome:
    match = _SCHEMA.match(name)
    assert match is not None, name
    schema, table = match[1], _plain(match[2])
    return Outcome(makes, "table", _plain(schema) if schema else None, table, table)


def _plain(name: str) -> str:
    return name[1:-1].replace("``", "`") if name.startswith("`") else name


def _named(sql: str) -> tuple[str, str] | None:
    text = sql.strip()
    index = _INDEX.match(text)
    if index is not None:
        return "TABLE", index[2]
    match = _OBJECT.match(text)
    return None if match is None else (match[1].upper(), match[2])
