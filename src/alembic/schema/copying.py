"""Copies of schema items, free of the table they stood in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.schema import Column, Table
from sqlalchemy.sql.visitors import replacement_traverse

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.sql.elements import ColumnElement

_T = TypeVar("_T")


def _copy(schema_item: _T, **kw: Any) -> _T:
    """Return a copy of a column or constraint that belongs to no table."""
    item: Any = schema_item
    copy: _T = item._copy(**kw)
    return copy


def _copy_expression(
    expression: Any, target_table: Table, key_of: Callable[[str], str] = str
) -> Any:
    """Return an expression whose columns are those of another table, made there if missing.

    Args:
        expression: The expression.
        target_table: The other table.
        key_of: From the name of a column in the expression to its key in that table.
    """

    def replace(element: Any, **kw: Any) -> ColumnElement[Any] | None:
        if not isinstance(element, Column) or element.table is None:
            return None
        if element.table is target_table:
            return element
        key = key_of(element.name)
        if key not in target_table.c:
            copy = _copy(element)
            copy.key = copy.name
            copy.unique = copy.index = None
            target_table.append_column(copy)
        return target_table.c[key]

    return replacement_traverse(expression, {}, replace)
