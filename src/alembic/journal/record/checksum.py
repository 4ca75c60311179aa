"""Texts of statements and their checksums."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from ...ddl.statement import Statement


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
