"""``doctor``: what it finds, and what it says to do."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from harness.project import Project, Result
from unit.commands.graph import write_project, write_revision

Inside = Callable[..., Result]

ENV = """\
from alembic import context
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, create_engine, pool

models = MetaData(naming_convention={convention})
Table("a", models, Column("id", Integer, primary_key=True))
Table("b", models, Column("a_id", ForeignKey("a.id")))
engine = create_engine("sqlite:///app.db", poolclass=pool.NullPool)
with engine.connect() as connection:
    connection.exec_driver_sql("PRAGMA foreign_keys={pragma}")
    connection.rollback()
    context.configure(connection=connection, target_metadata=models)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
"""
HEAD = "revision = {!r}\ndown_revision = {!r}\n"
CONVENTION = '{"fk": "fk_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s"}'


@pytest.fixture
def sound(project: Project) -> Project:
    """A project with nothing wrong."""
    write_project(project)
    write_revision(project, "a001")
    project.write("migrations/script.py.mako", "revision = ${repr(up_revision)}\n")
    project.write("migrations/env.py", ENV.format(convention=CONVENTION, pragma="ON"))
    return project


def test_nothing_is_wrong(sound: Project, inside: Inside) -> None:
    """It says so, and nothing is written into the database."""
    result = inside(sound, "doctor")
    assert (result.out, result.status) == ("Nothing is wrong.\n", 0)
    assert (sound.path / "app.db").read_bytes() == b""


def test_advice(sound: Project, inside: Inside) -> None:
    """What works as it is does not count as wrong."""
    sound.write("migrations/env.py", ENV.format(convention="None", pragma="OFF"))
    result = inside(sound, "doctor")
    assert result.out == (
        "target_metadata: advice: no naming convention for fk and uq: a constraint without a name "
        "cannot be dropped everywhere; set MetaData(naming_convention=...)\n"
        "SQLite: advice: foreign keys are not enforced on the connection of env.py; where your "
        "application enforces them, execute PRAGMA foreign_keys=ON there too\n"
    )
    assert result.status == 0


def test_no_models(sound: Project, inside: Inside) -> None:
    """Without models there is nothing to compare the database with."""
    env = ENV.format(convention=CONVENTION, pragma="ON").replace(", target_metadata=models", "")
    sound.write("migrations/env.py", env)
    assert inside(sound, "doctor").out == (
        "target_metadata: advice: it is None in env.py; --autogenerate and 'check' need the "
        "MetaData of your models\n"
    )


def test_several_heads(sound: Project, inside: Inside) -> None:
    """They are named, with the command that joins them."""
    write_revision(sound, "b001")
    result = inside(sound, "doctor")
    assert result.out == (
        "revisions: there are 2 heads (a001, b001); unless these are branches of their own, join "
        "them with 'alembic merge heads'\nFAILED: One thing is wrong\n"
    )
    assert result.status == 255


def test_a_file_that_cannot_be_imported(sound: Project, inside: Inside) -> None:
    """It is named with its error, and the others are looked at as well."""
    sound.write("migrations/versions/a001.py", f"import gone\n{HEAD.format('a001', None)}")
    sound.write("migrations/versions/b001.py", HEAD.format("b001", "a001"))
    folder = sound.path / "migrations" / "versions"
    assert inside(sound, "doctor").out == (
        f"{folder / 'a001.py'}: ModuleNotFoundError: No module named 'gone'\n"
        f"{folder / 'b001.py'}: it has no upgrade() function; add one\n"
        f"{folder / 'b001.py'}: it has no downgrade() function; add one\n"
        "FAILED: 3 things are wrong\n"
    )


def test_a_file_that_hides_its_revision(sound: Project, inside: Inside) -> None:
    """A file that has to be run to be read, and fails, is named; nothing more can be found."""
    path = sound.path / "migrations" / "versions" / "b001.py"
    path.write_text("import gone\nrevision = gone.revision\n")
    assert inside(sound, "doctor").out == (
        f"{path}: ModuleNotFoundError: No module named 'gone'\nFAILED: One thing is wrong\n"
    )


def test_a_parent_that_is_missing(sound: Project, inside: Inside) -> None:
    """A graph that cannot be linked is one finding."""
    write_revision(sound, "b001", down="gone")
    result = inside(sound, "doctor")
    assert result.out.startswith("revisions: ")
    assert "gone" in result.out
    assert result.status == 255


def test_an_identifier_that_is_there_twice(sound: Project, inside: Inside) -> None:
    """Both files are named: only one of them would run."""
    folder = sound.path / "migrations" / "versions"
    (folder / "z.py").write_text((folder / "a001.py").read_text())
    assert inside(sound, "doctor").out == (
        f"revisions: Revision a001 is present more than once: in {folder / 'a001.py'} and in "
        f"{folder / 'z.py'}, which counts\nFAILED: One thing is wrong\n"
    )


def test_a_template_that_cannot_be_compiled(sound: Project, inside: Inside) -> None:
    """It is found before somebody needs a new revision."""
    sound.write("migrations/script.py.mako", "% if x\n")
    out = inside(sound, "doctor").out
    assert out.startswith("script.py.mako: it cannot be compiled: CompileException: ")
    assert out.endswith("FAILED: One thing is wrong\n")


def test_a_row_without_a_file(sound: Project, inside: Inside) -> None:
    """The ways out are said."""
    write_revision(sound, "zzzz", down="a001")
    inside(sound, "stamp", "zzzz")
    (sound.path / "migrations/versions/zzzz.py").unlink()
    assert inside(sound, "doctor").out == (
        "version table: revision 'zzzz' is not in the script directory: restore its file, switch "
        "to the branch of the code that has it, or use 'alembic stamp --purge <revision>'\n"
        "FAILED: One thing is wrong\n"
    )


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ("def (:\n", "env.py: SyntaxError: "),
        (
            "import missing_driver\n",
            "env.py: ModuleNotFoundError: No module named 'missing_driver': install what has it (a "
            "database needs its driver), or name its directory in prepend_sys_path\n",
        ),
        (
            "from sqlalchemy import create_engine\ncreate_engine('driver://u:p@localhost/x')\n",
            "database: NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:driver: write the "
            "URL of your database into sqlalchemy.url, or set it in env.py\n",
        ),
        (
            "from sqlalchemy import create_engine\ncreate_engine('sqlite:////no/such/dir')"
            ".connect()\n",
            "database: OperationalError: unable to open database file: look whether the server "
            "runs and whether the URL that env.py uses is right\n",
        ),
        (
            "from sqlalchemy import NullPool, create_engine\n"
            "with create_engine('sqlite://', poolclass=NullPool).connect() as connection:\n"
            "    connection.exec_driver_sql('SELECT 1 FROM secret')\n",
            "database: OperationalError: no such table: secret: look at that table and at the "
            "rights of the user in the URL that env.py uses\n",
        ),
        (
            "x = 1\nx / 0\n",
            "env.py: ZeroDivisionError: division by zero (env.py, line 2)\n",
        ),
        (
            "",
            "env.py: it looked at no database; it has to call context.configure() and "
            "context.run_migrations()\n",
        ),
    ],
)
def test_an_env_that_fails(sound: Project, inside: Inside, env: str, said: str) -> None:
    """It is one line with what to do."""
    sound.write("migrations/env.py", env)
    result = inside(sound, "doctor")
    assert result.out.startswith(said)
    assert result.out.endswith("FAILED: One thing is wrong\n")


def test_files_that_are_missing(sound: Project, inside: Inside) -> None:
    """Template and env.py are missed; without a configuration nothing else is looked at."""
    folder = sound.path / "migrations"
    (folder / "env.py").unlink()
    (folder / "script.py.mako").unlink()
    assert inside(sound, "doctor").out == (
        f"script.py.mako: it is not in {folder}, so no revision can be made; take the one that "
        "'alembic init' writes elsewhere\n"
        f"env.py: it is not in {folder}; 'alembic init' writes one\n"
        "FAILED: 2 things are wrong\n"
    )
    (sound.path / "alembic.ini").unlink()
    assert inside(sound, "doctor").out.startswith("configuration: No 'script_location' key found")


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("app.db", "a%40b.db", "option 'url' in section '[alembic]' has a '%' that is not"),
        ("migrations", "%(her)s", "option 'script_location' in section '[alembic]' refers to"),
        ("[alembic]", "[alembic", "File contains no section headers. Line 1 comes before"),
    ],
)
def test_an_ini_file_that_cannot_be_read(
    sound: Project, inside: Inside, old: str, new: str, text: str
) -> None:
    """It is a finding like any other; no value of the file is repeated."""
    sound.write("alembic.ini", "[alembic]\nscript_location = migrations\nurl = app.db\n")
    env = sound.path / "migrations" / "env.py"
    env.write_text(
        'from alembic import context\ncontext.config.get_main_option("url")\n' + env.read_text()
    )
    ini = sound.path / "alembic.ini"
    ini.write_text(ini.read_text().replace(old, new))
    result = inside(sound, "doctor")
    assert result.status == 255
    line = result.out.splitlines()[0]
    assert line.startswith(f"configuration: alembic.ini: {text}")


def test_findings_for_programs(sound: Project, inside: Inside) -> None:
    """JSON has the findings as they are, and nothing else; the status is the same."""
    assert json.loads(inside(sound, "doctor", "--json").out) == []
    sound.write("migrations/env.py", ENV.format(convention=CONVENTION, pragma="OFF"))
    (advice,) = json.loads(inside(sound, "doctor", "--json").out)
    assert (advice["subject"], advice["advice"]) == ("SQLite", True)
    write_revision(sound, "a002")
    result = inside(sound, "doctor", "--json")
    assert result.status == 255
    (heads, _) = json.loads(result.out)
    assert heads == {
        "subject": "revisions",
        "text": "there are 2 heads (a001, a002); unless these are branches of their own, join them "
        "with 'alembic merge heads'",
        "advice": False,
    }
