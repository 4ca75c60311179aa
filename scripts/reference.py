"""Write ``docs/reference/commands.md`` from the command line; a test holds them together."""

from __future__ import annotations

import argparse
from pathlib import Path

from alembic.config import CommandLine

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "commands.md"
HEAD = """\
# Commands

Global options stand before the command: `-c FILE` (settings), `-n NAME` (section of the ini file),
`-x KEY=VALUE` (anything for env.py), `-q` (quiet), `--raiseerr` (the traceback of an error).

The exit status is 0 for success, 255 where the command refuses, 2 for a wrong command line, 130 for
the interrupt key, and 1 for anything else, such as an error in env.py or a database that does not
answer. Results and refusals go to standard output, log lines and everything else to standard error.
"""


def synopsis(name: str, actions: list[argparse.Action]) -> str:
    """Return a command with its options and arguments."""
    parts = [f"alembic {name}"]
    for each in actions:
        if each.option_strings:
            value = "" if each.nargs == 0 else f" {(each.metavar or each.dest).upper()}"
            parts.append(f"[{each.option_strings[-1]}{value}]")
        else:
            more = f" [{each.dest} ...]" if each.nargs == "+" else ""
            parts.append(f"{each.dest}{more}")
    return " ".join(parts)


def section(name: str, parser: argparse.ArgumentParser, summary: str) -> str:
    """Return the part of the page about one command."""
    actions = [each for each in parser._actions if "--help" not in each.option_strings]
    lines = [f"## {name}", "", f"`{synopsis(name, actions)}`", "", summary]
    options = [each for each in actions if each.option_strings]
    if options:
        lines += ["", "| option | meaning |", "|---|---|"]
        lines += [f"| `{'`, `'.join(each.option_strings)}` | {each.help} |" for each in options]
    return "\n".join(lines) + "\n"


def page() -> str:
    """Return the text of the page."""
    commands = CommandLine(prog="alembic").subparsers
    summaries = {each.dest: each.help for each in commands._choices_actions}
    parts = [
        section(name, parser, (summaries[name] or "").replace("%%", "%"))
        for name, parser in commands.choices.items()
    ]
    return "\n".join([HEAD, *parts])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
