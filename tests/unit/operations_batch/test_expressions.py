"""Columns in expressions about one table."""

from __future__ import annotations

import pytest

from alembic.operations.batch.sqlite.expressions import (
    columns_named,
    mentions,
    with_names,
    without_qualifier,
)
from alembic.operations.batch.sqlite.tokens import text_of, tokenize


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x > 1 AND X < 2", '"new x" > 1 AND "new x" < 2'),
        ('"x" || [x] || `x`', '"new x" || "new x" || "new x"'),
        ("'x' || x", "'x' || \"new x\""),
        ("x(x)", 'x("new x")'),
        ("y COLLATE x", "y COLLATE x"),
        ("CAST(x AS x) + x", 'CAST("new x" AS x) + "new x"'),
        ("CAST((x) AS varchar(3)) = (x)", 'CAST(("new x") AS varchar(3)) = ("new x")'),
        ("x.y + t.x", 'x.y + t."new x"'),
        ("xx - x_", "xx - x_"),
    ],
)
def test_a_column_is_renamed_and_nothing_else(before: str, after: str) -> None:
    """Functions, collations, types, strings and tables may have the same name."""
    assert text_of(with_names(tokenize(before), {"x": '"new x"'})) == after


def test_two_columns_change_names_at_once() -> None:
    """A new name is not renamed again."""
    assert text_of(with_names(tokenize("a < b"), {"a": "b", "b": "a"})) == "b < a"


def test_the_columns_an_expression_names() -> None:
    """In the spelling that is asked for."""
    assert columns_named(tokenize("\"A\" > lower(b) || 'c'"), ["a", "B", "c"]) == {"a", "B"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("t.a > 1", "a > 1"),
        ('1 < "T" . [a]', "1 < [a]"),
        ("u.a + t.b+t.c", "u.a + b+c"),
        ("t > t.t", "t > t"),
    ],
)
def test_the_own_table_is_left_out(before: str, after: str) -> None:
    """The new table has another name while it is made."""
    assert text_of(without_qualifier(tokenize(before), "t")) == after


def test_mentioning_takes_all_of_the_names() -> None:
    """In whatever role, so that nothing is missed."""
    tokens = tokenize('CREATE VIEW v AS SELECT "X" FROM t')
    assert mentions(tokens, "x", "T")
    assert not mentions(tokens, "x", "u")
