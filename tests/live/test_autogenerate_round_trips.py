"""How often a comparison asks the database does not depend on how many tables there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext


def models(tables: int, *, drifted: bool) -> sa.MetaData:
    """Tables with everything that is reflected; the drifted ones differ in each of them."""
    metadata = sa.MetaData()
    for number in range(tables):
        table = sa.Table(
            f"t{number:03}",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.String(30 if drifted else 20), server_default=f"n{number}"),
            sa.Column("amount", sa.Integer, server_default=sa.text(f"{number} + 1")),
            sa.Column("note", sa.Integer, server_default="1" if drifted else None),
            sa.Column("parent", sa.Integer, sa.ForeignKey("t000.id", name=f"fk{number}")),
            sa.Column("extra" if drifted else "surplus", sa.Date, comment="a date"),
            sa.CheckConstraint("amount > -1", name=f"ck{number}"),
            sa.UniqueConstraint("name", "amount", name=f"uq{number}"),
            comment="drifted" if drifted else "kept",
        )
        sa.Index(f"ix{number}", table.c.amount, table.c.name if drifted else table.c.parent)
    return metadata


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[str]]:
    """Collect what is sent to the database."""
    sent: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def sent_for(url: str, tables: int) -> list[str]:
    """The statements of a whole comparison and rendering with a drift in every table."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    existing, wanted = models(tables, drifted=False), models(tables, drifted=True)
    sa.Table("gone", existing, sa.Column("id", sa.Integer, primary_key=True))
    with engine.connect() as connection:
        existing.create_all(connection)
        connection.commit()
        with statements(engine) as sent:
            context = MigrationContext.configure(
                connection, opts={"target_metadata": wanted, "compare_server_default": True}
            )
            script = produce_migrations(context, wanted)
            assert len(script.upgrade_ops.ops) == tables + 1
            text = render_python_code(script.downgrade_ops, migration_context=context)
        assert text.count("surplus") == tables
        existing.drop_all(connection)
        connection.commit()
    return sent


def shape(sent: list[str]) -> list[str]:
    """The beginning of each statement, so that a failure says which one is too many."""
    return [" ".join(each.split())[:60] for each in sent]


def test_the_number_of_statements_is_constant(database: str) -> None:
    """A comparison of 150 tables sends exactly the statements a comparison of 10 sends."""
    assert shape(sent_for(database, 150)) == shape(sent_for(database, 10))


@pytest.mark.parametrize(
    ("kind", "most"), [("sqlite_url", 11), ("postgresql_url", 20), ("mariadb_url", 10)]
)
def test_a_database_is_read_with_a_handful_of_statements(
    kind: str, most: int, request: pytest.FixtureRequest
) -> None:
    """Any number of tables is compared with so few statements, defaults included."""
    assert len(sent_for(request.getfixturevalue(kind), 10)) <= most
