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
        ("'2020-01-01 00:00:00'", "'2020-01-01'"),
        ("'2020-01-01 10:00:00.000000'", "'2020-01-01 10:00:00'"),
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
    ],
)
def test_different_defaults_differ(server: str, model: str | None) -> None:
    """Values, precision and ON UPDATE count."""
    assert not default_text.same_text(server, model)


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
        ("(1 + 1)", "1+1", False),
    ],
)
def test_numbers_are_compared_as_values(server: str, model: str | None, same: bool) -> None:
    """Scale, quotes and the words for true and false do not count in a numeric column."""
    assert default_text.same_number(server, model) is same
