"""The enum types a PostgreSQL database has, and everything in it that needs them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from ...schema.enums import EnumType, ReflectedEnumType, TableItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Connection

_TYPES = """
SELECT t.oid, n.nspname, t.typname, pg_catalog.pg_type_is_visible(t.oid),
    ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e
          WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e'
"""

# A column that is inherited only, that of a partition for one, goes with its parent's.
_COLUMNS = """
SELECT t.oid, n.nspname, c.relname, ARRAY[a.attname::text]
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_attribute a ON a.atttypid IN (t.oid, t.typarray)
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE t.typtype = 'e' AND NOT a.attisdropped AND a.attislocal
"""

# The rest of what depends on the types or their arrays. Expressions of a table (a default, a
# constraint, an index) are told with the columns they depend on; anything else has no table.
_OTHERS = """
SELECT d.type_oid, n.nspname, c.relname,
    ARRAY(SELECT a.attname::text
          FROM pg_catalog.pg_depend on_column
          JOIN pg_catalog.pg_attribute a
              ON a.attrelid = on_column.refobjid AND a.attnum = on_column.refobjsubid
          WHERE on_column.classid = d.classid AND on_column.objid = d.objid
              AND on_column.refclassid = 'pg_catalog.pg_class'::regclass
              AND on_column.refobjid = c.oid AND on_column.refobjsubid > 0)
FROM (
    SELECT t.oid AS type_oid, t.typarray, d.classid, d.objid, d.objsubid
    FROM pg_catalog.pg_type t
    JOIN pg_catalog.pg_depend d
        ON d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray)
    WHERE t.typtype = 'e'
    UNION
    SELECT t.oid, t.typarray, d.refclassid, d.refobjid, 0
    FROM pg_catalog.pg_type t
    JOIN pg_catalog.pg_depend d
        ON d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
    WHERE t.typtype = 'e'
) d
LEFT JOIN pg_catalog.pg_class r
    ON d.classid = 'pg_catalog.pg_class'::regclass AND r.oid = d.objid
LEFT JOIN pg_catalog.pg_attrdef def
    ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND def.oid = d.objid
LEFT JOIN pg_catalog.pg_constraint con
    ON d.classid = 'pg_catalog.pg_constraint'::regclass AND con.oid = d.objid
LEFT JOIN pg_catalog.pg_index i
    ON r.relkind IN ('i', 'I') AND i.indexrelid = r.oid
LEFT JOIN pg_catalog.pg_class c
    ON c.oid = coalesce(def.adrelid, nullif(con.conrelid, 0), i.indrelid)
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT (d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = d.typarray)
    AND NOT coalesce(r.relkind IN ('r', 'p', 'f') AND d.objsubid > 0, false)
"""


def enum_types(connection: Connection) -> list[ReflectedEnumType]:
    """Return the enum types of all schemas, with what needs them; three round trips."""
    types = connection.exec_driver_sql(_TYPES).all()
    if not types:
        return []
    columns = _by_type(connection.exec_driver_sql(_COLUMNS))
    others = _by_type(connection.exec_driver_sql(_OTHERS))
    return [
        ReflectedEnumType(
            EnumType(name, tuple(values), schema),
            is_visible,
            columns=_items(columns[oid]),
            mentions=_items(others[oid]),
            is_used_elsewhere=any(table is None for _, table, _ in others[oid]),
        )
        for oid, schema, name, is_visible, values in types
    ]


def _by_type(rows: Iterable[Any]) -> defaultdict[int, list[tuple[Any, Any, Any]]]:
    found: defaultdict[int, list[tuple[Any, Any, Any]]] = defaultdict(list)
    for oid, schema, table, columns in rows:
        found[oid].append((schema, table, columns))
    return found


def _items(rows: list[tuple[Any, Any, Any]]) -> tuple[TableItem, ...]:
    return tuple(
        TableItem(schema, table, frozenset(columns))
        for schema, table, columns in rows
        if table is not None
    )
