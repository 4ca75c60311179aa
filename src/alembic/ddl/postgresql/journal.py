"""PostgreSQL: only what runs in autocommit is there for good at once.

Most of that may as well stand in a transaction of its own. What may not leaves indexes that are
not valid when it is interrupted: CREATE INDEX CONCURRENTLY (which IF NOT EXISTS passes over) and
DROP INDEX CONCURRENTLY; REINDEX CONCURRENTLY leaves its new ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import text

from ...base.patterns import lazy_pattern
from ...schema.connections import is_autocommit
from ..journaling import Journaling, Kind

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_REFUSES = lazy_pattern(
    r"\s*(VACUUM|REINDEX|CLUSTER|ALTER\s+SYSTEM|ALTER\s+DATABASE|ALTER\s+SUBSCRIPTION|"
    r"(CREATE|DROP)\s+(DATABASE|TABLESPACE|SUBSCRIPTION)|.*\bCONCURRENTLY\b)",
    re.IGNORECASE | re.DOTALL,
)
_ADD_VALUE = lazy_pattern(r"\s*ALTER\s+TYPE\b.*\bADD\s+VALUE\b", re.IGNORECASE | re.DOTALL)
_PART = r'(?:"(?:[^"]|"")+"|[\w$]+)'
_NAME = rf"({_PART}(?:\s*\.\s*{_PART})?)"
_CREATE_INDEX = lazy_pattern(
    rf"\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?({_PART})"
    rf"\s+ON\s+(?:ONLY\s+)?{_NAME}",
    re.IGNORECASE,
)
_DROP_INDEX = lazy_pattern(
    rf"\s*DROP\s+INDEX\s+CONCURRENTLY\s+(?:IF\s+EXISTS\s+)?{_NAME}", re.IGNORECASE
)
_REINDEX = lazy_pattern(
    r"\s*REINDEX\s*(?:\([^)]*\bCONCURRENTLY\b[^)]*\)\s*(INDEX|TABLE)|(INDEX|TABLE)\s+CONCURRENTLY)"
    rf"\s+{_NAME}",
    re.IGNORECASE,
)
#: What an interrupted REINDEX CONCURRENTLY calls the indexes it made, and those it replaced.
_LEFT = text(
    "SELECT CAST(CAST(c.oid AS regclass) AS text) FROM pg_index i JOIN pg_class c"
    " ON c.oid = i.indexrelid WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'"
    " AND i.indrelid IN (to_regclass(:name),"
    " (SELECT indrelid FROM pg_index WHERE indexrelid = to_regclass(:name)))"
)
_LOOK = text(
    "SELECT i.indisvalid, pg_get_indexdef(i.indexrelid) FROM pg_index i"
    " WHERE i.indexrelid = to_regclass(:name)"
)


class PostgreSQLJournaling(Journaling):
    """Looks at the indexes that are made and dropped concurrently."""

    def commits_by_itself(self, connection: Connection, kind: Kind) -> bool:
        """Tell whether the connection is in autocommit."""
        return is_autocommit(connection)

    def accepts_transaction(self, connection: Connection, sql: str, kind: Kind) -> bool:
        """Tell whether it is none of those that PostgreSQL refuses in a transaction."""
        if _ADD_VALUE.match(sql):
            version = connection.dialect.server_version_info or (0,)
            return version >= (12,)
        return kind in {Kind.ROWS, Kind.READ, Kind.DEFINITION} and not _REFUSES.match(sql)

    def image(self, connection: Connection, sql: str) -> str | None:
        """Return the definition of the index that a statement makes or drops; invalid is absent."""
        name = _index_of(sql)
        if name is None:
            return None
        row = connection.execute(_LOOK, {"name": name}).first()
        if row is None:
            return "absent"
        if not row[0]:
            # Half made: to be made. Half dropped: to be dropped.
            return "absent" if _CREATE_INDEX.match(sql) else "present"
        return "present"

    def clear_remains(self, connection: Connection, sql: str) -> str | None:
        """Drop the invalid indexes that the same statement has left when it was interrupted."""
        again = _REINDEX.match(sql)
        if again is not None:
            return _drop_left(connection, again[3])
        name = _index_of(sql)
        if name is None or not _CREATE_INDEX.match(sql):
            return None
        row = connection.execute(_LOOK, {"name": name}).first()
        if row is None or row[0]:
            return None
        connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {name}"))
        return f"index {name}, which was not valid"


def journaling() -> PostgreSQLJournaling:
    """Return how PostgreSQL takes statements."""
    return PostgreSQLJournaling()


def _drop_left(connection: Connection, name: str) -> str | None:
    names = list(connection.scalars(_LEFT, {"name": name}))
    for each in names:
        connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {each}"))
    return f"what REINDEX has left: {', '.join(names)}" if names else None


def _index_of(sql: str) -> str | None:
    made = _CREATE_INDEX.match(sql)
    if made is not None:
        name, table = made[1], made[2]
        schema = re.match(rf"({_PART})\s*\.", table)
        return f"{schema[1]}.{name}" if schema else name
    dropped = _DROP_INDEX.match(sql)
    return None if dropped is None else dropped[1]
