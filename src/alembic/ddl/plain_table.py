"""``CREATE TABLE`` and ``ADD COLUMN``, from phrases for kinds of columns and constraints."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import (
    Column,
    CreateColumn,
    CreateTable,
    DefaultClause,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.sql.base import SchemaEventTarget
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.types import Boolean, Integer

from .base import AddColumn
from .phrases import MOST_PLACES, Phrase, learn, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Dialect
    from sqlalchemy.schema import Constraint
    from sqlalchemy.types import TypeEngine

_BEGIN, _BETWEEN, _END = "(\n\t", ", \n\t", "\n)\n\n"
_SCALARS = frozenset({str, int, bool, float, type(None)})


class PlainTable:
    """Writes ``CREATE TABLE`` and ``ADD COLUMN`` where a dialect says each part by itself.

    Compiling is most of the work of either, and tables repeat the same few kinds of columns. How a
    dialect says a kind of column or constraint is learned when it comes for the second time; from
    then on names are put in their places.

    Args:
        dialect: The dialect.
    """

    #: The constructs whose texts are put together.
    SAYS = (CreateTable, CreateColumn, PrimaryKeyConstraint, UniqueConstraint, ForeignKeyConstraint)

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._phrases: dict[tuple[Any, ...], Phrase | None] = {}
        self._met: set[tuple[Any, ...]] = set()
        self._room = min(
            dialect.max_identifier_length,
            dialect.max_constraint_name_length or dialect.max_identifier_length,
        )

    def text_of(self, table: Table, if_not_exists: bool) -> str | None:
        """Return the text; None where a part has more to it, or came for the first time."""
        if type(table) is not Table or table._prefixes or table.comment or table.dialect_kwargs:
            return None
        parts = [
            self._head(table, if_not_exists),
            *(self._column(each, table) for each in table.columns),
            *map(self._constraint, _constraints_of(table)),
        ]
        if len(parts) == 1 or None in parts:
            return None
        head, *elements = filter(None, parts)
        return head + _BEGIN + _BETWEEN.join(elements) + _END

    def text_of_added(self, added: AddColumn) -> str | None:
        """Return the text that adds a column; None where there is more to it, or it is new."""
        column = added.column
        kind = _kind_of_column(column)
        if kind is None or column.primary_key or column.foreign_keys:
            return None
        if added.schema is not None and "." in added.schema:  # a database and a schema, here
            return None

        def say(table: str, name: str, *schema: str) -> str | None:
            again = AddColumn(
                table,
                _like(column, name),
                schema=schema[0] if schema else None,
                if_not_exists=added.if_not_exists,
            )
            return str(again.compile(dialect=self._dialect))

        kind = ("added", added.if_not_exists, *kind)
        return self._said(kind, say, [added.table_name, column.name], added.schema)

    def _head(self, table: Table, if_not_exists: bool) -> str | None:
        def say(name: str, *schema: str) -> str | None:
            made = _table(name, Column("x", Integer), schema=schema[0] if schema else None)
            text = self._compiled(made, if_not_exists)
            return text.partition(_BEGIN)[0] if _elements(text, 1) else None

        return self._said(("table", if_not_exists), say, [table.name], table.schema)

    def _column(self, column: Column[Any], table: Table) -> str | None:
        kind = _kind_of_column(column)
        if kind is None:
            return None
        keys = len(table.primary_key.columns) if column.primary_key else 0
        if keys == 1 and column.foreign_keys:  # which is not counted up
            return None

        def say(name: str) -> str | None:
            made = _like(column, name)
            others = [Column("other", Integer, primary_key=True)] if keys > 1 else []
            text = self._compiled(_table("x", made, *others))
            elements = _elements(text, 1 + len(others) + bool(keys))
            return elements[0] if elements else None

        return self._said(("column", min(keys, 2), *kind), say, [column.name])

    def _constraint(self, constraint: Constraint) -> str | None:
        if not (
            type(constraint) in {PrimaryKeyConstraint, UniqueConstraint, ForeignKeyConstraint}
            and constraint.deferrable is None
            and constraint.initially is None
            and constraint._create_rule is None
            and not constraint.dialect_kwargs
        ):
            return None
        label = self._label(constraint)
        shape = _shape(constraint)
        if label is None or shape is None:
            return None
        named = len(label)
        names = [*label, *shape.names]
        if len(names) > MOST_PLACES:
            return None

        def say(*names: str) -> str | None:
            made = shape.make(names[0] if named else None, *names[named:])
            elements = _elements(self._compiled(made), shape.columns + 1)
            return elements[-1] if elements else None

        return self._said((*shape.kind, named, len(names)), say, names)

    def _label(self, constraint: Constraint) -> list[str] | None:
        """Return the name of a constraint, if it has one; None where that is not as it is said."""
        name: Any = constraint.name
        if name is None:
            return []
        return [name] if isinstance(name, str) and len(name) <= self._room else None

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
                    self._dialect, say, len(names), with_schema=schema is not None
                )
        phrase = self._phrases[key]
        return None if phrase is None else phrase.say(quoted(self._dialect, names, schema))

    def _compiled(self, table: Table, if_not_exists: bool = False) -> str:
        return str(CreateTable(table, if_not_exists=if_not_exists).compile(dialect=self._dialect))


def is_plain_type(type_: TypeEngine[Any]) -> bool:
    """Tell whether a type brings nothing along: neither a CHECK nor a type of its own."""
    if type_._variant_mapping:
        return False
    if type(type_) is Boolean:
        return not type_.create_constraint
    return not isinstance(type_, SchemaEventTarget)


def has_text_of_its_own(construct: type) -> bool:
    """Tell whether somebody has registered a text for a construct or type with ``@compiles``."""
    return getattr(construct, "_compiler_dispatcher", None) is not None


def _kind_of_column(column: Column[Any]) -> tuple[Any, ...] | None:
    """Return all that the text of a column depends on but its name and key; None if it is more."""
    if not (
        type(column) is Column
        and column.comment is None
        and column.default is None
        and column.computed is None
        and column.identity is None
        and column.autoincrement == "auto"
        and not (column.system or column.constraints or column.dialect_kwargs)
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
    settings = () if cls is Boolean else tuple(vars(type_).items())
    if not (
        cls.__module__.startswith("sqlalchemy.")
        and is_plain_type(type_)
        and not has_text_of_its_own(cls)
        and _SCALARS.issuperset(type(value) for _, value in settings)
    ):
        return None
    return (cls, settings, bool(column.nullable), said)


def _like(column: Column[Any], name: str) -> Column[Any]:
    """Return a column of the same kind."""
    default: Any = column.server_default
    return Column(
        name,
        column.type,
        nullable=column.nullable,
        primary_key=column.primary_key,
        server_default=None if default is None else default.arg,
    )


class _Shape(NamedTuple):
    """A constraint without its name.

    Args:
        kind: What its text depends on but for names.
        columns: How many columns it has.
        names: Those columns, for a foreign key then the other table and its columns.
        make: Makes a table that has such a constraint from other names, that of the constraint
            first.
    """

    kind: tuple[Any, ...]
    columns: int
    names: list[str]
    make: Callable[..., Table]


def _shape(constraint: Any) -> _Shape | None:
    """Return the shape of a constraint; None for a foreign key that has options or schemas."""
    if isinstance(constraint, ForeignKeyConstraint):
        return _shape_of_foreign_key(constraint)
    cls = type(constraint)

    def make(name: str | None, *columns: str) -> Table:
        return _table("x", *_columns(columns), cls(*columns, name=name))

    names = [each.name for each in constraint.columns]
    return _Shape((cls,), len(names), names, make)


def _shape_of_foreign_key(constraint: ForeignKeyConstraint) -> _Shape | None:
    remote = constraint.referred_table
    if constraint.use_alter or constraint.match or remote.schema or constraint.table.schema:
        return None
    onupdate, ondelete = constraint.onupdate, constraint.ondelete
    count = len(constraint.elements)

    def make(name: str | None, *names: str) -> Table:
        local, target, columns = names[:count], names[count], names[count + 1 :]
        made = _table("x", *_columns(local))
        referred = Table(target, made.metadata, *_columns(columns))
        made.append_constraint(
            ForeignKeyConstraint(
                local, list(referred.c), name=name, onupdate=onupdate, ondelete=ondelete
            )
        )
        return made

    names = [
        *(each.parent.name for each in constraint.elements),
        remote.name,
        *(each.column.name for each in constraint.elements),
    ]
    return _Shape((ForeignKeyConstraint, onupdate, ondelete), count, names, make)


def _constraints_of(table: Table) -> list[Constraint]:
    """Return the constraints that are said in the statement, in their order."""
    key = table.primary_key
    others = [each for each in table._sorted_constraints if each is not key]
    return [key, *others] if len(key.columns) else others


def _table(name: str, *items: Any, schema: str | None = None) -> Table:
    return Table(name, MetaData(), *items, schema=schema)


def _columns(names: Sequence[str]) -> list[Column[Any]]:
    return [Column(each, Integer) for each in names]


def _elements(text: str, count: int) -> list[str] | None:
    """Return what stands between the parentheses; None if that is not so many things."""
    _, begin, rest = text.partition(_BEGIN)
    elements = rest.removesuffix(_END).split(_BETWEEN)
    return elements if begin and rest.endswith(_END) and len(elements) == count else None
