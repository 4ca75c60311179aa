"""An index element written as text may still be a plain column."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Index, Integer, MetaData, Table, func, text

from alembic.schema.constraints import index_column_names, is_expression_index


def index(*elements: object) -> Index:
    """Make an index on a table of three columns."""
    columns = [Column(name, Integer) for name in ("a", "b", "Mixed")]
    table = Table("t", MetaData(), *columns)
    made = Index("x", *[table.c[each] if isinstance(each, str) else each for each in elements])
    if made.table is None:
        table.append_constraint(made)
    return made


@pytest.mark.parametrize(
    ("elements", "names"),
    [
        (("a", "b"), ("a", "b")),
        ((text("a"),), ("a",)),
        (("b", text("a DESC")), ("b", "a")),
        ((text('"Mixed" asc nulls first'),), ("Mixed",)),
        ((text("`a`"),), ("a",)),
        ((text("[a] desc"),), ("a",)),
    ],
)
def test_column_written_as_text_is_a_column(
    elements: tuple[object, ...], names: tuple[str, ...]
) -> None:
    """Order and quotes do not make an expression of a column."""
    made = index(*elements)
    assert index_column_names(made) == names
    assert not is_expression_index(made)


@pytest.mark.parametrize("element", [text("lower(a)"), text("a + 1"), func.lower("a")])
def test_calls_and_sums_are_expressions(element: object) -> None:
    """Whatever computes is an expression."""
    assert is_expression_index(index(element, "a"))


def test_a_negated_column_is_an_expression() -> None:
    """A minus sign is no order."""
    column: Column[int] = Column("a", Integer)
    table = Table("t", MetaData(), column)
    assert is_expression_index(Index("x", -table.c.a))
