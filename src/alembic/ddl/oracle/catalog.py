"""What Oracle's catalog says of an object, asked so that it is the same until that is changed."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_OWNER = "COALESCE(:owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'))"
IS_THERE = {
    "table": f"SELECT count(*) FROM all_tables WHERE owner = {_OWNER} AND table_name = :name",
    "column": f"SELECT count(*) FROM all_tab_columns WHERE owner = {_OWNER}"
    " AND table_name = :owning_table AND column_name = :name",
    "index": f"SELECT count(*) FROM all_indexes WHERE owner = {_OWNER} AND index_name = :name",
}
_OBJECT = (
    f"SELECT object_name, object_type FROM all_objects WHERE owner = {_OWNER}"
    " AND object_name = :name AND object_type = :kind"
)
_OWNED = f"owner = {_OWNER} AND table_name = :name"
_INDEXED = f"table_owner = {_OWNER} AND table_name = :name"
_TABLE = (
    "SELECT 'object' AS part, object_name AS name, 0 AS place, object_type AS said"
    f" FROM all_objects WHERE owner = {_OWNER} AND object_name = :name AND object_type = :kind"
    " UNION ALL SELECT 'identity', column_name, 0, generation_type || ' ' || identity_options"
    f" FROM all_tab_identity_cols WHERE {_OWNED}"
    " UNION ALL SELECT 'constraint', constraint_name, 0, constraint_type || ' ' || status"
    " || ' ' || deferrable || ' ' || deferred || ' ' || validated || ' ' || delete_rule"
    f" || ' ' || r_owner || ' ' || r_constraint_name FROM all_constraints WHERE {_OWNED}"
    " UNION ALL SELECT 'condition', constraint_name, 0, search_condition_vc"
    f" FROM all_constraints WHERE {_OWNED}"
    " UNION ALL SELECT 'constrained', constraint_name, position, column_name"
    f" FROM all_cons_columns WHERE {_OWNED}"
    " UNION ALL SELECT 'index', index_name, 0, owner || ' ' || uniqueness || ' ' || visibility"
    f" || ' ' || index_type FROM all_indexes WHERE {_INDEXED}"
    " UNION ALL SELECT 'indexed', index_name, column_position, descend || ' ' || column_name"
    f" FROM all_ind_columns WHERE {_INDEXED}"
    " ORDER BY part, name, place, said"
)
#: A LONG, as defaults and the texts of views are, can be fetched, but not compared or joined.
_COLUMNS = (
    "SELECT column_name, column_id, data_type, data_length, data_precision, data_scale,"
    " char_length, char_used, nullable, default_on_null, identity_column, data_default"
    f" FROM all_tab_columns WHERE {_OWNED} ORDER BY column_name"
)
_EXPRESSIONS = (
    "SELECT index_name, column_position, column_expression FROM all_ind_expressions"
    f" WHERE {_INDEXED} ORDER BY index_name, column_position"
)
_SOURCE = (
    f"SELECT line, text FROM all_source WHERE owner = {_OWNER} AND name = :name"
    " AND type = :kind ORDER BY line"
)
_VIEW = f"SELECT text FROM all_views WHERE owner = {_OWNER} AND view_name = :name"
_MATERIALIZED = f"SELECT query FROM all_mviews WHERE owner = {_OWNER} AND mview_name = :name"
_IS_OF_FUNCTION = "FUNCTION-BASED"
_QUERIES = {
    "TABLE": (_TABLE, _COLUMNS, _EXPRESSIONS),
    "VIEW": (_OBJECT, _VIEW),
    "MATERIALIZED VIEW": (_OBJECT, _MATERIALIZED),
    **dict.fromkeys(
        (
            "TRIGGER",
            "PROCEDURE",
            "FUNCTION",
            "PACKAGE",
            "PACKAGE BODY",
            "TYPE",
            "TYPE BODY",
        ),
        (_OBJECT, _SOURCE),
    ),
}


def picture(connection: Connection, kind: str, owner: str | None, name: str) -> str:
    """Return a hash of what the catalog says of an object, or that it is absent.

    Args:
        connection: The connection.
        kind: The type of the object, as ``ALL_OBJECTS`` has it.
        owner: Its schema; None for the current one.
        name: Its name.
    """
    queries = _QUERIES.get(kind, (_OBJECT,))
    rows: list[tuple[Any, ...]] = []
    for query in queries:
        if query is _EXPRESSIONS and not any(_IS_OF_FUNCTION in str(row[-1]) for row in rows):
            continue
        names = {"owner": owner, "name": name}
        asked = {**names, "kind": kind} if ":kind" in query else names
        rows += (tuple(row) for row in connection.execute(text(query), asked))
        if not rows:
            return "absent"
    return sha256(repr(rows).encode()).hexdigest()
