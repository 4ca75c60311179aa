"""The environment: what env.py sees as ``alembic.context``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TextIO, TypeAlias

from sqlalchemy import Column, FetchedValue, MetaData
from sqlalchemy.sql.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from ..base import current
from ..base.exc import CommandError
from ..base.sequences import to_tuple
from ..operations.base import Operations
from . import logging_state
from .migration import MigrationContext
from .option_names import warn_of_misspelt
from .plugins import load_installed

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from types import TracebackType

    from sqlalchemy import URL, Executable
    from sqlalchemy.engine import Connection

    from ..ddl.impl import DefaultImpl
    from ..script.base import ScriptDirectory
    from ..script.steps import MigrationInfo
    from ..settings.config import Config

NameFilterType: TypeAlias = Literal[
    "schema",
    "table",
    "column",
    "index",
    "unique_constraint",
    "foreign_key_constraint",
    "check_constraint",
]
NameFilterParentNames: TypeAlias = MutableMapping[
    Literal["schema_name", "table_name", "schema_qualified_table_name"], str | None
]
IncludeNameFn: TypeAlias = Callable[[str | None, NameFilterType, NameFilterParentNames], bool]
IncludeObjectFn: TypeAlias = Callable[
    [SchemaItem, str | None, NameFilterType, bool, SchemaItem | None], bool
]
ProcessRevisionDirectiveFn: TypeAlias = Callable[
    [MigrationContext, str | Collection[str] | None, list[Any]], None
]
RenderItemFn: TypeAlias = Callable[[str, Any, Any], str | Literal[False]]
CompareType: TypeAlias = Callable[
    [MigrationContext, Column[Any], Column[Any], TypeEngine[Any], TypeEngine[Any]], bool | None
]
CompareServerDefault: TypeAlias = Callable[
    [
        MigrationContext,
        Column[Any],
        Column[Any],
        str | None,
        FetchedValue | None,
        str | None,
    ],
    bool | None,
]


class OnVersionApplyFn:  # a Protocol in the stub; a plain callable at run time
    """Called after each step with ``ctx``, ``step``, ``heads`` and ``run_args`` as keywords."""

    def __call__(
        self,
        *,
        ctx: MigrationContext,
        step: MigrationInfo,
        heads: Collection[Any],
        run_args: Mapping[str, Any],
    ) -> None:
        """Hear of a step that was applied."""


class EnvironmentContext:
    """The environment of one command: options from the command, choices made by env.py.

    As a context manager it is what ``alembic.context`` refers to.

    Args:
        config: The configuration.
        script: The script directory.
        **kw: Options of the command, such as ``fn``, ``as_sql``, ``destination_rev``.

    Attributes:
        config: The configuration.
        script: The script directory.
        context_opts: The options of the command and of :meth:`configure`.
    """

    _migration_context: MigrationContext | None = None

    def __init__(self, config: Config, script: ScriptDirectory, **kw: Any) -> None:
        load_installed()
        self.config = config
        self.script = script
        self.context_opts = kw

    def __enter__(self) -> EnvironmentContext:
        if not self.config.owns_process:
            logging_state.kept.begin()
        self._hidden = current.environment.push(self)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        current.environment.pop(self, self._hidden)
        if not self.config.owns_process:
            logging_state.kept.end()

    def is_offline_mode(self) -> bool:
        """Tell whether a script is written instead of running on a database (``--sql``)."""
        return bool(self.context_opts.get("as_sql", False))

    def requires_connection(self) -> bool:
        """Tell whether env.py has to provide a connection."""
        return not self.is_offline_mode()

    def is_transactional_ddl(self) -> bool:
        """Tell whether the configured database rolls DDL back."""
        return self.get_context().impl.transactional_ddl

    def get_head_revision(self) -> str | tuple[str, ...] | None:
        """Return the id of the only head.

        Raises:
            CommandError: There are several.
        """
        return self.script.as_revision_number("head")

    def get_head_revisions(self) -> str | tuple[str, ...] | None:
        """Return the ids of all heads."""
        return self.script.as_revision_number("heads")

    def get_starting_revision_argument(self) -> str | tuple[str, ...] | None:
        """Return the revision a run starts from, where the command was given one.

        Raises:
            CommandError: The command never has one.
        """
        if self._migration_context is not None:
            return self.script.as_revision_number(self.get_context()._start_from_rev)
        if "starting_rev" in self.context_opts:
            return self.script.as_revision_number(self.context_opts["starting_rev"])
        raise CommandError("No starting revision argument is available.")

    def get_revision_argument(self) -> str | tuple[str, ...] | None:
        """Return the revision the command was told to go to; None for base.

        Raises:
            CommandError: The command never has one.
        """
        if "destination_rev" not in self.context_opts:
            raise CommandError("No destination revision argument is available.")
        return self.script.as_revision_number(self.context_opts["destination_rev"])

    def get_tag_argument(self) -> str | None:
        """Return the value of ``--tag``, or None."""
        tag: str | None = self.context_opts.get("tag")
        return tag

    def get_x_argument(self, as_dictionary: bool = False) -> list[str] | dict[str, str]:
        """Return the ``-x`` arguments, as a list or as a dictionary split at the first ``=``."""
        options = self.config.cmd_opts
        values: list[str] = list(getattr(options, "x", None) or ())
        if not as_dictionary:
            return values
        pairs = (value.partition("=") for value in values)
        return {name: value for name, _, value in pairs}

    def configure(
        self,
        connection: Connection | None = None,
        url: str | URL | None = None,
        dialect_name: str | None = None,
        dialect_opts: dict[str, Any] | None = None,
        transactional_ddl: bool | None = None,
        transaction_per_migration: bool = False,
        output_buffer: TextIO | None = None,
        starting_rev: str | None = None,
        tag: str | None = None,
        template_args: dict[str, Any] | None = None,
        render_as_batch: bool = False,
        target_metadata: MetaData | Sequence[MetaData] | None = None,
        include_name: IncludeNameFn | None = None,
        include_object: IncludeObjectFn | None = None,
        include_schemas: bool = False,
        process_revision_directives: ProcessRevisionDirectiveFn | None = None,
        compare_type: bool | CompareType = True,
        compare_server_default: bool | CompareServerDefault | None = None,
        render_item: RenderItemFn | None = None,
        literal_binds: bool = False,
        upgrade_token: str = "upgrades",
        downgrade_token: str = "downgrades",
        alembic_module_prefix: str = "op.",
        sqlalchemy_module_prefix: str = "sa.",
        user_module_prefix: str | None = None,
        on_version_apply: OnVersionApplyFn | Sequence[OnVersionApplyFn] | None = None,
        autogenerate_plugins: Sequence[str] | None = None,
        **kw: Any,
    ) -> None:
        """Make the migration context; the last call is current.

        Args:
            connection: The connection to run on.
            url: A database URL; only its dialect is used.
            dialect_name: The dialect's name, where there is neither connection nor URL.
            dialect_opts: Arguments of the dialect's constructor, with ``url`` or ``dialect_name``.
            transactional_ddl: Overrides whether the database rolls DDL back.
            transaction_per_migration: One transaction per revision instead of one per run.
            output_buffer: Where the offline script is written.
            starting_rev: Where an offline run starts.
            tag: Overrides ``--tag``.
            template_args: Further variables of the revision file's template.
            render_as_batch: Render changes of a table inside ``op.batch_alter_table()``.
            target_metadata: The models: one ``MetaData`` or several.
            include_name: Filter for names found in the database.
            include_object: Filter for objects of both sides.
            include_schemas: Look into every schema of the database.
            process_revision_directives: Hook that edits what is generated.
            compare_type: Whether and how column types are compared.
            compare_server_default: Whether and how server defaults are compared.
            render_item: Hook that renders types and constraints.
            literal_binds: Write bound values into the offline script.
            upgrade_token: Template variable of the upgrade body.
            downgrade_token: Template variable of the downgrade body.
            alembic_module_prefix: Prefix of rendered directives.
            sqlalchemy_module_prefix: Prefix of rendered SQLAlchemy constructs.
            user_module_prefix: Prefix of rendered user types; None for their module.
            on_version_apply: Called after each step.
            autogenerate_plugins: Patterns that select comparison plugins.
            **kw: ``version_table``, ``version_table_schema``, ``version_table_pk``, ``run_lock``,
                ``lock_wait``, ``lock_timeout``, ``lock_retry``, ``journal``, ``journal_table``, and
                options of extensions.

        Raises:
            CommandError: ``connection`` is an engine, or an option contradicts the mode.

        Warns:
            UserWarning: An unknown option looks like a misspelt one.
        """
        if not self.config.owns_process:
            logging_state.kept.revive()
        warn_of_misspelt(kw, EnvironmentContext.configure.__annotations__)
        opts = self.context_opts
        given = {
            "transactional_ddl": transactional_ddl,
            "output_buffer": self.config.output_buffer if output_buffer is None else output_buffer,
            "starting_rev": starting_rev or None,
            "tag": tag or None,
            "compare_server_default": compare_server_default,
            "render_item": render_item,
            "autogenerate_plugins": autogenerate_plugins,
        }
        opts.update({name: value for name, value in given.items() if value is not None})
        opts.setdefault("compare_server_default", False)
        if template_args and "template_args" in opts:
            opts["template_args"].update(template_args)
        opts.update(
            transaction_per_migration=transaction_per_migration,
            target_metadata=target_metadata,
            include_name=include_name,
            include_object=include_object,
            include_schemas=include_schemas,
            render_as_batch=render_as_batch,
            upgrade_token=upgrade_token,
            downgrade_token=downgrade_token,
            sqlalchemy_module_prefix=sqlalchemy_module_prefix,
            alembic_module_prefix=alembic_module_prefix,
            user_module_prefix=user_module_prefix,
            literal_binds=literal_binds,
            process_revision_directives=process_revision_directives,
            on_version_apply=to_tuple(on_version_apply, default=()),
            compare_type=compare_type,
            script=self.script,
        )
        opts.update(kw)
        self._migration_context = MigrationContext.configure(
            connection=connection,
            url=url,
            dialect_name=dialect_name,
            environment_context=self,
            dialect_opts=dialect_opts,
            # A copy: several contexts of one run (one per database) keep their own options.
            opts=dict(opts),
        )

    def run_migrations(self, **kw: Any) -> None:
        """Run the migrations of the command in the configured context.

        Args:
            **kw: Passed to every ``upgrade()`` and ``downgrade()`` function.
        """
        context = self._migration_context
        assert context is not None, "context.configure() comes before context.run_migrations()"
        with Operations.context(context):
            context.run_migrations(**kw)

    def execute(
        self,
        sql: Executable | str,
        execution_options: dict[str, Any] | None = None,
    ) -> None:
        """Execute SQL in the configured context, online or into the script."""
        self.get_context().execute(sql, execution_options=execution_options)

    def static_output(self, text: str) -> None:
        """Write text into the offline script as it is."""
        self.get_context().impl.static_output(text)

    def begin_transaction(self) -> AbstractContextManager[Any]:
        """Begin the transaction of the run, where the run has one."""
        return self.get_context().begin_transaction()

    def get_context(self) -> MigrationContext:
        """Return the configured migration context.

        Raises:
            Exception: ``configure()`` was not called.
        """
        if self._migration_context is None:
            raise Exception("No context has been configured yet.")
        return self._migration_context

    def get_bind(self) -> Connection:
        """Return the connection of the configured context."""
        connection: Connection = self.get_context().bind
        return connection

    def get_impl(self) -> DefaultImpl:
        """Return the dialect implementation of the configured context."""
        return self.get_context().impl
