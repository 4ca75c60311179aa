"""Constraints and indexes that a batch cannot find, or that have no name to be found by."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.migration import MigrationContext
from alembic.operations import Operations


@pytest.mark.parametrize(
    ("change", "sentence", "note"),
    [
        (
            lambda batch: batch.drop_constraint("nope", type_="unique"),
            "No such constraint: 'nope'",
            "Table 't' has 'uq', 'ck'.",
        ),
        (
            lambda batch: batch.drop_index("nope"),
            "No such index: 'nope'",
            "Table 't' has 'ix'.",
        ),
        (
            lambda batch: batch.create_unique_constraint(None, ["x", "y"]),
            "Constraint must have a name",
            "Table 't', columns 'x', 'y': give the constraint a name, or the models a naming "
            "convention; a constraint in the database that has none gets one by "
            "batch_alter_table(naming_convention=..).",
        ),
    ],
)
def test_the_note_says_what_there_is(
    change: Callable[[Any], None], sentence: str, note: str
) -> None:
    """The error names the table, what it has, and what to do."""
    table = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("x", sa.Integer),
        sa.Column("y", sa.Integer, sa.CheckConstraint("y > 0", name="ck")),
        sa.UniqueConstraint("x", name="uq"),
        sa.Index("ix", "x"),
    )
    context = MigrationContext.configure(
        dialect_name="sqlite", opts={"as_sql": True, "output_buffer": io.StringIO()}
    )
    operations: Any = Operations(context)
    with (
        pytest.raises(ValueError, match=sentence) as caught,
        operations.batch_alter_table("t", copy_from=table, recreate="always") as batch,
    ):
        change(batch)
    assert str(caught.value) == sentence
    assert caught.value.__notes__ == [note]
