"""How many statements an upgrade sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from harness.project import Project

ENV = """
from alembic import context
context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
"""
REVISION = """
import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {down!r}


def upgrade():
    op.create_table("t{number}", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("t{number}", sa.Column("name", sa.String(20)))
    op.create_index("ix{number}", "t{number}", ["name"])


def downgrade():
    op.drop_table("t{number}")
"""
OPERATIONS = 3


def sent_for(url: str, target: str) -> int:
    """Upgrade a database, and return how many statements that took."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sent: list[str] = []
    with engine.connect() as connection:
        sa.event.listen(connection, "before_cursor_execute", lambda *given: sent.append(given[2]))
        command.upgrade(Config("alembic.ini", attributes={"connection": connection}), target)
    return len(sent)


@pytest.mark.parametrize(("existing", "more"), [(0, 14), (5, 12)])
def test_an_upgrade_sends_its_operations_and_a_row(
    project: Project, database: str, existing: int, more: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A revision sends its operations and its row, a run twelve more, fourteen to make tables."""
    project.write("alembic.ini", "[alembic]\nscript_location = mig\n")
    project.write("mig/env.py", ENV)
    for number in range(10):
        text = REVISION.format(
            revision=f"r{number}", down=f"r{number - 1}" if number else None, number=number
        )
        project.write(f"mig/versions/r{number}.py", text)
    monkeypatch.chdir(project.path)
    if existing:
        sent_for(database, f"r{existing - 1}")
    revisions = 10 - existing
    assert sent_for(database, "head") <= more + revisions * (OPERATIONS + 1)
