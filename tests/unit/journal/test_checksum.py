"""When a script counts as edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from alembic.journal.record.checksum import script_checksum

SCRIPT = '"""Add."""\nx = {1: "a"}\n\ndef upgrade():\n    op.f("b", c=-1)\n'


def checksum(directory: Path, text: str) -> str | None:
    path = directory / "script.py"
    path.write_text(text)
    return script_checksum(str(path))


@pytest.mark.parametrize(
    "text",
    [
        SCRIPT.replace("Add.", "Add a column."),
        SCRIPT.replace('"""Add."""\n', ""),
        "# why\n" + SCRIPT.replace("    op", "        op"),
        SCRIPT.replace('"b", c', '\n        "b",\n        c'),
        SCRIPT.replace('"b"', "'b'"),
    ],
)
def test_layout_is_no_edit(tmp_path: Path, text: str) -> None:
    """Comments, the docstring, blanks and quotes may change."""
    assert checksum(tmp_path, text) == checksum(tmp_path, SCRIPT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"b"', '"c"'),
        ('"b"', 'b"b"'),
        ("-1", "1"),
        ("-1", "0"),
        ("c=-1", "d=-1"),
        ("c=-1", "-1"),
        ("op.f", "op.g"),
        ("1:", "True:"),
        ("    op", "    pass\n    op"),
        ("def", "async def"),
        ('"b", ', ""),
    ],
)
def test_a_change_is_an_edit(tmp_path: Path, old: str, new: str) -> None:
    """Whatever the script does otherwise than before."""
    assert checksum(tmp_path, SCRIPT.replace(old, new)) != checksum(tmp_path, SCRIPT)


def test_what_is_no_source_has_no_checksum(tmp_path: Path) -> None:
    """A file that is gone, or that Python cannot read, is not compared."""
    assert checksum(tmp_path, "def") is None
    assert script_checksum(str(tmp_path / "gone.py")) is None
    assert script_checksum(str(tmp_path / "script.pyc")) is None
