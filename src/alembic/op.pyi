"""Directives for migration scripts.

Written by ``python scripts/stubs.py`` from
``alembic.operations.base.Operations``; a test holds the two together.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal

from sqlalchemy import Executable
from sqlalchemy.engine import Connection
from sqlalchemy.schema import Column, SchemaItem, Table
from sqlalchemy.sql.elements import ColumnElement, TextClause, conv
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.types import TypeEngine

from alembic.operations.abstract import _T, _Fn
from alembic.operations.base import BatchOperations as BatchOperations
from alembic.operations.base import Operations as Operations
from alembic.operations.ops import MigrateOperation
from alembic.schema.literals import _literal_bindparam

def add_column(
    table_name: str,
    column: Column[Any],
    *,
    schema: str | None = None,
    if_not_exists: bool | None = None,
    inline_references: bool | None = None,
    inline_primary_key: bool | None = None,
) -> None:
    """Add a column, then its constraints, indexes and comment.

    Foreign keys, ``unique``, ``index`` and the CHECK of a Boolean or Enum with
    ``create_constraint`` come as statements of their own; CHECKs given to the column are
    stated within it. On PostgreSQL the type of an Enum is not created.

    Args:
        table_name: The table.
        column: The column.
        schema: The table's schema; None is the connection's default.
        if_not_exists: Whether a column that is there already is left alone (PostgreSQL,
            MariaDB).
        inline_references: Whether a single foreign key is stated within the column as
            ``REFERENCES``, without its name.
        inline_primary_key: Whether a primary key is stated within the column.
    """

def alter_column(
    table_name: str,
    column_name: str,
    *,
    nullable: bool | None = None,
    comment: str | Literal[False] | None = False,
    server_default: Any = False,
    new_column_name: str | None = None,
    type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
    existing_type: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
    existing_server_default: Any = False,
    existing_nullable: bool | None = None,
    existing_comment: str | None = None,
    schema: str | None = None,
    **kw: Any,
) -> None:
    """Alter a column; what is not given stays as it is.

    Args:
        table_name: The table.
        column_name: The column.
        nullable: Whether it takes NULL.
        comment: Its comment; None takes the comment away.
        server_default: Its default: text (quoted as a string), ``text()``, an expression,
            ``Identity``; None drops the default.
        new_column_name: Its new name.
        type_: Its new type.
        existing_type: The type it has. MySQL, and SQL Server when nullability changes, need
            it; the constraint of a Boolean or Enum is dropped when there is a new type.
        existing_server_default: The default it has; False is not known, None is none.
            MySQL restates it.
        existing_nullable: Whether it takes NULL now. MySQL and SQL Server restate it.
        existing_comment: The comment it has. MySQL restates it.
        schema: The table's schema; None is the connection's default.
        **kw: ``autoincrement`` and ``existing_autoincrement`` (MySQL), ``postgresql_using``.
    """

def batch_alter_table(
    table_name: str,
    schema: str | None = None,
    recreate: Literal["auto", "always", "never"] = "auto",
    partial_reordering: list[tuple[str, ...]] | None = None,
    copy_from: Table | None = None,
    table_args: tuple[Any, ...] = ...,
    table_kwargs: Mapping[str, Any] = ...,
    reflect_args: tuple[Any, ...] = ...,
    reflect_kwargs: Mapping[str, Any] = ...,
    naming_convention: dict[str, str] | None = None,
) -> AbstractContextManager[BatchOperations]:
    """Alter a table in one go; on SQLite by rebuilding it where ALTER cannot do it.

    Directives inside the block are queued and run when it ends; an error discards them.

    Args:
        table_name: The table.
        schema: Its schema; None is the connection's default.
        recreate: Whether the table is rebuilt: ``auto`` leaves it to the dialect, ``always``,
            ``never``.
        partial_reordering: Tuples of column names, each an order to keep in a rebuild.
        copy_from: The table's structure, instead of reflecting it; needed in a script.
        table_args: More columns and constraints for the rebuilt table.
        table_kwargs: More options for the rebuilt table.
        reflect_args: Columns and constraints that override reflected ones.
        reflect_kwargs: Options for the reflecting ``Table``.
        naming_convention: Names for reflected constraints that have none.
    """

def bulk_insert(
    table: TableClause, rows: list[dict[str, Any]], *, multiinsert: bool = True
) -> None:
    """Insert rows.

    Args:
        table: A ``Table`` or a ``table()`` construct with the columns and their types.
        rows: A list of dictionaries, keyed by column.
        multiinsert: Whether one execution takes all rows; needed off for values made by
            ``op.inline_literal()``.

    Raises:
        TypeError: The rows are something else.
    """

def context(migration_context: Any) -> AbstractContextManager[Operations]:
    """Have ``alembic.op`` stand for a context for the length of a block."""

def create_check_constraint(
    constraint_name: str | None,
    table_name: str,
    condition: str | ColumnElement[bool] | TextClause,
    *,
    schema: str | None = None,
    **kw: Any,
) -> None:
    """Create a CHECK.

    Args:
        constraint_name: Its name; None leaves it to the naming convention or the database.
        table_name: The table.
        condition: SQL text, or an expression.
        schema: The table's schema; None is the connection's default.
        **kw: Options of ``CheckConstraint``.
    """

def create_exclude_constraint(
    constraint_name: str | None, table_name: str, *elements: Any, **kw: Any
) -> Any:
    """Create an EXCLUDE constraint (PostgreSQL).

    Args:
        constraint_name: Its name.
        table_name: The table.
        *elements: Pairs of an expression or column name, and an operator.
        **kw: ``where``, ``using``, ``deferrable``, ``initially``, ``schema``.
    """

def create_foreign_key(
    constraint_name: str | None,
    source_table: str,
    referent_table: str,
    local_cols: Sequence[str],
    remote_cols: Sequence[str],
    *,
    onupdate: str | None = None,
    ondelete: str | None = None,
    deferrable: bool | None = None,
    initially: str | None = None,
    match: str | None = None,
    source_schema: str | None = None,
    referent_schema: str | None = None,
    **dialect_kw: Any,
) -> None:
    """Create a foreign key.

    Args:
        constraint_name: Its name; None leaves it to the naming convention or the database.
        source_table: The table that refers.
        referent_table: The table referred to.
        local_cols: The columns that refer.
        remote_cols: The columns referred to.
        onupdate: What an update of the row referred to does: ``CASCADE``, ``RESTRICT``, ...
        ondelete: What its deletion does.
        deferrable: Whether the check may wait until commit.
        initially: Whether it does: ``DEFERRED`` or ``IMMEDIATE``.
        match: The MATCH clause.
        source_schema: The schema of the table that refers.
        referent_schema: The schema of the table referred to.
        **dialect_kw: Dialect options.
    """

def create_index(
    index_name: str | None,
    table_name: str,
    columns: Sequence[str | TextClause | ColumnElement[Any]],
    *,
    schema: str | None = None,
    unique: bool = False,
    if_not_exists: bool | None = None,
    **kw: Any,
) -> None:
    """Create an index.

    Args:
        index_name: Its name; None leaves it to the naming convention.
        table_name: The table.
        columns: Names of columns, ``text()`` and expressions.
        schema: The table's schema; None is the connection's default.
        unique: Whether values must be unique.
        if_not_exists: Whether an index that is there already is left alone.
        **kw: ``quote``, and dialect options such as ``postgresql_concurrently``.

    Raises:
        ValueError: An element of ``columns`` is something else.
    """

def create_module_class_proxy(
    globals_: dict[str, Any], locals_: dict[str, Any] | None = None
) -> None:
    """Put a function for every directive into a module, as ``alembic.op`` has them.

    Args:
        globals_: ``globals()`` of the module.
        locals_: Where the functions go; the same by default.
    """

def create_primary_key(
    constraint_name: str | None,
    table_name: str,
    columns: Sequence[str],
    *,
    schema: str | None = None,
) -> None:
    """Create a primary key.

    Args:
        constraint_name: Its name; None leaves it to the naming convention or the database.
        table_name: The table.
        columns: The names of its columns.
        schema: The table's schema; None is the connection's default.
    """

def create_table(
    table_name: str, *columns: SchemaItem, if_not_exists: bool | None = None, **kw: Any
) -> Table:
    """Create a table, its indexes and its comments.

    Args:
        table_name: Its name.
        *columns: Columns, constraints and indexes. Tables that foreign keys refer to need
            not be known.
        if_not_exists: Whether a table that is there already is left alone.
        **kw: Options of ``Table``: ``schema``, ``comment``, ``info``, ``prefixes``, dialect
            options.

    Returns:
        The table, which ``bulk_insert`` takes.
    """

def create_table_comment(
    table_name: str,
    comment: str | None,
    *,
    existing_comment: str | None = None,
    schema: str | None = None,
) -> None:
    """Set the comment of a table.

    Args:
        table_name: The table.
        comment: The comment.
        existing_comment: The comment it had, for the way back.
        schema: The table's schema; None is the connection's default.
    """

def create_unique_constraint(
    constraint_name: str | None,
    table_name: str,
    columns: Sequence[str],
    *,
    schema: str | None = None,
    **kw: Any,
) -> Any:
    """Create a unique constraint.

    Args:
        constraint_name: Its name; None leaves it to the naming convention or the database.
        table_name: The table.
        columns: The names of its columns.
        schema: The table's schema; None is the connection's default.
        **kw: Options of ``UniqueConstraint``: ``deferrable``, ``initially``, dialect options.
    """

def drop_column(table_name: str, column_name: str, *, schema: str | None = None, **kw: Any) -> None:
    """Drop a column.

    Args:
        table_name: The table.
        column_name: The column.
        schema: The table's schema; None is the connection's default.
        **kw: ``if_exists``; and for SQL Server ``mssql_drop_check``,
            ``mssql_drop_default`` and ``mssql_drop_foreign_key``, which drop what hangs on
            the column first.
    """

def drop_constraint(
    constraint_name: str | None,
    table_name: str,
    type_: str | None = None,
    *,
    schema: str | None = None,
    if_exists: bool | None = None,
) -> None:
    """Drop a constraint.

    Args:
        constraint_name: Its name.
        table_name: The table.
        type_: Its kind: ``foreignkey``, ``primary``, ``unique`` or ``check``. MySQL needs
            it, and the naming convention of that kind applies.
        schema: The table's schema; None is the connection's default.
        if_exists: Whether a constraint that is not there is no error.

    Raises:
        TypeError: The kind is none of those known.
    """

def drop_index(
    index_name: str,
    table_name: str | None = None,
    *,
    schema: str | None = None,
    if_exists: bool | None = None,
    **kw: Any,
) -> None:
    """Drop an index.

    Args:
        index_name: Its name.
        table_name: The table; MySQL and SQL Server need it.
        schema: The table's schema; None is the connection's default.
        if_exists: Whether an index that is not there is no error.
        **kw: Dialect options such as ``postgresql_concurrently``.
    """

def drop_table(
    table_name: str, *, schema: str | None = None, if_exists: bool | None = None, **kw: Any
) -> None:
    """Drop a table.

    Args:
        table_name: Its name.
        schema: Its schema; None is the connection's default.
        if_exists: Whether a table that is not there is no error.
        **kw: Options of ``Table``.
    """

def drop_table_comment(
    table_name: str, *, existing_comment: str | None = None, schema: str | None = None
) -> None:
    """Take the comment of a table away.

    Args:
        table_name: The table.
        existing_comment: The comment it had, for the way back.
        schema: The table's schema; None is the connection's default.
    """

def execute(sqltext: Executable | str, *, execution_options: dict[str, Any] | None = None) -> None:
    r"""Run a statement at once; the result is not returned.

    For results use ``op.get_bind()``.

    Args:
        sqltext: SQL text, or a SQLAlchemy construct. In text, ``:name`` is a parameter and a
            colon of its own is written ``\:``.
        execution_options: Options for the execution.
    """

def f(name: str) -> conv:
    """Mark a name as final, so that no naming convention is applied to it."""

def get_bind() -> Connection:
    """Return the connection; in a script, one whose ``execute()`` writes SQL."""

def get_context() -> Any:
    """Return the ``MigrationContext``."""

def implementation_for(op_cls: Any, replace: bool = False) -> Callable[[_Fn], _Fn]:
    """Have the decorated function, ``fn(operations, operation)``, carry out a class.

    Args:
        op_cls: The class of operations; its subclasses are carried out as well.
        replace: Whether it takes the place of an implementation there is.

    Raises:
        ValueError: The class has an implementation, and it is not to be replaced.
    """

def inline_literal(value: str | int, type_: TypeEngine[Any] | None = None) -> _literal_bindparam:
    """Return a value that is written into the statement instead of being bound.

    Args:
        value: The value.
        type_: Its type; that of the column it is compared with by default.
    """

def invoke(operation: MigrateOperation) -> Any:
    """Carry an operation out and return what its implementation returns.

    Raises:
        ValueError: No implementation is registered for its class.
    """

def register_operation(name: str, sourcename: str | None = None) -> Callable[[type[_T]], type[_T]]:
    """Have a class of operations said by a new method of this class, and so of ``op``.

    Args:
        name: The name of the method.
        sourcename: The classmethod of the decorated class that it calls; ``name`` by
            default. Its first parameters are ``cls`` and ``operations``; the method has the
            rest of its signature, and its docstring.

    Raises:
        AttributeError: The class has no such classmethod.
        AssertionError: Its first parameters are others.
    """

def rename_table(old_table_name: str, new_table_name: str, *, schema: str | None = None) -> None:
    """Rename a table.

    Args:
        old_table_name: The name it has.
        new_table_name: The name it gets.
        schema: Its schema; None is the connection's default.
    """

def run_async(async_function: Callable[..., Awaitable[_T]], *args: Any, **kw_args: Any) -> _T:
    """Call a coroutine function with the async connection of this migration.

    Args:
        async_function: Called as ``async_function(connection, *args, **kw_args)``.
        *args: Passed on.
        **kw_args: Passed on.

    Returns:
        What the coroutine returns.

    Raises:
        NotImplementedError: There is no connection.
        ValueError: The dialect is not an async one.
    """
