"""An identifier that is longer than the version table's column, on servers that mind."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect, text

from alembic.base.exc import CommandError
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from unit.runtime.steps import chain

LONG = "x" * 40


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
def test_a_long_identifier(kind: str, request: pytest.FixtureRequest) -> None:
    """It is refused in one sentence, with the way out, before its script runs."""
    ran: list[bool] = []
    engine = create_engine(request.getfixturevalue(f"{kind}_url"))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"fn": chain((LONG, lambda: ran.append(True)))}
        )
        with (
            pytest.raises(CommandError) as caught,
            Operations.context(context),
            context.begin_transaction(),
        ):
            context.run_migrations()
    assert str(caught.value) == (
        f"Revision identifier '{LONG}' has 40 characters, too many for column version_num of table "
        "'alembic_version': shorten it, or widen the column"
    )
    assert ran == []
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == ()
        tables = inspect(connection).get_table_names()
    assert tables == ([] if kind == "postgresql" else ["alembic_version"])
    engine.dispose()


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
def test_a_column_widened_by_hand(kind: str, request: pytest.FixtureRequest) -> None:
    """What counts is the column of the database."""
    engine = create_engine(request.getfixturevalue(f"{kind}_url"))
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(64) NOT NULL)"))
        connection.commit()
        context = MigrationContext.configure(connection, opts={"fn": chain((LONG, _nothing))})
        with Operations.context(context), context.begin_transaction():
            context.run_migrations()
        assert context.get_current_heads() == (LONG,)
    engine.dispose()


def _nothing() -> None:
    return None
