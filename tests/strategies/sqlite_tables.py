"""Tables of SQLite with everything a table can have, and what depends on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

NAMES = ("id", "a", "B", "c d", "order", "x1", "é", "select", "t")
TYPES = (
    "INTEGER", "INT", "TEXT", "VARCHAR(10)", "NUMERIC(10, 2)", "", "MY TYPE", "REAL", "BLOB",
    "BOOLEAN", "DOUBLE PRECISION", "UNSIGNED BIG INT", "JSON", "DATETIME",
)  # fmt: skip
STRICT_TYPES = ("INTEGER", "INT", "TEXT", "REAL", "BLOB")
DEFAULTS = (
    "'it''s'", "5", "-3", "(1+2)", "CURRENT_TIMESTAMP", "NULL", "(hex(2))", "x'00'", "'a:b %s'",
    "TRUE",
)  # fmt: skip
KEYS = (
    "INTEGER PRIMARY KEY",
    "INTEGER PRIMARY KEY AUTOINCREMENT",
    "INTEGER PRIMARY KEY DESC",
    "INT PRIMARY KEY",
    "TEXT PRIMARY KEY ON CONFLICT REPLACE",
    "INTEGER CONSTRAINT pkk PRIMARY KEY ASC",
)
REFERENCES = (
    "p",
    "p(id)",
    "p(k) ON DELETE CASCADE",
    "p(id) ON UPDATE SET NULL MATCH FULL DEFERRABLE INITIALLY DEFERRED",
)


@dataclass(frozen=True, slots=True)
class Database:
    """A database with a table ``t``.

    Attributes:
        statements: What makes it.
        columns: The columns of ``t`` that hold values.
        rows: The values that are inserted where its constraints let them.
        enforced: Whether foreign keys are enforced.
    """

    statements: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    enforced: bool


def quoted(name: str) -> str:
    """Return a name as it is written, quoted where it has to be."""
    return (
        name
        if name.isascii() and name.isalnum() and name not in ("order", "select")
        else (f'"{name}"')
    )


class _Maker:
    """Draws the parts of one database."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.plain: list[str] = []
        self.has_key = False
        self.strict = self.chance(20)
        self.without_rowid = self.chance(20)

    def chance(self, percent: int) -> bool:
        return bool(self.draw(st.integers(0, 99)) < percent)

    def one(self, choices: Any) -> Any:
        return self.draw(st.sampled_from(tuple(choices)))

    def column(self) -> str:
        return quoted(self.one(self.plain))

    def some(self) -> list[str]:
        return list(
            self.draw(st.lists(st.sampled_from(self.plain), min_size=1, max_size=2, unique=True))
        )

    def definition(self, position: int, name: str) -> str:
        if position and self.plain and self.chance(15):
            head = "TEXT " if self.strict else self.one(("", "INT ", "VARCHAR(10) "))
            how = self.one(("GENERATED ALWAYS AS", "AS"))
            kind = self.one((" STORED", " VIRTUAL", ""))
            return f"{quoted(name)} {head}{how} ({self.column()} || 1){kind}"
        self.plain.append(name)
        type_ = self.one(STRICT_TYPES if self.strict else TYPES)
        if not self.has_key and self.chance(30):
            self.has_key = True
            type_ = self.one(KEYS)
            if self.without_rowid:
                type_ = type_.removesuffix(" AUTOINCREMENT")
        clauses = [text for percent, text in self.clauses(position, name) if self.chance(percent)]
        return " ".join(part for part in (quoted(name), type_, *clauses) if part)

    def clauses(self, position: int, name: str) -> list[tuple[int, str]]:
        own = quoted(name)
        return [
            (30, self.one(("NOT NULL", "NOT NULL ON CONFLICT IGNORE", "CONSTRAINT nn NOT NULL"))),
            (30, f"DEFAULT {self.one(DEFAULTS)}"),
            (25, f"COLLATE {self.one(('NOCASE', 'RTRIM', 'BINARY'))}"),
            (20, f"CHECK ({own} IS NULL OR {own} <> 'zz)')"),
            (10, f"CONSTRAINT cn{position} CHECK (length({own}) < 9 -- why\n)"),
            (15, "UNIQUE" + self.one(("", " ON CONFLICT IGNORE", " ON CONFLICT REPLACE"))),
            (15, f"REFERENCES {self.one((*REFERENCES, f'o ({own})'))}"),
        ]

    def constraints(self) -> list[str]:
        found = []
        if not self.has_key and (self.without_rowid or self.chance(50)):
            items = ", ".join(
                quoted(name) + self.one(("", " DESC", " COLLATE NOCASE")) for name in self.some()
            )
            name = self.one(("", 'CONSTRAINT "PK x" '))
            conflict = self.one(("", " ON CONFLICT IGNORE"))
            found.append(f"{name}PRIMARY KEY ({items}){conflict}")
        if self.chance(30):
            items = ", ".join(
                quoted(name) + self.one(("", " DESC", " COLLATE NOCASE")) for name in self.some()
            )
            found.append(f"{self.one(('', 'CONSTRAINT uq1 '))}UNIQUE ({items})")
        if self.chance(30):
            check = f'CHECK ({self.column()} IS NOT NULL or 1 = 1 and "t".{self.column()} is null)'
            found.append(f"{self.one(('', 'CONSTRAINT [ck 1] '))}{check}")
        if self.chance(20):
            target = self.one((*REFERENCES, f"t ({self.column()}) ON DELETE CASCADE"))
            name = self.one(("", "CONSTRAINT fk1 "))
            found.append(f"{name}FOREIGN KEY ({self.column()}) REFERENCES {target}")
        return found

    def index(self, number: int) -> str:
        items = ", ".join(
            self.one((own, f"{own} DESC", f"{own} COLLATE RTRIM", f"lower({own})", f"{own} || 'x'"))
            for own in map(quoted, self.some())
        )
        where = self.one(
            ("", f" WHERE {self.column()} IS NOT NULL", f" WHERE {self.column()} > 'a b'")
        )
        return f"CREATE {self.one(('', 'UNIQUE '))}INDEX ix{number} ON t ({items}){where}"

    def dependents(self) -> list[str]:
        everything = [
            f"CREATE TRIGGER tr1 AFTER UPDATE OF {self.column()} ON t WHEN new.{self.column()} "
            f"IS NOT NULL BEGIN INSERT INTO log VALUES (old.{self.column()}); END",
            f"CREATE TRIGGER tr2 AFTER INSERT ON o BEGIN UPDATE t SET {self.column()} = NULL "
            "WHERE 0; END",
            f"CREATE VIEW v1 AS SELECT {self.column()} AS {self.column()} FROM t",
            f"CREATE TEMP TRIGGER tr3 BEFORE DELETE ON t BEGIN SELECT old.{self.column()}; END",
            f"CREATE TABLE child (id INTEGER PRIMARY KEY, p REFERENCES t({self.column()}) "
            f"ON DELETE {self.one(('CASCADE', 'SET NULL', 'NO ACTION'))})",
        ]
        return [statement for statement in everything if self.chance(30)]

    def row(self, number: int) -> tuple[Any, ...]:
        values = (None, number + 1, str(number), f"v{number}", 2.5)
        return tuple(self.one(values) for _ in self.plain)


@st.composite
def databases(draw: Any) -> Database:
    """Draw a database; SQLite may refuse it, as where constraints conflict."""
    maker = _Maker(draw)
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    parts = [maker.definition(position, name) for position, name in enumerate(names)]
    parts += maker.constraints()
    options = [
        text
        for text, chosen in (
            ("WITHOUT ROWID", maker.without_rowid and maker.has_key),
            ("STRICT", maker.strict),
        )
        if chosen
    ]
    return Database(
        statements=(
            "CREATE TABLE p (id INTEGER PRIMARY KEY, k TEXT UNIQUE)",
            "CREATE TABLE o (z)",
            "CREATE TABLE log (v)",
            f"CREATE TABLE t ({', '.join(parts)}) {', '.join(options)}",
            *[maker.index(number) for number in range(draw(st.integers(0, 3)))],
            *maker.dependents(),
        ),
        columns=tuple(maker.plain),
        rows=tuple(maker.row(number) for number in range(draw(st.integers(0, 6)))),
        enforced=maker.chance(50),
    )
