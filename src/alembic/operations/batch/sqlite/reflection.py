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


def correct(table: Table, definition: TableDef, reflect_args: Sequence[Any]) -> dict[Any, Clause]:
    """Make a reflected table say what its definition says.

    Args:
        table: The reflected table; it is changed.
        definition: What its CREATE TABLE says.
        reflect_args: What the user overrides; it stays as it is.

    Returns:
        The clause each constraint stands for. CHECKs without a name are not among them: a table
        object has no place for them that would say which column they stand in.
    """
    overridden = [each for each in reflect_args if isinstance(each, Column)]
    _correct_columns(table, definition, {each.name for each in overridden})
    given = [*reflect_args, *[key.constraint for each in overridden for key in each.foreign_keys]]
    keys = [each for each in table.constraints if isinstance(each, ForeignKeyConstraint)]
    for constraint in list(table.constraints):
        if _is_remade(constraint) and not any(constraint is each for each in given):
            table.constraints.discard(constraint)
    clauses: dict[Any, Clause] = {}
    for clause in definition.clauses():
        constraint = _constraint_for(table, clause, keys)
        if constraint is not None:
            clauses[constraint] = clause
    return clauses


def _is_remade(constraint: Any) -> bool:
    """Tell whether a constraint is made anew from the text; a type or column flag may make one."""
    kinds = (CheckConstraint, ForeignKeyConstraint, UniqueConstraint)
    flagged = _is_type_bound(constraint) or getattr(constraint, "_column_flag", False)
    return isinstance(constraint, kinds) and not flagged


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


def _constraint_for(table: Table, clause: Clause, keys: Sequence[ForeignKeyConstraint]) -> Any:
    match clause.kind:
        case "primary key":
            key = table.primary_key
            if clause.name is not None and not constraint_name_string(key.name):
                key.name = conv(clause.name)
            return key
        case "unique":
            columns = _columns(table, clause)
            unique = UniqueConstraint(*columns, name=_name(clause))
            return _on(table, unique) if columns else None
        case "foreign key":
            return _foreign_key(table, clause, keys)
        case "check" if clause.name is not None:
            return _named_check(table, clause)
        case _:
            return None


def _foreign_key(
    table: Table, clause: Clause, keys: Sequence[ForeignKeyConstraint]
) -> ForeignKeyConstraint | None:
    columns = _columns(table, clause)
    if not columns or clause.target is None:
        return None
    schema = f"{table.schema}." if table.schema else ""
    names = clause.target_columns or _primary_key_of_target(clause, keys)
    targets = [f"{schema}{clause.target}.{name}" for name in names]
    key: ForeignKeyConstraint = _on(
        table, ForeignKeyConstraint(columns, targets, name=_name(clause))
    )
    return key


def _primary_key_of_target(clause: Clause, keys: Sequence[ForeignKeyConstraint]) -> Sequence[str]:
    """Return the columns a foreign key refers to that names none, as reflection has found them."""
    for key in keys:
        targets = [_fk_target_tokens(each) for each in key.elements]
        columns = [fold(column.name) for column in key.columns]
        if columns == [fold(name) for name in clause.columns] and fold(targets[0].table) == fold(
            clause.target or ""
        ):
            return [each.column or "" for each in targets]
    return clause.columns


def _columns(table: Table, clause: Clause) -> list[Column[Any]]:
    by_name = {fold(column.name): column for column in table.columns}
    if not all(fold(name) in by_name for name in clause.columns):
        return []
    return [by_name[fold(name)] for name in clause.columns]


def _name(clause: Clause) -> conv | None:
    return None if clause.name is None else conv(clause.name)


def _on(table: Table, constraint: Any) -> Any:
    if constraint not in table.constraints:
        table.append_constraint(constraint)
    return constraint


def _named_check(table: Table, clause: Clause) -> CheckConstraint:
    body: Any = literal_column(text_of(clause.body))
    check: CheckConstraint = _on(
        table, CheckConstraint(body, name=_name(clause), _autoattach=False)
    )
    return check
