"""A batch that names a column which its table has not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, Integer, create_engine

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
    with create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE person (id INTEGER, name VARCHAR)")
        op = Operations(MigrationContext.configure(connection))
        with (
            pytest.raises(KeyError) as caught,
            op.batch_alter_table("person", recreate="always") as batch,
        ):
            change(batch)
    assert caught.value.args == ("nmae",)
    assert caught.value.__notes__ == ["Table 'person' has no column 'nmae'; it has 'id', 'name'."]
