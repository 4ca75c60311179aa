"""What must hold after a rebuild: no row lost, no reference broken, triggers and views whole."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ....base.exc import CommandError
from ....base.late_typing import NamedTuple
from .tokens import fold, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .catalog import Catalog, Stored
    from .driver import Driver

_UNDONE = "everything has been undone"


class Before(NamedTuple):
    """What was true before.

    Attributes:
        broken: References to nothing: table, rowid and referred table, counted. None when foreign
            keys are not enforced, so that nobody relies on them.
        failing: The triggers and views that failed already.
    """

    broken: Counter[tuple[str, ...]] | None
    failing: Mapping[str, str]


def look(driver: Driver, catalog: Catalog, enforced: bool) -> Before:
    """Return what is true before the rebuild."""
    return Before(
        broken=_broken(driver, catalog) if enforced else None,
        failing=_failing(driver, catalog),
    )


def compare(driver: Driver, catalog: Catalog, before: Before) -> None:
    """Compare with what was true before.

    Raises:
        CommandError: A trigger or view fails, or a row refers to nothing, that did not before.
    """
    for name, message in _failing(driver, catalog).items():
        if name not in before.failing:
            raise CommandError(
                f"Table '{catalog.table.name}' cannot be rebuilt this way: {name} would fail "
                f"afterwards ({message}); {_UNDONE}.  Drop it first, and create it anew "
                "afterwards."
            )
    if before.broken is None:
        return
    new = _broken(driver, catalog) - before.broken
    if new:
        (table, rowid, parent), _ = new.most_common(1)[0]
        raise CommandError(
            f"Table '{catalog.table.name}' cannot be rebuilt this way: foreign keys of table "
            f"'{table}' would refer to rows or columns of '{parent}' that are not there "
            f"({new.total()} in all, the first at row {rowid}); {_UNDONE}."
        )


def same_number(driver: Driver, catalog: Catalog, count: int, copy: str, inserted: int) -> None:
    """Compare the number of rows of the new table with that of the old one.

    Args:
        driver: The connection.
        catalog: The old table.
        count: The number of its rows.
        copy: The new table, as it is written.
        inserted: How many rows were inserted into it; negative when that is not its number.

    Raises:
        CommandError: They differ.
    """
    copied = driver.value(f"SELECT count(*) FROM {copy}") if inserted < 0 else inserted
    if copied != count:
        raise CommandError(
            f"Table '{catalog.table.name}' cannot be rebuilt this way: {copied} of {count} rows "
            "would be left, as an ON CONFLICT clause of the new table drops or replaces the rest; "
            f"{_UNDONE}."
        )


def _broken(driver: Driver, catalog: Catalog) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    names = {fold(each.child): each.child for each in catalog.references}
    names[fold(catalog.table.name)] = catalog.table.name
    for name in names.values():
        pragma = f"PRAGMA {quote(catalog.database)}.foreign_key_check({quote(name)})"
        try:
            found.update((str(row[0]), str(row[1]), str(row[2])) for row in driver.execute(pragma))
        except driver.error as error:  # the columns that are referred to are no key
            found[name, "1", str(error)] += 1
    return found


def _failing(driver: Driver, catalog: Catalog) -> dict[str, str]:
    """Return the triggers and views that SQLite cannot compile, with what it says.

    A trigger is compiled along with the statement that fires it; EXPLAIN compiles and runs nothing.
    """
    failing: dict[str, str] = {}
    for stored in (*catalog.triggers, *catalog.others):
        for statement in _uses(driver, stored):
            try:
                driver.compile(statement)
            except driver.error as error:
                failing[f"{stored.kind} '{stored.name}'"] = str(error)
    return failing


def _uses(driver: Driver, stored: Stored) -> Sequence[str]:
    if stored.kind == "view":
        return [f"SELECT * FROM {quote(stored.database)}.{quote(stored.name)}"]
    # A temporary trigger may be on a table of any database.
    database = "" if stored.database == "temp" else f"{quote(stored.database)}."
    table = f"{database}{quote(stored.table)}"
    pragma = f"PRAGMA {database}table_xinfo({quote(stored.table)})"
    columns = [quote(row[1]) for row in driver.execute(pragma) if not row[6]]
    return [
        f"INSERT INTO {table} DEFAULT VALUES",
        f"DELETE FROM {table}",
        *[f"UPDATE {table} SET {column} = {column}" for column in columns],
    ]
