"""Names of ``typing`` that are evaluated while a module loads, without loading ``typing``."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from typing import overload
else:

    def overload(signature):
        """Return a signature that only type checkers read."""
        return signature


__all__ = ["overload"]
