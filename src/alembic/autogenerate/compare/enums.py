"""Enum types that a database keeps under a name: made for their first user, dropped with the last.

They are no differences of their own, so nothing is added to the operations; each operation is told
which types come and go with it. A type whose values changed is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import Column

from ...base.dispatch import DispatchPriority
from ...operations import ops
from ...operations.ops.enums import EnumTypes
from ...schema.enums import EnumType, EnumUse, TableItem, declared_enums, enum_uses

if TYPE_CHECKING:
    from ...operations.ops import MigrateOperation, UpgradeOps
    from ...runtime.plugins import Plugin
    from ...schema.enums import ReflectedEnumType
    from ..context import AutogenContext

#: Schema and name of a type; the default schema goes by its name.
TypeKey = tuple[str, str]


def accompany(autogen_context: AutogenContext, upgrade_ops: UpgradeOps) -> None:
    """Tell operations which enum types to create before them and to drop after them."""
    dialect = autogen_context.dialect
    changes = [
        Change(op, tuple(use for type_ in _new_types(op) for use in enum_uses(type_, dialect)))
        for op in _leaves(upgrade_ops)
    ]
    changes = [change for change in changes if change.uses or change.ends_columns]
    if not changes:
        return
    known = Known(autogen_context)
    for change in changes:
        known.declare(change.uses)
    creators, droppers = _creators(changes, known), _droppers(changes, known)
    for change in changes:
        change.op.enum_types = EnumTypes(
            created=_brought(change, known, creators, in_database=False),
            dropped=tuple(known.stated(key) for key in droppers if droppers[key] is change),
            present=_present(change, known, creators, droppers),
            ensured=_brought(change, known, creators, in_database=True),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """An operation, as far as types are concerned.

    Attributes:
        op: The operation.
        uses: The enum types it puts to use.
    """

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

    def is_about(self, item: TableItem, default_schema: str) -> bool:
        """Tell whether it is about something of a table: about the table or one of the columns."""
        if item.table != self.op.table_name or item.schema != (self.op.schema or default_schema):
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
        self._visible = {each.type_.name: key for key, each in self._visible_types()}
        self.declared: set[TypeKey] = set()
        self.managed: set[TypeKey] = set()
        self.declare(declared_enums(autogen_context._collections, autogen_context.dialect))

    def _visible_types(self) -> Iterator[tuple[TypeKey, ReflectedEnumType]]:
        return ((key, each) for key, each in self.in_database.items() if each.is_visible)

    def declare(self, uses: Iterable[EnumUse]) -> None:
        """Take note of what models or operations use."""
        for use in uses:
            key = self.key_of(use.type_)
            self.declared.add(key)
            # One column that has the type made along is enough: the others rely on that one.
            if use.is_managed:
                self.managed.add(key)

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


def _creators(changes: Sequence[Change], known: Known) -> dict[TypeKey, Change]:
    """Return the first operation to use each type that nothing in the database uses.

    Such a type may be there all the same, left over from earlier migrations; other databases that
    get the same migration need not have it.
    """
    found: dict[TypeKey, Change] = {}
    for change in changes:
        for use in change.uses:
            key = known.key_of(use.type_)
            if key in known.managed and not known.is_used(key):
                found.setdefault(key, change)
    return found


def _droppers(changes: Sequence[Change], known: Known) -> dict[TypeKey, Change]:
    """Return the last operation to end the use of each type that nothing needs afterwards."""
    found: dict[TypeKey, Change] = {}
    for key, type_ in known.in_database.items():
        if key in known.declared or type_.is_used_elsewhere:
            continue
        ends = [_ends(item, changes, known.default_schema) for item in type_.columns]
        # A retyped column takes its default along, which goes on mentioning the old type.
        gone = [
            _ends(item, [each for each in changes if each.drops], known.default_schema)
            for item in type_.mentions
        ]
        if ends and all(ends) and all(gone):
            ended_by = {id(change) for each in ends for change in each}
            found[key] = next(each for each in reversed(changes) if id(each) in ended_by)
    return found


def _ends(item: TableItem, changes: Iterable[Change], default_schema: str) -> list[Change]:
    return [each for each in changes if each.ends_columns and each.is_about(item, default_schema)]


def _brought(
    change: Change, known: Known, creators: dict[TypeKey, Change], *, in_database: bool
) -> tuple[EnumType, ...]:
    """Return the types an operation is the first to use: those that are there, or those not."""
    return tuple(
        type_
        for key, type_ in _used(change, known).items()
        if creators.get(key) is change and (key in known.in_database) is in_database
    )


def _present(
    change: Change,
    known: Known,
    creators: dict[TypeKey, Change],
    droppers: dict[TypeKey, Change],
) -> tuple[EnumType, ...]:
    """Return the types that a table which is created, or comes back on the way back, will find."""
    if isinstance(change.op, ops.CreateTableOp):
        exist = creators.keys() | known.in_database.keys()
        return tuple(
            type_
            for key, type_ in _used(change, known).items()
            if key in exist and creators.get(key) is not change
        )
    if isinstance(change.op, ops.DropTableOp):
        return tuple(
            known.stated(key)
            for key, type_ in known.in_database.items()
            if droppers.get(key) is not change
            and any(change.is_about(item, known.default_schema) for item in type_.columns)
        )
    return ()


def _used(change: Change, known: Known) -> dict[TypeKey, EnumType]:
    return {known.key_of(use.type_): use.type_ for use in change.uses}


def _leaves(container: ops.OpContainer) -> Iterator[MigrateOperation]:
    for op in container.ops:
        if isinstance(op, ops.OpContainer):
            yield from _leaves(op)
        else:
            yield op


def _new_types(op: MigrateOperation) -> list[Any]:
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
