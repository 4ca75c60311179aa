"""All that a database has, table by table and by name, in a form that can be compared."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

Picture = dict[str, dict[str, Any]]


def picture(connection: sa.Connection) -> Picture:
    """Return what the database says about its tables, and their rows.

    Spellings of one thing are made one: a cast around a default, the order of the columns (which is
    in ``order``), indexes that MariaDB makes for foreign keys and leaves when these go.
    """
    inspector = sa.inspect(connection)
    found = {name: _table(inspector, name) for name in inspector.get_table_names()}
    for name, facts in found.items():
        rows = connection.execute(sa.text(f"SELECT * FROM {name}")).mappings().all()
        facts["rows"] = sorted(sorted((k, str(v)) for k, v in row.items()) for row in rows)
        if connection.dialect.name == "postgresql":
            facts["exclusions"] = _exclusions(connection, name)
    return found


def without_order(seen: Picture) -> Picture:
    """Return a picture without the order of the columns."""
    return _without(seen, "order")


def without_rows(seen: Picture) -> Picture:
    """Return a picture without the rows."""
    return _without(seen, "rows")


def _without(seen: Picture, fact: str) -> Picture:
    return {
        name: {key: value for key, value in facts.items() if key != fact}
        for name, facts in seen.items()
    }


def _table(inspector: sa.Inspector, name: str) -> dict[str, Any]:
    columns = inspector.get_columns(name)
    key = inspector.get_pk_constraint(name)
    dialect = inspector.dialect
    return {
        "order": [each["name"] for each in columns],
        "columns": {
            each["name"]: (
                str(each["type"].compile(dialect)).partition(" COLL")[0],
                each["nullable"],
                _bare(each["default"]),
                each.get("comment"),
            )
            for each in columns
        },
        "key": (key["name"], key["constrained_columns"]),
        "foreign keys": {
            each["name"]: (
                each["constrained_columns"],
                each["referred_table"],
                each["referred_columns"],
                each["options"],
            )
            for each in inspector.get_foreign_keys(name)
        },
        "uniques": {
            each["name"]: each["column_names"] for each in inspector.get_unique_constraints(name)
        },
        "checks": {each["name"]: each["sqltext"] for each in inspector.get_check_constraints(name)},
        "indexes": {
            each["name"]: (each["column_names"], bool(each["unique"]))
            for each in inspector.get_indexes(name)
            if not each["name"].startswith("fk_")
        },
        "comment": inspector.get_table_comment(name)["text"] if dialect.supports_comments else None,
    }


def _bare(default: str | None) -> str | None:
    return default and re.sub(r"::[\w ]+|[()']", "", default)


def _exclusions(connection: sa.Connection, table: str) -> dict[str, str]:
    statement = sa.text(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'x' AND conrelid = CAST(:name AS regclass)"
    )
    return {row[0]: row[1] for row in connection.execute(statement, {"name": table})}
