"""Commands called from a program of one's own."""

from __future__ import annotations

import asyncio
import io
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from alembic import command, context
from alembic.base.exc import CommandError, DatabaseNotAtHead
from alembic.config import CommandLine, Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from harness.project import Project
from unit.commands.graph import write_graph

_ENV = """\
from alembic import context

context.config.attributes.setdefault("seen", []).append(
    (context.get_x_argument(as_dictionary=True), context.get_tag_argument())
)
if context.is_offline_mode():
    context.configure(dialect_name="sqlite", literal_binds=True)
else:
    context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
"""


@pytest.fixture
def graph(project: Project) -> Project:
    write_graph(project)
    project.write("migrations/env.py", _ENV)
    return project


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def config(graph: Project, connection: sa.Connection) -> Config:
    made = Config(str(graph.path / "alembic.ini"), stdout=io.StringIO())
    made.attributes["connection"] = connection
    return made


def rows(connection: sa.Connection) -> list[str]:
    return sorted(connection.scalars(sa.text("select version_num from alembic_version")))


def printed(config: Config) -> str:
    stream = config.stdout
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def test_a_connection_of_the_caller(config: Config, connection: sa.Connection) -> None:
    """env.py takes it from ``config.attributes``; several commands share it."""
    command.upgrade(config, "heads")
    assert rows(connection) == ["e001", "f001"]
    command.downgrade(config, "b001")
    command.stamp(config, ["c001", "d001"])
    assert rows(connection) == ["c001", "d001"]
    command.current(config)
    assert printed(config) == "c001\nd001\n"


def test_results_are_captured_from_the_given_stream(config: Config) -> None:
    """``Config(stdout=...)`` gets results and nothing else."""
    command.heads(config)
    command.history(config, rev_range="b001:c001")
    assert printed(config) == (
        "e001 (left, right) (head)\n"
        "f001 (apart, zz) (head)\n"
        "b001 -> c001 (left), left side\n"
        "a001 -> b001 (branchpoint), second\nof two lines\n"
    )


def test_results_are_captured_from_standard_output(graph: Project) -> None:
    """A standard output replaced for the length of a block is used."""
    stream = io.StringIO()
    with redirect_stdout(stream):
        command.heads(Config(str(graph.path / "alembic.ini")))
    assert stream.getvalue() == "e001 (left, right) (head)\nf001 (apart, zz) (head)\n"


def test_offline_sql_goes_to_the_output_buffer(graph: Project) -> None:
    """``Config(output_buffer=...)`` collects the script."""
    buffer = io.StringIO()
    config = Config(str(graph.path / "alembic.ini"), output_buffer=buffer)
    command.upgrade(config, "a001:b001", sql=True, tag="release")
    assert buffer.getvalue() == (
        "-- Running upgrade a001 -> b001\n"
        "\n"
        "UPDATE alembic_version SET version_num='b001' "
        "WHERE alembic_version.version_num = 'a001';\n"
        "\n"
    )
    assert config.attributes["seen"] == [({}, "release")]


def test_errors_are_raised(config: Config) -> None:
    """A program handles them as it likes; nothing is printed and nothing ends the process."""
    with pytest.raises(CommandError, match="Can't locate revision identified by 'nope'"):
        command.upgrade(config, "nope")
    with pytest.raises(DatabaseNotAtHead, match=r"^Database is not on all head revisions$"):
        command.current(config, check_heads=True)
    assert printed(config) == ""


def test_a_configuration_made_in_memory(graph: Project, connection: sa.Connection) -> None:
    """No file is needed: options are set, and the connection handed over."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(graph.path / "migrations"))
    command.upgrade(config, "a001")
    assert rows(connection) == ["a001"]


def test_a_configuration_of_ones_own_class(graph: Project, connection: sa.Connection) -> None:
    """A subclass may compute options and keep what is printed."""

    class Own(Config):
        lines: list[str]

        def get_alembic_option(self, name: str, default: Any = None) -> Any:
            if name == "script_location":
                return str(graph.path / "migrations")
            return super().get_alembic_option(name, default)

        def print_stdout(self, text: str, *arg: Any) -> None:
            self.lines.append(text % arg if arg else text)

    config = Own(attributes={"connection": connection})
    config.lines = []
    command.heads(config)
    assert config.lines == ["e001 (left, right) (head)", "f001 (apart, zz) (head)"]


def test_an_environment_with_work_of_ones_own(config: Config, connection: sa.Connection) -> None:
    """``fn`` gets the rows and the context, and returns the steps to run."""
    script = ScriptDirectory.from_config(config)
    seen: list[tuple[tuple[str, ...], str]] = []

    def work(rows: tuple[str, ...], migration_context: Any) -> Any:
        seen.append((rows, migration_context.dialect.name))
        return script._upgrade_revs("b001", rows)

    with EnvironmentContext(config, script, fn=work, destination_rev="b001") as environment:
        assert context.config is config
        assert environment.get_revision_argument() == "b001"
        script.run_env()
    assert seen == [((), "sqlite")]
    assert rows(connection) == ["b001"]


def test_arguments_for_env_py(config: Config, graph: Project) -> None:
    """``-x`` reaches env.py through the parsed command line, and through ``cmd_opts``."""
    line = CommandLine(prog="alembic")
    ini = str(graph.path / "alembic.ini")
    options = line.parser.parse_args(
        ["-c", ini, "-x", "a=1", "-x", "flag", "-x", "b=2=3", "upgrade", "--tag", "t", "a001"]
    )
    config.cmd_opts = options
    line.run_cmd(config, options)
    assert config.attributes["seen"] == [({"a": "1", "flag": "", "b": "2=3"}, "t")]


def test_another_main_section(graph: Project, connection: sa.Connection) -> None:
    """``-n`` chooses the section that is read."""
    text = graph.read("alembic.ini") + "\n[other]\nscript_location = %(here)s/nowhere\n"
    ini = graph.write("alembic.ini", text)
    with pytest.raises(CommandError, match=r"Path doesn't exist: .*/nowhere"):
        command.heads(Config(str(ini), ini_section="other"))
    line = CommandLine(prog="alembic")
    options = line.parser.parse_args(["-n", "other", "-c", str(ini), "heads"])
    assert line._config(options).config_ini_section == "other"


def test_a_command_inside_a_running_event_loop(
    config: Config, connection: sa.Connection, graph: Project
) -> None:
    """A loop hands the command to a thread; its own engine may be used there."""
    engine = sa.create_engine(f"sqlite:///{graph.path / 'loop.db'}")

    def migrate() -> list[str]:
        with engine.connect() as opened:
            own = Config(str(graph.path / "alembic.ini"), attributes={"connection": opened})
            command.upgrade(own, "heads")
            return rows(opened)

    async def main() -> list[str]:
        return await asyncio.to_thread(migrate)

    assert asyncio.run(main()) == ["e001", "f001"]
    engine.dispose()


def test_threads_migrate_databases_of_their_own(graph: Project, tmp_path: Path) -> None:
    """Commands in several threads do not see each other."""
    found: dict[str, list[str]] = {}

    def migrate(name: str, target: str) -> None:
        engine = sa.create_engine(f"sqlite:///{tmp_path / name}.db")
        with engine.connect() as opened:
            config = Config(str(graph.path / "alembic.ini"), attributes={"connection": opened})
            command.upgrade(config, target)
            found[name] = rows(opened)
        engine.dispose()

    targets = {"one": "a001", "two": "b001", "three": "c001", "four": "heads"}
    threads = [threading.Thread(target=migrate, args=each) for each in targets.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {
        "one": ["a001"],
        "two": ["b001"],
        "three": ["c001"],
        "four": ["e001", "f001"],
    }


@pytest.mark.parametrize(
    ("fn", "text"),
    [
        (command.branches, "Show the branch points of the script directory."),
        (command.upgrade, "Upgrade to a later revision."),
    ],
)
def test_commands_explain_themselves(fn: Callable[..., Any], text: str) -> None:
    """Programs reuse the docstrings for their own help."""
    assert (fn.__doc__ or "").splitlines()[0] == text


def test_the_import_path_is_as_before(graph: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command finds what ``prepend_sys_path`` names, takes it back, and leaves others' alone."""
    graph.write("lib/only_for_migrations.py", "url = 'sqlite://'\n")
    graph.write(
        "migrations/env.py",
        "from alembic import context\nfrom only_for_migrations import url\n"
        "context.configure(url=url)\ncontext.run_migrations()\n",
    )
    library = str(graph.path / "lib")
    monkeypatch.setattr(sys, "path", [*sys.path, library])
    before = list(sys.path)
    config = Config(str(graph.path / "alembic.ini"), output_buffer=io.StringIO())
    config.set_main_option("prepend_sys_path", library)
    command.upgrade(config, "heads", sql=True)
    command.heads(Config(str(graph.path / "alembic.ini"), stdout=io.StringIO()))
    assert sys.path == before
    ScriptDirectory.from_config(config)
    assert sys.path == [library, *before]
    config.owns_process = True
    command.heads(config)
    assert sys.path == [library, library, *before]
    sys.modules.pop("only_for_migrations", None)
