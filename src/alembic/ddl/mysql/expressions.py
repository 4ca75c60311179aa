"""Whether two spellings of an expression are one: the server prints both in its own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ...base.patterns import lazy_pattern

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

_PRINTED = lazy_pattern(r"select (?:/\*.*?\*/ )?(.*) AS `first`,\s*(.*) AS `second`", re.DOTALL)


def are_printed_alike(connection: Connection, table: Table | None, first: str, second: str) -> bool:
    """Ask for a plan that selects both, which is made but not run.

    Args:
        connection: The connection.
        table: The table whose columns the expressions name, if they do.
        first: An expression.
        second: Another one.

    Returns:
        Whether the note that comes with the plan shows them alike; False also if the server
        refuses one of them.
    """
    # MySQL 8 prints the note without being asked and does not know the word any more.
    extended = "EXTENDED " if getattr(connection.dialect, "is_mariadb", False) else ""
    statement = f"EXPLAIN {extended}SELECT ({first}) AS first, ({second}) AS second"
    if table is not None:
        statement += f" FROM {connection.dialect.identifier_preparer.format_table(table)}"
    try:
        connection.execute(text(statement.replace(":", r"\:"))).all()
        notes = connection.execute(text("SHOW WARNINGS")).all()
    except DBAPIError:
        return False
    found = next(filter(None, (_PRINTED.match(str(note[2])) for note in notes)), None)
    return found is not None and found.group(1) == found.group(2)
