"""Indexes that MySQL and MariaDB make for foreign keys by themselves.

They stay when the foreign key goes, and go when another index can do their work, both without a
word. A migration that tells of neither leaves an index behind, or cannot be undone: the server
refuses to drop the other index as long as the foreign key has no index of its own.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ...operations import ops

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ForeignKeyConstraint, Index, Table

    from ..context import AutogenContext

log = logging.getLogger("alembic.autogenerate.compare.constraints")


def follow_implicit_indexes(
    autogen_context: AutogenContext,
    details: ops.ModifyTableOps,
    conn_table: Table,
    metadata_table: Table,
) -> None:
    """Drop such an index with its foreign key, and make it again before what replaced it goes.

    Args:
        autogen_context: The run.
        details: What becomes of the table; changed in place.
        conn_table: The table as the database has it.
        metadata_table: The table as the models declare it.
    """
    if autogen_context.dialect.name not in ("mysql", "mariadb"):
        return
    declared = {each.name for each in metadata_table.indexes}
    for fk in sorted(conn_table.foreign_key_constraints, key=lambda each: str(each.name)):
        index = _made_for(fk, conn_table)
        if index is None or index.name in declared:
            continue
        replacement = next(_replacements(autogen_context, details, conn_table, index), None)
        drop = next((each for each in details.ops if _drops(each, fk)), None)
        if drop is not None and _goes_with(autogen_context, details, fk, index):
            _drop_with(details, drop, index, replacement)
        elif replacement is not None:
            replacement.around_reverse = _ways_back(autogen_context, fk, index)


def _made_for(fk: ForeignKeyConstraint, table: Table) -> Index | None:
    """Return the index that was made for a foreign key: of its name, or that of its column."""
    columns = [column.name for column in fk.columns]
    for index in table.indexes:
        if (
            not index.unique
            and index.name in {fk.name, columns[0]}
            and [column.name for column in index.columns] == columns
        ):
            return index
    return None


def _replacements(
    autogen_context: AutogenContext, details: ops.ModifyTableOps, table: Table, index: Index
) -> Iterator[ops.CreateIndexOp | ops.CreateUniqueConstraintOp]:
    """Yield what is made that does the work of an index; the server drops that at once."""
    served = autogen_context.migration_context.impl.keys_served_by_index
    needed = served(table, [column.name for column in index.columns])
    for op in details.ops:
        if isinstance(op, (ops.CreateIndexOp, ops.CreateUniqueConstraintOp)):
            made: Any = op.to_index() if isinstance(op, ops.CreateIndexOp) else op.to_constraint()
            if needed <= served(table, [column.name for column in made.columns]):
                yield op


def _ways_back(
    autogen_context: AutogenContext, fk: ForeignKeyConstraint, index: Index
) -> tuple[list[ops.MigrateOperation], list[ops.MigrateOperation]]:
    """Return what comes before and after the removal of what replaces an index."""
    dialect: Any = autogen_context.dialect
    if dialect.is_mariadb:
        again = ops.CreateIndexOp.from_index(index)
        # The server does not drop it a second time, now that somebody made it.
        again.if_not_exists = True
        return [again], []
    # MySQL knows no IF NOT EXISTS here. The foreign key makes its index when it has none.
    return [ops.DropConstraintOp.from_constraint(fk)], [ops.AddConstraintOp.from_constraint(fk)]


def _drops(op: ops.MigrateOperation, fk: ForeignKeyConstraint) -> bool:
    return (
        isinstance(op, ops.DropConstraintOp)
        and op.constraint_type == "foreignkey"
        and op.constraint_name == fk.name
    )


def _goes_with(
    autogen_context: AutogenContext,
    details: ops.ModifyTableOps,
    fk: ForeignKeyConstraint,
    index: Index,
) -> bool:
    """Tell whether an index is to go with a foreign key that is dropped."""
    # One that has the name of its column is never taken for a difference.
    if index.name != fk.name or _is_needed(details, fk, index):
        return False
    if _is_referred_to(autogen_context, fk.table, [column.name for column in index.columns]):
        return False
    name = str(index.name)
    parents = {"table_name": details.table_name, "schema_name": details.schema}
    return autogen_context.run_name_filters(
        name, "index", parents
    ) and autogen_context.run_object_filters(index, name, "index", True, None)


def _is_needed(details: ops.ModifyTableOps, fk: ForeignKeyConstraint, index: Index) -> bool:
    """Tell whether another foreign key needs the index, or it goes with its columns."""
    columns = [column.name for column in index.columns]
    constraints = fk.table.foreign_key_constraints
    wanted: list[Sequence[str]] = [
        [column.name for column in each.columns]
        for each in constraints
        if not any(_drops(op, each) for op in details.ops)
    ]
    wanted += [each.local_cols for each in details.ops if isinstance(each, ops.CreateForeignKeyOp)]
    gone = {each.column_name for each in details.ops if isinstance(each, ops.DropColumnOp)}
    return set(columns) <= gone or any(columns[: len(each)] == list(each) for each in wanted)


def _is_referred_to(autogen_context: AutogenContext, table: Table, columns: list[str]) -> bool:
    """Tell whether a foreign key of another table needs an index on these columns."""
    snapshot, schema = autogen_context.snapshot, table.schema
    return any(
        (each["referred_schema"], each["referred_table"]) == (schema, table.name)
        and columns[: len(each["referred_columns"])] == each["referred_columns"]
        for name in autogen_context.inspector.get_table_names(schema)
        if snapshot.is_loaded(name, schema)
        for each in snapshot.foreign_keys(name, schema)
    )


def _drop_with(
    details: ops.ModifyTableOps,
    drop: ops.MigrateOperation,
    index: Index,
    replacement: ops.MigrateOperation | None,
) -> None:
    """Drop an index behind its foreign key, and both before the server would drop the index."""
    if replacement is not None and details.ops.index(replacement) < details.ops.index(drop):
        details.ops.remove(drop)
        details.ops.insert(details.ops.index(replacement), drop)
    details.ops.insert(details.ops.index(drop) + 1, ops.DropIndexOp.from_index(index))
    log.info(
        "Detected removed index %r on %r, made for a foreign key", index.name, details.table_name
    )
