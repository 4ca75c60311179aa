"""What a table is made of, as far as it is names, without making the table."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import (
    Column,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.sql.elements import conv, quoted_name
from sqlalchemy.types import Integer

from ..base.late_typing import NamedTuple
from ..schema.constraints import _fk_target_tokens, _has_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CONSTRAINTS = frozenset({PrimaryKeyConstraint, UniqueConstraint, ForeignKeyConstraint})


class TablePart(NamedTuple):
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


class TableParts(NamedTuple):
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
    constraints: list[TablePart]

    def has_final_names(self) -> bool:
        """Tell whether no naming convention has a say in the names of the constraints."""
        return all(isinstance(each.label, conv) for each in self.constraints)


def parts_of(table: str, items: Sequence[Any]) -> TableParts | None:
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
    parts = TableParts(columns, [], set(), [])
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


def _part(constraint: Any, table: str, columns: set[str]) -> TablePart | None:
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


def _simple(cls: type[Any], label: str | None, columns: list[str]) -> TablePart:
    """Return the parts of a constraint that has columns and nothing more."""

    def make(name: str | None, *columns: str) -> Table:
        return scratch_table("x", *_scratch_columns(columns), cls(*columns, name=name))

    return TablePart(label, (cls,), len(columns), columns, make)


def _foreign_key(
    constraint: ForeignKeyConstraint,
    label: str | None,
    local: list[str],
    table: str,
    columns: set[str],
) -> TablePart | None:
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
        made = scratch_table("x", *_scratch_columns(local))
        referred = Table(target, made.metadata, *_scratch_columns(remote))
        made.append_constraint(
            ForeignKeyConstraint(
                local, list(referred.c), name=name, onupdate=onupdate, ondelete=ondelete
            )
        )
        return made

    kind = (ForeignKeyConstraint, onupdate, ondelete)
    return TablePart(label, kind, count, [*local, target, *remote], make)


def scratch_table(name: str, *items: Any, schema: str | None = None) -> Table:
    """Return a table on a ``MetaData`` of its own."""
    return Table(name, MetaData(), *items, schema=schema)


def _scratch_columns(names: Sequence[str]) -> list[Column[Any]]:
    return [Column(each, Integer) for each in names]
