"""Facts of PostgreSQL's catalogs that SQLAlchemy does not reflect, read once for all tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection

# pg_class.relispartition; some products that call themselves PostgreSQL 8 or 9 lack it.
_FIRST_WITH_PARTITIONS = (10,)

_UNMANAGED_TABLES = """
SELECT n.nspname, t.relname, 'a partition of ' || i.inhparent::regclass::text
FROM pg_catalog.pg_class t
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_inherits i ON i.inhrelid = t.oid
WHERE t.relispartition AND t.relkind IN ('r', 'p', 'f')
UNION ALL
SELECT n.nspname, t.relname, 'part of the extension ' || e.extname
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
JOIN pg_catalog.pg_class t ON t.oid = d.objid AND t.relkind IN ('r', 'p', 'f')
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
WHERE d.classid = 'pg_catalog.pg_class'::regclass
  AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
"""


def unmanaged_tables(connection: Connection) -> Mapping[tuple[str, str], str]:
    """Return the tables that come and go with something else: a partitioned table, an extension.

    Returns:
        What the table is, by its schema and name.
    """
    version = connection.dialect.server_version_info or ()
    if version < _FIRST_WITH_PARTITIONS:
        return {}
    rows = connection.exec_driver_sql(_UNMANAGED_TABLES)
    return {(schema, table): what for schema, table, what in rows}
