"""From operations to calls of the implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import ops
from .alter_column import alter_column
from .columns import add_column, drop_column
from .comments import create_table_comment, drop_table_comment
from .constraints import create_constraint, drop_constraint
from .data import bulk_insert, execute_sql
from .indexes import create_index, drop_index
from .tables import create_table, drop_table, rename_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "IMPLEMENTATIONS",
    "add_column",
    "alter_column",
    "bulk_insert",
    "create_constraint",
    "create_index",
    "create_table",
    "create_table_comment",
    "drop_column",
    "drop_constraint",
    "drop_index",
    "drop_table",
    "drop_table_comment",
    "execute_sql",
    "rename_table",
]

#: Which function carries out which operation.
IMPLEMENTATIONS: Mapping[type[ops.MigrateOperation], Callable[..., Any]] = {
    ops.AddColumnOp: add_column,
    ops.AddConstraintOp: create_constraint,
    ops.AlterColumnOp: alter_column,
    ops.BulkInsertOp: bulk_insert,
    ops.CreateIndexOp: create_index,
    ops.CreateTableCommentOp: create_table_comment,
    ops.CreateTableOp: create_table,
    ops.DropColumnOp: drop_column,
    ops.DropConstraintOp: drop_constraint,
    ops.DropIndexOp: drop_index,
    ops.DropTableCommentOp: drop_table_comment,
    ops.DropTableOp: drop_table,
    ops.ExecuteSQLOp: execute_sql,
    ops.RenameTableOp: rename_table,
}
