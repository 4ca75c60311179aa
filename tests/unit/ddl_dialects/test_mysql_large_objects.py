"""MySQL picks the size of a large object by the length that was asked for."""

from __future__ import annotations

import pytest

from alembic.ddl.mysql.large_objects import may_become


@pytest.mark.parametrize(
    ("model", "database", "expected"),
    [
        ("BLOB(10)", "TINYBLOB", True),
        ("BLOB(300)", "BLOB", True),
        ("BLOB(70000)", "MEDIUMBLOB", True),
        ("BLOB(10)", "BLOB", False),
        ("TEXT(100)", "TEXT", True),
        ("TEXT(100)", "TINYTEXT", True),
        ("TEXT(100)", "LONGTEXT", False),
        ("TEXT(100) CHARACTER SET utf8mb4", "TEXT CHARACTER SET utf8mb4", True),
        ("BLOB", "TINYBLOB", False),
        ("VARCHAR(10)", "TINYTEXT", False),
    ],
)
def test_smallest_type_that_holds_the_length(model: str, database: str, expected: bool) -> None:
    """A length in bytes decides for BLOB; for TEXT a character may take one to four."""
    assert may_become(model, database) is expected
