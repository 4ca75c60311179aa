"""A batch that names a column which its table has not."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, Integer, NullPool, create_engine, inspect

from alembic.operations import BatchOperations, Operations
from alembic.runtime.migration import MigrationContext


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
                batch.alter_column("name", new_column_name="full"),
                batch.create_unique_constraint("uq", ["full"]),
            ),
            "Constraint 'uq' is left out of table 'person', which has no column 'full'; a column "
            "renamed in this batch goes by its old name.",
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
