"""Errors told to a person: the line for each kind, without a process."""

from __future__ import annotations

import functools
import logging.config
import warnings
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.base.messaging import warn
from alembic.cli.failures import describe
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory


def told(act: Callable[[], object], config: Config | None = None) -> str:
    """Describe the error that a function raises, called by way of the package."""

    class Text:
        def __str__(self) -> str:
            return str(act())

    with pytest.raises(Exception) as caught:  # noqa: PT011 - any kind is described
        Config().print_stdout(Text())  # type: ignore[arg-type] # calls str() on it
    return describe(caught.value, config or Config("alembic.ini"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1", "File contains no section headers. Line 1 comes before the first '[section]'"),
        ("[a]\nb = 1\nb = 2", "option 'b' in section '[a]' is there twice, again in line 3"),
        ("[a]\n[a]", "section '[a]' is there twice, again in line 2"),
        ("[a]\n\nsecret\n", "neither a section nor an option is in line 3"),
        ("[alembic]\nx = %(x)s", "option 'x' in section '[alembic]' refers to itself"),
        (
            "[alembic]\nx = 5%",
            "option 'x' in section '[alembic]' has a '%' that is not written '%%'",
        ),
        (
            "[alembic]\nx = %(y)s",
            "option 'x' in section '[alembic]' refers to '%(y)s', which is not defined",
        ),
    ],
)
def test_mistakes_in_the_ini_file(tmp_path: Path, text: str, line: str) -> None:
    """The place is named; what is written there is not repeated."""
    path = tmp_path / "alembic.ini"
    path.write_text(text)
    config = Config(path)
    assert told(lambda: config.get_main_option("x"), config) == f"FAILED: {path}: {line}"


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("", "The database URL is empty"),
        (
            "postgres://scott:tiger@host/x",
            "Can't load plugin: sqlalchemy.dialects:postgres "
            "(database URL postgres://scott:***@host/x; the dialect is called 'postgresql')",
        ),
        (
            "sqlite://host:port/x",
            "Could not parse the database URL: invalid literal for int() with base 10: 'port'",
        ),
    ],
)
def test_mistakes_in_a_url(url: str, line: str) -> None:
    """One line, also where SQLAlchemy has no error of its own."""
    assert told(lambda: sa.create_engine(url)) == f"FAILED: {line}"


def test_no_url() -> None:
    """What ``engine_from_config()`` misses is named as it is written in the file."""
    assert told(lambda: sa.engine_from_config({}, prefix="sqlalchemy.")) == (
        "FAILED: No database URL: 'sqlalchemy.url' in section '[alembic]' of 'alembic.ini' is "
        "missing"
    )


def test_a_driver_with_another_name() -> None:
    """What to install is said where the distribution is called otherwise than the module."""
    assert told(lambda: sa.create_engine("mysql+mysqldb://scott:tiger@host/x")) == (
        "FAILED: The database driver is not installed: No module named 'MySQLdb'; run: pip "
        "install mysqlclient (database URL mysql+mysqldb://scott:***@host/x)"
    )


def test_an_alter_that_sqlite_has_not() -> None:
    """The way out is a batch."""

    def alter() -> None:
        with sa.create_engine("sqlite://").connect() as connection:
            connection.exec_driver_sql("CREATE TABLE t (a INTEGER)")
            connection.exec_driver_sql("ALTER TABLE t ALTER COLUMN a SET NOT NULL")

    assert told(alter).splitlines()[-1] == (
        "SQLite has no such ALTER TABLE: use op.batch_alter_table(), which makes a new table."
    )


def test_a_directive_called_with_wrong_arguments() -> None:
    """One line with file and line: what is called and what is missing says it all."""
    op: Any = Operations(MigrationContext.configure(dialect_name="sqlite", opts={"as_sql": True}))
    script = compile("\nop.add_column('t')", "/srv/versions/one.py", "exec")
    assert told(lambda: exec(script, {"op": op})) == (
        "FAILED: /srv/versions/one.py, line 2: Operations.add_column() missing 1 required "
        "positional argument: 'column'"
    )


def test_a_missing_file_of_logging_sections(tmp_path: Path) -> None:
    """Its sections cannot be wrong: there is no such file."""
    path = tmp_path / "alembic.ini"
    lines = told(lambda: logging.config.fileConfig(path), Config(path))
    assert lines.splitlines()[-1] == (
        f"'{path}' does not exist; env.py reads its logging sections."
    )


def test_logging_sections_with_a_byte_order_mark(tmp_path: Path) -> None:
    """An env.py of old says nothing about the encoding."""
    path = tmp_path / "alembic.ini"
    path.write_text("[alembic]\n", encoding="utf-8-sig")
    lines = told(lambda: logging.config.fileConfig(path), Config(path)).splitlines()
    assert lines[-1] == (
        f"'{path}' is in UTF-8: have env.py call fileConfig(.., encoding='utf-8-sig')."
    )


def test_logging_sections_in_another_encoding_than_the_locale(tmp_path: Path) -> None:
    """UTF-8 is read as the ASCII of a bare server."""
    path = tmp_path / "alembic.ini"
    path.write_text("# Größe\n[alembic]\n", encoding="utf-8")
    read = functools.partial(logging.config.fileConfig, path, encoding="ascii")
    assert "encoding='utf-8-sig'" in told(read, Config(path)).splitlines()[-1]


def test_frames_of_python(tmp_path: Path) -> None:
    """Those that the user called are shown, those that the package called are not."""
    assert "pathlib" in told(lambda: tmp_path.joinpath("x").read_text())
    path = tmp_path / "versions" / "x.py"
    path.parent.mkdir()
    path.write_text("revision = make()\n")
    directory = ScriptDirectory(tmp_path)
    lines = told(directory.get_heads).splitlines()
    assert [line for line in lines if "functools" in line] == []
    assert lines[-1] == f"FAILED: NameError in {path}, line 1: name 'make' is not defined"


def test_the_place_is_in_the_project(tmp_path: Path) -> None:
    """Where an installed package fails, the line of the project that called it is named."""
    package = tmp_path / "site-packages" / "made_to_fail.py"
    package.parent.mkdir()
    package.write_text("def fail(): 1 / 0")
    (tmp_path / "versions").mkdir()
    script = tmp_path / "versions" / "x.py"
    script.write_text(
        "from alembic.base.pyfiles import load_module\n"
        f"load_module('made_to_fail', {str(package)!r}).fail()\n"
    )
    line = told(ScriptDirectory(tmp_path).get_heads).splitlines()[-1]
    assert line == f"FAILED: ZeroDivisionError in {script}, line 2: division by zero"


def test_what_a_table_that_exists_may_mean() -> None:
    """Somebody has made it: the database may be at a revision that nobody wrote down."""

    def create() -> None:
        with sa.create_engine("sqlite://").connect() as connection:
            for _ in range(2):
                connection.exec_driver_sql("CREATE TABLE t (a INTEGER)")

    assert told(create).splitlines()[-1] == (
        "If the database has it from elsewhere, 'alembic stamp <revision>' says which revision "
        "the database is at."
    )


def test_a_query_in_a_script() -> None:
    """Offline there is nothing that a query could give."""

    def query() -> object:
        return None.scalar()  # type: ignore[attr-defined] # as scripts do by mistake

    config = Config(cmd_opts=Namespace(sql=True))
    line = "With --sql nothing is executed: a query has no result, and no connection is there."
    assert told(query, config).endswith(line)
    assert not told(query).endswith(line)


def test_a_statement_of_the_run_itself(tmp_path: Path) -> None:
    """A database that refuses to read the version table is one line: env.py is not at fault."""
    (tmp_path / "app.db").write_text("this is not a database" * 100)
    env = tmp_path / "env.py"
    env.write_text(
        "from alembic.migration import MigrationContext\n"
        "from sqlalchemy import create_engine\n"
        f"with create_engine('sqlite:///{tmp_path}/app.db').connect() as connection:\n"
        "    MigrationContext.configure(connection).get_current_heads()\n"
    )
    directory = ScriptDirectory(tmp_path)
    with pytest.raises(sa.exc.DatabaseError) as caught:
        directory.run_env()
    assert describe(caught.value, Config()) == (
        "FAILED: The database refused what a run needs: (sqlite3.DatabaseError) file is not a "
        'database [SQL: PRAGMA main.table_info("alembic_version")]'
    )
    env.write_text(
        "from sqlalchemy import create_engine\n"
        f"with create_engine('sqlite:///{tmp_path}/app.db').connect() as connection:\n"
        "    connection.exec_driver_sql('SELECT * FROM mine')\n"
    )
    with pytest.raises(sa.exc.DatabaseError) as caught:
        directory.run_env()
    assert f"FAILED: DatabaseError in {env}, line 3" in describe(caught.value, Config())


def test_a_script_without_a_url(tmp_path: Path) -> None:
    """Where it is looked for is said, unless it is there and env.py does not pass it on."""
    (tmp_path / "alembic.ini").write_text("[alembic]\n")
    config = Config(tmp_path / "alembic.ini")

    def configure() -> None:
        raise Exception("Connection, url, or dialect_name is required.")

    line = f"'sqlalchemy.url' is missing in section '[alembic]' of '{tmp_path}/alembic.ini'."
    assert told(configure, config).splitlines()[-1] == line
    config.set_main_option("sqlalchemy.url", "sqlite://")
    assert line not in told(configure, config)


def test_a_script_that_standard_output_cannot_hold() -> None:
    """The way out is not in the migration."""
    config = Config(cmd_opts=Namespace(sql=True))
    line = "Standard output is in ascii; with PYTHONUTF8=1 it is in UTF-8."
    assert told(lambda: "é".encode("ascii"), config).endswith(line)


@pytest.mark.filterwarnings("error")
def test_a_warning_that_is_made_an_error() -> None:
    """Ours is its text; that of the user's code has its place."""
    assert told(lambda: warn("Take care")) == "FAILED: Take care"
    shown = told(lambda: warnings.warn("Take care", UserWarning, stacklevel=1))
    assert shown.startswith("Traceback")


_DRIVER = """\
import sqlite3
from sqlite3 import *  # what a dialect looks for

class Cursor(sqlite3.Cursor):
    def execute(self, *args):
        return super().execute(*args)

class Connection(sqlite3.Connection):
    def cursor(self):
        return super().cursor(Cursor)

def connect(*args, **kw):
    return sqlite3.connect(*args, factory=Connection, **kw)
"""


def test_a_driver_written_in_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lines are nobody's mistake: they are neither shown nor blamed."""
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "pure_driver.py").write_text(_DRIVER)
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    (tmp_path / "app.db").write_text("this is not a database" * 100)
    (tmp_path / "env.py").write_text(
        "import pure_driver\n"
        "from alembic.migration import MigrationContext\n"
        "from sqlalchemy import NullPool, create_engine\n"
        f"url = 'sqlite:///{tmp_path}/app.db'\n"
        "engine = create_engine(url, module=pure_driver, poolclass=NullPool)\n"
        "with engine.connect() as connection:\n"
        "    context = MigrationContext.configure(connection)\n"
        "    context.get_current_heads()\n"
    )
    directory = ScriptDirectory(tmp_path)
    assert told(directory.run_env).startswith("FAILED: The database refused what a run needs: ")
    env = (tmp_path / "env.py").read_text()
    (tmp_path / "env.py").write_text(
        env.replace("context.get_current_heads()", "connection.exec_driver_sql('SELECT 1 FROM t')")
    )
    shown = told(directory.run_env)
    assert "pure_driver" not in shown.replace("import pure_driver", "")
    assert f"DatabaseError in {tmp_path}/env.py, line 8: " in shown
