"""What the options of ``context.configure()`` do to the context it makes, one by one."""

from __future__ import annotations

import inspect
import io
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from unit.runtime.steps import chain

POSITIONAL = [
    "connection", "url", "dialect_name", "dialect_opts", "transactional_ddl",
    "transaction_per_migration", "output_buffer", "starting_rev", "tag", "template_args",
    "render_as_batch", "target_metadata", "include_name", "include_object", "include_schemas",
    "process_revision_directives", "compare_type", "compare_server_default", "render_item",
    "literal_binds", "upgrade_token", "downgrade_token", "alembic_module_prefix",
    "sqlalchemy_module_prefix", "user_module_prefix", "on_version_apply", "autogenerate_plugins",
]  # fmt: skip
ALWAYS = {
    "transaction_per_migration": False,
    "target_metadata": None,
    "include_name": None,
    "include_object": None,
    "include_schemas": False,
    "render_as_batch": False,
    "upgrade_token": "upgrades",
    "downgrade_token": "downgrades",
    "sqlalchemy_module_prefix": "sa.",
    "alembic_module_prefix": "op.",
    "user_module_prefix": None,
    "literal_binds": False,
    "process_revision_directives": None,
    "on_version_apply": (),
    "compare_type": True,
    "compare_server_default": False,
}


@pytest.fixture
def env(tmp_path: Path) -> Any:
    """Make the environment of a command."""
    (tmp_path / "versions").mkdir()

    def make(**kw: Any) -> EnvironmentContext:
        config = Config()
        config.set_main_option("script_location", str(tmp_path))
        return EnvironmentContext(config, ScriptDirectory.from_config(config), **kw)

    return make


def test_positional_order() -> None:
    """Arguments may be given by place, in the order that is documented."""
    parameters = inspect.signature(EnvironmentContext.configure).parameters
    assert list(parameters)[1:] == [*POSITIONAL, "kw"]


def test_options_that_are_always_there(env: Any) -> None:
    """Without any option each has its default, and the script directory travels too."""
    environment = env(as_sql=True)
    environment.configure(dialect_name="sqlite", output_buffer=io.StringIO())
    opts = environment.get_context().opts
    assert {name: opts[name] for name in ALWAYS} == ALWAYS
    assert opts["script"] is environment.script
    assert opts["as_sql"] is True


def test_the_connection_comes_before_address_and_name(env: Any) -> None:
    """Of the three that say the dialect the connection wins, then the address."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        environment = env()
        environment.configure(connection, "postgresql://", "mysql")
        assert environment.get_context().dialect.name == "sqlite"
        assert environment.get_bind() is connection
    engine.dispose()
    environment.configure(url=sa.make_url("postgresql://"), dialect_name="mysql")
    assert environment.get_context().dialect.name == "postgresql"


def test_options_of_the_dialect(env: Any) -> None:
    """They reach its constructor, with an address and with a name."""
    environment = env(as_sql=True)
    for where in ({"url": "postgresql://"}, {"dialect_name": "postgresql"}):
        environment.configure(**where, dialect_opts={"paramstyle": "named"})
        assert environment.get_context().dialect.paramstyle == "named"


@pytest.mark.parametrize("wanted", [True, False])
def test_the_dialects_word_on_transactions_is_overridden(env: Any, wanted: bool) -> None:
    """``transactional_ddl`` says whether DDL is rolled back, whatever the dialect thinks."""
    environment = env(as_sql=True)
    for dialect in ("sqlite", "postgresql"):
        environment.configure(dialect_name=dialect, transactional_ddl=wanted)
        assert environment.is_transactional_ddl() is wanted


def test_none_leaves_what_was_said_before(env: Any) -> None:
    """A second call without an opinion on defaults and rendering keeps the first one's."""
    environment = env(as_sql=True)
    environment.configure(dialect_name="sqlite", compare_server_default=True, render_item=len)
    environment.configure(dialect_name="sqlite")
    opts = environment.get_context().opts
    assert (opts["compare_server_default"], opts["render_item"]) == (True, len)


def test_the_commands_tag_and_start_are_overridden(env: Any) -> None:
    """A tag and a start that env.py names win; empty ones do not count."""
    environment = env(as_sql=True, tag="of the command", starting_rev="base")
    environment.configure(dialect_name="sqlite", tag="", starting_rev="")
    assert environment.get_tag_argument() == "of the command"
    environment.configure(dialect_name="sqlite", tag="of env.py")
    assert environment.get_tag_argument() == "of env.py"


def test_variables_of_the_template(env: Any) -> None:
    """They are added to those of a command that writes a file, and to no other."""
    variables = {"message": "x"}
    environment = env(template_args=variables)
    environment.configure(dialect_name="sqlite", template_args={"author": "me"})
    assert variables == {"message": "x", "author": "me"}
    other = env()
    other.configure(dialect_name="sqlite", template_args={"author": "me"})
    assert "template_args" not in other.get_context().opts


@pytest.mark.parametrize(("given", "kept"), [(None, ()), (len, (len,)), ([len, repr], (len, repr))])
def test_callbacks_are_a_tuple(env: Any, given: Any, kept: tuple[Any, ...]) -> None:
    """One callback or several, they are kept in order."""
    environment = env(as_sql=True)
    environment.configure(dialect_name="sqlite", on_version_apply=given)
    assert environment.get_context().opts["on_version_apply"] == kept
    assert environment.get_context().on_version_apply_callbacks == kept


def test_the_buffer_falls_back(env: Any) -> None:
    """The script goes to the buffer of env.py, else to that of the configuration."""
    of_env, of_config = io.StringIO(), io.StringIO()
    environment = env(as_sql=True)
    environment.config.output_buffer = of_config
    environment.configure(dialect_name="sqlite", output_buffer=of_env)
    environment.static_output("a")
    environment.configure(dialect_name="sqlite")
    environment.static_output("b")
    assert (of_env.getvalue(), of_config.getvalue()) == ("a\n\n", "b\n\n")


def offline(dialect: str, **opts: Any) -> str:
    """The script of one revision without operations."""
    buffer = io.StringIO()
    opts = {"as_sql": True, "output_buffer": buffer, "fn": chain(("a1", lambda: None)), **opts}
    MigrationContext.configure(dialect_name=dialect, opts=opts).run_migrations()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("dialect", "option", "separator"),
    [("mssql", "mssql_batch_separator", "GO"), ("oracle", "oracle_batch_separator", "/")],
)
def test_separators_of_batches(dialect: str, option: str, separator: str) -> None:
    """A statement is followed by the separator of the dialect, or by the one that is asked for."""
    usual = offline(dialect)
    assert f"\n\n{separator}\n\n" in usual
    assert offline(dialect, **{option: "run;"}) == usual.replace(
        f"\n\n{separator}\n\n", "\n\nrun;\n\n"
    )


def test_encoding_of_the_script() -> None:
    """A binary buffer gets text in the encoding that is asked for."""
    buffer = io.BytesIO()
    context = MigrationContext.configure(
        dialect_name="sqlite",
        opts={"as_sql": True, "output_buffer": buffer, "output_encoding": "latin-1"},
    )
    context.impl.static_output("é")
    assert buffer.getvalue() == b"\xe9\n\n"


def test_the_version_table() -> None:
    """Its name, its schema and whether it has a primary key are options."""
    text = offline(
        "postgresql", version_table="v", version_table_schema="s", version_table_pk=False
    )
    assert "CREATE TABLE s.v (\n    version_num VARCHAR(32) NOT NULL\n);" in text
    assert "INSERT INTO s.v (version_num) VALUES ('a1')" in text
    assert "CONSTRAINT v_pkc PRIMARY KEY (version_num)" in offline("postgresql", version_table="v")
