"""Reading CREATE TABLE and CREATE INDEX as SQLite stores them.

``sqlite_schema`` holds the statement as it was typed, with everything between CREATE and the name
put in order, and CREATE TABLE AS SELECT turned into columns. So there is no IF NOT EXISTS and no
schema before the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .grammar import Clause, ColumnDef, IndexDef, TableDef
from .tokens import Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_END = Token("end", "")

#: Words that begin a clause of a column, and so end its type.
_CLAUSE_WORDS = (
    "CONSTRAINT",
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "COLLATE",
    "REFERENCES",
    "AS",
    "DEFERRABLE",
)


class DefinitionError(ValueError):
    """A stored definition is not what the grammar of SQLite allows."""


def parse_table(sql: str) -> TableDef:
    """Return what a stored CREATE TABLE says.

    Raises:
        DefinitionError: It is something else, a virtual table for example.
    """
    parser = _Parser(tokenize(sql))
    parser.expect("CREATE")
    parser.skip("TEMP", "TEMPORARY")
    parser.expect("TABLE")
    return parser.table()


def parse_column(sql: str) -> ColumnDef:
    """Return what the definition of one column says."""
    return _Parser(tokenize(sql)).column()


def parse_index(sql: str) -> IndexDef:
    """Return what a stored CREATE INDEX says.

    Raises:
        DefinitionError: It is something else.
    """
    parser = _Parser(tokenize(sql))
    parser.expect("CREATE")
    unique = parser.skip("UNIQUE")
    parser.expect("INDEX")
    return parser.index(unique)


class _Parser:
    """A position in a list of tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    # Tokens

    def peek(self, ahead: int = 0) -> Token:
        position = self._at + ahead
        return self._tokens[position] if position < len(self._tokens) else _END

    def next(self) -> Token:
        token = self.peek()
        if token is _END:
            raise DefinitionError("the definition ends too early")
        self._at += 1
        return token

    def skip(self, *words: str) -> bool:
        found = self.peek().is_word(*words)
        self._at += found
        return found

    def skip_sign(self, sign: str) -> bool:
        found = self.peek().is_sign(sign)
        self._at += found
        return found

    def expect(self, word: str) -> None:
        if not self.skip(word):
            raise DefinitionError(f"{word} expected, not {self.peek().text!r}")

    def name(self) -> str:
        token = self.next()
        if token.kind not in ("word", "quoted", "string"):
            raise DefinitionError(f"a name expected, not {token.text!r}")
        return token.name

    def parenthesized(self) -> tuple[Token, ...]:
        """Return what is between a parenthesis and its partner, and step past both."""
        if not self.skip_sign("("):
            raise DefinitionError(f"( expected, not {self.peek().text!r}")
        start = self._at
        depth = 1
        while depth:
            token = self.next()
            depth += token.is_sign("(") - token.is_sign(")")
        return tuple(self._tokens[start : self._at - 1])

    def since(self, start: int) -> tuple[Token, ...]:
        return tuple(self._tokens[start : self._at])

    def items(self) -> tuple[tuple[Token, ...], ...]:
        """Return a parenthesized list, split at its commas."""
        found: list[list[Token]] = [[]]
        depth = 0
        for token in self.parenthesized():
            depth += token.is_sign("(") - token.is_sign(")")
            if token.is_sign(",") and not depth:
                found.append([])
            else:
                found[-1].append(token)
        if not all(found):
            raise DefinitionError("an empty item in a list")
        return tuple(tuple(item) for item in found)

    # Statements

    def table(self) -> TableDef:
        name = self.name()
        if self.skip_sign("."):
            name = self.name()
        if not self.skip_sign("("):
            raise DefinitionError(f"( expected, not {self.peek().text!r}")
        columns: list[ColumnDef] = []
        constraints: list[Clause] = []
        while not self.skip_sign(")"):
            if self.peek().is_word("CONSTRAINT", *_TABLE_CLAUSES) and columns:
                constraints.extend(self.table_clause())
            else:
                columns.append(self.column())
            self.skip_sign(",")
        options = " ".join(token.text.upper() for token in self._tokens[self._at :])
        return TableDef(
            name,
            tuple(columns),
            tuple(constraints),
            "WITHOUT ROWID" in options,
            "STRICT" in options,
        )

    def index(self, unique: bool) -> IndexDef:
        name = self.next().text
        self.expect("ON")
        table = self.next().text
        items = self.items()
        where = tuple(self._tokens[self._at :]) if self.skip("WHERE") else ()
        return IndexDef(name, unique, table, items, where)

    # Columns

    def column(self) -> ColumnDef:
        token = self.peek()
        name = self.name()
        start = self._at
        while not self.at_clause():
            if self.peek().is_sign("("):
                self.parenthesized()
            else:
                self.next()
        type_ = self.since(start)
        clauses: list[Clause] = []
        while not self.at_end_of_item():
            clauses.extend(self.column_clause(token))
        return ColumnDef(name, type_, tuple(clauses))

    def at_end_of_item(self) -> bool:
        token = self.peek()
        return token is _END or token.is_sign(",") or token.is_sign(")")

    def at_clause(self) -> bool:
        token = self.peek()
        generated = token.is_word("GENERATED") and self.peek(1).is_word("ALWAYS")
        return self.at_end_of_item() or generated or token.is_word(*_CLAUSE_WORDS)

    def column_clause(self, column: Token) -> list[Clause]:
        name = self.constraint_name()
        if self.at_end_of_item() or self.peek().is_word("CONSTRAINT"):
            return []  # a name with nothing behind it is allowed, and means nothing
        word = self.next().text.upper()
        read = _COLUMN_CLAUSES.get(word)
        if read is None:
            raise DefinitionError(f"a constraint of a column expected, not {word!r}")
        return [read(self, name, column)]

    def constraint_name(self) -> str | None:
        return self.name() if self.skip("CONSTRAINT") else None

    def conflict(self) -> tuple[Token, ...]:
        start = self._at
        if self.peek().is_word("ON") and self.peek(1).is_word("CONFLICT"):
            self._at += 3
        return self.since(start)

    def primary_key(self, name: str | None, column: Token) -> Clause:
        self.expect("KEY")
        start = self._at
        self.skip("ASC", "DESC")
        item = (column, *self.since(start))
        tail = self.conflict()
        autoincrement = self.skip("AUTOINCREMENT")
        return Clause(
            "primary key",
            name,
            True,
            (column.name,),
            (item,),
            (),
            tail,
            autoincrement=autoincrement,
        )

    def unique(self, name: str | None, column: Token) -> Clause:
        return Clause("unique", name, True, (column.name,), ((column,),), (), self.conflict())

    def not_(self, name: str | None, column: Token) -> Clause:
        if self.peek().is_word("DEFERRABLE"):
            raise DefinitionError("NOT DEFERRABLE without REFERENCES")
        self.expect("NULL")
        return Clause("not null", name, True, tail=self.conflict())

    def null(self, name: str | None, column: Token) -> Clause:
        return Clause("null", name, True, tail=self.conflict())

    def check(self, name: str | None, column: Token | None) -> Clause:
        body = self.parenthesized()
        return Clause("check", name, column is not None, body=body, tail=self.conflict())

    def default(self, name: str | None, column: Token) -> Clause:
        start = self._at
        if self.peek().is_sign("("):
            self.parenthesized()
        else:
            if self.peek().is_sign("+") or self.peek().is_sign("-"):
                self.next()
            self.next()
        return Clause("default", name, True, body=self.since(start))

    def collate(self, name: str | None, column: Token) -> Clause:
        return Clause("collate", name, True, body=(self.next(),))

    def generated(self, name: str | None, column: Token) -> Clause:
        self.expect("ALWAYS")
        self.expect("AS")
        return self.as_(name, column)

    def as_(self, name: str | None, column: Token) -> Clause:
        body = self.parenthesized()
        start = self._at
        self.skip("STORED", "VIRTUAL")
        return Clause("generated", name, True, body=body, tail=self.since(start))

    def references(self, name: str | None, column: Token) -> Clause:
        self._at -= 1
        return self.foreign_key(name, (column.name,), ((column,),), inline=True)

    # Tables

    def table_clause(self) -> list[Clause]:
        name = self.constraint_name()
        if self.at_end_of_item() or self.peek().is_word("CONSTRAINT"):
            return []
        word = self.next().text.upper()
        if word == "CHECK":
            return [self.check(name, None)]
        if word not in _TABLE_CLAUSES:
            raise DefinitionError(f"a constraint of a table expected, not {word!r}")
        if word != "UNIQUE":
            self.expect("KEY")
        items = self.items()
        if word == "FOREIGN":
            return [self.foreign_key(name, _names(items), items, inline=False)]
        autoincrement = items[-1][-1].is_word("AUTOINCREMENT") and len(items[-1]) > 1
        if autoincrement:
            items = (*items[:-1], items[-1][:-1])
        kind = "unique" if word == "UNIQUE" else "primary key"
        tail = self.conflict()
        return [
            Clause(kind, name, False, _names(items), items, (), tail, autoincrement=autoincrement)
        ]

    def foreign_key(
        self,
        name: str | None,
        columns: tuple[str, ...],
        items: tuple[tuple[Token, ...], ...],
        inline: bool,
    ) -> Clause:
        start = self._at
        self.expect("REFERENCES")
        target = self.name()
        targets = _names(self.items()) if self.peek().is_sign("(") else ()
        while self.reference_action():
            pass
        return Clause(
            "foreign key", name, inline, columns, items, (), self.since(start), target, targets
        )

    def reference_action(self) -> bool:
        ahead = self.peek(1)
        if self.peek().is_word("ON") and ahead.is_word("DELETE", "UPDATE"):
            self._at += 2
            if self.next().is_word("SET", "NO"):
                self.next()
            return True
        if self.skip("MATCH"):
            self.next()
            return True
        if self.peek().is_word("DEFERRABLE") or (
            self.peek().is_word("NOT") and ahead.is_word("DEFERRABLE")
        ):
            self.skip("NOT")
            self.next()
            if self.skip("INITIALLY"):
                self.next()
            return True
        return False


def _names(items: tuple[tuple[Token, ...], ...]) -> tuple[str, ...]:
    return tuple(item[0].name for item in items)


_TABLE_CLAUSES = ("PRIMARY", "UNIQUE", "CHECK", "FOREIGN")

_COLUMN_CLAUSES: dict[str, Callable[[_Parser, str | None, Token], Clause]] = {
    "PRIMARY": _Parser.primary_key,
    "NOT": _Parser.not_,
    "NULL": _Parser.null,
    "UNIQUE": _Parser.unique,
    "CHECK": _Parser.check,
    "DEFAULT": _Parser.default,
    "COLLATE": _Parser.collate,
    "GENERATED": _Parser.generated,
    "AS": _Parser.as_,
    "REFERENCES": _Parser.references,
}
