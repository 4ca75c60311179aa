"""Indexes that foreign keys cannot be without: dropped when they are replaced, or not at all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ...operations import ops

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Table

    from ..context import AutogenContext

log = logging.getLogger("alembic.autogenerate.compare.constraints")


def keep_needed_indexes(
    autogen_context: AutogenContext, details: ops.ModifyTableOps, conn_table: Table
) -> None:
    """Have every foreign key that stays keep an index, where the database insists on one.

    An index that another one replaces is dropped after that is made. One that nothing replaces
    stays: the server refuses to drop it.

    Args:
        autogen_context: The run.
        details: What becomes of the table; changed in place.
        conn_table: The table as the database has it.
    """
    drops = [op for op in details.ops if isinstance(op, ops.DropIndexOp)]
    if not drops or any(map(_drops_foreign_key, details.ops)):
        return  # indexes go after the foreign keys that go
    creates = [
        op
        for op in details.ops
        if isinstance(op, (ops.CreateIndexOp, ops.CreateUniqueConstraintOp))
    ]
    impl = autogen_context.migration_context.impl

    def served(things: Iterable[Any]) -> set[frozenset[str]]:
        columns = ([column.name for column in each.columns] for each in things)
        return {key for each in columns for key in impl.keys_served_by_index(conn_table, each)}

    dropped = {op.index_name for op in drops}
    kept = [each for each in conn_table.indexes if each.name not in dropped]
    left = served([conn_table.primary_key, *kept])
    new = served(_made_by(op) for op in creates)
    for op in drops:
        needed = served([op.to_index()]) - left
        if not needed or op.index_name in map(_name_of, creates):
            continue
        details.ops.remove(op)
        if needed <= new:
            details.ops.insert(_behind(creates[-1], details.ops), op)
        else:
            log.info(
                "Ignoring index '%s' on '%s': a foreign key needs it", op.index_name, op.table_name
            )


def _made_by(op: ops.CreateIndexOp | ops.CreateUniqueConstraintOp) -> Any:
    return op.to_index() if isinstance(op, ops.CreateIndexOp) else op.to_constraint()


def _name_of(op: ops.CreateIndexOp | ops.CreateUniqueConstraintOp) -> str | None:
    return op.index_name if isinstance(op, ops.CreateIndexOp) else op.constraint_name


def _behind(op: Any, items: list[Any]) -> int:
    return next(n for n, each in enumerate(items, 1) if each is op)


def _drops_foreign_key(op: Any) -> bool:
    return isinstance(op, ops.DropConstraintOp) and op.constraint_type == "foreignkey"
