"""What SQLAlchemy reflects about tables, in a form that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.reflection import Inspector, ObjectKind, ObjectScope

from alembic.reflect import Snapshot

KINDS = (
    "columns",
    "pk_constraint",
    "foreign_keys",
    "indexes",
    "unique_constraints",
    "check_constraints",
    "table_comment",
    "table_options",
)


def by_inspector(connection: sa.Connection, schema: str | None = None) -> dict[str, Any]:
    """Ask SQLAlchemy itself, with an inspector that knows nothing yet."""
    inspector: Inspector = sa.inspect(connection)
    found: dict[str, Any] = {}
    for kind in KINDS:
        try:
            facts = getattr(inspector, f"get_multi_{kind}")(
                schema, kind=ObjectKind.TABLE, scope=ObjectScope.DEFAULT
            )
        except NotImplementedError:
            facts = {}
        found[kind] = written(facts)
    return found


def by_snapshot(connection: sa.Connection, schema: str | None = None) -> dict[str, Any]:
    """Ask the snapshot."""
    inspector = sa.inspect(connection)
    snapshot = Snapshot(inspector)
    snapshot.load(schema, inspector.get_table_names(schema))
    facts = snapshot._facts[schema]
    return {kind: written(getattr(facts, kind)) for kind in KINDS}


def written(facts: dict[Any, Any]) -> dict[Any, str]:
    """Facts by table, as text without addresses of objects."""
    return {key: re.sub(r" at 0x\w+", "", _text(value)) for key, value in facts.items()}


def _text(value: Any) -> str:
    if isinstance(value, sa.TextClause):
        return f"text({value.text!r})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_text(value[key])}" for key in value) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_text(each) for each in value) + "]"
    return repr(value)


def create(connection: sa.Connection, statements: Iterable[str]) -> None:
    """Run statements of SQL."""
    for statement in statements:
        connection.exec_driver_sql(statement)
