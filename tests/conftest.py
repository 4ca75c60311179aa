"""Fixtures of every test: databases, projects, golden files."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from harness.databases import DIALECTS, fresh_database
from harness.golden import Golden
from harness.inprocess import run_inside
from harness.project import Project, Result
from servers import private
from servers.process import Server

settings.register_profile(
    "repeatable",  # the same cases in every run: a red run on a shared branch is never chance
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "explore",
    parent=settings.get_profile("repeatable"),
    derandomize=False,
    max_examples=2000,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that rewrites expected output."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write golden files and stories anew instead of comparing with them",
    )


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    """Undo what a test's ``fileConfig`` does to our loggers: it silences those it does not name."""
    yield
    for name, logger in logging.root.manager.loggerDict.items():
        if name.partition(".")[0] == "alembic" and isinstance(logger, logging.Logger):
            logger.disabled = False
            if logger.level != logging.NOTSET:
                logger.setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def server_url() -> Iterator[Callable[[str], str]]:
    """Give the administration address of a server, starting a private one at first need."""
    with ExitStack() as stack:
        started: dict[str, str] = {}

        def url_of(variable: str) -> str:
            if variable not in started:
                given = os.environ.get(variable)
                server: type[Server] = private.VARIABLES[variable]
                started[variable] = given or stack.enter_context(server()).url
            return started[variable]

        yield url_of


@pytest.fixture
def postgresql_url(server_url: Callable[[str], str]) -> Iterator[str]:
    """Address of a fresh empty database on PostgreSQL."""
    server = server_url("REDISTILL_TEST_POSTGRESQL_URL")
    with fresh_database("postgresql", server) as url:
        yield url


@pytest.fixture
def mariadb_url(server_url: Callable[[str], str]) -> Iterator[str]:
    """Address of a fresh empty database on MariaDB."""
    server = server_url("REDISTILL_TEST_MARIADB_URL")
    with fresh_database("mariadb", server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Address of a database file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest) -> str:
    """Address of a fresh empty database, once per kind of server."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give an empty project directory in which ``alembic`` runs as a program of its own."""
    directory = tmp_path / "project"
    directory.mkdir()
    return Project(directory)


@pytest.fixture
def inside() -> Callable[..., Result]:
    """Give the function that runs ``alembic`` for a project in this very process."""
    return run_inside


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Tell whether expected output is to be written anew."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def golden(update_golden: bool) -> Golden:
    """Compare text with files under ``tests/golden``."""
    return Golden(update_golden)
