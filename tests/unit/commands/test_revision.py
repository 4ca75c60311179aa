"""``alembic revision`` and ``alembic merge``."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alembic import command
from alembic.config import Config
from harness.project import Project, Result
from unit.commands.graph import write_graph, write_project, write_revision

Inside = Callable[..., Result]


@pytest.fixture
def empty(project: Project) -> Project:
    write_project(project)
    return project


@pytest.fixture
def graph(project: Project) -> Project:
    write_graph(project)
    return project


def setting(project: Project, text: str) -> None:
    """Put a line into the main section."""
    project.edit("alembic.ini", "path_separator = os\n", f"{text}\npath_separator = os\n")


def test_a_new_revision_follows_the_head(empty: Project, inside: Inside) -> None:
    """The file is announced, and holds what was asked for."""
    root = empty.path
    inside(empty, "revision", "-m", "Create the Account!", "--rev-id", "aa01")
    result = inside(empty, "revision", "-m", "more", "--rev-id", "bb02", "--branch-label", "lab")
    assert result.out == f"Generating {root}/migrations/versions/bb02_more.py ...  done\n"
    assert empty.files("*_*.py") == [
        "migrations/versions/aa01_create_the_account.py",
        "migrations/versions/bb02_more.py",
    ]
    text = empty.read("migrations/versions/bb02_more.py")
    assert text.startswith(
        '"""more"""\n'
        "\n"
        "from alembic import op\n"
        "import sqlalchemy as sa\n"
        "\n"
        "revision = 'bb02'\n"
        "down_revision = 'aa01'\n"
        "branch_labels = ('lab',)\n"
        "depends_on = None\n"
    )


def test_a_revision_without_message_and_id(empty: Project, inside: Inside) -> None:
    """The identifier is random, the slug empty."""
    inside(empty, "revision")
    (name,) = empty.files("versions/*")
    assert re.fullmatch(r"migrations/versions/[0-9a-f]{12}_\.py", name)
    assert empty.read(name).startswith('"""empty message"""\n')


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            "revision",
            "Multiple heads are present; please specify the head revision on which the new "
            "revision should be based, or perform a merge.",
        ),
        ("revision --head nope", "Can't locate revision identified by 'nope'"),
        (
            "revision --head a001",
            "Revision a001 is not a head revision; please specify --splice to create a new "
            "branch from this revision",
        ),
        (
            "revision --autogenerate --sql",
            "Using --sql with --autogenerate does not make any sense",
        ),
        (
            "revision --sql",
            "Using --sql with the revision command when revision_environment is not configured "
            "does not make any sense",
        ),
        (
            "revision --head e001 --rev-id a+b",
            "Character(s) '+' not allowed in revision identifier 'a+b'",
        ),
        (
            "revision --head e001 --version-path elsewhere",
            "Path elsewhere is not represented in current version locations",
        ),
        ("revision --head e001 --depends-on x", "Can't locate revision identified by 'x'"),
        ("revision --autogenerate --head e001", "Target database is not up to date."),
        ("merge e001 e001", "Duplicate head revisions specified"),
        (
            "merge a001 e001",
            "Revision a001 is not a head revision; please specify --splice to create a new "
            "branch from this revision",
        ),
    ],
)
def test_a_request_that_is_refused_writes_nothing(
    graph: Project, inside: Inside, line: str, text: str
) -> None:
    """One sentence, status 255, and no file."""
    before = graph.files("*.py")
    result = inside(graph, *line.split())
    assert (result.status, result.out) == (255, f"FAILED: {text}\n")
    assert graph.files("*.py") == before


def test_merge_follows_the_given_revisions_in_order(graph: Project, inside: Inside) -> None:
    """``heads`` stands for all of them."""
    inside(graph, "merge", "-m", "join", "--rev-id", "g001", "f001", "e001")
    text = graph.read("migrations/versions/g001_join.py")
    assert "\ndown_revision = ('f001', 'e001')\n" in text
    write_revision(graph, "h001")
    inside(graph, "merge", "-m", "all", "--rev-id", "i001", "--branch-label", "all", "heads")
    text = graph.read("migrations/versions/i001_all.py")
    assert "\ndown_revision = ('g001', 'h001')\nbranch_labels = ('all',)\n" in text


def test_splice_and_dependencies(graph: Project, inside: Inside) -> None:
    """A new branch may grow anywhere; dependencies are written as full identifiers."""
    inside(
        graph,
        *("revision", "-m", "x", "--rev-id", "g001", "--head", "a001", "--splice"),
        *("--depends-on", "left", "--depends-on", "f00"),
    )
    text = graph.read("migrations/versions/g001_x.py")
    assert "\ndown_revision = 'a001'\nbranch_labels = None\ndepends_on = ['left', 'f001']\n" in text


def test_file_names_by_date_in_directories(empty: Project, inside: Inside) -> None:
    """Directories of the pattern are made, and found again when searched recursively."""
    setting(
        empty,
        "file_template = %%(year)d/%%(month).2d/%%(day).2d_%%(rev)s_%%(slug)s\n"
        "timezone = utc\ntruncate_slug_length = 12\nrecursive_version_locations = true",
    )
    result = inside(empty, "revision", "-m", "Hello, World this is", "--rev-id", "aa01")
    (name,) = empty.files("versions/**/*.py")
    assert re.fullmatch(r"migrations/versions/\d{4}/\d\d/\d\d_aa01_hello_world_\.py", name)
    assert result.lines == [
        f"Creating directory {(empty.path / name).parent} ...  done",
        f"Generating {empty.path / name} ...  done",
    ]
    assert inside(empty, "heads").out == "aa01 (head)\n"


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("timezone = Nowhere/City", "Can't locate timezone: Nowhere/City"),
        ("revision_environment = maybe", "revision_environment: String is not true/false: 'maybe'"),
    ],
)
def test_settings_that_cannot_be_used(
    empty: Project, inside: Inside, option: str, text: str
) -> None:
    """One sentence names what is wrong; nothing is written."""
    setting(empty, option)
    result = inside(empty, "revision", "-m", "x")
    assert (result.status, result.out) == (255, f"FAILED: {text}\n")
    assert empty.files("versions/*") == []


@pytest.mark.parametrize(
    "option",
    ["truncate_slug_length = many", "file_template = %%(nobody)s", "truncate_slug_length ="],
)
def test_numbers_and_patterns_that_cannot_be_used(
    empty: Project, inside: Inside, option: str
) -> None:
    """The line says which setting it is."""
    setting(empty, option)
    result = inside(empty, "revision", "-m", "x")
    assert result.status == 255
    assert result.out.startswith("FAILED: ")
    assert option.split(maxsplit=1)[0] in result.out
    assert empty.files("versions/*") == []


def test_an_empty_timezone_is_local_time(empty: Project, inside: Inside) -> None:
    """As the comment in the generated configuration says."""
    setting(empty, "timezone =")
    assert inside(empty, "revision").status == 0


def test_sourceless_revisions_are_found_when_asked_for(empty: Project, inside: Inside) -> None:
    """With ``sourceless = true`` a compiled file is enough."""
    write_revision(empty, "aa01")
    code = "import py_compile; py_compile.compile('migrations/versions/aa01.py')"
    empty.python("-c", code)
    (empty.path / "migrations/versions/aa01.py").unlink()
    assert inside(empty, "heads").out == ""
    setting(empty, "sourceless = true")
    assert inside(empty, "heads").out == "aa01 (head)\n"
    assert inside(empty, "upgrade", "head").status == 0
    assert inside(empty, "current").out == "aa01 (head)\n"


def test_several_version_locations(empty: Project, inside: Inside) -> None:
    """A new base says where it goes; a child goes to its parent."""
    setting(empty, "version_locations = %(here)s/one:%(here)s/two")
    result = inside(empty, "revision", "--rev-id", "aa01")
    assert result.out == (
        "FAILED: Multiple version locations present, please specify --version-path\n"
    )
    inside(empty, "revision", "-m", "a", "--rev-id", "aa01", "--version-path", "two")
    inside(empty, "revision", "-m", "b", "--rev-id", "bb02")
    assert empty.files("*_*.py") == ["two/aa01_a.py", "two/bb02_b.py"]


HOOKS = """
[post_write_hooks]
hooks = one two three
one.type = exec
one.executable = {python}
one.options = -c "import sys; open('one.txt', 'w').write(sys.argv[1])" REVISION_SCRIPT_FILENAME
two.type = module
two.module = ruff
two.options = format -q REVISION_SCRIPT_FILENAME
three.type = console_scripts
three.entrypoint = py.test
three.options = --version
three.cwd = %(here)s/migrations
"""


def test_hooks_run_on_the_new_file(empty: Project, inside: Inside) -> None:
    """Programs, modules and entry points run in their order, each announced."""
    text = empty.read("alembic.ini") + HOOKS.format(python=sys.executable)
    empty.write("alembic.ini", text)
    result = inside(empty, "revision", "-m", "x", "--rev-id", "aa01")
    assert result.lines == [
        f"Generating {empty.path}/migrations/versions/aa01_x.py ...  done",
        "Running post write hook 'one' ...",
        "  done",
        "Running post write hook 'two' ...",
        "  done",
        "Running post write hook 'three' ...",
        "  done",
    ]
    assert empty.read("one.txt") == f"{empty.path}/migrations/versions/aa01_x.py"
    assert '\nrevision = "aa01"\n' in empty.read("migrations/versions/aa01_x.py")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (
            "",
            "Key 'one.type' (or 'type' in toml) is required for post write hook 'one'",
        ),
        ("one.type = nope", "No formatter with name 'nope' registered"),
        ("one.type = exec", "Key one.executable is required for post write hook 'one'"),
        (
            "one.type = module\none.module = no_such_module_here",
            "Could not find module no_such_module_here",
        ),
        (
            "one.type = console_scripts\none.entrypoint = no-such-entry",
            "Could not find entrypoint console_scripts.no-such-entry",
        ),
    ],
)
def test_hooks_that_cannot_run(empty: Project, inside: Inside, options: str, text: str) -> None:
    """One sentence; the file stays."""
    section = f"\n[post_write_hooks]\nhooks = one\n{options}\n"
    empty.write("alembic.ini", empty.read("alembic.ini") + section)
    result = inside(empty, "revision", "-m", "x", "--rev-id", "aa01")
    assert result.status == 255
    assert result.lines[-1] == f"FAILED: {text}"
    assert empty.files("*_x.py") == ["migrations/versions/aa01_x.py"]


def programmatic(project: Project, **kw: Any) -> tuple[Any, Config]:
    config = Config(str(project.path / "alembic.ini"))
    return command.revision(config, **kw), config


def test_the_new_script_is_returned(graph: Project) -> None:
    """Several heads, labels and dependencies may be given as lists."""
    found, config = programmatic(
        graph, message="m", head=["e001", "f001"], branch_label=["one", "two"], rev_id="g001"
    )
    assert found.revision == "g001"
    assert found.down_revision == ("e001", "f001")
    assert {"one", "two"} <= found.branch_labels
    assert Path(found.path).name == "g001_m.py"
    merged = command.merge(config, ["g001"], message="again", rev_id="h001")
    assert merged.revision == "h001"
    assert merged.down_revision == "g001"


def test_no_head_means_the_head(empty: Project) -> None:
    """``head=None`` is what the command line passes; ``base`` is no parent."""
    first, _ = programmatic(empty, rev_id="aa01", head=None)
    second, _ = programmatic(empty, rev_id="bb02", head=None)
    third, _ = programmatic(empty, rev_id="cc03", head="base")
    assert [each.down_revision for each in (first, second, third)] == [None, "aa01", None]


def test_a_name_that_is_no_revision_gives_none(empty: Project) -> None:
    """A file whose pattern hides it from the directory is written all the same."""
    setting(empty, "file_template = __init__%%(rev)s")
    found, _ = programmatic(empty, rev_id="aa01")
    assert found is None
    assert empty.files("versions/*") == ["migrations/versions/__init__aa01.py"]


@pytest.mark.usefixtures("_in_project")
class TestDirectives:
    """``process_revision_directives`` with ``revision_environment = true``."""

    @pytest.fixture
    def _in_project(self, empty: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(empty.path)
        setting(empty, "revision_environment = true")

    def test_they_see_the_revision_and_may_drop_it(
        self, empty: Project, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """An emptied list gives no file, and an empty list is returned."""
        seen = []

        def drop(context: Any, revision: Any, directives: list[Any]) -> None:
            seen.append((context.dialect.name, revision, len(directives)))
            directives[:] = []

        found, _ = programmatic(empty, rev_id="aa01", process_revision_directives=drop)
        assert found == []
        assert seen == [("sqlite", (), 1)]
        assert empty.files("versions/*") == []
        assert capsys.readouterr().out == ""

    def test_they_may_give_several(self, empty: Project) -> None:
        """Several entries give several files, and a list is returned."""

        def split(context: Any, revision: Any, directives: list[Any]) -> None:
            from alembic.operations.ops import DowngradeOps, MigrationScript, UpgradeOps

            directives[0].rev_id = "aa01"
            directives.append(
                MigrationScript("bb02", UpgradeOps(ops=[]), DowngradeOps(ops=[]), head="aa01")
            )

        found, _ = programmatic(empty, message="x", process_revision_directives=split)
        assert [each.revision for each in found] == ["aa01", "bb02"]
        assert found[1].down_revision == "aa01"
        assert empty.files("versions/*") == [
            "migrations/versions/aa01_x.py",
            "migrations/versions/bb02_.py",
        ]
