"""The table that takes the place of the old one, as an object."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.sql.elements import conv
from sqlalchemy.types import NULLTYPE

from ...schema.sqla_compat import (
    _copy,
    _copy_expression,
    _fk_target_tokens,
    _is_type_bound,
    constraint_name_or_none,
)
from .constraints import local_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .apply import ApplyBatchImpl


def make(state: ApplyBatchImpl) -> Table:
    """Return the new table under its temporary name, on a collection of its own."""
    columns = [state.columns[name] for name in state.order.sort(state.columns)]
    constraints = state.all_constraints()
    _settle_primary_key(state, columns, constraints)
    for column in columns:
        _leave_type_alone(state, column)
    table = Table(
        state.temp_table_name,
        MetaData(),
        *columns,
        *state.table_args,
        schema=state.table.schema,
        comment=state.comment,
        prefixes=list(state.table._prefixes),
        **state.table_kwargs,
    )
    for constraint in [each for each in table.constraints if _is_type_bound(each)]:
        # Listed below under the name it has; the type of a new column would add a second one.
        table.constraints.discard(constraint)
    for constraint in constraints:
        _add(state, table, constraint)
    for column_name, (name, check) in state.type_checks.items():
        if column_name in state.columns:
            _add(state, table, check, name)
    return table


def _settle_primary_key(
    state: ApplyBatchImpl, columns: Sequence[Column[Any]], constraints: Sequence[Any]
) -> None:
    stated = any(
        isinstance(each, PrimaryKeyConstraint) and _shrunk(state, each) for each in constraints
    )
    if stated:
        for column in columns:
            column.primary_key = False


def _leave_type_alone(state: ApplyBatchImpl, column: Column[Any]) -> None:
    if state.column_transfers[column.key] and "type" not in state.altered.get(column.key, ()):
        # The type of an existing column exists; CREATE TABLE must not create it again.
        for type_ in (column.type, column.type.dialect_impl(state.impl.dialect)):
            if hasattr(type_, "create_type"):
                type_.create_type = False


def _shrunk(state: ApplyBatchImpl, primary_key: PrimaryKeyConstraint) -> list[str]:
    keys = [state.key_of(primary_key, each.name) for each in primary_key.columns]
    return [key for key in keys if key in state.columns]


def _add(
    state: ApplyBatchImpl, table: Table, constraint: Any, name: str | bool | None = False
) -> None:
    if isinstance(constraint, PrimaryKeyConstraint):
        copy = _primary_key(state, table, constraint)
    elif not state.has_columns_of(constraint):
        copy = None
        if constraint in state.added:
            state.warn_of_missing_columns(constraint)
    elif isinstance(constraint, ForeignKeyConstraint):
        copy = _foreign_key(state, table, constraint)
    elif isinstance(constraint, CheckConstraint):
        copy = _check(state, table, constraint, constraint.name if name is False else name)
    elif isinstance(constraint, UniqueConstraint):
        columns = [table.c[state.key_of(constraint, each.name)] for each in constraint.columns]
        copy = UniqueConstraint(*columns, **_options(constraint))
    else:
        copy = _copy(constraint, target_table=table)
    state.copies[constraint] = copy
    if copy is not None and copy not in table.constraints:
        table.append_constraint(copy)


def _options(constraint: Any) -> dict[str, Any]:
    name = constraint_name_or_none(constraint.name)
    return {
        "name": None if name is None else conv(name),
        "deferrable": constraint.deferrable,
        "initially": constraint.initially,
        **constraint.dialect_kwargs,
    }


def _primary_key(state: ApplyBatchImpl, table: Table, constraint: PrimaryKeyConstraint) -> Any:
    names = _shrunk(state, constraint)
    is_new = constraint.table is not state.table
    if not names or (is_new and len(names) < len(constraint.columns)):
        return None
    return PrimaryKeyConstraint(*[table.c[name] for name in names], **_options(constraint))


def _check(
    state: ApplyBatchImpl, table: Table, constraint: CheckConstraint, name: Any
) -> CheckConstraint:
    return CheckConstraint(
        _copy_expression(constraint.sqltext, table, partial(state.key_of, constraint)),
        _create_rule=constraint._create_rule,
        _autoattach=False,
        **{**_options(constraint), "name": None if not isinstance(name, str) else conv(name)},
    )


def _foreign_key(
    state: ApplyBatchImpl, table: Table, constraint: ForeignKeyConstraint
) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        [table.c[state.key_of(constraint, name)] for name in local_columns(constraint)],
        [_target(state, table.metadata, element) for element in constraint.elements],
        onupdate=constraint.onupdate,
        ondelete=constraint.ondelete,
        match=constraint.match,
        comment=constraint.comment,
        **_options(constraint),
    )


def _target(state: ApplyBatchImpl, metadata: MetaData, element: Any) -> Column[Any]:
    """Return the column a foreign key refers to, on a table that has only names."""
    schema, table_name, column_name = _fk_target_tokens(element)
    if state.impl.dialect.name == "sqlite":
        schema = state.table.schema  # a foreign key of SQLite stays within its database
    key = f"{schema}.{table_name}" if schema else table_name
    placeholder = metadata.tables.get(key)
    if placeholder is None:
        placeholder = Table(table_name, metadata, schema=schema)
    name = column_name if column_name is not None else element.parent.name
    if (schema, table_name) == (state.table.schema, state.table.name) and name in state.columns:
        name = state.columns[name].name
    if name not in placeholder.c:
        placeholder.append_column(Column(name, NULLTYPE))
    return placeholder.c[name]
