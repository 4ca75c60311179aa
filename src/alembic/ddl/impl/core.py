"""What every family of the implementation stands on: the dialect, the sink, the funnel of SQL."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import text
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.util import immutabledict

from ...base.exc import CommandError
from ..plain import PlainStatements
from ..sink import ExecuteSink, ScriptSink
from ..statement import Statement, current_operation
from ..written import SPECIAL, PlainText
from .registry import ImplMeta, _impls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from sqlalchemy import Executable
    from sqlalchemy.engine import Connection, CursorResult, Dialect

    from ..sink import Sink
    from . import DefaultImpl


class ImplCore(metaclass=ImplMeta):
    """The dialect, the connection, and the one way statements leave.

    Args:
        dialect: The SQLAlchemy dialect.
        connection: The connection; offline a mock connection, or None.
        as_sql: Whether a script is written instead of executing.
        transactional_ddl: Overrides the class attribute unless None.
        output_buffer: The stream of the script.
        context_opts: The options of the migration context.

    Attributes:
        memo: A dictionary for listeners of ``before_create`` and the like.
        sink: Where statements go.

    Raises:
        CommandError: ``literal_binds`` was asked for outside a script.
    """

    __dialect__: str
    transactional_ddl: bool = False
    command_terminator: str = ";"
    #: Whether the compiler of the dialect writes a column that belongs to no table.
    adds_columns_without_table: bool = True

    def __init__(
        self,
        dialect: Dialect,
        connection: Connection | None,
        as_sql: bool,
        transactional_ddl: bool | None,
        output_buffer: TextIO | None,
        context_opts: dict[str, Any],
    ) -> None:
        self.dialect = dialect
        self.connection = connection
        self.as_sql = as_sql
        self.literal_binds = context_opts.get("literal_binds", False)
        self.output_buffer = output_buffer
        self.memo: dict[Any, Any] = {}
        self.context_opts = context_opts
        if transactional_ddl is not None:
            self.transactional_ddl = transactional_ddl
        if self.literal_binds and not self.as_sql:
            raise CommandError("Can't use literal_binds setting without as_sql mode")
        self.sink: Sink = self._script_sink() if as_sql else ExecuteSink(connection)

    def _script_sink(self) -> ScriptSink:
        return ScriptSink(
            self.dialect,
            self.output_buffer,
            literal_binds=self.literal_binds,
            emit=lambda sql: self.static_output(sql + self.command_terminator),
        )

    @classmethod
    def get_by_dialect(cls, dialect: Dialect) -> type[DefaultImpl]:
        """Return the implementation of a dialect.

        Raises:
            KeyError: There is none.
        """
        impl: type[DefaultImpl] = _impls[dialect.name]
        return impl

    @cached_property
    def plain(self) -> PlainStatements:
        """Statements that names and kinds alone determine."""
        return PlainStatements(cast("DefaultImpl", self))

    @property
    def bind(self) -> Connection | None:
        """The connection."""
        return self.connection

    def _listener_connection(self) -> Any:
        """Return what listeners of table events get as the connection.

        PostgreSQL's enum types are created by such a listener. Where the sink has no connection
        of its own, what listeners execute goes to the sink like every other statement.
        """
        if self.as_sql:
            return self.connection
        own = getattr(self.sink, "connection", None)
        return own if own is not None else MockConnection(self.dialect, self._execute_of_listener)

    def _execute_of_listener(self, construct: Any, *_parameters: Any, **_kw: Any) -> Any:
        return self._exec(construct)

    def static_output(self, text: str) -> None:
        """Write a piece of script text and a blank line."""
        self.sink.write(text)

    def _exec(
        self,
        construct: Executable | str,
        execution_options: Mapping[str, Any] | None = None,
        multiparams: Sequence[Mapping[str, Any]] | None = None,
        params: Mapping[str, Any] = immutabledict(),
    ) -> CursorResult[Any] | None:
        """Send a statement through the sink; every statement comes by here.

        Args:
            construct: The statement; text may hold ``:name`` parameters.
            execution_options: Options for the execution.
            multiparams: Parameters of several executions.
            params: Parameters of one execution.

        Returns:
            The result, when the statement was executed.

        Raises:
            TypeError: There are parameters, and a script is written.
        """
        if isinstance(construct, str):
            is_special = not SPECIAL.isdisjoint(construct)
            construct = text(construct) if is_special else PlainText(construct)
        parameters = multiparams if multiparams is not None else (params or None)
        statement = Statement(construct, parameters, execution_options, current_operation.get())
        return self.sink.run(statement)

    def execute(
        self, sql: Executable | str, execution_options: dict[str, Any] | None = None
    ) -> None:
        """Send a statement a migration script gave."""
        self._exec(sql, execution_options)

    def start_migrations(self) -> None:
        """Do what a database needs before the first migration; nothing here."""

    def emit_begin(self) -> None:
        """Write the start of a transaction."""
        self.static_output("BEGIN" + self.command_terminator)

    def emit_commit(self) -> None:
        """Write the end of a transaction."""
        self.static_output("COMMIT" + self.command_terminator)
