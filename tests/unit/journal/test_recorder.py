"""What is recorded of a revision that rolls a part of itself back."""

from __future__ import annotations

import json
import os
import sys
import time
from io import StringIO
from pathlib import Path

import pytest

from alembic import command
from alembic.script.syntax import syntax_checksum
from faults.killed import Chain
from harness.databases import execute, rows
from harness.project import Project

NESTED = """\
op.execute("INSERT INTO t VALUES (1)")
nested = op.get_bind().begin_nested()
op.execute("INSERT INTO t VALUES (2)")
nested.rollback()
op.execute("INSERT INTO t VALUES (3)")
"""
# The view keeps SQLite from renaming the column, after the first ALTER TABLE of the batch.
BATCH = """\
with op.batch_alter_table("t") as batch:
    batch.add_column(sa.Column("b", sa.Integer))
    batch.alter_column("a", new_column_name="c")
"""


def statements(chain: Chain, url: str) -> list[str]:
    config = chain.config(url)
    config.stdout = said = StringIO()
    command.log(config, json=True)
    return [each["statement"] for each in json.loads(said.getvalue())[-1]["statements"]]


def upgraded(directory: Path, body: str, *, level: str = "SERIALIZABLE") -> list[str]:
    chain = Chain(directory / "project", body)
    env = directory / "project" / "env.py"
    env.write_text(env.read_text().replace("NullPool)", f"NullPool, isolation_level={level!r})"))
    url = f"sqlite:///{directory / 'app.db'}"
    execute(url, "CREATE TABLE t (a INTEGER)", "CREATE VIEW v AS SELECT missing FROM t")
    command.upgrade(chain.config(url, options={"journal": "always"}), "head")
    return statements(chain, url)


def test_a_savepoint_that_is_rolled_back(tmp_path: Path) -> None:
    """What was undone is not said to be done."""
    assert upgraded(tmp_path, NESTED) == ["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (3)"]


@pytest.mark.parametrize("level", ["SERIALIZABLE", "AUTOCOMMIT"])
def test_a_batch_that_is_given_up_for_a_rebuild(tmp_path: Path, level: str) -> None:
    """Nothing is said of the ALTER TABLE that was undone before the table was made anew."""
    found = upgraded(tmp_path, BATCH, level=level)
    assert [each for each in found if "ADD COLUMN" in each] == []
    assert any("_alembic_tmp_t" in each for each in found)


PROGRAM = """\
from alembic import command
from alembic.config import Config

config = Config()
config.set_main_option("script_location", {directory!r})
config.set_main_option("sqlalchemy.url", {url!r})
config.attributes["options"] = {{"journal": "always"}}
command.upgrade(config, {target!r})
"""


def test_the_name_of_the_application(project: Project, sqlite_url: str) -> None:
    """A program is told by its file, what ``python -m`` runs by its name."""
    chain = Chain(project.path / "chain", "pass\n", "pass\n", "pass\n")
    parts = {"directory": str(chain.directory), "url": sqlite_url}
    project.write("deploy.py", PROGRAM.format(**parts, target="r1"))
    project.write("pkg/__init__.py", "")
    project.write("pkg/__main__.py", PROGRAM.format(**parts, target="r2"))
    project.write("pkg/migrate.py", PROGRAM.format(**parts, target="r3"))
    project.python("deploy.py")
    project.python("-m", "pkg")
    project.python("-m", "pkg.migrate")
    found = rows(sqlite_url, "SELECT application FROM alembic_version_journal ORDER BY id")
    assert found == [("deploy.py",), ("python -m pkg",), ("python -m pkg.migrate",)]


@pytest.mark.parametrize(
    ("mode", "indexes"),
    [("always", ["checksums.index", "revisions.index"]), ("off", ["revisions.index"])],
)
def test_checksums_of_scripts_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, indexes: list[str]
) -> None:
    """A run that records takes that of each script's syntax tree and stores it, no other does."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    chain = Chain(tmp_path / "project", "pass\n", "x = 1\n")
    versions = chain.directory / "versions"
    for each in versions.iterdir():
        os.utime(each, (time.time() - 60,) * 2)
    url = f"sqlite:///{tmp_path / 'app.db'}"
    command.upgrade(chain.config(url, options={"journal": mode}), "head")
    assert sorted(each.name for each in versions.rglob("*.index")) == indexes
    if mode == "always":
        assert rows(url, "SELECT revision, checksum FROM alembic_version_journal ORDER BY id") == [
            ("r1", syntax_checksum((versions / "r1.py").read_bytes())),
            ("r2", syntax_checksum((versions / "r2.py").read_bytes())),
        ]
