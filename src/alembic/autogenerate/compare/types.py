"""Types of columns both sides have."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy.types import NullType

from ...base.dispatch import DispatchPriority, PriorityDispatchResult

if TYPE_CHECKING:
    from sqlalchemy import Column

    from ...operations import ops
    from ...runtime.plugins import Plugin
    from ..context import AutogenContext

log = logging.getLogger(__name__)


def compare_type_by_user(
    autogen_context: AutogenContext,
    alter_column_op: ops.AlterColumnOp,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> PriorityDispatchResult:
    """Ask the ``compare_type`` function of the configuration, if there is one."""
    option = autogen_context.opts.get("compare_type", True)
    if not option:
        return PriorityDispatchResult.STOP
    alter_column_op.existing_type = conn_col.type
    if isinstance(conn_col.type, NullType):
        log.info("Couldn't determine database type for column '%s.%s'", tname, cname)
        return PriorityDispatchResult.STOP
    if isinstance(metadata_col.type, NullType):
        log.info("Column '%s.%s' has no type within the model; can't compare", tname, cname)
        return PriorityDispatchResult.STOP
    if not callable(option):
        return PriorityDispatchResult.CONTINUE

    differs = option(
        autogen_context.migration_context, conn_col, metadata_col, conn_col.type, metadata_col.type
    )
    if differs is None:
        return PriorityDispatchResult.CONTINUE
    if differs:
        _modify(alter_column_op, tname, cname, conn_col, metadata_col)
    return PriorityDispatchResult.STOP


def compare_type(
    autogen_context: AutogenContext,
    alter_column_op: ops.AlterColumnOp,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> PriorityDispatchResult:
    """Compare the types as the dialect's implementation sees them."""
    impl = autogen_context.migration_context.impl
    if not impl.compare_type(conn_col, metadata_col):
        return PriorityDispatchResult.CONTINUE
    _modify(alter_column_op, tname, cname, conn_col, metadata_col)
    return PriorityDispatchResult.STOP


def _modify(
    alter_column_op: ops.AlterColumnOp,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> None:
    alter_column_op.modify_type = metadata_col.type
    log.info(
        "Detected type change from %r to %r on '%s.%s'",
        conn_col.type,
        metadata_col.type,
        tname,
        cname,
    )


def setup(plugin: Plugin) -> None:
    """Register the comparison of types: the user's first, the dialect's last."""
    plugin.add_autogenerate_comparator(
        compare_type_by_user, "column", "types", priority=DispatchPriority.FIRST
    )
    plugin.add_autogenerate_comparator(
        compare_type, "column", "types", priority=DispatchPriority.LAST
    )
