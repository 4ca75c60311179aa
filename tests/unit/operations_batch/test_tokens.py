"""Tokens of SQLite's SQL."""

from __future__ import annotations

import pytest

from alembic.operations.batch.sqlite.tokens import fold, same_name, shape, text_of, tokenize


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("a1 $x", ["word a1", "word $x"]),
        ('"a""b" `c``d` [e f]', ['quoted "a""b"', "quoted `c``d`", "quoted [e f]"]),
        ("'it''s' x'00'", ["string 'it''s'", "string x'00'"]),
        ("1 1.5e-3 .5 0x1F", ["number 1", "number 1.5e-3", "number .5", "number 0x1F"]),
        ("a||b->>'$.c'<>d", ["word a", "sign ||", "word b", "sign ->>", "string '$.c'",
                             "sign <>", "word d"]),
        ("a -- b, c\n, /* ) */ d", ["word a", "sign ,", "word d"]),
        ("é -- open", ["word é"]),
        ("/* never closed", []),
        ("'--' /* ' */ '/*'", ["string '--'", "string '/*'"]),
    ],
)  # fmt: skip
def test_a_statement_is_split_as_sqlite_splits_it(sql: str, expected: list[str]) -> None:
    """Four ways to quote, two kinds of comment, and none inside the other."""
    assert [f"{token.kind} {token.text}" for token in tokenize(sql)] == expected


def test_joined_again_it_is_the_statement() -> None:
    """Space and comments between tokens are kept."""
    sql = 'CREATE  TABLE t (a -- why\n INT, /* b */ "c d")'
    assert text_of(tokenize(sql)) == sql


@pytest.mark.parametrize(
    ("written", "name"),
    [('"a""b"', 'a"b'), ("`a``b`", "a`b"), ("[a]", "a"), ("'a''b'", "a'b"), ("plain", "plain")],
)
def test_a_name_is_what_its_quotes_hold(written: str, name: str) -> None:
    """Each kind of quote doubles itself, but for brackets."""
    assert tokenize(written)[0].name == name


def test_names_are_the_same_in_any_case_of_ascii_letters() -> None:
    """SQLite folds A to Z and nothing else."""
    assert same_name("ABC", "abc")
    assert not same_name("É", "é")
    assert fold("AÉZ") == "aÉz"


def test_the_shape_is_free_of_case_quotes_and_space() -> None:
    """Two ways to write the same are the same; literals keep their case."""
    assert shape(tokenize("A  in (\"B\", 'C')")) == shape(tokenize("a IN (b,'C')"))
    assert shape(tokenize("'C'")) != shape(tokenize("'c'"))
