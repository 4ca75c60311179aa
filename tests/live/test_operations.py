"""Operations on real databases: each does what it says, and its reverse undoes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from alembic.operations import Operations, ops
from alembic.runtime.migration import MigrationContext


def models() -> Table:
    """Return the table every case starts from; it refers to a table ``o``."""
    metadata = MetaData()
    Table("o", metadata, Column("id", Integer, primary_key=True))
    return Table(
        "t",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("x", Integer, nullable=False),
        Column("n", String(20), server_default="a"),
        Column("z", Integer),
        CheckConstraint("z > 0", name="ck_z"),
        UniqueConstraint("n", name="uq_n"),
        sa.ForeignKeyConstraint(["x"], ["o.id"], name="fk_x", ondelete="CASCADE"),
        sa.Index("ix_z", "z"),
        comment="first",
    )


@dataclass
class Case:
    """An operation, and what is different once it ran."""

    name: str
    make: Callable[[Table], ops.MigrateOperation]
    where: Callable[[dict[str, Any]], Any]
    before: Any
    after: Any


def _names(kind: str) -> Callable[[dict[str, Any]], Any]:
    return lambda seen: sorted(seen["t"][kind])


def _column(name: str, fact: str) -> Callable[[dict[str, Any]], Any]:
    return lambda seen: seen["t"]["columns"][name][fact]


def _constraint(table: Table, name: str) -> Any:
    return next(each for each in table.constraints if each.name == name)


CASES = [
    Case(
        "create table",
        lambda t: ops.CreateTableOp(
            "u",
            [
                Column("id", Integer, primary_key=True),
                Column("x", Integer, ForeignKey("o.id", name="fk_u")),
            ],
        ),
        sorted,
        ["o", "t"],
        ["o", "t", "u"],
    ),
    Case("drop table", ops.DropTableOp.from_table, sorted, ["o", "t"], ["o"]),
    Case(
        "add column",
        lambda t: ops.AddColumnOp("t", Column("c", String(5), nullable=False, server_default="q")),
        lambda seen: list(seen["t"]["columns"]),
        ["id", "x", "n", "z"],
        ["id", "x", "n", "z", "c"],
    ),
    Case(
        "alter type",
        lambda t: ops.AlterColumnOp(
            "t",
            "n",
            existing_type=String(20),
            modify_type=String(30),
            existing_nullable=True,
            existing_server_default="a",
        ),
        _column("n", "type"),
        "VARCHAR(20)",
        "VARCHAR(30)",
    ),
    Case(
        "alter nullable",
        lambda t: ops.AlterColumnOp(
            "t", "z", existing_type=Integer(), existing_nullable=True, modify_nullable=False
        ),
        _column("z", "nullable"),
        True,
        False,
    ),
    Case(
        "set default",
        lambda t: ops.AlterColumnOp(
            "t",
            "z",
            existing_type=Integer(),
            existing_nullable=True,
            existing_server_default=None,
            modify_server_default="5",
        ),
        lambda seen: seen["t"]["columns"]["z"]["default"] in {"5", "'5'"},
        False,
        True,
    ),
    Case(
        "drop default",
        lambda t: ops.AlterColumnOp(
            "t",
            "n",
            existing_type=String(20),
            existing_nullable=True,
            existing_server_default="a",
            modify_server_default=None,
        ),
        lambda seen: seen["t"]["columns"]["n"]["default"] is None,
        False,
        True,
    ),
    Case(
        "create unique constraint",
        lambda t: ops.CreateUniqueConstraintOp("uq_zn", "t", ["z", "n"]),
        _names("uniques"),
        ["uq_n"],
        ["uq_n", "uq_zn"],
    ),
    Case(
        "drop unique constraint",
        lambda t: ops.DropConstraintOp.from_constraint(_constraint(t, "uq_n")),
        _names("uniques"),
        ["uq_n"],
        [],
    ),
    Case(
        "create check",
        lambda t: ops.CreateCheckConstraintOp("ck_x", "t", "x > 3"),
        _names("checks"),
        ["ck_z"],
        ["ck_x", "ck_z"],
    ),
    Case(
        "drop check",
        lambda t: ops.DropConstraintOp.from_constraint(_constraint(t, "ck_z")),
        _names("checks"),
        ["ck_z"],
        [],
    ),
    Case(
        "create foreign key",
        lambda t: ops.CreateForeignKeyOp("fk_z", "t", "o", ["z"], ["id"], ondelete="CASCADE"),
        _names("fks"),
        ["fk_x"],
        ["fk_x", "fk_z"],
    ),
    Case(
        "drop foreign key",
        lambda t: ops.DropConstraintOp.from_constraint(_constraint(t, "fk_x")),
        _names("fks"),
        ["fk_x"],
        [],
    ),
    Case(
        "create index",
        lambda t: ops.CreateIndexOp("ix_nz", "t", ["n", "z"], unique=True),
        _names("indexes"),
        ["ix_z"],
        ["ix_nz", "ix_z"],
    ),
    Case(
        "drop index",
        lambda t: ops.DropIndexOp.from_index(next(iter(t.indexes))),
        _names("indexes"),
        ["ix_z"],
        [],
    ),
]
COMMENT_CASES = [
    Case(
        "column comment",
        lambda t: ops.AlterColumnOp(
            "t", "z", existing_type=Integer(), existing_nullable=True, modify_comment="it's"
        ),
        _column("z", "comment"),
        None,
        "it's",
    ),
    Case(
        "table comment",
        lambda t: ops.CreateTableCommentOp("t", "second", existing_comment="first"),
        lambda seen: seen["t"]["comment"],
        "first",
        "second",
    ),
    Case(
        "drop table comment",
        lambda t: ops.DropTableCommentOp("t", existing_comment="first"),
        lambda seen: seen["t"]["comment"],
        "first",
        None,
    ),
]
#: What SQLite cannot alter goes through a batch there, as in a migration.
NATIVE_ON_SQLITE = (
    ops.CreateTableOp,
    ops.DropTableOp,
    ops.AddColumnOp,
    ops.DropColumnOp,
    ops.CreateIndexOp,
    ops.DropIndexOp,
)


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url)
    with engine.connect() as made:
        table = models()
        table.metadata.create_all(made)
        made.commit()
        yield made
    engine.dispose()


@pytest.fixture
def connection(database: str) -> Iterator[sa.Connection]:
    """Give a connection to a database that has the tables of the models."""
    with connected(database) as made:
        yield made


@pytest.fixture(params=["postgresql", "mariadb"])
def commenting(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """Give such a connection to a database that has comments."""
    with connected(request.getfixturevalue(f"{request.param}_url")) as made:
        yield made


def picture(connection: sa.Connection) -> dict[str, Any]:
    """Return all that the database has, by name."""
    connection.commit()
    inspector = sa.inspect(connection)
    return {
        name: {
            "columns": {
                column["name"]: {
                    "type": str(column["type"].compile(connection.dialect)).partition(" COLL")[0],
                    "nullable": column["nullable"],
                    "default": column["default"],
                    "comment": column.get("comment"),
                }
                for column in inspector.get_columns(name)
            },
            "pk": inspector.get_pk_constraint(name)["constrained_columns"],
            "fks": {
                each["name"]: (each["constrained_columns"], each["options"])
                for each in inspector.get_foreign_keys(name)
            },
            "uniques": {
                each["name"]: each["column_names"]
                for each in inspector.get_unique_constraints(name)
                if each["name"] != "ix_nz"
            },
            "checks": {
                each["name"]: each["sqltext"] for each in inspector.get_check_constraints(name)
            },
            "indexes": {
                each["name"]: (each["column_names"], bool(each["unique"]))
                for each in inspector.get_indexes(name)
                if each["name"].startswith("ix_")
            },
            "comment": _comment(inspector, name),
        }
        for name in inspector.get_table_names()
    }


def _comment(inspector: sa.Inspector, name: str) -> str | None:
    if not inspector.dialect.supports_comments:
        return None
    return inspector.get_table_comment(name)["text"]


def apply(connection: sa.Connection, operation: ops.MigrateOperation) -> None:
    """Carry an operation out."""
    op = Operations(MigrationContext.configure(connection))
    if connection.dialect.name == "sqlite" and not isinstance(operation, NATIVE_ON_SQLITE):
        with op.batch_alter_table("t") as batch:
            batch.invoke(operation)
    else:
        op.invoke(operation)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "_"))
def test_operation_then_its_reverse(connection: sa.Connection, case: Case) -> None:
    """The database has what was asked for, and after the reverse it is as it was."""
    _check(connection, case)


@pytest.mark.parametrize("case", COMMENT_CASES, ids=lambda case: case.name.replace(" ", "_"))
def test_comment_then_its_reverse(commenting: sa.Connection, case: Case) -> None:
    """Comments are what was asked for, and after the reverse as they were."""
    _check(commenting, case)


def _check(connection: sa.Connection, case: Case) -> None:
    before = picture(connection)
    operation = case.make(models())
    assert case.where(before) == case.before
    apply(connection, operation)
    assert case.where(picture(connection)) == case.after
    for undo in _undo(operation):
        apply(connection, undo)
    assert picture(connection) == before


def _undo(operation: ops.MigrateOperation) -> list[ops.MigrateOperation]:
    undo = [operation.reverse()]
    if isinstance(operation, ops.DropTableOp):
        # The indexes of a table are operations of their own.
        undo += [ops.CreateIndexOp.from_index(each) for each in models().indexes]
    return undo


def test_dropped_column_comes_back(connection: sa.Connection) -> None:
    """A column dropped and added again is the same but for its place."""
    before = picture(connection)
    table = models()
    index = ops.DropIndexOp.from_index(next(iter(table.indexes)))
    check = ops.DropConstraintOp.from_constraint(_constraint(table, "ck_z"))
    column = ops.DropColumnOp.from_column_and_tablename(None, "t", table.c.z)
    steps = [index, check, column]
    for operation in steps:
        apply(connection, operation)
    assert list(picture(connection)["t"]["columns"]) == ["id", "x", "n"]
    for operation in reversed(steps):
        apply(connection, operation.reverse())
    assert picture(connection) == before


def test_renames(connection: sa.Connection) -> None:
    """Tables and columns have their new names, and the rows stay."""
    op = Operations(MigrationContext.configure(connection))
    op.execute("INSERT INTO o (id) VALUES (1)")
    op.rename_table("o", "p")
    if connection.dialect.name == "sqlite":
        with op.batch_alter_table("p") as batch:
            batch.alter_column("id", new_column_name="key")
    else:
        op.alter_column(
            "p", "id", new_column_name="key", existing_type=Integer(), existing_nullable=False
        )
    key = connection.dialect.identifier_preparer.quote("key")
    assert connection.execute(sa.text(f"SELECT {key} FROM p")).scalars().all() == [1]


def test_rows(connection: sa.Connection) -> None:
    """Rows are inserted in one execution, or one by one with literals."""
    op = Operations(MigrationContext.configure(connection))
    table = sa.table("o", sa.column("id", Integer))
    op.bulk_insert(table, [{"id": 1}, {"id": 2}])
    op.bulk_insert(table, [{"id": op.inline_literal(3)}], multiinsert=False)
    op.execute(table.delete().where(table.c.id == op.inline_literal(1)))
    assert connection.execute(sa.select(table.c.id).order_by("id")).scalars().all() == [2, 3]
