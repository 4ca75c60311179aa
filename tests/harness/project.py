"""A user's project in a temporary directory, and the ``alembic`` command run in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

#: The interpreter whose ``alembic`` is tested: our own, or another one to prove a test against.
PYTHON = Path(os.environ.get("REDISTILL_TEST_PYTHON", sys.executable))
ALEMBIC = PYTHON.parent / "alembic"
TIMEOUT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Result:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Standard output, line by line."""
        return self.out.splitlines()

    @property
    def log(self) -> list[str]:
        """Standard error, line by line."""
        return self.err.splitlines()


@dataclass
class Project:
    """A directory with a user's files.

    Args:
        path: The directory; commands run in it.
        variables: Environment variables for its commands, beside a clean set.
    """

    path: Path
    variables: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, text: str) -> Path:
        """Write a file, making its directories."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def read(self, name: str) -> str:
        """Return the text of a file."""
        return (self.path / name).read_text(encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a piece of a file that must be there exactly once."""
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def set_url(self, url: str, ini: str = "alembic.ini") -> None:
        """Put a database address into the ini file that ``init`` wrote."""
        text = self.read(ini)
        escaped = url.replace("%", "%%")
        changed = re.sub(
            r"(?m)^sqlalchemy\.url = .*$", lambda _: f"sqlalchemy.url = {escaped}", text
        )
        assert changed != text
        self.write(ini, changed)

    def files(self, pattern: str) -> list[str]:
        """Return the files that match, relative and sorted, without what Python caches."""
        found = (path.relative_to(self.path) for path in self.path.rglob(pattern) if path.is_file())
        return sorted(path.as_posix() for path in found if "__pycache__" not in path.parts)

    def environment(self) -> dict[str, str]:
        """Return the environment variables of a command: nothing of the test run leaks in."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "ALEMBIC"))}
        kept.pop("PYTHONPATH", None)
        own = {"PYTHONUNBUFFERED": "1", "COLUMNS": "100"}
        path = os.pathsep.join([str(ALEMBIC.parent), os.environ.get("PATH", "")])
        return kept | own | {"PATH": path} | self.variables

    def attempt(self, *command: str) -> Result:
        """Run any program in the project and return what happened."""
        done = subprocess.run(
            command,
            cwd=self.path,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def alembic(self, *arguments: str, status: int = 0) -> Result:
        """Run the ``alembic`` command and insist on its exit status."""
        result = self.attempt(str(ALEMBIC), *arguments)
        assert result.status == status, (
            f"alembic {' '.join(arguments)} ended with {result.status}\n{result.out}{result.err}"
        )
        return result

    def python(self, *arguments: str, status: int = 0) -> Result:
        """Run the interpreter of the tests in the project and insist on its exit status."""
        result = self.attempt(str(PYTHON), *arguments)
        assert result.status == status, f"ended with {result.status}\n{result.out}{result.err}"
        return result
