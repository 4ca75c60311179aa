"""Who stands around statements."""

from __future__ import annotations

from typing import Any
from unittest.mock import MagicMock

from alembic.ddl.statement import Statement
from alembic.runtime.guarding import ObservedSink
from alembic.runtime.ports import RunObserver


class Counting(RunObserver):
    """Counts statements."""

    count = 0

    def around_statement(self, context: Any, statement: Statement, proceed: Any) -> Any:
        """Count one."""
        self.count += 1
        return proceed(statement)


def test_who_lets_every_statement_pass_is_not_asked() -> None:
    """Observers that only hear of steps cost a statement nothing; the others are all asked."""
    sink, counting, statement = MagicMock(), Counting(), Statement("SELECT 1")
    idle = ObservedSink(MagicMock(), sink, [RunObserver(), RunObserver()])
    assert idle._run is sink.run
    watched = ObservedSink(MagicMock(), sink, [RunObserver(), counting, RunObserver()])
    assert watched.run(statement) is sink.run.return_value
    assert counting.count == 1
