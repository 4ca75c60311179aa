"""The operations, as data: what a migration does, not how it is said or run."""

from __future__ import annotations

from .alter_column import AlterColumnOp
from .base import AlterTableOp, MigrateOperation
from .columns import AddColumnOp, DropColumnOp
from .comments import CreateTableCommentOp, DropTableCommentOp
from .constraints import (
    AddConstraintOp,
    CreateCheckConstraintOp,
    CreateForeignKeyOp,
    CreatePrimaryKeyOp,
    CreateUniqueConstraintOp,
    DropConstraintOp,
)
from .containers import DowngradeOps, ModifyTableOps, OpContainer, UpgradeOps
from .data import BulkInsertOp, ExecuteSQLOp
from .exclude import CreateExcludeConstraintOp
from .indexes import CreateIndexOp, DropIndexOp
from .script import MigrationScript
from .tables import CreateTableOp, DropTableOp, RenameTableOp

__all__ = [
    "AddColumnOp",
    "AddConstraintOp",
    "AlterColumnOp",
    "AlterTableOp",
    "BulkInsertOp",
    "CreateCheckConstraintOp",
    "CreateExcludeConstraintOp",
    "CreateForeignKeyOp",
    "CreateIndexOp",
    "CreatePrimaryKeyOp",
    "CreateTableCommentOp",
    "CreateTableOp",
    "CreateUniqueConstraintOp",
    "DowngradeOps",
    "DropColumnOp",
    "DropConstraintOp",
    "DropIndexOp",
    "DropTableCommentOp",
    "DropTableOp",
    "ExecuteSQLOp",
    "MigrateOperation",
    "MigrationScript",
    "ModifyTableOps",
    "OpContainer",
    "RenameTableOp",
    "UpgradeOps",
]
