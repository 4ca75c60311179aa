"""Statements that are written here and not by SQLAlchemy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import DDLElement

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler


class Verbatim(DDLElement):
    """A statement as it is: no bound values, no doubled percent signs.

    Args:
        sql: The text.
    """

    def __init__(self, sql: str) -> None:
        self.sql = sql


@compiles(Verbatim)
def _text(element: Verbatim, compiler: SQLCompiler, **kw: Any) -> str:
    return element.sql
