"""``CREATE TABLE`` and ``ADD COLUMN``, from phrases for kinds of columns and constraints."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import (
    Column,
    CreateColumn,
    CreateTable,
    DefaultClause,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.sql.base import SchemaEventTarget
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.schema import NULL_UNSPECIFIED
from sqlalchemy.types import Boolean, Integer

from ..schema.constraints import _has_options
from .base import AddColumn
from .phrases import MOST_PLACES, Phrase, Quotes, learn
from .table_parts import TablePart, TableParts, parts_of, scratch_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

_BEGIN, _BETWEEN, _END = "(\n\t", ", \n\t", "\n)\n\n"
_SCALARS = frozenset({str, int, bool, float, type(None)})


class PlainTable:
    """Writes ``CREATE TABLE`` and ``ADD COLUMN`` where a dialect says each part by itself.

    Making and compiling a ``Table`` is most of the work of either, and tables repeat the same few
    kinds of columns. How a dialect says a kind of column or constraint is learned when it comes for
    the second time; from then on names are put in their places.

    Args:
        dialect: The dialect.
        quotes: Says how names are quoted.
    """

    #: The constructs whose texts are put together.
    SAYS = (CreateTable, CreateColumn, PrimaryKeyConstraint, UniqueConstraint, ForeignKeyConstraint)

    def __init__(self, dialect: Dialect, quotes: Quotes) -> None:
        self._dialect = dialect
        self._quotes = quotes
        self._phrases: dict[tuple[Any, ...], Phrase | None] = {}
        self._met: set[tuple[Any, ...]] = set()
        self._columns: dict[tuple[Any, ...], str] = {}
        self._room = min(
            dialect.max_identifier_length,
            dialect.max_constraint_name_length or dialect.max_identifier_length,
        )

    def text_of(
        self,
        name: str,
        items: Sequence[Any],
        schema: str | None,
        *,
        if_not_exists: bool,
        has_convention: bool,
    ) -> str | None:
        """Return the text for columns and constraints that belong to no table.

        Args:
            name: The name of the table.
            items: Its columns and constraints.
            schema: Its schema.
            if_not_exists: Whether a table that is there is left alone.
            has_convention: Whether a name that is not final may become another one.

        Returns:
            The text; None where a part has more to it, or came for the first time.
        """
        parts = parts_of(name, items)
        if parts is None or (has_convention and not parts.has_final_names()):
            return None
        said = [
            self._head(name, schema, if_not_exists),
            *(self._column(each, parts) for each in parts.columns),
            *(self._constraint(each, schema) for each in parts.constraints),
        ]
        if None in said:
            return None
        head, *elements = filter(None, said)
        return head + _BEGIN + _BETWEEN.join(elements) + _END

    def text_of_added(
        self, table: str, column: Column[Any], schema: str | None, if_not_exists: bool | None
    ) -> str | None:
        """Return the text that adds a column; None where there is more to it, or it is new."""
        if type(column) is not Column or column.primary_key or column.foreign_keys:
            return None
        kind = _kind_of_column(column, nullable=bool(column.nullable))
        if kind is None:
            return None
        if schema is not None and "." in schema:  # a database and a schema, here
            return None

        def say(table: str, name: str, *schema: str) -> str | None:
            added = AddColumn(
                table,
                _like(column, name, nullable=column.nullable),
                schema=schema[0] if schema else None,
                if_not_exists=if_not_exists,
            )
            return str(added.compile(dialect=self._dialect))

        kind = ("added", if_not_exists, *kind)
        return self._said(kind, say, [table, column.name], schema)

    def _head(self, table: str, schema: str | None, if_not_exists: bool) -> str | None:
        def say(name: str, *schema: str) -> str | None:
            made = scratch_table(name, Column("x", Integer), schema=schema[0] if schema else None)
            text = self._compiled(made, if_not_exists)
            return text.partition(_BEGIN)[0] if _elements(text, 1) else None

        return self._said(("table", if_not_exists), say, [table], schema)

    def _column(self, column: Column[Any], parts: TableParts) -> str | None:
        is_key = column.name in parts.key
        nullable = bool(column.nullable)
        if is_key and column._user_defined_nullable is NULL_UNSPECIFIED:
            nullable = False
        kind = _kind_of_column(column, nullable=nullable)
        if kind is None:
            return None
        keys = min(len(parts.key), 2) if is_key else 0
        if keys == 1 and column.name in parts.referring:  # which is not counted up
            return None
        name: Any = column.name
        key = (name, name.quote, keys, kind)
        text = self._columns.get(key)
        if text is None:
            text = self._said_column(column, kind, keys, nullable=nullable)
            if text is not None:
                self._columns[key] = text
        return text

    def _said_column(
        self, column: Column[Any], kind: tuple[Any, ...], keys: int, *, nullable: bool
    ) -> str | None:
        def say(name: str) -> str | None:
            made = _like(column, name, nullable=nullable, primary_key=keys > 0)
            others = [Column("other", Integer, primary_key=True)] if keys > 1 else []
            text = self._compiled(scratch_table("x", made, *others))
            elements = _elements(text, 1 + len(others) + bool(keys))
            return elements[0] if elements else None

        return self._said(("column", keys, *kind), say, [column.name])

    def _constraint(self, constraint: TablePart, schema: str | None) -> str | None:
        label = constraint.label
        if label is not None and len(label) > self._room:
            return None
        if schema is not None and constraint.kind[0] is ForeignKeyConstraint:
            return None
        named = label is not None
        names = constraint.names if label is None else [label, *constraint.names]
        if len(names) > MOST_PLACES:
            return None

        def say(*names: str) -> str | None:
            made = constraint.make(names[0] if named else None, *names[named:])
            elements = _elements(self._compiled(made), constraint.columns + 1)
            return elements[-1] if elements else None

        return self._said((*constraint.kind, named, len(names)), say, names)

    def _said(
        self,
        kind: tuple[Any, ...],
        say: Callable[..., str | None],
        names: Sequence[str],
        schema: str | None = None,
    ) -> str | None:
        key = (*kind, schema is not None)
        if key not in self._phrases:
            if key not in self._met:
                self._met.add(key)
                return None
            self._phrases[key] = None
            with suppress(SQLAlchemyError):  # of which table, only the long way says
                self._phrases[key] = learn(
                    self._quotes, say, len(names), with_schema=schema is not None
                )
        phrase = self._phrases[key]
        return None if phrase is None else phrase.say(self._quotes.of(names, schema))

    def _compiled(self, table: Table, if_not_exists: bool = False) -> str:
        return str(CreateTable(table, if_not_exists=if_not_exists).compile(dialect=self._dialect))


def is_plain_type(type_: TypeEngine[Any]) -> bool:
    """Tell whether a type brings nothing along: neither a CHECK nor a type of its own."""
    if type_._variant_mapping:
        return False
    if type(type_) is Boolean:
        return not type_.create_constraint
    return not isinstance(type_, SchemaEventTarget)


#: How constructs and types are said, of those that nobody has a text of his own for.
_said_by_sqlalchemy: dict[Any, Any] = {}


def has_text_of_its_own(*constructs: Any) -> bool:
    """Tell whether a construct or type comes with a text that is not SQLAlchemy's.

    It may be registered with ``@compiles``, at any time, or belong to a class of the user's.
    """
    for construct in constructs:
        dispatch = construct._compiler_dispatch
        if _said_by_sqlalchemy.get(construct) is not dispatch:
            if getattr(construct, "_compiler_dispatcher", None) is not None:
                return True
            if not construct.__module__.startswith(("sqlalchemy.", "alembic.")):
                return True
            _said_by_sqlalchemy[construct] = dispatch
    return False


def _kind_of_column(column: Column[Any], *, nullable: bool) -> tuple[Any, ...] | None:
    """Return all that the text of a column depends on but for its name and key.

    Args:
        column: The column.
        nullable: Whether it takes NULL in the table that it comes to.

    Returns:
        The kind; None where there is more to it.
    """
    if not (
        column.comment is None
        and column.default is None
        and column.computed is None
        and column.identity is None
        and column.autoincrement == "auto"
        and not (column.system or column.constraints or _has_options(column))
    ):
        return None
    type_, default = column.type, column.server_default
    said: Any = None
    if default is not None:
        said = default.arg if type(default) is DefaultClause else None
        if isinstance(said, TextClause) and not said._bindparams:
            said = (said.text,)
        elif not isinstance(said, str):
            return None
    cls = type(type_)
    if not is_plain_type(type_) or has_text_of_its_own(cls):
        return None
    if cls is Boolean:
        return (cls, nullable, said)
    settings = vars(type_)
    if not _SCALARS.issuperset(map(type, settings.values())):
        return None
    return (cls, nullable, said, *settings.items())


def _like(
    column: Column[Any], name: str, *, nullable: bool | None, primary_key: bool = False
) -> Column[Any]:
    """Return a column of the same kind."""
    default: Any = column.server_default
    return Column(
        name,
        column.type,
        nullable=nullable,
        primary_key=primary_key,
        server_default=None if default is None else default.arg,
    )


def _elements(text: str, count: int) -> list[str] | None:
    """Return what stands between the parentheses; None if that is not so many things."""
    _, begin, rest = text.partition(_BEGIN)
    elements = rest.removesuffix(_END).split(_BETWEEN)
    return elements if begin and rest.endswith(_END) and len(elements) == count else None
