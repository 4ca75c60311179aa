"""CHECK constraints that a model writes inside a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import CheckConstraint

from ...operations.ops import CreateCheckConstraintOp
from ...schema.sqla_compat import _is_type_bound
from .table_constraints import _render_check_constraint

if TYPE_CHECKING:
    from sqlalchemy.schema import Column

    from ...operations.ops import AddColumnOp
    from ..context import AutogenContext


def inline_checks(column: Column[Any], autogen_context: AutogenContext) -> list[str]:
    """Return the text of the CHECKs that stay inside a column."""
    return sorted(
        text
        for check in _own_checks(column, autogen_context)
        if _may_stand_inside(check, autogen_context)
        and (text := _render_check_constraint(check, autogen_context, None)) is not None
    )


def checks_of_table(column: Column[Any], autogen_context: AutogenContext) -> list[CheckConstraint]:
    """Return the CHECKs of a column that its database wants beside the columns."""
    return [
        check
        for check in _own_checks(column, autogen_context)
        if not _may_stand_inside(check, autogen_context)
    ]


def checks_created_after(
    op: AddColumnOp, autogen_context: AutogenContext
) -> list[CreateCheckConstraintOp]:
    """Return the operations for CHECKs of a new column that cannot be part of it."""
    return [
        CreateCheckConstraintOp(
            str(check.name), op.table_name, check.sqltext, schema=op.schema, **check.dialect_kwargs
        )
        for check in checks_of_table(op.column, autogen_context)
    ]


def _own_checks(column: Column[Any], autogen_context: AutogenContext) -> list[CheckConstraint]:
    """Return the CHECKs of a column, less those that its type or another operation makes."""
    return [
        constraint
        for constraint in column.constraints
        if isinstance(constraint, CheckConstraint)
        and not _is_type_bound(constraint)
        and constraint.name not in autogen_context.checks_created_apart
    ]


def _may_stand_inside(check: CheckConstraint, autogen_context: AutogenContext) -> bool:
    """Tell whether a CHECK may be written in its column: MariaDB (10.11) takes no name there."""
    is_mariadb = getattr(autogen_context.dialect, "is_mariadb", False)
    return not (is_mariadb and isinstance(check.name, str))
