"""What of an interrupted revision is passed over."""

from __future__ import annotations

from unittest.mock import MagicMock

import pytest

from alembic.journal.record.checksum import statement_checksum
from alembic.journal.record.entry import Entry, Interrupted
from alembic.journal.record.table import Recorded


def test_rows_that_come_again_later_are_not_changed_twice() -> None:
    """A statement on rows that was done before one that comes again now is not skipped."""
    said = [("UPDATE t SET x = x + 1", "{}"), ("CREATE INDEX i ON t (x)", "{}")]
    done = [
        Recorded("e", "run", "r1", "upgrade", number, "done", statement_checksum(*each), each[0])
        for number, each in enumerate(said, 1)
    ]
    row = Recorded("e", "run", "r1", "upgrade", 0, "running")
    before = Interrupted(row, done, is_written=True, is_in_doubt=False)
    entry = Entry(MagicMock(), MagicMock(), MagicMock(), "run", before)
    with pytest.raises(LookupError) as mismatch:
        entry.passes_over(said[1])
    assert mismatch.value.args == (done[0],)
