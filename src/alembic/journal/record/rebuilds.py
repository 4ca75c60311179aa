"""How the statements of a rebuilt table are told from others."""

from __future__ import annotations

from typing import Any

from ...base.patterns import lazy_pattern

_PREFIX = "_alembic_tmp_"
_MAKES_TABLE = lazy_pattern(rf'CREATE TABLE [^(]*?{_PREFIX}([^"(]+)')


def is_renamed_later(construct: Any) -> bool:
    """Tell whether a statement is about the new table of a rebuild, which gets the old one's name.

    Its text has to be made at once; that of others is made when it is needed.
    """
    table = getattr(construct, "element", None)
    if table is None:
        table = getattr(construct, "table", None)
    return str(getattr(table, "name", "")).startswith(_PREFIX)


def rebuilt_table(sql: str) -> str | None:
    """Return the name of the table whose rebuild a statement begins; None where it does not."""
    found = _MAKES_TABLE.match(sql)
    return None if found is None else found[1].strip()
