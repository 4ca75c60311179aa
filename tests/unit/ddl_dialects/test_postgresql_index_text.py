"""Index expressions: two spellings of one expression are equal, different expressions are not."""

from __future__ import annotations

import pytest

from alembic.ddl.postgresql import index_text


@pytest.mark.parametrize(
    ("model", "server"),
    [
        ("a", "a"),
        ("lower(t.b)", "lower(b::text)"),
        ("s.t.a", "a"),
        ('"Name"', "name"),
        ("CAST(b AS TEXT)", "b::text"),
        ("(a + 1)", "a+1"),
        ("a + 1 DESC", "(a + 1) DESC"),
        ("a ASC", "a"),
        ("a ASC NULLS LAST", "a"),
        ("a DESC NULLS FIRST", "a DESC"),
        ("coalesce(b, 'x')", "COALESCE(b, 'x'::character varying)"),
        ('upper(b) COLLATE "C"', "upper(b::text)"),
        ("(data ->> 'k')", "data ->> 'k'::text"),
        ("f('A (b')", "f(('A (b'::text))"),
        ("lower(CAST(b AS VARCHAR(5)))", "lower((b)::character varying(5)::text)"),
    ],
)
def test_spellings_of_one_expression_are_equal(model: str, server: str) -> None:
    """What the server rewrites on its own does not count."""
    assert index_text.normalize(model, ("s.t", "t")) == index_text.normalize(server, ("s.t", "t"))


@pytest.mark.parametrize(
    ("model", "server"),
    [
        ("a", "b"),
        ("a DESC", "a"),
        ("a NULLS FIRST", "a"),
        ("a DESC NULLS LAST", "a DESC"),
        ("a + 1", "a + 2"),
        ("lower(b)", "upper(b)"),
        ("(a) + (b)", "a"),
        ("f(a)", "fa"),
        ("coalesce(b, 'x')", "COALESCE(b, 'X'::character varying)"),
    ],
)
def test_different_expressions_differ(model: str, server: str) -> None:
    """A change that an index needs to be made anew for is seen."""
    assert index_text.normalize(model, ("t",)) != index_text.normalize(server, ("t",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lower(b) text_pattern_ops", True),
        ("b gin_trgm_ops DESC", True),
        ("b", False),
        ("my_ops", False),
        ("lower(b)", False),
    ],
)
def test_operator_class_in_the_text_is_noticed(text: str, expected: bool) -> None:
    """Only a word ending in ``_ops`` after an expression is an operator class."""
    assert index_text.has_operator_class(text) is expected
