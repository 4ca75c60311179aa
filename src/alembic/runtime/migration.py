"""The migration context: one database, its version table, and the run of steps on it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.engine.mock import MockConnection

from ..base.exc import CommandError
from ..base.sequences import to_list, to_tuple
from ..ddl.impl import DefaultImpl
from ..script.steps import (
    MigrationInfo,
    MigrationStep,
    RevisionStep,
    RowChange,
    StampStep,
)
from . import runner, transactions, version_table
from .guarding import GuardedTransaction, ObservedSink, Outermost
from .heads import HeadMaintainer
from .plugins import load_installed
from .retrying import Prelude
from .streams import encoded
from .transactions import ProxyTransaction as _ProxyTransaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from sqlalchemy import Executable
    from sqlalchemy.engine import Connection, Dialect, Transaction

    from ..script.base import ScriptDirectory
    from ..settings.config import Config
    from .environment import EnvironmentContext

__all__ = [
    "HeadMaintainer",
    "MigrationContext",
    "MigrationInfo",
    "MigrationStep",
    "RevisionStep",
    "RowChange",
    "StampStep",
    "_ProxyTransaction",
]

log = logging.getLogger(__name__)


class MigrationContext:
    """A database being migrated, online through a connection or offline as a script.

    Normally made by :meth:`configure`, or by ``context.configure()`` in env.py.

    Args:
        dialect: The SQLAlchemy dialect.
        connection: The connection to run on; None offline.
        opts: Options, as ``EnvironmentContext.configure()`` collects them.
        environment_context: The environment this context belongs to, if any.

    Attributes:
        connection: The connection; offline a stand-in that writes SQL.
        impl: The dialect implementation every statement goes through.
        opts: The options.
        transactional_ddl: Whether the database rolls DDL back.
    """

    def __init__(
        self,
        dialect: Dialect,
        connection: Connection | None,
        opts: dict[str, Any],
        environment_context: EnvironmentContext | None = None,
    ) -> None:
        load_installed()
        self.environment_context = environment_context
        self.opts = opts
        self.dialect = dialect
        self.script: ScriptDirectory | None = opts.get("script")
        self.as_sql: bool = opts.get("as_sql", False)
        self.purge: bool = opts.get("purge", False)
        self.output_buffer = self._output_buffer()
        self.connection = self._script_connection() if self.as_sql else connection
        self.on_version_apply_callbacks = to_tuple(opts.get("on_version_apply"), default=())

        self._migrations_fn: Callable[..., Iterable[MigrationStep]] | None = opts.get("fn")
        self._start_from_rev = opts.get("starting_rev")
        self._transaction_per_migration = bool(opts.get("transaction_per_migration", False))
        self._transaction: Transaction | None = None
        self._autocommit_blocks = 0
        self._prelude: Prelude | None = None
        self._in_external_transaction = (
            not self.as_sql and connection is not None and connection.in_transaction()
        )

        self.impl = DefaultImpl.get_by_dialect(dialect)(
            dialect,
            self.connection,
            self.as_sql,
            opts.get("transactional_ddl"),
            self.output_buffer,
            opts,
        )
        self._outermost = self._watched()
        self.transactional_ddl = self.impl.transactional_ddl
        self.version_table: str = opts.get("version_table", "alembic_version")
        self.version_table_schema: str | None = opts.get("version_table_schema")
        self._version = self.impl.version_table_impl(
            version_table=self.version_table,
            version_table_schema=self.version_table_schema,
            version_table_pk=opts.get("version_table_pk", True),
        )
        self._announce()

    @classmethod
    def configure(
        cls,
        connection: Connection | None = None,
        url: Any = None,
        dialect_name: str | None = None,
        dialect: Dialect | None = None,
        environment_context: EnvironmentContext | None = None,
        dialect_opts: Mapping[str, Any] | None = None,
        opts: Any = None,
    ) -> MigrationContext:
        """Make a context from a connection, a URL, a dialect's name or a dialect.

        Args:
            connection: A SQLAlchemy connection; comes before the other three.
            url: A database URL, used only for its dialect.
            dialect_name: Name of a dialect, as in a URL.
            dialect: A dialect object.
            environment_context: The environment the context belongs to.
            dialect_opts: Arguments of the dialect's constructor, with ``url`` or ``dialect_name``.
            opts: Options of the context.

        Raises:
            CommandError: ``connection`` is an engine.
        """
        if isinstance(connection, Engine):
            raise CommandError(
                "'connection' argument to configure() is expected to be a "
                f"sqlalchemy.engine.Connection instance, got {connection!r}"
            )
        if connection is not None:
            dialect = connection.dialect
        elif url or dialect_name:
            named = make_url(url or f"{dialect_name}://")
            dialect = named.get_dialect()(**(dialect_opts or {}))
        elif dialect is None:
            raise Exception("Connection, url, or dialect_name is required.")
        return cls(dialect, connection, {} if opts is None else opts, environment_context)

    def _announce(self) -> None:
        log.info("Context impl %s.", type(self.impl).__name__)
        if self.as_sql:
            log.info("Generating static SQL")
        kind = "transactional" if self.impl.transactional_ddl else "non-transactional"
        log.info("Will assume %s DDL.", kind)

    def _watched(self) -> Outermost:
        invited = () if self.as_sql else self.opts.get("run_observers", ())
        joined = (observer.joins(self) for observer in invited)
        observers = tuple(observer for observer in joined if observer is not None)
        if observers:
            self.impl.sink = ObservedSink(self, self.impl.sink, observers)
        guard = None if self.as_sql else self.opts.get("run_guard")
        return Outermost(self, guard, observers)

    def _output_buffer(self) -> Any:
        buffer = self.opts.get("output_buffer") or sys.stdout
        if buffer is None and self.as_sql:
            raise CommandError("There is no standard output to write the SQL to")
        encoding = self.opts.get("output_encoding")
        return encoded(buffer, encoding) if encoding else buffer

    def _script_connection(self) -> Any:
        def write(construct: Executable, *_: Any, **__: Any) -> None:
            self.impl._exec(construct)

        return MockConnection(self.dialect, write)

    def _live_connection(self) -> Connection:
        assert self.connection is not None, "this needs a connection"
        connection: Connection = self.connection
        return connection

    @property
    def bind(self) -> Any:
        """The connection; offline a stand-in whose ``execute()`` writes SQL."""
        return self.connection

    @property
    def config(self) -> Config | None:
        """The ``Config`` of the environment, or None without one."""
        return self.environment_context.config if self.environment_context else None

    @property
    def journal_table(self) -> str:
        """The name of the table that records runs: an option, else made from the version table."""
        named = self.opts.get("journal_table")
        if named is None and self.config is not None:
            named = self.config.get_alembic_option("journal_table")
        return str(named or "") or f"{self.opts.get('version_table', 'alembic_version')}_journal"

    def begin_transaction(self, _per_migration: bool = False) -> AbstractContextManager[Any]:
        """Begin the transaction of a run, where the run has one."""
        if _per_migration or not self._outermost:
            return transactions.begin(self, _per_migration)
        self._outermost.__enter__()
        try:
            if self._outermost.observers and not self._in_external_transaction:
                self._prelude = Prelude(self._live_connection())
            transaction = transactions.begin(self, per_migration=False)
        except BaseException as error:
            self._outermost.__exit__(type(error), error, error.__traceback__)
            raise
        return GuardedTransaction(self._outermost, transaction)

    def autocommit_block(self) -> AbstractContextManager[None]:
        """Leave the transaction for the length of a block.

        For statements that refuse a transaction, such as ``CREATE INDEX CONCURRENTLY``. What ran
        before is committed; ``transaction_per_migration`` keeps that to one revision.
        """
        return transactions.autocommit_block(self)

    def execute(
        self,
        sql: Executable | str,
        execution_options: Mapping[str, Any] | None = None,
    ) -> None:
        """Execute a SQL construct or a string, online or into the script."""
        self.impl._exec(sql, execution_options)

    def get_current_revision(self) -> str | None:
        """Return the only revision id of the version table, or None.

        Raises:
            CommandError: The table holds several.
        """
        heads = self.get_current_heads()
        if len(heads) > 1:
            raise CommandError(
                f"Version table '{self.version_table}' has more than one head present; "
                "please use get_current_heads()"
            )
        return heads[0] if heads else None

    def get_current_heads(self) -> tuple[str, ...]:
        """Return the revision ids of the version table, or offline those the run starts from.

        Raises:
            CommandError: ``starting_rev`` is given together with a connection.
        """
        if self.as_sql:
            return self._starting_heads()
        if self._start_from_rev:
            raise CommandError(
                "Can't specify current_rev to context when using a database connection"
            )
        if not self._has_version_table():
            return ()
        return version_table.read(self._live_connection(), self._version)

    def _starting_heads(self) -> tuple[str, ...]:
        named = [each for each in to_list(self._start_from_rev) if each != "base"]
        if self.script is None:
            return tuple(named)
        found = [self.script.get_revision(each) for each in named]
        return tuple(script.revision for script in found if script is not None)

    def _has_version_table(self) -> bool:
        return version_table.exists(self._live_connection(), self._version)

    def _ensure_version_table(self, purge: bool = False) -> None:
        """Create the version table where it is missing; with ``purge`` delete all its rows."""
        with transactions.begin_for_version_table(self):
            if self.as_sql or not self._has_version_table():
                self._create_version_table()
            if purge:
                self.impl._exec(self._version.delete())

    def _create_version_table(self) -> None:
        self.impl.create_table(self._version)

    def stamp(self, script_directory: ScriptDirectory, revision: str) -> None:
        """Write a revision into the version table without running any migration.

        Args:
            script_directory: Where the revision is looked up.
            revision: A revision specifier, or several.
        """
        with self._outermost:
            heads = self.get_current_heads()
            steps = script_directory._stamp_revs(revision, heads)
            if not self.as_sql and not heads:
                self._ensure_version_table()
            maintainer = HeadMaintainer(self, heads)
            for step in steps:
                maintainer.update_to_step(step)

    def run_migrations(self, **kw: Any) -> None:
        """Run the steps the command asks for.

        Args:
            **kw: Passed to every ``upgrade()`` and ``downgrade()`` function.
        """
        with self._outermost:
            runner.run(self, kw)
