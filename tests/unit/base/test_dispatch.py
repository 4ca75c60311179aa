"""Dispatchers: which function handles an object, and in which order many run."""

import pytest

from alembic.base.dispatch import (
    Dispatcher,
    DispatchPriority,
    PriorityDispatcher,
    PriorityDispatchResult,
)


class Animal: ...


class Dog(Animal): ...


def test_subclass_uses_the_function_of_its_parent() -> None:
    """A class without its own function is handled by the nearest class of its MRO."""
    dispatcher = Dispatcher()
    dispatcher.dispatch_for(Animal)(lambda: "animal")
    assert dispatcher.dispatch(Dog())() == "animal"


def test_qualifier_comes_before_default_within_a_class() -> None:
    """Per class the dialect's own function is tried before the general one."""
    dispatcher = Dispatcher()
    dispatcher.dispatch_for(Animal)(lambda: "any")
    dispatcher.dispatch_for(Animal, qualifier="sqlite")(lambda: "sqlite")
    assert dispatcher.dispatch(Dog(), "sqlite")() == "sqlite"
    assert dispatcher.dispatch(Dog(), "oracle")() == "any"


def test_second_registration_needs_replace() -> None:
    """A function is never replaced by accident."""
    dispatcher = Dispatcher()
    dispatcher.dispatch_for(Animal)(lambda: 1)
    again = dispatcher.dispatch_for(Animal)
    with pytest.raises(ValueError, match=r"key already exists\. To replace existing function"):
        again(lambda: 2)
    dispatcher.dispatch_for(Animal, replace=True)(lambda: 3)
    assert dispatcher.dispatch(Animal())() == 3


def test_unknown_object_is_named() -> None:
    """An object nobody handles is named in the error."""
    with pytest.raises(ValueError, match="no dispatch function for object: 5"):
        Dispatcher().dispatch(5)


def test_branch_is_independent() -> None:
    """What is added to a branch does not reach the original."""
    original = Dispatcher()
    branch = original.branch()
    branch.dispatch_for(Animal)(lambda: 1)
    with pytest.raises(ValueError, match="no dispatch function"):
        original.dispatch(Animal())


def test_priority_then_qualifier_then_registration_order() -> None:
    """Functions run by priority; within one, the dialect's before the general ones."""
    ran: list[str] = []
    dispatcher = PriorityDispatcher()
    add = dispatcher.dispatch_for
    add("t", priority=DispatchPriority.LAST)(lambda: ran.append("last"))
    add("t")(lambda: ran.append("default 1"))
    add("t", qualifier="sqlite")(lambda: ran.append("sqlite"))
    add("t")(lambda: ran.append("default 2"))
    add("t", priority=DispatchPriority.FIRST)(lambda: ran.append("first"))
    dispatcher.dispatch("t", qualifier="sqlite")()
    assert ran == ["first", "sqlite", "default 1", "default 2", "last"]


def test_stop_ends_only_its_subgroup() -> None:
    """STOP ends later functions of the same subgroup, also at lower priority; others go on."""
    ran: list[str] = []

    def stop() -> PriorityDispatchResult:
        ran.append("a1")
        return PriorityDispatchResult.STOP

    dispatcher = PriorityDispatcher()
    add = dispatcher.dispatch_for
    add("t", subgroup="a", priority=DispatchPriority.FIRST)(stop)
    add("t", subgroup="a", priority=DispatchPriority.LAST)(lambda: ran.append("a2"))
    add("t", subgroup="b", priority=DispatchPriority.LAST)(lambda: ran.append("b"))
    dispatcher.dispatch("t")()
    assert ran == ["a1", "b"]


def test_populate_with_appends() -> None:
    """Functions of another dispatcher run after those already there."""
    ran: list[str] = []
    first, second = PriorityDispatcher(), PriorityDispatcher()
    first.dispatch_for("t")(lambda: ran.append("first"))
    second.dispatch_for("t")(lambda: ran.append("second"))
    branch = first.branch()
    branch.populate_with(second)
    branch.dispatch("t")()
    first.dispatch("t")()
    assert ran == ["first", "second", "first"]


def test_keys_without_a_priority() -> None:
    """Programs that look functions up by target and qualifier find none, and no error."""
    dispatcher = PriorityDispatcher()
    dispatcher.dispatch_for("schema", "clickhouse")(print)
    assert list(dispatcher._registry[("schema", "default")]) == []
    assert list(dispatcher._registry) == [("schema", "clickhouse", DispatchPriority.MEDIUM)]
