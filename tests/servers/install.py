"""Getting what is missing: system packages as root, Python packages into this environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from .process import ServerError


def apt_install(*packages: str) -> str:
    """Install system packages; return why it was not possible, or the empty string."""
    if shutil.which("apt-get") is None:
        return "There is no apt-get here."
    if os.geteuid() != 0:
        return f"As root, 'apt-get install {' '.join(packages)}' would install it."
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {' '.join(packages)} with apt-get ...", file=sys.stderr, flush=True)
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
    return f"apt-get failed: {lines[-1]}"


def pip_install(package: str) -> None:
    """Install a Python package into the running environment.

    Raises:
        ServerError: The package index has no build for this machine, or is out of reach.
    """
    print(f"Installing {package} with pip ...", file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", package],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise ServerError(f"pip install {package} failed: {lines[-1]}")
