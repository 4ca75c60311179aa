"""Indexes that MariaDB insists on for foreign keys: replaced, kept, or let go with their keys."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import Operations
from harness.databases import connected
from harness.round_trip import differences, execute, invoke


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
        (models(), models("k")),
        (models(), models("k_n", "k")),
        (models("n"), models("k", foreign_key=False)),
        (models(), models(foreign_key=False)),
        (models("k"), models("k", foreign_key=False)),
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


def test_mysql_makes_its_index_again_with_the_foreign_key(
    mariadb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without IF NOT EXISTS the way back is over the foreign key, as often as one likes."""
    before, after = models(), models("k")
    with connected(mariadb_url) as connection:
        before.create_all(connection)
        with monkeypatch.context() as as_mysql:
            as_mysql.setattr(connection.dialect, "is_mariadb", False)
            bugs_of_mysql = "_needs_correct_for_88718_96365"
            as_mysql.setattr(connection.dialect, bugs_of_mysql, False, raising=False)
            script = produce_migrations(MigrationContext.configure(connection), after)
        assert [type(op).__name__ for op in of_table(script.downgrade_ops)] == [
            "DropConstraintOp",
            "DropIndexOp",
            "CreateForeignKeyOp",
        ]
        for _ in range(2):
            execute(connection, script.upgrade_ops)
            assert differences(connection, after) == []
            execute(connection, script.downgrade_ops)
            assert differences(connection, before) == []


def of_table(container: Any) -> list[Any]:
    """The operations on the one table that changes."""
    (table,) = container.ops
    return list(table.ops)


@pytest.mark.parametrize("as_batch", [False, True])
def test_what_the_way_back_looks_like(mariadb_url: str, as_batch: bool) -> None:
    """The server's own index is named, and made only where it is missing."""
    with connected(mariadb_url) as connection:
        models().create_all(connection)
        context = MigrationContext.configure(connection, opts={"render_as_batch": as_batch})
        script = produce_migrations(context, models("k"))
        text = render_python_code(
            script.downgrade_ops, migration_context=context, render_as_batch=as_batch
        )
        lines = [line.strip() for line in text.splitlines() if "index" in line]
        made, dropped = (
            ("op.create_index(op.f('fk'), 'c', [", "op.drop_index('ix_k', table_name='c')")
            if not as_batch
            else ("batch_op.create_index(batch_op.f('fk'), [", "batch_op.drop_index('ix_k')")
        )
        assert lines[0] == f"{made}'k'], unique=False, if_not_exists=True)"
        assert lines[1:] == [dropped]
        invoke(connection, script.upgrade_ops)
        names = {"op": Operations(context)}
        exec(f"def downgrade():\n    {text}\ndowngrade()\n", names)
        assert differences(connection, models()) == []


def test_an_index_that_another_table_needs_stays(mariadb_url: str) -> None:
    """A foreign key may refer to columns that have no index but the one made for another."""
    before, after = models(), models(foreign_key=False)
    for each in (before, after):
        refers = sa.Column("ck", sa.ForeignKey("c.k", name="to_k"))
        sa.Table("d", each, sa.Column("id", sa.Integer, primary_key=True), refers)
    with connected(mariadb_url) as connection:
        before.create_all(connection)
        script = produce_migrations(MigrationContext.configure(connection), after)
        assert [each[0] for each in script.upgrade_ops.as_diffs()] == ["remove_fk"]
        execute(connection, script.upgrade_ops)
        execute(connection, script.downgrade_ops)
        assert differences(connection, before) == []


def test_an_index_nobody_wants_to_hear_of_stays(mariadb_url: str) -> None:
    """The filters of the user decide about the index that a dropped foreign key leaves."""
    opts = {"include_object": lambda item, name, type_, *_: (name, type_) != ("fk", "index")}
    with connected(mariadb_url) as connection:
        models().create_all(connection)
        context = MigrationContext.configure(connection, opts=opts)
        found = compare_metadata(context, models(foreign_key=False))
        assert [each[0] for each in found] == ["remove_fk"]


def test_a_foreign_key_without_a_name_gets_its_index_back(mariadb_url: str) -> None:
    """The server names that index after the column."""
    before, after = models(foreign_key=False), models("k", foreign_key=False)
    for each in (before, after):
        each.tables["c"].append_constraint(sa.ForeignKeyConstraint(["k"], ["p.id"]))
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
