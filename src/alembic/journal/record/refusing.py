"""What is said when an interrupted revision cannot go on by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from ...base.exc import CommandError
from .rebuilds import rebuilt_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from ...ddl.outcome import Outcome
    from ...script.steps import MigrationStep
    from .table import Recorded


def said_done(count: int) -> str:
    """Return how many statements are done, as a phrase."""
    if count == 0:
        return "no statement is done"
    return "statement 1 is done" if count == 1 else f"statements 1 to {count} are done"


def shortened(sql: str) -> str:
    """Return a statement on one line, not too long."""
    line = " ".join(sql.split())
    return line if len(line) <= 120 else line[:117] + "..."


def refuse_other_statement(row: Recorded, expected: Recorded, sql: str) -> NoReturn:
    """Refuse to go on with a script that does not say again what it said.

    Raises:
        CommandError: Always.
    """
    raise CommandError(
        f"The {row.direction} of revision {row.revision} was interrupted and cannot go on by "
        f'itself: its statement {expected.ordinal} was "{shortened(expected.statement or "")}" and '
        f'is done, and now the script says "{shortened(sql)}" there, as it depends on what is in '
        "the database, or on the time. Nothing was run. Finish by hand and run alembic stamp; or "
        "undo what is done by hand and use --resume restart. alembic log --verbose shows what is "
        "done."
    )


def refuse_rebuild(row: Recorded, done: Sequence[Recorded], sql: str) -> None:
    """Refuse to rebuild a table again: SQLite's rebuild looks at the rows that it copies.

    Args:
        row: The revision.
        done: Its statements that are done and have not come yet.
        sql: The one that comes now.

    Raises:
        CommandError: It begins a rebuild, and some are done.
    """
    table = rebuilt_table(sql) if done else None
    if table is None:
        return
    last = done[-1]
    raise CommandError(
        f"The {row.direction} of revision {row.revision} was interrupted and cannot go on by "
        f'itself: {said_done(last.ordinal)}, the last one "{shortened(last.statement or "")}", '
        f"and among them is the rebuild of table {table}, which cannot be passed over. Nothing was "
        "run. To go on, take out of the script what is done (alembic log --verbose shows it), run "
        "the command again with --resume restart, and put it back; or finish by hand and run "
        "alembic stamp."
    )


def refuse_direct_statement(row: Recorded, done: Recorded) -> NoReturn:
    """Refuse to run a statement again that the script executes on the connection.

    Raises:
        CommandError: Always.
    """
    raise CommandError(
        f"The {row.direction} of revision {row.revision} was interrupted and cannot go on by "
        f'itself: statement {done.ordinal}, "{shortened(done.statement or "")}", is done, and the '
        "script executes it on op.get_bind(), where it cannot be passed over. Nothing was run. "
        "Finish by hand and run alembic stamp; or undo what is done by hand and use --resume "
        "restart."
    )


def refuse_other_table(connection: Connection, outcome: Outcome, construct: Any) -> None:
    """Refuse to take a table for the one that a statement makes when it lacks its columns.

    Raises:
        CommandError: It does.
    """
    columns = getattr(getattr(construct, "element", None), "columns", None)
    if outcome.kind != "table" or not outcome.makes or columns is None:
        return
    from sqlalchemy import inspect

    found = inspect(connection).get_columns(outcome.table, schema=outcome.schema)
    there = {each["name"].casefold() for each in found}
    missing = [each.name for each in columns if each.name.casefold() not in there]
    if missing:
        raise CommandError(
            f"The run was interrupted, and table {outcome.table}, which it makes, is there, but "
            f"without column {', '.join(missing)}: somebody else has made it. Nothing was run. "
            "Remove or rename it, then run the command again."
        )


def refuse_other_direction(row: Recorded, step: MigrationStep) -> NoReturn:
    """Refuse to go the other way from a revision of which something is done.

    Raises:
        CommandError: Always.
    """
    raise CommandError(
        f"The {row.direction} of revision {row.revision} was interrupted, so that {step.short_log} "
        f"cannot run. Finish it first: alembic {row.direction} {row.revision}"
        f"{'' if row.direction == 'upgrade' else '-1'}; or undo by hand what it has done (alembic "
        "log --verbose shows it) and use --resume restart."
    )
