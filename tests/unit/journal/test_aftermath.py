"""Something that has to happen right after a transaction."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from alembic.journal.lock.aftermath import after_transaction


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_after_the_end(tmp_path: Path, end: str) -> None:
    """It happens once, when others can see what was done, however the transaction ends."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    seen: list[int] = []

    def look() -> None:
        with engine.connect() as other:
            seen.append(other.execute(sa.text("SELECT count(*) FROM t")).scalar_one())

    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE t (a INTEGER)"))
    with engine.connect() as connection:
        connection.execute(sa.text("INSERT INTO t VALUES (1)"))
        after_transaction(connection, look)
        assert seen == []
        getattr(connection, end)()
        if end != "close":
            connection.execute(sa.text("INSERT INTO t VALUES (2)"))
            connection.rollback()
    assert seen == [1 if end == "commit" else 0]
    engine.dispose()
