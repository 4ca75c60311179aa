"""Indexes and unique constraints, matched by name; foreign keys and nullability join them here."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Index, UniqueConstraint

from ...base.late_typing import NamedTuple
from ...operations import ops
from ...schema.sqla_compat import _get_constraint_final_name
from . import reflected
from .columns import compare_nullable
from .foreign_keys import compare_foreign_keys

if TYPE_CHECKING:
    from sqlalchemy import Table

    from ...runtime.plugins import Plugin
    from ..context import AutogenContext

log = logging.getLogger(__name__)


class Item(NamedTuple):
    """An index or a unique constraint of one side."""

    const: Index | UniqueConstraint
    name: str | None

    @property
    def type_(self) -> Literal["index", "unique_constraint"]:
        """What the filters of users call it."""
        return "index" if isinstance(self.const, Index) else "unique_constraint"

    @property
    def kind(self) -> str:
        """What the log calls it."""
        return "index" if isinstance(self.const, Index) else "unique constraint"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, in order; those inside an expression too."""
        return tuple(column.name for column in self.const.columns)

    @property
    def column_set(self) -> tuple[str, ...]:
        """What an unnamed unique constraint is recognised by."""
        return tuple(sorted(self.columns))


class Side(NamedTuple):
    """The indexes and unique constraints of a table, on one side."""

    items: tuple[Item, ...]
    #: The columns of every unique constraint, of those too that are taken for an index.
    unique_column_sets: frozenset[tuple[str, ...]]

    @property
    def named(self) -> dict[str, Item]:
        """The items that have a name."""
        return {item.name: item for item in self.items if item.name is not None}

    @property
    def unnamed_uniques(self) -> tuple[Item, ...]:
        """The unique constraints without a name, in the order in which they were declared."""
        return tuple(
            item for item in self.items if item.name is None and item.type_ == "unique_constraint"
        )


def compare_indexes_and_uniques(
    autogen_context: AutogenContext,
    modify_table_ops: ops.ModifyTableOps,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Compare indexes and unique constraints of a table.

    Of a table that is added or removed only the indexes count: the constraints are part of it.
    """
    model, database = _sides(autogen_context, schema, tname, conn_table, metadata_table)
    changes = _Changes(autogen_context, modify_table_ops, tname)
    whole_table = conn_table is None or metadata_table is None
    in_model, in_database = model.named, database.named

    for name in sorted(in_database.keys() - in_model.keys()):
        item = in_database[name]
        is_unique = item.type_ == "unique_constraint"
        if is_unique and (whole_table or _is_declared_unnamed(item, model)):
            continue
        changes.remove(item)

    for name in sorted(in_database.keys() & in_model.keys()):
        changes.replace(in_database[name], in_model[name])

    added = [in_model[name] for name in sorted(in_model.keys() - in_database.keys())]
    added += [
        item for item in model.unnamed_uniques if item.column_set not in database.unique_column_sets
    ]
    for item in added:
        if not (whole_table and item.type_ == "unique_constraint"):
            changes.add(item)


def _is_declared_unnamed(item: Item, model: Side) -> bool:
    return any(item.column_set == each.column_set for each in model.unnamed_uniques)


class _Changes:
    """Turns what was found into operations, where the user's filter agrees."""

    def __init__(
        self, autogen_context: AutogenContext, modify_table_ops: ops.ModifyTableOps, tname: str
    ) -> None:
        self.context = autogen_context
        self.ops = modify_table_ops.ops
        self.tname = tname

    def add(self, item: Item) -> None:
        if self._wanted(item, reflected=False, compare_to=None):
            self.ops.append(_create(item))
            log.info("Detected added %s %r on '%s'", item.kind, item.name, item.columns)

    def remove(self, item: Item) -> None:
        if self._wanted(item, reflected=True, compare_to=None):
            self.ops.append(_drop(item))
            log.info("Detected removed %s %r on %r", item.kind, item.name, self.tname)

    def replace(self, old: Item, new: Item) -> None:
        if old.type_ != new.type_:
            self.remove(old)
            self.add(new)
            return
        impl = self.context.migration_context.impl
        compare: Any = (
            impl.compare_indexes if new.type_ == "index" else impl.compare_unique_constraint
        )
        result = compare(new.const, old.const)
        if result.is_skip:
            log.info(
                "Cannot compare %s %r, assuming equal and skipping. %s",
                new.kind,
                new.name,
                result.message,
            )
        elif result.is_different and self._wanted(new, reflected=False, compare_to=old.const):
            log.info(
                "Detected changed %s %r on %r: %s", new.kind, old.name, self.tname, result.message
            )
            self.ops.append(_drop(old))
            self.ops.append(_create(new))

    def _wanted(self, item: Item, *, reflected: bool, compare_to: Any) -> bool:
        return self.context.run_object_filters(
            item.const, item.name, item.type_, reflected, compare_to
        )


def _create(item: Item) -> ops.MigrateOperation:
    if isinstance(item.const, Index):
        return ops.CreateIndexOp.from_index(item.const)
    return ops.AddConstraintOp.from_constraint(item.const)


def _drop(item: Item) -> ops.MigrateOperation:
    if isinstance(item.const, Index):
        return ops.DropIndexOp.from_index(item.const)
    return ops.DropConstraintOp.from_constraint(item.const)


def _sides(
    autogen_context: AutogenContext,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> tuple[Side, Side]:
    """What the models and the database have, after the dialect's corrections."""
    model_uniques: set[UniqueConstraint] = set()
    model_indexes: set[Index] = set()
    if metadata_table is not None:
        model_uniques.update(
            each for each in metadata_table.constraints if isinstance(each, UniqueConstraint)
        )
        model_indexes.update(metadata_table.indexes)

    found = reflected.Keys((), (), True)
    if conn_table is not None:
        found = reflected.read_keys(autogen_context, schema, tname, conn_table)
    uniques, indexes = set(found.uniques), set(found.indexes)
    reported = frozenset(_item(autogen_context, each).column_set for each in uniques)
    if not found.supports_uniques:
        # Nobody knows which of them exist: neither add nor remove any.
        model_uniques.clear()

    dialect = autogen_context.dialect
    model_names = {_get_constraint_final_name(each, dialect) for each in model_indexes}
    reflected.choose_duplicates(
        uniques,
        indexes,
        declared_uniques=[_item(autogen_context, each) for each in model_uniques],
        declared_index_names=model_names,
    )
    autogen_context.migration_context.impl.correct_for_autogen_constraints(
        uniques, indexes, model_uniques, model_indexes
    )
    return (
        Side(tuple(_ordered(autogen_context, [*model_uniques, *model_indexes])), frozenset()),
        Side(tuple(_ordered(autogen_context, [*uniques, *indexes])), reported),
    )


def _ordered(
    autogen_context: AutogenContext, constraints: list[Index | UniqueConstraint]
) -> Iterator[Item]:
    """Sets have no order; the order of declaration is the one people expect."""
    for const in sorted(constraints, key=lambda each: getattr(each, "_creation_order", 0)):
        yield _item(autogen_context, const)


def _item(autogen_context: AutogenContext, const: Index | UniqueConstraint) -> Item:
    return Item(const, _get_constraint_final_name(const, autogen_context.dialect))


def setup(plugin: Plugin) -> None:
    """Register the comparison of indexes, unique constraints, foreign keys and nullability."""
    plugin.add_autogenerate_comparator(compare_indexes_and_uniques, "table", "indexes")
    plugin.add_autogenerate_comparator(compare_foreign_keys, "table", "foreignkeys")
    plugin.add_autogenerate_comparator(compare_nullable, "column", "nullable")
