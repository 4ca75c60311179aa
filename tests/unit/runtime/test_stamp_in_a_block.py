"""Stamping in a block of the caller's that begins after the context was configured."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, inspect

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory


def directory(tmp_path: Path) -> ScriptDirectory:
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "one.py").write_text("revision = 'one'\ndown_revision = None\n")
    return ScriptDirectory(tmp_path)


def test_only_its_end_commits(tmp_path: Path) -> None:
    """The version table that is made on the way does not end the caller's transaction."""
    scripts = directory(tmp_path)
    engine = create_engine(f"sqlite:///{tmp_path}/app.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        with connection.begin():
            context.stamp(scripts, "head")
            assert connection.in_transaction()
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "one"
    engine.dispose()


def test_without_a_block(tmp_path: Path) -> None:
    """A transaction that the connection began by itself is the context's, for the table."""
    scripts = directory(tmp_path)
    engine = create_engine(f"sqlite:///{tmp_path}/app.db")
    with engine.connect() as connection:
        MigrationContext.configure(connection).stamp(scripts, "head")
        connection.commit()
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
        assert MigrationContext.configure(connection).get_current_heads() == ("one",)
    engine.dispose()
