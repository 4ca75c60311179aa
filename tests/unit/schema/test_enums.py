"""Which enum types a column type needs, and who creates them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

from alembic.schema.enums import EnumType, EnumUse, declared_enums, enum_uses

PG = postgresql.dialect()
EN = EnumType("en", ("a", "b"))


def enum(**options: Any) -> sa.Enum:
    return sa.Enum("a", "b", name="en", **options)


class Decorated(sa.TypeDecorator[str]):
    impl = sa.Enum("a", "b", name="en")
    cache_ok = True


class Chosen(sa.TypeDecorator[str]):
    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        return dialect.type_descriptor(enum() if dialect.name == "postgresql" else sa.String())


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (enum(), [EnumUse(EN, True, True)]),
        (enum(schema="s"), [EnumUse(EnumType("en", ("a", "b"), "s"), True, True)]),
        (postgresql.ENUM("a", "b", name="en"), [EnumUse(EN, True, True)]),
        (postgresql.ENUM("a", "b", name="en", create_type=False), [EnumUse(EN, False, False)]),
        (sa.ARRAY(enum()), [EnumUse(EN, True, True)]),
        (Decorated(), [EnumUse(EN, True, True)]),
        (Chosen(), [EnumUse(EN, True, False)]),
        (sa.String().with_variant(enum(), "postgresql"), [EnumUse(EN, True, True)]),
        (enum().with_variant(sa.String(), "postgresql"), []),
        (sa.String().with_variant(enum(), "mysql"), []),
        (enum(native_enum=False), []),
        (sa.Enum("a", "b"), []),
        (sa.Boolean(name="en", create_constraint=True), []),
    ],
)
def test_types_of_postgresql(type_: Any, expected: list[EnumUse]) -> None:
    """Only native enums that have a name count, wherever they stand in the type."""
    assert list(enum_uses(type_, PG)) == expected


@pytest.mark.parametrize("dialect", [sqlite.dialect(), mysql.dialect()])
def test_other_databases_keep_no_types(dialect: sa.Dialect) -> None:
    """An enum is no object of its own there."""
    assert list(enum_uses(enum(), dialect)) == []


def test_types_of_models() -> None:
    """Models need the types of all their tables."""
    first, second = sa.MetaData(), sa.MetaData()
    sa.Table("t", first, sa.Column("e", enum()), sa.Column("x", sa.Integer))
    sa.Table("t", second, sa.Column("e", enum(schema="s")), schema="q")
    found = {use.type_.key for use in declared_enums([first, second], PG)}
    assert found == {(None, "en"), ("s", "en")}
