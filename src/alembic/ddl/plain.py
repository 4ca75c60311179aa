"""Statements that names alone determine, written without the objects SQLAlchemy has for them."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import Connection
from sqlalchemy.schema import (
    Column,
    CreateIndex,
    DropIndex,
    DropTable,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.sql.base import SchemaEventTarget
from sqlalchemy.sql.elements import conv
from sqlalchemy.types import NULLTYPE

from .base import AddColumn
from .phrases import Phrase, Quotes, learn
from .plain_table import PlainTable, has_text_of_its_own, is_plain_type
from .sink import RecordSink, is_listened_to
from .written import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy.sql.ddl import DDLElement

    from .impl import DefaultImpl


class PlainStatements:
    """Writes what an implementation would send, where only names make a difference.

    Most of the time of a migration goes into a ``Table`` with its columns, made to say ``DROP
    INDEX``. So an implementation is asked once how it says a thing about stand-ins, and from then
    on names are put in their places. Every method returns None where there is more to it:
    anything listens to the objects, or a name is not said as it is.

    Args:
        impl: The implementation.
    """

    def __init__(self, impl: DefaultImpl) -> None:
        self._impl = impl
        self._quotes = Quotes(impl.dialect)
        self._table_text = PlainTable(impl.dialect, self._quotes)
        self._phrases: dict[tuple[Any, ...], Phrase | None] = {}
        # What others derive from the implementations may do more than ours.
        self._is_ours = type(impl).__module__.startswith("alembic.ddl.")
        self._room = min(
            impl.dialect.max_identifier_length,
            impl.dialect.max_index_name_length or impl.dialect.max_identifier_length,
        )
        column: Column[Any] = Column("x", NULLTYPE)
        self._table = Table("x", MetaData(), column)
        index = Index("x", column)
        constraints = (
            PrimaryKeyConstraint(column),
            UniqueConstraint(column),
            ForeignKeyConstraint(["x"], ["x.x"]),
        )
        self._texts: list[Any] = []
        self._column_listeners = _Listeners(column, self._table)
        self._index_listeners = _Listeners(column, self._table, index)
        self._table_listeners = _Listeners(column, self._table, *constraints)

    def create_index(
        self, name: Any, table: str, columns: Sequence[Any], schema: str | None, unique: bool
    ) -> Written | None:
        """Return ``CREATE INDEX`` on columns known by name."""
        if not (self._says_as_it_is(CreateIndex, name) and all(map(_is_name, columns))):
            return None
        if len(columns) > _MOST_COLUMNS or len(set(columns)) < len(columns):
            return None

        def say(impl: DefaultImpl, name: str, table: str, *rest: str) -> None:
            owner = _table_of(table, rest[len(columns) :], rest[: len(columns)])
            impl.create_index(Index(name, *owner.c, unique=unique))

        key = ("create index", bool(unique), len(columns))
        return self._written(key, say, (name, table, *columns), schema)

    def drop_index(self, name: Any, table: str | None, schema: str | None) -> Written | None:
        """Return ``DROP INDEX`` of an index of a table."""
        if table is None or not self._says_as_it_is(DropIndex, name):
            return None

        def say(impl: DefaultImpl, name: str, table: str, *schema: str) -> None:
            owner = _table_of(table, schema, ("x",))
            impl.drop_index(Index(name, *owner.c))

        return self._written(("drop index",), say, (name, table), schema)

    def drop_table(self, name: str, schema: str | None) -> Written | None:
        """Return ``DROP TABLE``."""
        listeners = self._table.dispatch
        if listeners.before_drop or listeners.after_drop or not self._is_said_by_us(DropTable):
            return None

        def say(impl: DefaultImpl, name: str, *schema: str) -> None:
            impl.drop_table(_table_of(name, schema))

        return self._written(("drop table",), say, (name,), schema)

    def create_table(
        self, name: str, items: Sequence[Any], schema: str | None, *, if_not_exists: bool
    ) -> Written | None:
        """Return ``CREATE TABLE`` for columns and constraints that belong to no table."""
        listeners = self._table.dispatch
        if (
            not self._is_ours
            or listeners.before_create
            or listeners.after_create
            or has_text_of_its_own(*PlainTable.SAYS)
            or self._table_listeners.include_others()
            or self._is_heard()
        ):
            return None
        text = self._table_text.text_of(
            name,
            items,
            schema,
            if_not_exists=if_not_exists,
            has_convention=bool(self._convention()),
        )
        return None if text is None else Written(text)

    def add_column(
        self, table: str, column: Column[Any], schema: str | None, if_not_exists: bool | None
    ) -> Written | None:
        """Return ``ADD COLUMN``."""
        if not (
            self._is_ours
            and self._impl.adds_columns_without_table
            and self._adds_columns_itself()
            and not self._is_heard()
        ):
            return None
        text = self._table_text.text_of_added(table, column, schema, if_not_exists)
        return None if text is None else Written(text)

    def _adds_columns_itself(self) -> bool:
        """Tell whether nobody has a text of his own for ``ADD COLUMN``, of any dialect."""
        texts = [*vars(AddColumn)["_compiler_dispatcher"].specs.values()]
        if texts != self._texts:
            if not all(each.__module__.startswith("alembic.ddl.") for each in texts):
                return False
            self._texts = texts
        return True

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
            and is_plain_type(column.type)
            and not self._column_listeners.include_others()
        )

    def _says_as_it_is(self, construct: type[DDLElement], name: Any) -> bool:
        """Tell whether an index is named in a statement as it was named by the user."""
        return (
            isinstance(name, str)
            and len(name) <= self._room
            and (isinstance(name, conv) or not self._completes_names())
            and self._is_said_by_us(construct)
        )

    def _completes_names(self) -> bool:
        """Tell whether a name may be only a part of the one that it gets."""
        return any("constraint_name" in str(each) for each in self._convention().values())

    def _convention(self) -> Mapping[Any, Any]:
        """Return what the models say about names, but for what SQLAlchemy says by itself."""
        target = self._impl.context_opts.get("target_metadata")
        convention = getattr(target, "naming_convention", None) or {}
        return {} if convention == _DEFAULT_CONVENTION else convention

    def _is_said_by_us(self, construct: type[DDLElement]) -> bool:
        """Tell whether nobody has a text of his own for a construct, or listens to its parts."""
        return (
            self._is_ours
            and not has_text_of_its_own(construct)
            and not self._index_listeners.include_others()
        )

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
            said = partial(_said, self._impl, say)
            phrase = learn(self._quotes, said, len(names), with_schema=schema is not None)
            self._phrases[key] = phrase
        if phrase is None or self._is_heard():
            return None
        return Written(phrase.say(self._quotes.of(names, schema)))

    def _is_heard(self) -> bool:
        """Tell whether somebody has a say in constructs that a connection executes.

        It may put other schemas in place of those that are named, or have listeners.
        """
        connection = self._impl.connection
        if self._impl.as_sql or connection is None:
            return False
        return (
            not isinstance(connection, Connection)
            or connection.get_execution_options().get("schema_translate_map") is not None
            or is_listened_to(connection)
        )


class _Listeners:
    """Those who hear of schema items that come to a parent, now and later.

    Args:
        targets: The items, one of each class.
    """

    def __init__(self, *targets: SchemaEventTarget) -> None:
        dispatches: list[Any] = [each.dispatch for each in targets]
        self._lists: list[Iterable[Any]] = [
            listeners.parent_listeners
            for each in dispatches
            for listeners in (each.before_parent_attach, each.after_parent_attach)
        ]
        self._known: list[Any] = []

    def include_others(self) -> bool:
        """Tell whether one of them is not SQLAlchemy's own."""
        listening = [*chain.from_iterable(self._lists)]
        if listening != self._known:
            if not all(map(_is_of_sqlalchemy, listening)):
                return True
            self._known = listening
        return False


_DEFAULT_CONVENTION = MetaData().naming_convention

#: More columns than anybody has in an index; what is longer goes the long way.
_MOST_COLUMNS = 6


def _said(impl: DefaultImpl, say: Callable[..., None], *names: str) -> str | None:
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


def _is_of_sqlalchemy(listener: object) -> bool:
    return str(getattr(listener, "__module__", "")).startswith("sqlalchemy.")


def _table_of(name: str, schema: Sequence[str], columns: Sequence[str] = ()) -> Table:
    made = [Column(each, NULLTYPE) for each in columns]
    return Table(name, MetaData(), *made, schema=schema[0] if schema else None)


def _is_name(element: Any) -> bool:
    return isinstance(element, str)
