"""What PostgreSQL and MariaDB cannot do is refused before any part of the operation has run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import CompileError

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import CommandError
from harness.schema_picture import picture

Act = Callable[[Any], None]
ANEW = "drop the column and add it anew, with op.drop_column() and op.add_column()."


@pytest.fixture(params=["postgresql", "mariadb"])
def connection(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """Give a connection to a database with two tables."""
    engine = sa.create_engine(request.getfixturevalue(f"{request.param}_url"))
    with engine.connect() as made:
        made.exec_driver_sql("CREATE TABLE o (id INTEGER NOT NULL PRIMARY KEY)")
        made.exec_driver_sql("CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, c INTEGER)")
        made.commit()
        yield made
    engine.dispose()


def refused(connection: sa.Connection, act: Act, kind: type[Exception] = CommandError) -> str:
    """Insist that an operation is refused and has changed nothing; return what it says."""
    before = picture(connection)
    connection.commit()
    with pytest.raises(kind) as caught:
        act(Operations(MigrationContext.configure(connection)))
    connection.commit()
    assert picture(connection) == before
    connection.commit()
    return str(caught.value).split("\n")[0]


def test_a_column_is_not_computed_halfway(connection: sa.Connection) -> None:
    """The type and the nullability that were asked for along with it stay as they were."""
    sentence = refused(
        connection,
        lambda op: op.alter_column(
            "t",
            "c",
            type_=sa.BigInteger(),
            nullable=False,
            existing_type=sa.Integer(),
            server_default=sa.Computed("id + 1"),
        ),
    )
    assert sentence == (
        'Adding or removing a "computed" construct, e.g. GENERATED ALWAYS AS, to or from an '
        f"existing column is not supported.  For column 'c' of table 't': {ANEW}"
    )


def test_the_check_of_a_type_stays_with_it(mariadb_url: str) -> None:
    """A CHECK that goes with the old type is not dropped for a change that is refused."""
    old = sa.Enum("a", name="ck_c", native_enum=False, create_constraint=True)
    engine = sa.create_engine(mariadb_url)
    with engine.connect() as made:
        sa.Table("t", sa.MetaData(), sa.Column("c", old)).create(made)
        made.commit()
        sentence = refused(
            made,
            lambda op: op.alter_column(
                "t", "c", type_=sa.Integer(), existing_type=old, server_default=sa.Identity()
            ),
        )
    engine.dispose()
    assert sentence.startswith('Adding, removing or modifying an "identity" construct')


def test_a_column_does_not_come_without_its_constraint(mariadb_url: str) -> None:
    """MariaDB has no text for MATCH, so that the column is not added either."""
    engine = sa.create_engine(mariadb_url)
    with engine.connect() as made:
        made.exec_driver_sql("CREATE TABLE t (c INTEGER)")
        reference = sa.ForeignKey("o.id", match="FULL")
        sentence = refused(
            made,
            lambda op: op.add_column("t", sa.Column("n", sa.Integer, reference)),
            CompileError,
        )
    engine.dispose()
    assert "MATCH" in sentence


def test_mysql_wants_to_know_the_type(mariadb_url: str) -> None:
    """A change that restates the column names what it misses."""
    engine = sa.create_engine(mariadb_url)
    with engine.connect() as made:
        made.exec_driver_sql("CREATE TABLE t (c INTEGER)")
        sentence = refused(made, lambda op: op.alter_column("t", "c", nullable=False))
    engine.dispose()
    assert sentence == (
        "All MySQL CHANGE/MODIFY COLUMN operations require the existing type.  For column 'c' of "
        "table 't': pass existing_type=, and the other existing_ values that are to stay."
    )


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (
            lambda op: op.add_column("t", sa.Column("n", sa.Integer), if_not_exists=True),
            "IF NOT EXISTS for columns, as MariaDB does.  For column 'n'",
        ),
        (
            lambda op: op.drop_column("t", "c", if_exists=True, schema="s"),
            "IF EXISTS for columns, as MariaDB does.  For column 'c'",
        ),
    ],
)
def test_mysql_has_no_conditions_for_columns(
    mariadb_url: str, monkeypatch: pytest.MonkeyPatch, act: Act, words: str
) -> None:
    """What MariaDB takes is refused on MySQL, which would only say that the syntax is wrong."""
    engine = sa.create_engine(mariadb_url)
    with engine.connect() as made:
        made.exec_driver_sql("CREATE TABLE t (c INTEGER, d INTEGER)")
        Operations(MigrationContext.configure(made)).drop_column("t", "d", if_exists=True)
        monkeypatch.setattr(made.dialect, "is_mariadb", False)
        with pytest.raises(NotImplementedError, match=f"^MySQL knows no {words} of table"):
            act(Operations(MigrationContext.configure(made)))
        assert [each["name"] for each in sa.inspect(made).get_columns("t")] == ["c"]
    engine.dispose()


def test_exclusion_is_for_postgresql(mariadb_url: str) -> None:
    """Other databases have no such constraints."""
    engine = sa.create_engine(mariadb_url)
    with engine.connect() as made:
        made.exec_driver_sql("CREATE TABLE t (c INTEGER)")
        sentence = refused(made, lambda op: op.create_exclude_constraint("ex", "t", ("c", "=")))
    engine.dispose()
    assert sentence == (
        "The dialect mysql has no EXCLUDE constraints.  For constraint 'ex' of table 't': leave it "
        "out on this dialect, or keep the rule in a trigger."
    )


def test_mysql_drops_an_index_by_its_table(mariadb_url: str) -> None:
    """Without its table an index cannot be found there."""
    engine = sa.create_engine(mariadb_url)
    with engine.connect() as made:
        made.exec_driver_sql("CREATE TABLE t (c INTEGER, INDEX ix (c))")
        sentence = refused(made, lambda op: op.drop_index("ix"))
        Operations(MigrationContext.configure(made)).drop_index("ix", "t")
        assert sa.inspect(made).get_indexes("t") == []
    engine.dispose()
    assert sentence == (
        "The dialect mysql drops an index by its table: pass table_name= to op.drop_index() for "
        "index 'ix'."
    )


def test_a_constraint_without_a_name_is_not_dropped(connection: sa.Connection) -> None:
    """The error is the one of SQLAlchemy, with the way out."""

    def act(op: Any) -> None:
        op.drop_constraint(None, "t", type_="unique")

    assert refused(connection, act, CompileError) == (
        "Can't emit DROP CONSTRAINT for constraint UniqueConstraint(); it has no name; for table "
        "'t': pass the name that the database gave it, or name it where it is made."
    )
    refused(connection, act, CommandError)


def test_a_primary_key_of_mysql_needs_no_name(mariadb_url: str) -> None:
    """There is only one."""
    engine = sa.create_engine(mariadb_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY)")
        Operations(MigrationContext.configure(connection)).drop_constraint(
            None, "t", type_="primary"
        )
        assert sa.inspect(connection).get_pk_constraint("t")["constrained_columns"] == []
