"""``make bench``: time ours against the incumbent and write the committed table.

    python scripts/bench.py [--runs=3] ['heads/*' 'check-pg/1000' ...]

Options are those of ``benchmarks/bench.py``. Absolute times belong to the machine; the ratio of
processor seconds hardly does. Only a full run, one without patterns, writes
``docs/explanation/performance.md``.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from incumbent import INCUMBENT, ROOT, incumbent
from sqlalchemy import make_url

PAGE = ROOT / "docs" / "explanation" / "performance.md"
BEGIN, END = "<!-- written by make bench -->", "<!-- end -->"


def measure(arguments: list[str], figures: Path) -> int:
    """Run the scenarios in both environments; return the exit status."""
    url = make_url(os.environ["REDISTILL_TEST_POSTGRESQL_URL"])
    server = f"host={url.host} port={url.port} user={url.username} dbname={url.database}"
    command = [sys.executable, str(ROOT / "benchmarks" / "bench.py")]
    command += ["--a", str(incumbent()), "--b", sys.executable]
    command += ["--limit", "--pg-dsn", server, "--json", str(figures), *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def figure(row: dict[str, Any], side: str) -> str:
    """Return a figure of a row: of the processor, or else the one there is; or a dash."""
    for key in (f"{side}_cpu", side):
        if isinstance(row.get(key), float):
            return f"{row[key]:.2f}" if row[key] >= 0.1 else f"{row[key]:.2g}"
    return "-"


def table(rows: list[dict[str, Any]]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        f"Python {platform.python_version()}, SQLAlchemy {version('SQLAlchemy')}, against "
        f"{INCUMBENT.replace('==', ' ')}. Processor seconds of whole processes, medians; those of "
        "`revmap` are counted inside of the process.",
        "",
        "| scenario | incumbent | ours | ratio |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{row['scenario']}` | {figure(row, 'A')} | {figure(row, 'B')} | {figure(row, 'B/A')} |"
        for row in rows
        if not row["scenario"].startswith("limit/")
    ]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Measure; after a full run replace the table on the page."""
    with tempfile.TemporaryDirectory() as directory:
        figures = Path(directory) / "figures.json"
        status = measure(arguments, figures)
        is_full = all(each.startswith("-") for each in arguments)
        if is_full and figures.exists():
            before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
            after = rest.partition(END)[2]
            text = table(json.loads(figures.read_text()))
            PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
