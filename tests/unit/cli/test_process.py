"""How a console process ends."""

from __future__ import annotations

import pytest

from alembic.base.lazy import resolve
from alembic.cli.console import console
from alembic.cli.database_errors import masked
from alembic.cli.failures import describe
from alembic.config import Config


def test_the_interrupt_key_is_not_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    """The status is the one shells expect after SIGINT."""
    with pytest.raises(SystemExit) as ended, console(Config(), raiseerr=False):
        raise KeyboardInterrupt
    assert ended.value.code == 130
    assert capsys.readouterr().err == "Interrupted\n"


def _described(error: Exception) -> list[str]:
    """Describe an error that passed only frames of this package, not this test's."""
    trace = error.__traceback__
    assert trace is not None
    return describe(error.with_traceback(trace.tb_next), Config()).splitlines()


def test_an_error_of_our_own_is_shown_whole() -> None:
    """Where nothing of the user's is involved every frame is needed."""
    with pytest.raises(AttributeError) as caught:
        resolve("alembic.base.lazy:nothing")
    lines = _described(caught.value)
    assert lines[0] == "Traceback (most recent call last):"
    assert "base/lazy.py" in lines[1]
    assert lines[-1].startswith("AttributeError: ")


def test_a_module_that_is_missing_is_one_line() -> None:
    """A package that a setting names needs no traceback; nor does a file that may not be read."""
    with pytest.raises(ImportError) as caught:
        resolve("no_such_module")
    assert _described(caught.value) == ["FAILED: No module named 'no_such_module'"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, KeyError])
def test_raiseerr_lets_everything_through(error: type[BaseException]) -> None:
    """Nothing is turned into a message."""
    with pytest.raises(error), console(Config(), raiseerr=True):
        raise error


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg2://scott:tiger@host/x", "postgresql+psycopg2://scott:***@host/x"),
        ("postgresql://scott:t@g:r/@host:5432/x", "postgresql://scott:***@host:5432/x"),
        ("scott:tiger@host", "scott:***@host"),
        ("postgresql://host/x", "postgresql://host/x"),
        ("sqlite:////x.db", "sqlite:////x.db"),
        ("postgresql://scott@host:5432/x", "postgresql://scott@host:5432/x"),
    ],
)
def test_passwords_are_masked_in_any_text(url: str, shown: str) -> None:
    """Also in what is not quite a URL."""
    assert masked(url) == shown
