"""Statements that names alone determine, written without the objects SQLAlchemy has for them."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Column, CreateIndex, DropIndex, DropTable, Index, MetaData, Table
from sqlalchemy.sql.base import SchemaEventTarget
from sqlalchemy.sql.elements import conv
from sqlalchemy.types import NULLTYPE, Boolean

from .sink import RecordSink
from .written import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.ddl import DDLElement
    from sqlalchemy.types import TypeEngine

    from .impl.tables import TablesImpl

_STAND_IN = re.compile(r"standin(\d)e")


class PlainStatements:
    """Writes what an implementation would send, where only names make a difference.

    Most of the time of a migration goes into a ``Table`` with its columns, made to say ``DROP
    INDEX``. So an implementation is asked once how it says a thing about stand-ins, and from then
    on names are put in their places. Every method returns None where there is more to it:
    anything listens to the objects, or a name is not said as it is.

    Args:
        impl: The implementation.
    """

    def __init__(self, impl: TablesImpl) -> None:
        self._impl = impl
        self._dialect: Dialect = impl.dialect
        self._phrases: dict[tuple[Any, ...], _Phrase | None] = {}
        # What others derive from the implementations may do more than ours.
        self._is_ours = type(impl).__module__.startswith("alembic.ddl.")
        self._room = min(
            impl.dialect.max_identifier_length,
            impl.dialect.max_index_name_length or impl.dialect.max_identifier_length,
        )
        column: Column[Any] = Column("x", NULLTYPE)
        self._table = Table("x", MetaData(), column)
        self._parts: tuple[SchemaEventTarget, ...] = (column, self._table, Index("x", column))

    def create_index(
        self, name: Any, table: str, columns: Sequence[Any], schema: str | None, unique: bool
    ) -> Written | None:
        """Return ``CREATE INDEX`` on columns known by name."""
        if not (self._says_as_it_is(CreateIndex, name) and all(map(_is_name, columns))):
            return None
        if len(columns) > _MOST_COLUMNS or len(set(columns)) < len(columns):
            return None

        def say(impl: TablesImpl, name: str, table: str, *rest: str) -> None:
            owner = _table_of(table, rest[len(columns) :], rest[: len(columns)])
            impl.create_index(Index(name, *owner.c, unique=unique))

        key = ("create index", bool(unique), len(columns))
        return self._written(key, say, (name, table, *columns), schema)

    def drop_index(self, name: Any, table: str | None, schema: str | None) -> Written | None:
        """Return ``DROP INDEX`` of an index of a table."""
        if table is None or not self._says_as_it_is(DropIndex, name):
            return None

        def say(impl: TablesImpl, name: str, table: str, *schema: str) -> None:
            owner = _table_of(table, schema, ("x",))
            impl.drop_index(Index(name, *owner.c))

        return self._written(("drop index",), say, (name, table), schema)

    def drop_table(self, name: str, schema: str | None) -> Written | None:
        """Return ``DROP TABLE``."""
        listeners = self._table.dispatch
        if listeners.before_drop or listeners.after_drop or not self._is_said_by_us(DropTable):
            return None

        def say(impl: TablesImpl, name: str, *schema: str) -> None:
            impl.drop_table(_table_of(name, schema))

        return self._written(("drop table",), say, (name,), schema)

    def is_plain_column(self, column: Column[Any]) -> bool:
        """Tell whether a column needs no table to be added, nor brings anything but itself."""
        return (
            self._is_ours
            and self._impl.adds_columns_without_table
            and type(column) is Column
            and column.table is None
            and column.comment is None
            and not (column.primary_key or column.unique or column.index)
            and not (column.foreign_keys or column.constraints)
            and _is_plain_type(column.type)
            and not self._is_listened_to()
        )

    def _says_as_it_is(self, construct: type[DDLElement], name: Any) -> bool:
        """Tell whether an index is named in a statement as it was named by the user."""
        return (
            isinstance(name, str)
            and len(name) <= self._room
            and (isinstance(name, conv) or not self._has_convention())
            and self._is_said_by_us(construct)
        )

    def _has_convention(self) -> bool:
        """Tell whether a name may be only a part of the one that it gets."""
        target = self._impl.context_opts.get("target_metadata")
        convention = getattr(target, "naming_convention", None) or {}
        return any("constraint_name" in str(each) for each in convention.values())

    def _is_said_by_us(self, construct: type[DDLElement]) -> bool:
        """Tell whether nobody has a text of his own for a construct, or listens to its parts."""
        return (
            self._is_ours
            and getattr(construct, "_compiler_dispatcher", None) is None  # of @compiles
            and not self._is_listened_to()
        )

    def _is_listened_to(self) -> bool:
        for each in self._parts:
            listeners = each.dispatch
            for listener in chain(listeners.before_parent_attach, listeners.after_parent_attach):
                if not str(getattr(listener, "__module__", "")).startswith("sqlalchemy."):
                    return True
        return False

    def _written(
        self,
        key: tuple[Any, ...],
        say: Callable[..., None],
        names: tuple[str, ...],
        schema: str | None,
    ) -> Written | None:
        key = (*key, schema is not None)
        try:
            phrase = self._phrases[key]
        except KeyError:
            phrase = _learn(self._impl, say, len(names), with_schema=schema is not None)
            self._phrases[key] = phrase
        if phrase is None or self._translates():
            return None
        return Written(phrase.say(_quoted(self._dialect, names, schema)))

    def _translates(self) -> bool:
        """Tell whether the connection puts other schemas in place of those that are named."""
        connection = self._impl.connection
        if self._impl.as_sql or connection is None:
            return False
        return connection.get_execution_options().get("schema_translate_map") is not None


#: More columns than anybody has in an index; what is longer goes the long way.
_MOST_COLUMNS = 6


class _Phrase:
    """A text with places for names.

    Args:
        parts: Text and places by turns, a place being the number of a name.
    """

    def __init__(self, parts: Sequence[str]) -> None:
        self._texts = parts[::2]
        self._places = [int(each) for each in parts[1::2]]

    def say(self, names: Sequence[str]) -> str:
        """Return the text with names, which are quoted already, in their places."""
        said = chain.from_iterable(
            (text, names[place]) for text, place in zip(self._texts, self._places, strict=False)
        )
        return "".join((*said, self._texts[-1]))


def _learn(
    impl: TablesImpl, say: Callable[..., None], count: int, *, with_schema: bool
) -> _Phrase | None:
    """Return the phrase for what an implementation says; None if it depends on more than names."""
    places = count + with_schema
    text = _said(impl, say, [f"standin{place}e" for place in range(places)])
    if text is None:
        return None
    phrase = _Phrase(_STAND_IN.split(text))
    awkward = [f'Table {place}"` %(x)s' for place in range(places)]
    schema = awkward[-1] if with_schema else None
    quoted = _quoted(impl.dialect, awkward[:count], schema)
    return phrase if phrase.say(quoted) == _said(impl, say, awkward) else None


def _quoted(dialect: Dialect, names: Iterable[str], schema: str | None) -> list[str]:
    quoted = [dialect.identifier_preparer.quote(each) for each in names]
    if schema is not None:
        quoted.append(dialect.identifier_preparer.quote_schema(schema))
    return quoted


def _said(impl: TablesImpl, say: Callable[..., None], names: Sequence[str]) -> str | None:
    """Return the text of the one statement an implementation makes; None if there are others."""
    sink, impl.sink = impl.sink, RecordSink()
    try:
        say(impl, *names)
        statements = impl.sink.statements
    finally:
        impl.sink = sink
    if len(statements) != 1:
        return None
    return str(statements[0].construct.compile(dialect=impl.dialect))


def _table_of(name: str, schema: Sequence[str], columns: Sequence[str] = ()) -> Table:
    made = [Column(each, NULLTYPE) for each in columns]
    return Table(name, MetaData(), *made, schema=schema[0] if schema else None)


def _is_plain_type(type_: TypeEngine[Any]) -> bool:
    """Tell whether a type brings nothing along: neither a CHECK nor a type of its own."""
    if type_._variant_mapping:
        return False
    if type(type_) is Boolean:
        return not type_.create_constraint
    return not isinstance(type_, SchemaEventTarget)


def _is_name(element: Any) -> bool:
    return isinstance(element, str)
