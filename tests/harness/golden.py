"""Golden files: expected text kept as data, rewritten by ``--update-golden``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "golden"


@dataclass(frozen=True, slots=True)
class Golden:
    """Compares text with a file under ``tests/golden``."""

    update: bool

    def check(self, name: str, actual: str) -> None:
        """Insist that text equals the golden file; with the update flag, make it so."""
        target = ROOT / name
        if self.update:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(actual, encoding="utf-8")
        assert target.exists(), f"tests/golden/{name} is missing; write it with --update-golden"
        assert actual == target.read_text(encoding="utf-8")
