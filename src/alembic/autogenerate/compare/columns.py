"""Columns the models add, columns the database has left over, and those both have."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ...operations import ops
from ...schema.sqla_compat import _nullability_might_be_unset
from .unwritten import note_new_name

if TYPE_CHECKING:
    from sqlalchemy import Column, Table
    from sqlalchemy.engine.reflection import Inspector

    from ..context import AutogenContext

log = logging.getLogger("alembic.autogenerate.compare.tables")

# Nullability is part of the constraints plugin, and so is its log.
_nullable_log = logging.getLogger("alembic.autogenerate.compare.constraints")


@contextmanager
def _compare_columns(
    schema: str | None,
    tname: str,
    conn_table: Table,
    metadata_table: Table,
    modify_table_ops: ops.ModifyTableOps,
    autogen_context: AutogenContext,
    inspector: Inspector,
) -> Iterator[None]:
    """Add the operations that make the columns of a table those of its model.

    New and changed columns come before the body of the ``with`` block and removed ones after it,
    so that constraints are dropped while their columns exist and created when theirs do.

    Args:
        schema: The schema of the table; None for the default one.
        tname: The name of the table.
        conn_table: The table as the database has it.
        metadata_table: The table as the models declare it.
        modify_table_ops: Receives the operations.
        autogen_context: The models, the connection and the options of this run.
        inspector: An inspector of the connection.
    """
    parents = {"table_name": tname, "schema_name": schema}
    in_database = {
        column.name: column
        for column in conn_table.c
        if autogen_context.run_name_filters(column.name, "column", parents)
    }
    in_model = {column.name: column for column in metadata_table.c if not column.system}
    name = f"{schema}.{tname}" if schema else tname

    for cname, column in in_model.items():
        if cname not in in_database and autogen_context.run_object_filters(
            column, cname, "column", False, None
        ):
            modify_table_ops.ops.append(
                ops.AddColumnOp.from_column_and_tablename(schema, tname, column)
            )
            log.info("Detected added column '%s.%s'", name, cname)

    for cname, column in in_model.items():
        found = in_database.get(cname)
        if found is not None and autogen_context.run_object_filters(
            column, cname, "column", False, found
        ):
            change = _compare_column(autogen_context, schema, tname, found, column)
            if change.has_changes():
                modify_table_ops.ops.append(change)

    yield

    for cname, column in in_database.items():
        if cname not in in_model and autogen_context.run_object_filters(
            column, cname, "column", True, None
        ):
            modify_table_ops.ops.append(
                ops.DropColumnOp.from_column_and_tablename(schema, tname, column)
            )
            log.info("Detected removed column '%s.%s'", name, cname)

    note_new_name(autogen_context, name, modify_table_ops, conn_table, metadata_table)


def _compare_column(
    autogen_context: AutogenContext,
    schema: str | None,
    tname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> ops.AlterColumnOp:
    change = ops.AlterColumnOp(tname, metadata_col.name, schema=schema)
    run = autogen_context.comparators.dispatch("column", qualifier=autogen_context.dialect.name)
    run(autogen_context, change, schema, tname, metadata_col.name, conn_col, metadata_col)
    return change


def compare_nullable(
    autogen_context: AutogenContext,
    alter_column_op: ops.AlterColumnOp,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> None:
    """Compare whether a column takes NULL."""
    alter_column_op.existing_nullable = conn_col.nullable
    if conn_col.nullable is metadata_col.nullable:
        return
    if _nullability_is_implied(conn_col, metadata_col):
        _nullable_log.info("Ignoring nullable change on identity column '%s.%s'", tname, cname)
        return
    alter_column_op.modify_nullable = metadata_col.nullable
    _nullable_log.info(
        "Detected %s on column '%s.%s'",
        "NULL" if metadata_col.nullable else "NOT NULL",
        tname,
        cname,
    )


def _nullability_is_implied(conn_col: Column[Any], metadata_col: Column[Any]) -> bool:
    """Tell whether nullability follows from how the value is made, so that nobody stated it."""
    if metadata_col.identity is not None or conn_col.identity is not None:
        return True
    generated = metadata_col.computed is not None or conn_col.computed is not None
    return generated and _nullability_might_be_unset(metadata_col)
