"""Messages: what is printed, when it is wrapped, and what a failed command leaves."""

import io
import logging

import pytest

from alembic.base import messaging


def test_status_says_done(capsys: pytest.CaptureFixture[str]) -> None:
    """A step that ends well reads ``... done`` on one line."""
    with messaging.status("Generating x"):
        pass
    assert capsys.readouterr().out == "Generating x ...  done\n"


def test_status_says_failed_and_raises(capsys: pytest.CaptureFixture[str]) -> None:
    """A step that fails reads ``... FAILED`` and the exception goes on."""
    with pytest.raises(KeyError), messaging.status("Generating x", newline=True):
        raise KeyError("x")
    assert capsys.readouterr().out == "Generating x ...\n  FAILED\n"


def test_quiet_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Quiet messages and steps leave no output."""
    messaging.msg("x", quiet=True)
    with messaging.status("y", quiet=True):
        pass
    assert capsys.readouterr().out == ""


def test_terminal_width_wraps_with_indent(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal each line is indented by two blanks and wrapped to its width."""
    monkeypatch.setattr(messaging, "TERMWIDTH", 12)
    messaging.msg("one two three")
    assert capsys.readouterr().out == "  one two\n  three\n"


def test_err_logs_prints_and_exits(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A failed command logs an error, prints FAILED and exits with -1, also when quiet."""
    with caplog.at_level(logging.ERROR), pytest.raises(SystemExit) as exited:
        messaging.err("no such revision")
    assert exited.value.code == -1
    assert capsys.readouterr().out == "FAILED: no such revision\n"
    assert [(r.name, r.message) for r in caplog.records] == [
        ("alembic.util.messaging", "no such revision")
    ]
    with pytest.raises(SystemExit):
        messaging.err("no such revision", quiet=True)
    assert capsys.readouterr().out == ""


def test_text_that_the_stream_cannot_hold_is_replaced() -> None:
    """Characters outside the stream's encoding become question marks, never an error."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    messaging.write_outstream(stream, "größe", b" ok")
    stream.flush()
    assert raw.getvalue() == b"gr??e ok"


def test_closed_pipe_is_not_an_error() -> None:
    """A reader that went away does not fail the command."""

    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    messaging.write_outstream(Gone(), "x")
