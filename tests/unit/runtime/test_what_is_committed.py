"""What is committed when a run ends well, whatever scripts and options do to its transactions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from unit.runtime.steps import chain


def _commit() -> None:
    op.execute("CREATE TABLE t (x INTEGER)")
    op.get_bind().commit()
    op.execute("INSERT INTO t VALUES (1)")


def _close_what_a_query_began() -> None:
    op.get_bind().rollback()
    op.execute("CREATE TABLE t (x INTEGER)")
    op.execute("INSERT INTO t VALUES (1)")


@pytest.mark.parametrize("script", [_commit, _close_what_a_query_began])
def test_what_comes_afterwards_is_kept(tmp_path: Path, script: Callable[[], None]) -> None:
    """The rest of the script and the version row are committed; the next revision runs too."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/app.db", poolclass=sa.NullPool)
    steps = chain(("a1", script), ("b2", lambda: op.execute("CREATE TABLE u (x INTEGER)")))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"fn": steps})
        with Operations.context(context), context.begin_transaction():
            context.run_migrations()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT x FROM t").all() == [(1,)]
        assert MigrationContext.configure(connection).get_current_revision() == "b2"


def test_a_run_that_is_tried_only_is_not_kept(tmp_path: Path) -> None:
    """A caller who rolls the block's transaction back has nothing committed behind it."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/app.db", poolclass=sa.NullPool)
    with engine.connect() as connection:
        opts = {"fn": chain(("a1", _commit)), "transactional_ddl": True}
        context = MigrationContext.configure(connection, opts=opts)
        with Operations.context(context), context.begin_transaction() as transaction:
            context.run_migrations()
            transaction.rollback()
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() is None


@pytest.mark.parametrize("chosen", ["true", 1, [0], "", None])
def test_a_choice_that_is_no_boolean(tmp_path: Path, chosen: object) -> None:
    """Any true value is a choice: the run is committed, by revision or as a whole."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/app.db", poolclass=sa.NullPool)
    steps = chain(("a1", lambda: op.execute("CREATE TABLE t (x INTEGER)")))
    opts = {"fn": steps, "transaction_per_migration": chosen, "transactional_ddl": True}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=opts)
        with Operations.context(context), context.begin_transaction():
            context.run_migrations()
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "a1"
