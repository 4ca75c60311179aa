"""Deciding a rebuild: what will run, or why it must not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....base.exc import CommandError
from ....base.late_typing import NamedTuple
from .definition import Writer
from .expressions import column_positions, columns_named, with_names
from .grammar import IndexDef, TableDef, index_text
from .parser import parse_table
from .tokens import fold, quote, text_of, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..apply import ApplyBatchImpl
    from .catalog import Catalog, Stored

_ROWID_NAMES = ("rowid", "_rowid_", "oid")


class Plan(NamedTuple):
    """What a rebuild will do.

    Attributes:
        state: The new table.
        catalog: The old one, and what depends on it.
        create: Its CREATE TABLE.
        new: What that says.
        rowid: Under which name rowids are copied; None when a column is the rowid or there is
            none.
        indexes: CREATE INDEX for the indexes that stay.
        hints: What to do about CHECKs and indexes that SQLite will refuse, as they name a column
            that is dropped.
        renames: Columns SQLite itself renames at the end, as triggers, views or foreign keys of
            other tables name them.
    """

    state: ApplyBatchImpl
    catalog: Catalog
    create: str
    new: TableDef
    rowid: str | None
    indexes: tuple[str, ...]
    renames: tuple[tuple[str, str], ...]
    hints: tuple[str, ...]

    @property
    def has_references(self) -> bool:
        """Whether the table refers, or is referred to, by foreign keys."""
        tables = (self.catalog.table, self.new)
        return bool(self.catalog.references) or any(
            table.of_kind("foreign key") for table in tables
        )

    @property
    def may_replace(self) -> bool:
        """Whether a row that is inserted may take the place of another one."""
        return any(
            token.is_word("REPLACE") for clause in self.new.clauses() for token in clause.tail
        )

    @property
    def triggers(self) -> list[str]:
        """CREATE TRIGGER for the triggers that vanish with the old table."""
        return [_trigger(each) for each in self.catalog.triggers]


def deferred_renames(
    batch: Sequence[tuple[str, tuple[Any, ...], dict[str, Any]]], catalog: Catalog
) -> dict[str, str]:
    """Return the renamed columns that something outside the table names.

    Only SQLite can find its way through the queries of triggers and views, so these are left to
    ``ALTER TABLE .. RENAME COLUMN``.

    Args:
        batch: The queue.
        catalog: The table and its dependents.

    Returns:
        The new names by the old ones.
    """
    renames = {
        args[1]: kw["name"]
        for name, args, kw in batch
        if name == "alter_column" and kw.get("name") not in (None, args[1])
    }
    return {old: new for old, new in renames.items() if named_outside(old, catalog)}


def named_outside(column: str, catalog: Catalog) -> bool:
    """Tell whether a trigger, a view or a foreign key of another table names a column."""
    table = catalog.table.name
    return any(each.mentions(table, column) for each in catalog.triggers + catalog.others) or any(
        fold(target) == fold(column)
        for each in catalog.references
        if fold(each.child) != fold(table)
        for target in each.targets
    )


def decide(writer: Writer, catalog: Catalog, renames: dict[str, str], described: bool) -> Plan:
    """Return the plan of a rebuild.

    Args:
        writer: The new table and what it is completed from.
        catalog: The old table and its dependents.
        renames: The renames that are left to SQLite.
        described: Whether the user described the table instead of having it reflected.

    Raises:
        CommandError: Something cannot be kept. Nothing has run then.
    """
    state = writer.state
    create = _made(state) if described else writer.text()
    new = parse_table(create.strip())
    problems = list(dict.fromkeys(_problems(writer, catalog, new)))
    if problems:
        raise CommandError(
            f"Table '{catalog.table.name}' cannot be rebuilt without loss, and nothing has been "
            f"changed:  {'  '.join(problems)}"
        )
    return Plan(
        state=state,
        catalog=catalog,
        create=create,
        new=new,
        rowid=_rowid_name(catalog.table, new),
        indexes=tuple(_indexes(writer, catalog, described)),
        renames=tuple(renames.items()),
        hints=tuple(dict.fromkeys(_hints(writer, catalog))),
    )


def _made(state: ApplyBatchImpl) -> str:
    from sqlalchemy.schema import CreateTable

    return str(CreateTable(_table(state)).compile(dialect=state.impl.dialect))


def _table(state: ApplyBatchImpl) -> Any:
    assert state.new_table is not None
    return state.new_table


# What cannot be kept


def _problems(writer: Writer, catalog: Catalog, new: TableDef) -> Iterator[str]:
    gone = set(writer.dropped) - writer.state.dropped
    if gone:
        yield (
            f"the description of the table lacks {_listed('column', gone)}, which the database "
            "has; add what is missing, or drop it in the batch."
        )
    yield from _checks(writer)
    yield from _autoincrement(writer, catalog, new)
    dropped = writer.dropped
    for what, tokens in _kept_expressions(writer, catalog):
        if _names_column(tokens, dropped, quoted=True):
            yield _drop_first(what, tokens, dropped)
    for trigger in catalog.triggers:
        lost = columns_named(_update_of(trigger), dropped)
        if lost:
            yield (
                f"trigger '{trigger.name}' fires on an update of {_listed('column', lost)}, which "
                "this batch drops; drop the trigger first."
            )


def _checks(writer: Writer) -> Iterator[str]:
    for check, lost in writer.lost_by_drop():
        yield (
            f"CHECK ({text_of(check.body)}) has no name and needs {_listed('column', lost)}, which "
            "this batch drops; pass the CHECKs that are to stay in table_args."
        )
    for column in writer.old.columns:
        generated = column.clause("generated")
        lost = columns_named(generated.body, writer.dropped) if generated else set()
        if lost and writer.state.column_transfers.get(writer.key_of(column.name)):
            yield (
                f"generated column '{column.name}' is computed from {_listed('column', lost)}, "
                "which this batch drops; drop or change it first."
            )


def _kept_expressions(writer: Writer, catalog: Catalog) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield the CHECKs with a name and the indexes that stay, each with what it is about."""
    kept = {id(each) for each in writer.state.all_constraints()}
    for constraint, clause in writer.clauses.items():
        if clause.kind != "check" or id(constraint) not in kept:
            continue
        if not writer.goes_with_column(clause):
            yield f"CHECK constraint '{clause.name}'", clause.body
    for stored, index in catalog.indexes:
        if stored.name in writer.state.indexes:
            yield f"index '{stored.name}'", index_tokens(index)


def _names_column(tokens: Sequence[Any], columns: Sequence[str], quoted: bool) -> bool:
    """Tell whether an expression names one of some columns, in double quotes or without.

    Without quotes SQLite refuses a name that is no column any more, and the rebuild is undone. In
    double quotes it takes it for a string and says nothing.
    """
    folded = {fold(name) for name in columns}
    named = [tokens[n] for n in column_positions(tokens) if fold(tokens[n].name) in folded]
    return any(token.text.startswith('"') == quoted for token in named)


def _drop_first(what: str, tokens: Sequence[Any], dropped: Sequence[str]) -> str:
    lost = _listed("column", columns_named(tokens, dropped))
    return (
        f"{what} needs {lost}, which this batch drops; drop the {what.split(maxsplit=1)[0]} first."
    )


def _hints(writer: Writer, catalog: Catalog) -> Iterator[str]:
    for what, tokens in _kept_expressions(writer, catalog):
        if _names_column(tokens, writer.dropped, quoted=False):
            yield f"{catalog.table.name}: {_drop_first(what, tokens, writer.dropped)}"


def _autoincrement(writer: Writer, catalog: Catalog, new: TableDef) -> Iterator[str]:
    if not new.autoincrement or new.rowid_alias is not None:
        return
    key = new.primary_key
    assert key is not None
    yield (
        f"the ids of column '{key.columns[0]}' are AUTOINCREMENT, which only a column of type "
        "INTEGER can be; leave its type, or give AUTOINCREMENT up with "
        "table_kwargs={'sqlite_autoincrement': False}."
    )


def _listed(noun: str, names: set[str]) -> str:
    quoted = ", ".join(f"'{name}'" for name in sorted(names))
    return f"{noun}{'s' if len(names) > 1 else ''} {quoted}"


# Rowids, indexes, triggers


def _rowid_name(old: TableDef, new: TableDef) -> str | None:
    if old.without_rowid or new.without_rowid or new.rowid_alias is not None:
        return None
    taken = {fold(column.name) for column in (*old.columns, *new.columns)}
    return next((name for name in _ROWID_NAMES if name not in taken), None)


def _indexes(writer: Writer, catalog: Catalog, described: bool) -> Iterator[str]:
    for stored, index in catalog.indexes:
        if stored.name not in writer.state.indexes:
            continue
        if described and columns_named(index_tokens(index), writer.dropped):
            continue  # the description does not list it, so that it cannot be dropped by name
        current = index._replace(
            items=tuple(with_names(item, writer.names) for item in index.items),
            where=with_names(index.where, writer.names),
        )
        yield index_text(current, catalog.prefix)


def index_tokens(index: IndexDef) -> list[Any]:
    """Return what an index is about: its columns, expressions and condition."""
    return [token for part in (*index.items, index.where) for token in part]


def _trigger(stored: Stored) -> str:
    """Return the CREATE TRIGGER of a trigger, for the database it is in."""
    tokens = tokenize(stored.sql)
    at = next(n for n, token in enumerate(tokens) if token.is_word("TRIGGER"))
    kind = "TEMP TRIGGER" if stored.database == "temp" else "TRIGGER"
    prefix = "" if stored.database in ("main", "temp") else f"{quote(stored.database)}."
    rest = text_of(tokens[at + 1 :])
    return f"CREATE {kind} {prefix}{rest}"


def _update_of(stored: Stored) -> list[Any]:
    """Return the columns behind UPDATE OF, and nothing for any other trigger."""
    tokens = tokenize(stored.sql)
    for position, token in enumerate(tokens):
        if token.is_word("ON", "BEGIN"):
            break
        if token.is_word("UPDATE") and tokens[position + 1].is_word("OF"):
            end = next(n for n in range(position, len(tokens)) if tokens[n].is_word("ON"))
            return tokens[position + 2 : end]
    return []
