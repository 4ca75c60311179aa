"""Server defaults compared by value: the server is asked, for a whole run at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, cast, literal, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

from ...base.late_typing import NamedTuple

if TYPE_CHECKING:
    from sqlalchemy import Column
    from sqlalchemy.engine import Connection
    from sqlalchemy.sql.elements import ColumnElement


class Question(NamedTuple):
    """Whether two defaults, written as SQL, have the same value."""

    database: str
    model: str
    as_jsonb: bool  # json has no equality operator

    @classmethod
    def of(cls, column: Column[Any], database: str, model: str) -> Question:
        """Ask about the defaults of a reflected column."""
        is_json = isinstance(column.type, JSON) and not isinstance(column.type, JSONB)
        return cls(database, model, is_json)

    def sql(self) -> ColumnElement[bool]:
        """The comparison as an expression."""
        left: ColumnElement[Any] = literal_column(self.database)
        right: ColumnElement[Any] = literal_column(self.model)
        if self.as_jsonb:
            left, right = cast(left, JSONB), cast(right, JSONB)
        return left == right


class DefaultValues:
    """What the server has said about pairs of defaults; the same pair is asked about once."""

    def __init__(self) -> None:
        self._answers: dict[Question, bool] = {}

    def are_equal(self, connection: Connection | None, question: Question) -> bool:
        """Answer a question, with a statement of its own if it is new."""
        if connection is None:
            return False
        if question not in self._answers:
            self._answers[question] = bool(connection.scalar(select(question.sql())))
        return self._answers[question]

    def ask(self, connection: Connection, questions: Collection[Question]) -> None:
        """Ask many questions with one statement.

        If the server cannot answer one of them, none is answered here: each is asked again when it
        comes up, so that the error belongs to its column.
        """
        new = [each for each in dict.fromkeys(questions) if each not in self._answers]
        if not new:
            return
        statement = union_all(
            *[select(literal(number), each.sql()) for number, each in enumerate(new)]
        )
        try:
            with connection.begin_nested():
                rows = connection.execute(statement).all()
        except DBAPIError:
            return
        for number, equal in rows:
            self._answers[new[number]] = bool(equal)
