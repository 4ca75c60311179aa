"""A batch that names a column which its table has not."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, NullPool, Table, column, create_engine, inspect

from alembic.operations import BatchOperations, Operations
from alembic.runtime.migration import MigrationContext

LABEL = Table("person", MetaData(), Column("label", Integer)).c.label


@pytest.mark.parametrize(
    "change",
    [
        lambda batch: batch.drop_column("nmae"),
        lambda batch: batch.alter_column("nmae", nullable=True),
        lambda batch: batch.add_column(Column("c", Integer), insert_after="nmae"),
    ],
)
def test_the_columns_are_named(change: Callable[[BatchOperations], Any]) -> None:
    """The error is a KeyError, with a note that tells the table and the columns it has."""
    with create_engine("sqlite://", poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE person (id INTEGER, name VARCHAR)")
        op = Operations(MigrationContext.configure(connection))
        with (
            pytest.raises(KeyError) as caught,
            op.batch_alter_table("person", recreate="always") as batch,
        ):
            change(batch)
    assert caught.value.args == ("nmae",)
    assert caught.value.__notes__ == ["Table 'person' has no column 'nmae'; it has 'id', 'name'."]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda batch: batch.create_unique_constraint("uq", ["nmae"]),
            "Constraint 'uq' is left out of table 'person', which has no column 'nmae'.",
        ),
        (
            lambda batch: batch.create_foreign_key(
                "fk", "other", ["a", "id", "b"], ["x", "y", "z"]
            ),
            "Constraint 'fk' is left out of table 'person', which has no column 'a', 'b'.",
        ),
        (
            lambda batch: (
                batch.drop_column("name"),
                batch.create_unique_constraint("uq", ["name"]),
            ),
            "Constraint 'uq' is left out of table 'person', which has no column 'name'.",
        ),
    ],
)
def test_a_new_constraint_is_left_out_with_a_warning(
    change: Callable[[BatchOperations], Any], told: str
) -> None:
    """Old migrations rely on that it is no error; who writes a new one learns of it."""
    with create_engine("sqlite://", poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE person (id INTEGER, name VARCHAR)")
        op = Operations(MigrationContext.configure(connection))
        with (
            pytest.warns(UserWarning, match="is left out of table") as caught,
            op.batch_alter_table("person", recreate="always") as batch,
        ):
            change(batch)
        assert [str(each.message) for each in caught] == [told]
        assert inspect(connection).get_unique_constraints("person") == []


@pytest.mark.parametrize("comes_first", ["rename", "constraint"])
@pytest.mark.parametrize(
    ("add", "text"),
    [
        (lambda batch: batch.create_unique_constraint("k", ["label"]), "UNIQUE (label)"),
        (lambda batch: batch.create_primary_key("k", ["id", "label"]), "PRIMARY KEY (id, label)"),
        (
            lambda batch: batch.create_foreign_key("k", "other", ["label"], ["x"]),
            "FOREIGN KEY(label) REFERENCES other (x)",
        ),
        (
            lambda batch: batch.create_check_constraint("k", column("label") > 3),
            "CHECK (label > 3)",
        ),
        (lambda batch: batch.create_check_constraint("k", LABEL > 3), "CHECK (label > 3)"),
    ],
)
def test_a_new_constraint_may_name_a_column_as_it_will_be_called(
    comes_first: str, add: Callable[[BatchOperations], Any], text: str
) -> None:
    """Old name or new, before the rename or after it: the constraint is made."""
    with create_engine("sqlite://", poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE person (id INTEGER, name INTEGER)")
        op = Operations(MigrationContext.configure(connection))
        with warnings.catch_warnings(), op.batch_alter_table("person", recreate="always") as batch:
            warnings.simplefilter("error")
            if comes_first == "constraint":
                add(batch)
            batch.alter_column("name", new_column_name="label")
            if comes_first == "rename":
                add(batch)
        stored = connection.exec_driver_sql("SELECT sql FROM sqlite_master").scalar()
        assert f"CONSTRAINT k {text}" in str(stored).replace("\t", "")
        names = [each["name"] for each in inspect(connection).get_columns("person")]
        assert names == ["id", "label"]


def test_the_old_name_counts_where_both_are_columns() -> None:
    """Of two columns that change names, each goes by the name it had."""
    with create_engine("sqlite://", poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE person (a INTEGER, b INTEGER)")
        op = Operations(MigrationContext.configure(connection))
        with op.batch_alter_table("person", recreate="always") as batch:
            batch.alter_column("a", new_column_name="b")
            batch.alter_column("b", new_column_name="a")
            batch.create_unique_constraint("uq", ["a"])
        (unique,) = inspect(connection).get_unique_constraints("person")
        assert unique["column_names"] == ["b"]


def test_what_was_there_does_not_follow_a_name() -> None:
    """A constraint goes with its column, though another column gets the name of that."""
    with create_engine("sqlite://", poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE person (a INTEGER, b INTEGER, CONSTRAINT uq UNIQUE (a))"
        )
        op = Operations(MigrationContext.configure(connection))
        with op.batch_alter_table("person") as batch:
            batch.drop_column("a")
            batch.alter_column("b", new_column_name="a")
        assert inspect(connection).get_unique_constraints("person") == []


def test_a_constraint_of_a_dropped_column_goes_with_it() -> None:
    """What the table had is no mistake, so there is no warning."""
    with create_engine("sqlite://", poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE person (id INTEGER, name VARCHAR, CONSTRAINT uq UNIQUE (id, name))"
        )
        op = Operations(MigrationContext.configure(connection))
        with warnings.catch_warnings(), op.batch_alter_table("person") as batch:
            warnings.simplefilter("error")
            batch.drop_column("name")
        assert inspect(connection).get_unique_constraints("person") == []
