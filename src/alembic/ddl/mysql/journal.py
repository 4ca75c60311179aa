"""MySQL and MariaDB: every definition commits, itself and what came before it.

One statement is atomic even when the server dies, a revision is not (MariaDB 10.6+, MySQL 8.0+).
Rows are changed in a transaction that ends at the next definition.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from ...base.patterns import lazy_pattern
from ...schema.connections import is_autocommit
from ..journaling import Journaling, Kind

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_PART = r"(?:`(?:[^`]|``)+`|[\w$]+)"
_NAME = rf"({_PART}(?:\s*\.\s*{_PART})?)"
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


def _named(sql: str) -> tuple[str, str] | None:
    text = sql.strip()
    index = _INDEX.match(text)
    if index is not None:
        return "TABLE", index[2]
    match = _OBJECT.match(text)
    return None if match is None else (match[1].upper(), match[2])
