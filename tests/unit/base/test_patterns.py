"""Regular expressions that are compiled late."""

from __future__ import annotations

import re

import pytest

from alembic.base.patterns import lazy_pattern


def test_it_works_like_the_expression() -> None:
    """Every method and attribute is that of the compiled expression, also the second time."""
    late = lazy_pattern(r"(a+)", re.IGNORECASE)
    for _ in range(2):
        found = late.search("xAa")
        assert found is not None
        assert found[1] == "Aa"
        assert late.sub("-", "baab") == "b-b"
        assert late.findall("a ba") == ["a", "a"]
        assert late.pattern == "(a+)"


def test_nothing_is_compiled_before_it_is_used() -> None:
    """A mistake in an expression shows when it is used, as nothing has looked at it before."""
    late = lazy_pattern("(")
    with pytest.raises(re.error):
        late.match("")


def test_what_it_has_not_is_an_error() -> None:
    """As for the compiled expression."""
    with pytest.raises(AttributeError):
        getattr(lazy_pattern("a"), "nothing")  # noqa: B009 - type checkers know it is missing
