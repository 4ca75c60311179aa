"""An environment with the incumbent, to compare and to measure against: ``.venv-incumbent``."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv-incumbent"
#: The version whose interface is the contract.
INCUMBENT = "alembic==1.20.1"
#: Both sides use the same versions of what they share.
SHARED = ("SQLAlchemy", "psycopg", "psycopg-binary", "psycopg2-binary", "pymysql", "greenlet")


def incumbent() -> Path:
    """Return the interpreter of the incumbent's environment, making it when it is missing."""
    python = VENV / "bin" / "python"
    wanted = "\n".join([INCUMBENT, *(f"{name}=={version(name)}" for name in SHARED)])
    stamp = VENV / ".installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, *wanted.splitlines()], check=True)
    stamp.write_text(wanted)
    return python
