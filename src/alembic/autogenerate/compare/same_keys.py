"""Indexes and unique constraints that are plainly the same on both sides, told from values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Index, UniqueConstraint

from ...base.late_typing import NamedTuple
from ...schema.constraints import _has_options
from ...schema.sqla_compat import _get_constraint_final_name

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.engine import Dialect

# The one option that the comparisons look at; a key that has it is left to them.
_COUNTED = "postgresql_nulls_not_distinct"


def are_keys_same(dialect: Dialect, facts: Mapping[str, Any], model: Table) -> bool:
    """Tell whether a table has the indexes and unique constraints of its model.

    Args:
        dialect: The dialect of the connection.
        facts: What the inspector says about the table, by kind.
        model: The table as the models declare it.
    """
    wanted, found = _model_keys(dialect, model), _database_keys(facts)
    if wanted is None or found is None:
        return False
    if any(key not in found.get(name, ()) for name, key in wanted.by_name.items()):
        return False
    uniques = {key.columns for keys in found.values() for key in keys if not key.is_index}
    if not wanted.unnamed <= uniques:
        return False
    left = found.keys() - wanted.by_name.keys() - {None}
    return all(
        any(not key.is_index and key.columns in wanted.unnamed for key in found[name])
        or _is_implicit(dialect, str(name), found[name], facts["foreign_keys"])
        for name in left
    )


class _Key(NamedTuple):
    """What counts of a named index or unique constraint."""

    is_index: bool
    is_unique: bool
    columns: tuple[str, ...]

    @classmethod
    def of_index(cls, columns: Iterable[str], is_unique: Any) -> _Key:
        """An index: the order of its columns counts."""
        return cls(True, bool(is_unique), tuple(columns))

    @classmethod
    def of_unique(cls, columns: Iterable[str]) -> _Key:
        """A unique constraint: the order of its columns does not count."""
        return cls(False, True, tuple(sorted(columns)))


class _ModelKeys(NamedTuple):
    """The indexes and unique constraints of a model."""

    by_name: dict[str, _Key]
    unnamed: frozenset[tuple[str, ...]]


def _model_keys(dialect: Dialect, model: Table) -> _ModelKeys | None:
    """What a model declares, or None where that takes a closer look."""
    by_name: dict[str, _Key] = {}
    unnamed: set[tuple[str, ...]] = set()
    uniques = [each for each in model.constraints if isinstance(each, UniqueConstraint)]
    items: tuple[Index | UniqueConstraint, ...] = (*model.indexes, *uniques)
    for each in items:
        names = [column.name for column in each.columns]
        if _has_options(each) and each.dialect_kwargs.get(_COUNTED):
            return None
        if isinstance(each, UniqueConstraint):
            key = _Key.of_unique(names)
        elif all(isinstance(part, Column) for part in each.expressions):
            key = _Key.of_index(names, each.unique)
        else:
            return None
        name = _get_constraint_final_name(each, dialect)
        if name is None:
            unnamed.add(key.columns)
        elif by_name.setdefault(name, key) is not key:
            return None
    return _ModelKeys(by_name, frozenset(unnamed))


def _database_keys(facts: Mapping[str, Any]) -> dict[str | None, list[_Key]] | None:
    """Everything a name stands for: on MySQL a unique constraint is a unique index as well."""
    keys: dict[str | None, list[_Key]] = defaultdict(list)
    for each in (*facts["unique_constraints"], *facts["indexes"]):
        options = each.get("dialect_options", {})
        if each.get("expressions") or each.get("column_sorting") or options.get(_COUNTED):
            return None
        if "unique" not in each:
            keys[each["name"]].append(_Key.of_unique(each["column_names"]))
        elif not each.get("duplicates_constraint"):
            keys[each["name"]].append(_Key.of_index(each["column_names"], each["unique"]))
    return keys


def _is_implicit(
    dialect: Dialect,
    name: str,
    keys: Sequence[_Key],
    foreign_keys: Sequence[Mapping[str, Any]],
) -> bool:
    """Tell whether MySQL made an index by itself, for a foreign key."""
    if dialect.name not in ("mariadb", "mysql"):
        return False
    return all(not key.is_unique for key in keys) and any(
        each["name"] == name and set(each["constrained_columns"]) & set(key.columns)
        for key in keys
        for each in foreign_keys
    )
