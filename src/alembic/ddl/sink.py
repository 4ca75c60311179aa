"""Where statements go: a connection, a script, or a list."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.schema import DDLElement

from .statement import Statement
from .written import DDLWriter, PlainText, RowText, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from sqlalchemy.engine import Connection, CursorResult, Dialect


class Sink(Protocol):
    """The one write door: every statement of the engine goes through :meth:`run`."""

    def run(self, statement: Statement) -> CursorResult[Any] | None:
        """Take a statement; the result is there only when it was executed."""

    def write(self, text: str) -> None:
        """Take a piece of script text that is not a statement: BEGIN, a comment, a separator."""


class ExecuteSink:
    """Executes statements on a connection.

    Args:
        connection: The SQLAlchemy connection.
    """

    def __init__(self, connection: Connection | None) -> None:
        self.connection = connection

    def run(self, statement: Statement) -> CursorResult[Any] | None:
        """Execute a statement and return its result."""
        connection = self.connection
        assert connection is not None
        if statement.execution_options:
            connection = connection.execution_options(**statement.execution_options)
        construct = statement.construct
        if isinstance(construct, RowText) and not is_listened_to(connection):
            return connection.exec_driver_sql(construct.text)
        if statement.parameters is None:
            return connection.execute(construct)
        return connection.execute(construct, statement.parameters)

    def write(self, text: str) -> None:
        """Drop script text: online there is no script."""


def is_listened_to(connection: Connection) -> bool:
    """Tell whether somebody hears of constructs before they are text, or changes them."""
    listeners = connection.dispatch
    return bool(listeners.before_execute or listeners.after_execute)


class ScriptSink:
    """Writes statements as the text of a SQL script.

    Args:
        dialect: The dialect the text is compiled for.
        buffer: The text stream that is written to.
        literal_binds: Whether bound values of statements other than DDL are written in place.
        terminator: What ends each statement.
        emit: What is done with the text of a statement; by default it is written with the
            terminator.
    """

    def __init__(
        self,
        dialect: Dialect,
        buffer: TextIO | None,
        *,
        literal_binds: bool = False,
        terminator: str = ";",
        emit: Callable[[str], None] | None = None,
    ) -> None:
        self.dialect = dialect
        self.buffer = buffer
        self.literal_binds = literal_binds
        self.terminator = terminator
        self._emit = emit
        self._ddl = DDLWriter(dialect)
        self._flushes = True

    def run(self, statement: Statement) -> None:
        """Write a statement.

        Raises:
            TypeError: The statement has parameters, which a script cannot carry.
        """
        if statement.parameters is not None:
            raise TypeError("SQL parameters not allowed with as_sql")
        text = self.text_of(statement.construct)
        if self._emit is None:
            self.write(text + self.terminator)
        else:
            self._emit(text)

    def text_of(self, construct: Any) -> str:
        """Return the text of a construct as it stands in a script, without its end."""
        if isinstance(construct, (Written, PlainText)):
            text = construct.text
        elif isinstance(construct, DDLElement):
            text = self._ddl.text_of(construct)
        else:
            options = {"literal_binds": True} if self.literal_binds else {}
            text = str(construct.compile(dialect=self.dialect, compile_kwargs=options))
        return text.replace("\t", "    ").strip()

    def write(self, text: str) -> None:
        """Write a piece of text and a blank line, and flush."""
        assert self.buffer is not None
        self.buffer.write(text + "\n\n")
        if self._flushes:
            self.buffer.flush()

    @contextmanager
    def flushed_once(self) -> Iterator[None]:
        """Flush at the end of the block, also when it fails, instead of after every piece."""
        assert self.buffer is not None
        self._flushes = False
        try:
            yield
        finally:
            self._flushes = True
            self.buffer.flush()


class RecordSink:
    """Keeps statements in a list and runs nothing.

    Attributes:
        statements: The statements in order.
        texts: The pieces of script text in order.
    """

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.texts: list[str] = []

    def run(self, statement: Statement) -> None:
        """Keep a statement."""
        self.statements.append(statement)

    def write(self, text: str) -> None:
        """Keep a piece of text."""
        self.texts.append(text)
