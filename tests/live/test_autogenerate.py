"""Scenarios of autogenerate on live servers: one file each under ``tests/golden/autogenerate``.

``--update-golden`` writes what comes out into the files anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from harness.scenario import OUTPUTS, Scenario

FOLDER = Path(__file__).resolve().parent.parent / "golden" / "autogenerate"
CASES = [
    (path, server)
    for path in sorted(FOLDER.glob("*.txt"))
    for server in Scenario.read(path).servers
]


@pytest.mark.parametrize(
    ("path", "server"), CASES, ids=[f"{path.stem}-{server}" for path, server in CASES]
)
def test_scenario(
    path: Path, server: str, request: pytest.FixtureRequest, update_golden: bool
) -> None:
    """A database and models give the operations, log lines and filter calls the file says."""
    scenario = Scenario.read(path)
    engine = sa.create_engine(request.getfixturevalue(f"{server}_url"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        for schema in scenario.schemas:
            connection.execute(sa.schema.CreateSchema(schema))
        found = scenario.run(connection)
    if update_golden:
        path.write_text(scenario.text(found), encoding="utf-8")
    expected = {key: scenario.sections[key] for key in OUTPUTS if key in scenario.sections}
    if not update_golden:
        assert {key: found[key] for key in expected} == expected
