"""Whether two spellings of an expression are one: the server prints both in its own words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table


def are_printed_alike(connection: Connection, table: Table | None, first: str, second: str) -> bool:
    """Ask for a plan that selects both, which is made but not run.

    Args:
        connection: The connection; a failure there does not end its transaction.
        table: The table whose columns the expressions name, if they do.
        first: An expression.
        second: Another one.

    Returns:
        Whether the plan shows them alike; False also if the server refuses one of them.
    """
    statement = f"EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) SELECT ({first}), ({second})"
    if table is not None:
        statement += f" FROM {connection.dialect.identifier_preparer.format_table(table)}"
    try:
        with connection.begin_nested():
            plan = connection.scalar(text(statement.replace(":", r"\:")))
    except DBAPIError:
        return False
    found = json.loads(plan) if isinstance(plan, str) else plan
    shown = found[0]["Plan"].get("Output", ())
    return len(shown) == 2 and shown[0] == shown[1]
