"""Operations made from schema items, and schema items made from operations."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable

from alembic.operations import ops
from alembic.schema.sqla_compat import sqla_2_1


def text(construct: Any) -> str:
    return " ".join(str(construct.compile(dialect=postgresql.dialect())).split())


def models() -> sa.Table:
    metadata = sa.MetaData()
    sa.Table("o", metadata, sa.Column("id", sa.Integer, primary_key=True), schema="r")
    return sa.Table(
        "t",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("x", sa.Integer, index=True),
        sa.Column("y", sa.String(5), sa.CheckConstraint("y > 'a'", name="cy"), unique=True),
        sa.Column("f", sa.Boolean(create_constraint=True, name="ckf")),
        sa.Column("d", sa.Integer, sa.Computed("id + 1")),
        sa.CheckConstraint("x > 1", name="cx"),
        sa.ForeignKeyConstraint(
            ["x"], ["r.o.id"], name="fk", onupdate="CASCADE", deferrable=True, initially="DEFERRED"
        ),
        schema="s",
        comment="tc",
        info={"k": "v"},
        prefixes=["UNLOGGED"],
        postgresql_tablespace="z",
    )


#: SQLAlchemy 2.1 leaves out the STORED that PostgreSQL takes as given.
STORED = "" if sqla_2_1 else " STORED"
COLUMNS = [
    f"d INTEGER GENERATED ALWAYS AS (id + 1){STORED}",
    "f BOOLEAN",
    "id SERIAL NOT NULL",
    "x INTEGER",
    "y VARCHAR(5) CONSTRAINT cy CHECK (y > 'a')",
]


def table_lines(table: sa.Table) -> list[str]:
    return str(CreateTable(table).compile(dialect=postgresql.dialect())).splitlines()


def test_table_goes_there_and_back() -> None:
    """A table made from the operation of a table is that table."""
    op = ops.CreateTableOp.from_table(models())
    for made in (op, op.reverse(), op.reverse().reverse()):
        table = made.to_table()
        assert sorted(each.strip("\t ,") for each in table_lines(table)[2:-3]) == [
            "CONSTRAINT cx CHECK (x > 1)",
            "CONSTRAINT fk FOREIGN KEY(x) REFERENCES r.o (id) ON UPDATE CASCADE "
            "DEFERRABLE INITIALLY DEFERRED",
            "PRIMARY KEY (id)",
            "UNIQUE (y)",
            *COLUMNS,
        ]
        assert table_lines(table)[1] == "CREATE UNLOGGED TABLE s.t ("


def test_create_table_op_keeps_what_is_not_sql() -> None:
    """Comment, info, prefixes, options and the models' MetaData are on the operation."""
    table = models()
    op = ops.CreateTableOp.from_table(table)
    assert (op.table_name, op.schema, op.comment, op.info, op.prefixes, op.kw) == (
        "t",
        "s",
        "tc",
        {"k": "v"},
        ["UNLOGGED"],
        {"postgresql_tablespace": "z"},
    )
    assert op._namespace_metadata is table.metadata
    assert op._constraints_included
    assert op.info is not table.info
    assert op.to_table().info == {"k": "v"}
    assert op.to_table().comment == "tc"


def test_indexes_are_no_part_of_the_table_op() -> None:
    """Indexes are operations of their own."""
    op = ops.CreateTableOp.from_table(models())
    assert op.to_table().indexes == set()


def test_drop_table_op_remembers_the_table() -> None:
    """A drop made from a table has its options and can make it again."""
    op = ops.DropTableOp.from_table(models(), _namespace_metadata=sa.MetaData())
    assert (op.table_name, op.schema, op.comment, op.info, op.prefixes, op.table_kw) == (
        "t",
        "s",
        "tc",
        {"k": "v"},
        ["UNLOGGED"],
        {"postgresql_tablespace": "z"},
    )
    assert [type(each).__name__ for each in op._reverse.columns[:5]] == ["Column"] * 5


def test_drop_table_op_alone_has_no_columns() -> None:
    """A drop by name knows the name only."""
    table = ops.DropTableOp("t", schema="s", table_kw={"comment": "c"}).to_table()
    assert (table.fullname, table.comment, list(table.c)) == ("s.t", "c", [])


@pytest.mark.parametrize(
    "make",
    [
        lambda t: sa.Index("i", t.c.x, t.c.y.desc(), unique=True, postgresql_using="gin"),
        lambda t: sa.Index("i", sa.func.lower(t.c.y), postgresql_where=t.c.x > 5),
        lambda t: sa.Index("i", sa.text("lower(y)"), _table=t, postgresql_ops={"y": "o"}),
    ],
)
def test_index_goes_there_and_back(make: Any) -> None:
    """An index made from the operation of an index is that index."""
    index = make(models())
    expected = text(CreateIndex(index))
    op = ops.CreateIndexOp.from_index(index)
    assert text(CreateIndex(op.to_index())) == expected
    assert text(CreateIndex(op.reverse().to_index())) == expected
    assert text(CreateIndex(op.reverse().reverse().to_index())) == expected


def test_drop_index_op_alone_has_a_stand_in_column() -> None:
    """A drop by name has a column ``x`` and, without a table, a table ``no_table``."""
    index = ops.DropIndexOp("i").to_index()
    assert (index.table.name, index.columns.keys()) == ("no_table", ["x"])


@pytest.mark.parametrize(
    ("make", "kind", "type_", "dropped"),
    [
        (
            lambda t: sa.PrimaryKeyConstraint(t.c.id, name="pk"),
            ops.CreatePrimaryKeyOp,
            "primarykey",
            "primary",
        ),
        (
            lambda t: sa.UniqueConstraint(
                t.c.x, t.c.y, name="u", deferrable=True, initially="DEFERRED"
            ),
            ops.CreateUniqueConstraintOp,
            "unique",
            "unique",
        ),
        (
            lambda t: sa.ForeignKeyConstraint(
                [t.c.x],
                ["r.o.id"],
                name="f",
                onupdate="CASCADE",
                ondelete="SET NULL",
                match="FULL",
                deferrable=True,
                initially="DEFERRED",
            ),
            ops.CreateForeignKeyOp,
            "foreignkey",
            "foreignkey",
        ),
        (
            lambda t: sa.CheckConstraint(
                "x > 5", name="c", table=t, deferrable=True, initially="DEFERRED"
            ),
            ops.CreateCheckConstraintOp,
            "check",
            "check",
        ),
        (
            lambda t: postgresql.ExcludeConstraint((t.c.x, "="), name="e", where=t.c.x > 5),
            ops.CreateExcludeConstraintOp,
            "exclude",
            None,
        ),
    ],
)
def test_constraint_goes_there_and_back(
    make: Any, kind: type, type_: str, dropped: str | None
) -> None:
    """A constraint made from the operation of a constraint is that constraint, of its kind."""
    table = models()
    constraint = make(table)
    if constraint not in table.constraints:
        table.append_constraint(constraint)
    expected = text(AddConstraint(constraint))
    op = ops.AddConstraintOp.from_constraint(constraint)
    assert (type(op), op.constraint_type) == (kind, type_)
    assert text(AddConstraint(op.to_constraint())) == expected
    drop = op.reverse()
    assert (drop.constraint_name, drop.table_name, drop.schema) == (constraint.name, "t", "s")
    assert drop.constraint_type == dropped
    assert text(AddConstraint(drop.to_constraint())) == expected
    assert text(AddConstraint(drop.reverse().to_constraint())) == expected


def test_check_within_a_column() -> None:
    """A CHECK given to a column becomes an operation on its table."""
    (check,) = models().c.y.constraints
    op = ops.AddConstraintOp.from_constraint(check)
    assert isinstance(op, ops.CreateCheckConstraintOp)
    assert (op.constraint_name, op.table_name, op.schema) == ("cy", "t", "s")


def test_options_that_say_nothing_are_left_out() -> None:
    """Only options that were given are on the operation."""
    table = models()
    constraint = sa.UniqueConstraint(table.c.x, name="u", deferrable=False)
    assert ops.CreateUniqueConstraintOp.from_constraint(constraint).kw == {}


def test_constraint_without_a_name() -> None:
    """A name left to the database is None on the operation."""
    table = models()
    constraint = sa.UniqueConstraint(table.c.x)
    assert ops.AddConstraintOp.from_constraint(constraint).constraint_name is None


def test_dropped_constraint_follows_the_operation() -> None:
    """A remembered constraint has the name and table the operation has by now."""
    table = models()
    drop = ops.DropConstraintOp.from_constraint(sa.UniqueConstraint(table.c.x, name="u"))
    drop.constraint_name, drop.table_name, drop.schema = "v", "t2", "s2"
    constraint = drop.to_constraint()
    assert (constraint.name, constraint.table.name, constraint.table.schema) == ("v", "t2", "s2")


def test_unknown_kind_of_constraint() -> None:
    """A kind nobody registered is refused."""
    with pytest.raises(ValueError, match=r"^no dispatch function for object: constraint$"):
        ops.AddConstraintOp.from_constraint(sa.Constraint("c"))


def test_registered_kind_of_constraint() -> None:
    """An operation of one's own serves constraints of one's own."""

    class Special(sa.Constraint):
        __visit_name__ = "special_constraint"

    @ops.AddConstraintOp.register_add_constraint("special_constraint")
    class CreateSpecialOp(ops.AddConstraintOp):
        constraint_type = "special"

        @classmethod
        def from_constraint(cls, constraint: sa.Constraint) -> CreateSpecialOp:
            op = cls()
            op.constraint_name = constraint.name
            return op

    op = ops.AddConstraintOp.from_constraint(Special("s"))
    assert (type(op), op.constraint_name) == (CreateSpecialOp, "s")
    del ops.AddConstraintOp.add_constraint_ops._registry["special_constraint", "default"]


def test_column_ops() -> None:
    """A column goes onto the operation as it is."""
    column = models().c.y
    op = ops.AddColumnOp.from_column(column)
    assert (op.table_name, op.schema, op.to_column() is column) == ("t", "s", True)
    op = ops.AddColumnOp.from_column_and_tablename("q", "u", column)
    assert (op.table_name, op.schema, op.column is column) == ("u", "q", True)
    drop = ops.DropColumnOp.from_column_and_tablename("q", "u", column)
    assert (drop.column_name, drop.to_column() is column) == ("y", True)


def test_drop_column_op_alone_has_no_type() -> None:
    """A drop by name knows the name only."""
    column = ops.DropColumnOp("t", "c").to_column()
    assert (column.name, type(column.type)) == ("c", sa.types.NullType)


def test_comment_ops() -> None:
    """Comments become tables that have them."""
    assert ops.CreateTableCommentOp("t", "c", schema="s").to_table().comment == "c"
    table = ops.DropTableCommentOp("t", schema="s", existing_comment="c").to_table()
    assert (table.fullname, table.comment) == ("s.t", None)
