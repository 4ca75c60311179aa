"""Autogenerate as functions: compare models with a database, and render operations as Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.engine.default import DefaultDialect

from ..operations.ops import DowngradeOps, MigrationScript, UpgradeOps
from ..runtime.migration import MigrationContext
from .compare import _produce_net_changes
from .context import AutogenContext
from .revision import RevisionContext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.schema import MetaData

__all__ = [
    "AutogenContext",
    "RevisionContext",
    "compare_metadata",
    "produce_migrations",
    "render_python_code",
]


def compare_metadata(context: MigrationContext, metadata: MetaData | Sequence[MetaData]) -> Any:
    """Return the differences that bring a database to what the models say.

    Args:
        context: A migration context with a connection.
        metadata: The models.

    Returns:
        A list of tuples such as ``('add_table', Table)``, in the order of the operations. The
        changes of one column are a nested list.

    Raises:
        CommandError: The context is offline.
    """
    upgrade_ops = produce_migrations(context, metadata).upgrade_ops
    assert upgrade_ops is not None
    return upgrade_ops.as_diffs()


def produce_migrations(
    context: MigrationContext, metadata: MetaData | Sequence[MetaData]
) -> MigrationScript:
    """Return the operations that bring a database to what the models say, and back.

    Args:
        context: A migration context with a connection.
        metadata: The models.

    Returns:
        A script without an identifier.

    Raises:
        CommandError: The context is offline.
    """
    return _compared(AutogenContext(context, metadata=metadata))


def _compared(autogen_context: AutogenContext) -> MigrationScript:
    upgrade_ops = UpgradeOps([])
    _produce_net_changes(autogen_context, upgrade_ops)
    return MigrationScript(
        rev_id=None,
        upgrade_ops=upgrade_ops,
        downgrade_ops=upgrade_ops.reverse_into(DowngradeOps([])),
    )


def render_python_code(
    up_or_down_op: UpgradeOps | DowngradeOps,
    sqlalchemy_module_prefix: str = "sa.",
    alembic_module_prefix: str = "op.",
    render_as_batch: bool = False,
    imports: Sequence[str] = (),
    render_item: Callable[..., Any] | None = None,
    migration_context: MigrationContext | None = None,
    user_module_prefix: str | None = None,
) -> str:
    """Return the body of an ``upgrade()`` or ``downgrade()`` function.

    Args:
        up_or_down_op: The operations.
        sqlalchemy_module_prefix: Stands before names of SQLAlchemy.
        alembic_module_prefix: Stands before directives.
        render_as_batch: Write the changes of a table as a batch.
        imports: Import lines that are known to be there.
        render_item: The user's hook for single items.
        migration_context: Gives the dialect; a generic one is used without it.
        user_module_prefix: Stands before types that are not SQLAlchemy's; None for their module.

    Returns:
        The lines between the pair of comments, indented by four blanks after the first.
    """
    from .render.body import indented_body

    opts = {
        "sqlalchemy_module_prefix": sqlalchemy_module_prefix,
        "alembic_module_prefix": alembic_module_prefix,
        "render_item": render_item,
        "render_as_batch": render_as_batch,
        "user_module_prefix": user_module_prefix,
    }
    if migration_context is None:
        migration_context = MigrationContext.configure(dialect=DefaultDialect())
    autogen_context = AutogenContext(migration_context, opts=opts, autogenerate=False)
    autogen_context.imports = set(imports)
    return indented_body(up_or_down_op, autogen_context)


def _render_migration_diffs(context: MigrationContext, template_args: dict[str, Any]) -> None:
    """Compare, and put the code of both directions into template variables."""
    from .render.body import _render_python_into_templatevars

    autogen_context = AutogenContext(context)
    _render_python_into_templatevars(autogen_context, _compared(autogen_context), template_args)
