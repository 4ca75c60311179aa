"""Every story in this directory, told once per database it names."""

from pathlib import Path

import pytest

from harness import stories
from harness.project import Project

FOUND = sorted(Path(__file__).parent.glob("*.story"))
CASES = [
    pytest.param(path, kind, id="-".join(filter(None, [path.stem, kind])))
    for path in FOUND
    for kind in stories.read(path).databases or [""]
]


@pytest.mark.parametrize(("path", "kind"), CASES)
def test_story(
    path: Path, kind: str, project: Project, request: pytest.FixtureRequest, update_golden: bool
) -> None:
    """The commands of the story print what it says."""
    if kind:
        project.variables["DATABASE_URL"] = request.getfixturevalue(f"{kind}_url")
    stories.tell(stories.read(path), project, update_golden)


def test_a_story_that_does_not_hold_fails(tmp_path: Path, project: Project) -> None:
    """A story whose expectation is wrong is reported with both texts."""
    path = tmp_path / "wrong.story"
    path.write_text("Two and two.\n\n-- a.py --\nprint(2 + 2)\n\n$ python a.py\n5\n")
    with pytest.raises(AssertionError, match=r"(?s)expected\n5\n--- got\n4"):
        stories.tell(stories.read(path), project, update=False)


def test_update_writes_what_was_printed(tmp_path: Path, project: Project) -> None:
    """With the update flag the file states afterwards what the command printed."""
    path = tmp_path / "wrong.story"
    path.write_text("Two and two.\n\n-- a.py --\nprint(2 + 2)\n\n$ python a.py\n5\n")
    stories.tell(stories.read(path), project, update=True)
    assert path.read_text() == "Two and two.\n\n-- a.py --\nprint(2 + 2)\n\n$ python a.py\n4\n"
