"""Facts of PostgreSQL's catalogs that SQLAlchemy does not reflect, each read once for all tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection
    from sqlalchemy.engine.reflection import Inspector


class SequenceOwner(NamedTuple):
    """The column a sequence belongs to (``OWNED BY``, as ``SERIAL`` makes it)."""

    schema: str
    table: str
    column: str


# The text of a regclass depends on the search path exactly as the text of a default does.
_OWNED_SEQUENCES = """
SELECT s.oid::regclass::text, n.nspname, t.relname, a.attname
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE d.classid = 'pg_catalog.pg_class'::regclass
  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'a'
"""

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


def sequence_owners(inspector: Inspector) -> Mapping[str, SequenceOwner]:
    """Return the owning column of every owned sequence of the database.

    One query serves all columns of a run; the inspector's cache holds the result.

    Args:
        inspector: An inspector of a PostgreSQL connection.

    Returns:
        The owner by the sequence's name as ``nextval('<name>'::regclass)`` shows it.
    """
    key = "alembic sequence owners"
    found: dict[str, SequenceOwner] | None = inspector.info_cache.get(key)
    if found is None:
        found = {
            sequence: SequenceOwner(schema, table, column)
            for sequence, schema, table, column in _rows(inspector.bind, _OWNED_SEQUENCES)
        }
        inspector.info_cache[key] = found
    return found


def unmanaged_tables(connection: Connection) -> Mapping[tuple[str, str], str]:
    """Return the tables that come and go with something else: a partitioned table, an extension.

    Returns:
        What the table is, by its schema and name.
    """
    return {(schema, table): what for schema, table, what in _rows(connection, _UNMANAGED_TABLES)}


def _rows(connection: Any, statement: str) -> Any:
    return connection.exec_driver_sql(statement)
