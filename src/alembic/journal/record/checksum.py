"""Checksums of scripts and statements."""

from __future__ import annotations

import ast
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect

    from ...ddl.statement import Statement


def script_checksum(path: str | None) -> str | None:
    """Return a hash of a script's syntax tree: comments, layout and docstring do not count.

    Args:
        path: The file.

    Returns:
        The hash; None for a file that is gone or is not source.
    """
    if path is None or not path.endswith(".py"):
        return None
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return None
    if tree.body and ast.get_docstring(tree, clean=False) is not None:
        del tree.body[0]
    words: list[str] = []
    _spell(tree, words.append)
    return sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()


def _spell(node: ast.AST, add: Callable[[str], None]) -> None:
    """Add the words for a node: what is not empty, which later versions of Python may have more of.

    Those of ``ast.dump`` take three times as long, and every revision of a long run pays.
    """
    add(node.__class__.__name__)
    for name in node._fields:
        value = getattr(node, name, None)
        if not value and (value is None or value.__class__ is list):
            continue
        if name == "ctx":  # follows from the place
            continue
        add(name)
        if value.__class__ is not list:
            value = [value]
        else:
            add(str(len(value)))
        for each in value:
            if isinstance(each, ast.AST):
                _spell(each, add)
            else:
                add(repr(each))


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
