"""CHECK constraints, compared by name only; opt in with ``autogenerate_plugins``.

The text of a CHECK cannot be compared in general: each database rewrites it. A constraint that
changed its text but kept its name is equal here, unless the dialect's implementation knows better.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint

from ..operations import ops
from ..schema.sqla_compat import (
    _get_constraint_final_name,
    _is_type_bound,
    all_table_check_constraints,
)

if TYPE_CHECKING:
    from sqlalchemy import Table

    from ..autogenerate.context import AutogenContext
    from ..runtime.plugins import Plugin

log = logging.getLogger(__name__)

_TYPE = "check_constraint"
#: Names that PostgreSQL, MySQL, MariaDB, Oracle and SQL Server give to what nobody named.
_MADE_UP = re.compile(r"_check\d*$|_chk_\d+$|^CONSTRAINT_\d+$|^SYS_C\d+$|^CK__", re.IGNORECASE)


def compare_check_constraints(
    autogen_context: AutogenContext,
    modify_table_ops: ops.ModifyTableOps,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Compare the named CHECK constraints of a table that exists on both sides."""
    if conn_table is None or metadata_table is None:
        return
    parents = {"table_name": tname, "schema_name": schema}
    in_database = {
        name: each
        for name, each in _named(autogen_context, conn_table).items()
        if autogen_context.run_name_filters(name, _TYPE, parents)
    }
    in_model = _named(autogen_context, metadata_table)
    for name in _taken_for_unnamed(autogen_context, metadata_table, in_database, in_model):
        del in_database[name]
    impl = autogen_context.migration_context.impl

    for name in sorted(in_database.keys() - in_model.keys()):
        if autogen_context.run_object_filters(in_database[name], name, _TYPE, True, None):
            _remove(modify_table_ops, in_database[name], tname)

    for name in sorted(in_database.keys() & in_model.keys()):
        new, old = in_model[name], in_database[name]
        if impl.compare_check_constraint(
            new, old
        ).is_different and autogen_context.run_object_filters(new, name, _TYPE, False, old):
            _remove(modify_table_ops, old, tname)
            _add(modify_table_ops, new, tname)

    come_along = set()
    if autogen_context.dialect.name != "sqlite":
        # There the CHECK has to be dropped before its column, and batches create it just once.
        come_along = _come_with_new_columns(modify_table_ops, in_model)
    for name in sorted(in_model.keys() - in_database.keys() - come_along):
        if autogen_context.run_object_filters(in_model[name], name, _TYPE, False, None):
            _add(modify_table_ops, in_model[name], tname)


def _named(autogen_context: AutogenContext, table: Table) -> dict[str, CheckConstraint]:
    """The CHECK constraints that have a name; those of columns and types too."""
    dialect = autogen_context.dialect
    named: dict[Any, CheckConstraint] = {
        _get_constraint_final_name(each, dialect): each for each in _created(autogen_context, table)
    }
    named.pop(None, None)
    return named


def _created(autogen_context: AutogenContext, table: Table) -> list[Any]:
    """The CHECK constraints of a table that its database has: none for a type it has itself."""
    checks: Any = all_table_check_constraints(table)
    impl = autogen_context.migration_context.impl
    return [each for each in checks if each._create_rule is None or each._create_rule(impl)]


def _come_with_new_columns(
    modify_table_ops: ops.ModifyTableOps, in_model: dict[str, CheckConstraint]
) -> set[str]:
    """The names of constraints that the types of columns bring along that are added anyway."""
    added = {op.column.name for op in modify_table_ops.ops if isinstance(op, ops.AddColumnOp)}
    return {
        name
        for name, each in in_model.items()
        if _is_type_bound(each) and added.issuperset(column.name for column in each.columns)
    }


def _taken_for_unnamed(
    autogen_context: AutogenContext,
    metadata_table: Table,
    in_database: dict[str, CheckConstraint],
    in_model: dict[str, CheckConstraint],
) -> list[str]:
    """The constraints of the database that are those the model does not name.

    Which is which cannot be told, as their text cannot be compared: where the model has so many
    without a name, so many whose name the server made up are theirs.
    """
    dialect = autogen_context.dialect
    checks = _created(autogen_context, metadata_table)
    unnamed = sum(_get_constraint_final_name(each, dialect) is None for each in checks)
    made_up = [n for n in in_database if n not in in_model and _MADE_UP.search(n)]
    return sorted(made_up)[:unnamed]


def _remove(modify_table_ops: ops.ModifyTableOps, const: CheckConstraint, tname: str) -> None:
    modify_table_ops.ops.append(ops.DropConstraintOp.from_constraint(const))
    log.info("Detected removed check constraint %r on table %r", str(const.name), tname)


def _add(modify_table_ops: ops.ModifyTableOps, const: CheckConstraint, tname: str) -> None:
    modify_table_ops.ops.append(ops.AddConstraintOp.from_constraint(const))
    log.info("Detected added check constraint %r on table %r", str(const.name), tname)


def setup(plugin: Plugin) -> None:
    """Register the comparison of CHECK constraints."""
    plugin.add_autogenerate_comparator(compare_check_constraints, "table", "checkconstraints")
