"""Enum types that a database keeps under a name, and the column types that hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.types import ARRAY, Enum, TypeDecorator

from ..base.late_typing import NamedTuple
from .versions import sqla_2_1

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.engine import Dialect
    from sqlalchemy.schema import MetaData


class EnumType(NamedTuple):
    """An enum type as ``CREATE TYPE`` makes it.

    Attributes:
        name: Its name.
        values: Its values, in order.
        schema: Its schema; None where no schema is stated.
    """

    name: str
    values: tuple[str, ...]
    schema: str | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        """Schema and name, as stated."""
        return self.schema, self.name


class EnumUse(NamedTuple):
    """A column's need for an enum type.

    Attributes:
        type_: The type.
        is_managed: Whether it is made along with what uses it; ``create_type=False`` says no.
        comes_with_table: Whether SQLAlchemy creates the type before a table that has the column.
    """

    type_: EnumType
    is_managed: bool
    comes_with_table: bool


class TableItem(NamedTuple):
    """Something of a table, which goes when the table or any of these columns does."""

    schema: str
    table: str
    columns: frozenset[str]


class ReflectedEnumType(NamedTuple):
    """An enum type that a database has, and what needs it.

    Attributes:
        type_: The type, with its schema.
        is_visible: Whether its name alone means it.
        columns: The columns of tables that are of the type, or arrays of it; one column each.
        mentions: Defaults, constraints and indexes that have it in an expression.
        is_used_elsewhere: Whether a function, a view, another type or an extension needs it.
    """

    type_: EnumType
    is_visible: bool
    columns: tuple[TableItem, ...] = ()
    mentions: tuple[TableItem, ...] = ()
    is_used_elsewhere: bool = False

    @property
    def is_used(self) -> bool:
        """Whether anything needs it."""
        return bool(self.columns or self.mentions or self.is_used_elsewhere)


def enum_uses(type_: Any, dialect: Dialect) -> Iterator[EnumUse]:
    """Yield the enum types that a column type needs in a database.

    Args:
        type_: The type; variants, decorators and arrays are looked into.
        dialect: The dialect; one without named enum types has no use for any.
    """
    if dialect.name != "postgresql" or not dialect.supports_native_enum:
        return
    variants = getattr(type_, "_variant_mapping", None) or {}
    type_ = variants.get(dialect.name, type_)
    if isinstance(type_, TypeDecorator):
        yield from _inside_decorator(type_, dialect)
    elif isinstance(type_, ARRAY):
        yield from enum_uses(type_.item_type, dialect)
    elif isinstance(type_, Enum) and type_.native_enum and type_.name:
        found = EnumType(
            str(type_.name),
            tuple(str(each) for each in type_.enums),
            None if type_.schema is None else str(type_.schema),
        )
        # SQLAlchemy 2.0 has the flag on PostgreSQL's own type only.
        is_managed = bool(getattr(type_, "create_type", True))
        yield EnumUse(found, is_managed, is_managed)


def _inside_decorator(type_: TypeDecorator[Any], dialect: Dialect) -> Iterator[EnumUse]:
    """Yield what the decorated type needs; only what the class declares comes with a table."""
    declared: set[EnumType] = set()
    for use in enum_uses(type_.impl_instance, dialect):
        if use.comes_with_table:
            declared.add(use.type_)
    in_collection = getattr(_innermost(type_.impl_instance), "metadata", None) is not None
    for use in enum_uses(type_.load_dialect_impl(dialect), dialect):
        # Before 2.1, SQLAlchemy leaves a type that stands in a collection to the collection.
        comes = use.type_ in declared and (sqla_2_1 or not in_collection)
        yield EnumUse(use.type_, use.is_managed, comes)


def _innermost(type_: Any) -> Any:
    while isinstance(type_, ARRAY):
        type_ = type_.item_type
    return type_


def declared_enums(collections: Sequence[MetaData], dialect: Dialect) -> Iterator[EnumUse]:
    """Yield the enum types that models need, those included that no table uses."""
    for collection in collections:
        for table in collection.tables.values():
            for column in table.columns:
                yield from enum_uses(column.type, dialect)
        # From 2.1 on, a collection knows the types it was given to.
        for type_ in getattr(collection, "_objects", ()):
            yield from enum_uses(type_, dialect)
