"""Which rows a stamp replaces."""

from __future__ import annotations

import pytest

from alembic.util import CommandError
from harness.revisions import Revisions, Table, graph, plan

FORK = """
  root
  x001 < root [xx]
  x002 < x001
  y001 < root [yy]
  y002 < y001
"""


@pytest.mark.parametrize(
    ("rows", "targets", "steps", "final"),
    [
        ("x002 y002", "x001 y001", ["S {x002}->{x001}", "S {y002}->{y001}"], "x001 y001"),
        ("x001 y001", "heads", ["S {x001,y001}->{x002}", "S {x001,y001}->{y002}"], "x002 y002"),
        ("x002 y001", "heads", ["S {y001}->{y002}"], "x002 y002"),
        ("x002 y001", "base x001", ["S {x002,y001}->{x001}"], "x001"),
        ("x002 y001", "x001 base", ["S {x002,y001}->{x001}"], "x001"),
        ("x001 y001", "base x002", ["S {x001,y001}->{x002}"], "x002"),
        ("x001 y001", "base", ["S {x001}->{}", "S {y001}->{}"], ""),
        ("root", "x002 x002", ["S {root}->{x002}"], "x002"),
        ("x002", "root x002", ["S {}->{root}"], "root x002"),
        ("x002 y002", "yy@base", ["S {y002}->{}"], "x002"),
        ("x002 y002", "yy@root", ["S {x002,y002}->{root}"], "root"),
        ("x002 y002", "xx", ["S {x002}->{x001}"], "x001 y002"),
    ],
)
def test_stamp(rows: str, targets: str, steps: list[str], final: str) -> None:
    """Each target takes the place of the rows related to it, and keeps those also asked for."""
    table = Table(rows.split())
    table.run(plan(Revisions(graph(FORK)), f"stamp {targets}", table.rows))
    assert [said for said, _ in table.log] == steps
    assert sorted(table.rows) == final.split()


@pytest.mark.parametrize(
    ("rows", "target", "text"),
    [
        ([], "-1", "Ambiguous walk"),
        ([], "-9", "Ambiguous walk"),
        (["merg"], "-1", "Can't locate revision identified by '-1'"),
    ],
)
def test_steps_down_are_no_target(rows: list[str], target: str, text: str) -> None:
    """Of an empty table a merge point on the way is told first, otherwise that it is none."""
    merged = Revisions(graph("  root\n  aaaa < root\n  bbbb < root\n  merg < aaaa bbbb"))
    with pytest.raises(CommandError, match=text):
        plan(merged, f"stamp {target}", rows)
