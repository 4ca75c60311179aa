"""A scenario of autogenerate as one text file: database, models, what comes out.

The head names the servers and the options; sections follow. ``database`` and ``models`` go in
(statements of SQL, statements of Python that add tables to ``m``); ``log``, ``filters``, ``diffs``,
``upgrade`` and ``downgrade`` come out, those of them that the file has. This module runs under any
interpreter that has an ``alembic``.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext

INPUTS = ("database", "models")
OUTPUTS = ("log", "warnings", "filters", "diffs", "upgrade", "downgrade")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a file says."""

    title: str
    head: dict[str, str]
    sections: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Scenario:
        """Read a file."""
        first, *parts = re.split(r"(?m)^--- (\w+)\n", path.read_text(encoding="utf-8"))
        title, *lines = first.strip().splitlines()
        head = dict(line.split(": ", 1) for line in lines)
        sections = dict(zip(parts[::2], parts[1::2], strict=True))
        return cls(title, head, sections)

    @property
    def servers(self) -> tuple[str, ...]:
        """The servers on which it holds."""
        return tuple(self.head["servers"].split())

    @property
    def schemas(self) -> list[str]:
        """Schemas it needs besides the default one."""
        return self.head.get("schemas", "").split()

    def text(self, outputs: dict[str, str]) -> str:
        """Write the file with other outputs."""
        head = "\n".join([self.title, *(f"{key}: {value}" for key, value in self.head.items())])
        kept = {key: outputs.get(key, text) for key, text in self.sections.items()}
        return head + "\n" + "".join(f"--- {key}\n{text}" for key, text in kept.items())

    def run(self, connection: sa.Connection) -> dict[str, str]:
        """Make the database and compare it with the models."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for statement in self.sections["database"].split(";\n"):
                if statement.strip():
                    connection.exec_driver_sql(statement)
        return self.compare(connection)

    def compare(self, connection: sa.Connection) -> dict[str, str]:
        """Compare the database with the models and write everything down."""
        metadata = self.models()
        calls: list[str] = []
        options = {**_options(self.head.get("options", ""), calls), "target_metadata": metadata}
        with _log() as lines, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            context = MigrationContext.configure(connection, opts=options)
            script = produce_migrations(context, metadata)
            if "filters" not in self.sections:
                calls.clear()
            upgrade, downgrade = (
                render_python_code(
                    each,
                    migration_context=context,
                    render_as_batch=bool(options.get("render_as_batch")),
                )
                for each in (script.upgrade_ops, script.downgrade_ops)
            )
        return {
            "log": _lines(re.sub(r"<[\w.]+ object at \w+>", "<impl>", each) for each in lines),
            "warnings": _lines(dict.fromkeys(str(each.message) for each in caught)),
            "filters": _lines(calls),
            "diffs": _lines(
                re.sub(r"at 0x\w+", "at 0x", repr(each)) for each in script.upgrade_ops.as_diffs()
            ),
            "upgrade": _body(upgrade),
            "downgrade": _body(downgrade),
        }

    def models(self) -> sa.MetaData:
        """Make the models."""
        names: dict[str, Any] = {
            **{name: getattr(sa, name) for name in dir(sa) if name[0] != "_"},
            "sa": sa,
            "mysql": mysql,
            "postgresql": postgresql,
            "sqlite": sqlite,
            "m": sa.MetaData(),
        }
        exec(self.sections["models"], names)
        metadata: sa.MetaData = names["m"]
        return metadata


def _options(text: str, calls: list[str]) -> dict[str, Any]:
    """Read ``key=value, ...``; filters that let everything through write down their calls."""

    def include_name(name: str | None, type_: str, parents: dict[str, str | None]) -> bool:
        calls.append(f"name   {name} {type_} {parents}")
        return True

    def include_object(item: Any, name: Any, type_: str, reflected: bool, compare_to: Any) -> bool:
        counterpart = type(compare_to).__name__ if compare_to is not None else None
        calls.append(f"object {name} {type_} reflected={reflected} compare_to={counterpart}")
        return True

    given: dict[str, Any] = eval(f"dict({text})")
    return {"include_name": include_name, "include_object": include_object, **given}


@contextmanager
def _log() -> Iterator[list[str]]:
    """Collect what autogenerate logs."""
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name.startswith(("alembic.autogenerate", "alembic.ddl", "alembic.ext")):
                lines.append(f"{record.levelname} {record.name} {record.getMessage()}")

    logger, handler = logging.getLogger("alembic"), Handler()
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def _lines(lines: Any) -> str:
    return "".join(f"{line}\n" for line in lines)


def _body(text: str) -> str:
    """Leave out the comments around the body and its indentation."""
    lines = text.splitlines()[1:-1]
    return _lines(line.removeprefix("    ") for line in lines)
