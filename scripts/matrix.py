"""``make test-matrix``: the tests on every Python found, with each supported SQLAlchemy.

Each combination has an environment of its own in ``.venv-matrix``. A Python that is not on this
machine is named and left out; one that is and fails makes the run fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENVS = ROOT / ".venv-matrix"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SQLALCHEMY = {"2.0": "SQLAlchemy>=2.0,<2.1", "2.1": "SQLAlchemy>=2.1,<2.2"}


def python(version: str) -> str | None:
    """Return the interpreter of a version, wherever tools that manage several put them."""
    named = shutil.which(f"python{version}")
    places = [Path(named)] if named else []
    for root in (os.environ.get("PYENV_ROOT"), Path.home() / ".pyenv"):
        if root:
            places += Path(root).glob(f"versions/{version}.*/bin/python")
    places += (Path.home() / ".local/share/uv/python").glob(f"cpython-{version}.*/bin/python")
    return next((str(each) for each in places if version_of(str(each)) == version), None)


def version_of(interpreter: str) -> str | None:
    """Return the version an interpreter says it has; shims may be there without one behind."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run(
        [interpreter, "-c", code], capture_output=True, text=True, check=False, cwd="/"
    )
    return done.stdout.strip() or None


def run(version: str, interpreter: str, sqlalchemy: str) -> bool:
    """Make the environment of one combination and run the tests in it."""
    venv = VENVS / f"py{version}-sqla{sqlalchemy}"
    print(f"\n== Python {version}, SQLAlchemy {sqlalchemy}", flush=True)
    made = subprocess.run(
        [
            interpreter,
            str(ROOT / "scripts" / "environment.py"),
            f"--venv={venv}",
            SQLALCHEMY[sqlalchemy],
            "test",
            "lint",
        ],
        check=False,
    )
    if made.returncode != 0:
        return False
    jobs = os.environ.get("JOBS", "2")
    tests = [str(venv / "bin" / "python"), "-m", "pytest", "-n", jobs, "-q", *sys.argv[1:]]
    return subprocess.run(tests, cwd=ROOT, check=False).returncode == 0


def main() -> int:
    """Run every combination, then say how each went."""
    outcome: dict[str, str] = {}
    for version in PYTHONS:
        interpreter = python(version)
        if interpreter is None:
            outcome[f"Python {version}"] = "not on this machine"
            continue
        for sqlalchemy in SQLALCHEMY:
            passed = run(version, interpreter, sqlalchemy)
            outcome[f"Python {version}, SQLAlchemy {sqlalchemy}"] = "passed" if passed else "FAILED"
    print()
    for name, result in outcome.items():
        print(f"{name}: {result}")
    return int("FAILED" in outcome.values())


if __name__ == "__main__":
    sys.exit(main())
