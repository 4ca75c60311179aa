"""What env.py imports.

Written by ``python scripts/stubs.py`` from
``alembic.runtime.environment.EnvironmentContext``; a test holds the two together.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, TextIO

from sqlalchemy import URL, Executable, MetaData
from sqlalchemy.engine import Connection

from alembic.ddl.impl import DefaultImpl
from alembic.runtime.environment import (
    CompareServerDefault,
    CompareType,
    IncludeNameFn,
    IncludeObjectFn,
    OnVersionApplyFn,
    ProcessRevisionDirectiveFn,
    RenderItemFn,
)
from alembic.runtime.environment import EnvironmentContext as EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script.base import ScriptDirectory
from alembic.settings.config import Config

config: Config
script: ScriptDirectory

def begin_transaction() -> AbstractContextManager[Any]:
    """Begin the transaction of the run, where the run has one."""

def configure(
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

def execute(sql: Executable | str, execution_options: dict[str, Any] | None = None) -> None:
    """Execute SQL in the configured context, online or into the script."""

def get_bind() -> Connection:
    """Return the connection of the configured context."""

def get_context() -> MigrationContext:
    """Return the configured migration context.

    Raises:
        Exception: ``configure()`` was not called.
    """

def get_head_revision() -> str | tuple[str, ...] | None:
    """Return the id of the only head.

    Raises:
        CommandError: There are several.
    """

def get_head_revisions() -> str | tuple[str, ...] | None:
    """Return the ids of all heads."""

def get_impl() -> DefaultImpl:
    """Return the dialect implementation of the configured context."""

def get_revision_argument() -> str | tuple[str, ...] | None:
    """Return the revision the command was told to go to; None for base.

    Raises:
        CommandError: The command never has one.
    """

def get_starting_revision_argument() -> str | tuple[str, ...] | None:
    """Return the revision a run starts from, where the command was given one.

    Raises:
        CommandError: The command never has one.
    """

def get_tag_argument() -> str | None:
    """Return the value of ``--tag``, or None."""

def get_x_argument(as_dictionary: bool = False) -> list[str] | dict[str, str]:
    """Return the ``-x`` arguments, as a list or as a dictionary split at the first ``=``."""

def is_offline_mode() -> bool:
    """Tell whether a script is written instead of running on a database (``--sql``)."""

def is_transactional_ddl() -> bool:
    """Tell whether the configured database rolls DDL back."""

def requires_connection() -> bool:
    """Tell whether env.py has to provide a connection."""

def run_migrations(**kw: Any) -> None:
    """Run the migrations of the command in the configured context.

    Args:
        **kw: Passed to every ``upgrade()`` and ``downgrade()`` function.
    """

def static_output(text: str) -> None:
    """Write text into the offline script as it is."""
