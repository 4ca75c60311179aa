"""Foreign keys that no order of tables can have in place: there, back and there again."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from harness.databases import connected
from harness.round_trip import differences, execute, invoke

Models = Callable[[], sa.MetaData]


def table(metadata: sa.MetaData, name: str, *items: Any) -> None:
    sa.Table(name, metadata, sa.Column("id", sa.Integer, primary_key=True), *items)


def reference(to: str, name: str | None = None, **kw: Any) -> sa.Column[Any]:
    return sa.Column(f"{to.replace('.', '_')}", sa.Integer, sa.ForeignKey(to, name=name), **kw)


def circle() -> sa.MetaData:
    """Two tables that refer to each other."""
    metadata = sa.MetaData()
    table(metadata, "a", reference("b.id", "fk_ab"))
    table(metadata, "b", reference("a.id", "fk_ba", index=True))
    return metadata


def nameless_circles() -> sa.MetaData:
    """Circles that share a table, tables that lead into and out of them, long names."""
    metadata = sa.MetaData()
    table(metadata, "a", reference("b.id"), reference("base.id"), reference("a.id"))
    table(metadata, "b", reference("c.id"), sa.Column("x" * 60, sa.ForeignKey("c.id")))
    table(metadata, "c", reference("a.id"), reference("d.id"))
    table(metadata, "d", reference("c.id"), reference("base.id"))
    table(metadata, "base")
    table(metadata, "top", reference("a.id"))
    return metadata


def altered() -> sa.MetaData:
    """A circle that ``use_alter`` opens."""
    metadata = sa.MetaData()
    key = sa.ForeignKeyConstraint(["b_id"], ["b.id"], name="fk_ab", use_alter=True)
    table(metadata, "a", sa.Column("b_id", sa.Integer), key)
    table(metadata, "b", reference("a.id", "fk_ba"))
    return metadata


def onto_itself() -> sa.MetaData:
    """A table that refers to a unique column of its own."""
    metadata = sa.MetaData()
    table(metadata, "t", sa.Column("code", sa.Integer, unique=True), reference("t.code", "fk"))
    return metadata


CASES = [
    (circle, execute),
    (circle, invoke),
    (nameless_circles, execute),
    (altered, execute),
    (onto_itself, execute),
]


@pytest.mark.parametrize(("models", "run"), CASES)
def test_new_tables(database: str, models: Models, run: Any) -> None:
    """Tables come, go and come again, with no difference and without a warning of SQLAlchemy."""
    with connected(database) as connection, warnings.catch_warnings():
        warnings.simplefilter("error")
        script = produce_migrations(MigrationContext.configure(connection), models())
        for _ in range(2):
            run(connection, script.upgrade_ops)
            assert differences(connection, models()) == []
            run(connection, script.downgrade_ops)
            assert sa.inspect(connection).get_table_names() == []


@pytest.mark.parametrize(("models", "run"), CASES)
def test_removed_tables(database: str, models: Models, run: Any) -> None:
    """Tables go, come back whole and go again."""
    with connected(database) as connection:
        models().create_all(connection)
        script = produce_migrations(MigrationContext.configure(connection), sa.MetaData())
        for _ in range(2):
            run(connection, script.upgrade_ops)
            assert sa.inspect(connection).get_table_names() == []
            run(connection, script.downgrade_ops)
            assert differences(connection, models()) == []


def without_keys() -> sa.MetaData:
    """Tables that do not refer to each other."""
    metadata = sa.MetaData()
    for name in ("b", "c", "z"):
        table(metadata, name, sa.Column("c_code", sa.Integer))
    return metadata


def with_keys() -> sa.MetaData:
    """The same, with a column and key that foreign keys of earlier and later tables are for."""
    metadata = sa.MetaData()
    code = sa.Column("code", sa.Integer)
    for name in ("b", "z"):
        table(metadata, name, reference("c.code", f"fk_{name}", index=True))
    unique = sa.UniqueConstraint("code", name="uq")
    table(metadata, "c", sa.Column("c_code", sa.Integer), code, unique, reference("new.id", "fk_c"))
    table(metadata, "new", reference("c.code", "fk_new"))
    return metadata


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
@pytest.mark.parametrize("models", [(without_keys, with_keys), (with_keys, without_keys)])
def test_keys_of_tables_that_stay(
    server: str, models: tuple[Models, Models], request: pytest.FixtureRequest
) -> None:
    """What is referred to is made before and dropped after, whatever the tables are called."""
    before, after = models
    url = request.getfixturevalue(f"{server}_url")
    with connected(url) as connection:
        before().create_all(connection)
        script = produce_migrations(MigrationContext.configure(connection), after())
        for _ in range(2):
            execute(connection, script.upgrade_ops)
            assert of_models(connection, after()) == []
            execute(connection, script.downgrade_ops)
            assert of_models(connection, before()) == []


def of_models(connection: sa.Connection, models: sa.MetaData) -> list[Any]:
    """Return differences, but for the indexes that MariaDB makes for foreign keys and leaves."""
    found = differences(connection, models)
    return [each for each in found if not (each[0] == "remove_index" and each[1].name[:2] == "fk")]
