"""Foreign keys, matched by what they say: names and MATCH do not count."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.exc import NoReferenceError

from ...operations import ops
from ...schema.sqla_compat import (
    _fk_target_tokens,
    _get_constraint_final_name,
    constraint_name_or_none,
)

if TYPE_CHECKING:
    from sqlalchemy import Table

    from ..context import AutogenContext

log = logging.getLogger("alembic.autogenerate.compare.constraints")

#: What two foreign keys have in common if they are the same.
Signature = tuple[Any, ...]


def compare_foreign_keys(
    autogen_context: AutogenContext,
    modify_table_ops: ops.ModifyTableOps,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Compare the foreign keys of a table that exists on both sides.

    A changed one is removed and added.
    """
    if conn_table is None or metadata_table is None:
        return
    parents = {"table_name": tname, "schema_name": schema}
    in_model = set(_foreign_keys(metadata_table))
    in_database = {
        each
        for each in _foreign_keys(conn_table)
        if autogen_context.run_name_filters(_name(each), "foreign_key_constraint", parents)
    }
    autogen_context.migration_context.impl.correct_for_autogen_foreignkeys(in_database, in_model)

    options = autogen_context.snapshot.reflects_foreign_key_options(tname, schema)
    default_schema = autogen_context.inspector.default_schema_name
    model = _by_signature(in_model, default_schema, options)
    database = _by_signature(in_database, default_schema, options)
    names = _Names(autogen_context, in_model, in_database)

    for signature, const in database.items():
        if signature not in model and autogen_context.run_object_filters(
            const, _name(const), "foreign_key_constraint", True, names.in_model.get(const.name)
        ):
            modify_table_ops.ops.append(ops.DropConstraintOp.from_constraint(const))
            log.info("Detected removed foreign key %s", _description(const, schema, tname))

    for signature, const in model.items():
        name = names.of(const)
        if signature not in database and autogen_context.run_object_filters(
            const, name, "foreign_key_constraint", False, names.in_database.get(name)
        ):
            modify_table_ops.ops.append(ops.AddConstraintOp.from_constraint(const))
            log.info("Detected added foreign key %s", _description(const, schema, tname))


class _Names:
    """Foreign keys by the names they have in the database; those without are not counterparts."""

    def __init__(
        self,
        autogen_context: AutogenContext,
        in_model: Iterable[ForeignKeyConstraint],
        in_database: Iterable[ForeignKeyConstraint],
    ) -> None:
        self.dialect = autogen_context.dialect
        self.in_model = {self.of(each): each for each in in_model}
        self.in_database = {each.name: each for each in in_database}
        for names in (self.in_model, self.in_database):
            names.pop(None, None)

    def of(self, const: ForeignKeyConstraint) -> Any:
        return _get_constraint_final_name(const, self.dialect)


def _name(const: ForeignKeyConstraint) -> str | None:
    """The name of a reflected foreign key, which is final."""
    return constraint_name_or_none(const.name)


def _foreign_keys(table: Table) -> Iterator[ForeignKeyConstraint]:
    return (each for each in table.constraints if isinstance(each, ForeignKeyConstraint))


def _by_signature(
    constraints: Iterable[ForeignKeyConstraint], default_schema: str | None, options: bool
) -> dict[Signature, ForeignKeyConstraint]:
    ordered = sorted(constraints, key=lambda each: each._creation_order)
    return {signature(each, default_schema, options): each for each in ordered}


def signature(const: ForeignKeyConstraint, default_schema: str | None, options: bool) -> Signature:
    """Return what a foreign key says.

    Args:
        const: A foreign key of the models or of a reflected table.
        default_schema: The name of the default schema, which is the same as none.
        options: Whether actions and deferral count.
    """
    table: Any = const.parent
    targets = [_fk_target_tokens(element) for element in const.elements]
    schema, target_table = targets[0].schema, targets[0].table
    said: Signature = (
        None if table.schema == default_schema else table.schema,
        table.name,
        _column_names(const),
        None if schema == default_schema else schema,
        target_table,
        _target_columns(const),
    )
    if options:
        said += (
            _action(const.onupdate),
            _action(const.ondelete),
            _deferral(const.deferrable, const.initially),
        )
    return said


def reflected_signature(
    found: Mapping[str, Any], table: tuple[str | None, str], default_schema: str | None
) -> Signature:
    """Return the :func:`signature` of a foreign key as the inspector describes it."""
    options, schema = found["options"], found["referred_schema"]
    return (
        *table,
        tuple(found["constrained_columns"]),
        None if schema == default_schema else schema,
        found["referred_table"],
        tuple(found["referred_columns"]),
        _action(options.get("onupdate")),
        _action(options.get("ondelete")),
        _deferral(options.get("deferrable"), options.get("initially")),
    )


def _column_names(const: ForeignKeyConstraint) -> tuple[str, ...]:
    return tuple(element.parent.name for element in const.elements)


def _target_columns(const: ForeignKeyConstraint) -> tuple[str | None, ...]:
    """The names of the referred columns; a model may refer to a column by its key."""
    names: list[str | None] = []
    for element in const.elements:
        try:
            names.append(element.column.name)
        except NoReferenceError:  # the target is not among the models
            names.append(_fk_target_tokens(element).column)
    return tuple(names)


def _action(action: str | None) -> str | None:
    lower = action.lower() if action else None
    return None if lower == "no action" else lower


def _deferral(deferrable: bool | None, initially: str | None) -> str:
    if (initially or "").lower() == "deferred":
        return "initially deferred"
    return "deferrable" if deferrable else "not deferrable"


def _description(const: ForeignKeyConstraint, schema: str | None, tname: str) -> str:
    table = f"{schema}.{tname}" if schema else tname
    source, target = _column_names(const), _target_columns(const)
    return f"({', '.join(source)})({', '.join(map(str, target))}) on table {table}"
