"""The projects in ``examples`` run as their READMEs say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from harness import pages
from harness.project import Project

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.parametrize("name", ["sakyum", "rodic", "epmt"])
def test_on_sqlite(name: str, project: Project) -> None:
    """The commands of the README work in a copy of the directory."""
    shutil.copytree(EXAMPLES / name, project.path, dirs_exist_ok=True)
    assert pages.follow(EXAMPLES / name / "README.md", project) > 0


@pytest.mark.parametrize(
    ("name", "user", "password", "host", "database"),
    [
        (
            "rentomatic",
            "POSTGRES_USER",
            "POSTGRES_PASSWORD",
            "POSTGRES_HOSTNAME",
            "APPLICATION_DB",
        ),
        ("awesome-store", "DB_USER", "DB_PASS", "DB_HOST", "DB_NAME"),
    ],
)
def test_on_postgresql(
    name: str,
    user: str,
    password: str,
    host: str,
    database: str,
    project: Project,
    postgresql_url: str,
) -> None:
    """With the variables that the README names, its commands work on a server."""
    url = sa.make_url(postgresql_url)
    project.variables.update(
        {
            user: str(url.username),
            password: str(url.password or "any"),
            host: f"{url.host}:{url.port}",
            database: str(url.database),
        }
    )
    shutil.copytree(EXAMPLES / name, project.path, dirs_exist_ok=True)
    assert pages.follow(EXAMPLES / name / "README.md", project) > 0
