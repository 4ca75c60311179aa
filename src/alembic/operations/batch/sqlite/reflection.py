"""Correcting a reflected table by the text it was reflected from.

SQLAlchemy reads names, CHECKs and generated columns of SQLite with regular expressions, and leaves
out what it cannot express.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import literal_column
from sqlalchemy.schema import CheckConstraint, Column, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.sql.elements import conv
from sqlalchemy.types import NullType, UserDefinedType

from ....schema.sqla_compat import _fk_target_tokens, _is_type_bound, constraint_name_string
from .grammar import type_text
from .tokens import fold, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.schema import Table

    from .grammar import Clause, TableDef


class DeclaredType(UserDefinedType[Any]):
    """A type that SQLAlchemy does not know, or none at all, under the name it was declared with."""

    cache_ok = True

    def __init__(self, text: str) -> None:
        self.text = text

    def get_col_spec(self, **kw: Any) -> str:
        """Return the declared type."""
        return self.text


def correct(
    table: Table, definition: TableDef, reflect_args: Sequence[Any]
) -> dict[Any, Clause]:
    """Make a reflected table say what its definition says.

    Args:
        table: The reflected table; it is changed.
        definition: What its CREATE TABLE says.
        reflect_args: What the user overrides; it stays as it is.

    Returns:
        The clause each constraint stands for. CHECKs without a name are not among them: a table
        object has no place for them that would say which column they stand in.
    """
    overridden = {each.name for each in reflect_args if isinstance(each, Column)}
    _correct_columns(table, definition, overridden)
    for check in [each for each in table.constraints if isinstance(each, CheckConstraint)]:
        if not _is_type_bound(check) and not any(check is each for each in reflect_args):
            table.constraints.discard(check)
    clauses: dict[Any, Clause] = {}
    for clause in definition.clauses():
        constraint = _constraint_for(table, clause, clauses)
        if constraint is not None:
            clauses[constraint] = clause
    return clauses


def _correct_columns(table: Table, definition: TableDef, overridden: set[str]) -> None:
    for column in table.columns:
        stated = definition.column(column.name)
        if stated is None or column.name in overridden:
            continue
        if isinstance(column.type, NullType):
            column.type = DeclaredType(type_text(stated))
        generated = stated.clause("generated")
        if generated is not None and column.computed is not None:
            column.computed.sqltext = literal_column(text_of(generated.body))


def _constraint_for(table: Table, clause: Clause, taken: dict[Any, Clause]) -> Any:
    if clause.kind == "primary key":
        found: Any = table.primary_key
    elif clause.kind == "unique":
        found = _find(table, clause, taken, UniqueConstraint) or _unique(table, clause)
    elif clause.kind == "foreign key":
        found = _find(table, clause, taken, ForeignKeyConstraint)
    elif clause.kind == "check" and clause.name is not None:
        return _named_check(table, clause)
    else:
        return None
    if found is not None and clause.name is not None and not constraint_name_string(found.name):
        found.name = conv(clause.name)
    return found


def _find(table: Table, clause: Clause, taken: dict[Any, Clause], kind: type) -> Any:
    matches = [
        each
        for each in table._sorted_constraints
        if isinstance(each, kind) and each not in taken and _is_same(each, clause)
    ]
    named = [each for each in matches if each.name == clause.name]
    return next(iter(named or matches), None)


def _is_same(constraint: Any, clause: Clause) -> bool:
    columns = [fold(column.name) for column in constraint.columns]
    if columns != [fold(name) for name in clause.columns]:
        return False
    if not isinstance(constraint, ForeignKeyConstraint):
        return True
    targets = [_fk_target_tokens(each) for each in constraint.elements]
    if fold(targets[0].table) != fold(clause.target or ""):
        return False
    stated = [fold(name) for name in clause.target_columns]
    return not stated or stated == [fold(each.column or "") for each in targets]


def _unique(table: Table, clause: Clause) -> UniqueConstraint | None:
    by_name = {fold(column.name): column for column in table.columns}
    if not all(fold(name) in by_name for name in clause.columns):
        return None
    columns = [by_name[fold(name)] for name in clause.columns]
    name = None if clause.name is None else conv(clause.name)
    constraint = UniqueConstraint(*columns, name=name)
    if constraint not in table.constraints:
        table.append_constraint(constraint)
    return constraint


def _named_check(table: Table, clause: Clause) -> CheckConstraint:
    body = literal_column(text_of(clause.body))
    check = CheckConstraint(body, name=conv(clause.name), _autoattach=False)
    table.append_constraint(check)
    return check
