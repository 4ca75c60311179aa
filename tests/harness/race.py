"""A project whose migrations must run exactly once, and many runners at it at the same instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .project import Project, Result

_ENV = """
from alembic import context
from sqlalchemy import create_engine, pool

options = {options}
url = context.config.get_main_option("sqlalchemy.url")
with create_engine(url, poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, **options)
    with context.begin_transaction():
        context.run_migrations()
"""
_REVISION = """
import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {down!r}


def upgrade():
    {body}


def downgrade():
    pass
"""
_BODIES = (
    "op.create_table('account', sa.Column('id', sa.Integer, primary_key=True), "
    "sa.Column('n', sa.Integer))\n    op.execute('INSERT INTO account VALUES (1, 0)')",
    "op.execute('UPDATE account SET n = n + 10')\n"
    "    op.add_column('account', sa.Column('note', sa.String(20)))",
    "op.execute('UPDATE account SET n = n + 100')\n"
    "    op.create_index('ix_note', 'account', ['note'])",
)
_RACE = """
import os, sys, io
from alembic import command
from alembic.config import Config
import alembic.journal.lock.guard, sqlalchemy  # loaded before the start, so that it is one

runners, target = int(sys.argv[1]), sys.argv[2]
choices = dict(each.split("=", 1) for each in sys.argv[3:])
started, start = os.pipe()
children = []
for number in range(runners):
    child = os.fork()
    if child == 0:
        os.close(start)
        os.read(started, 1)  # returns when the parent closes its end
        try:
            command.upgrade(Config("alembic.ini", stdout=io.StringIO()), target, **choices)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    children.append(child)
os.close(start)
statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
print(" ".join(map(str, statuses)))
"""


def write_race(project: Project, url: str, **options: object) -> None:
    """Write a project of three revisions, each of which changes rows and then the schema.

    Args:
        project: The empty project.
        url: Address of the database.
        **options: Options of ``context.configure()``.
    """
    escaped = url.replace("%", "%%")
    project.write("alembic.ini", f"[alembic]\nscript_location = mig\nsqlalchemy.url = {escaped}\n")
    project.write("mig/env.py", _ENV.format(options=options))
    down = None
    for revision, body in zip(("a1", "b2", "c3"), _BODIES, strict=True):
        write_revision(project, revision, down, body)
        down = revision
    project.write("race.py", _RACE)


def write_revision(project: Project, revision: str, down: str | None, body: str) -> None:
    """Write a revision whose upgrade is a piece of Python."""
    text = _REVISION.format(revision=revision, down=down, body=body)
    project.write(f"mig/versions/{revision}.py", text)


def race(project: Project, runners: int, target: str = "head", **choices: str) -> Result:
    """Let runners begin at once, each a process of its own; the output is their statuses."""
    words = [f"{name}={value}" for name, value in choices.items()]
    return project.python("race.py", str(runners), target, *words)
