"""The operations that create and drop tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .column_checks import checks_of_table
from .columns import _render_column
from .expressions import option_value
from .names import _alembic_autogenerate_prefix, _ident, call, keyword, schema_keyword
from .table_constraints import _render_constraint

if TYPE_CHECKING:
    from sqlalchemy.schema import Table

    from ...operations.ops import CreateTableOp, DropTableOp
    from ..context import AutogenContext

#: Longer argument lists are written as one unpacked list, as the incumbent's files have it.
MAX_PYTHON_ARGS = 255


def _add_table(autogen_context: AutogenContext, op: CreateTableOp) -> str:
    """Return the call of ``create_table``: one line per column, constraint and option."""
    from .. import render  # programs set another limit there

    table = op.to_table()
    items = _table_items(autogen_context, op, table)
    joined = ",\n".join(items)
    if len(items) > render.MAX_PYTHON_ARGS:
        joined = f"*[{joined}]"
    options = "".join(f",\n{each}" for each in _table_options(autogen_context, op, table))
    function = f"{_alembic_autogenerate_prefix(autogen_context)}create_table"
    return f"{function}({_ident(op.table_name)!r},\n{joined}{options}\n)"


def _table_items(autogen_context: AutogenContext, op: CreateTableOp, table: Table) -> list[str]:
    """Return the columns in their order, then the constraints in the order of their text."""
    columns = [_render_column(column, autogen_context) for column in table.columns]
    constraints = [
        _render_constraint(constraint, autogen_context, op._namespace_metadata)
        for constraint in (
            *table._sorted_constraints,
            *(check for each in table.columns for check in checks_of_table(each, autogen_context)),
        )
    ]
    return [
        *(each for each in columns if each is not None),
        *sorted(each for each in constraints if each is not None),
    ]


def _table_options(autogen_context: AutogenContext, op: CreateTableOp, table: Table) -> list[str]:
    """Return the keywords of the table that are set."""
    options = schema_keyword(op.schema)
    if table.comment is not None:
        options.append(keyword("comment", table.comment))
    if table.info:
        options.append(f"info={option_value(autogen_context, dict(table.info))}")
    dialect_options: dict[str, Any] = dict(op.kw)
    options += [
        # MySQL's reflection spells some options with a blank ("default charset").
        f"{key.replace(' ', '_')}={option_value(autogen_context, dialect_options[key])}"
        for key in sorted(dialect_options)
    ]
    if table._prefixes:
        options.append(keyword("prefixes", [str(each) for each in table._prefixes]))
    if op.if_not_exists is not None:
        options.append(keyword("if_not_exists", op.if_not_exists))
    return options


def _drop_table(autogen_context: AutogenContext, op: DropTableOp) -> str:
    """Return the call of ``drop_table``."""
    arguments = [repr(_ident(op.table_name)), *schema_keyword(op.schema)]
    if op.if_exists is not None:
        arguments.append(keyword("if_exists", op.if_exists))
    return call(f"{_alembic_autogenerate_prefix(autogen_context)}drop_table", arguments)
