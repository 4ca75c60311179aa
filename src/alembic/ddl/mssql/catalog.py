"""What SQL Server's catalog says of an object, asked so that it is the same until it is changed."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import text

from ...base.patterns import lazy_pattern
from ..reading import Reading

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_ANY = re.DOTALL | re.IGNORECASE
_PART = r'(?:\[(?:[^\]]|\]\])+\]|"(?:[^"]|"")+"|[^\W\d][\w$#@]*)'


def _plain(name: str) -> str:
    if name.startswith("["):
        return name[1:-1].replace("]]", "]")
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


_READING = Reading(
    part=_PART,
    plain=_plain,
    kinds="TABLE|VIEW|TRIGGER|PROCEDURE|PROC|FUNCTION",
    before_kind=r"\s+(?:OR\s+ALTER\s+)?",
    indexes=r"UNIQUE(?:\s+(?:NON)?CLUSTERED)?|(?:NON)?CLUSTERED(?:\s+COLUMNSTORE)?|COLUMNSTORE",
    adds="(?!)",
    drops_index_by_table=True,
)
_RENAMED = lazy_pattern(r"\s*EXEC\s+sp_rename\s+'((?:[^']|'')*)'.*?(,\s*'COLUMN')?\s*$", _ANY)
_OF_COLUMN = lazy_pattern(rf"(.*)\.\s*{_PART}$", re.DOTALL)
_IN_QUOTES = lazy_pattern(r"exec\('(alter table .*? drop constraint )'", _ANY)
_DATABASE = lazy_pattern(
    r"\s*(?:CREATE|DROP)\s+DATABASE\s+(?!(?:AUDIT|SCOPED|ENCRYPTION|IF)\b)" rf"({_PART})(?=\s|;|$)",
    re.IGNORECASE,
)
_FULLTEXT = lazy_pattern(
    rf"\s*(?:CREATE|DROP)\s+FULLTEXT\s+(?:CATALOG\s+({_PART})|INDEX\s+ON\s+({_PART}(?:\.{_PART})*))",
    re.IGNORECASE,
)
#: What of a table is shown by what is asked below; the rest need not be.
_SHOWN = lazy_pattern(
    rf"\s*(?:CREATE|DROP)\b|\s*ALTER\s+TABLE\s+{_PART}(?:\.{_PART})*\s+"
    r"(?:WITH\s+(?:NO)?CHECK\s+)?(?:ADD|DROP|ALTER\s+COLUMN|(?:NO)?CHECK\s+CONSTRAINT)\b"
    r"(?!.*\b(?:MASKED|HIDDEN|ROWGUIDCOL|SPARSE|PERIOD|ENCRYPTED|REPLICATION)\b)",
    _ANY,
)
_DEFINES = lazy_pattern(
    r"\b(?:CREATE|ALTER|DROP)\s+(?!COLUMN\b|CONSTRAINT\b)\w|"
    r"\b(?:EXEC|EXECUTE|INSERT|MERGE)\b",
    re.IGNORECASE,
)
_IS_ALTERED = lazy_pattern(r"\bALTER\s+COLUMN\b", re.IGNORECASE)
_RESUMABLE = lazy_pattern(r"\bRESUMABLE\b", re.IGNORECASE)
_IN_MEMORY = text(
    "SELECT COALESCE(OBJECTPROPERTY(OBJECT_ID(:name), 'TableIsMemoryOptimized'), 0)"
    " + COALESCE(OBJECTPROPERTY(OBJECT_ID(:name), 'ExecIsWithNativeCompilation'), 0)"
)
_OBJECT = text("SELECT OBJECT_ID(:name) AS number, OBJECT_DEFINITION(OBJECT_ID(:name)) AS said")
_STATE_OF_DATABASE = text("SELECT state FROM sys.databases WHERE name = :name")
_CATALOG = text("SELECT count(*) FROM sys.fulltext_catalogs WHERE name = :name")
_FULLTEXT_INDEX = text(
    "SELECT count(*) FROM sys.fulltext_indexes WHERE object_id = OBJECT_ID(:name)"
)
#: One that was interrupted is a paused operation, and goes on when the statement is repeated.
_RESUMED = text(
    "SELECT count(*) FROM sys.indexes i WHERE i.object_id = OBJECT_ID(:name) AND i.name = :index"
    " AND NOT EXISTS (SELECT 1 FROM sys.index_resumable_operations o"
    " WHERE o.object_id = i.object_id AND o.name = i.name)"
)
_OF_TABLE = tuple(
    text(f"SELECT {columns} FROM sys.{view} WHERE {owner} = OBJECT_ID(:name) ORDER BY {order}")
    for view, owner, columns, order in (
        (
            "columns",
            "object_id",
            "name, column_id, system_type_id, user_type_id, max_length, precision, scale,"
            " collation_name, is_nullable, is_identity, is_computed",
            "column_id",
        ),
        ("computed_columns", "object_id", "column_id, definition, is_persisted", "column_id"),
        ("default_constraints", "parent_object_id", "name, parent_column_id, definition", "name"),
        (
            "check_constraints",
            "parent_object_id",
            "name, definition, is_disabled, is_not_trusted",
            "name",
        ),
        (
            "foreign_keys",
            "parent_object_id",
            "name, referenced_object_id, delete_referential_action, update_referential_action,"
            " is_disabled, is_not_trusted",
            "name",
        ),
        (
            "foreign_key_columns",
            "parent_object_id",
            "constraint_object_id, constraint_column_id, parent_column_id, referenced_column_id",
            "constraint_object_id, constraint_column_id",
        ),
        (
            "indexes",
            "object_id",
            "index_id, name, type, is_unique, is_primary_key, is_unique_constraint, is_disabled,"
            " filter_definition",
            "index_id",
        ),
        (
            "index_columns",
            "object_id",
            "index_id, index_column_id, column_id, key_ordinal, is_descending_key,"
            " is_included_column",
            "index_id, index_column_id",
        ),
    )
)


def is_in_memory(connection: Connection, sql: str) -> bool:
    """Tell whether a definition is of what lives in memory, which no transaction may define."""
    name = _owner_of(sql)
    return name is not None and bool(connection.execute(_IN_MEMORY, {"name": name}).scalar())


def picture(connection: Connection, sql: str) -> str | None:
    """Return a hash of what the catalog says of what a statement names, or that it is absent.

    Returns:
        None where the catalog need not show whether the statement was carried out.
    """
    match = _DATABASE.match(sql)
    if match is not None:
        state = connection.execute(_STATE_OF_DATABASE, {"name": _plain(match[1])}).scalar()
        return {None: "absent", 0: "present"}.get(state)
    match = _FULLTEXT.match(sql)
    if match is not None:
        query = _CATALOG if match[1] else _FULLTEXT_INDEX
        name = _plain(match[1]) if match[1] else match[2]
        return "present" if connection.execute(query, {"name": name}).scalar() else "absent"
    named = _READING.named(sql)
    if named is None:
        return None
    kind, name = named
    return _of_table(connection, sql, name) if kind == "TABLE" else _of_module(connection, name)


def _of_module(connection: Connection, name: str) -> str | None:
    found, definition = connection.execute(_OBJECT, {"name": name}).one()
    if found is None:
        return "absent"
    return None if definition is None else _hashed(definition)


def _of_table(connection: Connection, sql: str, name: str) -> str | None:
    if not _SHOWN.match(sql) or len(_DEFINES.findall(_IS_ALTERED.sub("", sql))) != 1:
        return None
    if _RESUMABLE.search(sql):
        made = _READING.outcome(sql, is_text=False)
        if made is None or made.kind != "index":
            return None
        found = connection.execute(_RESUMED, {"name": name, "index": made.name}).scalar()
        return "present" if found else "absent"
    rows = [tuple(row) for query in _OF_TABLE for row in connection.execute(query, {"name": name})]
    return _hashed(repr(rows)) if rows else "absent"


def _owner_of(sql: str) -> str | None:
    """Return the table, view or routine a definition is about, as it is written there."""
    renamed = _RENAMED.match(sql)
    if renamed is not None:
        name = renamed[1].replace("''", "'")
        column = _OF_COLUMN.match(name) if renamed[2] else None
        return name if column is None else column[1]
    quoted = _IN_QUOTES.search(sql)
    named = _READING.named(sql if quoted is None else quoted[1].replace("''", "'"))
    return None if named is None else named[1]


def _hashed(found: str) -> str:
    return sha256(found.encode()).hexdigest()
