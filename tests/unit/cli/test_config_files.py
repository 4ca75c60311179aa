"""Which configuration files a command line uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from alembic.base.exc import CommandError
from alembic.config import CommandLine


def files(*arguments: str) -> tuple[str, str]:
    line = CommandLine(prog="alembic")
    return line._inis_from_config(line.parser.parse_args([*arguments, "heads"]))


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALEMBIC_CONFIG", raising=False)


@pytest.mark.parametrize(
    ("environment", "arguments", "expected"),
    [
        (None, [], ("pyproject.toml", "alembic.ini")),
        (None, ["-c", "sub/other.ini"], ("pyproject.toml", "sub/other.ini")),
        (None, ["-c", "sub/pyproject.toml"], ("sub/pyproject.toml", "alembic.ini")),
        (None, ["-c", "a.ini", "-c", "b/pyproject.toml"], ("b/pyproject.toml", "a.ini")),
        (None, ["-c", ""], ("pyproject.toml", "alembic.ini")),
        (None, ["-c", "my-pyproject.toml"], ("pyproject.toml", "my-pyproject.toml")),
        ("env.ini", [], ("pyproject.toml", "env.ini")),
        ("e/pyproject.toml", [], ("e/pyproject.toml", "alembic.ini")),
        ("env.ini", ["-c", "a.ini"], ("pyproject.toml", "a.ini")),
        ("env.ini", ["-c", "b/pyproject.toml"], ("b/pyproject.toml", "env.ini")),
        ("", [], ("pyproject.toml", "alembic.ini")),
    ],
)
def test_one_toml_and_one_ini_name(
    monkeypatch: pytest.MonkeyPatch,
    environment: str | None,
    arguments: list[str],
    expected: tuple[str, str],
) -> None:
    """A file named ``pyproject.toml`` is the TOML file, any other the ini file; ``-c`` wins."""
    if environment is not None:
        monkeypatch.setenv("ALEMBIC_CONFIG", environment)
    assert files(*arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            ["-c", "pyproject.toml", "-c", "a/pyproject.toml"],
            "pyproject.toml indicated more than once",
        ),
        (["-c", "a.ini", "-c", "b.ini"], "only one ini file may be indicated"),
    ],
)
def test_two_files_of_a_kind_are_refused(
    arguments: list[str], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command fails with one line and status 255."""
    with pytest.raises(CommandError) as caught:
        files(*arguments)
    assert str(caught.value) == text
    with pytest.raises(SystemExit) as ended:
        CommandLine(prog="alembic").main([*arguments, "heads"])
    assert ended.value.code == -1
    assert capsys.readouterr().out == f"FAILED: {text}\n"


def test_a_directory_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be looked for there."""
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    with pytest.raises(CommandError, match="current directory does not exist any"):
        CommandLine().main(["--raiseerr", "heads"])
