"""Of which text a checksum is, and how often it is taken."""

from __future__ import annotations

import os
import py_compile
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from alembic.base.pyfiles import load_module
from alembic.script import syntax
from alembic.script.checksums import Checksums
from alembic.script.syntax import syntax_checksum

ONE, TWO = b"a = 1\n", b"a = 2\n"


@pytest.fixture(autouse=True)
def _bytecode_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The texts of which a checksum is taken."""
    texts: list[bytes] = []

    def taking(source: bytes) -> str:
        texts.append(source)
        return syntax_checksum(source)

    monkeypatch.setattr(syntax, "syntax_checksum", taking)
    return texts


def write(folder: Path, text: bytes, *, seconds_ago: float = 60) -> Path:
    file = folder / "a.py"
    file.write_bytes(text)
    os.utime(file, (time.time() - seconds_ago,) * 2)
    return file


def run(file: Path) -> str | None:
    """Return the checksum of a file that is loaded now, as a run would."""
    checksums = Checksums()
    found = checksums.of(load_module("a", file))
    checksums.save()
    return found


def test_an_unchanged_file_is_looked_at_once(tmp_path: Path, taken: list[bytes]) -> None:
    """The next run knows it from the index, which lies beside the compiled file."""
    file = write(tmp_path, ONE)
    expected = syntax_checksum(ONE)
    assert [run(file), run(file), run(file)] == [expected] * 3
    assert taken == [ONE]
    assert {each.suffix for each in (tmp_path / "__pycache__").iterdir()} == {".index", ".pyc"}


def test_a_file_that_was_compiled_before(tmp_path: Path, taken: list[bytes]) -> None:
    """Its text is read once, though Python does not need it."""
    file = write(tmp_path, ONE)
    load_module("a", file)
    assert [run(file), run(file)] == [syntax_checksum(ONE)] * 2
    assert taken == [ONE]


def test_one_run_looks_once(tmp_path: Path, taken: list[bytes]) -> None:
    """A file that is too young for the index is not parsed for each question."""
    checksums = Checksums()
    module = load_module("a", write(tmp_path, ONE, seconds_ago=0))
    assert checksums.of(module) == checksums.of(module) == syntax_checksum(ONE)
    assert taken == [ONE]


def test_a_changed_file_is_looked_at_again(tmp_path: Path) -> None:
    """The index does not stand for another text of the same size."""
    run(write(tmp_path, ONE))
    assert run(write(tmp_path, TWO, seconds_ago=30)) == syntax_checksum(TWO)
    assert run(write(tmp_path, ONE, seconds_ago=20)) == syntax_checksum(ONE)


def test_a_young_file_is_not_stored(tmp_path: Path, taken: list[bytes]) -> None:
    """It could change within the tick of the clock, and not show it."""
    file = write(tmp_path, ONE, seconds_ago=0)
    run(file)
    run(file)
    assert taken == [ONE, ONE]


def test_other_files_stay_in_the_index(tmp_path: Path, taken: list[bytes]) -> None:
    """A run of one script does not forget the others."""
    file = write(tmp_path, ONE)
    other = file.rename(tmp_path / "b.py")
    run(other)
    run(write(tmp_path, TWO))
    run(other)
    assert taken == [ONE, TWO]


def test_without_compiled_files_there_is_no_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Python may not write them, each run looks at the text."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert run(write(tmp_path, ONE)) == syntax_checksum(ONE)
    assert [each.name for each in tmp_path.iterdir()] == ["a.py"]


def test_a_file_changed_after_it_was_compiled(tmp_path: Path) -> None:
    """The checksum is of the text that was run, and the index does not take it."""
    module = load_module("a", write(tmp_path, ONE))
    file = write(tmp_path, TWO, seconds_ago=30)
    checksums = Checksums()
    assert checksums.of(module) == syntax_checksum(ONE)
    checksums.save()
    load_module("a", file)
    assert run(file) == syntax_checksum(TWO)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_changed_after_its_compiled_file_was_run(tmp_path: Path, is_there: bool) -> None:
    """The text that was run is gone: what is told of it is no checksum of any other."""
    file = write(tmp_path, ONE)
    os.utime(file, ns=(7, 1_000_000_000_000_000_007))
    load_module("a", file)
    module = load_module("a", file)
    write(tmp_path, TWO)
    if not is_there:
        file.unlink()
    assert Checksums().of(module) == "file of 6 bytes, 1000000000000000007 ns"


def test_a_file_changed_while_it_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read after the look at the file is what is run, and of that is the checksum."""
    file = write(tmp_path, ONE)
    run(file)
    for compiled in tmp_path.rglob("*.pyc"):
        compiled.unlink()
    stat = os.stat

    def changing(path: str, *rest: object) -> os.stat_result:
        found = stat(path)
        if path == str(file):
            monkeypatch.undo()
            write(tmp_path, TWO, seconds_ago=30)
        return found

    monkeypatch.setattr("alembic.base.pyfiles.os.stat", changing)
    module = load_module("a", file)
    assert module.a == 2
    assert Checksums().of(module) == syntax_checksum(TWO)


def test_a_compiled_file_alone_has_no_checksum(tmp_path: Path) -> None:
    """There is no text to compare; nor is there of a module that a caller has made."""
    compiled = py_compile.compile(str(write(tmp_path, ONE)), str(tmp_path / "a.pyc"))
    assert compiled is not None
    assert Checksums().of(load_module("a", compiled)) is None
    assert Checksums().of(ModuleType("a")) is None


def test_a_text_too_deep_for_a_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could be run has a checksum in any case: then layout counts."""

    def refusing(source: bytes) -> str:
        raise RecursionError

    monkeypatch.setattr(syntax, "syntax_checksum", refusing)
    found = [run(write(tmp_path, text, seconds_ago=9)) for text in (ONE, ONE + b"# c\n")]
    assert found == [
        "text cb78bd8a17f7b751fe0d4663366dcbc257204033",
        "text 8aef42775c633822960b447661aa23eba9cff2b8",
    ]


def test_nobody_pays_who_does_not_ask(tmp_path: Path) -> None:
    """A script that is run without a journal needs no syntax tree, nor one that is known."""
    file = write(tmp_path, ONE)
    program = (
        "import sys; from alembic.base.pyfiles import load_module\n"
        f"module = load_module('a', {str(file)!r})\n"
        "print('alembic.script.checksums' in sys.modules, 'ast' in sys.modules)\n"
        "from alembic.script.checksums import Checksums\n"
        "checksums = Checksums(); checksums.of(module); checksums.save()\n"
        "print('ast' in sys.modules)\n"
    )

    def said() -> str:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        return subprocess.check_output([sys.executable, "-c", program], text=True, env=kept)

    assert [said(), said()] == ["False False\nTrue\n", "False False\nFalse\n"]
