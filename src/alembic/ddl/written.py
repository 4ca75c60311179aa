"""Statements that are text already, and DDL made into text by a compiler that is used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import DDLElement
from sqlalchemy.sql.compiler import CompilerState
from sqlalchemy.sql.elements import TextClause

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.engine import Dialect


class Written(DDLElement):
    """DDL whose text is known, as the compiler of its dialect would write it.

    Args:
        text: The text.
    """

    inherit_cache = False
    element = table = None  # observers ask every construct for them

    def __init__(self, text: str) -> None:
        self.text = text

    def _compiler(self, dialect: Dialect, **kw: Any) -> Any:
        compiled: Any = dialect.ddl_compiler(dialect, None, **kw)  # type: ignore[arg-type]  # its base takes None
        compiled.string, compiled.state = self.text, CompilerState.STRING_APPLIED
        return compiled


#: What drivers or ``text()`` would take for something else.
SPECIAL = frozenset(":%\\")


class PlainText(TextClause):
    """Text that stands in every statement as it is, and need not be looked through.

    Args:
        text: The text, without anything :data:`SPECIAL`.
    """

    inherit_cache = True

    def __init__(self, text: str) -> None:
        self._bindparams = {}
        self.text = text


class RowText(PlainText):
    """A change of the version table with identifiers in its text, which needs no compiling.

    Args:
        text: The text, without anything :data:`SPECIAL`.
        table: The version table, by which observers know the statement.
    """

    inherit_cache = False  # it never comes twice

    def __init__(self, text: str, table: Table) -> None:
        super().__init__(text)
        self.table = table


class DDLWriter:
    """Makes DDL into text.

    SQLAlchemy makes a compiler for every statement, and with it another one for the expressions in
    it, which together take a third of the time of a ``CREATE TABLE``. DDL has no bound parameters,
    so nothing of one statement stays with a compiler; where something did, it is not used again.

    Args:
        dialect: The dialect.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._compiler: Any = None

    def text_of(self, construct: DDLElement) -> str:
        """Return the text of a construct."""
        if type(construct)._compiler is not DDLElement._compiler:
            return str(construct.compile(dialect=self._dialect))
        compiler, self._compiler = self._compiler, None
        if compiler is None:
            compiler = self._dialect.ddl_compiler(self._dialect, None)  # type: ignore[arg-type]  # its base takes None
        compiler.statement = construct
        text: str = compiler.process(construct)
        expressions = vars(compiler).get("sql_compiler")
        if expressions is None or not (expressions.binds or expressions.truncated_names):
            self._compiler = compiler
        return text
