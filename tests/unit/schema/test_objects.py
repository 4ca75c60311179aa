"""Schema items built from names, on scratch tables."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable

from alembic.base.exc import CommandError
from alembic.operations import schemaobj
from alembic.schema.objects import SchemaObjects

OBJECTS = SchemaObjects()
CONVENTION = {"uq": "uq_%(table_name)s_%(column_0_name)s", "ix": "ix_%(column_0_label)s"}


def text(construct: Any) -> str:
    return " ".join(str(construct.compile(dialect=DefaultDialect())).split())


def with_convention() -> SchemaObjects:
    target = sa.MetaData(naming_convention=CONVENTION)
    return SchemaObjects(SimpleNamespace(opts={"target_metadata": target}))


def test_public_path() -> None:
    """``alembic.operations.schemaobj`` hands the class on."""
    assert schemaobj.SchemaObjects is SchemaObjects


def test_metadata_has_the_convention_of_the_models() -> None:
    """The convention is that of the ``target_metadata`` option."""
    assert dict(with_convention().metadata().naming_convention) == CONVENTION


@pytest.mark.parametrize(
    "context",
    [None, SimpleNamespace(opts={}), SimpleNamespace(opts={"target_metadata": [sa.MetaData()]})],
)
def test_metadata_without_a_convention(context: Any) -> None:
    """No context, no models, or a list of models leave SQLAlchemy's own convention."""
    assert SchemaObjects(context).metadata().naming_convention == sa.MetaData().naming_convention


def test_primary_key() -> None:
    """A primary key has its columns in the order given."""
    constraint = OBJECTS.primary_key_constraint("pk", "t", ["b", "a"], schema="s")
    assert text(AddConstraint(constraint)) == "ALTER TABLE s.t ADD CONSTRAINT pk PRIMARY KEY (b, a)"


def test_unique_constraint_takes_options() -> None:
    """Options reach the constraint."""
    constraint = OBJECTS.unique_constraint("u", "t", ["a"], initially="DEFERRED", deferrable=True)
    assert text(AddConstraint(constraint)) == (
        "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a) DEFERRABLE INITIALLY DEFERRED"
    )


def test_name_left_to_the_convention() -> None:
    """A name of None is what the convention gives."""
    assert with_convention().unique_constraint(None, "t", ["a", "b"]).name == "uq_t_a"
    assert with_convention().index(None, "t", ["a"]).name == "ix_t_a"


def test_bare_string_is_one_column() -> None:
    """A name given where a list belongs is that one column."""
    constraint = OBJECTS.unique_constraint("u", "t", "abc")
    assert constraint.columns.keys() == ["abc"]


@pytest.mark.parametrize(
    ("source", "referent", "schemas", "expected"),
    [
        ("t", "o", {}, "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY(a) REFERENCES o (id)"),
        ("t", "t", {}, "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY(a) REFERENCES t (id)"),
        (
            "t",
            "t",
            {"referent_schema": "s"},
            "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY(a) REFERENCES s.t (id)",
        ),
        (
            "t.x",
            "o.y",
            {"source_schema": "a.b", "referent_schema": "c.d"},
            'ALTER TABLE "a.b"."t.x" ADD CONSTRAINT f FOREIGN KEY(a) REFERENCES "c.d"."o.y" (id)',
        ),
    ],
)
def test_foreign_key(source: str, referent: str, schemas: dict[str, str], expected: str) -> None:
    """A foreign key stands between two tables or within one, whatever their names hold."""
    constraint = OBJECTS.foreign_key_constraint("f", source, referent, ["a"], ["id"], **schemas)
    assert text(AddConstraint(constraint)) == expected


def test_check_does_not_touch_the_models_table() -> None:
    """Columns of a model in a condition leave the model's table alone."""
    table = sa.Table("m", sa.MetaData(), sa.Column("a", sa.Integer))
    constraint = OBJECTS.check_constraint("c", "t", table.c.a > 5)
    assert text(AddConstraint(constraint)) == "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 5)"
    assert constraint not in table.constraints


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("foreignkey", sa.ForeignKeyConstraint),
        ("primary", sa.PrimaryKeyConstraint),
        ("unique", sa.UniqueConstraint),
        ("check", sa.CheckConstraint),
        (None, sa.Constraint),
    ],
)
def test_generic_constraint(type_: str | None, kind: type) -> None:
    """A constraint to be dropped has its kind, name and table."""
    constraint = OBJECTS.generic_constraint("c", "t", type_, schema="s")
    assert type(constraint) is kind
    assert (constraint.name, constraint.table.fullname) == ("c", "s.t")


def test_unknown_kind_names_the_known_ones() -> None:
    """The error lists what there is."""
    with pytest.raises(
        TypeError,
        match=r"^'type' can be one of 'check', 'foreignkey', 'primary', 'unique', None$",
    ):
        OBJECTS.generic_constraint("c", "t", "bogus")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: OBJECTS.primary_key_constraint("c", "t", []),
            "A primary key needs at least one column.",
        ),
        (
            lambda: OBJECTS.unique_constraint("c", "t", []),
            "A unique constraint needs at least one column.",
        ),
        (
            lambda: OBJECTS.foreign_key_constraint("c", "t", "o", [], []),
            "A foreign key needs at least one column.",
        ),
    ],
)
def test_no_columns_is_one_sentence(make: Any, message: str) -> None:
    """A constraint without columns is refused before it becomes SQL."""
    with pytest.raises(CommandError) as caught:
        make()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["a", "b"], "CREATE INDEX i ON s.t (a, b)"),
        (["a", "a"], "CREATE INDEX i ON s.t (a, a)"),
        ([sa.text("lower(a)"), "b"], "CREATE INDEX i ON s.t (lower(a), b)"),
        ([sa.func.lower(sa.column("a"))], "CREATE INDEX i ON s.t (lower(a))"),
        ([sa.column("a").desc()], "CREATE INDEX i ON s.t (a DESC)"),
    ],
)
def test_index(columns: list[Any], expected: str) -> None:
    """An index holds names, texts and expressions."""
    assert text(CreateIndex(OBJECTS.index("i", "t", columns, schema="s"))) == expected


def test_index_of_a_models_column_leaves_the_model_alone() -> None:
    """Expressions over a model's columns are carried over to the scratch table."""
    table = sa.Table("m", sa.MetaData(), sa.Column("a", sa.String, key="k"))
    index = OBJECTS.index("i", "t", [sa.func.lower(table.c.k), table.c.k])
    assert text(CreateIndex(index)) == "CREATE INDEX i ON t (lower(a), a)"
    assert table.indexes == set()


@pytest.mark.parametrize("element", [5, None, object()])
def test_index_element_of_another_kind(element: Any) -> None:
    """What is no name, text or expression is refused."""
    with pytest.raises(ValueError, match=r"^String or text\(\) construct expected$"):
        OBJECTS.index("i", "t", [element])


def test_table_makes_what_foreign_keys_refer_to() -> None:
    """Tables referred to are made with columns of no type."""
    table = OBJECTS.table(
        "t", sa.Column("x", sa.Integer, sa.ForeignKey("s.o.id")), sa.Column("y", sa.Integer)
    )
    assert text(CreateTable(table)) == (
        "CREATE TABLE t ( x INTEGER, y INTEGER, FOREIGN KEY(x) REFERENCES s.o (id) )"
    )
    assert isinstance(table.metadata.tables["s.o"].c.id.type, sa.types.NullType)


def test_table_copies_items_of_another_table() -> None:
    """Columns, constraints and indexes of a table are copied, not moved."""
    source = sa.Table(
        "m",
        sa.MetaData(),
        sa.Column("a", sa.Integer),
        sa.CheckConstraint("a > 1", name="c"),
        sa.UniqueConstraint("a", name="u"),
    )
    index = sa.Index("i", source.c.a, unique=True)
    table = OBJECTS.table("t", *source.c, *source._sorted_constraints, index)
    assert text(CreateTable(table)) == (
        "CREATE TABLE t ( a INTEGER, CONSTRAINT c CHECK (a > 1), CONSTRAINT u UNIQUE (a) )"
    )
    assert [text(CreateIndex(each)) for each in table.indexes] == ["CREATE UNIQUE INDEX i ON t (a)"]
    assert source.c.a.table is source
    assert index.table is source


def test_included_constraints_silence_the_flags() -> None:
    """Flags of columns do not repeat constraints that are listed."""
    table = OBJECTS.table("t", sa.Column("a", sa.Integer, unique=True), _constraints_included=True)
    assert text(CreateTable(table)) == "CREATE TABLE t ( a INTEGER )"


def test_type_bound_check_is_not_doubled() -> None:
    """The CHECK a type makes is left to the type."""
    source = sa.Table(
        "m", sa.MetaData(), sa.Column("f", sa.Boolean(create_constraint=True, name="ck"))
    )
    table = OBJECTS.table("t", *source.c, *source._sorted_constraints, _constraints_included=True)
    assert text(CreateTable(table)) == (
        "CREATE TABLE t ( f BOOLEAN, CONSTRAINT ck CHECK (f IN (0, 1)) )"
    )


def test_table_refuses_what_is_no_schema_item() -> None:
    """SQLAlchemy's own error says what is expected."""
    with pytest.raises(sa.exc.ArgumentError, match="got 5"):
        OBJECTS.table("t", 5)


def test_column_has_no_table() -> None:
    """A column stands alone."""
    column = OBJECTS.column("c", sa.Integer(), nullable=False)
    assert (column.name, column.table, column.nullable) == ("c", None, False)


def test_a_constraint_of_somebody_elses_kind() -> None:
    """ClickHouse's engines are constraints without the attributes of SQLAlchemy's."""

    class Engine(sa.Constraint):
        name = None  # for SQLAlchemy 2.1

        def __init__(self) -> None:
            pass

        def _set_parent(self, parent: Any, **kw: Any) -> None:
            parent.engine = self

    engine = Engine()
    table = SchemaObjects().table("t", sa.Column("id", sa.Integer), engine)
    assert table.engine is engine
