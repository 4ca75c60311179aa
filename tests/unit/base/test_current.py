"""The current object: one per thread and task, restored when its block ends."""

import asyncio
import threading

import pytest

from alembic.base.current import Current


def test_outside_any_block_the_function_is_named() -> None:
    """A call without a current object names the function and the class."""
    with pytest.raises(
        NameError,
        match=(
            r"Can't invoke function 'add', as the proxy object has not yet been established for "
            r"the Alembic 'Thing' class\.  Try placing this code inside a callable\."
        ),
    ):
        Current("Thing").require("add")


def test_inner_block_hides_the_outer_one() -> None:
    """Blocks nest, and each restores what it hid."""
    slot = Current("Thing")
    with slot.installed("outer"):
        with slot.installed("inner"):
            assert slot.get() == "inner"
        assert slot.get() == "outer"
    assert slot.get() is None


def test_a_failing_block_is_uninstalled() -> None:
    """An exception does not leave its object current."""
    slot = Current("Thing")
    with pytest.raises(ZeroDivisionError), slot.installed("x"):
        raise ZeroDivisionError
    assert slot.get() is None


def test_threads_see_their_own_object() -> None:
    """Four threads with four objects never see each other's."""
    slot = Current("Thing")
    meet = threading.Barrier(4)
    seen: dict[int, list[object]] = {}

    def work(number: int) -> None:
        with slot.installed(number):
            meet.wait()
            seen[number] = [slot.get()]
            meet.wait()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {0: [0], 1: [1], 2: [2], 3: [3]}


def test_tasks_see_their_own_object() -> None:
    """Tasks that interleave on one loop keep their objects apart."""
    slot = Current("Thing")

    async def work(number: int) -> object:
        with slot.installed(number):
            await asyncio.sleep(0)
            return slot.get()

    async def main() -> list[object]:
        return await asyncio.gather(*(work(n) for n in range(4)))

    assert asyncio.run(main()) == [0, 1, 2, 3]


def test_a_thread_of_the_only_migration_finds_it() -> None:
    """A thread started by a script means the one migration that runs, and none when two do."""
    slot = Current("Thing")
    found: list[object] = []

    def look() -> None:
        found.append(slot.get())

    def look_in_thread() -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    with slot.installed("one"):
        look_in_thread()
        with slot.installed("two"):
            look_in_thread()
    assert found == ["one", None]
