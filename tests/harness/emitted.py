"""What migration code emits on a dialect, written down in one line of text.

Statements are separated by ``;;``; ``~~`` is a warning, ``!!`` the exception that ended it. This
module runs under any interpreter that has an ``alembic``.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Collection
from typing import Any

import sqlalchemy
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.engine.default import DefaultDialect

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

DIALECTS = {
    "D": "default",
    "PG": "postgresql",
    "mysql": "mysql",
    "mariadb": "mariadb",
    "MS": "mssql",
    "ORA": "oracle",
    "SL": "sqlite",
}
CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
NOTHING = "(nothing)"


def emitted(code: str, dialect: str, settings: Collection[str] = ()) -> str:
    """Run code on a dialect and write down what came out.

    Args:
        code: Python code; ``op`` is the operations, ``⏎`` a line break.
        dialect: One of :data:`DIALECTS`.
        settings: Some of ``convention``, ``literal_binds``, ``native paramstyle``.
    """
    buffer = io.StringIO()
    context = _context(dialect, settings, buffer)
    failure = None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(code.replace("⏎ ", "\n").replace("⏎", "\n"), _names_of_code(context))
        except Exception as error:  # what goes wrong is part of the outcome
            failure = error
    parts = _statements(buffer.getvalue())
    parts += [f"~~ {each.category.__name__}: {each.message}" for each in caught]
    if failure is not None:
        parts.append(f"!! {_kind(failure)}: {_first_sentence(failure)}")
    return " ;; ".join(parts) or NOTHING


def _context(dialect: str, settings: Collection[str], buffer: io.StringIO) -> MigrationContext:
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


def _kind(error: Exception) -> str:
    """Return the class by which callers have always caught an error."""
    kinds = [each for each in type(error).__mro__ if each.__module__ != "alembic.ddl.refusals"]
    if len(kinds) > 1 and kinds[0].__name__ == "CommandError" and kinds[1] is not Exception:
        return kinds[1].__name__
    return kinds[0].__name__


def _first_sentence(error: Exception) -> str:
    text = str(error).split("\n")[0].split(" (Background on this error")[0]
    text = re.sub(
        r"Compiler <.*> can't render .*<class '(?:\w+\.)*(\w+)'>.*", r"no text for \1", text
    )
    return re.sub(r"Compiler <.*> can't render element of type", "no text for", text)
