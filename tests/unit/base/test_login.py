"""Who runs this process."""

from __future__ import annotations

import pwd

import pytest

from alembic.base.login import login

VARIABLES = ("LOGNAME", "USER", "LNAME", "USERNAME")


@pytest.mark.parametrize("variable", VARIABLES)
def test_the_environment_tells(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """The usual variables come first."""
    for each in VARIABLES:
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(variable, "deploy")
    assert login() == "deploy"


def test_else_the_operating_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without them the number of the user is looked up, which in a container may have no name."""
    for each in VARIABLES:
        monkeypatch.delenv(each, raising=False)
    known = pwd.getpwall()[0]
    monkeypatch.setattr("os.getuid", lambda: known.pw_uid)
    assert login() == known.pw_name
    monkeypatch.setattr("os.getuid", lambda: 4_000_000_000)
    assert login() is None
