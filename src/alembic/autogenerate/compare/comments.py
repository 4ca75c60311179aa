"""Comments on tables and columns both sides have."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ...operations import ops

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

    from ...runtime.plugins import Plugin
    from ..context import AutogenContext

log = logging.getLogger(__name__)


def compare_column_comment(
    autogen_context: AutogenContext,
    alter_column_op: ops.AlterColumnOp,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> None:
    """Compare the comments of a column; an empty one is none."""
    if not autogen_context.dialect.supports_comments:
        return
    alter_column_op.existing_comment = conn_col.comment
    if (conn_col.comment or None) != (metadata_col.comment or None):
        alter_column_op.modify_comment = metadata_col.comment
        log.info("Detected column comment '%s.%s'", tname, cname)


def compare_table_comment(
    autogen_context: AutogenContext,
    modify_table_ops: ops.ModifyTableOps,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Compare the comments of a table that exists on both sides; an empty one is none."""
    if not autogen_context.dialect.supports_comments:
        return
    if conn_table is None or metadata_table is None:
        return
    existing, wanted = conn_table.comment or None, metadata_table.comment or None
    if existing == wanted:
        return
    if wanted is None:
        modify_table_ops.ops.append(
            ops.DropTableCommentOp(tname, existing_comment=conn_table.comment, schema=schema)
        )
    else:
        modify_table_ops.ops.append(
            ops.CreateTableCommentOp(
                tname, wanted, existing_comment=conn_table.comment, schema=schema
            )
        )


def setup(plugin: Plugin) -> None:
    """Register the comparison of comments."""
    plugin.add_autogenerate_comparator(compare_column_comment, "column", "comments")
    plugin.add_autogenerate_comparator(compare_table_comment, "table", "comments")
