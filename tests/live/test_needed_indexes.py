"""Indexes that MariaDB insists on for foreign keys: replaced, kept, or let go with their keys."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa

from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from harness.databases import connected
from harness.round_trip import differences, execute


def models(*indexes: str, foreign_key: bool = True) -> sa.MetaData:
    """A table with a foreign key on one column, and indexes whose names are their columns."""
    metadata = sa.MetaData()
    sa.Table("p", metadata, sa.Column("id", sa.Integer, primary_key=True))
    table = sa.Table(
        "c",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("k", sa.Integer),
        sa.Column("n", sa.Integer),
    )
    if foreign_key:
        table.append_constraint(sa.ForeignKeyConstraint(["k"], ["p.id"], name="fk"))
    for each in indexes:
        sa.Index(f"ix_{each}", *(table.c[name] for name in each.split("_")))
    return metadata


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (models("k"), models("k_n")),
        (models("k_n"), models("k")),
        (models("k", "n"), models("k_n", "n_k")),
        (models("k", "k_n"), models("k")),
        (models("n"), models("n_k")),
        (models("k"), models("k_n", foreign_key=False)),
    ],
)
def test_indexes_are_replaced(mariadb_url: str, before: sa.MetaData, after: sa.MetaData) -> None:
    """There and back twice: at every moment the foreign key has an index."""
    with connected(mariadb_url) as connection:
        before.create_all(connection)
        script = produce_migrations(MigrationContext.configure(connection), after)
        for _ in range(2):
            execute(connection, script.upgrade_ops)
            assert differences(connection, after) == []
            execute(connection, script.downgrade_ops)
            assert differences(connection, before) == []


def test_an_index_becomes_a_unique_constraint(mariadb_url: str) -> None:
    """The key of a unique constraint serves as well."""
    before, after = models("k"), models()
    after.tables["c"].append_constraint(sa.UniqueConstraint("k", name="uq"))
    with connected(mariadb_url) as connection:
        before.create_all(connection)
        script = produce_migrations(MigrationContext.configure(connection), after)
        execute(connection, script.upgrade_ops)
        assert differences(connection, after) == []
        execute(connection, script.downgrade_ops)
        assert differences(connection, before) == []


def test_the_last_index_of_a_foreign_key_stays(
    mariadb_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The server would refuse to drop it, so that nobody is told to; others go."""
    with connected(mariadb_url) as connection:
        models("k", "n").create_all(connection)
        with caplog.at_level(logging.INFO, "alembic.autogenerate.compare.constraints"):
            found = differences(connection, models())
        assert [(each[0], each[1].name) for each in found] == [("remove_index", "ix_n")]
    assert "Ignoring index 'ix_k' on 'c': a foreign key needs it" in caplog.messages
