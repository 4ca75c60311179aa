"""Rendering templates into files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from alembic.base.exc import CommandError
from alembic.script.template import template_to_file


def test_written_in_the_encoding(tmp_path: Path) -> None:
    """A template is rendered with its variables and written in the given encoding."""
    template = tmp_path / "t.mako"
    template.write_text("name = '${name}'\n")
    target = tmp_path / "out"
    template_to_file(template, target, "utf-16", name="ä")
    assert target.read_text("utf-16") == "name = 'ä'\n"


def test_appended(tmp_path: Path) -> None:
    """Text can be added to a file, two line ends below what is there."""
    template = tmp_path / "t.mako"
    template.write_text("new\n")
    target = tmp_path / "out"
    target.write_text("old\n")
    template_to_file(template, target, "utf-8", append_with_newlines=True)
    assert target.read_text() == "old\n\n\nnew\n"


@pytest.mark.parametrize("text", ["${1 / 0}", "% if x:\n", "${gone.attribute}"])
def test_failure(tmp_path: Path, text: str) -> None:
    """A template that fails leaves the target alone and says where its traceback is."""
    template = tmp_path / "t.mako"
    template.write_text(text)
    target = tmp_path / "out"
    with pytest.raises(CommandError) as caught:
        template_to_file(template, target, "utf-8")
    match = re.fullmatch(
        r"Template rendering failed; see (.*\.txt) for a template-oriented traceback\.",
        str(caught.value),
    )
    assert match
    report = Path(match[1])
    assert "t.mako" in report.read_text() or "Error" in report.read_text()
    report.unlink()
    assert not target.exists()


@pytest.mark.parametrize(("first", "coloured"), [("pygments", True), ("os", False)])
def test_a_process_that_uses_pygments_keeps_it(tmp_path: Path, first: str, coloured: bool) -> None:
    """Only a process without it is spared loading it; its plug-in can be imported at any time."""
    (tmp_path / "t.mako").write_text("x")
    code = (
        f"import sys, {first}; from alembic.script.template import template_to_file;"
        "template_to_file('t.mako', 'out', 'utf-8');"
        "import mako.exceptions; print(mako.exceptions.pygments_html_formatter is not None);"
        "import mako.ext.pygmentplugin"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{coloured}\n"


def test_no_template(tmp_path: Path) -> None:
    """A template that is not there is named, not the traceback of its rendering."""
    with pytest.raises(CommandError) as caught:
        template_to_file(tmp_path / "t.mako", tmp_path / "out", "utf-8")
    assert str(caught.value) == (
        f"Template {tmp_path}/t.mako cannot be read: No such file or directory"
    )
