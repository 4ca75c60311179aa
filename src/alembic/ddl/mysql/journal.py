"""MySQL and MariaDB: every definition commits, itself and what came before it.

One statement is atomic even when the server dies, a revision is not (MariaDB 10.6+, MySQL 8.0+).
Rows are changed in a transaction that ends at the next definition.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ...base.patterns import lazy_pattern
from ...schema.connections import is_autocommit
from ..journaling import Journaling, Kind
from ..reading import Reading

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from ..outcome import Outcome

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


def _plain(name: str) -> str:
    return name[1:-1].replace("``", "`") if name.startswith("`") else name


READING = Reading(
    part=r"(?:`(?:[^`]|``)+`|[\w$]+)",
    plain=_plain,
    kinds="TABLE|VIEW|TRIGGER|PROCEDURE|FUNCTION|SEQUENCE",
    indexes="UNIQUE|FULLTEXT|SPATIAL",
    adds=r"ADD\s+COLUMN\s+",
    drops_index_by_table=True,
)


class MySQLJournaling(Journaling):
    """Looks at SHOW CREATE of what a statement names."""

    records_every_revision = True

    def commits_by_itself(self, connection: Connection, kind: Kind) -> bool:
        """Tell whether it is not a statement on rows."""
        return kind in {Kind.DEFINITION, Kind.UNKNOWN} or is_autocommit(connection)

    def outcome(self, sql: str, *, is_text: bool) -> Outcome | None:
        """Return the table, column or index that a statement makes or removes."""
        return READING.outcome(sql, is_text=is_text)

    def has_come_to(self, connection: Connection, outcome: Outcome) -> bool:
        """Look the table, column or index up."""
        query = _IS_THERE[outcome.kind] + " AND TABLE_SCHEMA = COALESCE(:schema, DATABASE())"
        names = {"schema": outcome.schema, "table": outcome.table}
        if outcome.kind != "table":
            names["name"] = outcome.name
        return bool(connection.execute(text(query), names).scalar()) is outcome.makes

    def image(self, connection: Connection, sql: str) -> str | None:
        """Return a hash of the definition of the object that a statement names."""
        named = READING.named(sql)
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
