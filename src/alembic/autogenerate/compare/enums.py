"""Enum types that a database keeps under a name: made for their first user, dropped with the last.

They are no differences of their own, so nothing is added to the operations; each operation is told
which types come and go with it. A type whose values changed is left as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Column

from ...base.dispatch import DispatchPriority
from ...base.late_typing import NamedTuple
from ...operations import ops
from ...operations.ops.enums import EnumTypes, SharedEnumType
from ...schema.enums import EnumType, EnumUse, TableItem, declared_enums, enum_uses

if TYPE_CHECKING:
    from ...operations.ops import MigrateOperation, UpgradeOps
    from ...runtime.plugins import Plugin
    from ...schema.enums import ReflectedEnumType
    from ..context import AutogenContext

#: Schema and name of a type; the default schema goes by its name.
TypeKey = tuple[str, str]

#: Types, and the numbers of the operations that begin or cease to use them.
Users = Mapping[TypeKey, set[int]]


def accompany(autogen_context: AutogenContext, upgrade_ops: UpgradeOps) -> None:
    """Tell operations which enum types to create before them and to drop after them."""
    dialect = autogen_context.dialect
    changes = [
        Change(number, op, tuple(use for each in _types_of(op) for use in enum_uses(each, dialect)))
        for number, op in enumerate(_leaves(upgrade_ops))
    ]
    changes = [change for change in changes if change.uses or change.ends_columns]
    if not changes:
        return
    known = Known(autogen_context)
    for change in changes:
        known.declare(change.uses)
    others = _types_of_others(upgrade_ops, known)
    new = _without(others, _new_types(changes, known))
    ending = _without(others, _ending_types(changes, known))
    for change in changes:
        change.op.enum_types = _enum_types(change, known, new, ending)


class Change(NamedTuple):
    """An operation, as far as types are concerned.

    Attributes:
        number: Its number among the operations.
        op: The operation.
        uses: The enum types it puts to use.
    """

    number: int
    op: Any
    uses: tuple[EnumUse, ...]

    @property
    def ends_columns(self) -> bool:
        """Whether columns are no longer what they were."""
        return self.drops or (
            isinstance(self.op, ops.AlterColumnOp) and self.op.modify_type is not None
        )

    @property
    def drops(self) -> bool:
        """Whether columns are dropped, with their table or alone."""
        return isinstance(self.op, (ops.DropTableOp, ops.DropColumnOp))

    def ends(self, item: TableItem) -> bool:
        """Tell whether something of its table is no longer what it was."""
        if not self.ends_columns:
            return False
        return isinstance(self.op, ops.DropTableOp) or self.op.column_name in item.columns


class Known:
    """The enum types of the database and of the models."""

    def __init__(self, autogen_context: AutogenContext) -> None:
        self.default_schema = autogen_context.inspector.default_schema_name or ""
        found = autogen_context.snapshot.enum_types()
        self.in_database: dict[TypeKey, ReflectedEnumType] = {
            (each.type_.schema or "", each.type_.name): each for each in found
        }
        self._visible = {
            each.type_.name: key for key, each in self.in_database.items() if each.is_visible
        }
        self.declared: set[TypeKey] = set()
        self.managed: set[TypeKey] = set()
        self.declare(declared_enums(autogen_context._collections, autogen_context.dialect))

    def declare(self, uses: Iterable[EnumUse]) -> None:
        """Take note of what models or operations use."""
        for use in uses:
            key = self.key_of(use.type_)
            self.declared.add(key)
            # One column that has the type made along is enough: the others rely on that one.
            if use.is_managed:
                self.managed.add(key)

    def types_of(self, change: Change) -> dict[TypeKey, EnumType]:
        """Return the types an operation puts to use, as it states them."""
        return {self.key_of(use.type_): use.type_ for use in change.uses}

    def key_of(self, type_: EnumType) -> TypeKey:
        """Return the type that is meant: the one the search path finds, or would make."""
        if type_.schema is not None:
            return type_.schema, type_.name
        return self._visible.get(type_.name, (self.default_schema, type_.name))

    def is_used(self, key: TypeKey) -> bool:
        """Tell whether anything in the database needs a type."""
        return key in self.in_database and self.in_database[key].is_used

    def stated(self, key: TypeKey) -> EnumType:
        """Return a type of the database as reflected columns state it."""
        found = self.in_database[key]
        schema = None if found.is_visible else found.type_.schema
        return EnumType(found.type_.name, found.type_.values, schema)


def _types_of_others(upgrade_ops: UpgradeOps, known: Known) -> set[TypeKey]:
    """Return the types that operations of other packages make or drop: none of our business."""
    foreign: list[Any] = [
        op
        for op in _leaves(upgrade_ops)
        if type(op).__module__.partition(".")[0] != __name__.partition(".")[0]
    ]
    return {
        (getattr(op, "schema", None) or known.default_schema, op.name)
        for op in foreign
        if isinstance(getattr(op, "name", None), str)
    }


def _without(others: set[TypeKey], users: Users) -> Users:
    return {key: numbers for key, numbers in users.items() if key not in others}


def _new_types(changes: Iterable[Change], known: Known) -> Users:
    """Return which operations begin to use the types that nothing in the database uses.

    Such a type may be there all the same, left over from earlier migrations.
    """
    found: dict[TypeKey, set[int]] = defaultdict(set)
    for change in changes:
        for key in known.types_of(change):
            if key in known.managed and not known.is_used(key):
                found[key].add(change.number)
    return found


def _ending_types(changes: Sequence[Change], known: Known) -> Users:
    """Return which operations cease to use the types that nothing needs after them."""
    by_table: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in changes:
        by_table[change.op.schema or known.default_schema, change.op.table_name].append(change)

    def about(item: TableItem) -> list[Change]:
        found = by_table.get((item.schema, item.table), ())
        return [each for each in found if each.ends(item)]

    found: dict[TypeKey, set[int]] = {}
    for key, type_ in known.in_database.items():
        if key in known.declared or type_.is_used_elsewhere or not type_.columns:
            continue
        users = [about(item) for item in type_.columns]
        # A column that changes its type takes its default along, which goes on naming the old one.
        mentions_go = all(any(each.drops for each in about(item)) for item in type_.mentions)
        if all(users) and mentions_go:
            found[key] = {change.number for each in users for change in each}
    return found


def _enum_types(change: Change, known: Known, new: Users, ending: Users) -> EnumTypes:
    used = known.types_of(change)
    begun = [
        SharedEnumType(key, type_, frozenset(new[key])) for key, type_ in used.items() if key in new
    ]
    ended = [
        SharedEnumType(key, known.stated(key), frozenset(users))
        for key, users in ending.items()
        if change.number in users
    ]
    present: list[EnumType] = []
    if isinstance(change.op, ops.CreateTableOp):
        present = [type_ for key, type_ in used.items() if known.is_used(key)]
    elif isinstance(change.op, ops.DropTableOp):
        # For the way back, on which the table is created.
        table = change.op.schema or known.default_schema, change.op.table_name
        present = [
            known.stated(key)
            for key, type_ in known.in_database.items()
            if key not in ending
            and any((item.schema, item.table) == table for item in type_.columns)
        ]
    return EnumTypes(
        change.number,
        created=tuple(each for each in begun if each.key not in known.in_database),
        dropped=tuple(ended),
        ensured=tuple(each for each in begun if each.key in known.in_database),
        present=tuple(present),
    )


def _leaves(container: ops.OpContainer) -> Iterator[MigrateOperation]:
    for op in container.ops:
        if isinstance(op, ops.OpContainer):
            yield from _leaves(op)
        else:
            yield op


def _types_of(op: MigrateOperation) -> list[Any]:
    """Return the column types an operation puts to use."""
    if isinstance(op, ops.CreateTableOp):
        return [each.type for each in op.columns if isinstance(each, Column)]
    if isinstance(op, ops.AddColumnOp):
        return [op.column.type]
    if isinstance(op, ops.AlterColumnOp) and op.modify_type is not None:
        return [op.modify_type]
    return []


def setup(plugin: Plugin) -> None:
    """Register the look at enum types, which comes when all operations are there."""
    plugin.add_autogenerate_comparator(
        accompany, "autogenerate", "enums", qualifier="postgresql", priority=DispatchPriority.LAST
    )
