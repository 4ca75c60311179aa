"""Every example of ``sql/*.txt``: what one piece of migration code emits on each dialect.

An example is an id and Python code on one line (``⏎`` stands for a line break), then an optional
line of settings, then what comes out::

    S64  op.alter_column('t','c', server_default='q')
        with: convention
        D PG: ALTER TABLE t ALTER COLUMN c SET DEFAULT 'q'

``D`` is the generic dialect, ``MY`` both mysql and mariadb, ``MS`` mssql, ``ORA`` oracle, ``SL``
sqlite. A line ``unlike the incumbent:`` says where its statement is left on purpose, and why.
Statements are separated by ``;;``; ``~~`` is a warning, ``!!`` the exception that ended it.
``PG/2.0`` is the outcome under SQLAlchemy 2.0 where that differs from later versions.
``pytest tests/golden/test_sql.py --update-golden`` writes the outcomes anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy

from harness.emitted import DIALECTS, emitted

FOLDER = Path(__file__).parent / "sql"
OLD = "/2.0"
SHORT = {
    "MY": ("mysql", "mariadb"),
    f"MY{OLD}": (f"mysql{OLD}", f"mariadb{OLD}"),
    "all": tuple(DIALECTS),
}


@dataclass
class Example:
    """One piece of migration code and what it emits."""

    file: Path
    id: str
    code: str
    settings: set[str] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)


def read(file: Path) -> list[Example]:
    """Read the examples of a file."""
    examples: list[Example] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([A-Z]\d+)  (.*)$", line):
            examples.append(Example(file, found.group(1), found.group(2)))
        elif found := re.match(r"    with: (.*)$", line):
            examples[-1].settings.update(found.group(1).split(", "))
        elif found := re.match(r"    unlike the incumbent: (.*)$", line):
            examples[-1].reasons.append(found.group(1))
        elif found := re.match(r"    ([\w /.]+): (.*)$", line):
            for name in found.group(1).split():
                for dialect in SHORT.get(name, (name,)):
                    examples[-1].outcomes[dialect] = found.group(2)
        else:
            assert not line, f"{file.name}: cannot read {line!r}"
    return examples


def write(file: Path, examples: list[Example]) -> None:
    """Write a file anew, dialects of equal outcome on one line."""
    lines: list[str] = []
    for example in examples:
        lines.append(f"{example.id}  {example.code}")
        if example.settings:
            lines.append(f"    with: {', '.join(sorted(example.settings))}")
        lines += [f"    unlike the incumbent: {reason}" for reason in example.reasons]
        by_outcome: dict[str, list[str]] = {}
        for dialect in (*DIALECTS, *[each + OLD for each in DIALECTS]):
            if dialect in example.outcomes:
                by_outcome.setdefault(example.outcomes[dialect], []).append(dialect)
        lines += [f"    {_names(names)}: {text}" for text, names in by_outcome.items()]
        lines.append("")
    file.write_text("\n".join(lines), encoding="utf-8")


def _names(names: list[str]) -> str:
    if names == list(DIALECTS):
        return "all"
    text = " ".join(names).replace("mysql mariadb", "MY")
    return text.replace(f"mysql{OLD} mariadb{OLD}", f"MY{OLD}")


IS_OLD = sqlalchemy.__version__.startswith("2.0.")
EXAMPLES = {file: read(file) for file in sorted(FOLDER.glob("*.txt"))}


@pytest.mark.parametrize(
    ("example", "dialect"),
    [
        pytest.param(example, dialect, id=f"{example.id}-{dialect}")
        for examples in EXAMPLES.values()
        for example in examples
        for dialect in example.outcomes
        if dialect in DIALECTS
    ],
)
def test_emitted_sql(example: Example, dialect: str, update_golden: bool) -> None:
    """Migration code emits exactly the statements, warnings and errors written down for it."""
    outcome = emitted(example.code, dialect, example.settings)
    old = dialect + OLD
    if update_golden:
        is_old = IS_OLD and (old in example.outcomes or outcome != example.outcomes[dialect])
        example.outcomes[old if is_old else dialect] = outcome
        write(example.file, EXAMPLES[example.file])
    key = old if IS_OLD and old in example.outcomes else dialect
    assert outcome == example.outcomes[key]
