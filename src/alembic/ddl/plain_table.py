"""``CREATE TABLE`` and ``ADD COLUMN``, from phrases for kinds of columns and constraints."""

from __future__ import annotations

from contextlib import suppress
from operator import attrgetter
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
from sqlalchemy.sql.elements import TextClause, conv, quoted_name
from sqlalchemy.sql.schema import NULL_UNSPECIFIED
from sqlalchemy.types import Boolean, Integer

from ..schema.constraints import _fk_target_tokens, _has_options
from .base import AddColumn
from .phrases import MOST_PLACES, Phrase, Quotes, learn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

_BEGIN, _BETWEEN, _END = "(\n\t", ", \n\t", "\n)\n\n"
_SCALARS = frozenset({str, int, bool, float, type(None)})
_CONSTRAINTS = frozenset({PrimaryKeyConstraint, UniqueConstraint, ForeignKeyConstraint})


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
        parts = _parts_of(name, items)
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
            made = _table(name, Column("x", Integer), schema=schema[0] if schema else None)
            text = self._compiled(made, if_not_exists)
            return text.partition(_BEGIN)[0] if _elements(text, 1) else None

        return self._said(("table", if_not_exists), say, [table], schema)

    def _column(self, column: Column[Any], parts: _Parts) -> str | None:
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
            text = self._compiled(_table("x", made, *others))
            elements = _elements(text, 1 + len(others) + bool(keys))
            return elements[0] if elements else None

        return self._said(("column", keys, *kind), say, [column.name])

    def _constraint(self, constraint: _Part, schema: str | None) -> str | None:
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


class _Part(NamedTuple):
    """A constraint.

    Args:
        label: Its name.
        kind: What its text depends on but for names.
        columns: How many columns it has.
        names: Those columns, for a foreign key then the other table and its columns.
        make: Makes a table that has such a constraint from other names, that of the constraint
            first.
    """

    label: str | None
    kind: tuple[Any, ...]
    columns: int
    names: list[str]
    make: Callable[..., Table]


class _Parts(NamedTuple):
    """What a table is made of.

    Args:
        columns: Its columns.
        key: The names of those in its primary key.
        referring: The names of those in foreign keys.
        constraints: Its constraints in the order of the text.
    """

    columns: list[Column[Any]]
    key: list[str]
    referring: set[str]
    constraints: list[_Part]

    def has_final_names(self) -> bool:
        """Tell whether no naming convention has a say in the names of the constraints."""
        return all(isinstance(each.label, conv) for each in self.constraints)


def _parts_of(table: str, items: Sequence[Any]) -> _Parts | None:
    """Take apart what a table is to be made of; None where a ``Table`` has to do it."""
    columns = [each for each in items if type(each) is Column]
    constraints = [each for each in items if type(each) in _CONSTRAINTS]
    names = {  # of columns that belong to no table and bring nothing
        each.name
        for each in columns
        if each.table is None
        and type(each.name) is quoted_name
        and each.key == each.name
        and not (each.foreign_keys or each.unique or each.index)
    }
    if len(names) != len(columns) or not names or len(columns) + len(constraints) != len(items):
        return None
    parts = _Parts(columns, [], set(), [])
    flagged = [each.name for each in columns if each.primary_key]
    constraints.sort(key=attrgetter("_creation_order"))
    key = [each for each in constraints if type(each) is PrimaryKeyConstraint]
    if len(key) > 1 or (key and flagged):
        return None
    for constraint in key + [each for each in constraints if each not in key]:
        part = _part(constraint, table, names)
        if part is None:
            return None
        parts.constraints.append(part)
        if key and constraint is key[0]:
            parts.key.extend(part.names)
        if type(constraint) is ForeignKeyConstraint:
            parts.referring.update(part.names[: part.columns])
    if flagged:
        parts.key.extend(flagged)
        parts.constraints.insert(0, _simple(PrimaryKeyConstraint, None, flagged))
    return parts


def _part(constraint: Any, table: str, columns: set[str]) -> _Part | None:
    """Take a constraint apart that belongs to no table.

    Args:
        constraint: The constraint.
        table: The table that it comes to.
        columns: The names of the columns of that.

    Returns:
        The parts; None where there is more to it than names.
    """
    label: Any = constraint.name
    if (
        constraint.comment is not None
        or constraint.deferrable is not None
        or constraint.initially is not None
        or constraint._create_rule is not None
        or getattr(constraint, "parent", None) is not None
        or not (label is None or isinstance(label, str))
        or _has_options(constraint)
    ):
        return None
    names: list[Any] = list(constraint._pending_colargs)
    if not all(isinstance(each, str) for each in names) or not names:
        return None
    if len(set(names)) < len(names) or not columns.issuperset(names):
        return None
    if isinstance(constraint, ForeignKeyConstraint):
        return _foreign_key(constraint, label, names, table, columns)
    return _simple(type(constraint), label, names)


def _simple(cls: type[Any], label: str | None, columns: list[str]) -> _Part:
    """Return the parts of a constraint that has columns and nothing more."""

    def make(name: str | None, *columns: str) -> Table:
        return _table("x", *_columns(columns), cls(*columns, name=name))

    return _Part(label, (cls,), len(columns), columns, make)


def _foreign_key(
    constraint: ForeignKeyConstraint,
    label: str | None,
    local: list[str],
    table: str,
    columns: set[str],
) -> _Part | None:
    """Return the parts of a foreign key; None where it has options or schemas."""
    if constraint.use_alter or constraint.match:
        return None
    onupdate, ondelete = constraint.onupdate, constraint.ondelete
    said: list[Any] = [each._colspec for each in constraint.elements]
    if not all(isinstance(each, str) and each.count(".") == 1 for each in said):
        return None
    targets = [_fk_target_tokens(each) for each in constraint.elements]
    target, remote = targets[0].table, [str(each.column) for each in targets]
    if any(each.table != target or not each.column for each in targets):
        return None
    if target == table and not set(remote) <= set(columns):  # which the table gets, too
        return None
    count = len(local)

    def make(name: str | None, *names: str) -> Table:
        local, target, remote = names[:count], names[count], names[count + 1 :]
        made = _table("x", *_columns(local))
        referred = Table(target, made.metadata, *_columns(remote))
        made.append_constraint(
            ForeignKeyConstraint(
                local, list(referred.c), name=name, onupdate=onupdate, ondelete=ondelete
            )
        )
        return made

    kind = (ForeignKeyConstraint, onupdate, ondelete)
    return _Part(label, kind, count, [*local, target, *remote], make)


def _table(name: str, *items: Any, schema: str | None = None) -> Table:
    return Table(name, MetaData(), *items, schema=schema)


def _columns(names: Sequence[str]) -> list[Column[Any]]:
    return [Column(each, Integer) for each in names]


def _elements(text: str, count: int) -> list[str] | None:
    """Return what stands between the parentheses; None if that is not so many things."""
    _, begin, rest = text.partition(_BEGIN)
    elements = rest.removesuffix(_END).split(_BETWEEN)
    return elements if begin and rest.endswith(_END) and len(elements) == count else None
