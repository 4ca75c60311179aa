"""What a dialect cannot do, said in one sentence: where, and what does it instead.

Each is a ``CommandError``, so that a user reads a line and no traceback, and the error callers have
always caught for it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import CompileError, UnsupportedCompilationError

from ..base.exc import CommandError


class Refusal(CommandError):
    """An operation that the dialect cannot do; nothing of it has run.

    Args:
        what: What cannot be done.
        table: The table it is about.
        column: The column, when it is about one.
        constraint: The constraint, when it is about one.
        instead: What does it, as the end of a sentence.
    """

    def __init__(
        self,
        what: str,
        *,
        table: object,
        column: object = None,
        constraint: object = None,
        instead: str,
    ) -> None:
        self.table = table
        self.column = column
        self.constraint = constraint
        self.instead = instead
        place = f"table '{table}'"
        if column is not None:
            place = f"column '{column}' of {place}"
        elif constraint is not None:
            place = f"constraint '{constraint}' of {place}"
        joint = "  For" if what.endswith(".") else "; for"
        Exception.__init__(self, f"{what}{joint} {place}: {instead}.")


class AlterRefused(Refusal, NotImplementedError):
    """The dialect has no such ALTER."""


class RequirementMissing(Refusal):
    """The dialect can do it when it is told more."""


class ChangeRefused(Refusal, CompileError):
    """No dialect, or not this one, changes a column in this way."""


class ElementRefused(Refusal, UnsupportedCompilationError):
    """The dialect has no such thing."""

    code = ""  # no page about it is to be pointed to


def named(schema: Any, table_name: Any) -> str:
    """Return a table's name as a person writes it."""
    return f"{schema}.{table_name}" if schema else str(table_name)
