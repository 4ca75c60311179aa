"""CHECK constraints, compared by name only; opt in with ``autogenerate_plugins``.

The text of a CHECK cannot be compared in general: each database rewrites it. A constraint that
changed its text but kept its name is equal here, unless the dialect's implementation knows better.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint

from ..operations import ops
from ..schema.sqla_compat import _get_constraint_final_name, all_table_check_constraints

if TYPE_CHECKING:
    from sqlalchemy import Table

    from ..autogenerate.context import AutogenContext
    from ..runtime.plugins import Plugin

log = logging.getLogger(__name__)

_TYPE = "check_constraint"


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

    for name in sorted(in_model.keys() - in_database.keys()):
        if autogen_context.run_object_filters(in_model[name], name, _TYPE, False, None):
            _add(modify_table_ops, in_model[name], tname)


def _named(autogen_context: AutogenContext, table: Table) -> dict[str, CheckConstraint]:
    """The CHECK constraints that have a name; those of columns and types too."""
    dialect = autogen_context.dialect
    named: dict[Any, CheckConstraint] = {
        _get_constraint_final_name(each, dialect): each
        for each in all_table_check_constraints(table)
    }
    named.pop(None, None)
    return named


def _remove(modify_table_ops: ops.ModifyTableOps, const: CheckConstraint, tname: str) -> None:
    modify_table_ops.ops.append(ops.DropConstraintOp.from_constraint(const))
    log.info("Detected removed check constraint %r on table %r", str(const.name), tname)


def _add(modify_table_ops: ops.ModifyTableOps, const: CheckConstraint, tname: str) -> None:
    modify_table_ops.ops.append(ops.AddConstraintOp.from_constraint(const))
    log.info("Detected added check constraint %r on table %r", str(const.name), tname)


def setup(plugin: Plugin) -> None:
    """Register the comparison of CHECK constraints."""
    plugin.add_autogenerate_comparator(compare_check_constraints, "table", "checkconstraints")
