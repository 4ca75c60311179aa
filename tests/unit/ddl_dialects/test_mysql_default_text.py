"""Defaults on MySQL and MariaDB: spellings the servers change do not count."""

from __future__ import annotations

import pytest

from alembic.ddl.mysql import default_text


@pytest.mark.parametrize(
    ("server", "model"),
    [
        ("current_timestamp()", "now()"),
        ("CURRENT_TIMESTAMP", "now()"),
        ("current_timestamp(6)", "CURRENT_TIMESTAMP(6)"),
        ("current_timestamp()", "localtime"),
        ("current_timestamp(6)", "NOW( 6 )"),
        (
            "current_timestamp() ON UPDATE current_timestamp()",
            "CURRENT_TIMESTAMP on update now()",
        ),
        ("uuid()", "(uuid())"),
        ("(uuid())", "UUID()"),
        ("_utf8mb4'x'", "'x'"),
        ("(concat(_utf8mb4'a', 'B'))", "CONCAT('a','B')"),
        ("'it\\'s'", "'it''s'"),
        ("(1 + 1)", "1+1"),
        ("curdate()", "CURRENT_DATE"),
        ("curtime()", "current_time()"),
        ("'a\\\\b'", "'a\\\\b'"),
        ("concat(`a`, 'x y')", "CONCAT( a ,'x y')"),
        ("NULL", None),
        ("''", "''"),
    ],
)
def test_spellings_of_one_default_are_equal(server: str, model: str | None) -> None:
    """What the server rewrites on its own is no difference."""
    assert default_text.same_text(server, model)


@pytest.mark.parametrize(
    ("server", "model"),
    [
        ("'x'", "'X'"),
        ("current_timestamp()", "current_timestamp(6)"),
        ("current_timestamp()", "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"),
        ("''", None),
        ("'now()'", "now()"),
        ("uuid()", "rand()"),
        ("'2020-01-01 00:00:00'", "'2020-01-01'"),
        ("'a b'", "'ab'"),
    ],
)
def test_different_defaults_differ(server: str, model: str | None) -> None:
    """Values, precision and ON UPDATE count."""
    assert not default_text.same_text(server, model)


@pytest.mark.parametrize(
    ("server", "model"),
    [
        ("'2020-01-01 00:00:00'", "'2020-01-01'"),
        ("'2020-01-01 10:00:00.000000'", "'2020-01-01 10:00:00'"),
        ("'10:20:00'", "'10:20'"),
        ("current_timestamp()", "CURRENT_TIMESTAMP(3)"),
    ],
)
def test_a_moment_is_written_in_full_by_the_server(server: str, model: str) -> None:
    """In a column of dates or times a literal is a moment; digits the column drops do not count."""
    assert default_text.same_text(server, model, temporal=True, fsp=0)


def test_a_number_is_rounded_to_the_digits_of_the_column() -> None:
    """``NUMERIC(10, 0) DEFAULT 2.5`` is kept as 3."""
    assert default_text.same_number("3", "2.5", scale=0)
    assert not default_text.same_number("3", "2.4", scale=0)


@pytest.mark.parametrize(
    ("server", "model", "same"),
    [
        ("2.50", "2.5", True),
        ("'2.50'", "2.5", True),
        ("1", "true", True),
        ("0", "FALSE", True),
        ("b'1'", "1", True),
        ("(5)", "5", True),
        ("NULL", None, True),
        ("0", None, False),
        ("1", "2", False),
        ("(1 + 1)", "1+1", True),
        ("(1 + 1)", "1+2", False),
    ],
)
def test_numbers_are_compared_as_values(server: str, model: str | None, same: bool) -> None:
    """Scale, quotes and the words for true and false do not count in a numeric column."""
    assert default_text.same_number(server, model) is same
