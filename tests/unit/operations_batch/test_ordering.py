"""The order of columns."""

from __future__ import annotations

import pytest

from alembic.operations.batch.ordering import ColumnOrder


@pytest.mark.parametrize(
    ("additions", "expected"),
    [
        ([("n", None, None)], "a b c n"),
        ([("n", "a", None)], "n a b c"),
        ([("n", "b", None)], "a n b c"),
        ([("n", None, "b")], "a b n c"),
        ([("n", None, "c")], "a b c n"),
        ([("n", "b", None), ("m", None, "b"), ("o", None, None)], "a n b m c o"),
        ([("n", None, None), ("m", None, "n")], "a b c n m"),
    ],
)
def test_new_columns_stand_where_they_are_put(
    additions: list[tuple[str, str | None, str | None]], expected: str
) -> None:
    """Beside the column they name, between it and its neighbour; else last."""
    order = ColumnOrder("abc")
    for name, before, after in additions:
        order.add(name, before, after)
    names = [*"abc", *[name for name, _, _ in additions]]
    assert order.sort(names) == expected.split()


def test_the_neighbours_of_a_dropped_column_are_neighbours() -> None:
    """Their order does not get lost with it."""
    order = ColumnOrder("abc")
    order.drop("b")
    order.add("b", None, None)
    assert order.sort(["a", "c", "b"]) == ["a", "c", "b"]


def test_a_partial_reordering_is_all_there_is() -> None:
    """Columns it does not name keep to the order they are given in."""
    order = ColumnOrder("abc", [("c", "a")])
    order.add("n", "c", None)
    assert order.sort([*"abc", "n"]) == ["b", "n", "c", "a"]
