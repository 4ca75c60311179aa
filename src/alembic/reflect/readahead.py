"""A connection that has read ahead: SQLAlchemy's own reflection asks it, fetched rows answer.

SQLAlchemy reflects SQLite and MySQL with several statements per table. A dialect's reader fetches
the same facts for a whole schema in a few statements; this connection then answers each of
SQLAlchemy's questions from them, so that its parsers do the work and the result is the same. A
question without an answer goes to the database, so a reader may know as little as it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.engine import Connection
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError

from ..base.lazy import resolve

#: Rows that answer a statement with its parameters, or None where the database has to be asked.
Answer = Callable[[str, Any], Sequence[Sequence[Any]] | None]

#: Dialect name to the reader of a schema: ``reader(connection, schema) -> Answer | None``.
READERS = {
    "mariadb": "alembic.ddl.mysql.reflect:read_ahead",
    "mysql": "alembic.ddl.mysql.reflect:read_ahead",
    "sqlite": "alembic.ddl.sqlite.reflect:read_ahead",
}

#: Dialect name to what makes of such answers those that suffice for unique constraints.
UNIQUE_READERS = {"sqlite": "alembic.ddl.sqlite.reflect:of_unique_constraints"}

#: What is read of unique constraints, as SQLAlchemy names it where it keeps it.
_OF_UNIQUE_CONSTRAINTS = {"get_unique_constraints", "get_indexes"}


class ReadAheadConnection(Connection):
    """The given connection, with some driver-level statements answered from fetched rows.

    Args:
        connection: The connection whose state is shared.
        answer: What is known already.
    """

    __slots__ = ("_answer",)

    def __init__(self, connection: Connection, answer: Answer) -> None:
        self.__dict__ = connection.__dict__
        self._answer = answer

    def exec_driver_sql(
        self, statement: str, parameters: Any = None, execution_options: Any = None
    ) -> Any:
        """Answer a statement, from the fetched rows where they can."""
        rows = self._answer(statement, parameters)
        if rows is None:
            return super().exec_driver_sql(statement, parameters, execution_options)
        return _result(rows)


def _result(rows: Sequence[Sequence[Any]]) -> IteratorResult[Any]:
    width = len(rows[0]) if rows else 1
    metadata = SimpleResultMetaData([str(each) for each in range(width)])
    return IteratorResult(metadata, iter([tuple(row) for row in rows]))


def read_ahead(inspector: Inspector, schema: str | None) -> Inspector:
    """Return an inspector that knows a schema, or the given one where no reader can help.

    What either is asked serves the other too, as user hooks may ask the given one.
    """
    connection: Any = inspector.bind
    name = connection.dialect.name
    if name not in READERS:
        return inspector
    reader: Any = resolve(READERS[name])
    try:
        answer = reader(connection, schema)
    except DBAPIError:
        # An old server, a missing permission, a broken object: SQLAlchemy asks table by table.
        return inspector
    if answer is None:
        return inspector
    reading = _inspector(connection, answer)
    reading.info_cache = inspector.info_cache
    if name in UNIQUE_READERS:
        shorter: Any = resolve(UNIQUE_READERS[name])
        _read_unique_constraints(reading, _inspector(connection, shorter(answer)))
    return reading


def _inspector(connection: Connection, answer: Answer) -> Inspector:
    return inspect(ReadAheadConnection(connection, answer))


def _read_unique_constraints(reading: Any, other: Inspector) -> None:
    """Have an inspector read unique constraints, and nothing else, by way of another one."""
    known = reading.info_cache  # not by way of the inspector: it goes, with all it has read ahead

    def get_multi_unique_constraints(**kw: Any) -> Any:
        found = other.get_multi_unique_constraints(**kw)
        for key, value in other.info_cache.items():
            if key[0] in _OF_UNIQUE_CONSTRAINTS:
                known[key] = value
        return found

    reading.get_multi_unique_constraints = get_multi_unique_constraints
