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
#: A LONG, as defaults and the texts of views are, can be fetched, but not compared or joined.
_OF_TABLE = (
    "SELECT column_name, column_id, data_type, data_length, data_precision, data_scale,"
    " char_length, char_used, nullable, default_on_null, identity_column, data_default"
    f" FROM all_tab_columns WHERE owner = {_OWNER} AND table_name = :name ORDER BY column_name",
    "SELECT column_name, generation_type, identity_options FROM all_tab_identity_cols"
    f" WHERE owner = {_OWNER} AND table_name = :name ORDER BY column_name",
    "SELECT constraint_name, constraint_type, search_condition_vc, r_owner, r_constraint_name,"
    " delete_rule, status, deferrable, deferred, validated FROM all_constraints"
    f" WHERE owner = {_OWNER} AND table_name = :name ORDER BY constraint_name",
    "SELECT constraint_name, position, column_name FROM all_cons_columns"
    f" WHERE owner = {_OWNER} AND table_name = :name ORDER BY constraint_name, position,"
    " column_name",
    "SELECT owner, index_name, index_type, uniqueness, visibility FROM all_indexes"
    f" WHERE table_owner = {_OWNER} AND table_name = :name ORDER BY owner, index_name",
    "SELECT index_owner, index_name, column_position, column_name, descend FROM all_ind_columns"
    f" WHERE table_owner = {_OWNER} AND table_name = :name"
    " ORDER BY index_owner, index_name, column_position",
    "SELECT index_owner, index_name, column_position, column_expression"
    f" FROM all_ind_expressions WHERE table_owner = {_OWNER} AND table_name = :name"
    " ORDER BY index_owner, index_name, column_position",
)
_SOURCE = (
    f"SELECT line, text FROM all_source WHERE owner = {_OWNER} AND name = :name"
    " AND type = :kind ORDER BY line"
)
_TEXTS = {
    "VIEW": f"SELECT text FROM all_views WHERE owner = {_OWNER} AND view_name = :name",
    "MATERIALIZED VIEW": f"SELECT query FROM all_mviews WHERE owner = {_OWNER}"
    " AND mview_name = :name",
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
        _SOURCE,
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
    names = {"owner": owner, "name": name}
    queries = [_OBJECT]
    if kind == "TABLE":
        queries += _OF_TABLE
    elif kind in _TEXTS:
        queries.append(_TEXTS[kind])
    rows: list[tuple[Any, ...]] = []
    for query in queries:
        asked = {**names, "kind": kind} if ":kind" in query else names
        rows += (tuple(row) for row in connection.execute(text(query), asked))
        if not rows:
            return "absent"
    return sha256(repr(rows).encode()).hexdigest()
