"""Every example of ``sql/*.txt``: what one piece of migration code emits on each dialect.

An example is an id and Python code on one line (``⏎`` stands for a line break), then an optional
line of settings, then what comes out::

    S64  op.alter_column('t','c', server_default='q')
        with: convention
        D PG: ALTER TABLE t ALTER COLUMN c SET DEFAULT 'q'

``D`` is the generic dialect, ``MY`` both mysql and mariadb, ``MS`` mssql, ``ORA`` oracle, ``SL``
sqlite. Statements are separated by ``;;``; ``~~`` is a warning, ``!!`` the exception that ended it.
``pytest tests/golden/test_sql.py --update-golden`` writes the outcomes anew.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.engine.default import DefaultDialect

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

FOLDER = Path(__file__).parent / "sql"
DIALECTS = {
    "D": "default",
    "PG": "postgresql",
    "mysql": "mysql",
    "mariadb": "mariadb",
    "MS": "mssql",
    "ORA": "oracle",
    "SL": "sqlite",
}
SHORT = {"MY": ("mysql", "mariadb"), "all": tuple(DIALECTS)}
CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
NOTHING = "(nothing)"


@dataclass
class Example:
    """One piece of migration code and what it emits."""

    file: Path
    id: str
    code: str
    settings: set[str] = field(default_factory=set)
    outcomes: dict[str, str] = field(default_factory=dict)


def read(file: Path) -> list[Example]:
    """Read the examples of a file."""
    examples: list[Example] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([A-Z]\d+)  (.*)$", line):
            examples.append(Example(file, found.group(1), found.group(2)))
        elif found := re.match(r"    with: (.*)$", line):
            examples[-1].settings.update(found.group(1).split(", "))
        elif found := re.match(r"    ([\w ]+): (.*)$", line):
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
        by_outcome: dict[str, list[str]] = {}
        for dialect in DIALECTS:
            if dialect in example.outcomes:
                by_outcome.setdefault(example.outcomes[dialect], []).append(dialect)
        lines += [f"    {_names(names)}: {text}" for text, names in by_outcome.items()]
        lines.append("")
    file.write_text("\n".join(lines), encoding="utf-8")


def _names(names: list[str]) -> str:
    if names == list(DIALECTS):
        return "all"
    return " ".join(names).replace("mysql mariadb", "MY")


def emitted(example: Example, dialect: str) -> str:
    """Run the code of an example on a dialect and write down what came out."""
    buffer = io.StringIO()
    context = _context(dialect, example.settings, buffer)
    failure = None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(example.code.replace("⏎ ", "\n").replace("⏎", "\n"), _names_of_code(context))
        except Exception as error:  # what goes wrong is part of the outcome
            failure = error
    parts = _statements(buffer.getvalue())
    parts += [f"~~ {each.category.__name__}: {each.message}" for each in caught]
    if failure is not None:
        parts.append(f"!! {type(failure).__name__}: {_first_sentence(failure)}")
    return " ;; ".join(parts) or NOTHING


def _context(dialect: str, settings: set[str], buffer: io.StringIO) -> MigrationContext:
    options: dict[str, Any] = {"as_sql": True, "output_buffer": buffer}
    if "convention" in settings:
        options["target_metadata"] = sqlalchemy.MetaData(naming_convention=CONVENTION)
    if "literal_binds" in settings:
        options["literal_binds"] = True
    arguments = {} if "native paramstyle" in settings else {"paramstyle": "named"}
    if dialect == "D":
        return MigrationContext.configure(dialect=DefaultDialect(**arguments), opts=options)
    context = MigrationContext.configure(
        dialect_name=DIALECTS[dialect], dialect_opts=arguments, opts=options
    )
    if dialect == "MS":
        context.dialect.default_schema_name = "dbo"
    return context


def _names_of_code(context: MigrationContext) -> dict[str, Any]:
    names = {name: getattr(sqlalchemy, name) for name in dir(sqlalchemy) if name[0] != "_"}
    for module in (postgresql, mysql, mssql, oracle, sqlite):
        names[module.__name__.rpartition(".")[2]] = module
    return {**names, "sa": sqlalchemy, "datetime": datetime, "op": Operations(context)}


def _statements(script: str) -> list[str]:
    parts = [part.strip() for part in script.split("\n\n")]
    return [_one_line(part.removesuffix(";")) for part in parts if part not in {"", "GO", "/"}]


def _one_line(statement: str) -> str:
    if statement.startswith(("CREATE TABLE", "CREATE TEMPORARY TABLE")):
        return re.sub(r"\s+", " ", statement)
    return statement.replace("\n", "⏎")


def _first_sentence(error: Exception) -> str:
    text = str(error).split("\n")[0].split(" (Background on this error")[0]
    return re.sub(
        r"^Compiler <.*> can't render .*<class '(?:\w+\.)*(\w+)'>.*", r"no text for \1", text
    )


EXAMPLES = {file: read(file) for file in sorted(FOLDER.glob("*.txt"))}


@pytest.mark.parametrize(
    ("example", "dialect"),
    [
        pytest.param(example, dialect, id=f"{example.id}-{dialect}")
        for examples in EXAMPLES.values()
        for example in examples
        for dialect in example.outcomes
    ],
)
def test_emitted_sql(example: Example, dialect: str, update_golden: bool) -> None:
    """Migration code emits exactly the statements, warnings and errors written down for it."""
    outcome = emitted(example, dialect)
    if update_golden:
        example.outcomes[dialect] = outcome
        write(example.file, EXAMPLES[example.file])
    assert outcome == example.outcomes[dialect]
