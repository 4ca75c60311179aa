"""Enum types that come and go with an operation, as lines around it and in the types it names.

The lines are plain SQLAlchemy, which does nothing on databases without such types.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Column
from sqlalchemy.types import Enum, TypeDecorator

from ...operations.ops import CreateTableOp, OpContainer
from ...operations.ops.enums import NO_ENUM_TYPES
from ...schema.enums import enum_uses
from .names import _sqlalchemy_autogenerate_prefix, call, keyword

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Dialect

    from ...operations.ops import MigrateOperation
    from ...operations.ops.enums import EnumTypes, SharedEnumType
    from ...schema.enums import EnumType
    from ..context import AutogenContext


class EnumLines:
    """Where in a body which types are created and dropped.

    Args:
        container: The operations of the body; a single operation is a body too.
    """

    def __init__(self, container: MigrateOperation) -> None:
        self._covered: set[int] = set()
        self._numbers: set[int] = set()
        self._first: dict[tuple[str, str], MigrateOperation] = {}
        self._last: dict[tuple[str, str], MigrateOperation] = {}
        for op in _within(container):
            self._covered.add(id(op))
            types = _enum_types_of(op)
            if types:
                self._numbers.add(types.number)
            for each in types.created + types.ensured:
                self._first.setdefault(each.key, op)
            for each in types.dropped:
                self._last[each.key] = op

    def covers(self, op: MigrateOperation) -> bool:
        """Tell whether an operation is part of the body, or is the body."""
        return id(op) in self._covered

    def present(self, op: MigrateOperation) -> list[EnumType]:
        """Return the types that exist before a table does, so that it must not bring them along."""
        if not isinstance(op, CreateTableOp):
            return []
        types = _enum_types_of(op)
        return [
            *types.present,
            *(each.type_ for each in types.ensured),
            *(each.type_ for each in types.created if not self._may_come_with(op, each)),
        ]

    def created(self, op: MigrateOperation, dialect: Dialect) -> list[EnumType]:
        """Return the types that are created before an operation, by lines of their own."""
        types = _enum_types_of(op)
        brought = _brought(op, dialect) if types.created else set()
        return [
            each.type_
            for each in types.created + types.ensured
            if self._first.get(each.key) is op
            and not (
                each in types.created
                and each.type_.key in brought
                and self._may_come_with(op, each)
            )
        ]

    def dropped(self, op: MigrateOperation) -> list[EnumType]:
        """Return the types that are dropped after an operation."""
        return [
            each.type_
            for each in _enum_types_of(op).dropped
            if self._last.get(each.key) is op and self._has_all_users(each)
        ]

    def _may_come_with(self, op: MigrateOperation, type_: SharedEnumType) -> bool:
        """Tell whether a table brings a type along: as its first user, and in this body only."""
        return self._first.get(type_.key) is op and self._has_all_users(type_)

    def _has_all_users(self, type_: SharedEnumType) -> bool:
        return type_.users <= self._numbers


def creation(autogen_context: AutogenContext, op: MigrateOperation) -> list[str]:
    """Return the lines that create the types an operation needs; a table brings most along."""
    types = _lines_for(autogen_context, op).created(op, autogen_context.dialect)
    return [_line(autogen_context, "create", each, each.values) for each in types]


def removal(autogen_context: AutogenContext, op: MigrateOperation) -> list[str]:
    """Return the lines that drop the types nothing needs after an operation."""
    types = _lines_for(autogen_context, op).dropped(op)
    return [_line(autogen_context, "drop", each, ()) for each in types]


@contextmanager
def enum_types_planned(autogen_context: AutogenContext, body: MigrateOperation) -> Iterator[None]:
    """Know for the length of a block which line of a body creates and drops which type."""
    before = autogen_context._enum_lines
    autogen_context._enum_lines = _lines_for(autogen_context, body)
    try:
        yield
    finally:
        autogen_context._enum_lines = before


@contextmanager
def present_types_known(autogen_context: AutogenContext, op: MigrateOperation) -> Iterator[None]:
    """Write the types that exist before a table in a way that it does not bring them along."""
    before = autogen_context.present_enum_types
    present = _lines_for(autogen_context, op).present(op)
    autogen_context.present_enum_types = before.union(each.key for each in present)
    try:
        yield
    finally:
        autogen_context.present_enum_types = before


def _lines_for(autogen_context: AutogenContext, op: MigrateOperation) -> EnumLines:
    lines = autogen_context._enum_lines
    return lines if lines is not None and lines.covers(op) else EnumLines(op)


def _within(op: MigrateOperation) -> Iterator[MigrateOperation]:
    yield op
    if isinstance(op, OpContainer):
        for each in op.ops:
            yield from _within(each)


def _enum_types_of(op: MigrateOperation) -> EnumTypes:
    # An operation of somebody's own need not be derived from ours.
    found: EnumTypes = getattr(op, "enum_types", NO_ENUM_TYPES)
    return found


def _brought(op: MigrateOperation, dialect: Dialect) -> set[tuple[str | None, str]]:
    """Return the types that SQLAlchemy creates before a table."""
    columns = op.columns if isinstance(op, CreateTableOp) else ()
    return {
        use.type_.key
        for column in columns
        if isinstance(column, Column)
        for use in enum_uses(column.type, dialect)
        if use.comes_with_table
    }


def _line(
    autogen_context: AutogenContext, method: str, type_: EnumType, values: tuple[str, ...]
) -> str:
    arguments = [*map(repr, values), keyword("name", type_.name)]
    if type_.schema is not None:
        arguments.append(keyword("schema", type_.schema))
    enum = call(f"{_sqlalchemy_autogenerate_prefix(autogen_context)}Enum", arguments)
    op = autogen_context.opts.get("alembic_module_prefix", "op.") or ""
    return f"{enum}.{method}({op}get_bind(), checkfirst=True)"


def without_creation(type_: Any, autogen_context: AutogenContext) -> tuple[Any, Any]:
    """Return how a type is written in a table that does not bring its enum type along.

    Args:
        type_: A type without variants.
        autogen_context: Says which types are present.

    Returns:
        What is written instead of the type, and what is written as its variant for PostgreSQL or
        None: a class of the user's is not to be replaced for other databases.
    """
    present = autogen_context.present_enum_types
    dialect = autogen_context.dialect
    uses = enum_uses(type_, dialect) if present else ()
    if not any(use.comes_with_table and use.type_.key in present for use in uses):
        return type_, None
    if isinstance(type_, TypeDecorator):
        return type_, type_.load_dialect_impl(dialect)
    if not isinstance(type_, Enum):
        return type_, None  # an array: its items are written by themselves
    from sqlalchemy.dialects.postgresql import ENUM  # of no use to other databases

    options: dict[str, Any] = {"schema": type_.schema} if type_.schema is not None else {}
    if type_.create_constraint:  # means something on other databases
        options["create_constraint"] = True
    plain = ENUM(*type_.enums, name=type_.name, create_type=False, **options)
    # By its module: alembic-postgresql-enum has a class that passes for one of SQLAlchemy's.
    return (plain, None) if type(type_).__module__.startswith("sqlalchemy.") else (type_, plain)
