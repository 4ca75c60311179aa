"""Server defaults, identities and generated columns both sides have."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import DefaultClause, Identity

from ...base.dispatch import DispatchPriority, PriorityDispatchResult
from ...schema.defaults import counts_up_by_itself

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, Column, Table

    from ...operations import ops
    from ...runtime.plugins import Plugin
    from ..context import AutogenContext

log = logging.getLogger(__name__)

_CONTINUE = PriorityDispatchResult.CONTINUE
_STOP = PriorityDispatchResult.STOP


def compare_default_by_user(
    autogen_context: AutogenContext,
    alter_column_op: ops.AlterColumnOp,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> PriorityDispatchResult:
    """Ask the ``compare_server_default`` function of the configuration, if there is one.

    Where the option is off, a default on either side ends the comparison.
    """
    existing, wanted = conn_col.server_default, metadata_col.server_default
    if existing is None and wanted is None:
        return _CONTINUE
    alter_column_op.existing_server_default = existing
    option = autogen_context.opts.get("compare_server_default", False)
    if not option:
        return _STOP
    if not callable(option) or not _both_plain(existing, wanted):
        return _CONTINUE

    differs = option(
        autogen_context.migration_context,
        conn_col,
        metadata_col,
        _reflected_text(existing),
        wanted,
        model_default_text(autogen_context, wanted),
    )
    if differs is None:
        return _CONTINUE
    if differs:
        alter_column_op.modify_server_default = wanted
        log.info(
            "User defined function %s detected server default on column '%s.%s'",
            option,
            tname,
            cname,
        )
    return _STOP


def compare_computed(
    autogen_context: AutogenContext,
    alter_column_op: ops.AlterColumnOp,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> PriorityDispatchResult:
    """Warn of a generated column that differs; no database can turn one into another."""
    existing, wanted = conn_col.computed, metadata_col.computed
    if existing is None and wanted is None:
        return _CONTINUE
    if _computed_differs(autogen_context, conn_col, metadata_col):
        warnings.warn(
            f"Computed default on {tname}.{cname} cannot be modified", UserWarning, stacklevel=2
        )
    return _STOP


def compare_identity(
    autogen_context: AutogenContext,
    alter_column_op: ops.AlterColumnOp,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> PriorityDispatchResult:
    """Compare the options of an identity, or its presence."""
    existing, wanted = conn_col.server_default, metadata_col.server_default
    if not isinstance(existing, Identity) and not isinstance(wanted, Identity):
        return _CONTINUE
    impl = autogen_context.migration_context.impl
    changed, _, is_alter = impl._compare_identity_default(
        wanted if isinstance(wanted, Identity) else None,
        existing if isinstance(existing, Identity) else None,
    )
    if is_alter:
        alter_column_op.modify_server_default = wanted
        if changed:
            log.info(
                "Detected server default on column '%s.%s': identity options attributes %s",
                tname,
                cname,
                sorted(changed),
            )
    return _STOP


def note_autoincrement(
    autogen_context: AutogenContext,
    alter_column_op: ops.AlterColumnOp,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> PriorityDispatchResult:
    """Record whether the column counts up by itself; an alteration on MySQL has to repeat it."""
    is_key = counts_up_by_itself(metadata_col)
    if is_key or isinstance(metadata_col.autoincrement, bool):
        alter_column_op.kw["autoincrement"] = is_key or metadata_col.autoincrement
    return _CONTINUE


def read_defaults_ahead(
    autogen_context: AutogenContext, tables: Iterable[tuple[Table, Table]]
) -> None:
    """Let the dialect's implementation see every pair of defaults before they are compared.

    Args:
        autogen_context: The run.
        tables: The tables both sides have: that of the database, that of the models.
    """
    option = autogen_context.opts.get("compare_server_default")
    impl = autogen_context.migration_context.impl
    if not option or callable(option):
        # Which pairs the user's function leaves to the dialect is not known yet.
        impl.read_server_defaults_ahead(())
        return
    impl.read_server_defaults_ahead(
        (
            conn_col,
            metadata_col,
            model_default_text(autogen_context, metadata_col.server_default),
            _reflected_text(conn_col.server_default),
        )
        for conn_table, metadata_table in tables
        for conn_col, metadata_col in _pairs(conn_table, metadata_table)
    )


def _pairs(conn_table: Table, metadata_table: Table) -> Iterator[tuple[Column[Any], Column[Any]]]:
    """Columns on both sides whose defaults are plain."""
    for metadata_col in metadata_table.c:
        conn_col = conn_table.c.get(metadata_col.name)
        if conn_col is not None and _both_plain(
            conn_col.server_default, metadata_col.server_default
        ):
            yield conn_col, metadata_col


def compare_default(
    autogen_context: AutogenContext,
    alter_column_op: ops.AlterColumnOp,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> PriorityDispatchResult:
    """Compare plain defaults as the dialect's implementation sees them."""
    existing, wanted = conn_col.server_default, metadata_col.server_default
    if (existing is None and wanted is None) or not _both_plain(existing, wanted):
        return _CONTINUE
    impl = autogen_context.migration_context.impl
    if impl.compare_server_default(
        conn_col,
        metadata_col,
        model_default_text(autogen_context, wanted),
        _reflected_text(existing),
    ):
        alter_column_op.modify_server_default = wanted
        log.info("Dialect impl %s detected server default on column '%s.%s'", impl, tname, cname)
    return _CONTINUE


def _both_plain(existing: Any, wanted: Any) -> bool:
    return all(each is None or isinstance(each, DefaultClause) for each in (existing, wanted))


def _reflected_text(default: Any) -> str | None:
    # Listeners of column_reflect may put a plain string where SQLAlchemy puts SQL.
    return None if default is None else getattr(default.arg, "text", default.arg)


def model_default_text(autogen_context: AutogenContext, default: Any) -> str | None:
    """Return the default of a model as SQL; a plain string stays as it is, without quotes."""
    if default is None:
        return None
    if isinstance(default.arg, str):
        return default.arg
    return _sql(autogen_context, default.arg)


def _computed_differs(
    autogen_context: AutogenContext, conn_col: Column[Any], metadata_col: Column[Any]
) -> bool:
    existing, wanted = conn_col.computed, metadata_col.computed
    if existing is None or wanted is None:
        return True
    impl = autogen_context.migration_context.impl
    ours, theirs = _sql(autogen_context, wanted.sqltext), _sql(autogen_context, existing.sqltext)
    if impl._normalize_computed_default(ours) == impl._normalize_computed_default(theirs):
        return False
    return not impl._is_same_expression(conn_col.table, ours, theirs)


def _sql(autogen_context: AutogenContext, expression: ClauseElement) -> str:
    dialect = autogen_context.dialect
    options = {"literal_binds": True, "include_table": False}
    text = str(expression.compile(dialect=dialect, compile_kwargs=options))
    # Where a driver formats statements, SQLAlchemy doubles the signs that are no parameters.
    return text.replace("%%", "%") if dialect.identifier_preparer._double_percents else text


def setup(plugin: Plugin) -> None:
    """Register the comparison of defaults: the user's first, the dialect's last."""
    add = plugin.add_autogenerate_comparator
    add(compare_default_by_user, "column", "server_default", priority=DispatchPriority.FIRST)
    add(compare_computed, "column", "server_default")
    add(compare_identity, "column", "server_default")
    add(note_autoincrement, "column", "server_default")
    add(compare_default, "column", "server_default", priority=DispatchPriority.LAST)
