"""``make compare``: random cases given to the incumbent and to us, differences listed.

Each program in ``tests/compare`` draws its own cases and knows the differences that are meant.
"""

from __future__ import annotations

import os
import subprocess
import sys

from incumbent import ROOT, incumbent

from harness.databases import fresh_database

PROGRAMS = ROOT / "tests" / "compare"


def run(program: str, cases: int, *arguments: str) -> int:
    """Run one program and return its exit status, 1 for a difference nobody has explained."""
    command = [program, "--cases", str(cases), *arguments]
    print(f"\n$ {' '.join(command)}", flush=True)
    own = [sys.executable, str(PROGRAMS / program), "--other", str(incumbent())]
    return subprocess.run([*own, *command[1:]], cwd=ROOT, check=False).returncode


def main() -> int:
    """Run all, on the live servers too; return 1 if one failed."""
    statuses = [
        run("graph.py", 5000),
        run("operations.py", 1000),
        run("autogenerate.py", 1000),
    ]
    for kind in ("postgresql", "mariadb"):
        server = os.environ[f"REDISTILL_TEST_{kind.upper()}_URL"]
        with fresh_database(kind, server) as url:
            statuses.append(run("autogenerate.py", 500, "--url", url))
    return int(any(statuses))


if __name__ == "__main__":
    sys.exit(main())
