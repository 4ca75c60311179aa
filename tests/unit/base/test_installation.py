"""Laws of :mod:`alembic.base.installation`."""

from pathlib import Path

import pytest

from alembic.base import installation


def record(site: Path, name: str, *lines: str) -> None:
    (site / name).mkdir()
    (site / name / "RECORD").write_text("\n".join(lines) + "\n")


def test_alone_nothing_is_foreign(tmp_path: Path) -> None:
    """Our own metadata, and names that only begin alike, are no other distribution."""
    record(tmp_path, "redistill-2.0.0.dist-info", "alembic/__init__.py,,")
    record(tmp_path, "alembic_utils-0.8.4.dist-info", "alembic_utils/__init__.py,,")
    assert installation.foreign_distribution(str(tmp_path)) is None


def test_the_transitional_distribution_is_welcome(tmp_path: Path) -> None:
    """A distribution with the name but no files of the package does no harm."""
    record(tmp_path, "alembic-1.20.1.post1.dist-info", "alembic-1.20.1.post1.dist-info/METADATA,,")
    assert installation.foreign_distribution(str(tmp_path)) is None


def test_another_distribution_with_files_is_found(tmp_path: Path) -> None:
    """A distribution that brought files of the package is named by its version."""
    record(tmp_path, "alembic-1.13.2.dist-info", "../../../bin/alembic,,", "alembic/__init__.py,,")
    assert installation.foreign_distribution(str(tmp_path)) == "1.13.2"


def test_a_site_that_cannot_be_listed_has_none(tmp_path: Path) -> None:
    """From inside an archive nothing is foreign."""
    assert installation.foreign_distribution(str(tmp_path / "app.zip")) is None


def test_metadata_without_a_record_is_passed_over(tmp_path: Path) -> None:
    """System packages leave no RECORD; nobody can say that they brought files."""
    (tmp_path / "alembic-1.8.1.dist-info").mkdir()
    assert installation.foreign_distribution(str(tmp_path)) is None


def test_a_program_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ``alembic`` program ends with the sentence, a library user gets an ImportError."""
    monkeypatch.setattr(installation, "foreign_distribution", lambda: "1.13.2")
    sentence = "'redistill' and 'alembic' 1.13.2 are installed over each other"
    monkeypatch.setattr("sys.argv", ["/somewhere/bin/alembic", "heads"])
    with pytest.raises(SystemExit, match=sentence):
        installation.refuse_mixture()
    monkeypatch.setattr("sys.argv", ["app.py"])
    with pytest.raises(ImportError, match=sentence):
        installation.refuse_mixture()
