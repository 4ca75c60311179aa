"""A script: its file, its module on demand, and how the commands show it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from alembic.base.exc import CommandError
from alembic.script import Script, ScriptDirectory
from harness.revisions import Revisions, graph

GRAPH = """
  root
  left < root [ll]
  right < root needs other
  last < left right
  other [oo, pp]
"""


def lines(name: str, *flags: bool) -> str:
    script = Revisions(graph(GRAPH)).get_revision(name)
    return script.cmd_format(False, *flags)


@pytest.mark.parametrize(
    ("name", "flags", "expected"),
    [
        ("root", (), "root (branchpoint)"),
        ("root", (True, True, True), "<base> -> root (branchpoint), doc of root"),
        ("left", (True, True, True), "root -> left (ll), doc of left"),
        ("right", (True, True, True), "root (other) -> right, doc of right"),
        ("last", (True, True, True), "left, right -> last (ll) (head) (mergepoint), doc of last"),
        ("last", (True, False, False, False), "last (ll) (head)"),
        ("other", (True, False, False, False), "other (oo, pp) (effective head)"),
        ("other", (False, True), "other (effective head), doc of other"),
    ],
)
def test_one_line(name: str, flags: tuple[bool, ...], expected: str) -> None:
    """The one-line form names what is asked for, in this order."""
    assert lines(name, *flags) == expected


def test_current_mark() -> None:
    """A row of the version table is marked after the head."""
    script = Revisions(graph(GRAPH)).get_revision("last")
    script._db_current_indicator = True
    assert script.cmd_format(False, True, True, True) == (
        "left, right -> last (ll) (head) (current) (mergepoint), doc of last"
    )
    assert script.log_entry.startswith("Rev: last (head) (mergepoint) (current)\n")


def test_str() -> None:
    """As text, a script shows parents, marks and message."""
    directory = Revisions(graph(GRAPH))
    assert str(directory.get_revision("root")) == "<base> -> root (branchpoint), doc of root"
    assert str(directory.get_revision("other")) == "<base> -> other (head), doc of other"


def test_long_entry() -> None:
    """The long entry has a line for each thing that there is to say."""
    directory = Revisions(graph(GRAPH))
    assert directory.get_revision("root").log_entry == (
        "Rev: root (branchpoint)\n"
        "Parent: <base>\n"
        "Branches into: left, right\n"
        "Path: /versions/root.py\n"
        "\n"
        "    doc of root\n"
    )
    assert directory.get_revision("last").cmd_format(True) == (
        "Rev: last (head) (mergepoint)\n"
        "Merges: left, right\n"
        "Branch names: ll\n"
        "Path: /versions/last.py\n"
        "\n"
        "    doc of last\n"
    )
    assert directory.get_revision("right").log_entry == (
        "Rev: right\n"
        "Parent: root\n"
        "Also depends on: other\n"
        "Path: /versions/right.py\n"
        "\n"
        "    doc of right\n"
    )


@pytest.fixture
def directory(tmp_path: Path) -> ScriptDirectory:
    (tmp_path / "versions").mkdir()
    return ScriptDirectory(tmp_path)


def written(directory: ScriptDirectory, text: str, name: str = "r1_x.py") -> Path:
    path = Path(directory.dir, "versions", name)
    path.write_text(text)
    return path


def test_docs(directory: ScriptDirectory) -> None:
    """``longdoc`` is the stripped docstring, ``doc`` its first paragraph."""
    written(
        directory, '"""\nfirst line\nsecond line\n\nmore\n"""\nrevision="r1"\ndown_revision=None\n'
    )
    script = directory.get_revision("r1")
    assert script.longdoc == "first line\nsecond line\n\nmore"
    assert script.doc == "first line\nsecond line"
    assert script.log_entry.endswith("\n\n    first line\n    second line\n    \n    more\n")


def test_no_docstring(directory: ScriptDirectory) -> None:
    """Without a docstring both are empty."""
    written(directory, "revision = 'r1'\ndown_revision = None\n")
    script = directory.get_revision("r1")
    assert (script.doc, script.longdoc) == ("", "")


def test_module_is_run_on_demand(directory: ScriptDirectory) -> None:
    """Listing runs no script; asking for the module does, once."""
    written(directory, "revision = 'r1'\ndown_revision = None\nimport sys\nsys.ran.append(1)\n")
    sys.ran = []  # type: ignore[attr-defined] # the script's way to say that it ran
    try:
        script = directory.get_revision("r1")
        assert directory.get_heads() == ["r1"]
        assert sys.ran == []
        assert script.module.revision == "r1"
        assert script.module is script.module
        assert script.module.__name__ == "r1_x_py"
        assert "r1_x_py" not in sys.modules
        assert sys.ran == [1]
    finally:
        del sys.ran


def test_computed_identity_is_run(directory: ScriptDirectory) -> None:
    """A file whose identity is computed is run to learn it."""
    written(
        directory,
        "BASE = 'ab'\nrevision = BASE + '12'\ndown_revision = None\n"
        "branch_labels = {'l'}\ndepends_on = None\n",
    )
    script = directory.get_revision("ab12")
    assert script.branch_labels == {"l"}
    assert script.path == str(Path(directory.dir, "versions", "r1_x.py").resolve())


def test_errors_of_a_script_are_its_own(directory: ScriptDirectory) -> None:
    """What running a file raises is not hidden."""
    written(directory, "revision = str(1 / 0)\ndown_revision = None\n")
    with pytest.raises(ZeroDivisionError):
        directory.get_heads()


def test_identity_from_the_name(directory: ScriptDirectory) -> None:
    """A file named by hexadecimal digits alone may leave its identifier out."""
    written(directory, "down_revision = None\n", "1a2b.py")
    assert directory.get_heads() == ["1a2b"]


def test_no_identity(directory: ScriptDirectory) -> None:
    """A file without an identifier is named."""
    written(directory, "down_revision = None\n")
    with pytest.raises(CommandError) as caught:
        directory.get_heads()
    assert str(caught.value) == (
        "Could not determine revision id from filename r1_x.py. Be sure the 'revision' variable "
        "is declared inside the script (please see 'Upgrading from Alembic 0.1 to 0.2' in the "
        "documentation)."
    )


def test_no_down_revision(directory: ScriptDirectory) -> None:
    """A file must say what it stands on, were it None."""
    path = written(directory, "revision = 'r1'\n")
    with pytest.raises(CommandError) as caught:
        directory.get_heads()
    assert str(caught.value) == f"Revision script {path} has no 'down_revision' variable"


def test_from_path(directory: ScriptDirectory) -> None:
    """A single file is read by its path; other files are no scripts."""
    path = written(directory, "revision = 'r1'\ndown_revision = None\n")
    assert Script._from_path(directory, path).revision == "r1"
    assert Script._from_path(directory, path.with_name("__init__.py")) is None
    assert Script._from_path(directory, path.with_name("notes.txt")) is None


def test_from_module(directory: ScriptDirectory) -> None:
    """A script can be made of a module that is loaded already."""
    path = written(directory, '"""doc"""\nrevision = "r1"\ndown_revision = ("a", "b")\n')
    module = Script._from_path(directory, path).module
    script = Script(module, "r1", path)
    assert (script.down_revision, script.doc, script.path) == (("a", "b"), "doc", str(path))
    assert script.module is module


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("down_revision = 3\n", "down_revision = 3"),
        ("down_revision = ['r0', None]\n", "down_revision = ['r0', None]"),
        ("down_revision = None\ndepends_on = 3\n", "depends_on = 3"),
        ("down_revision = None\nbranch_labels = {1}\n", "branch_labels = {1}"),
    ],
)
def test_identifiers_that_are_no_strings(directory: ScriptDirectory, text: str, said: str) -> None:
    """The file and the variable are named."""
    path = written(directory, f"revision = 'r1'\n{text}")
    with pytest.raises(CommandError) as caught:
        directory.get_heads()
    assert str(caught.value) == (
        f"Revision script {path} has {said}; it has to be None, a string, or several strings"
    )
