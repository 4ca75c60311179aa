"""Operations of one's own: how they are said and carried out."""

from __future__ import annotations

import inspect
import io
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from alembic import op as proxy
from alembic.ddl.sink import RecordSink
from alembic.ddl.statement import current_operation
from alembic.operations import BatchOperations, MigrateOperation, Operations, ops, toimpl
from alembic.operations.abstract import AbstractOperations
from alembic.runtime.migration import MigrationContext


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    registry = dict(AbstractOperations._to_impl._registry)
    attributes = {cls: set(vars(cls)) for cls in (Operations, BatchOperations)}
    yield
    AbstractOperations._to_impl._registry.clear()
    AbstractOperations._to_impl._registry.update(registry)
    for cls, names in attributes.items():
        for name in set(vars(cls)) - names:
            delattr(cls, name)


def operations(dialect: str = "postgresql") -> Operations:
    options = {"as_sql": True, "output_buffer": io.StringIO()}
    return Operations(MigrationContext.configure(dialect_name=dialect, opts=options))


def script(op: Operations) -> str:
    return op.get_context().impl.output_buffer.getvalue()


class CreateThingOp(MigrateOperation):
    """Makes a thing."""

    def __init__(self, name: str, size: int | None = None) -> None:
        self.name, self.size = name, size

    @classmethod
    def create_thing(cls, operations: Operations, name: str, *, size: int = 5, **kw: Any) -> Any:
        """Create a thing."""
        return operations.invoke(cls(name, size))


def registered() -> type[CreateThingOp]:
    made: type[CreateThingOp] = type(
        "CreateThingOp",
        (CreateThingOp,),
        {"create_thing": classmethod(_copy_of(CreateThingOp.create_thing))},
    )
    return Operations.register_operation("create_thing")(made)


def _copy_of(method: Any) -> Any:
    source = method.__func__

    def create_thing(
        cls: Any, operations: Operations, name: str, *, size: int = 5, **kw: Any
    ) -> Any:
        """Create a thing."""
        return source(cls, operations, name, size=size, **kw)

    return create_thing


def test_directive_has_the_signature_of_the_classmethod() -> None:
    """Parameters, defaults, keyword-only parts and the docstring are those of the classmethod."""
    registered()
    assert str(inspect.signature(Operations.create_thing)) == (
        "(self, name: 'str', *, size: 'int' = 5, **kw: 'Any') -> 'Any'"
    )
    assert Operations.create_thing.__doc__ == "Create a thing."
    assert Operations.create_thing.__name__ == "create_thing"
    assert Operations.create_thing.__qualname__ == "Operations.create_thing"


def test_classmethod_says_where_it_is_proxied() -> None:
    """The docstring of the classmethod points at the directive."""
    made = registered()
    assert made.create_thing.__doc__ == (
        "This method is proxied on the :class:`.Operations` class, "
        "via the :meth:`.Operations.create_thing` method."
    )


def test_directive_calls_the_implementation() -> None:
    """A registered operation is said, dispatched, and its result returned."""
    made = registered()

    @Operations.implementation_for(made)
    def create_thing(op: Operations, operation: CreateThingOp) -> str:
        op.execute(f"CREATE THING {operation.name} {operation.size}")
        return "done"

    op = operations()
    assert op.create_thing("x", size=7) == "done"
    assert script(op) == "CREATE THING x 7;\n\n"
    with pytest.raises(TypeError):
        op.create_thing("x", 7)


def test_directive_is_on_the_module_proxy() -> None:
    """``alembic.op`` follows the class."""
    made = registered()
    Operations.implementation_for(made)(lambda op, operation: operation.name)
    with Operations.context(operations().get_context()):
        assert proxy.create_thing("x") == "x"


def test_directive_of_batch_operations_is_its_own() -> None:
    """Registering on one class leaves the other alone; another method may be the source."""

    @BatchOperations.register_operation("create_thing", "batch_create_thing")
    class Op(MigrateOperation):
        @classmethod
        def batch_create_thing(cls, operations: BatchOperations, size: int) -> Any:
            return operations.impl.table_name, size

    assert Op.__name__ == "Op"
    assert not hasattr(Operations, "create_thing")
    op = operations()
    with op.batch_alter_table("t") as batch:
        assert batch.create_thing(3) == ("t", 3)


def test_classmethod_must_be_there() -> None:
    """A missing classmethod is an AttributeError."""
    with pytest.raises(AttributeError):
        Operations.register_operation("nothing")(CreateThingOp)


def test_first_parameters_are_fixed() -> None:
    """The classmethod takes cls and operations under these names."""

    class Op(MigrateOperation):
        @classmethod
        def make(cls, ops: Any, x: int) -> None:
            """Make it."""

    with pytest.raises(AssertionError):
        Operations.register_operation("make")(Op)


def test_second_implementation_needs_replace() -> None:
    """An implementation is not replaced by accident."""
    with pytest.raises(
        ValueError,
        match=r"^Can not set dispatch function for object <class '[\w.]*CreateTableOp'>: key "
        r"already exists\. To replace existing function, use replace=True\.$",
    ):
        Operations.implementation_for(ops.CreateTableOp)(lambda op, operation: None)


def test_replaced_implementation_may_call_the_original() -> None:
    """The default implementations stay importable."""
    seen = []

    @Operations.implementation_for(ops.DropTableOp, replace=True)
    def drop_table(op: Operations, operation: ops.DropTableOp) -> None:
        seen.append(operation.table_name)
        toimpl.drop_table(op, operation)

    op = operations()
    op.drop_table("t")
    assert (seen, script(op)) == (["t"], "DROP TABLE t;\n\n")


def test_subclass_is_carried_out_as_its_parent() -> None:
    """Lookup follows the MRO of the operation."""

    class MyDrop(ops.DropTableOp):
        pass

    op = operations()
    op.invoke(MyDrop("t"))
    assert script(op) == "DROP TABLE t;\n\n"


def test_implementation_for_one_dialect_comes_first() -> None:
    """A function registered for the dialect's name serves that dialect only."""
    AbstractOperations._to_impl.dispatch_for(ops.DropTableOp, qualifier="mysql")(
        lambda op, operation: "mysql"
    )
    assert operations("mysql").invoke(ops.DropTableOp("t")) == "mysql"
    assert operations("postgresql").invoke(ops.DropTableOp("t")) is None


@pytest.mark.parametrize(
    "operation",
    [
        MigrateOperation(),
        ops.UpgradeOps(),
        ops.MigrationScript("r", ops.UpgradeOps(), ops.DowngradeOps()),
    ],
)
def test_what_cannot_be_invoked(operation: MigrateOperation) -> None:
    """Operations without an implementation are named in the error."""
    with pytest.raises(ValueError, match=r"^no dispatch function for object: <"):
        operations().invoke(operation)


def test_statements_know_their_operation() -> None:
    """While an operation is carried out it is the current one."""
    seen = []

    class Listed(MigrateOperation):
        pass

    Operations.implementation_for(Listed)(
        lambda op, operation: seen.append(current_operation.get())
    )
    operation = Listed()
    operations().invoke(operation)
    assert (seen, current_operation.get()) == ([operation], None)


def test_statements_reach_the_sink_with_their_operation() -> None:
    """Each statement of an operation carries it."""
    op = operations()
    op.impl.sink = sink = RecordSink()
    operation = ops.AddColumnOp("t", sa.Column("c", sa.Integer, index=True))
    op.invoke(operation)
    assert [each.operation for each in sink.statements] == [operation, operation]


def test_statements_of_a_batch_know_their_operation() -> None:
    """Queued statements carry the operation that asked for them, not the block's end."""
    op = operations()
    op.impl.sink = sink = RecordSink()
    with op.batch_alter_table("t") as batch:
        batch.add_column(sa.Column("c", sa.Integer, index=True))
        batch.drop_column("d")
    assert [type(each.operation) for each in sink.statements] == [
        ops.AddColumnOp,
        ops.AddColumnOp,
        ops.DropColumnOp,
    ]
