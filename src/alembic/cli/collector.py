"""The garbage collector of a console process, which lives for one command."""

from __future__ import annotations

import atexit
import gc
from contextlib import contextmanager

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The first collection waits for so many objects. SQLAlchemy, the models and a snapshot of a
#: hundred tables are fewer, and all of them stay.
_FIRST_AFTER = 200_000
#: From then on. With these `check` on 1,000 tables takes 1.6 s instead of 2.7 s, as it does without
#: a collector; the cyclic garbage of 1,000 revisions, about 20 MB in all, still goes.
_THRESHOLDS = (10_000, 100, 1_000)


@contextmanager
def patient() -> Iterator[None]:
    """Collect rarely for the length of a block, and not at the end of the process.

    Loading SQLAlchemy, models and a snapshot of a database makes a million objects that all stay.
    By default the collector walks them again and again, and once more before the process ends.
    """
    before = gc.get_threshold()
    if 0 < before[0] < _THRESHOLDS[0]:  # whoever has set more, or none at all, had a reason
        gc.set_threshold(_FIRST_AFTER, *_THRESHOLDS[1:])
        gc.callbacks.append(_after_first)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
    try:
        yield
    finally:
        if _after_first in gc.callbacks:
            gc.callbacks.remove(_after_first)
        if not gc.get_freeze_count():
            # All that lives counts as old from here on; otherwise it would be walked now, as young.
            gc.freeze()
            gc.unfreeze()
        gc.set_threshold(*before)


def _after_first(phase: str, _: Mapping[str, int]) -> None:
    if phase == "stop" and gc.get_threshold()[0] == _FIRST_AFTER:
        gc.set_threshold(*_THRESHOLDS)
