"""Logging of an application that calls commands."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from alembic import command
from alembic.base.loggers import messaging
from alembic.config import CommandLine, Config

#: As projects of the incumbent have it: existing loggers are disabled.
ENV = """\
import logging
from logging.config import fileConfig
from alembic import context

logging.getLogger("shop.made.by.env")
fileConfig(context.config.config_file_name)
context.configure(url="sqlite://")
logging.getLogger("shop").warning("while migrating")
with context.begin_transaction():
    context.run_migrations()
"""
INI = """\
[alembic]
script_location = {here}/migrations
path_separator = os

[loggers]
keys = root,alembic

[handlers]
keys = console

[formatters]
keys =

[logger_root]
level = ERROR
handlers = console

[logger_alembic]
level = DEBUG
handlers =
qualname = alembic

[handler_console]
class = NullHandler
args = ()
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A project whose env.py sets logging up."""
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    (tmp_path / "migrations" / "env.py").write_text(ENV)
    ini = tmp_path / "alembic.ini"
    ini.write_text(INI.format(here=tmp_path))
    return Config(ini)


class Application:
    """An application with a logger and a log file that is not opened twice."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handler = logging.FileHandler(path, mode="w")
        self.logger = logging.getLogger("shop")
        self.logger.setLevel(logging.INFO)
        self.logger.addHandler(self.handler)

    def lines(self) -> list[str]:
        return self.path.read_text().splitlines()


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    """The application; its handler is closed after the test."""
    made = Application(tmp_path / "shop.log")
    yield made
    made.logger.removeHandler(made.handler)
    made.handler.close()


def state() -> list[object]:
    """How logging is set up."""
    loggers = [logging.root, messaging.parent, logging.getLogger("shop")]
    return [
        (each.level, list(each.handlers), each.propagate, each.disabled) for each in loggers if each
    ]


def test_an_application_goes_on_logging(config: Config, application: Application) -> None:
    """Its loggers speak during and after a command, and its handlers stay open."""
    before = state()
    command.upgrade(config, "head", sql=True)
    application.logger.info("afterwards")
    assert application.lines() == ["while migrating", "afterwards"]
    assert state() == before
    assert not logging.getLogger("shop.made.by.env").disabled


def test_after_a_failure(config: Config, application: Application) -> None:
    """A command that fails leaves logging as it was."""
    before = state()
    env = Path(config.config_file_name or "").with_name("migrations") / "env.py"
    env.write_text(ENV + "raise RuntimeError('no')\n")
    with pytest.raises(RuntimeError):
        command.upgrade(config, "head", sql=True)
    application.logger.info("afterwards")
    assert application.lines() == ["while migrating", "afterwards"]
    assert state() == before


def test_several_threads(config: Config, application: Application) -> None:
    """Runs at the same time put back what was before the first of them."""
    before = state()
    threads = [
        threading.Thread(target=command.upgrade, args=(Config(config.config_file_name), "head"),
                         kwargs={"sql": True})
        for _ in range(4)
    ]  # fmt: skip
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    application.logger.info("afterwards")
    assert application.lines()[-1] == "afterwards"
    assert state() == before


def test_a_process_of_the_command(
    config: Config, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a console process logging stays as env.py has set it up."""
    argv = ["alembic", "-c", config.config_file_name or "", "upgrade", "head", "--sql"]
    monkeypatch.setattr("sys.argv", argv)
    level = logging.root.level
    handlers = list(logging.root.handlers)
    try:
        CommandLine().main()
        assert logging.root.level == logging.ERROR
        assert application.logger.disabled
    finally:
        logging.root.setLevel(level)
        logging.root.handlers[:] = handlers
        for each in (application.logger, logging.getLogger("shop.made.by.env")):
            each.disabled = False
