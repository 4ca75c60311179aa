"""Everything SQLite knows about a database, in a form that a harmless rewrite does not change."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

from alembic.operations.batch.sqlite.expressions import without_qualifier
from alembic.operations.batch.sqlite.grammar import TableDef
from alembic.operations.batch.sqlite.parser import parse_table
from alembic.operations.batch.sqlite.tokens import fold, shape, tokenize


def fingerprint(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return what the schema and the rows are, by what they are about."""
    master = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master "
        "UNION ALL SELECT type, name, tbl_name, sql FROM sqlite_temp_master"
    ).fetchall()
    found: dict[str, Any] = {}
    for kind, name, table, sql in master:
        if kind == "table":
            found |= _table(connection, name, sql)
        elif sql is not None:
            found[f"{kind} {name}"] = (table, shape(tokenize(sql)))
    if any(name == "sqlite_sequence" for _, name, _, _ in master):
        rows = connection.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
        found["sequences"] = rows.fetchall()
    return found


def _table(connection: sqlite3.Connection, name: str, sql: str) -> dict[str, Any]:
    quoted = '"' + name.replace('"', '""') + '"'
    pragma = lambda text: connection.execute(f"PRAGMA {text}({quoted})").fetchall()  # noqa: E731
    found = {
        f"{name} columns": [tuple(row[1:]) for row in pragma("table_xinfo")],
        f"{name} foreign keys": Counter((tuple(row[2:]),) for row in pragma("foreign_key_list")),
        f"{name} indexes": Counter(
            (*_index_name(row), _index_columns(connection, row[1])) for row in pragma("index_list")
        ),
        f"{name} kind": [
            tuple(row[4:]) for row in pragma("table_list") if row[0] in ("main", "temp")
        ],
    }
    if name.startswith("sqlite_"):
        return found
    table = parse_table(sql)
    rowid = "" if table.without_rowid else "rowid, "
    rows = connection.execute(f"SELECT {rowid}* FROM {quoted}").fetchall()
    found[f"{name} rows"] = sorted(rows, key=repr)
    found[f"{name} text"] = _text(table)
    return found


def _index_name(row: Any) -> tuple[Any, ...]:
    _, name, unique, origin, partial = row
    return ("" if name.startswith("sqlite_autoindex") else name, unique, origin, partial)


def _index_columns(connection: sqlite3.Connection, name: str) -> tuple[Any, ...]:
    quoted = '"' + name.replace('"', '""') + '"'
    rows = connection.execute(f"PRAGMA index_xinfo({quoted})")
    return tuple(row[2:5] for row in rows if row[5])


def _text(table: TableDef) -> dict[str, Any]:
    """Return what no pragma tells: CHECKs, conflict clauses, expressions, names of constraints."""
    return {
        "options": (table.without_rowid, table.strict, table.autoincrement),
        "names": Counter(
            (each.kind, fold(each.name)) for each in table.clauses() if each.name is not None
        ),
        "checks": Counter(
            shape(without_qualifier(each.body, table.name)) for each in table.of_kind("check")
        ),
        "conflicts": Counter(
            (each.kind, tuple(fold(name) for name in each.columns), shape(each.tail))
            for each in table.clauses()
            if each.kind in ("primary key", "unique", "not null", "check") and each.tail
        ),
        "references": Counter(shape(each.tail) for each in table.of_kind("foreign key")),
        "columns": {
            fold(column.name): [
                (each.kind, shape(each.body), shape(each.tail))
                for kind in ("collate", "default", "generated")
                if (each := column.clause(kind)) is not None
            ]
            for column in table.columns
        },
    }
