"""When a script counts as edited."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest

from alembic.base.pyfiles import load_module
from alembic.journal.record.checksum import module_checksum

SCRIPT = '''\
"""Add."""
x = {1: "a"}
y = "a" in {"a", "b", "c"}

class Old:
    def set(self):
        self.a, self.b, self.c = 1, 2, 3

def upgrade():
    op.f("b", c=-1)
'''


def checksum(directory: Path, text: str) -> str | None:
    path = directory / f"{sha256(text.encode()).hexdigest()}.py"
    path.write_text(text)
    return module_checksum(load_module("script", path))


@pytest.mark.parametrize(
    "text",
    [
        SCRIPT.replace("Add.", "Add a column."),
        SCRIPT.replace('"""Add."""', '"""Add.\n\nMore of it.\n"""'),
        "# why\n" + SCRIPT.replace("    op", "        op"),
        SCRIPT.replace("class", "# why\nclass"),
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
        ("c=-1", "c=1"),
        ("1, 2, 3", "1, 2, 4"),
        ("c=-1", "d=-1"),
        ("c=-1", "-1"),
        ("op.f", "op.g"),
        ("1:", "True:"),
        ("    op", "    op.g()\n    op"),
        ("def", "async def"),
        ('"b", ', ""),
    ],
)
def test_a_change_is_an_edit(tmp_path: Path, old: str, new: str) -> None:
    """Whatever the script does otherwise than before."""
    assert checksum(tmp_path, SCRIPT.replace(old, new)) != checksum(tmp_path, SCRIPT)


def test_the_order_of_a_set_is_no_edit(tmp_path: Path) -> None:
    """Python orders the texts of a set anew in each process."""
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    program = (
        "from alembic.base.pyfiles import load_module\n"
        "from alembic.journal.record.checksum import module_checksum\n"
        f"print(module_checksum(load_module('script', {str(path)!r})))"
    )
    found = {
        subprocess.check_output(
            [sys.executable, "-B", "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1


def test_what_is_not_from_a_file_has_no_checksum() -> None:
    """A module that a caller made is not compared."""
    assert module_checksum(ModuleType("script")) is None
