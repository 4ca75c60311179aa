"""Building tables, columns, constraints and indexes from names alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.schema import (
    CheckConstraint,
    Column,
    Constraint,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.sql.elements import ClauseElement, TextClause
from sqlalchemy.types import NULLTYPE, Integer

from ..base.exc import CommandError
from .constraints import _fk_target_tokens, _is_type_bound
from .copying import _copy, _copy_expression
from .late_table import LateTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.schema import ForeignKey
    from sqlalchemy.types import TypeEngine

_C = TypeVar("_C", bound=Constraint)

#: The table of an index that is dropped by its name alone.
NO_TABLE = "no_table"


class SchemaObjects:
    """Makes schema items on scratch tables, so that naming conventions and listeners apply.

    Args:
        migration_context: The context whose ``target_metadata`` has the naming convention;
            without one there is none.
    """

    def __init__(self, migration_context: Any = None) -> None:
        self.migration_context = migration_context

    def metadata(self) -> MetaData:
        """Return an empty ``MetaData`` with the naming convention of the models."""
        if self.migration_context is not None:
            target = self.migration_context.opts.get("target_metadata")
            if hasattr(target, "naming_convention"):
                return MetaData(naming_convention=target.naming_convention)
        return MetaData()

    def table(self, name: str, *columns: Any, **kw: Any) -> Table:
        """Return a table of columns, constraints and indexes, on a ``MetaData`` of its own.

        Items that belong to a table already are copied. Tables that foreign keys refer to are
        made as well, with columns of no type.

        Args:
            name: The name of the table.
            *columns: Columns, constraints and indexes.
            **kw: Passed to ``Table``. With ``_constraints_included`` the ``unique`` and ``index``
                flags of the columns are ignored, as what they mean is among the items.
        """
        constraints_included = kw.pop("_constraints_included", False)
        table = Table(
            name,
            kw.pop("metadata", None) or self.metadata(),
            *[_free_column(each, constraints_included) for each in columns if _is_column(each)],
            **kw,
        )
        self._attach_all(table, columns)
        return table

    def late_table(self, name: str, *columns: Any, schema: str | None = None) -> Table:
        """Return what :meth:`table` returns, made at the first access to anything of it."""

        def make(table: Table) -> None:
            metadata = self.metadata()
            metadata._add_table(name, schema, table)
            own = [_free_column(each, False) for each in columns if _is_column(each)]
            Table.__init__(table, name, metadata, *own, schema=schema, _no_init=False)
            self._attach_all(table, columns)

        return LateTable(make)

    def _attach_all(self, table: Table, items: Iterable[Any]) -> None:
        """Put constraints and indexes on a table that has its columns."""
        for item in items:
            if isinstance(item, (Constraint, Index)):
                _attach(item, table)
            elif not _is_column(item):
                # SQLAlchemy says what is wrong with what is no schema item.
                table._init_items(item)
        for fk in list(table.foreign_keys):
            self._ensure_table_for_fk(table.metadata, fk)

    def column(self, name: str, type_: TypeEngine[Any] = NULLTYPE, **kw: Any) -> Column[Any]:
        """Return a column that belongs to no table."""
        return Column(name, type_, **kw)

    def index(
        self,
        name: str | None,
        tablename: str | None,
        columns: Sequence[Any],
        schema: str | None = None,
        **kw: Any,
    ) -> Index:
        """Return an index; an element is a name, a ``text()`` or an expression.

        Raises:
            ValueError: An element is something else.
        """
        table = Table(tablename or NO_TABLE, self.metadata(), schema=schema)
        expressions = [index_element(table, each) for each in _names(columns)]
        return Index(name, *expressions, _table=table, **kw)

    def primary_key_constraint(
        self,
        name: str | None,
        table_name: str,
        cols: Sequence[str],
        schema: str | None = None,
        **dialect_kw: Any,
    ) -> PrimaryKeyConstraint:
        """Return a primary key on a scratch table."""
        _require_columns("primary key", cols)
        table = self._table_of_names(table_name, cols, schema)
        constraint = PrimaryKeyConstraint(
            *[table.c[each] for each in _names(cols)], name=name, **dialect_kw
        )
        return _on(table, constraint)

    def unique_constraint(
        self,
        name: str | None,
        source: str,
        local_cols: Sequence[str],
        schema: str | None = None,
        **kw: Any,
    ) -> UniqueConstraint:
        """Return a unique constraint on a scratch table."""
        _require_columns("unique constraint", local_cols)
        table = self._table_of_names(source, local_cols, schema)
        columns = [table.c[each] for each in _names(local_cols)]
        return _on(table, UniqueConstraint(*columns, name=name, **kw))

    def foreign_key_constraint(
        self,
        name: str | None,
        source: str,
        referent: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        source_schema: str | None = None,
        referent_schema: str | None = None,
        initially: str | None = None,
        match: str | None = None,
        **dialect_kw: Any,
    ) -> ForeignKeyConstraint:
        """Return a foreign key between two scratch tables, or within one."""
        _require_columns("foreign key", local_cols)
        local, remote = _names(local_cols), _names(remote_cols)
        metadata = self.metadata()
        if (source, source_schema) == (referent, referent_schema):
            table = self._table_of_names(source, [*local, *remote], source_schema, metadata)
            target = table
        else:
            target = self._table_of_names(referent, remote, referent_schema, metadata)
            table = self._table_of_names(source, local, source_schema, metadata)
        constraint = ForeignKeyConstraint(
            local,
            [target.c[each] for each in remote],
            name=name,
            onupdate=onupdate,
            ondelete=ondelete,
            deferrable=deferrable,
            initially=initially,
            match=match,
            **dialect_kw,
        )
        return _on(table, constraint)

    def check_constraint(
        self,
        name: str | None,
        source: str,
        condition: Any,
        schema: str | None = None,
        **kw: Any,
    ) -> CheckConstraint:
        """Return a CHECK on a scratch table; text is taken as it is."""
        table = Table(source, self.metadata(), Column("x", Integer), schema=schema)
        # Columns of a model in the condition must not put the constraint on the model's table.
        return _on(table, CheckConstraint(condition, name=name, _autoattach=False, **kw))

    def generic_constraint(
        self,
        name: str | None,
        table_name: str,
        type_: str | None,
        schema: str | None = None,
        **kw: Any,
    ) -> Constraint:
        """Return a constraint of which only name, table and kind are known, to be dropped.

        Raises:
            TypeError: The kind is none of those known.
        """
        make = _GENERIC.get(type_)
        if make is None:
            known = ", ".join(repr(each) for each in sorted(k for k in _GENERIC if k))
            raise TypeError(f"'type' can be one of {known}, None")
        table = Table(table_name, self.metadata(), schema=schema)
        return _on(table, make(name=name, **kw))

    def _table_of_names(
        self,
        name: str,
        columns: Iterable[str],
        schema: str | None,
        metadata: MetaData | None = None,
    ) -> Table:
        made = [Column(each, NULLTYPE) for each in dict.fromkeys(_names(columns))]
        return Table(name, metadata or self.metadata(), *made, schema=schema)

    def _ensure_table_for_fk(self, metadata: MetaData, fk: ForeignKey) -> None:
        """Make the table and column a foreign key names, where they are missing."""
        if isinstance(fk._colspec, Column):
            return
        target = _fk_target_tokens(fk)
        key = f"{target.schema}.{target.table}" if target.schema else target.table
        table = metadata.tables.get(key)
        if table is None:
            table = Table(target.table, metadata, schema=target.schema)
        if target.column is not None and target.column not in table.c:
            table.append_column(Column(target.column, NULLTYPE))


def index_element(table: Table, element: Any) -> Any:
    """Return what an index of a table holds for a name, a text or an expression.

    Raises:
        ValueError: It is something else.
    """
    if isinstance(element, str):
        if element not in table.c:
            table.append_column(Column(element, NULLTYPE))
        return table.c[element]
    if isinstance(element, TextClause):
        return element
    if isinstance(element, ClauseElement):
        return _copy_expression(element, table)
    raise ValueError("String or text() construct expected")


_GENERIC: dict[str | None, Callable[..., Constraint]] = {
    "foreignkey": lambda **kw: ForeignKeyConstraint([], [], **kw),
    "primary": PrimaryKeyConstraint,
    "unique": UniqueConstraint,
    "check": lambda **kw: CheckConstraint("", **kw),
    None: Constraint,
}


def _names(names: Any) -> list[Any]:
    """Return names as a list; a bare string is one name."""
    return [names] if isinstance(names, str) else list(names)


def _require_columns(kind: str, columns: Any) -> None:
    if not columns:
        raise CommandError(f"A {kind} needs at least one column.")


def _is_column(item: Any) -> bool:
    return isinstance(item, Column)


def _free_column(column: Column[Any], constraints_included: bool) -> Column[Any]:
    if column.table is not None or constraints_included:
        column = _copy(column)
    if constraints_included:
        column.unique = column.index = None
    return column


def _attach(item: Any, table: Table) -> None:
    if isinstance(item, Index):
        if item.table is not None:
            elements = [_copy_expression(each, table) for each in item.expressions]
            options = {**item.dialect_kwargs, "info": item.info or None}
            Index(item.name, *elements, unique=item.unique, _table=table, **options)
        else:
            item._set_parent_with_dispatch(table)
    elif not _is_type_bound(item):
        attached = getattr(item, "parent", None)
        if attached is not None and attached is not table:
            item = _copy(item, target_table=table)
        if getattr(item, "parent", None) is not table:
            table.append_constraint(item)


def _on(table: Table, constraint: _C) -> _C:
    if getattr(constraint, "parent", None) is not table:
        table.append_constraint(constraint)
    return constraint
