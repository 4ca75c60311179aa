"""What ANALYZE has found out, which SQLite forgets along with a table that is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tokens import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .grammar import TableDef
    from .plan import Plan


def put_aside(plan: Plan, temporary: str) -> Iterator[str]:
    """Yield the statements that keep the statistics from going with the old table.

    Args:
        plan: The rebuild.
        temporary: The name the new table has at first, under which they are kept meanwhile.
    """
    name = plan.catalog.table.name
    for table in plan.catalog.statistics:
        yield (
            f"UPDATE {plan.catalog.prefix}{table} SET tbl = {_text(temporary)} "
            f"WHERE tbl = {_text(name)} COLLATE NOCASE"
        )


def bring_back(plan: Plan, temporary: str) -> Iterator[str]:
    """Yield the statements that give them to the new table, as far as its indexes are the same.

    Args:
        plan: The rebuild.
        temporary: The name under which they are kept.
    """
    name = plan.catalog.table.name
    kept = [stored.name for stored, _ in plan.catalog.indexes if stored.name in plan.state.indexes]
    # The key of a table WITHOUT ROWID goes by the name of the table.
    known = ", ".join(_text(each) for each in (*kept, name))
    same_keys = _keys(plan.catalog.table) == _keys(plan.new)
    automatic = " AND idx NOT LIKE 'sqlite\\_autoindex\\_%' ESCAPE '\\'" if same_keys else ""
    for table in plan.catalog.statistics:
        where = f"{plan.catalog.prefix}{table}"
        yield (
            f"DELETE FROM {where} WHERE tbl = {_text(temporary)} AND idx IS NOT NULL "
            f"AND idx NOT IN ({known}){automatic}"
        )
        yield f"UPDATE {where} SET tbl = {_text(name)} WHERE tbl = {_text(temporary)}"


def _keys(table: TableDef) -> list[tuple[str, ...]]:
    """Return the columns of the keys in their order, by which SQLite numbers their indexes."""
    keys = [each for each in table.clauses() if each.kind in ("primary key", "unique")]
    return [tuple(map(fold, each.columns)) for each in keys]


def _text(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
