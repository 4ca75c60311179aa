"""What a journal has to know of a database: which statements commit by themselves, what is there.

Each dialect says it in its own ``journal.py``; :func:`journaling` finds that file by the dialect's
name.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from contextlib import contextmanager
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING

from ..base.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from .outcome import Outcome

_DIALECTS = {
    "postgresql": "alembic.ddl.postgresql.journal",
    "mysql": "alembic.ddl.mysql.journal",
    "mariadb": "alembic.ddl.mysql.journal",
    "sqlite": "alembic.ddl.sqlite.journal",
    "mssql": "alembic.ddl.mssql.journal",
    "oracle": "alembic.ddl.oracle.journal",
}
_SKIPPED = r"(?:\s|\(|--[^\n]*(?:\n|$)|/\*.*?\*/)*"
_FIRST_WORD = lazy_pattern(_SKIPPED + r"([A-Za-z]+)(?:\s+([A-Za-z]+))?", re.DOTALL)
_WRITES = lazy_pattern(r"\b(INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)


class Kind(Enum):
    """What a statement does, as far as its text tells."""

    READ = "read"
    ROWS = "rows"
    DEFINITION = "definition"
    SESSION = "session"  # of no consequence for other connections
    COMMIT = "commit"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # that of Enum is called too often to be one of Python code


_KINDS = {
    Kind.READ: "SELECT SHOW EXPLAIN DESCRIBE DESC VALUES TABLE",
    Kind.ROWS: "INSERT UPDATE DELETE REPLACE MERGE COPY LOAD",
    Kind.DEFINITION: "CREATE ALTER DROP RENAME TRUNCATE COMMENT GRANT REVOKE ANALYZE OPTIMIZE "
    "REINDEX VACUUM CLUSTER REFRESH FLUSH REPAIR SECURITY",
    Kind.SESSION: "SET RESET USE PRAGMA ATTACH DETACH BEGIN START SAVEPOINT RELEASE ROLLBACK "
    "UNLOCK DISCARD LISTEN NOTIFY",
    Kind.COMMIT: "COMMIT END",
}
#: Pragmas of SQLite that only tell something, whatever they are asked about.
_TELLING = (
    "collation_list compile_options database_list foreign_key_check foreign_key_list "
    "function_list index_info index_list index_xinfo integrity_check module_list pragma_list "
    "quick_check table_info table_list table_xinfo"
)
_IS_TELLING = frozenset(_TELLING.split()).__contains__
_PRAGMA = lazy_pattern(
    _SKIPPED + r"PRAGMA\s+(?:(?:\w+|\"[^\"]*\")\s*\.\s*)?(\w+)", re.DOTALL | re.IGNORECASE
)
_KIND_OF_WORD = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_REPEATABLE = lazy_pattern(
    r"(ANALYZE|OPTIMIZE|VACUUM|REINDEX|CLUSTER|REFRESH|GRANT|REVOKE|COMMENT|TRUNCATE|FLUSH|"
    r"CREATE\s+OR\s+REPLACE|(CREATE|DROP|ALTER)\b.*\bIF\s+(NOT\s+)?EXISTS)\b",
    re.IGNORECASE | re.DOTALL,
)


def kind_of(sql: str) -> Kind:
    """Tell the kind of a statement from its first words."""
    match = _FIRST_WORD.match(sql)
    if match is None:
        return Kind.UNKNOWN
    first, second = match[1].upper(), (match[2] or "").upper()
    if first == "WITH":
        return Kind.ROWS if _WRITES.search(sql) else Kind.READ
    if first == "CREATE" and second in {"TEMP", "TEMPORARY"}:
        return Kind.SESSION
    if first == "PRAGMA":
        pragma = _PRAGMA.match(sql)
        return Kind.READ if pragma and _IS_TELLING(pragma[1].lower()) else Kind.SESSION
    return _KIND_OF_WORD.get(first, Kind.UNKNOWN)


def is_repeatable(sql: str) -> bool:
    """Tell whether a statement may run once more, whether or not it has run before."""
    match = _FIRST_WORD.match(sql)
    return match is not None and _REPEATABLE.match(sql, match.start(1)) is not None


class Journaling(ABC):
    """How a database takes statements.

    Attributes:
        records_every_revision: Whether no revision of this database is in one transaction.
        since: The oldest version of the server that can have a journal.
        transaction_words: What begins, commits and rolls back a transaction under autocommit.
    """

    records_every_revision = False
    since: tuple[int, ...] = ()
    transaction_words = ("BEGIN", "COMMIT", "ROLLBACK")

    def kind_of(self, sql: str) -> Kind:
        """Tell what a statement does, as far as its text tells."""
        return kind_of(sql)

    def is_repeatable(self, sql: str) -> bool:
        """Tell whether a statement may run once more, whether or not it has run before."""
        return is_repeatable(sql)

    @contextmanager
    def transaction(self, connection: Connection) -> Iterator[None]:
        """Run a block in a transaction of the driver, under SQLAlchemy's autocommit."""
        begin, commit, rollback = self.transaction_words
        execute_past_sqlalchemy(connection, begin)
        try:
            yield
        except BaseException:
            if not connection.invalidated:
                execute_past_sqlalchemy(connection, rollback)
            raise
        execute_past_sqlalchemy(connection, commit)

    def prepare(self, connection: Connection, kind: Kind) -> None:  # noqa: B027 - for some
        """Do what is needed so that a statement can be rolled back; nothing here."""

    @abstractmethod
    def commits_by_itself(self, connection: Connection, kind: Kind) -> bool:
        """Tell whether a statement is there for good at once, whatever the transaction does."""

    def accepts_transaction(self, connection: Connection, sql: str, kind: Kind) -> bool:
        """Tell whether a statement in autocommit may as well stand in a transaction of its own."""
        return kind is Kind.ROWS

    def outcome(self, sql: str, *, is_text: bool) -> Outcome | None:
        """Return what a definition comes to; None where one look would not tell its outcome.

        Args:
            sql: The statement, which is carried out as a whole or not at all.
            is_text: Whether somebody wrote it as it stands, so that it may say several things.
        """
        return None

    def has_come_to(self, connection: Connection, outcome: Outcome) -> bool:
        """Tell whether what a definition comes to is so."""
        raise NotImplementedError

    def image(self, connection: Connection, sql: str) -> str | None:
        """Return what is there of what a statement changes; None where that cannot be told.

        Two images of the same statement differ when it was carried out in between.
        """
        return None

    def clear_remains(self, connection: Connection, sql: str) -> str | None:
        """Remove what an interrupted statement has left behind.

        Returns:
            What was removed; None when nothing was there.
        """
        return None


def execute_past_sqlalchemy(connection: Connection, sql: str) -> None:
    """Execute a statement on the driver's connection, of which nobody hears."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql)
    finally:
        cursor.close()


def journaling(connection: Connection) -> Journaling | None:
    """Return how the database of a connection takes statements; None where we do not know."""
    module = _DIALECTS.get(connection.dialect.name)
    if module is None:
        return None
    made: Journaling = import_module(module).journaling()
    return made if not made.since or _version(connection) >= made.since else None


def _version(connection: Connection) -> tuple[int, ...]:
    return getattr(connection.dialect, "server_version_info", None) or ()
