"""Batches on SQLite and the statements they run: ``batch/*.txt``.

A case is a head line with its name; ``given`` lines that make the database; ``convention`` for the
naming convention of the models; ``let`` lines that are executed first; the arguments of
``batch_alter_table()``; ``do`` lines inside the block; and what comes out: ``|`` lines of
statements, white space made single, ``~`` lines for warnings, or one ``!`` line for an error.
Questions to the database and PRAGMAs are left out. ``--update-golden`` writes what comes out anew.
"""

from __future__ import annotations

import ast
import re
import sqlite3
import sqlite3.dbapi2
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from alembic.migration import MigrationContext
from alembic.operations import Operations

FOLDER = Path(__file__).parent / "batch"
NAMES: dict[str, Any] = {name: getattr(sa, name) for name in dir(sa) if name[0] != "_"}
OUTCOMES = "|~!"


@dataclass(slots=True)
class Case:
    """A case of a data file."""

    file: str
    name: str
    head: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def lines(self, word: str) -> list[str]:
        """Return the lines that begin with a word, without it."""
        return [line.removeprefix(f"{word} ") for line in self.head if line.startswith(f"{word} ")]

    def text(self) -> str:
        """Return the case as it stands in its file."""
        return "\n".join([f"[{self.name}]", *self.head, *self.expected]) + "\n"


def read(file: Path) -> list[Case]:
    """Return the cases of a data file."""
    found: list[Case] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found.append(Case(file.name, line.strip("[]")))
        elif line[:1] in OUTCOMES and line:
            found[-1].expected.append(line)
        elif line:
            found[-1].head.append(line)
    return found


CASES = [case for file in sorted(FOLDER.glob("*.txt")) for case in read(file)]


def outcome(case: Case) -> list[str]:
    """Run a case and return what comes out."""
    engine = sa.create_engine("sqlite://")
    statements: list[str] = []
    with engine.connect() as connection, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for statement in case.lines("given"):
            connection.exec_driver_sql(statement)
        connection.commit()

        @sa.event.listens_for(connection, "before_cursor_execute")
        def collect(_: Any, cursor: Any, statement: str, *args: Any) -> None:
            if not statement.startswith(("SELECT", "PRAGMA")):
                statements.append("| " + " ".join(statement.split()))

        try:
            run(case, connection)
        except Exception as error:
            first = str(error).split("\n", maxsplit=1)[0]
            statements.append(f"! {type(error).__name__}: {first}")
    engine.dispose()
    return statements + [f"~ {each.category.__name__}: {each.message}" for each in caught]


def run(case: Case, connection: sa.Connection) -> None:
    """Run the batch of a case."""
    options: dict[str, Any] = {}
    for line in case.lines("convention"):
        options["target_metadata"] = sa.MetaData(naming_convention=ast.literal_eval(line))
    context = MigrationContext.configure(connection, opts=options)
    names = {**NAMES, "op": Operations(context)}
    body = "\n    ".join(case.lines("do")) or "pass"
    (arguments,) = case.lines("batch")
    block = f"with op.batch_alter_table({arguments}) as b:\n    {body}"
    with context.begin_transaction(_per_migration=True):
        exec("\n".join([*case.lines("let"), block]), names)  # the case is Python text


def in_any_order(line: str) -> Any:
    """Return a statement so that the order of a table's constraints does not matter."""
    match = re.fullmatch(r"\| CREATE TABLE (\S+) \( (.*) \)(.*)", line)
    if match is None:
        return line
    parts = re.split(r", (?![^()]*\))", match[2])
    kinds = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
    constraints = sorted(part for part in parts if part.startswith(kinds))
    return match[1], [part for part in parts if part not in constraints], constraints, match[3]


@pytest.fixture(autouse=True)
def version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have SQLite be one without ALTER TABLE for NOT NULL and CHECKs, which came with 3.53."""
    shown = min(sqlite3.sqlite_version_info, (3, 52, 0))
    monkeypatch.setattr(sqlite3.dbapi2, "sqlite_version_info", shown)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file[:-4]}-{case.name}")
def test_a_batch_runs_these_statements(case: Case, update_golden: bool) -> None:
    """Every case runs what its file says."""
    actual = outcome(case)
    same = [*map(in_any_order, actual)] == [*map(in_any_order, case.expected)]
    if update_golden and not same:
        case.expected = actual
        cases = [each for each in CASES if each.file == case.file]
        (FOLDER / case.file).write_text("\n".join(each.text() for each in cases), encoding="utf-8")
        return
    assert same, "\n".join(["expected", *case.expected, "actual", *actual])
