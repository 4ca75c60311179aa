"""Conversions of option values."""

import pytest

from alembic.base import sequences


def test_to_list_and_to_tuple() -> None:
    """Strings count as one item, None as the default, iterables item by item."""
    assert sequences.to_list("ab") == ["ab"]
    assert sequences.to_list(("a", "b")) == ["a", "b"]
    assert sequences.to_list(None) == []
    assert sequences.to_list(None, ["x"]) == ["x"]
    assert sequences.to_tuple("ab") == ("ab",)
    assert sequences.to_tuple(["a", "b"]) == ("a", "b")
    assert sequences.to_tuple(None) is None
    assert sequences.to_tuple(None, default=()) == ()
    assert sequences.to_tuple(5) == (5,)


def test_dedupe_keeps_first_appearance() -> None:
    """Duplicates go, order stays."""
    assert sequences.dedupe_tuple("banana") == ("b", "a", "n")
    assert sequences.unique_list([3, 1, 3]) == [3, 1]


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), ("abc", "abc"), (("a", "b"), "a, b"), ([], "")]
)
def test_format_as_comma(value: object, text: str) -> None:
    """None is nothing, text stays, sequences are joined."""
    assert sequences.format_as_comma(value) == text  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["true", " Yes ", "ON", "y", "t", "1"])
def test_asbool_yes(text: str) -> None:
    """Every usual way to write yes."""
    assert sequences.asbool(text) is True


@pytest.mark.parametrize("text", ["false", "No", " off", "n", "f", "0"])
def test_asbool_no(text: str) -> None:
    """Every usual way to write no."""
    assert sequences.asbool(text) is False


def test_asbool_refuses_other_text() -> None:
    """Text that is neither is named."""
    with pytest.raises(ValueError, match="String is not true/false: 'maybe'"):
        sequences.asbool("Maybe")


def test_rev_id_is_twelve_hex_digits() -> None:
    """A new id is twelve hexadecimal digits, and not the same twice."""
    first, second = sequences.rev_id(), sequences.rev_id()
    assert first != second
    assert len(first) == 12
    assert int(first, 16) >= 0
