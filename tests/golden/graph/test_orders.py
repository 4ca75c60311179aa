"""The exact order of steps on the graphs of ``orders.txt``."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.revisions import Revisions, Table, graph, plan

FILE = Path(__file__).parent / "orders.txt"


def read() -> list[tuple[str, str]]:
    """Return graphs with the order of their history."""
    found = []
    lines: list[str] = []
    for line in FILE.read_text().splitlines():
        if line.startswith("  "):
            lines.append(line)
        elif lines:
            found.append(("\n".join(lines), line))
            lines = []
    return found


@pytest.mark.parametrize(("text", "order"), read(), ids=lambda each: each[-60:].split()[-1])
def test_order(text: str, order: str) -> None:
    """History lists the graph in this order, and an upgrade runs it backwards."""
    directory = Revisions(graph(text))
    assert " ".join(script.revision for script in directory.walk_revisions()) == order
    table = Table()
    table.run(plan(directory, "upgrade heads", []))
    assert [said.split()[1] for said, _ in table.log] == order.split()[::-1]


def test_there_are_many() -> None:
    """The file is read whole."""
    assert len(read()) == 40
