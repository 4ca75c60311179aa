"""The environment: what env.py and programs see of a command."""

from __future__ import annotations

import argparse
import asyncio
import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect

from alembic import command, context
from alembic.base.exc import CommandError
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

REVISION = '''"""make a table"""
from alembic import op
import sqlalchemy as sa
revision = "{revision}"
down_revision = {down!r}
def upgrade():
    op.create_table("t_{revision}", sa.Column("x", sa.Integer))
def downgrade():
    op.drop_table("t_{revision}")
'''

ENV = """
from alembic import context
from sqlalchemy import create_engine
config = context.config
if context.is_offline_mode():
    context.configure(url=config.get_main_option("sqlalchemy.url"))
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(config.get_main_option("sqlalchemy.url"))
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()
"""


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Config]:
    """Make a project of a line of revisions in a directory of its own."""

    def make_project(name: str = "p", revisions: int = 2) -> Config:
        folder = tmp_path / name
        (folder / "versions").mkdir(parents=True)
        (folder / "env.py").write_text(ENV)
        for number in range(revisions):
            down = f"r{number - 1}00" if number else None
            text = REVISION.format(revision=f"r{number}00", down=down)
            (folder / "versions" / f"r{number}00_.py").write_text(text)
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.set_main_option("sqlalchemy.url", f"sqlite:///{folder}/db.sqlite")
        return config

    return make_project


def environment(config: Config, **kw: Any) -> EnvironmentContext:
    return EnvironmentContext(config, ScriptDirectory.from_config(config), **kw)


def tables(config: Config) -> list[str]:
    engine = create_engine(config.get_main_option("sqlalchemy.url"))
    with engine.connect() as connection:
        found = sorted(inspect(connection).get_table_names())
    engine.dispose()
    return found


def test_inside_the_block_the_module_is_the_environment(make: Callable[..., Config]) -> None:
    """``alembic.context`` is the environment for the length of its block, and nothing after."""
    config = make()
    with environment(config) as env:
        assert context.config is config
        assert context.script is env.script
        assert context.is_offline_mode() is False
        assert context.requires_connection() is True
    with pytest.raises(AttributeError):
        _ = context.config


@pytest.mark.parametrize(
    ("given", "as_dictionary", "expected"),
    [
        (None, False, []),
        (["a=1", "b", "c=d=e", "a=2"], False, ["a=1", "b", "c=d=e", "a=2"]),
        (["a=1", "b", "c=d=e", "a=2"], True, {"a": "2", "b": "", "c": "d=e"}),
        (None, True, {}),
    ],
)
def test_x_arguments(
    make: Callable[..., Config], given: Any, as_dictionary: bool, expected: object
) -> None:
    """``-x`` values come as a list, or split at the first equals sign with the last one winning."""
    config = make()
    config.cmd_opts = argparse.Namespace(x=given)
    assert environment(config).get_x_argument(as_dictionary=as_dictionary) == expected


def test_x_arguments_without_a_command_line(make: Callable[..., Config]) -> None:
    """A program that calls the API has no ``-x`` arguments."""
    assert environment(make()).get_x_argument() == []


def test_heads_and_destination(make: Callable[..., Config]) -> None:
    """Symbols are resolved for env.py; ``base`` is nothing."""
    env = environment(make(), destination_rev="head", starting_rev="base")
    assert env.get_head_revision() == "r100"
    assert env.get_head_revisions() == ("r100",)
    assert env.get_revision_argument() == "r100"
    assert env.get_starting_revision_argument() is None
    assert environment(make("q"), destination_rev="base").get_revision_argument() is None


def test_commands_without_a_start_say_so(make: Callable[..., Config]) -> None:
    """A command that never has a start is told from one whose start is nothing."""
    with pytest.raises(CommandError, match=r"No starting revision argument is available\."):
        environment(make()).get_starting_revision_argument()


def test_context_before_configure(make: Callable[..., Config]) -> None:
    """Asking for the migration context too early is named."""
    with pytest.raises(Exception, match=r"No context has been configured yet\."):
        environment(make()).get_context()


def test_options_reach_the_migration_context(make: Callable[..., Config]) -> None:
    """Every option has its default, and unknown ones travel too."""
    env = environment(make(), as_sql=True, tag="t1")
    env.configure(dialect_name="sqlite", output_buffer=io.StringIO(), my_option=5)
    opts = env.get_context().opts
    assert opts["my_option"] == 5
    assert env.get_tag_argument() == "t1"
    assert {name: opts[name] for name in ("compare_type", "compare_server_default")} == {
        "compare_type": True,
        "compare_server_default": False,
    }
    assert opts["on_version_apply"] == ()
    assert opts["upgrade_token"] == "upgrades"


def test_contexts_of_one_run_keep_their_own_options(make: Callable[..., Config]) -> None:
    """A second configure() does not change the options of the first context."""
    env = environment(make(), as_sql=True)
    env.configure(dialect_name="sqlite", output_buffer=io.StringIO(), upgrade_token="one")
    first = env.get_context()
    env.configure(dialect_name="sqlite", output_buffer=io.StringIO(), upgrade_token="two")
    assert (first.opts["upgrade_token"], env.get_context().opts["upgrade_token"]) == ("one", "two")


def test_static_output_and_execute_write_the_script(make: Callable[..., Config]) -> None:
    """env.py can add text and statements to the script."""
    buffer = io.StringIO()
    env = environment(make(), as_sql=True)
    env.configure(dialect_name="postgresql", output_buffer=buffer)
    env.static_output("-- hello")
    env.execute("SELECT 1")
    assert env.is_transactional_ddl() is True
    assert buffer.getvalue() == "-- hello\n\nSELECT 1;\n\n"


def test_own_work_function(make: Callable[..., Config]) -> None:
    """A program may bring its own work function instead of a command."""
    config = make()
    seen: list[tuple[str, ...]] = []
    script = ScriptDirectory.from_config(config)

    def work(rev: tuple[str, ...], ctx: Any) -> Any:
        seen.append(rev)
        return script._upgrade_revs("r000", rev)

    with EnvironmentContext(config, script, fn=work):
        script.run_env()
    assert seen == [()]
    assert tables(config) == ["alembic_version", "t_r000"]


def test_four_threads_migrate_four_databases(make: Callable[..., Config]) -> None:
    """Threads that upgrade different databases at once do not see each other."""
    configs = [make(f"p{number}", revisions=8) for number in range(4)]
    errors: list[BaseException] = []
    together = threading.Barrier(4)

    def work(config: Config) -> None:
        try:
            together.wait()
            command.upgrade(config, "head")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(config,)) for config in configs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    expected = sorted(["alembic_version", *(f"t_r{number}00" for number in range(8))])
    assert [tables(config) for config in configs] == [expected] * 4


def test_tasks_of_one_loop_migrate_their_databases(make: Callable[..., Config]) -> None:
    """From a running event loop, commands in worker threads keep their contexts apart."""
    configs = [make(f"p{number}") for number in range(4)]

    async def main() -> None:
        await asyncio.gather(
            *(asyncio.to_thread(command.upgrade, config, "head") for config in configs)
        )

    asyncio.run(main())
    assert [tables(config) for config in configs] == [["alembic_version", "t_r000", "t_r100"]] * 4


def test_script_of_a_range_reaches_the_buffer(make: Callable[..., Config]) -> None:
    """``output_buffer`` of the configuration takes the script of a command."""
    config = make()
    config.output_buffer = io.StringIO()
    command.upgrade(config, "r000:r100", sql=True)
    assert config.output_buffer.getvalue() == (
        "-- Running upgrade r000 -> r100\n\n"
        "CREATE TABLE t_r100 (\n    x INTEGER\n);\n\n"
        "UPDATE alembic_version SET version_num='r100' "
        "WHERE alembic_version.version_num = 'r000';\n\n"
    )
