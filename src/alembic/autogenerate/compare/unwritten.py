"""Differences that no operation is made of, said in the log: silence would be taken for sameness.

What the two sides say is compared only where both say it in the same words but for a value; the
servers rewrite expressions, and a false alarm is worse than none.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import VARCHAR, DefaultClause, Enum, Numeric
from sqlalchemy.sql.elements import TextClause

from ...base.patterns import lazy_pattern
from ...operations.ops import AddColumnOp, DropColumnOp
from ...schema.sqla_compat import (
    _get_constraint_final_name,
    _is_type_bound,
    all_table_check_constraints,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Table

    from ...operations.ops import OpContainer
    from ..context import AutogenContext

log = logging.getLogger(__name__)

_CASTS = lazy_pattern(r"::[a-z_]+(?: [a-z_]+)*(?:\(\d+\))?(?:\[\])?")
_VALUE = lazy_pattern(r"'((?:[^']|'')*)'|(?<![\w.])(\d+(?:\.\d+)?)(?![\w.])")
_PADDING = lazy_pattern(r"[\s()\"`\[\]]")
_NUMBER = lazy_pattern(r"\d+(?:\.\d+)?")
_SIZE = lazy_pattern(r"\([\d, ]+\)")
#: Types that may have a size or none, and what it is called.
_SIZES: dict[type[Any], str] = {VARCHAR: "length", Numeric: "precision"}
#: A string that no server writes in another way, as it does with dates and numbers.
_PLAIN_WORD = lazy_pattern(r"[^\W\d][\w -]*")


def note_unwritten(
    autogen_context: AutogenContext, schema: str | None, name: str, model: Table
) -> None:
    """Log what differs in a table that both sides have, and autogenerate does not write.

    Args:
        autogen_context: The run.
        schema: The schema of the table; None for the default one.
        name: The name of the table.
        model: The table as the models declare it.
    """
    table = f"{schema}.{name}" if schema else name
    facts = autogen_context.snapshot.plain_facts(name, schema)
    for what, found, wanted in sorted(_differences(autogen_context, facts, model)):
        log.warning(
            "Autogenerate does not write this: %s of table '%s' %s in the database, %s in the "
            "models",
            what,
            table,
            found,
            wanted,
        )


def note_new_name(
    autogen_context: AutogenContext,
    name: str,
    details: OpContainer,
    conn_table: Table,
    metadata_table: Table,
) -> None:
    """Log that a column may have been renamed: one goes, and another of its type comes.

    Args:
        autogen_context: The run.
        name: The name of the table, with its schema.
        details: What becomes of the table.
        conn_table: The table as the database has it.
        metadata_table: The table as the models declare it.
    """
    gone = [each.column_name for each in details.ops if isinstance(each, DropColumnOp)]
    new = [each.column.name for each in details.ops if isinstance(each, AddColumnOp)]
    if len(gone) != 1 or len(new) != 1:
        return
    (old,) = (each for each in conn_table.c if each.name == gone[0])
    (column,) = (each for each in metadata_table.c if each.name == new[0])
    if not autogen_context.migration_context.impl.compare_type(old, column):
        log.warning(
            "Column '%s' of table '%s' is dropped, and '%s' of the same type is added. If that is "
            "its new name, alter_column(.., '%s', new_column_name='%s') keeps what is in it",
            old.name,
            name,
            column.name,
            old.name,
            column.name,
        )


def _differences(
    autogen_context: AutogenContext, facts: Mapping[str, Any], model: Table
) -> Iterator[tuple[str, str, str]]:
    """Yield what differs, and how it is on either side."""
    yield from _primary_key(facts, model)
    yield from _columns(autogen_context, facts, model)
    opts = autogen_context.opts
    if opts.get("include_object") is None and opts.get("include_name") is None:
        # A filter may not want them, and is asked about what is compared only.
        yield from _sizes(autogen_context, facts, model)
        yield from _defaults(autogen_context, facts, model)
        yield from _indexes(autogen_context, facts, model)
        yield from _exclusions(autogen_context, facts, model)
        yield from _checks(autogen_context, facts, model)


def _primary_key(facts: Mapping[str, Any], model: Table) -> Iterator[tuple[str, str, str]]:
    found = (facts["pk_constraint"] or {}).get("constrained_columns") or []
    wanted = [column.name for column in model.primary_key]
    # A model must have a key; a table without one, or a view, is given any.
    if found and wanted and set(found) != set(wanted):
        yield "the primary key", f"is ({', '.join(found)})", f"({', '.join(wanted)})"


def _columns(
    autogen_context: AutogenContext, facts: Mapping[str, Any], model: Table
) -> Iterator[tuple[str, str, str]]:
    compares_types = autogen_context.opts.get("compare_type", True)
    warns_of_computed = autogen_context.opts.get("compare_server_default")
    for found in facts["columns"]:
        values = getattr(found["type"], "enums", None)
        computed = found.get("computed")
        if values is None and computed is None:
            continue
        column = model.c.get(found["name"])
        if column is None:
            continue
        if compares_types and values is not None and isinstance(column.type, Enum):
            yield from _enum(found["name"], found["type"], column.type)
        if computed is not None and column.computed is not None and not warns_of_computed:
            wanted = _text(autogen_context, column.computed.sqltext)
            if have_other_values(computed["sqltext"], wanted):
                what = f"the expression of column '{found['name']}'"
                yield what, f"is {computed['sqltext']}", wanted


def _enum(column: str, found: Any, wanted: Enum) -> Iterator[tuple[str, str, str]]:
    """Compare the values of a type that the database keeps by its name."""
    if getattr(found, "name", None) is None or found.name != wanted.name:
        return
    if set(found.enums) != set(wanted.enums):
        what = f"enum type '{found.name}' of column '{column}'"
        yield what, f"has the values {_listed(found.enums)}", _listed(wanted.enums)


def _sizes(
    autogen_context: AutogenContext, facts: Mapping[str, Any], model: Table
) -> Iterator[tuple[str, str, str]]:
    """Compare whether a length or a precision is set at all: other ones are written."""
    # Elsewhere there is a default for it, a column cannot be without, or it means nothing.
    if autogen_context.dialect.name != "postgresql":
        return
    if autogen_context.opts.get("compare_type", True) is not True:
        return
    tell = autogen_context.dialect.type_compiler_instance.process
    for found in facts["columns"]:
        size = next((each for each in _SIZES if isinstance(found["type"], each)), None)
        column = model.c.get(found["name"])
        if size is None or column is None:
            continue
        is_set = getattr(found["type"], _SIZES[size]) is not None
        if is_set is (getattr(column.type, _SIZES[size], None) is not None):
            continue  # as nearly all are
        text, wanted = tell(found["type"]), tell(column.type)
        if _SIZE.sub("", text) == _SIZE.sub("", wanted) and text != wanted:
            yield f"the type of column '{found['name']}'", f"is {text}", wanted


def _defaults(
    autogen_context: AutogenContext, facts: Mapping[str, Any], model: Table
) -> Iterator[tuple[str, str, str]]:
    """Compare plain defaults where autogenerate is not told to, as it is not by default."""
    if autogen_context.opts.get("compare_server_default"):
        return
    for found in facts["columns"]:
        column = model.c.get(found["name"])
        default = None if column is None else column.server_default
        if found.get("default") is None or not isinstance(default, DefaultClause):
            continue
        value = default.arg
        if isinstance(value, TextClause):
            wanted = value.text
        elif isinstance(value, str):
            wanted = "'{}'".format(value.replace("'", "''"))
        else:
            continue
        if have_other_values(found["default"], wanted):
            yield f"the default of column '{found['name']}'", f"is {found['default']}", wanted


def _exclusions(
    autogen_context: AutogenContext, facts: Mapping[str, Any], model: Table
) -> Iterator[tuple[str, str, str]]:
    """Compare EXCLUDE constraints by name; in the database they are known by their indexes."""
    if autogen_context.dialect.name != "postgresql":
        return
    uniques = {each["name"] for each in facts["unique_constraints"]}
    found = {each.get("duplicates_constraint") for each in facts["indexes"]} - uniques - {None}
    wanted = {
        _get_constraint_final_name(each, autogen_context.dialect)
        for each in model.constraints
        if each.__visit_name__ == "exclude_constraint"
    }
    if None in wanted:
        return  # the server has given it a name
    for name in found ^ wanted:
        where = ("is", "not") if name in found else ("is not", "but")
        yield f"EXCLUDE constraint '{name}'", where[0], where[1]


def _indexes(
    autogen_context: AutogenContext, facts: Mapping[str, Any], model: Table
) -> Iterator[tuple[str, str, str]]:
    dialect = autogen_context.dialect
    using, condition = f"{dialect.name}_using", f"{dialect.name}_where"
    by_name = {each["name"]: each.get("dialect_options") or {} for each in facts["indexes"]}
    said = any(using in each or condition in each for each in by_name.values())
    for index in model.indexes:
        options = index.kwargs
        if not (said or using in options or condition in options):
            continue  # as nearly all are
        name = _get_constraint_final_name(index, dialect)
        if name not in by_name:
            continue
        found, what = by_name[name], f"index '{name}'"
        if dialect.name == "postgresql":
            method, wanted = found.get(using) or "btree", options.get(using) or "btree"
            if method.lower() != wanted.lower():
                yield what, f"is of method {method}", wanted
        yield from _condition(autogen_context, what, found.get(condition), options.get(condition))


def _condition(
    autogen_context: AutogenContext, what: str, found: Any, wanted: Any
) -> Iterator[tuple[str, str, str]]:
    if found is None or wanted is None:
        if wanted is not None:
            yield what, "has no condition", "one"
        elif found is not None:
            yield what, "has a condition", "none"
        return
    text, wanted_text = str(found), _text(autogen_context, wanted)
    if have_other_values(text, wanted_text):
        yield what, f"is WHERE {text}", f"WHERE {wanted_text}"


def _checks(
    autogen_context: AutogenContext, facts: Mapping[str, Any], model: Table
) -> Iterator[tuple[str, str, str]]:
    by_name = {each["name"]: each["sqltext"] for each in facts["check_constraints"]}
    # Other databases do not tell all their names.
    tells_missing = autogen_context.dialect.name == "postgresql"
    checks = all_table_check_constraints(model) if by_name or tells_missing else ()
    for check in sorted(checks, key=lambda each: each._creation_order):
        if _is_type_bound(check):
            continue
        name = _get_constraint_final_name(check, autogen_context.dialect)
        found = by_name.get(name)
        if found is None:
            if name is not None and tells_missing and not _writes_checks(autogen_context):
                yield f"CHECK constraint '{name}'", "is not", "but"
        else:
            wanted = _text(autogen_context, check.sqltext)
            if have_other_values(found, wanted):
                yield f"CHECK constraint '{name}'", f"is {found}", wanted


def _writes_checks(autogen_context: AutogenContext) -> bool:
    """Tell whether the plugin for CHECKs is on, or another one that looks at tables."""
    return not all(
        fn.__module__.startswith("alembic.autogenerate.compare.")
        for fn in autogen_context.comparators.functions("table")
    )


def have_other_values(one: str, other: str) -> bool:
    """Tell whether two expressions are the same but for numbers or words in them.

    Expressions of different shape may say the same in other words: nothing is told of them.
    """
    if one == other:
        return False
    (shape, values), (other_shape, other_values) = _taken_apart(one), _taken_apart(other)
    return shape == other_shape and any(map(_are_different, values, other_values))


def _taken_apart(expression: str) -> tuple[str, list[str]]:
    text = _CASTS.sub("", expression)
    values = [match[1] if match[2] is None else match[2] for match in _VALUE.finditer(text)]
    return _PADDING.sub("", _VALUE.sub("?", text)).lower(), values


def _are_different(one: str, other: str) -> bool:
    if _NUMBER.fullmatch(one) and _NUMBER.fullmatch(other):
        return float(one) != float(other)
    return bool(_PLAIN_WORD.fullmatch(one) and _PLAIN_WORD.fullmatch(other)) and one != other


def _text(autogen_context: AutogenContext, expression: Any) -> str:
    if isinstance(expression, TextClause):
        return expression.text
    if isinstance(expression, str):
        return expression
    text: str = autogen_context.migration_context.impl.render_ddl_sql_expr(expression)
    return text


def _listed(values: Iterable[str]) -> str:
    return ", ".join(map(repr, values))
