"""Checksums of scripts and statements."""

from __future__ import annotations

import sys
from hashlib import sha256
from types import CodeType
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from sqlalchemy.engine import Dialect

    from ...ddl.statement import Statement


_PYTHON = str(sys.implementation.cache_tag)


def module_checksum(module: ModuleType) -> str | None:
    """Return a hash of what a script does: comments, layout and its docstring do not count.

    It is made from the compiled script, which is there anyway: to parse the script once more would
    take longer than all else that is written of a revision. So it can be compared under the same
    version of Python only, which stands before the hash.

    Returns:
        The version and the hash; None for a module that is not from a file.
    """
    code = getattr(getattr(module.__spec__, "loader", None), "code", None)
    if code is None:
        return None
    words: list[str] = []
    _spell(code, words.append, module.__doc__)
    digest = sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{_PYTHON}:{digest[:40]}"


def other_python(checksum: str) -> str | None:
    """Return the version of Python that a script's checksum is of, if it is not this one."""
    version = checksum.partition(":")[0]
    return None if version == _PYTHON else version


def _spell(code: CodeType, add: Callable[[str], None], docstring: str | None = None) -> None:
    """Add the words for what some code does, which is all but where it stands."""
    add(code.co_name)
    add(code.co_code.hex())
    add(repr((code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)))
    add(repr((code.co_flags, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount)))
    add(getattr(code, "co_exceptiontable", b"").hex())
    numbered = "__firstlineno__" in code.co_names  # of a class, which says where it stands
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            _spell(constant, add)
        elif constant.__class__ is str and constant == docstring:
            docstring = None
            add("docstring")
        elif constant.__class__ is frozenset:
            add(repr(sorted(map(repr, constant))))
        elif numbered and constant.__class__ is int and constant == code.co_firstlineno:
            add("line")
        elif numbered and constant.__class__ is tuple:  # names of attributes, in any order
            add(repr(sorted(map(repr, constant))))
        else:
            add(repr(constant))


def text_of(statement: Statement, dialect: Dialect) -> tuple[str, str]:
    """Return the SQL of a statement and a text that stands for its parameters."""
    construct: Any = statement.construct
    try:
        compiled = construct.compile(dialect=dialect)
    except SQLAlchemyError:  # needs what only its execution has
        return str(construct), repr(statement.parameters)
    parameters = getattr(compiled, "params", None) or {}
    given: Any = statement.parameters
    if isinstance(given, dict):
        given = {**parameters, **given}
    return str(compiled).strip(), repr(given if given is not None else dict(parameters))


def statement_checksum(sql: str, parameters: str) -> str:
    """Return a hash of a statement and its parameters."""
    return sha256(f"{sql}\0{parameters}".encode()).hexdigest()
