"""``alembic list_templates``."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from pathlib import Path

    from ..settings.config import Config


def list_templates(config: Config) -> None:
    """Print each template's name and synopsis, the first line of its README."""
    config.print_stdout("Available templates:\n")
    for folder in sorted(config._get_template_path().iterdir()):
        synopsis = _synopsis(folder)
        if synopsis is not None:
            config.print_stdout(f"{folder.name} - {synopsis}")
    config.print_stdout("\nTemplates are used via the 'init' command, e.g.:")
    config.print_stdout("\n  alembic init --template generic ./scripts")


def _synopsis(folder: Path) -> str | None:
    readme = folder / "README"
    if not readme.is_file():
        return None
    with readme.open(encoding="utf-8") as file:
        return file.readline().rstrip()
