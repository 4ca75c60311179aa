"""The worked examples of ``worked-examples.txt``, run on an imaginary version table."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest

from alembic.base.exc import CommandError
from harness.revisions import Revisions, Table, graph, plan

FILE = Path(__file__).parent / "worked-examples.txt"


@dataclass(frozen=True, slots=True)
class Example:
    graph: str
    number: str
    rows: str
    command: str
    steps: str
    final: str


def read() -> tuple[dict[str, str], list[Example]]:
    """Return the graphs by name and the examples."""
    graphs: dict[str, str] = {}
    examples = []
    name = ""
    for line in FILE.read_text().splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("  "):
            graphs[name] += line + "\n"
        elif " | " in line:
            examples.append(Example(name, *line.split(" | ")))
        elif line:
            name = line
            graphs[name] = ""
    return graphs, examples


GRAPHS, EXAMPLES = read()


def ids(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def run(example: Example) -> tuple[Table, str | None]:
    """Run an example; return the table and the text of the error, if one ended it."""
    directory = Revisions(graph(GRAPHS[example.graph]))
    table = Table(ids(example.rows))
    command = example.command
    try:
        if command == "current":
            found = directory._current(tuple(table.rows))
            table.log = [(script.revision, frozenset(table.rows)) for script in found]
            return table, None
        if "--purge" in command:
            table.rows.clear()
            command = command.replace(" --purge", "")
        table.run(plan(directory, command, table.rows))
    except CommandError as error:
        return table, str(error)
    return table, None


def expected_log(steps: str) -> list[tuple[str, frozenset[str] | None]]:
    """Return the steps with the rows after each, None where the example does not say them."""
    found = re.findall(r"((?:[UD] )?\w+|S \{[\w,]*\}->\{[\w,]*\})(?: \{([\w,]*)\})?(?:, |$)", steps)
    return [(step, frozenset(ids(rows)) if rows else None) for step, rows in found]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.number}-{e.graph}-{e.command}")
def test_worked_example(example: Example) -> None:
    """Steps, the rows after each, and the final rows or the error are those of the example."""
    steps = example.steps
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table, error = run(example)
    assert bool(caught) == steps.startswith("warning")
    steps = steps.removeprefix("warning, ")
    assert error == (steps.removeprefix("error ") if steps.startswith("error ") else None)
    assert sorted(table.rows) == sorted(ids(example.final))
    if steps == "nothing" or steps.startswith("error "):
        assert table.log == []
        return
    expected = expected_log(steps.removeprefix("any order of "))
    actual = [step for step, _ in table.log]
    if steps.startswith("any order of "):
        assert sorted(actual) == sorted(step for step, _ in expected)
        return
    assert actual == [step for step, _ in expected]
    for (step, rows), (_, wanted) in zip(table.log, expected, strict=True):
        assert wanted is None or rows == wanted, step


def test_every_number_is_there() -> None:
    """The file has an example of every number from 1 to 145."""
    assert {int(each.number) for each in EXAMPLES} == set(range(1, 146))
