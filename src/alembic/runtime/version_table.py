"""The rows of the version table: reading them, and the statements that change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect as sqla_inspect
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from ..base.exc import CommandError
from .row_update import RowUpdate, literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Table
    from sqlalchemy.engine import Connection
    from sqlalchemy.types import TypeEngine

    from ..script.steps import RowChange
    from .migration import MigrationContext


def exists(connection: Connection, table: Table) -> bool:
    """Tell whether the version table is there."""
    return bool(sqla_inspect(connection).has_table(table.name, schema=table.schema))


def read(connection: Connection, table: Table) -> tuple[str, ...]:
    """Return the revision ids in database order; a NULL row counts as nothing."""
    rows = connection.execute(select(table.c.version_num))
    return tuple(row[0] for row in rows if row[0] is not None)


def change(context: MigrationContext, row_change: RowChange, update: RowUpdate) -> None:
    """Run one statement on the version table.

    Args:
        context: The migration context.
        row_change: What to change.
        update: Makes the updates of the context.

    Raises:
        CommandError: The database reports that it did not match exactly one row, or has no room
            for the identifier.
    """
    table = context._version
    from_, to_ = row_change.from_ or "", row_change.to_ or ""
    try:
        if row_change.kind == "insert":
            context.impl._exec(_insert(context, table, to_))
        elif row_change.kind == "update":
            result = context.impl._exec(update(from_, to_))
            _expect_one(context, result, f"updating '{from_}' to '{to_}'")
        else:
            result = context.impl._exec(table.delete().where(table.c.version_num == literal(from_)))
            _expect_one(context, result, f"deleting '{from_}'")
    except DBAPIError as error:
        if len(to_) <= (_length(table.c.version_num.type) or 0):
            raise
        raise _no_room(table, to_) from error


def check_room(context: MigrationContext, revisions: Iterable[str]) -> None:
    """Refuse an identifier that the version table cannot hold.

    The column may have been widened by hand since, so the database is asked. SQLite takes a text of
    any length.

    Args:
        context: The migration context.
        revisions: The identifiers.

    Raises:
        CommandError: There is no room for the longest of them.
    """
    room = _length(context._version.c.version_num.type)
    longest = max(revisions, key=len, default="")
    if not room or len(longest) <= room or context.as_sql or context.dialect.name == "sqlite":
        return
    if context._has_version_table():
        room = _length_in_database(context) or len(longest)
    if len(longest) > room:
        raise _no_room(context._version, longest)


def _length_in_database(context: MigrationContext) -> int | None:
    table = context._version
    columns = sqla_inspect(context._live_connection()).get_columns(table.name, schema=table.schema)
    return next((_length(each["type"]) for each in columns if each["name"] == "version_num"), None)


def _length(type_: TypeEngine[Any]) -> int | None:
    return getattr(type_, "length", None)


def _no_room(table: Table, value: str) -> CommandError:
    return CommandError(
        f"Revision identifier '{value}' has {len(value)} characters, too many for column "
        f"version_num of table '{table.name}': shorten it, or widen the column"
    )


def _insert(context: MigrationContext, table: Table, value: str) -> Any:
    insert = table.insert().values(version_num=literal(value))
    # Oracle's RETURNING needs a bind variable to return into, which a script has not.
    return insert.inline() if context.as_sql and context.dialect.name == "oracle" else insert


def _expect_one(context: MigrationContext, result: Any, action: str) -> None:
    if context.as_sql or not context.dialect.supports_sane_rowcount or result is None:
        return
    if result.rowcount != 1:
        raise CommandError(
            f"Online migration expected to match one row when {action} in "
            f"'{context.version_table}'; {result.rowcount} found"
        )
