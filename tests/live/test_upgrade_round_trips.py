"""How often an upgrade asks PostgreSQL: for each operation, each revision, and a fixed number."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from alembic import command
from alembic.config import Config
from harness.project import Project

OPERATIONS = 4

_ENV = """
from alembic import context
connection = context.config.attributes["connection"]
context.configure(connection=connection)
with context.begin_transaction():
    context.run_migrations()
"""

_REVISION = """
import sqlalchemy as sa
from alembic import op
revision = "r{number}"
down_revision = {down!r}

def upgrade():
    op.create_table("t{number}", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("t{number}", sa.Column("name", sa.String(20)))
    op.create_index("ix{number}", "t{number}", ["name"])
    op.execute("UPDATE t{number} SET name = 'x'")

def downgrade():
    op.drop_table("t{number}")
"""


def write_project(project: Project, revisions: int) -> None:
    project.write("alembic.ini", "[alembic]\nscript_location = %(here)s/mig\n")
    project.write("mig/env.py", _ENV)
    for number in range(revisions):
        down = f"r{number - 1}" if number else None
        project.write(f"mig/versions/r{number}.py", _REVISION.format(number=number, down=down))


def upgrade(url: str) -> list[str]:
    """Upgrade a database on a connection of its own; return statements, BEGIN and COMMIT."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sent: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    for name in ("begin", "commit", "rollback"):
        sa.event.listen(engine, name, lambda _, name=name: sent.append(name.upper()))
    with engine.connect() as connection:
        attributes: dict[str, Any] = {"connection": connection}
        command.upgrade(Config("alembic.ini", attributes=attributes), "head")
    return sent


@pytest.mark.parametrize("revisions", [1, 20])
def test_an_upgrade_from_nothing(
    project: Project, postgresql_url: str, monkeypatch: pytest.MonkeyPatch, revisions: int
) -> None:
    """Each operation and each version row is one statement; nothing else grows with a history."""
    write_project(project, revisions)
    monkeypatch.chdir(project.path)
    sent = upgrade(postgresql_url)
    assert len(sent) - revisions * (OPERATIONS + 1) <= 12, sent


def test_an_upgrade_at_head(
    project: Project, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock, the version table, and no more."""
    write_project(project, 20)
    monkeypatch.chdir(project.path)
    upgrade(postgresql_url)
    sent = upgrade(postgresql_url)
    assert len(sent) <= 11, sent
    assert [each for each in sent if "INSERT" in each or "UPDATE" in each] == []
