"""Types compared by their DDL text."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import UserDefinedType

from alembic.ddl.impl import DefaultImpl, Params


class Written(UserDefinedType[Any]):
    """A type of whatever text."""

    cache_ok = True

    def __init__(self, text: str) -> None:
        self.text = text

    def get_col_spec(self, **kw: Any) -> str:
        return self.text


def column(text: str) -> sa.Column[Any]:
    return sa.Column("c", Written(text))


IMPL = DefaultImpl(DefaultDialect(), None, True, None, io.StringIO(), {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VARCHAR(5)", Params("varchar", [], ["5"], {})),
        ("NUMERIC(5, 2)", Params("numeric", [], ["5", "2"], {})),
        ("DOUBLE PRECISION", Params("double", ["precision"], [], {})),
        (
            "TIMESTAMP(3) WITH TIME ZONE",
            Params("timestamp", ["with", "time", "zone"], ["3"], {}),
        ),
        ('VARCHAR(10) COLLATE "C"', Params("varchar", ["collate", "c"], ["10"], {})),
        ("ENUM('a,b','c')", Params("enum", [], ["'a,b'", "'c'"], {})),
        ("FOO(a=1, b = 2)", Params("foo", [], [], {"a": "1", "b": "2"})),
        (
            "GEOMETRY(POINT(1,2), 4326)",
            Params("geometry", [], ["point(1,2)", "4326"], {}),
        ),
        ("", Params("", [], [], {})),
    ],
)
def test_tokens(text: str, expected: Params) -> None:
    """A type is a first word, more words, and arguments, all in lower case."""
    assert IMPL._tokenize_column_type(column(text)) == expected


@pytest.mark.parametrize(
    ("database", "model", "differ"),
    [
        ("VARCHAR(5)", "varchar(5)", False),
        ("VARCHAR(5)", "VARCHAR(6)", True),
        ("VARCHAR(5)", "VARCHAR", False),
        ("NUMERIC(5, 2)", "DECIMAL(5,2)", False),
        ("NUMERIC(5)", "NUMERIC(6, 2)", False),
        ("VARCHAR", "TEXT", True),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP", False),
        ("DOUBLE PRECISION", "DOUBLE PRECISION UNSIGNED", False),
        ("INTEGER SIGNED", "INTEGER UNSIGNED", True),
    ],
)
def test_compare(database: str, model: str, differ: bool) -> None:
    """Words and arguments are compared where both sides state equally many."""
    assert IMPL.compare_type(column(database), column(model)) is differ


def test_synonyms_and_extracted_arguments_of_a_dialect() -> None:
    """A dialect may name equal types, and patterns that must agree on both sides."""

    class XImpl(DefaultImpl):
        type_synonyms = (*DefaultImpl.type_synonyms, {"DOUBLE PRECISION", "FLOAT"})
        type_arg_extract = (r"collate (\w+)",)

    impl = XImpl(DefaultDialect(), None, True, None, io.StringIO(), {})
    assert not impl.compare_type(column("DOUBLE PRECISION"), column("FLOAT"))
    assert impl.compare_type(column("DOUBLE"), column("FLOAT"))
    assert impl.compare_type(column("A COLLATE x"), column("A CHARSET u COLLATE y"))
    assert not impl.compare_type(column("A COLLATE x"), column("A CHARSET u COLLATE x"))
