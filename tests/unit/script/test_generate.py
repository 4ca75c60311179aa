"""Writing new revision files."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from unittest import mock

import pytest

from alembic.base.exc import CommandError
from alembic.script import Script, ScriptDirectory
from alembic.script.generate import creation_date, file_name, slug

TEMPLATE = '''"""${message}

Create Date: ${create_date}
"""
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}
# Revises: ${down_revision | comma,n}
'''


@pytest.fixture
def directory(tmp_path: Path) -> ScriptDirectory:
    (tmp_path / "script.py.mako").write_text(TEMPLATE)
    return ScriptDirectory(tmp_path)


def again(directory: ScriptDirectory, **changes: object) -> ScriptDirectory:
    """Return a directory object over the same files."""
    return ScriptDirectory(directory.dir, **changes)


def with_fork(directory: ScriptDirectory) -> ScriptDirectory:
    directory.generate_revision("root", "root", head="base")
    directory.generate_revision("x001", "x", head="root", branch_labels="xx")
    directory.generate_revision("y001", "y", head="root", splice=True)
    return directory


def test_first_and_second(directory: ScriptDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    """New revisions follow the head, and are known at once."""
    first = directory.generate_revision("aaaa", "The first")
    second = directory.generate_revision("bbbb", None)
    versions = Path(directory.versions)
    assert isinstance(first, Script)
    assert first.path == str(versions / "aaaa_the_first.py")
    assert second.path == str(versions / "bbbb_.py")
    assert (first.down_revision, second.down_revision) == (None, "aaaa")
    assert (first.doc, second.doc) == ("The first", "empty message")
    assert first.nextrev == frozenset({"bbbb"})
    assert directory.get_heads() == ["bbbb"] == again(directory).get_heads()
    assert capsys.readouterr().out == (
        f"Creating directory {versions} ...  done\n"
        f"Generating {versions / 'aaaa_the_first.py'} ...  done\n"
        f"Generating {versions / 'bbbb_.py'} ...  done\n"
    )


def test_quiet(
    tmp_path: Path, directory: ScriptDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked to be quiet, nothing is said."""
    again(directory, messaging_opts={"quiet": True}).generate_revision("aaaa", "x")
    assert capsys.readouterr().out == ""


def test_merge(directory: ScriptDirectory) -> None:
    """Several parents stand in the order given."""
    merged = with_fork(directory).generate_revision("m001", "m", head=["y001", "xx@head"])
    assert merged.down_revision == ("y001", "x001")
    assert "# Revises: y001, x001\n" in Path(merged.path).read_text()
    assert directory.get_heads() == ["m001"]


def test_labels_and_dependencies(directory: ScriptDirectory) -> None:
    """Labels are written as a tuple; dependencies as full identifiers, labels as given."""
    with_fork(directory)
    made = directory.generate_revision(
        "z001", "z", head="base", branch_labels=["zz", "zy"], depends_on=["xx", "y00"]
    )
    text = Path(made.path).read_text()
    assert "branch_labels = ('zz', 'zy')\n" in text
    assert "depends_on = ['xx', 'y001']\n" in text
    assert made.branch_labels == {"zz", "zy"}
    single = directory.generate_revision("z002", "z", head="z001", depends_on="xx@x00")
    assert "depends_on = 'x001'\n" in Path(single.path).read_text()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {},
            "Multiple heads are present; please specify the head revision on which the new "
            "revision should be based, or perform a merge.",
        ),
        ({"head": "gone"}, "Can't locate revision identified by 'gone'"),
        ({"head": ["x001", "x001"]}, "Duplicate head revisions specified"),
        (
            {"head": "root"},
            "Revision root is not a head revision; please specify --splice to create a new branch "
            "from this revision",
        ),
        ({"revid": "a-b"}, "Character(s) '-' not allowed in revision identifier 'a-b'"),
        (
            {"head": "x001", "version_path": "elsewhere"},
            "Path elsewhere is not represented in current version locations",
        ),
        ({"head": "x001", "depends_on": "gone"}, "Can't locate revision identified by 'gone'"),
        ({"head": "x001", "depends_on": "base"}, "Can't locate revision identified by 'base'"),
        (
            {"head": "y001", "branch_labels": "xx"},
            "Branch name 'xx' in revision new1 already used by revision x001",
        ),
        (
            {"head": "y001", "branch_labels": "root"},
            "Branch name 'root' in revision new1 already used by revision root",
        ),
        (
            {"head": "x001", "revid": "head"},
            "'head' means something else in commands: it cannot be a revision identifier",
        ),
        (
            {"head": "x001", "branch_labels": "base"},
            "'base' means something else in commands: it cannot be a branch label",
        ),
        (
            {"head": "x001", "branch_labels": "a@b"},
            "Character(s) '@' not allowed in branch label 'a@b'",
        ),
        (
            {"head": "x001", "revid": "a/b"},
            "Character(s) '/' not allowed in revision identifier 'a/b'",
        ),
        (
            {"head": "y001", "revid": "x001"},
            "Revision identifier 'x001' is already used by <versions>/x001_x.py",
        ),
        (
            {"head": "y001", "revid": "xx"},
            "Revision identifier 'xx' is already used by <versions>/x001_x.py",
        ),
        ({"head": "x001", "revid": "x001"}, "Self-loop is detected in revisions (x001)"),
    ],
)
def test_refused(directory: ScriptDirectory, changes: dict, message: str) -> None:
    """What makes no sense is refused before a file is written."""
    with_fork(directory)
    before = sorted(os.listdir(directory.versions))
    with pytest.raises(CommandError) as caught:
        directory.generate_revision(**{"revid": "new1", "message": "m", **changes})
    assert str(caught.value).replace(directory.versions, "<versions>") == message
    assert sorted(os.listdir(directory.versions)) == before


def test_files_are_not_overwritten(directory: ScriptDirectory) -> None:
    """A file that is there already stays as it is."""
    first = directory.generate_revision("aaaa", "same")
    before = Path(first.path).read_text()
    with pytest.raises(CommandError, match="it is not overwritten"):
        directory.generate_revision("aaaa", "same", head="base")
    assert Path(first.path).read_text() == before


def test_version_path(directory: ScriptDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    """With several locations the parent's directory is taken, or the one that is named."""
    top = Path(directory.dir)
    monkeypatch.chdir(top)
    several = again(directory, version_locations=[top / "one", top / "two"])
    with pytest.raises(CommandError) as caught:
        several.generate_revision("aaaa", "a")
    assert str(caught.value) == "Multiple version locations present, please specify --version-path"
    first = several.generate_revision("aaaa", "a", version_path="two")
    second = several.generate_revision("bbbb", "b")
    third = several.generate_revision("cccc", "c", version_path=top / "one")
    assert [Path(each.path).parent.name for each in (first, second, third)] == ["two", "two", "one"]


def test_sub_directories(directory: ScriptDirectory) -> None:
    """A pattern with a slash makes directories; without recursion the file is no revision."""
    dated = {"file_template": "%(year)d/%(rev)s"}
    made = again(directory, recursive_version_locations=True, **dated).generate_revision("aaaa", "")
    year = Path(made.path).parent.name
    assert len(year) == 4
    assert again(directory).get_heads() == []
    assert again(directory, recursive_version_locations=True).get_heads() == ["aaaa"]


def test_name_that_is_no_revision(directory: ScriptDirectory) -> None:
    """A file whose name is passed over is written, and None returned."""
    hidden = again(directory, file_template="__init__%(rev)s")
    assert hidden.generate_revision("aaaa", "x") is None
    assert os.listdir(hidden.versions) == ["__init__aaaa.py"]


def test_template_without_labels(directory: ScriptDirectory) -> None:
    """A template that leaves requested labels out is told to be renewed."""
    (Path(directory.dir) / "script.py.mako").write_text(
        "revision = ${repr(up_revision)}\ndown_revision = None\n"
    )
    with pytest.raises(CommandError) as caught:
        directory.generate_revision("aaaa", "x", branch_labels=["l", "m"])
    assert str(caught.value) == (
        "Version aaaa specified branch_labels l, m, however the migration file "
        f"{directory.versions}{os.sep}aaaa_x.py does not have them; have you upgraded your "
        "script.py.mako to include the 'branch_labels' section?"
    )


def test_hooks_run_before_the_file_is_read(directory: ScriptDirectory) -> None:
    """What a hook does to the file is seen."""
    hooked = again(
        directory,
        hooks=[
            {
                "_hook_name": "h",
                "type": "exec",
                "executable": "sed",
                "options": "-i s/before/after/ REVISION_SCRIPT_FILENAME",
            }
        ],
    )
    assert hooked.generate_revision("aaaa", "before").doc == "after"


def test_template_variables(directory: ScriptDirectory) -> None:
    """More keyword arguments reach the template."""
    (Path(directory.dir) / "script.py.mako").write_text(TEMPLATE + "# ${extra}\n")
    made = directory.generate_revision("aaaa", "x", extra="given")
    assert Path(made.path).read_text().endswith("# given\n")


def test_date_of_creation(directory: ScriptDirectory) -> None:
    """The date comes from the clock that ``alembic.script.base`` names."""
    moment = datetime.datetime(2026, 11, 20, 8, 21, 18, 840344)
    with mock.patch("alembic.script.base.datetime") as clock:
        clock.datetime.now.return_value = moment
        made = directory.generate_revision("aaaa", "x")
    assert "Create Date: 2026-11-20 08:21:18.840344\n" in Path(made.path).read_text()


def test_time_zones() -> None:
    """A zone is found by its name, or by its name in capitals; a wrong one is told."""
    assert creation_date(datetime.datetime, None).tzinfo is None
    assert creation_date(datetime.datetime, "utc").utcoffset() == datetime.timedelta(0)
    assert str(creation_date(datetime.datetime, "Europe/Berlin").tzinfo) == "Europe/Berlin"
    with pytest.raises(CommandError, match="Can't locate timezone: nowhere/land"):
        creation_date(datetime.datetime, "nowhere/land")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Hello, World this is", "hello_world_"),
        ("superlongsingleword", "superlongsin_"),
        ("twelve chars", "twelve_chars"),
        ("snake_case Already-Done", "snake_case_"),
        ("ÄÖ ü", "äö_ü"),
        ("a__b c", "a__b_c"),
        (None, ""),
        ("  ", ""),
    ],
)
def test_slug(message: str | None, expected: str) -> None:
    """The slug is the words of the message, cut at a word."""
    assert slug(message, 12) == expected


def test_file_name() -> None:
    """A file name is made of the parts of the moment, the identifier and the slug."""
    moment = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    pattern = "%(epoch)s_%(year)d%(month).2d%(day).2d_%(hour).2d%(minute).2d%(second).2d-%(rev)s"
    assert file_name(pattern, "ab", "x", moment, 40) == "1767323045_20260102_030405-ab.py"
    with pytest.raises(CommandError, match=r"file_template '%\(week\)d' cannot be filled in"):
        file_name("%(week)d", "ab", "x", moment, 40)


def test_path_is_the_real_one(directory: ScriptDirectory, tmp_path: Path) -> None:
    """Behind a link, a new script has the path it will have when it is loaded again."""
    (tmp_path / "versions").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "versions")
    linked = again(directory, version_locations=[link])
    made = linked.generate_revision("aaaa", "x")
    assert made.path == str(tmp_path / "versions" / "aaaa_x.py")
    assert again(linked, version_locations=[link]).get_revision("aaaa").path == made.path


@pytest.mark.parametrize(
    "message", ['say """stop"""', "C:\\new", 'the "end"', '"', "\\", "größe", "two\nlines", "it's"]
)
def test_messages_read_back(directory: ScriptDirectory, message: str) -> None:
    """Whatever the message is, the file is valid and its docstring says the message."""
    made = directory.generate_revision("aaaa", message)
    assert made.module.__doc__.startswith(f"{message}\n\nCreate Date: ")
    assert again(directory).get_revision("aaaa").longdoc == made.longdoc


@pytest.mark.parametrize("message", ["", "  "])
def test_blank_messages(directory: ScriptDirectory, message: str) -> None:
    """A message without words is none."""
    assert directory.generate_revision("aaaa", message).doc == "empty message"


def test_a_long_identifier(directory: ScriptDirectory) -> None:
    """It is refused before a file is written, with the two ways out."""
    with pytest.raises(CommandError) as caught:
        directory.generate_revision("x" * 33, "long")
    assert str(caught.value) == (
        f"Revision identifier '{'x' * 33}' has 33 characters, and the version table has room for "
        "32: choose a shorter one, or, where the column was widened, set revision_id_length in the "
        "configuration"
    )
    assert again(directory).get_heads() == []
    assert directory.generate_revision("x" * 32, "fits") is not None


def test_a_long_identifier_where_there_is_room(directory: ScriptDirectory) -> None:
    """The setting allows it; afterwards the project has one, which allows others as long."""
    again(directory, revision_id_length=40).generate_revision("x" * 40, "long")
    found = again(directory)
    assert found.generate_revision("y" * 40, "as long") is not None
    with pytest.raises(CommandError, match="the version table has room for 40"):
        found.generate_revision("z" * 41, "longer")


def test_line_ends_of_windows(directory: ScriptDirectory) -> None:
    """A template that has them gives files that have no others."""
    Path(directory.dir, "script.py.mako").write_bytes(
        (TEMPLATE + "${upgrades}\n").replace("\n", "\r\n").encode()
    )
    made = directory.generate_revision("aaaa", "m", upgrades="x = 1\ny = 2")
    content = Path(made.path).read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > content.count(b"\r\r")
    assert b"x = 1\r\ny = 2\r\n" in content


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("klingon", "There is no encoding 'klingon' to write .*aaaa_größe.py in"),
        ("ascii", ".*aaaa_größe.py cannot be written in ascii: 'ascii' codec can't encode"),
    ],
)
def test_encodings_that_do_not_fit(directory: ScriptDirectory, encoding: str, text: str) -> None:
    """The encoding is named, and no file is left."""
    directory = again(directory, output_encoding=encoding)
    with pytest.raises(CommandError, match=text):
        directory.generate_revision("aaaa", "größe")
    assert os.listdir(directory.versions) == []
