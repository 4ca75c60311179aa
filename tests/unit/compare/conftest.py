"""A database in memory and a comparison with models."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from alembic.operations import ops


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def m() -> sa.MetaData:
    """The models."""
    return sa.MetaData()


@pytest.fixture
def compare(connection: sa.Connection, m: sa.MetaData) -> Callable[..., list[ops.MigrateOperation]]:
    """Make a database from SQL and return the operations to the models, without containers."""

    def run(*statements: str, **opts: Any) -> list[ops.MigrateOperation]:
        for statement in statements:
            connection.exec_driver_sql(statement)
        context = MigrationContext.configure(connection, opts={"target_metadata": m, **opts})
        return list(leaves(produce_migrations(context, m).upgrade_ops))

    return run


def leaves(container: Any) -> Iterator[ops.MigrateOperation]:
    for op in container.ops:
        if isinstance(op, ops.OpContainer):
            yield from leaves(op)
        else:
            yield op


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return what the comparison has logged so far."""
    caplog.set_level(logging.INFO, "alembic")

    def lines() -> list[str]:
        return [
            f"{each.levelname} {each.getMessage()}"
            for each in caplog.records
            if each.name.startswith("alembic.autogenerate")
        ]

    return lines
