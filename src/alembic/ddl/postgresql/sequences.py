"""Which sequences belong to a SERIAL column: asked once for a whole inspection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from ...base.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection
    from sqlalchemy.engine.reflection import Inspector

_NEXTVAL = lazy_pattern(r"^nextval\('(.+?)'::regclass\)$")
_CACHE_KEY = "alembic.postgresql.owned_sequences"

# The name is printed as the server prints it inside the default, so the two can be compared.
_OWNED = text(
    """
    SELECT s.oid::regclass::text, t.oid::regclass::text, s.relname, t.relname, a.attname
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_catalog.pg_class'::regclass
      AND d.refclassid = 'pg_catalog.pg_class'::regclass
      AND d.deptype = 'a'
    """
)


def sequence_in(default: str | None) -> str | None:
    """The sequence a default draws from, as the server prints its name, or None."""
    found = _NEXTVAL.match(default) if default else None
    return found.group(1) if found else None


def owned_sequences(connection: Connection) -> Mapping[str, tuple[str, str, str]]:
    """Ask which column owns which sequence.

    Returns:
        Printed sequence name to (sequence, table, column), all without schema.
    """
    rows = connection.execute(_OWNED)
    return {printed: (name, table, column) for printed, _, name, table, column in rows}


def owner_of(inspector: Inspector, sequence: str) -> tuple[str, str, str] | None:
    """The owner of a sequence; the first question for an inspector reads all of them at once."""
    cache: dict[Any, Any] = inspector.info_cache
    if _CACHE_KEY not in cache:
        with inspector._operation_context() as connection:
            cache[_CACHE_KEY] = owned_sequences(connection)
    found: tuple[str, str, str] | None = cache[_CACHE_KEY].get(sequence)
    return found
