"""The table of options and positional arguments that commands may have."""

from __future__ import annotations

from .signatures import arguments_of

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from typing import Any

    from .command_function import CommandFunction

    #: Flags, and the rest of ``add_argument``.
    Option = tuple[tuple[str, ...], dict[str, Any]]

_SQL = "Print the SQL instead of running it against the database (offline mode)."

#: Options of the commands, by the parameter of the command's function.
OPTIONS: dict[str, Option] = {
    "template": (
        ("-t", "--template"),
        {"default": "generic", "type": str, "help": "Template that 'init' copies."},
    ),
    "message": (
        ("-m", "--message"),
        {"type": str, "help": "What the revision does; becomes part of its file name."},
    ),
    "sql": (("--sql",), {"action": "store_true", "help": _SQL}),
    "tag": (("--tag",), {"type": str, "help": "Any text, for env.py to read."}),
    "head": (
        ("--head",),
        {"type": str, "help": "Revision that the new one follows, or <branch>@head."},
    ),
    "splice": (
        ("--splice",),
        {"action": "store_true", "help": "Allow a parent that is not a head."},
    ),
    "depends_on": (
        ("--depends-on",),
        {
            "action": "append",
            "help": "Revision that has to be applied before the new one; may be repeated.",
        },
    ),
    "rev_id": (
        ("--rev-id",),
        {"type": str, "help": "Identifier of the new revision, instead of a random one."},
    ),
    "version_path": (
        ("--version-path",),
        {"type": str, "help": "Version directory to write the new file to."},
    ),
    "branch_label": (
        ("--branch-label",),
        {"type": str, "help": "Label of a branch that starts with the new revision."},
    ),
    "verbose": (("-v", "--verbose"), {"action": "store_true", "help": "Print more."}),
    "resolve_dependencies": (
        ("--resolve-dependencies",),
        {"action": "store_true", "help": "Leave out revisions that others depend on."},
    ),
    "autogenerate": (
        ("--autogenerate",),
        {
            "action": "store_true",
            "help": "Fill the file with the difference between database and models.",
        },
    ),
    "rev_range": (
        ("-r", "--rev-range"),
        {"type": str, "help": "Range of revisions, [start]:[end]."},
    ),
    "indicate_current": (
        ("-i", "--indicate-current"),
        {"action": "store_true", "help": "Mark the revisions the database is at."},
    ),
    "purge": (
        ("--purge",),
        {"action": "store_true", "help": "Empty the version table before stamping."},
    ),
    "package": (
        ("--package",),
        {"action": "store_true", "help": "Also write an empty __init__.py into both directories."},
    ),
    "no_lock": (
        ("--no-lock",),
        {"action": "store_true", "help": "Do not take the lock that lets one run at a time work."},
    ),
    "lock_wait": (
        ("--lock-wait",),
        {
            "metavar": "SECONDS",
            "help": "How long to wait for another run to end; 10 minutes unless configured.",
        },
    ),
    "lock_timeout": (
        ("--lock-timeout",),
        {
            "metavar": "SECONDS",
            "help": "How long a statement may wait for a lock before it gives way to those behind "
            "it.",
        },
    ),
    "lock_retry": (
        ("--lock-retry",),
        {
            "metavar": "SECONDS",
            "help": "How long such a statement is tried again; 10 minutes unless configured.",
        },
    ),
    "force": (
        ("--force",),
        {"action": "store_true", "help": "Do not look whether the run that has it is alive."},
    ),
    "resume": (
        ("--resume",),
        {
            "choices": ("done", "redo", "continue", "restart"),
            "help": "How to go on with an interrupted revision that cannot by itself: the "
            "statement with unknown outcome is 'done' or is to be run again ('redo'); "
            "'continue' with an edited script; 'restart', as all it has done was undone by hand.",
        },
    ),
    "json": (("--json",), {"action": "store_true", "help": "Print JSON."}),
    "check_heads": (
        ("-c", "--check-heads"),
        {"action": "store_true", "help": "Fail unless every head is applied to the database."},
    ),
}

#: Help and number of the positional arguments that have either.
POSITIONALS: dict[str, dict[str, Any]] = {
    "directory": {"help": "Directory to make for the scripts."},
    "revision": {"help": "Revision identifier or symbol."},
    "revisions": {"nargs": "+", "help": "One or more revisions, or 'heads' for all heads."},
}

#: Positional arguments that the command line calls differently from the function.
RENAMED: dict[tuple[str, str], str] = {("stamp", "revision"): "revisions"}

#: Options that stand before the command, in the same form.
GLOBAL_OPTIONS: dict[str, Option] = {
    "config": (
        ("-c", "--config"),
        {
            "action": "append",
            "help": "Configuration file; by default the one ALEMBIC_CONFIG names, else "
            "'alembic.ini'. May be a pyproject.toml file, and may be given twice, once for each.",
        },
    ),
    "name": (
        ("-n", "--name"),
        {
            "type": str,
            "default": "alembic",
            "help": "Main section of the ini file; not used for pyproject.toml.",
        },
    ),
    "x": (
        ("-x",),
        {"action": "append", "help": "Argument for env.py, such as -x tenant=a; may be repeated."},
    ),
    "raiseerr": (
        ("--raiseerr",),
        {"action": "store_true", "help": "Show the full traceback of an error."},
    ),
    "quiet": (
        ("-q", "--quiet"),
        {"action": "store_true", "help": "Print nothing but errors and SQL."},
    ),
}


def arguments_of_command(fn: CommandFunction) -> tuple[list[str], list[str]]:
    """Return the names of a command's positional arguments and of those with a default."""
    required, optional = arguments_of(fn)
    return [RENAMED.get((fn.__name__, each), each) for each in required], optional
