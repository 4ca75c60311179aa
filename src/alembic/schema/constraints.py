"""Questions about constraints and indexes: name, table, columns, foreign key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import CheckConstraint, Column, Constraint, Index
from sqlalchemy.sql.base import _NONE_NAME
from sqlalchemy.sql.elements import TextClause, conv
from sqlalchemy.sql.visitors import traverse

from ..base.late_typing import NamedTuple
from ..base.patterns import lazy_pattern
from .versions import sqla_2_1

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Dialect
    from sqlalchemy.schema import ForeignKey, ForeignKeyConstraint, Table


_COLUMN_TEXT = lazy_pattern(
    r"""\s*(?:(\w+)|"([^"]+)"|`([^`]+)`|\[([^]]+)\])
        (?:\s+(?:asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*""",
    re.IGNORECASE | re.VERBOSE,
)


class ForeignKeySpec(NamedTuple):
    """What a foreign key says, in the order third-party code unpacks it."""

    source_schema: str | None
    source_table: str
    source_columns: list[str]
    target_schema: str | None
    target_table: str
    target_columns: list[str]
    onupdate: str | None
    ondelete: str | None
    deferrable: bool | None
    initially: str | None


class ForeignKeyTarget(NamedTuple):
    """The schema, table and column a foreign key names; the column may be left to the server."""

    schema: str | None
    table: str
    column: str | None


def _fk_target_tokens(fk: ForeignKey) -> ForeignKeyTarget:
    """Return the target of a foreign key without resolving it."""
    # target_tokens is new in SQLAlchemy 2.1.
    tokens: Any = fk.target_tokens if sqla_2_1 else fk._column_tokens
    return ForeignKeyTarget(*tokens)


def _fk_spec(constraint: ForeignKeyConstraint) -> ForeignKeySpec:
    """Return what a foreign key says; the table it refers to must be known."""
    source = constraint.parent
    target = constraint.elements[0].column.table
    return ForeignKeySpec(
        source.schema,
        source.name,
        [column.name for column in constraint.columns],
        target.schema,
        target.name,
        [element.column.name for element in constraint.elements],
        constraint.onupdate,
        constraint.ondelete,
        constraint.deferrable,
        constraint.initially,
    )


def _has_options(item: Any) -> bool:
    """Tell whether a schema item has options of a dialect.

    Where nobody has given any, asking for them makes objects, or has the dialect imported.
    """
    return "dialect_options" in vars(item) and bool(item.dialect_kwargs)


def _is_type_bound(constraint: Constraint) -> bool:
    """Tell whether a constraint is made by the type of a column (Boolean, Enum)."""
    # ClickHouse's engines are constraints that never ran the initializer of constraints.
    return bool(getattr(constraint, "_type_bound", False))


def _table_for_constraint(constraint: Constraint) -> Table:
    """Return the table of a constraint, also of one inside a column."""
    parent: Any = constraint.parent
    return parent.table if isinstance(parent, Column) else parent


def _columns_for_constraint(constraint: Any) -> list[Column[Any]]:
    """Return the columns of a constraint of any kind."""
    if isinstance(constraint, CheckConstraint):
        return list(_find_columns(constraint.sqltext))
    return list(constraint.columns)


def _find_columns(clause: Any) -> set[Column[Any]]:
    """Return the columns that occur in an expression."""
    found: set[Column[Any]] = set()
    traverse(clause, {}, {"column": found.add})
    return found


def all_table_check_constraints(table: Table) -> set[CheckConstraint]:
    """Return the CHECK constraints of a table, those inside its columns included."""
    return {
        each
        for owner in (table, *table.columns)
        for each in owner.constraints
        if isinstance(each, CheckConstraint)
    }


def constraint_name_or_none(name: Any) -> str | None:
    """Return the name, or None for one that is not given or left to a convention."""
    return None if name is None or name is _NONE_NAME else name


def constraint_name_string(name: Any) -> bool:
    """Tell whether a name is text."""
    return isinstance(name, str)


def constraint_name_defined(name: Any) -> bool:
    """Tell whether a name is text or left to a convention."""
    return name is _NONE_NAME or isinstance(name, (str, conv))


def _constraint_is_named(constraint: Constraint | Index, dialect: Dialect | None) -> bool:
    """Tell whether a constraint has a name, be it one that its convention gives."""
    return _get_constraint_final_name(constraint, dialect) is not None


def _get_constraint_final_name(
    constraint: Constraint | Index, dialect: Dialect | None
) -> str | None:
    """Return the name as the dialect writes it: convention applied, cut to the allowed length."""
    if constraint.name is None:
        return None
    if dialect is None:
        return constraint_name_or_none(constraint.name)
    # SQLAlchemy keeps the parameter for this use.
    return dialect.identifier_preparer.format_constraint(constraint, _alembic_quote=False)


def is_expression_index(index: Index) -> bool:
    """Tell whether an index holds anything but plain columns."""
    return any(is_expression(each) for each in index.expressions)


def is_expression(expr: Any) -> bool:
    """Tell whether an index element is more than a column, with or without an order."""
    return _column_name(expr) is None


def index_column_names(index: Index) -> tuple[str, ...]:
    """Return the names of the columns an index is on, those inside expressions too."""
    names = [_column_name(each) for each in index.expressions]
    if all(name is not None for name in names):
        return tuple(name for name in names if name is not None)
    return tuple(column.name for column in index.columns)


def _column_name(expr: Any) -> str | None:
    """The column an element is, also when it is written as ``text("a DESC")``."""
    while getattr(expr, "modifier", None) is not None:
        expr = expr.element
    if isinstance(expr, TextClause):
        found = _COLUMN_TEXT.fullmatch(expr.text)
        return next(name for name in found.groups() if name is not None) if found else None
    return str(expr.name) if isinstance(expr, Column) else None


def _idx_table_bound_expressions(idx: Index) -> Iterable[Any]:
    """Return the expressions of an index."""
    return idx.expressions
