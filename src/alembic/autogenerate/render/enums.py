"""Enum types that come and go with an operation, as lines around it and in the types it names.

The lines are plain SQLAlchemy, which does nothing on databases without such types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Column
from sqlalchemy.types import Enum, TypeDecorator

from ...operations.ops import CreateTableOp
from ...operations.ops.enums import NO_ENUM_TYPES
from ...schema.enums import enum_uses
from .names import _sqlalchemy_autogenerate_prefix, call, keyword

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...operations.ops import MigrateOperation
    from ...operations.ops.enums import EnumTypes
    from ...schema.enums import EnumType
    from ..context import AutogenContext


def enum_types_of(op: MigrateOperation) -> EnumTypes:
    """Return the types that come and go with an operation, which need not be one of ours."""
    found: EnumTypes = getattr(op, "enum_types", NO_ENUM_TYPES)
    return found


def creation(autogen_context: AutogenContext, op: MigrateOperation) -> list[str]:
    """Return the lines that create the types an operation needs; a table brings most along."""
    found = enum_types_of(op)
    types: Iterable[EnumType] = found.created
    if types and isinstance(op, CreateTableOp):
        brought = {
            use.type_.key
            for column in op.columns
            if isinstance(column, Column)
            for use in enum_uses(column.type, autogen_context.dialect)
            if use.comes_with_table
        }
        types = [each for each in types if each.key not in brought]
    return [
        _line(autogen_context, "create", each, each.values) for each in (*types, *found.ensured)
    ]


def removal(autogen_context: AutogenContext, op: MigrateOperation) -> list[str]:
    """Return the lines that drop the types nothing needs after an operation."""
    return [_line(autogen_context, "drop", each, ()) for each in enum_types_of(op).dropped]


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
    from sqlalchemy.dialects.postgresql import ENUM

    present = autogen_context.present_enum_types
    dialect = autogen_context.dialect
    uses = enum_uses(type_, dialect) if present else ()
    if not any(use.comes_with_table and use.type_.key in present for use in uses):
        return type_, None
    if isinstance(type_, TypeDecorator):
        return type_, type_.load_dialect_impl(dialect)
    if not isinstance(type_, Enum):
        return type_, None  # an array: its items are written by themselves
    options: dict[str, Any] = {"schema": type_.schema} if type_.schema is not None else {}
    if type_.create_constraint:  # means something on other databases
        options["create_constraint"] = True
    plain = ENUM(*type_.enums, name=type_.name, create_type=False, **options)
    return (plain, None) if type(type_) in (Enum, ENUM) else (type_, plain)
