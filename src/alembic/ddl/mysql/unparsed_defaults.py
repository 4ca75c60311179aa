"""Defaults that SQLAlchemy's parser takes for none, read from the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from . import default_text

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_DEFAULTS = text(
    """
    SELECT table_name, column_name, column_default, extra FROM information_schema.columns
    WHERE table_schema = coalesce(:schema, database()) AND column_default IS NOT NULL
    """
)

_Defaults = dict[tuple[str, str], str]


class UnparsedDefaults:
    """The defaults of all columns of a schema, read when the first of them is missed."""

    def __init__(self) -> None:
        self._by_schema: dict[str | None, _Defaults] = {}

    def forget(self) -> None:
        """Forget what was read: another comparison begins, and the tables may have changed."""
        self._by_schema.clear()

    def of(self, connection: Connection, schema: str | None, table: str, column: str) -> str | None:
        """Return the default of a column as SQL, or None if it has none."""
        if schema not in self._by_schema:
            rows = connection.execute(_DEFAULTS, {"schema": schema})
            self._by_schema[schema] = _read(rows, getattr(connection.dialect, "is_mariadb", False))
        return self._by_schema[schema].get((table, column))


def _read(rows: Iterable[Any], is_mariadb: bool) -> _Defaults:
    found: _Defaults = {}
    for row in rows:
        table, column, default, extra = (
            each.decode() if isinstance(each, bytes) else str(each) for each in row
        )
        found[table, column] = default if is_mariadb else _mysql_text(default, extra)
    return found


def _mysql_text(default: str, extra: str) -> str:
    """MySQL reports a literal bare, and an expression with its quotes escaped."""
    if "DEFAULT_GENERATED" in extra:
        return default.replace("\\'", "'")
    return default if default.startswith("b'") else default_text.as_literal(default)
