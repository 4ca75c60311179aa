"""What a function has to look like to become a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from ..settings.config import Config


class CommandFunction(Protocol):
    """A function that is a command: its name is the command's, its first argument a ``Config``."""

    @property
    def __name__(self) -> str: ...

    def __call__(self, config: Config, *args: Any, **kwargs: Any) -> Any:
        """Run the command."""
