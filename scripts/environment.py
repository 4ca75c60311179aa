"""Make ``.venv`` and install the project with dependency groups: ``environment.py test lint``.

Runs on the machine's own ``python3`` with nothing but the standard library; everything else goes
into ``.venv``. On Debian, where ``venv`` cannot install pip before its package is there, root gets
that package from apt.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


def fail(sentence: str) -> None:
    """End with one line that says what to do."""
    sys.exit(f"environment: {sentence}")


def run(*command: str, **options: object) -> int:
    """Run a program and return its exit status."""
    return subprocess.run(command, check=False, **options).returncode  # type: ignore[call-overload]


def make_venv(venv: Path) -> None:
    """Create the virtual environment, with pip, where it is missing."""
    python = venv / "bin" / "python"
    if python.exists() and run(str(python), "-m", "pip", "--version", **quiet()) == 0:
        return
    shutil.rmtree(venv, ignore_errors=True)
    if run(sys.executable, "-m", "venv", str(venv), **quiet()) == 0:
        return
    shutil.rmtree(venv, ignore_errors=True)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        fail(f"'{sys.executable} -m venv' does not work here; install {package} first.")
    apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "-qq", "update", env=apt, **quiet())
    run("apt-get", "-qq", "-y", "install", package, env=apt, **quiet())
    if run(sys.executable, "-m", "venv", str(venv)) != 0:
        fail(f"'{sys.executable} -m venv' failed, also with {package} installed.")


def quiet() -> dict[str, int]:
    """Options for a run whose output nobody needs."""
    return {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def main(arguments: list[str]) -> None:
    """Make the environment; arguments are dependency groups and ``--venv=DIRECTORY``."""
    if sys.version_info < OLDEST:
        fail(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, this is {sys.version.split()[0]}."
        )
    given = [each.removeprefix("--venv=") for each in arguments if each.startswith("--venv=")]
    venv = Path(given[0]) if given else ROOT / ".venv"
    extra = [each for each in arguments if each.startswith("SQLAlchemy")]
    groups = [each for each in arguments if not each.startswith("--venv=") and each not in extra]
    make_venv(venv)
    pip = (str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet")
    # Dependency groups need pip 25.1; a new environment has the one its Python was shipped with.
    if run(*pip, "install", "--upgrade", "pip>=25.1") != 0:
        fail("pip could not reach the package index.")
    wanted = [option for group in groups for option in ("--group", group)]
    if run(*pip, "install", "--editable", ".", *wanted, *extra, cwd=ROOT) != 0:
        fail("the project could not be installed; pip's message is above.")


if __name__ == "__main__":
    main(sys.argv[1:])
