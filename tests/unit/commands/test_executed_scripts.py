"""Which revision files a command executes."""

from __future__ import annotations

import pytest

from harness.project import Project

_INI = """\
[alembic]
script_location = %(here)s/mig
"""

_ENV = """
from alembic import context
from sqlalchemy import create_engine

if context.is_offline_mode():
    context.configure(dialect_name="sqlite")
    context.run_migrations()
else:
    engine = create_engine("sqlite:///app.db")
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()
"""

_REVISION = """
revision = "r{number}"
down_revision = {down!r}

print("executed", revision)

def upgrade():
    pass

def downgrade():
    pass
"""


@pytest.fixture
def applied(project: Project) -> Project:
    """Give a project of six revisions whose database is at the fifth."""
    project.write("alembic.ini", _INI)
    project.write("mig/env.py", _ENV)
    project.write("mig/script.py.mako", 'revision = "${up_revision}"\n')
    for number in range(6):
        down = f"r{number - 1}" if number else None
        project.write(f"mig/versions/r{number}.py", _REVISION.format(number=number, down=down))
    project.alembic("upgrade", "r4")
    return project


@pytest.mark.parametrize(
    ("arguments", "executed"),
    [
        (["current"], []),
        (["upgrade", "r4"], []),
        (["upgrade", "head"], ["r5"]),
        (["downgrade", "-2"], ["r4", "r3"]),
        (["upgrade", "r1:r3", "--sql"], ["r2", "r3"]),
        (["stamp", "r0"], []),
        (["heads"], []),
        (["history"], []),
    ],
    ids=" ".join,
)
def test_only_what_runs_is_executed(
    applied: Project, arguments: list[str], executed: list[str]
) -> None:
    """A file is executed when its upgrade() or downgrade() is called, and only then."""
    lines = applied.alembic(*arguments).lines
    assert sorted(line for line in lines if "executed" in line) == sorted(
        f"executed {each}" for each in executed
    )
