"""Questions about constraints, indexes and foreign keys."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.sql.elements import conv

from alembic.schema import sqla_compat


def tables() -> tuple[sa.Table, sa.Table]:
    metadata = sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})
    other = sa.Table("o", metadata, sa.Column("id", sa.Integer), schema="s")
    table = sa.Table(
        "t",
        metadata,
        sa.Column("a", sa.Integer, sa.CheckConstraint("a > 1", name="inside")),
        sa.Column("f", sa.Boolean(create_constraint=True, name="flag")),
        sa.ForeignKeyConstraint(
            ["a"], ["s.o.id"], name="fk", ondelete="CASCADE", deferrable=True, initially="DEFERRED"
        ),
    )
    return table, other


def test_fk_spec() -> None:
    """A foreign key is source, target and options, in a fixed order."""
    table, _ = tables()
    (constraint,) = table.foreign_key_constraints
    assert tuple(sqla_compat._fk_spec(constraint)) == (
        None,
        "t",
        ["a"],
        "s",
        "o",
        ["id"],
        None,
        "CASCADE",
        True,
        "DEFERRED",
    )


def test_fk_target_is_read_without_resolving() -> None:
    """The target of a foreign key need not exist."""
    table = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("a", sa.Integer, sa.ForeignKey("x.y.o.id")),
        sa.Column("b", sa.Integer, sa.ForeignKey("o")),
    )
    targets = {
        fk.parent.name: tuple(sqla_compat._fk_target_tokens(fk)) for fk in table.foreign_keys
    }
    assert targets == {"a": ("x.y", "o", "id"), "b": (None, "o", None)}


def test_type_bound() -> None:
    """Only the CHECK that a type made is bound to it."""
    table, _ = tables()
    checks = sqla_compat.all_table_check_constraints(table)
    assert sorted((each.name, sqla_compat._is_type_bound(each)) for each in checks) == [
        ("ck_t_flag", True),
        ("ck_t_inside", False),
    ]


def test_table_and_columns_of_constraints() -> None:
    """A CHECK within a column belongs to the column's table."""
    table, _ = tables()
    (inside,) = table.c.a.constraints
    assert sqla_compat._table_for_constraint(inside) is table
    (foreign_key,) = table.foreign_key_constraints
    assert sqla_compat._columns_for_constraint(foreign_key) == [table.c.a]
    check = sa.CheckConstraint(table.c.a > 1, name="c")
    assert sqla_compat._columns_for_constraint(check) == [table.c.a]


def test_final_name_is_what_the_dialect_writes() -> None:
    """Names made by a convention are cut to what the dialect allows; None stays None."""
    table, _ = tables()
    (inside,) = table.c.a.constraints
    dialect = postgresql.dialect()
    assert sqla_compat._get_constraint_final_name(inside, dialect) == "ck_t_inside"
    long = sa.Index(conv("i" * 80), table.c.a)
    assert sqla_compat._get_constraint_final_name(long, dialect) == f"{'i' * 55}_930e"
    assert len(sqla_compat._get_constraint_final_name(long, mysql.dialect()) or "") == 61
    unnamed = sa.UniqueConstraint(table.c.f)
    assert sqla_compat._get_constraint_final_name(unnamed, dialect) is None
    assert not sqla_compat._constraint_is_named(unnamed, dialect)
    assert sqla_compat._constraint_is_named(inside, dialect)


def test_names() -> None:
    """A name left to a convention is no text, but defined."""
    unnamed = sqla_compat._NONE_NAME
    assert sqla_compat.constraint_name_or_none(unnamed) is None
    assert sqla_compat.constraint_name_or_none("x") == "x"
    assert [sqla_compat.constraint_name_string(each) for each in ("x", None, unnamed)] == [
        True,
        False,
        False,
    ]
    assert [sqla_compat.constraint_name_defined(each) for each in ("x", None, unnamed)] == [
        True,
        False,
        True,
    ]


def test_expression_indexes() -> None:
    """A column, in whatever order, is no expression."""
    table, _ = tables()
    assert not sqla_compat.is_expression_index(sa.Index("a", table.c.a))
    assert not sqla_compat.is_expression_index(sa.Index("b", table.c.a.desc()))
    assert sqla_compat.is_expression_index(sa.Index("c", sa.func.lower(table.c.a)))
    assert sqla_compat.is_expression_index(sa.Index("d", sa.text("lower(a)"), _table=table))


def test_identity_options() -> None:
    """Options an identity or sequence states, and nothing else."""
    options = sqla_compat._get_identity_options_dict
    assert options(None) == {}
    assert options(sa.Identity(start=4)) == {"always": False, "start": 4}
    assert options(sa.Sequence("q", start=1, increment=2)) == {"start": 1, "increment": 2}


def test_kinds_of_defaults() -> None:
    """Any of several defaults may be computed or an identity."""
    assert sqla_compat._server_default_is_computed(None, sa.Computed("x"))
    assert not sqla_compat._server_default_is_computed(None, "x")
    assert sqla_compat._server_default_is_identity(sa.Identity(), None)
    assert not sqla_compat._server_default_is_identity(sa.Computed("x"))


def test_nullability_the_model_states() -> None:
    """Whether ``nullable`` was given is known."""
    unset = sqla_compat._nullability_might_be_unset
    assert unset(sa.Column("a", sa.Integer))
    assert not unset(sa.Column("a", sa.Integer, nullable=True))
