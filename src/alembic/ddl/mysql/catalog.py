"""Rows of ``information_schema``, by table.

A driver written in Python takes longer to read many small values than the server to find them, so
MariaDB is asked for one value per table that holds its rows. Each view is asked by itself: the
server answers a join of two in time that grows with the square of the number of tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ...base.late_typing import NamedTuple

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

#: A row of a view by the names that we give its columns; None stands for NULL.
Row = Mapping[str, Any]

# Control characters that stand for the end of a value, for NULL, and for the end of a row.
_VALUE_END, _NULL, _ROW_END = "\x1f", "\x1e", "\x1d"
# Bytes of one table in one view. The server's own limit may be too low for a wide table.
_MOST = 16 << 20


class View(NamedTuple):
    """A view of the catalog, and what is wanted of it.

    Attributes:
        name: Its name in ``information_schema``.
        columns: Names of ours to columns of the view.
        condition: Rows that count, with ``{schema}`` for the database.
        order: The order of the rows of one table; none if it does not matter.
        nullable: Our names of columns that may be NULL.
    """

    name: str
    columns: Mapping[str, str]
    condition: str = "TABLE_SCHEMA = {schema}"
    order: str = ""
    nullable: tuple[str, ...] = ()


def rows_by_table(connection: Connection, view: View, database: str) -> dict[str, list[Row] | None]:
    """Return the rows of a view by the name of the table they are about.

    Args:
        connection: A MySQL or MariaDB connection.
        view: The view.
        database: The database as an SQL expression.

    Returns:
        The rows in their order, or None for a table of which they cannot be told apart. MariaDB
        gives every value as text, and equal rows as one object.
    """
    dialect: Any = connection.dialect
    condition = view.condition.format(schema=database)
    if not dialect.is_mariadb:
        return _row_by_row(connection, view, condition)
    statement = _statement_of_packed(view, condition)
    known: dict[str, Row | None] = {}
    return {
        _text(name): _unpacked(view, int(count), _text(packed), known)
        for name, count, packed in _execute(connection, statement)
    }


def _row_by_row(connection: Connection, view: View, condition: str) -> dict[str, list[Row] | None]:
    names, columns = list(view.columns), ", ".join(view.columns.values())
    order = f" ORDER BY TABLE_NAME, {view.order}" if view.order else ""
    statement = (
        f"SELECT TABLE_NAME, {columns} FROM information_schema.{view.name} WHERE {condition}{order}"
    )
    found: dict[str, list[Row] | None] = defaultdict(list)
    for table, *values in _execute(connection, statement):
        rows: Any = found[_text(table)]
        rows.append(dict(zip(names, map(_text, values), strict=True)))
    return dict(found)


def _statement_of_packed(view: View, condition: str) -> str:
    values = ", ".join(
        f"IFNULL({column}, '{_NULL}')" if name in view.nullable else column
        for name, column in view.columns.items()
    )
    order = f"ORDER BY {view.order} " if view.order else ""
    # Names are grouped as bytes, since those of two tables may differ in upper and lower case only.
    return (
        f"SET STATEMENT group_concat_max_len = {_MOST} FOR "
        f"SELECT MIN(TABLE_NAME), COUNT(*), GROUP_CONCAT(CONCAT_WS('{_VALUE_END}', {values}), "
        f"'{_ROW_END}' {order}SEPARATOR '') "
        f"FROM information_schema.{view.name} WHERE {condition} GROUP BY BINARY TABLE_NAME"
    )


def _unpacked(
    view: View, count: int, packed: str, known: dict[str, Row | None]
) -> list[Row] | None:
    """Take the rows of a table apart; None if they were cut off, or hold such characters."""
    *texts, rest = packed.split(_ROW_END)
    if rest or len(texts) != count:
        return None
    rows = []
    for text in texts:
        if text not in known:
            known[text] = _row(view, text)
        row = known[text]
        if row is None:
            return None
        rows.append(row)
    return rows


def _row(view: View, text: str) -> Row | None:
    values: list[Any] = text.split(_VALUE_END)
    if len(values) != len(view.columns):
        return None
    row = dict(zip(view.columns, values, strict=True))
    for name in view.nullable:
        if row[name] == _NULL:
            row[name] = None
    return row


def _execute(connection: Connection, statement: str) -> Iterator[tuple[Any, ...]]:
    yield from connection.exec_driver_sql(statement.replace("%", "%%"))


def _text(value: Any) -> Any:
    """Return text for what some drivers and servers report as bytes."""
    return value.decode() if isinstance(value, bytes) else value
