"""``make demo``: the main job on SQLite in a temporary project, each command with its output."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
MODELS = """\
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
"""
CHANGED = (
    "    title: Mapped[str] = mapped_column(String(200))\n",
    "    title: Mapped[str] = mapped_column(String(200), index=True)\n"
    "    pages: Mapped[int | None]\n",
)
METADATA = "from models import Base\n\ntarget_metadata = Base.metadata\n"


class Demo:
    """A temporary project and a terminal to show it on."""

    def __init__(self, home: Path) -> None:
        self.home = home
        colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self.bold, self.plain = ("\033[1m", "\033[0m") if colours else ("", "")

    def say(self, sentence: str) -> None:
        """Tell what comes next."""
        print(f"\n{self.bold}# {sentence}{self.plain}", flush=True)

    def run(self, *command: str) -> None:
        """Show a command, run it, show what it prints; a failure ends the demo."""
        shown = " ".join(f'"{part}"' if " " in part else part for part in command)
        print(f"\n{self.bold}$ {shown}{self.plain}", flush=True)
        path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
        done = subprocess.run(
            command,
            cwd=self.home,
            env={**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        print(done.stdout, end="", flush=True)
        if done.returncode != 0:
            sys.exit(done.returncode)

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        (self.home / name).write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a piece of a file and show the change."""
        text = (self.home / name).read_text(encoding="utf-8")
        if old not in text:
            sys.exit(f"demo: {name} does not contain {old!r}")
        self.write(name, text.replace(old, new, 1))
        quote(old, "-")
        quote(new, "+")

    def show_newest(self) -> None:
        """Show the body of the newest migration."""
        newest = max((self.home / "migrations" / "versions").glob("*.py"), key=os.path.getmtime)
        body = newest.read_text(encoding="utf-8").partition("def upgrade")
        quote(body[1] + body[2])

    def show_tables(self) -> None:
        """Show what the database itself says."""
        with sqlite3.connect(self.home / "demo.db") as database:
            found = database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
            for (sql,) in found:
                quote(sql.expandtabs(4))
        database.close()


def quote(text: str, mark: str = "|") -> None:
    """Show a text with a mark before each line."""
    print("".join(f"  {mark} {line}\n" for line in text.splitlines()), end="", flush=True)


def tell(demo: Demo) -> None:
    """Walk through the main job."""
    demo.say("A project with two models (models.py).")
    demo.write("models.py", MODELS)
    quote(MODELS)
    demo.run("alembic", "init", "migrations")

    demo.say("Say where the database is (alembic.ini) and which models are meant (env.py).")
    demo.replace(
        "alembic.ini",
        "sqlalchemy.url = driver://user:pass@localhost/dbname",
        "sqlalchemy.url = sqlite:///demo.db",
    )
    demo.replace("migrations/env.py", "target_metadata = None\n", METADATA)

    demo.say("The models against the empty database: the first migration writes itself.")
    demo.run("alembic", "revision", "--autogenerate", "-m", "authors and books")
    demo.show_newest()
    demo.run("alembic", "upgrade", "head")
    with sqlite3.connect(demo.home / "demo.db") as database:
        database.execute("INSERT INTO author VALUES (1, 'Le Guin')")
        database.execute("INSERT INTO book VALUES (1, 'The Dispossessed', 1)")
    database.close()

    demo.say("The models change: a column and an index more.")
    demo.replace("models.py", *CHANGED)
    demo.run("alembic", "revision", "--autogenerate", "-m", "pages, index on title")
    demo.show_newest()
    demo.run("alembic", "upgrade", "head")

    demo.say("Where are we, and how did we get here? Do models and database agree?")
    demo.run("alembic", "current")
    demo.run("alembic", "history", "--indicate-current")
    demo.run("alembic", "check")
    demo.say("What the database says now:")
    demo.show_tables()

    demo.say("One step back.")
    demo.run("alembic", "downgrade", "-1")
    demo.run("alembic", "current")

    demo.say("The whole way as SQL, for somebody else to run.")
    demo.run("alembic", "upgrade", "head", "--sql")


def main() -> None:
    """Run the demo in a directory that is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="redistill-demo-"))
    try:
        tell(Demo(home))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print("\nThat was the main job. The project directory is removed again.")


if __name__ == "__main__":
    main()
