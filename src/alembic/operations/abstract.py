"""What ``Operations`` and ``BatchOperations`` share: registry, invocation, the context."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.sql.elements import conv
from sqlalchemy.util import await_only, immutabledict

from ..base import current
from ..base.dispatch import Dispatcher
from ..base.proxy import forget, functions_of
from ..ddl.statement import current_operation
from ..schema.literals import _literal_bindparam
from ..schema.objects import SchemaObjects
from .emit import IMPLEMENTATIONS
from .emit.enums import enum_types_of
from .ops.enums import NO_ENUM_TYPES
from .registration import make_directive

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from typing import Literal

    from sqlalchemy.engine import Connection
    from sqlalchemy.schema import Table
    from sqlalchemy.types import TypeEngine

    from .base import BatchOperations, Operations
    from .ops import MigrateOperation

_T = TypeVar("_T")
_Fn = TypeVar("_Fn", bound="Callable[..., Any]")


def _built_in() -> Dispatcher:
    registry = Dispatcher()
    for op_class, implementation in IMPLEMENTATIONS.items():
        key: Any = op_class
        registry.dispatch_for(key)(implementation)
    return registry


class AbstractOperations:
    """The ground of ``Operations`` and ``BatchOperations``.

    Args:
        migration_context: The context the operations run in.
        impl: The implementation; that of the context by default.

    Attributes:
        schema_obj: A :class:`SchemaObjects`, for operations of your own.
    """

    _to_impl = _built_in()

    def __init__(self, migration_context: Any, impl: Any = None) -> None:
        self.migration_context = migration_context
        self.impl = migration_context.impl if impl is None else impl
        self.schema_obj = SchemaObjects(migration_context)

    @classmethod
    @contextmanager
    def context(cls, migration_context: Any) -> Iterator[Operations]:
        """Have ``alembic.op`` stand for a context for the length of a block."""
        from .base import Operations

        with current.operations.installed(Operations(migration_context)) as op:
            yield op

    @classmethod
    def create_module_class_proxy(
        cls, globals_: dict[str, Any], locals_: dict[str, Any] | None = None
    ) -> None:
        """Put a function for every directive into a module, as ``alembic.op`` has them.

        Args:
            globals_: ``globals()`` of the module.
            locals_: Where the functions go; the same by default.
        """
        target = globals_ if locals_ is None else locals_
        target.update(functions_of(cls, current.operations))

    @classmethod
    def register_operation(
        cls, name: str, sourcename: str | None = None
    ) -> Callable[[type[_T]], type[_T]]:
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

        def register(op_cls: type[_T]) -> type[_T]:
            setattr(cls, name, make_directive(cls, op_cls, name, sourcename or name))
            forget(current.operations, name)
            return op_cls

        return register

    @classmethod
    def implementation_for(cls, op_cls: Any, replace: bool = False) -> Callable[[_Fn], _Fn]:
        """Have the decorated function, ``fn(operations, operation)``, carry out a class.

        Args:
            op_cls: The class of operations; its subclasses are carried out as well.
            replace: Whether it takes the place of an implementation there is.

        Raises:
            ValueError: The class has an implementation, and it is not to be replaced.
        """
        return cls._to_impl.dispatch_for(op_cls, replace=replace)

    def invoke(self, operation: MigrateOperation) -> Any:
        """Carry an operation out and return what its implementation returns.

        Raises:
            ValueError: No implementation is registered for its class.
        """
        fn = self._to_impl.dispatch(operation, self.migration_context.impl.__dialect__)
        token = current_operation.set(operation)  # as said_by() does, which takes longer
        try:
            if getattr(operation, "enum_types", NO_ENUM_TYPES) is NO_ENUM_TYPES:
                return fn(self, operation)
            with enum_types_of(self, operation):
                return fn(self, operation)
        finally:
            current_operation.reset(token)

    def get_context(self) -> Any:
        """Return the ``MigrationContext``."""
        return self.migration_context

    def get_bind(self) -> Connection:
        """Return the connection; in a script, one whose ``execute()`` writes SQL."""
        bind: Connection = self.migration_context.impl.bind
        return bind

    def f(self, name: str) -> conv:
        """Mark a name as final, so that no naming convention is applied to it."""
        return conv(name)

    def inline_literal(
        self, value: str | int, type_: TypeEngine[Any] | None = None
    ) -> _literal_bindparam:
        """Return a value that is written into the statement instead of being bound.

        Args:
            value: The value.
            type_: Its type; that of the column it is compared with by default.
        """
        return _literal_bindparam(None, value, type_=type_)

    def run_async(
        self, async_function: Callable[..., Awaitable[_T]], *args: Any, **kw_args: Any
    ) -> _T:
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
        from sqlalchemy.ext.asyncio import AsyncConnection

        connection = self.get_bind()
        if connection is None:
            raise NotImplementedError("Cannot call run_async in SQL mode")
        if not connection.dialect.is_async:
            raise ValueError("Cannot call run_async with a sync engine")
        async_connection = AsyncConnection._retrieve_proxy_for_target(connection)
        result: _T = await_only(async_function(async_connection, *args, **kw_args))
        return result

    @contextmanager
    def batch_alter_table(
        self,
        table_name: str,
        schema: str | None = None,
        recreate: Literal["auto", "always", "never"] = "auto",
        partial_reordering: list[tuple[str, ...]] | None = None,
        copy_from: Table | None = None,
        table_args: tuple[Any, ...] = (),
        table_kwargs: Mapping[str, Any] = immutabledict(),
        reflect_args: tuple[Any, ...] = (),
        reflect_kwargs: Mapping[str, Any] = immutabledict(),
        naming_convention: dict[str, str] | None = None,
    ) -> Iterator[BatchOperations]:
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
        from .base import BatchOperations
        from .batch import BatchOperationsImpl

        impl = BatchOperationsImpl(
            self,
            table_name,
            schema,
            recreate,
            copy_from,
            table_args,
            table_kwargs,
            reflect_args,
            reflect_kwargs,
            naming_convention,
            partial_reordering,
        )
        yield BatchOperations(self.migration_context, impl=impl)
        impl.flush()
