"""Writing a new revision file."""

from __future__ import annotations

import os
import re

from ..base.exc import CommandError
from ..base.messaging import status
from ..base.sequences import format_as_comma, to_tuple
from .failures import command_errors
from .names import check_length, check_names
from .revision import tuple_rev_as_scalar
from .script import Script
from .template import template_to_file
from .write_hooks import _run_hooks

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from .base import ScriptDirectory

_words = re.compile(r"\w+").findall


def generate(
    directory: ScriptDirectory,
    revid: str,
    message: str | None,
    *,
    head: Any,
    splice: bool | None,
    branch_labels: Any,
    version_path: str | os.PathLike[str] | None,
    depends_on: Any,
    template_args: Mapping[str, Any],
) -> Script | None:
    """Write a new revision file, run the hooks on it, read it back and add it to the map.

    See :meth:`ScriptDirectory.generate_revision`.
    """
    labels = to_tuple(branch_labels)
    check_names(revid, labels or ())
    parents = _parents(directory, "head" if head is None else head)
    check_length(revid, _room_for_id(directory))
    create_date = _now(directory)
    folder = _folder(directory, version_path, parents)
    if not splice:
        _check_heads(parents)
    if any(parent is not None and parent.revision == revid for parent in parents):
        raise CommandError(f"Self-loop is detected in revisions ({revid})")
    path = os.path.abspath(directory._rev_path(folder, revid, message, create_date))
    dependencies = _dependencies(directory, depends_on)
    _check_new(directory, revid, labels or (), path)
    _ensure_folder(directory, os.path.dirname(path))
    with status(f"Generating {path}", **directory.messaging_opts):
        template_to_file(
            os.path.join(directory.dir, "script.py.mako"),
            path,
            directory.output_encoding,
            up_revision=revid,
            down_revision=tuple_rev_as_scalar(
                tuple(parent.revision for parent in parents if parent is not None)
            ),
            branch_labels=labels,
            create_date=create_date,
            comma=format_as_comma,
            message=_for_docstring(message),
            depends_on=dependencies,
            **template_args,
        )
    if directory.hooks:
        _run_hooks(path, directory.hooks)
    return _read_back(directory, path, labels or ())


def _room_for_id(directory: ScriptDirectory) -> int:
    """Return how long an identifier may be: as is configured, or as one that is there already."""
    there = (len(each.revision) for each in directory.revision_map._graph.revisions)
    return max((directory.revision_id_length, *there))


def _for_docstring(message: str | None) -> str:
    """Return a message as templates write it between triple quotes, so that it reads the same."""
    if message is None or not message.strip():
        return "empty message"
    text = message.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return text[:-1] + '\\"' if text.endswith('"') and not text.endswith('\\"') else text


def _check_new(directory: ScriptDirectory, revid: str, labels: Sequence[str], path: str) -> None:
    """Refuse what would leave a file behind with which nothing can be loaded any more."""
    if os.path.exists(path):
        raise CommandError(f"File {path} already exists; it is not overwritten")
    known = directory.revision_map._revision_map
    if (same := known.get(revid)) is not None:
        raise CommandError(
            f"Revision identifier '{revid}' is already used by {same.path or same.revision}"
        )
    for label in labels:
        used = known.get(label)
        if used is not None:
            raise CommandError(
                f"Branch name '{label}' in revision {revid} already used by revision "
                f"{used.revision}"
            )


def _read_back(directory: ScriptDirectory, path: str, labels: Sequence[str]) -> Script | None:
    """Load the new file and add it to the map."""
    with command_errors():
        script = Script._from_path(directory, os.path.realpath(path))
        if script is None:
            return None
        if labels and not set(labels) <= set(script._orig_branch_labels):
            raise CommandError(
                f"Version {script.revision} specified branch_labels {format_as_comma(labels)}, "
                f"however the migration file {path} does not have them; have you upgraded your "
                "script.py.mako to include the 'branch_labels' section?"
            )
        directory.revision_map.add_revision(script)
    return script


def _parents(directory: ScriptDirectory, head: Any) -> list[Script | None]:
    """Return the parents that are asked for; None stands for base."""
    several = (
        "Multiple heads are present; please specify the head revision on which the new revision "
        "should be based, or perform a merge."
    )
    with command_errors(multiple_heads=several):
        found: list[Any] = []
        for each in to_tuple(head, ()):
            found.extend(directory.revision_map.get_revisions(each) or (None,))
    if len(set(found)) != len(found):
        raise CommandError("Duplicate head revisions specified")
    return found


def _check_heads(parents: Sequence[Script | None]) -> None:
    for parent in parents:
        if parent is not None and not parent.is_head:
            raise CommandError(
                f"Revision {parent.revision} is not a head revision; please specify --splice to "
                "create a new branch from this revision"
            )


def _folder(
    directory: ScriptDirectory,
    version_path: str | os.PathLike[str] | None,
    parents: Sequence[Script | None],
) -> str:
    """Return the version location for the new file."""
    locations = directory._version_locations
    if version_path:
        wanted = os.path.abspath(version_path)
        for location in locations:
            if os.path.normpath(location) == os.path.normpath(wanted):
                return location
        raise CommandError(f"Path {version_path} is not represented in current version locations")
    if len(locations) == 1:
        return locations[0]
    for parent in parents:
        if parent is not None:
            return os.path.dirname(parent.path)
    raise CommandError("Multiple version locations present, please specify --version-path")


def _dependencies(directory: ScriptDirectory, depends_on: Any) -> Any:
    """Return dependencies as they are written: labels as given, the rest as full identifiers."""
    if not depends_on:
        return None
    resolved = []
    with command_errors():
        for each in to_tuple(depends_on, ()):
            found = directory.revision_map.get_revision(each)
            if found is None:
                raise CommandError(f"Can't locate revision identified by '{each}'")
            resolved.append(each if each in found._orig_branch_labels else found.revision)
    return resolved[0] if len(resolved) == 1 else resolved


def _ensure_folder(directory: ScriptDirectory, folder: str) -> None:
    if not os.path.exists(folder):
        with status(f"Creating directory {folder}", **directory.messaging_opts):
            os.makedirs(folder)


def _now(directory: ScriptDirectory) -> datetime:
    from . import base  # the place where tests replace the clock

    return creation_date(base.datetime.datetime, directory.timezone)


def creation_date(clock: type[datetime], timezone: str | None) -> datetime:
    """Return the moment that a new revision is dated.

    Args:
        clock: The ``datetime`` class to ask.
        timezone: Name of the zone, in its own or in upper case; None for local time without zone.

    Raises:
        CommandError: There is no such zone.
    """
    if not timezone:
        return clock.now()
    from datetime import UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    for name in (timezone, timezone.upper()):
        try:
            return clock.now(UTC).astimezone(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError):
            continue
    raise CommandError(f"Can't locate timezone: {timezone}")


def slug(message: str | None, limit: int) -> str:
    """Return the part of a file name that is made from the message.

    Args:
        message: What the revision does.
        limit: The length, in characters, beyond which it is cut at a word.
    """
    text = "_".join(_words(message or "")).lower()
    if len(text) <= limit:
        return text
    cut = text[:limit]
    return cut.rpartition("_")[0] + "_" if "_" in cut else cut + "_"


def file_name(
    template: str, revid: str, message: str | None, create_date: datetime, slug_limit: int
) -> str:
    """Return the name of a new revision file.

    Raises:
        CommandError: The template asks for something that there is not.
    """
    tokens = {
        "rev": revid,
        "slug": slug(message, slug_limit),
        "epoch": int(create_date.timestamp()),
        "year": create_date.year,
        "month": create_date.month,
        "day": create_date.day,
        "hour": create_date.hour,
        "minute": create_date.minute,
        "second": create_date.second,
    }
    try:
        return template % tokens + ".py"
    except (KeyError, ValueError, TypeError) as error:
        raise CommandError(
            f"file_template {template!r} cannot be filled in ({error}); known tokens are "
            f"{', '.join(tokens)}"
        ) from error
