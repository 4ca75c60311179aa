"""The garbage collector of a console process."""

from __future__ import annotations

import gc

import pytest

from alembic.cli.collector import patient
from harness.project import Project

_RUN = """
import gc, sys
from alembic import command
from alembic.config import CommandLine

def thresholds(config):
    print("during", gc.get_threshold()[0] >= 10_000)

program = CommandLine()
program.register_command(thresholds)
before = gc.get_threshold(), gc.get_freeze_count()
program.main(%s)
print("as before", (gc.get_threshold(), gc.get_freeze_count()) == before)
"""


@pytest.mark.parametrize(
    ("given", "during"), [("", True), ("sys.argv[1:]", False)], ids=["process", "in-process"]
)
def test_only_a_console_process_collects_rarely(project: Project, given: str, during: bool) -> None:
    """Who calls main() with arguments keeps the collector as it is; nobody loses it."""
    out = project.python("-c", _RUN % given, "thresholds").out
    assert out.splitlines() == [f"during {during}", "as before True"]


@pytest.mark.parametrize("set_by_others", [(0, 10, 10), (50_000, 5, 5)])
def test_what_others_have_set_stays(set_by_others: tuple[int, int, int]) -> None:
    """A collector that is off, or rarer than ours, is left alone."""
    before = gc.get_threshold()
    gc.set_threshold(*set_by_others)
    try:
        with patient():
            assert gc.get_threshold() == set_by_others
        assert gc.get_threshold() == set_by_others
    finally:
        gc.set_threshold(*before)


def test_the_first_collection_waits_longer_than_the_others() -> None:
    """What a small command loads is never walked; a large one has its garbage taken away."""
    rounds: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            rounds.append(len(made))

    made: list[object] = []
    before = list(gc.callbacks)
    gc.collect()
    gc.callbacks.append(note)
    try:
        with patient():
            for _ in range(250_000):
                made.append([])
    finally:
        gc.callbacks.remove(note)
    first, second, *_ = rounds
    assert 150_000 < first <= 200_000
    assert 9_000 < second - first <= 10_001
    assert gc.callbacks == before


def test_what_was_made_is_not_walked_when_the_collector_is_put_back() -> None:
    """The first collection after a block looks at what was made after it."""
    walked: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            walked.append(info["generation"])

    with patient():
        made: list[object] = [[] for _ in range(150_000)]
        gc.callbacks.append(note)
    made += [[] for _ in range(2_000)]
    gc.callbacks.remove(note)
    assert set(walked) == {0}


def test_nothing_is_collected_at_the_end_of_the_process(project: Project) -> None:
    """Objects that are left then are frozen, after every other exit function."""
    code = (
        "import atexit, gc, sys; from alembic.config import main;"
        "before = gc.get_freeze_count();"
        "atexit.register(lambda: print('frozen', gc.get_freeze_count() > before));"
        "sys.argv = ['alembic', 'list_templates'];"
        "main()"
    )
    assert project.python("-c", code).out.splitlines()[-1] == "frozen True"
