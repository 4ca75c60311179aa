"""What ``alembic doctor`` finds, and what can be done about each."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..base.exc import CommandError
from ..base.late_typing import NamedTuple
from .unknown_rows import split_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..script import Script, ScriptDirectory


class Finding(NamedTuple):
    """One finding.

    Attributes:
        subject: What is concerned.
        text: What was found, and what to do.
        advice: Whether everything works without it.
        fatal: Whether nothing more can be found out.
    """

    subject: str
    text: str
    advice: bool = False
    fatal: bool = False

    def as_data(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"subject": self.subject, "text": self.text, "advice": self.advice}

    def __str__(self) -> str:
        return f"{self.subject}: {'advice: ' if self.advice else ''}{self.text}"


def of_template(script: ScriptDirectory) -> Iterator[Finding]:
    """Look whether there is a template for new revisions, and it can be read."""
    from ..script.template import check_template

    path = os.path.join(script.dir, "script.py.mako")
    if os.path.exists(path):
        try:
            check_template(path)
        except Exception as error:
            yield Finding("script.py.mako", f"it cannot be compiled: {_one_line(error)}")
    else:
        yield Finding(
            "script.py.mako",
            f"it is not in {script.dir}, so no revision can be made; take the one that "
            "'alembic init' writes elsewhere",
        )


def of_graph(script: ScriptDirectory) -> Iterator[Finding]:
    """Look whether the revisions can be told from their files, and belong together."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            heads = script.get_heads()
        except Exception as error:
            place = _place_in(script._version_locations, error)
            yield Finding(place[0] if place else "revisions", _one_line(error), fatal=True)
            return
    for each in caught:
        yield Finding("revisions", str(each.message))
    if len(heads) > 1:
        yield Finding(
            "revisions",
            f"there are {len(heads)} heads ({', '.join(heads)}); unless these are branches of "
            "their own, join them with 'alembic merge heads'",
        )


def _place_in(folders: Sequence[str], error: BaseException) -> tuple[str, int | None] | None:
    """Return the innermost file of some folders that an error passed, and the line."""
    found = None
    if isinstance(error, SyntaxError) and error.filename:
        found = error.filename, error.lineno
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(tuple(folders)):
            found = file, trace.tb_lineno
        trace = trace.tb_next
    return found


def of_revisions(script: ScriptDirectory) -> Iterator[Finding]:
    """Run every revision file."""
    for each in reversed(list(script.walk_revisions())):
        yield from _of_file(each)


def _of_file(script: Script) -> Iterator[Finding]:
    try:
        module = script.module
    except Exception as error:
        yield Finding(script.path, _one_line(error))
        return
    for name in ("upgrade", "downgrade"):
        if not hasattr(module, name):
            yield Finding(script.path, f"it has no {name}() function; add one")


def of_env_file(script: ScriptDirectory) -> Iterator[Finding]:
    """Look whether env.py is there and is Python."""
    path = Path(script.env_py_location)
    if not path.exists():
        if not script.sourceless:
            yield Finding("env.py", f"it is not in {script.dir}; 'alembic init' writes one")
        return
    try:
        compile(path.read_bytes(), path, "exec")
    except (SyntaxError, ValueError, OSError) as error:
        yield Finding("env.py", _one_line(error))


def of_env(error: Exception, folder: str) -> Finding:
    """Return the finding for an error that env.py has raised."""
    text = _one_line(error)
    if isinstance(error, ModuleNotFoundError):
        return Finding(
            "env.py",
            f"{text}: install what has it (a database needs its driver), or name its directory in "
            "prepend_sys_path",
        )
    sqlalchemy: Any = sys.modules.get("sqlalchemy.exc")
    if sqlalchemy is not None and isinstance(error, sqlalchemy.NoSuchModuleError):
        return Finding(
            "database",
            f"{text}: write the URL of your database into sqlalchemy.url, or set it in env.py",
        )
    if sqlalchemy is not None and isinstance(error, sqlalchemy.DBAPIError):
        look = (
            "look whether the server runs and whether the URL that env.py uses is right"
            if error.statement is None
            else "look at that table and at the rights of the user in the URL that env.py uses"
        )
        return Finding("database", f"{_one_line(error.orig or error)}: {look}")
    place = None if isinstance(error, SyntaxError) else _place_in([folder], error)
    return Finding(
        "env.py", f"{text} ({os.path.basename(place[0])}, line {place[1]})" if place else text
    )


def of_database(script: ScriptDirectory, rows: tuple[str, ...], context: Any) -> Iterator[Finding]:
    """Look at the version table, the models, and the settings of the connection."""
    from ..runtime.version_table import check_room

    for row in split_known(script, rows)[1]:
        yield Finding(
            "version table",
            f"revision '{row}' is not in the script directory: restore its file, switch to the "
            "branch of the code that has it, or use 'alembic stamp --purge <revision>'",
        )
    try:
        check_room(context, script.revision_map._graph.index)
    except CommandError as error:
        yield Finding("version table", str(error))
    yield from _of_models(context)


def _of_models(context: Any) -> Iterator[Finding]:
    target = context.opts.get("target_metadata")
    models = target if isinstance(target, list | tuple) else [target] * (target is not None)
    if not models:
        yield Finding(
            "target_metadata",
            "it is None in env.py; --autogenerate and 'check' need the MetaData of your models",
            advice=True,
        )
    missing = [
        key for key in ("fk", "uq") if any(key not in each.naming_convention for each in models)
    ]
    if missing:
        yield Finding(
            "target_metadata",
            f"no naming convention for {' and '.join(missing)}: a constraint without a name "
            "cannot be dropped everywhere; set MetaData(naming_convention=...)",
            advice=True,
        )
    has_references = any(table.foreign_keys for each in models for table in each.tables.values())
    if has_references and context.dialect.name == "sqlite" and not _enforces(context):
        yield Finding(
            "SQLite",
            "foreign keys are not enforced on the connection of env.py; where your application "
            "enforces them, execute PRAGMA foreign_keys=ON there too",
            advice=True,
        )


def _enforces(context: Any) -> bool:
    return bool(context.connection.exec_driver_sql("PRAGMA foreign_keys").scalar())


def _one_line(error: BaseException) -> str:
    first = (str(error).splitlines() or [""])[0]
    if isinstance(error, CommandError):
        return first
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
