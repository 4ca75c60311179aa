"""Run random operations in two installations of ``alembic`` and list where the SQL differs.

    python tests/compare/operations.py --other OTHER/bin/python --cases 500

Each case is one operation, emitted as a script on every dialect. What is left on purpose is listed
in ``EXPLAINED`` with its reason; order alone (the incumbent iterates over sets) is counted apart.
Exit status 1 if anything else differs.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def worker(first: int, count: int) -> None:
    """Emit the operations of some seeds and print one JSON line for each."""
    from harness.emitted import DIALECTS, emitted
    from strategies.operations import Author

    for seed in range(first, first + count):
        code = Author(seed).write()
        drawn = Random(-seed - 1)
        settings = [name for name in ("convention", "native paramstyle") if drawn.random() < 0.2]
        outcomes = {dialect: emitted(code, dialect, settings) for dialect in DIALECTS}
        print(json.dumps({"code": code, "settings": settings, "outcomes": outcomes}), flush=True)


Holds = Callable[[str, str, str, str], bool]
_CHECK = re.compile(r" CONSTRAINT (?:\w+|\[[^]]+\]|\"[^\"]+\") CHECK \(a > 5\)")


def keeps_check(code: str, dialect: str, ours: str, theirs: str) -> bool:
    """Whether a CHECK of an added column stands here and nowhere there."""
    without = _CHECK.sub("", ours, count=1)
    return dialect in {"MS", "ORA"} and without != ours and same_but_for_order(without, theirs)


def keeps_foreign_key(code: str, dialect: str, ours: str, theirs: str) -> bool:
    """Whether a foreign key asked for inline follows here and is lost there."""
    without = [each for each in ours.split(" ;; ") if " FOREIGN KEY(" not in each]
    lost = [each for each in without if "no ON UPDATE" not in each and "onupdates" not in each]
    missing = "FOREIGN KEY" not in theirs and "inline_references=True" in code
    return dialect in {"MS", "ORA"} and missing and " ;; ".join(lost) == theirs


def keeps_both(code: str, dialect: str, ours: str, theirs: str) -> bool:
    """Whether both are so."""
    without = _CHECK.sub("", ours, count=1)
    return keeps_foreign_key(code, dialect, without, theirs)


def refuses_first(code: str, dialect: str, ours: str, theirs: str) -> bool:
    """Whether a refused identity or generated column is refused before anything is emitted."""
    refused = re.fullmatch(r"!! CompileError: Adding.*", ours)
    if dialect in {"mysql", "mariadb"}:
        asked = "!! CommandError: All MySQL" in ours  # an existing identity does not count there
        return (bool(refused) or asked) and "Individual alter column constructs" in theirs
    sentence = ours.split("  For ", maxsplit=1)[0]
    return bool(refused) and theirs.endswith(sentence)


def does_what_failed(code: str, dialect: str, ours: str, theirs: str) -> bool:
    """Whether the other stops at an assertion or an attribute and nothing stops here."""
    accident = re.search(
        r"!! (?:AssertionError|AttributeError|NotImplementedError|TypeError).*$", theirs
    )
    generated = "Identity(" in code or "Computed(" in code
    return bool(accident) and generated and "!!" not in ours


def says_nothing(code: str, dialect: str, ours: str, theirs: str) -> bool:
    """Whether only a statement without any change is left out."""
    empty = re.compile(r"ALTER TABLE (?:\S+|\S*\"[^\"]+\") ALTER COLUMN (?:\w+|\"[^\"]+\")")
    rest = [each for each in theirs.split(" ;; ") if not empty.fullmatch(each)]
    return dialect == "PG" and (" ;; ".join(rest) or "(nothing)") == ours


def names_by_column(code: str, dialect: str, ours: str, theirs: str) -> bool:
    """Whether an unnamed index over text is named after its first column, as in a model."""
    quotes = re.compile(r"[`\"\[\]]")
    mine, other = quotes.sub("", ours), quotes.sub("", theirs)
    return "create_index(None" in code and mine == other.replace("_lower(a) ON", "_b ON")


def stops_at_another(code: str, dialect: str, ours: str, theirs: str) -> bool:
    """Whether, of several constraints that SQLite refuses, another came first."""
    refusals = [text for text in (ours, theirs) if "!! NotImplementedError: No support" in text]
    mine, other = (text.split(" ;; ")[0] for text in (ours, theirs))
    return dialect == "SL" and len(refusals) == 2 and mine == other and "add_column" in code


def comments_on_the_right_table(code: str, dialect: str, ours: str, theirs: str) -> bool:
    """Whether Oracle's comment is on the table that was named, in its schema and in quotes."""
    comment = re.compile(r"COMMENT ON COLUMN .*? IS ")
    bare = comment.sub("COMMENT IS ", ours) == comment.sub("COMMENT IS ", theirs)
    return dialect == "ORA" and bare and "comment=" in code


def says_more(code: str, dialect: str, ours: str, theirs: str) -> bool:
    """Whether the same is refused, and only the refusal also says where and what to do instead."""
    mine, other = (text.rpartition("!! ") for text in (ours, theirs))
    same_kind = mine[2].split(":")[0] == other[2].split(":")[0]
    told = mine[2].startswith(other[2]) or "no text for" in other[2]
    return bool(mine[1]) and mine[0] == other[0] and same_kind and told


def in_parentheses(code: str, dialect: str, ours: str, theirs: str) -> bool:
    """Whether a default that is computed stands in the parentheses MySQL 8 wants."""
    bare = ours.replace("DEFAULT (1 + 1)", "DEFAULT 1 + 1")
    return dialect in {"mysql", "mariadb"} and bare == theirs


#: Where the incumbent is left on purpose: whether a difference is of that kind, and why.
EXPLAINED: tuple[tuple[str, Holds], ...] = (
    ("a CHECK inside an added column is not lost", keeps_check),
    ("a foreign key asked for inline follows in its own statement", keeps_foreign_key),
    ("a CHECK and a foreign key are not lost", keeps_both),
    ("what cannot be altered is refused before anything is emitted", refuses_first),
    ("an identity and a plain default take each other's place", does_what_failed),
    ("a default that is computed stands in parentheses", in_parentheses),
    ("Oracle's comment is on the table that was named", comments_on_the_right_table),
    ("a refusal names table and column, and what does it instead", says_more),
    ("of several constraints SQLite refuses, another comes first", stops_at_another),
    ("an identity that stays the same needs no statement", says_nothing),
    ("an unnamed index over text is named as the model would name it", names_by_column),
)


def same_but_for_order(ours: str, theirs: str) -> bool:
    """Whether the same statements and the same constraints come in another order."""

    def pieces(text: str) -> Counter[str]:
        return Counter(re.split(r" ;; |, (?=CONSTRAINT|CHECK|FOREIGN|UNIQUE|PRIMARY)| \)", text))

    return pieces(ours) == pieces(theirs)


def verdict(code: str, dialect: str, ours: str, theirs: str) -> str:
    """Name the kind of a pair of outcomes; the kind of a real difference is ``DIFFERENT``."""
    if ours == theirs:
        return "equal"
    for reason, holds in EXPLAINED:
        if holds(code, dialect, ours, theirs):
            return f"explained: {reason}"
    return "order" if same_but_for_order(ours, theirs) else "DIFFERENT"


def run(python: str, first: int, count: int) -> list[dict]:
    """Start a worker and return its results."""
    command = [python, __file__, "--worker", str(first), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{python} failed:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> None:
    """Compare this interpreter with another one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--other", required=True, help="interpreter of the other installation")
    parser.add_argument("--ours", default=sys.executable, help="interpreter of this one")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--show", type=int, default=20, help="differing cases to print")
    options = parser.parse_args()

    counts: Counter[str] = Counter()
    shown = 0
    pairs = zip(
        run(options.ours, options.first, options.cases),
        run(options.other, options.first, options.cases),
        strict=True,
    )
    for mine, other in pairs:
        assert mine["code"] == other["code"]
        for dialect, ours in mine["outcomes"].items():
            theirs = other["outcomes"][dialect]
            kind = verdict(mine["code"], dialect, ours, theirs)
            counts[kind] += 1
            if kind == "DIFFERENT" and shown < options.show:
                shown += 1
                print(f"=== {dialect} {mine['settings']}  {mine['code']}")
                print(f"    ours   {ours}\n    theirs {theirs}")
    for kind, count in counts.most_common():
        print(f"{count:>7}  {kind}")
    sys.exit(bool(counts["DIFFERENT"]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
