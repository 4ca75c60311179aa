"""Oracle: every definition commits, what came before it and itself.

One statement is carried out as a whole or not at all. Of a block of PL/SQL nothing is known.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import quoted_name

from ...base.patterns import lazy_pattern
from ...schema.connections import is_autocommit
from ..journaling import Journaling, Kind, kind_of
from ..reading import Reading
from .catalog import IS_THERE, picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from ..outcome import Outcome

_SKIPPED = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*"
_BEGINNINGS = {
    Kind.UNKNOWN: r"BEGIN|DECLARE|<<|END|CALL",
    Kind.SESSION: r"ALTER\s+(?:SESSION|SYSTEM)|CREATE\s+PRIVATE\s+TEMPORARY|LOCK\s+TABLE",
    Kind.DEFINITION: r"CREATE\s+GLOBAL\s+TEMPORARY|PURGE|FLASHBACK\s+TABLE|AUDIT|NOAUDIT|"
    r"ASSOCIATE|DISASSOCIATE",
    Kind.ROWS: r"EXPLAIN",
}
_KIND = lazy_pattern(
    _SKIPPED + "(?:" + "|".join(f"({each})" for each in _BEGINNINGS.values()) + r")(?:\b|(?<=<))",
    re.DOTALL | re.IGNORECASE,
)
#: While an index is built online, and after that was interrupted, the catalog shows it.
_ONLINE = lazy_pattern(r"\bONLINE\b", re.IGNORECASE)
#: What of a table or an index the catalog shows when it is altered; the rest it need not.
_SHOWN = lazy_pattern(
    r"\s*(?:CREATE|DROP)\b|\s*ALTER\s+INDEX\s+\S+\s+RENAME\b|"
    r"\s*ALTER\s+TABLE\s+(?:\"[^\"]+\"|[^\s\"])+\s+(?:ADD|DROP|MODIFY|RENAME|"
    r"(?:ENABLE|DISABLE)\s+(?:(?:NO)?VALIDATE\s+)?(?:CONSTRAINT|PRIMARY|UNIQUE))\b"
    r"(?!.*\b(?:PARTITION|SUBPARTITION|SUPPLEMENTAL|LOB|VARRAY|NESTED|STORAGE|ENCRYPT|DECRYPT|"
    r"OVERFLOW|CHECKPOINT|CONTINUE|ATTRIBUTES)\b)",
    re.DOTALL | re.IGNORECASE,
)
_NO_COLUMN = (
    "CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN|PARTITION|SUBPARTITION|SUPPLEMENTAL|OVERFLOW|PERIOD|"
    "SCOPE|REF|COLUMN"
)
#: With their bodies, where they have any, before what a shorter word would match.
_KINDS = (
    r"TABLE|MATERIALIZED\s+VIEW(?!\s+LOG\b)|VIEW|TRIGGER|PROCEDURE|FUNCTION|PACKAGE\s+BODY|PACKAGE|"
    r"TYPE\s+BODY|TYPE|SEQUENCE|SYNONYM|INDEX"
)


def _plain(name: str) -> str:
    return quoted_name(name[1:-1], quote=True) if name.startswith('"') else name.upper()


READING = Reading(
    part=r'(?:"[^"]+"|[^\W\d][\w$#]*)',
    plain=_plain,
    kinds=_KINDS,
    before_kind=r"\s+(?:(?:OR\s+REPLACE|(?:NON)?EDITIONABLE|GLOBAL\s+TEMPORARY|(?:NO\s*)?FORCE)\s+)*",
    indexes="UNIQUE|BITMAP",
    adds=rf"ADD\s+(?!(?:{_NO_COLUMN})\b)",
    drops_index_by_table=False,
)


class OracleJournaling(Journaling):
    """Looks at the catalog for what a statement names."""

    records_every_revision = True
    since = (12,)  # has columns that number themselves

    def kind_of(self, sql: str) -> Kind:
        """Tell the kind; what a block does is not known, nor is a session altered for others."""
        match = _KIND.match(sql)
        if match is None:
            return kind_of(sql)
        assert match.lastindex is not None
        return list(_BEGINNINGS)[match.lastindex - 1]

    def commits_by_itself(self, connection: Connection, kind: Kind) -> bool:
        """Tell whether it is not a statement on rows."""
        return kind in {Kind.DEFINITION, Kind.UNKNOWN} or is_autocommit(connection)

    @contextmanager
    def transaction(self, connection: Connection) -> Iterator[None]:
        """Run a block in a transaction, which is there as soon as the driver does not commit."""
        driver: Any = connection.connection.dbapi_connection
        driver.autocommit = False
        try:
            yield
            driver.commit()
        except BaseException:
            if not connection.invalidated:
                driver.rollback()
            raise
        finally:
            if not connection.invalidated:
                driver.autocommit = True

    def outcome(self, sql: str, *, is_text: bool) -> Outcome | None:
        """Return the table, column or index that a statement makes or removes."""
        return None if _ONLINE.search(sql) else READING.outcome(sql, is_text=is_text)

    def has_come_to(self, connection: Connection, outcome: Outcome) -> bool:
        """Look the table, column or index up."""
        owner = outcome.schema and str(outcome.schema)  # some drivers know no words but str
        names = {"owner": owner, "name": str(outcome.name)}
        if outcome.kind == "column":
            names["owning_table"] = str(outcome.table)
        found = connection.execute(text(IS_THERE[outcome.kind]), names).scalar()
        return bool(found) is outcome.makes

    def image(self, connection: Connection, sql: str) -> str | None:
        """Return a hash of what the catalog says of the object that a statement names."""
        if not _SHOWN.match(sql) or _ONLINE.search(sql):
            return None
        named = READING.named(sql)
        if named is None:
            return None
        owner, name = READING.schema_and_name(named[1])
        try:
            return picture(connection, named[0], owner and str(owner), str(name))
        except DBAPIError:  # a right is missing, or the server is older than the view
            return None


def journaling() -> OracleJournaling:
    """Return how Oracle takes statements."""
    return OracleJournaling()
