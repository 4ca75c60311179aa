"""Operations and types as Python text, case by case; ``--update-golden`` writes the files anew.

A case of a data file is a head line ``[name option ...]``, statements of which the last one gives
an operation or a type, and what comes out: ``|`` lines of text, ``+`` lines for imports that are
asked for, ``~`` lines for warnings, or one ``!`` line for an error. Lines with ``#`` say where and
why the text is not that of the incumbent.
"""

from __future__ import annotations

import enum
import re
import sys
import types
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite

from alembic.autogenerate import render_op_text
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import _repr_type
from alembic.ddl.postgresql import CreateExcludeConstraintOp
from alembic.migration import MigrationContext
from alembic.operations import ops

CASES = Path(__file__).resolve().parent / "render"


@dataclass(frozen=True, slots=True)
class Case:
    """What goes in and what is expected to come out."""

    file: str
    name: str
    options: dict[str, Any]
    statements: tuple[str, ...]
    expected: str


def options_of(words: str) -> dict[str, Any]:
    """Read ``dialect='mysql' batch`` as a mapping; a bare word is True."""
    found = re.findall(r"(\w+)(?:=('[^']*'|\w+))?", words)
    return {key: eval(value) if value else True for key, value in found}


def is_old(version: str) -> bool:
    """Tell whether the installed SQLAlchemy comes before a version such as ``2.1``."""
    return [int(part) for part in sa.__version__.split(".")[:2]] < [
        int(part) for part in version.split(".")
    ]


def read(path: Path) -> list[Case]:
    """Read the cases of one file, less those a later SQLAlchemy is needed for (``since``)."""
    cases = []
    for block in re.split(r"\n\n(?=\[)", path.read_text(encoding="utf-8").strip()):
        head, *lines = block.split("\n")
        name, _, words = head[1:-1].partition(" ")
        first = next(at for at, line in enumerate(lines) if line[:1] in "|!")
        code = tuple(line for line in lines[:first] if not line.startswith("#"))
        options = options_of(words)
        if not is_old(options.pop("since", "2.0")):
            cases.append(Case(path.name, name, options, code, "\n".join(lines[first:])))
    return cases


def write(case: Case, actual: str) -> None:
    """Put the text of a case in the place of the expected one."""
    path = CASES / case.file
    text = path.read_text(encoding="utf-8")
    head = re.search(rf"^\[{case.name}[ \]]", text, re.MULTILINE).start()
    start = text.index(case.expected, head)
    path.write_text(text[:start] + actual + text[start + len(case.expected) :], encoding="utf-8")


def user_types() -> types.ModuleType:
    """Make a module with types of a user."""

    class MyT(sa.TypeDecorator[str]):
        impl = sa.String
        cache_ok = True

    class MyT2(sa.TypeDecorator[str]):
        impl = sa.Numeric
        cache_ok = True

        def __init__(self, flag: bool = False, **kw: Any) -> None:
            self.flag = flag
            super().__init__(**kw)

    class MyT3(sa.TypeDecorator[str]):
        impl = sa.String
        cache_ok = True

        def __repr__(self) -> str:
            return "MyT3(custom)"

    class UDT(sa.types.UserDefinedType[str]):
        cache_ok = True

        def __init__(self, arg: str) -> None:
            self.arg = arg

    class MyInt(sa.Integer):
        pass

    class MyArray(sa.TypeDecorator[list[int]]):
        impl = sa.ARRAY
        cache_ok = True

    class Color(enum.Enum):
        red = 1
        blue = 2

    module = types.ModuleType("myapp.types")
    for each in (MyT, MyT2, MyT3, UDT, MyInt, MyArray, Color):
        each.__module__ = module.__name__
        setattr(module, each.__name__, each)
    return module


def render_item(type_: str, obj: Any, autogen_context: AutogenContext) -> Any:
    """Decide every kind of item: leave out, replace, or decline."""
    if getattr(obj, "name", None) == "skipme" or type_ in ("primary_key", "foreign_key", "check"):
        return None
    if type_ == "type" and isinstance(obj, sa.Integer):
        autogen_context.imports.add("import foo")
        return "foo.MYINT"
    if type_ == "server_default" and obj is not None:
        return "SD"
    return "UQ" if type_ == "unique" else False


def autogen_context(options: dict[str, Any]) -> AutogenContext:
    """Return the context a case asks for; PostgreSQL unless it says otherwise."""
    migration_context = MigrationContext.configure(
        dialect_name=options.pop("dialect", "postgresql")
    )
    in_batch = options.pop("batch", False)
    if options.pop("render_item", False):
        options["render_item"] = render_item
    context = AutogenContext(migration_context, opts=options, autogenerate=False)
    context._has_batch = in_batch
    return context


def value_of(statements: tuple[str, ...]) -> Any:
    """Run the statements of a case and return the value of the last one."""
    namespace: dict[str, Any] = {
        **vars(sa),
        **{name: each for name, each in vars(ops).items() if name.endswith(("Op", "Ops"))},
        "CreateExcludeConstraintOp": CreateExcludeConstraintOp,
        "sa": sa,
        "m": sa.MetaData(),
        "M": sys.modules["myapp.types"],
        "mssql": mssql,
        "mysql": mysql,
        "oracle": oracle,
        "postgresql": postgresql,
        "sqlite": sqlite,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what SQLAlchemy says of the input is not our text
        *setup, last = statements
        exec("\n".join(setup), namespace)
        return eval(last, namespace)


def outcome(case: Case) -> str:
    """Return everything that comes out of a case, in the notation of the files."""
    value = value_of(case.statements)
    context = autogen_context(dict(case.options))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if isinstance(value, sa.types.TypeEngine):
                text = _repr_type(value, context)
            else:
                text = render_op_text(context, value)
        except (ValueError, NotImplementedError) as error:
            message = re.sub(r"<\S+?(\w+) object at \w+>", r"<\1>", str(error))
            return f"! {type(error).__name__}: {message}".rstrip()
    lines = [f"| {line}".rstrip() for line in text.split("\n")]
    lines += [f"+ {line}" for line in sorted(context.imports)]
    lines += [f"~ {each.message}" for each in caught]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "case",
    [case for path in sorted(CASES.glob("*.txt")) for case in read(path)],
    ids=lambda case: case.name,
)
def test_rendered_text(case: Case, update_golden: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operation or type renders as the file says, whatever version of SQLAlchemy is there."""
    monkeypatch.setitem(sys.modules, "myapp.types", user_types())
    actual = outcome(case)
    if update_golden and actual != case.expected:
        write(case, actual)
        return
    assert actual == case.expected
