"""Generated migrations there and back, on a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from alembic.autogenerate import compare_metadata, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.operations.ops import ModifyTableOps

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from alembic.operations.ops import DowngradeOps, UpgradeOps

    Ops = UpgradeOps | DowngradeOps


def execute(connection: Connection, ops: Ops) -> None:
    """Run operations as they are rendered."""
    context = MigrationContext.configure(connection)
    code = render_python_code(ops, migration_context=context)
    names = {"op": Operations(context), "sa": sa, "mysql": mysql, "postgresql": postgresql}
    exec(f"def migrate():\n    {code}\nmigrate()\n", names)


def invoke(connection: Connection, ops: Ops) -> None:
    """Carry operations out without rendering them."""
    operations = Operations(MigrationContext.configure(connection))
    for each in ops.ops:
        for op in each.ops if isinstance(each, ModifyTableOps) else [each]:
            operations.invoke(op)


def differences(connection: Connection, metadata: sa.MetaData) -> list[Any]:
    """Return what a comparison finds."""
    found: list[Any] = compare_metadata(MigrationContext.configure(connection), metadata)
    return found
