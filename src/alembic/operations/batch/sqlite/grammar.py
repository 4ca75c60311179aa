"""What a stored CREATE TABLE or CREATE INDEX says, as values.

The names follow https://sqlite.org/lang_createtable.html. A clause keeps its tokens, so that what
nobody asked to change is written back as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....base.late_typing import NamedTuple
from .tokens import fold, spaced, text_of

if TYPE_CHECKING:
    from .tokens import Token


class Clause(NamedTuple):
    """A constraint of a column or of the table, DEFAULT and COLLATE included.

    Attributes:
        kind: ``primary key``, ``not null``, ``null``, ``unique``, ``check``, ``default``,
            ``collate``, ``foreign key`` or ``generated``.
        name: The name after CONSTRAINT.
        inline: Whether it stands in a column.
        columns: The columns of a key.
        items: The columns of a key with their order and collation.
        body: The expression of a CHECK or generated column without its parentheses; the value of
            a DEFAULT; the name of a COLLATE.
        tail: What follows: a conflict clause, REFERENCES and its actions, STORED or VIRTUAL.
        target: The table a foreign key refers to.
        target_columns: The columns it refers to; empty when it names none.
        autoincrement: Whether a primary key says AUTOINCREMENT behind its column.
    """

    kind: str
    name: str | None = None
    inline: bool = False
    columns: tuple[str, ...] = ()
    items: tuple[tuple[Token, ...], ...] = ()
    body: tuple[Token, ...] = ()
    tail: tuple[Token, ...] = ()
    target: str | None = None
    target_columns: tuple[str, ...] = ()
    autoincrement: bool = False

    @property
    def descending(self) -> bool:
        """Whether the column of an inline primary key is sorted downwards.

        ``INTEGER PRIMARY KEY DESC`` is no alias of the rowid, while ``PRIMARY KEY (id DESC)`` is.
        """
        return any(token.is_word("DESC") for token in self.items[0][1:]) if self.items else False


class ColumnDef(NamedTuple):
    """A column: name, declared type as written, clauses."""

    name: str
    type_: tuple[Token, ...]
    clauses: tuple[Clause, ...]

    def clause(self, kind: str) -> Clause | None:
        """Return the last clause of a kind; SQLite lets a later one win."""
        return next((each for each in reversed(self.clauses) if each.kind == kind), None)


class TableDef(NamedTuple):
    """A CREATE TABLE."""

    name: str
    columns: tuple[ColumnDef, ...]
    constraints: tuple[Clause, ...]
    without_rowid: bool = False
    strict: bool = False

    def column(self, name: str) -> ColumnDef | None:
        """Return a column by its name."""
        return next((each for each in self.columns if fold(each.name) == fold(name)), None)

    def clauses(self) -> list[Clause]:
        """Return the clauses of all columns, then those of the table."""
        return [each for column in self.columns for each in column.clauses] + [*self.constraints]

    def of_kind(self, kind: str) -> list[Clause]:
        """Return the clauses of a kind, wherever they stand."""
        return [each for each in self.clauses() if each.kind == kind]

    @property
    def primary_key(self) -> Clause | None:
        """The primary key."""
        return next(iter(self.of_kind("primary key")), None)

    @property
    def autoincrement(self) -> bool:
        """Whether ids that were used once are never used again."""
        return self.primary_key is not None and self.primary_key.autoincrement

    @property
    def rowid_alias(self) -> str | None:
        """The column that is the rowid: the only one of the key, of type INTEGER exactly."""
        key = self.primary_key
        if self.without_rowid or key is None or len(key.columns) != 1:
            return None
        column = self.column(key.columns[0])
        if column is None or text_of(column.type_).strip('"`[]').upper() != "INTEGER":
            return None
        return None if key.inline and key.descending else column.name


class IndexDef(NamedTuple):
    """A CREATE INDEX."""

    name: str
    unique: bool
    table: str
    items: tuple[tuple[Token, ...], ...]
    where: tuple[Token, ...] = ()


def type_text(column: ColumnDef) -> str:
    """Return the declared type as written."""
    return text_of(column.type_)


def inline_text(clause: Clause) -> str:
    """Return a clause as it stands in a column, without its name."""
    body = text_of(clause.body)
    tail = _after(clause.tail)
    match clause.kind:
        case "primary key":
            order = _after(clause.items[0][1:])
            text = f"PRIMARY KEY{order}{tail}{' AUTOINCREMENT' if clause.autoincrement else ''}"
        case "check":
            text = f"CHECK ({body}){tail}"
        case "generated":
            text = f"GENERATED ALWAYS AS ({body}){tail}"
        case "default" | "collate":
            text = f"{clause.kind.upper()} {body}"
        case "foreign key":
            text = tail.strip()
        case _:
            text = f"{clause.kind.upper()}{tail}"
    return text


def table_text(clause: Clause) -> str:
    """Return a clause as it stands after the columns, without its name."""
    items = ", ".join(text_of(item) for item in clause.items)
    tail = _after(clause.tail)
    match clause.kind:
        case "primary key":
            return f"PRIMARY KEY ({items}{' AUTOINCREMENT' if clause.autoincrement else ''}){tail}"
        case "unique":
            return f"UNIQUE ({items}){tail}"
        case "foreign key":
            return f"FOREIGN KEY({items}){tail}"
        case _:
            return inline_text(clause)


def index_text(index: IndexDef, schema: str = "") -> str:
    """Return a CREATE INDEX.

    Args:
        index: The index.
        schema: What its name is prefixed with: a quoted database and a dot, or nothing.
    """
    items = ", ".join(text_of(item) for item in index.items)
    where = f" WHERE {text_of(index.where)}" if index.where else ""
    kind = "UNIQUE INDEX" if index.unique else "INDEX"
    return f"CREATE {kind} {schema}{index.name} ON {index.table} ({items}){where}"


def _after(tokens: tuple[Token, ...]) -> str:
    return " " + text_of(spaced(list(tokens))) if tokens else ""
