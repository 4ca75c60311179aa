"""A long migration in a process that is killed in the middle, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from alembic import command
from alembic.config import Config

ENV = """\
import os, signal
import sqlalchemy as sa
from alembic import context

engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=sa.NullPool)
kill = context.config.attributes.get("kill")
if kill:
    @sa.event.listens_for(engine, "after_cursor_execute")
    def count(connection, cursor, statement, *rest):
        kill(statement)

with engine.connect() as connection:
    context.configure(connection=connection, **context.config.attributes.get("options", {}))
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = '''\
"""{revision}."""
import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {down!r}


def upgrade():
{body}


def downgrade():
    pass
'''

READING = ("SELECT", "SHOW", "PRAGMA", "DESCRIBE")


class Chain:
    """Revisions in a directory, run on one database after the other.

    Args:
        directory: An empty directory.
        bodies: The bodies of the ``upgrade()`` functions, first to last.
    """

    def __init__(self, directory: Path, *bodies: str) -> None:
        self.directory = directory
        (directory / "versions").mkdir(parents=True)
        (directory / "env.py").write_text(ENV)
        (directory / "script.py.mako").write_text("")
        names = [None, *(f"r{number}" for number in range(1, len(bodies) + 1))]
        for down, revision, body in zip(names, names[1:], bodies, strict=False):
            self.write(str(revision), down, body)

    def write(self, revision: str, down: str | None, body: str) -> None:
        """Write a revision file."""
        lines = "".join(f"    {line}\n" if line else "\n" for line in body.splitlines())
        text = REVISION.format(revision=revision, down=down, body=lines)
        (self.directory / "versions" / f"{revision}.py").write_text(text)

    def config(self, url: str, **attributes: Any) -> Config:
        """Return the configuration for a database."""
        config = Config()
        config.set_main_option("script_location", str(self.directory))
        config.set_main_option("sqlalchemy.url", url)
        config.attributes.update(attributes)
        return config

    def upgrade(self, url: str, target: str = "head", **choices: Any) -> None:
        """Upgrade in this process."""
        command.upgrade(self.config(url), target, **choices)

    def upgrade_killed(
        self, url: str, kill: Callable[[str], None], *, survives: bool = True
    ) -> bool:
        """Upgrade in a process of its own.

        Args:
            url: The database.
            kill: Called in that process after every statement.
            survives: Whether the run has to succeed when its process is not killed.

        Returns:
            Whether the process was killed.
        """
        child = os.fork()
        if child == 0:
            try:
                sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - ends with it
                command.upgrade(self.config(url, kill=kill), "head")
                os._exit(0)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return True
        assert (os.WEXITSTATUS(status) == 0) is survives
        return False


def after(number: int) -> Callable[[str], None]:
    """Return what kills the process after one of its statements that may change something."""
    left = [number]

    def kill(statement: str) -> None:
        left[0] -= not statement.lstrip().upper().startswith(READING)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


def picture(url: str) -> dict[str, Any]:
    """Return all that is in a database, but for the journal."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        found: dict[str, Any] = {"views": sorted(inspector.get_view_names())}
        for table in sorted(inspector.get_table_names()):
            if table.endswith("_journal"):
                continue
            rows = connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1")).all()
            found[table] = {
                "columns": [
                    (each["name"], str(each["type"]), each["nullable"], each["default"])
                    for each in inspector.get_columns(table)
                ],
                "indexes": sorted(
                    (each["name"], tuple(each["column_names"]), bool(each["unique"]))
                    for each in inspector.get_indexes(table)
                ),
                "keys": sorted(
                    (str(each["name"]), each["referred_table"])
                    for each in inspector.get_foreign_keys(table)
                ),
                "rows": [tuple(row) for row in rows],
            }
    engine.dispose()
    return found
