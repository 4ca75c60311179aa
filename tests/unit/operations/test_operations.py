"""The Operations object itself."""

from __future__ import annotations

import asyncio
import inspect
import io
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.sql.elements import conv

import alembic.operations.base
from alembic import op as proxy
from alembic.base import current
from alembic.operations import BatchOperations, Operations
from alembic.runtime.migration import MigrationContext
from alembic.schema.objects import SchemaObjects


def context(**opts: Any) -> MigrationContext:
    return MigrationContext.configure(
        dialect_name="sqlite", opts={"as_sql": True, "output_buffer": io.StringIO(), **opts}
    )


def test_attributes() -> None:
    """The implementation is that of the context unless another is given."""
    made = context()
    op = Operations(made)
    assert (op.migration_context, op.impl) == (made, made.impl)
    assert isinstance(op.schema_obj, SchemaObjects)
    assert op.get_context() is made
    assert Operations(made, impl="other").impl == "other"


def test_context_installs_for_a_block() -> None:
    """``alembic.op`` is the yielded object inside the block and nothing after it."""
    with Operations.context(context()) as op:
        assert current.operations.get() is op
        assert proxy.get_context() is op.get_context()
    assert current.operations.get() is None


def test_context_uninstalls_after_an_error() -> None:
    """An error leaves no object behind."""
    with pytest.raises(LookupError), Operations.context(context()):
        raise LookupError
    assert current.operations.get() is None


def test_bind_of_a_script_writes_to_it() -> None:
    """Code that asks for a connection writes into the script."""
    op = Operations(context())
    op.get_bind().execute(sa.text("select 1"))
    assert op.get_context().impl.output_buffer.getvalue() == "select 1;\n\n"


def test_bind_online_is_the_connection() -> None:
    """Online the connection is the one the context has."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        assert Operations(MigrationContext.configure(connection)).get_bind() is connection
    engine.dispose()


def test_f_marks_a_name_as_final() -> None:
    """The name is a string that naming conventions leave alone."""
    name = Operations(context()).f("x")
    assert (type(name), name) == (conv, "x")


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [("it's", None, "'it''s'"), (5, None, "5"), (True, sa.Boolean(), "1")],
)
def test_inline_literal(value: Any, type_: Any, expected: str) -> None:
    """The value is written into the statement."""
    op = Operations(context())
    op.execute(sa.select(op.inline_literal(value, type_)))
    written = op.get_context().impl.output_buffer.getvalue()
    assert written.split()[1].rstrip(";") == expected


def test_inline_literals_are_not_cached() -> None:
    """Two values of one shape do not become each other's text."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        found = [connection.execute(sa.select(op.inline_literal(value))).scalar() for value in "ab"]
    engine.dispose()
    assert found == ["a", "b"]


def test_run_async_needs_an_async_dialect() -> None:
    """A sync connection has no async one above it."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        with pytest.raises(ValueError, match=r"^Cannot call run_async with a sync engine$"):
            op.run_async(lambda connection: None)
    engine.dispose()


def test_run_async_needs_a_connection() -> None:
    """Without a connection there is nothing to await."""
    op = Operations(context())
    op.migration_context.impl.connection = None
    with pytest.raises(NotImplementedError, match=r"^Cannot call run_async in SQL mode$"):
        op.run_async(lambda connection: None)


def test_run_async_uses_the_transaction_of_the_migration() -> None:
    """The coroutine gets an async connection on the same transaction, and its result returns."""

    async def count(connection: AsyncConnection, add: int, *, more: int) -> int:
        found = await connection.execute(sa.text("select count(*) from t"))
        return found.scalar_one() + add + more

    def migrate(connection: sa.Connection) -> int:
        op = Operations(MigrationContext.configure(connection))
        op.create_table("t", sa.Column("x", sa.Integer))
        op.execute("insert into t values (1)")
        return op.run_async(count, 10, more=100)

    async def main() -> int:
        engine = create_async_engine("sqlite+aiosqlite://")
        async with engine.connect() as connection:
            result = await connection.run_sync(migrate)
        await engine.dispose()
        return result

    assert asyncio.run(main()) == 111


def test_created_table_is_returned_for_bulk_insert() -> None:
    """``create_table`` returns the table it made; rows go into it."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        table = op.create_table("t", sa.Column("x", sa.Integer))
        op.bulk_insert(table, [{"x": 1}, {"x": 2}])
        op.bulk_insert(table, [{"x": op.inline_literal(3)}], multiinsert=False)
        assert connection.execute(sa.text("select sum(x) from t")).scalar() == 6
    engine.dispose()


PUBLIC = [
    "add_column",
    "alter_column",
    "batch_alter_table",
    "bulk_insert",
    "context",
    "create_check_constraint",
    "create_exclude_constraint",
    "create_foreign_key",
    "create_index",
    "create_primary_key",
    "create_table",
    "create_table_comment",
    "create_unique_constraint",
    "drop_column",
    "drop_constraint",
    "drop_index",
    "drop_table",
    "drop_table_comment",
    "execute",
    "f",
    "get_bind",
    "get_context",
    "implementation_for",
    "inline_literal",
    "invoke",
    "register_operation",
    "rename_table",
    "run_async",
]


def test_directives() -> None:
    """Everything ``op`` promises is a method, with a docstring."""
    assert [name for name in PUBLIC if not getattr(Operations, name).__doc__] == []


def test_directives_of_a_batch() -> None:
    """A batch has what concerns one table."""
    absent = {"create_table", "drop_table", "rename_table", "bulk_insert"}
    assert {name for name in PUBLIC if not hasattr(BatchOperations, name)} == absent


@pytest.mark.parametrize("name", sorted(set(PUBLIC) - {"context"}))
def test_signature_has_no_surplus(name: str) -> None:
    """Directives of a batch have no parameters for the table and its schema."""
    if hasattr(BatchOperations, name) and name not in {"batch_alter_table"}:
        parameters = inspect.signature(getattr(BatchOperations, name)).parameters
        assert {"table_name", "source_table", "schema", "source_schema"}.isdisjoint(parameters)


def test_public_paths() -> None:
    """The classes are where they were always imported from."""
    assert alembic.operations.base.Operations is Operations
    assert Operations.__module__ == "alembic.operations.base"
    assert issubclass(BatchOperations, alembic.operations.base.AbstractOperations)


@pytest.mark.parametrize(
    ("cls", "name", "args", "kw", "text"),
    [
        (Operations, "add_column", ("t",), {}, "missing 1 required positional argument: 'column'"),
        (
            Operations,
            "rename_table",
            ("t", "u"),
            {"x": 1},
            "got an unexpected keyword argument 'x'",
        ),
        (BatchOperations, "drop_index", (), {}, "missing 1 required positional argument: "),
        (BatchOperations, "alter_column", ("t", "c"), {}, "takes 2 positional arguments but 3 "),
    ],
)
def test_errors_about_arguments_name_the_published_class(
    cls: type[Operations], name: str, args: tuple[Any, ...], kw: dict[str, Any], text: str
) -> None:
    """A directive is told as it is called, not by the class it is written in."""
    with pytest.raises(TypeError) as caught:
        getattr(cls(context()), name)(*args, **kw)
    assert str(caught.value).startswith(f"{cls.__name__}.{name}() {text}")


def test_directives_can_be_put_into_another_module() -> None:
    """``create_module_class_proxy`` gives functions that call the current object."""
    assert "create_module_class_proxy" in dir(proxy)
    module: dict[str, Any] = {}
    Operations.create_module_class_proxy(module)
    assert {"add_column", "f", "get_context", "invoke"} < set(module)
    made = context()
    with Operations.context(made):
        assert module["get_context"]() is made
    with pytest.raises(NameError, match="Can't invoke function 'get_context'"):
        module["get_context"]()
    locals_: dict[str, Any] = {}
    with Operations.context(made):
        proxy.create_module_class_proxy({}, locals_)
    assert set(locals_) == set(module)
