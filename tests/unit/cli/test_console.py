"""What a person sees at a console when something goes wrong: whole processes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

import pytest

from harness.project import ALEMBIC, Project, Result
from unit.commands.graph import write_graph, write_revision


@pytest.fixture
def generic(project: Project, inside: Callable[..., Result]) -> Project:
    """A project of the generic template with one revision."""
    inside(project, "-q", "init", "migrations")
    project.set_url("sqlite:///app.db")
    inside(project, "-q", "revision", "-m", "one", "--rev-id", "aa01")
    return project


def shown(project: Project, *arguments: str) -> list[str]:
    """Lines on standard error of a command that ends with status 1, without log lines."""
    result = project.alembic(*arguments, status=1)
    assert result.out == ""
    lines = [line.replace(str(project.path), "<project>") for line in result.log]
    return [line for line in lines if not line.startswith(("INFO ", "ERROR "))]


def test_no_configuration_at_all(project: Project) -> None:
    """The setting that is missing is named, and the file it would be in."""
    result = project.alembic("heads", status=255)
    assert result.out == (
        "FAILED: No 'script_location' key found in configuration. There is no file "
        f"{project.path}/alembic.ini: go to the directory of the project, name the file with -c, "
        "or make a new environment with the 'init' command.\n"
    )
    assert result.err == ""


def test_a_missing_script_directory(project: Project) -> None:
    """The sentence says which command makes one."""
    project.write("alembic.ini", "[alembic]\nscript_location = nowhere\n")
    assert project.alembic("current", status=255).out == (
        "FAILED: Path doesn't exist: nowhere.  Please use the 'init' command to create a new "
        "scripts folder.\n"
    )


def test_an_unknown_revision(generic: Project) -> None:
    """The result is on standard output, the log line on standard error."""
    result = generic.alembic("upgrade", "nope", status=255)
    assert result.out == "FAILED: Can't locate revision identified by 'nope'\n"
    assert result.log[-1] == (
        "ERROR [alembic.util.messaging] Can't locate revision identified by 'nope'"
    )


@pytest.mark.parametrize(
    ("url", "line"),
    [
        (
            "driver://user:pass@localhost/dbname",
            "FAILED: Can't load plugin: sqlalchemy.dialects:driver "
            "(database URL driver://user:***@localhost/dbname; 'sqlalchemy.url' in section "
            "'[alembic]' of 'alembic.ini' is still as 'init' wrote it)",
        ),
        (
            "sqlite:////no/such/directory/x.db",
            "FAILED: Can't connect to the database: unable to open database file "
            "(database URL sqlite:////no/such/directory/x.db)",
        ),
        (
            "postgresql+no_such_driver://scott:tiger@localhost/x",
            "FAILED: Can't load plugin: sqlalchemy.dialects:postgresql.no_such_driver "
            "(database URL postgresql+no_such_driver://scott:***@localhost/x)",
        ),
        (
            "scott:tiger@localhost",
            "FAILED: Could not parse SQLAlchemy URL from given URL string "
            "(database URL scott:***@localhost)",
        ),
    ],
)
def test_a_database_that_cannot_be_reached(generic: Project, url: str, line: str) -> None:
    """One line names the URL, never the password."""
    generic.set_url(url)
    assert shown(generic, "current") == [line]


def test_a_server_that_is_not_there(generic: Project) -> None:
    """The driver's words are on the same line."""
    generic.set_url("postgresql+psycopg2://scott:ti%40ger@127.0.0.1:1/x")
    (line,) = shown(generic, "current")
    assert line.startswith("FAILED: Can't connect to the database: ")
    assert "Connection refused" in line
    assert line.endswith(" (database URL postgresql+psycopg2://scott:***@127.0.0.1:1/x)")


def test_an_async_driver_that_finds_no_server(
    project: Project, inside: Callable[..., Result]
) -> None:
    """Errors that such drivers raise in their own way are the same one line."""
    inside(project, "-q", "init", "-t", "async", "migrations")
    project.set_url("postgresql+asyncpg://scott:tiger@127.0.0.1:1/x")
    (line,) = shown(project, "current")
    assert line.startswith("FAILED: Can't connect to the database: ")
    assert line.endswith(" (database URL postgresql+asyncpg://scott:***@127.0.0.1:1/x)")


def test_an_at_sign_in_a_password(generic: Project) -> None:
    """What SQLAlchemy takes for the host holds a part of the password: it is not shown."""
    generic.set_url("postgresql+psycopg2://scott:ti@ger@127.0.0.1:1/x")
    (line,) = shown(generic, "current")
    assert "ger" not in line
    assert line.endswith("; an '@' in a user name or password is written '%40')")


def test_a_percent_sign_in_the_ini_file(generic: Project) -> None:
    """ConfigParser's own text would show a part of the password."""
    text = generic.read("alembic.ini").replace("sqlite:///app.db", "postgresql://a:b%40c@h/x")
    generic.write("alembic.ini", text)
    assert shown(generic, "current") == [
        "FAILED: alembic.ini: option 'sqlalchemy.url' in section '[alembic]' has a '%' that is "
        "not written '%%'"
    ]


def test_an_undefined_name_in_the_ini_file(generic: Project) -> None:
    """File, option and name are told."""
    generic.edit("alembic.ini", "sqlite:///app.db", "sqlite:///%(nobody)s.db")
    assert shown(generic, "current") == [
        "FAILED: alembic.ini: option 'sqlalchemy.url' in section '[alembic]' refers to "
        "'%(nobody)s', which is not defined"
    ]


def test_files_that_are_not_ini_or_toml(generic: Project) -> None:
    """The parser's words are on one line, with the file's name."""
    generic.write("broken.ini", "no section\n")
    (line,) = shown(generic, "-c", "broken.ini", "heads")
    assert line.startswith("FAILED: broken.ini: File contains no section headers.")
    generic.write("pyproject.toml", "[tool.alembic\n")
    generic.write("empty.ini", "")
    (line,) = shown(generic, "-c", "empty.ini", "heads")
    assert line.startswith("FAILED: pyproject.toml: Expected ']'")


def test_an_error_in_env_py(generic: Project) -> None:
    """The user's own frames and a clear line, none of ours."""
    generic.edit("migrations/env.py", "target_metadata = None", "import no_such_module")
    assert shown(generic, "current") == [
        "Traceback (most recent call last):",
        '  File "<project>/migrations/env.py", line 18, in <module>',
        "    import no_such_module",
        "ModuleNotFoundError: No module named 'no_such_module'",
        "FAILED: ModuleNotFoundError in <project>/migrations/env.py, line 18: "
        "No module named 'no_such_module'",
    ]


def test_a_syntax_error_in_env_py(generic: Project) -> None:
    """The place is shown once, and said."""
    generic.edit("migrations/env.py", "target_metadata = None", "target_metadata = = None")
    assert shown(generic, "current") == [
        '  File "<project>/migrations/env.py", line 18',
        "    target_metadata = = None",
        "                      ^",
        "SyntaxError: invalid syntax",
        "FAILED: SyntaxError in <project>/migrations/env.py, line 18: invalid syntax",
    ]


def test_a_missing_env_py(generic: Project) -> None:
    """One line names the file."""
    (generic.path / "migrations/env.py").unlink()
    assert shown(generic, "current") == [
        "FAILED: Can't find Python file <project>/migrations/env.py"
    ]


def test_missing_logging_sections(generic: Project) -> None:
    """The last line says what to look at."""
    generic.edit("alembic.ini", "[loggers]", "[other]")
    assert shown(generic, "current")[-1] == (
        "The logging sections of 'alembic.ini' are missing or wrong."
    )


def test_an_error_in_a_migration(generic: Project) -> None:
    """The line of the migration is in the traceback and in the clear line."""
    path = "migrations/versions/aa01_one.py"
    generic.edit(path, '    """Upgrade schema."""\n    pass', '    op.execute("selec 1")')
    lines = shown(generic, "upgrade", "head")
    assert '  File "<project>/migrations/versions/aa01_one.py", line 22, in upgrade' in lines
    assert not [line for line in lines if "sqlalchemy/" in line or "src/alembic" in line]
    assert lines.count("Traceback (most recent call last):") == 1
    assert lines[-1] == (
        "FAILED: OperationalError in <project>/migrations/versions/aa01_one.py, line 22: "
        '(sqlite3.OperationalError) near "selec": syntax error'
    )


def test_raiseerr_shows_everything(generic: Project) -> None:
    """For those who want to see the whole way down."""
    generic.edit("migrations/env.py", "target_metadata = None", "import no_such_module")
    result = generic.alembic("--raiseerr", "current", status=1)
    assert "cli/command_line.py" in result.err
    assert result.log[-1] == "ModuleNotFoundError: No module named 'no_such_module'"
    assert "CommandError" in generic.alembic("--raiseerr", "show", "nope", status=1).err


def _piped_away(project: Project, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command whose standard output nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return subprocess.run(
            [str(ALEMBIC), *arguments],
            cwd=project.path,
            env=project.environment(),
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)


def test_a_reader_that_goes_away(project: Project) -> None:
    """A closed pipe ends the listing quietly."""
    write_graph(project)
    done = _piped_away(project, "history", "-v")
    assert (done.returncode, done.stderr) == (0, b"")


def test_output_of_any_encoding(project: Project) -> None:
    """Characters the stream cannot hold are replaced."""
    write_graph(project)
    write_revision(project, "z001", "e001", "caf\N{LATIN SMALL LETTER E WITH ACUTE}")
    project.variables["PYTHONIOENCODING"] = "ascii"
    assert project.alembic("history", "-r", "e001:z001").lines[0] == (
        "e001 -> z001 (left, right) (head), caf?"
    )


def test_python_m_alembic_has_the_same_name(project: Project) -> None:
    """Usage lines start with ``alembic``."""
    result = project.python("-m", "alembic", "nothing", status=2)
    assert result.err.startswith("usage: alembic ")


def test_the_module_of_the_configuration_is_the_program_too(generic: Project) -> None:
    """Scripts call it so; it must not end well without having done anything."""
    assert generic.python("-m", "alembic.config", "heads").out == "aa01 (head)\n"


def test_a_reader_of_sql_that_goes_away(generic: Project) -> None:
    """The script is not whole, which the status says; there is nothing to explain."""
    done = _piped_away(generic, "upgrade", "head", "--sql")
    lines = [line for line in done.stderr.splitlines() if not line.startswith(b"INFO")]
    assert (done.returncode, lines) == (1, [])


@pytest.mark.parametrize("command", [["history"], ["upgrade", "head", "--sql"]])
def test_a_full_disk(generic: Project, command: list[str]) -> None:
    """What could not be written is not passed over, and no line of the user's is blamed."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [str(ALEMBIC), *command],
            cwd=generic.path,
            env=generic.environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert b"FAILED: Can't write to standard output: No space left on device\n" in done.stderr
    assert b"Traceback" not in done.stderr


def test_no_standard_output(generic: Project) -> None:
    """A process may be started without; its status tells the outcome."""
    command = f"exec {ALEMBIC} upgrade head >&-"
    assert generic.attempt("sh", "-c", command).status == 0
    assert generic.alembic("current").lines == ["aa01 (head)"]


def test_no_standard_output_for_a_script(generic: Project) -> None:
    """SQL that nobody gets is an error."""
    script = generic.attempt("sh", "-c", f"exec {ALEMBIC} upgrade head --sql >&-")
    assert script.status == 255
    assert "There is no standard output to write the SQL to" in script.err
    assert "Traceback" not in script.err


def test_warnings_are_one_line(generic: Project) -> None:
    """The place in our own code says nothing to the user."""
    folder = generic.path / "migrations/versions"
    (folder / "copy.py").write_text((folder / "aa01_one.py").read_text())
    assert generic.alembic("heads").log == [
        "WARNING: Revision aa01 is present more than once: "
        f"in {folder}/aa01_one.py and in {folder}/copy.py, which counts"
    ]


def test_a_missing_parent_is_said_once(generic: Project) -> None:
    """The warning says what the error says; only where that is not shown it stands alone."""
    generic.write("migrations/versions/b.py", "revision = 'b'\ndown_revision = 'a'\n")
    path = generic.path / "migrations/versions/b.py"
    text = f"Revision a referenced from b ({path}) is not present"
    result = generic.alembic("heads", status=255)
    assert (result.out, result.err) == (f"FAILED: {text}\n", "")
    result = generic.alembic("-q", "heads", status=255)
    assert (result.out, result.err) == ("", f"WARNING: {text}\n")


def test_an_env_py_that_does_nothing(generic: Project) -> None:
    """Success is not claimed in silence; for a new file the database does not matter."""
    generic.write("migrations/env.py", "")
    warning = (
        f"WARNING: {generic.path}/migrations/env.py did not call context.configure(); "
        "no database was read or changed"
    )
    assert generic.alembic("upgrade", "head").log == [warning]
    assert generic.alembic("check").log == [warning]
    generic.edit("alembic.ini", "# revision_environment = false", "revision_environment = true")
    assert generic.alembic("revision", "-m", "two").log == []
