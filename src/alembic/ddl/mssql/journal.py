"""SQL Server: only what runs in autocommit is there for good at once.

Most of that may as well stand in a transaction of its own. One text may be several statements.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ...base.patterns import lazy_pattern
from ...schema.connections import is_autocommit
from ..journaling import Journaling, Kind, is_repeatable, kind_of
from .catalog import is_in_memory, picture

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_ANY = re.DOTALL | re.IGNORECASE
_NO_WORDS = lazy_pattern(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\[(?:[^\]]|\]\])*\]|\"[^\"]*\"", _ANY)
_CHANGES = lazy_pattern(
    r"\b(?:(INSERT|UPDATE|DELETE|MERGE|INTO)|(CREATE|ALTER|DROP|TRUNCATE|GRANT|REVOKE|DENY)|"
    r"EXEC|EXECUTE)\b",
    re.IGNORECASE,
)
_BEGINNINGS = {
    # What we write ourselves to drop what has a name of the server's, to rename, to comment.
    Kind.DEFINITION: r"DECLARE\s+@const_name\b|EXEC\s+sp_rename\b|"
    r"EXEC\s+sp_(?:add|update|drop)extendedproperty\b|DENY\b|(?:EN|DIS)ABLE\s+TRIGGER\b",
    Kind.SESSION: r"BEGIN\s+TRAN(?:SACTION)?\b|SAVE\s+TRAN(?:SACTION)?\b|"
    r"CREATE\s+TABLE\s+(?:\[#|\"#|#)",
    Kind.ROWS: r"BULK\s+INSERT\b",
    Kind.UNKNOWN: r"(?:BEGIN|END)\b",
}
_KIND = lazy_pattern("|".join(f"({each})" for each in _BEGINNINGS.values()), _ANY)
_LEADING = lazy_pattern(r"(?:[\s;]|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)
_REFUSES = lazy_pattern(
    r"\b(?:CREATE|ALTER|DROP)\s+(?:DATABASE|FULLTEXT|AVAILABILITY|ENDPOINT|EVENT|SERVER)\b|"
    r"\b(?:BACKUP|RESTORE|RECONFIGURE|KILL|CHECKPOINT|DBCC|UPDATE\s+STATISTICS|RESUMABLE|"
    r"MEMORY_OPTIMIZED|NATIVE_COMPILATION)\b|\bALTER\s+INDEX\b.*\b(?:RESUME|PAUSE|ABORT)\b",
    _ANY,
)
_REPEATABLE = lazy_pattern(
    r"(?:ALTER\s+DATABASE\b.*\bSET\b|ALTER\s+INDEX\b.*\b(?:REBUILD|REORGANIZE)\b|"
    r"UPDATE\s+STATISTICS\b|RECONFIGURE\b|CHECKPOINT\b|DENY\b|(?:EN|DIS)ABLE\s+TRIGGER\b|"
    r"CREATE\s+OR\s+ALTER\b)",
    _ANY,
)
_EDITION = text("SELECT CAST(SERVERPROPERTY('EngineEdition') AS INTEGER)")
#: Warehouses in Azure, which have no keys that a table of ours could have.
_WAREHOUSES = {6, 11}


class SQLServerJournaling(Journaling):
    """Looks at the catalog for what a statement names that stands in no transaction."""

    # Some errors have the server roll back by itself.
    transaction_words = (
        "BEGIN TRANSACTION",
        "COMMIT TRANSACTION",
        "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION",
    )

    def __init__(self) -> None:
        self._edition: int | None = None

    def kind_of(self, sql: str) -> Kind:
        """Tell the kind by the first words, and by others where more may follow them."""
        leading = _LEADING.match(sql)
        said = sql[leading.end() :] if leading is not None else sql
        match = _KIND.match(said)
        if match is not None:
            assert match.lastindex is not None
            kind = list(_BEGINNINGS)[match.lastindex - 1]
        else:
            kind = kind_of(said)
        if kind not in {Kind.READ, Kind.SESSION} or said[:6].upper() == "CREATE":
            return kind
        return _kind_of_batch(said, kind)

    def is_repeatable(self, sql: str) -> bool:
        """Tell whether a statement may run once more; a resumable one goes on then."""
        return is_repeatable(sql) or _REPEATABLE.match(sql.lstrip()) is not None

    def commits_by_itself(self, connection: Connection, kind: Kind) -> bool:
        """Tell whether the connection is in autocommit, on a server that can have a journal."""
        if not is_autocommit(connection):
            return False
        if self._edition is None:
            self._edition = connection.execute(_EDITION).scalar()
        return self._edition not in _WAREHOUSES

    def accepts_transaction(self, connection: Connection, sql: str, kind: Kind) -> bool:
        """Tell whether it is none of those that SQL Server refuses in a transaction."""
        if kind not in {Kind.ROWS, Kind.READ, Kind.DEFINITION} or _REFUSES.search(sql):
            return False
        return kind is not Kind.DEFINITION or not is_in_memory(connection, sql)

    def image(self, connection: Connection, sql: str) -> str | None:
        """Return a hash of what the catalog says of the object that a statement names."""
        try:
            return picture(connection, sql)
        except DBAPIError:  # a right is missing, or the server is older than the view
            return None


def journaling() -> SQLServerJournaling:
    """Return how SQL Server takes statements."""
    return SQLServerJournaling()


def _kind_of_batch(sql: str, kind: Kind) -> Kind:
    """Return what a text does that begins by reading, or with a setting."""
    found = list(_CHANGES.finditer(_NO_WORDS.sub(" ", sql)))
    if not found:
        return kind
    if all(match[1] or match[2] for match in found):
        return Kind.DEFINITION if any(match[2] for match in found) else Kind.ROWS
    return Kind.UNKNOWN
