"""The CREATE TABLE of the new table: what the batch says, completed by what the old one said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Column, MetaData, PrimaryKeyConstraint, Table
from sqlalchemy.types import Boolean, SchemaType, to_instance

from ....base.late_typing import NamedTuple
from ....schema.sqla_compat import _is_type_bound
from .expressions import columns_named, is_of_type, with_names, without_qualifier
from .grammar import Clause, ColumnDef, TableDef, inline_text, table_text, type_text
from .parser import parse_column
from .tokens import fold, shape, tokenize

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ..apply import ApplyBatchImpl


class Writer(NamedTuple):
    """Writes the CREATE TABLE of the new table of a batch.

    The layout is that of SQLAlchemy, so that a table of which nothing would be lost is created by
    the very statement SQLAlchemy makes.

    Attributes:
        state: The new table.
        old: What the old one says.
        clauses: The clause each constraint of the old table stands for.
        overridden: Columns that the user described anew.
        explicit: Options of the new table that the user gave.
        keeps_unnamed_checks: Whether CHECKs without a name stay.
        temporary: Whether the table is a temporary one.
    """

    state: ApplyBatchImpl
    old: TableDef
    clauses: Mapping[Any, Clause]
    overridden: Collection[str]
    explicit: Collection[str]
    keeps_unnamed_checks: bool
    temporary: bool = False

    @property
    def table(self) -> Table:
        """The new table."""
        assert self.state.new_table is not None
        return self.state.new_table

    @property
    def names(self) -> dict[str, str]:
        """The new names of renamed columns, as they are written, by the old names folded."""
        preparer = self.state.impl.dialect.identifier_preparer
        return {
            fold(key): preparer.quote(column.name)
            for key, column in self.state.columns.items()
            if column.name != key
        }

    @property
    def dropped(self) -> list[str]:
        """The columns of the old table that the new one has not."""
        return [
            column.name
            for column in self.old.columns
            if not self.state.column_transfers.get(self.key_of(column.name))
        ]

    def key_of(self, name: str) -> str:
        """Return a column's name as the description has it."""
        return next((key for key in self.state.columns if fold(key) == fold(name)), name)

    def text(self) -> str:
        """Return the statement."""
        dialect: Any = self.state.impl.dialect
        compiler = dialect.ddl_compiler(dialect, None)
        parts = [self.column(column, compiler) for column in self.table.columns]
        parts += [text for text in self.constraints(compiler) if text]
        prefixes = list(self.table._prefixes)
        if self.temporary and not prefixes:
            prefixes = ["TEMPORARY"]
        head = " ".join(["CREATE", *prefixes, "TABLE", compiler.preparer.format_table(self.table)])
        body = ", \n\t".join(parts)
        return f"\n{head} (\n\t{body}\n){self.options(compiler)}\n\n"

    # Columns

    def column(self, column: Column[Any], compiler: Any) -> str:
        """Return the definition of a column."""
        made: str = compiler.get_column_specification(column)
        checks = [compiler.process(each) for each in column.constraints]
        key = str(column.key)
        old = self.old.column(key) if self.state.column_transfers[key] else None
        if old is None:
            return " ".join([made, *checks])
        name = compiler.preparer.format_column(column)
        return " ".join([name, *self.pieces(old, column, parse_column(made)), *checks])

    def pieces(self, old: ColumnDef, column: Column[Any], made: ColumnDef) -> list[str]:
        """Return what follows the name of a column that stays."""
        altered: Collection[str] = self.state.altered.get(str(column.key), ())
        if column.key in self.overridden:
            altered = ("type", "default", "nullable")
        default = made if "default" in altered else old
        type_ = type_text(made if "type" in altered else old)
        primary_key = self.inline_primary_key(old) or made.clause("primary key")
        found = [
            default.clause("default"),
            None if column.nullable else old.clause("not null") or Clause("not null"),
            primary_key,
            made.clause("collate") or old.clause("collate"),
            *self.inline_checks(old),
            default.clause("generated"),
        ]
        texts = [self.inline(clause) for clause in found if clause is not None]
        return [type_, *texts] if type_ else texts

    def inline(self, clause: Clause) -> str:
        """Return a clause of a column, with the names columns have now."""
        text = inline_text(clause._replace(body=self.expression(clause)))
        return self._named(clause.name, text)

    def expression(self, clause: Clause) -> tuple[Any, ...]:
        """Return the expression of a clause, with the names columns have now."""
        if clause.kind not in ("check", "generated"):
            return clause.body
        return with_names(without_qualifier(clause.body, self.old.name), self.names)

    def inline_primary_key(self, old: ColumnDef) -> Clause | None:
        """Return the primary key a column states, where the table could not state the same."""
        clause = old.clause("primary key")
        if clause is None or self.clauses.get(self._kept_primary_key()) is not clause:
            return None
        if clause.autoincrement and self.explicit_autoincrement is not None:
            clause = clause._replace(autoincrement=False)
        return clause if clause.autoincrement or clause.descending else None

    @property
    def explicit_autoincrement(self) -> bool | None:
        """What the user says about AUTOINCREMENT; None for nothing."""
        if "sqlite_autoincrement" not in self.explicit:
            return None
        return bool(self.table.dialect_options["sqlite"]["autoincrement"])

    def _kept_primary_key(self) -> Any:
        everything = self.state.all_constraints()
        keys = [each for each in everything if isinstance(each, PrimaryKeyConstraint)]
        return next((each for each in keys if each in self.clauses), None)

    def _named(self, name: str | None, text: str) -> str:
        if name is None:
            return text
        return f"CONSTRAINT {self.state.impl.dialect.identifier_preparer.quote(name)} {text}"

    # Checks without a name

    def inline_checks(self, old: ColumnDef) -> list[Clause]:
        """Return the nameless CHECKs of a column that stay."""
        checks = [each for each in old.clauses if each.kind == "check" and each.name is None]
        return [each for each in checks if self.stays(each)] if self.keeps_unnamed_checks else []

    def stays(self, check: Clause) -> bool:
        """Tell whether a nameless CHECK stays: not the one of a type or column that goes."""
        named = columns_named(check.body, [column.name for column in self.old.columns])
        if named and named <= set(self.dropped):
            return False
        return shape(check.body) not in {
            made
            for column, type_ in self.state.existing_types.items()
            for made in _checks_of_type(column, type_, self.state.impl.dialect)
        }

    def lost_by_drop(self) -> list[tuple[Clause, set[str]]]:
        """Return the nameless CHECKs of the table that need a column which is dropped."""
        if not self.keeps_unnamed_checks:
            return []
        names = [column.name for column in self.old.columns]
        found = []
        for check in self.old.of_kind("check"):
            lost = columns_named(check.body, names) & set(self.dropped)
            standing = not check.inline or any(
                check in column.clauses and column.name not in self.dropped
                for column in self.old.columns
            )
            if check.name is None and standing and lost and self.stays(check):
                found.append((check, lost))
        return found

    # Constraints of the table

    def constraints(self, compiler: Any) -> list[str | None]:
        """Return the constraints that stand after the columns, the primary key first."""
        made_from = {copy: original for original, copy in self.state.copies.items()}
        stated = {id(clause): n for n, clause in enumerate(self.old.clauses())}

        def position(each: Any) -> int:
            if each is self.table.primary_key and not self._key_is_twofold():
                return -1
            return stated.get(id(self.clauses.get(made_from.get(each))), len(stated))

        texts = [
            self.constraint(each, made_from.get(each), compiler)
            for each in sorted(self.table._sorted_constraints, key=position)
            if each._create_rule is None or each._create_rule(compiler)
        ]
        if self.keeps_unnamed_checks:
            texts += [
                self._named(None, table_text(check._replace(body=self.expression(check))))
                for check in self.old.constraints
                if check.kind == "check" and check.name is None and self.stays(check)
            ]
        return texts

    def _key_is_twofold(self) -> bool:
        """Tell whether a UNIQUE says the same as the primary key: the first makes the index."""
        key = self.old.primary_key
        return key is not None and any(
            [fold(name) for name in each.columns] == [fold(name) for name in key.columns]
            for each in self.old.of_kind("unique")
        )

    def constraint(self, copy: Any, original: Any, compiler: Any) -> str | None:
        """Return a constraint: as it was, or if it is new as SQLAlchemy writes it."""
        clause = self.clauses.get(original)
        if clause is None:
            made: str | None = compiler.process(copy)
            return made
        if clause.kind == "primary key" and self._is_inline(clause):
            return None
        if clause.kind == "check" and self.goes_with_column(clause):
            return None
        text = table_text(self.current(clause))
        if copy.name is None:
            return text
        return f"CONSTRAINT {compiler.preparer.format_constraint(copy)} {text}"

    def goes_with_column(self, check: Clause) -> bool:
        """Tell whether a CHECK is about dropped columns alone, and stands in one or is a type's."""
        named = columns_named(check.body, [column.name for column in self.old.columns])
        if not named <= set(self.dropped):
            return False
        return is_of_type(check.body) or any(
            column.name in self.dropped and any(each is check for each in column.clauses)
            for column in self.old.columns
        )

    def _is_inline(self, key: Clause) -> bool:
        """Tell whether a primary key is written in its column."""
        if self.explicit_autoincrement and len(key.columns) == 1:
            return True
        column = self.old.column(key.columns[0])
        return column is not None and self.inline_primary_key(column) is not None

    def current(self, clause: Clause) -> Clause:
        """Return a clause with the columns that are left and the names they have now."""
        gone = {fold(name) for name in self.dropped}
        items = tuple(
            with_names(item, self.names)
            for item, name in zip(clause.items, clause.columns, strict=True)
            if fold(name) not in gone
        )
        tail = clause.tail
        if clause.target is not None and fold(clause.target) == fold(self.old.name):
            tail = _renamed_target(tail, self.names)
        autoincrement = clause.autoincrement and self.explicit_autoincrement is None
        return clause._replace(
            items=items,
            body=self.expression(clause),
            tail=tail,
            autoincrement=autoincrement,
        )

    # Options

    def options(self, compiler: Any) -> str:
        """Return what follows the closing parenthesis."""
        made = compiler.post_create_table(self.table)
        missing = [
            text
            for text, stated, option in (
                ("WITHOUT ROWID", self.old.without_rowid, "sqlite_with_rowid"),
                ("STRICT", self.old.strict, "sqlite_strict"),
            )
            if stated and option not in self.explicit and text not in made
        ]
        if not missing:
            return str(made)
        return ",\n ".join([made, *missing] if made else ["\n " + missing[0], *missing[1:]])


def _renamed_target(tail: tuple[Any, ...], names: Mapping[str, str]) -> tuple[Any, ...]:
    """Return REFERENCES with new names between its parentheses."""
    signs = [position for position, token in enumerate(tail) if token.kind == "sign"]
    if not signs:
        return tail
    first, last = signs[0] + 1, signs[-1]
    return (*tail[:first], *with_names(tail[first:last], names), *tail[last:])


def _checks_of_type(column: str, type_: Any, dialect: Any) -> list[tuple[str, ...]]:
    """Return what the CHECK says that a type makes: Boolean, or Enum without a native type."""
    made = to_instance(type_).copy() if isinstance(to_instance(type_), SchemaType) else None
    if made is None or (not isinstance(made, Boolean) and not hasattr(made, "enums")):
        return []
    made.create_constraint = True
    if hasattr(made, "native_enum"):
        made.native_enum = False
    table = Table("t", MetaData(), Column(column, made))
    compiler = dialect.statement_compiler(dialect, None)
    checks: list[Any] = [each for each in table.constraints if _is_type_bound(each)]
    texts = [
        compiler.process(each.sqltext, include_table=False, literal_binds=True) for each in checks
    ]
    return [shape(tokenize(text)) for text in texts]
