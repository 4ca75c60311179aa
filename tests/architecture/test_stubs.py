"""The stubs of ``alembic.op`` and ``alembic.context`` say what the code does."""

import runpy
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "stubs.py"


@pytest.mark.parametrize("name", ["op.pyi", "context.pyi"])
def test_stub_is_up_to_date(name: str) -> None:
    """A stub is what ``python scripts/stubs.py`` writes from the classes today."""
    texts = {
        path.name: (path, text) for path, text in runpy.run_path(str(SCRIPT))["stubs"]().items()
    }
    path, text = texts[name]
    assert path.read_text() == text
