"""Run two installations of ``alembic`` on the same random revision graphs and list differences.

    python tests/compare/graph.py --other OTHER/bin/python --cases 5000

Each case is a graph of revision files, the rows of a version table and one question: an upgrade,
a downgrade, a stamp, a listing. Both interpreters run this file as a worker on the same cases; the
parent compares steps, rows after each step, listings and error texts. What differs for a known
reason is counted under that reason (``EXPLAINED``). Exit status 1 if anything else differs.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import re
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path
from unittest import mock

QUESTIONS_PER_GRAPH = 24


# --- random cases -----------------------------------------------------------------------------


class Case:
    """One random graph, with the questions to ask of it."""

    def __init__(self, seed: int, largest: int = 11) -> None:
        self.random = random.Random(seed)
        self.names: list[str] = []
        self.graph: list[dict] = []
        self.redundant = self.random.random() < 0.1
        for _ in range(self.random.randint(1, largest)):
            self._add()
        self.labels = [label for node in self.graph for label in node["labels"]]
        if self.random.random() < 0.5:
            self.random.shuffle(self.graph)
        self.questions = [self._question() for _ in range(QUESTIONS_PER_GRAPH)]

    def _add(self) -> None:
        draw = self.random
        prefix = draw.choice(("ab", "ac", "b", "zz"))
        name = f"{prefix}{draw.randrange(16**4):04x}"
        if name in self.names:
            return
        parents: list[str] = []
        needs: list[str] = []
        if self.names and draw.random() < 0.88:
            heads = [n for n in self.names if not any(n in e["parents"] for e in self.graph)]
            pool = heads if draw.random() < 0.6 else self.names
            parents = [draw.choice(pool)]
            if draw.random() < 0.25:
                parents += draw.sample(self.names, min(len(self.names), draw.choice((1, 1, 2))))
        if self.names and draw.random() < 0.25:
            needs = draw.sample(self.names, min(len(self.names), draw.choice((1, 1, 1, 2))))
        if not self.redundant:
            parents = self._without_ancestors(parents)
            needs = [n for n in needs if n not in self._below(parents)]
            needs = self._without_ancestors(needs)
            parents = [p for p in parents if p not in self._below(needs, strict=True)]
        labels = [f"lab{len(self.names)}"] if draw.random() < 0.2 else []
        self.names.append(name)
        self.graph.append(
            {
                "id": name,
                "parents": list(dict.fromkeys(parents)),
                "needs": list(dict.fromkeys(needs)),
                "labels": labels,
            }
        )

    def _below(self, names: list[str], *, strict: bool = False) -> set[str]:
        nodes = {node["id"]: node for node in self.graph}
        found: set[str] = set() if strict else set(names)
        todo = list(names)
        while todo:
            node = nodes[todo.pop()]
            for each in (*node["parents"], *node["needs"]):
                if each not in found:
                    found.add(each)
                    todo.append(each)
        return found

    def _without_ancestors(self, names: list[str]) -> list[str]:
        names = list(dict.fromkeys(names))
        return [n for n in names if not any(n in self._below([o], strict=True) for o in names)]

    def _rows(self) -> list[str]:
        draw = self.random
        if draw.random() < 0.15:
            return []
        rows = draw.sample(self.names, min(len(self.names), draw.choice((1, 1, 2, 3))))
        return rows if draw.random() < 0.03 else self._without_ancestors(rows)

    def _name(self) -> str:
        draw = self.random
        pool = [*self.names, *self.labels, *self.labels]
        name = draw.choice(pool)
        chance = draw.random()
        if chance < 0.1:
            return name[: draw.randint(1, len(name))]
        return name if chance < 0.985 else "nope"

    def _symbol(self) -> str:
        return self.random.choice(("head", "heads", "base", self._name(), self._name()))

    def _target(self) -> str:
        draw = self.random
        branch = f"{self._name()}@" if draw.random() < 0.35 else ""
        chance = draw.random()
        if chance < 0.5:
            return branch + self._symbol()
        steps = f"{draw.choice('+-')}{draw.choice((1, 1, 1, 2, 2, 3, 5))}"
        return branch + (steps if chance < 0.8 else self._symbol() + steps)

    def _question(self) -> dict:
        draw = self.random
        kind = draw.choices(
            ("upgrade", "downgrade", "stamp", "walk", "current", "get", "format"),
            (30, 32, 12, 14, 4, 6, 2),
        )[0]
        question: dict = {"kind": kind}
        if kind in ("upgrade", "downgrade", "stamp", "current"):
            question["rows"] = self._rows()
        if kind in ("upgrade", "downgrade"):
            question["target"] = "heads" if draw.random() < 0.1 else self._target()
        elif kind == "stamp":
            count = draw.choice((1, 1, 1, 2))
            branch = f"{self._name()}@" if draw.random() < 0.2 else ""
            question["targets"] = [branch + self._symbol() for _ in range(count)]
        elif kind == "walk":
            question["lower"] = draw.choice(("base", self._target(), self._target()))
            question["upper"] = draw.choice(("heads", "heads", self._target()))
        elif kind == "get":
            question["target"] = self._target()
        return question


# --- the worker -------------------------------------------------------------------------------


def write_files(folder: Path, graph: list[dict]) -> None:
    versions = folder / "versions"
    versions.mkdir(parents=True)
    for number, node in enumerate(graph):
        lines = [
            f'"""doc of {node["id"]}"""',
            f"revision = {node['id']!r}",
            f"down_revision = {tuple(node['parents']) or None!r}",
            f"depends_on = {tuple(node['needs']) or None!r}",
            f"branch_labels = {tuple(node['labels']) or None!r}",
            "def upgrade(): pass",
            "def downgrade(): pass",
        ]
        (versions / f"{number:03d}_{node['id']}.py").write_text("\n".join(lines) + "\n")


class Worker:
    """Answers questions with the installation it runs in."""

    def __init__(self, graph: list[dict]) -> None:
        from alembic.script import ScriptDirectory

        self.folder = tempfile.TemporaryDirectory()
        write_files(Path(self.folder.name), graph)
        self.directory = ScriptDirectory(self.folder.name)

    def answer(self, question: dict) -> dict:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                answer = getattr(self, question["kind"])(question)
            except Exception as error:  # the error is the answer
                answer = {"error": type(error).__name__, "text": normal_text(str(error))}
        answer["warnings"] = sorted({str(each.message) for each in caught})
        return answer

    def upgrade(self, question: dict) -> dict:
        steps = self.directory._upgrade_revs(question["target"], tuple(question["rows"]))
        return self.run(steps, question["rows"])

    def downgrade(self, question: dict) -> dict:
        steps = self.directory._downgrade_revs(question["target"], tuple(question["rows"]))
        return self.run(steps, question["rows"])

    def stamp(self, question: dict) -> dict:
        steps = self.directory._stamp_revs(tuple(question["targets"]), tuple(question["rows"]))
        return self.run(steps, question["rows"])

    def run(self, steps, rows) -> dict:
        """Take the steps with the version table's keeper on an imaginary connection."""
        from alembic.runtime.migration import HeadMaintainer

        context = mock.MagicMock()
        context.as_sql = True
        keeper = HeadMaintainer(context, list(rows))
        said, tables = [], []
        for step in steps:
            said.append(normal_step(str(step)))
            with contextlib.suppress(TypeError):
                step.info.up_revision_ids  # noqa: B018 - must not fail
            try:
                keeper.update_to_step(step)
            except Exception as error:
                return {"steps": said, "error": type(error).__name__, "text": str(error)}
            tables.append(sorted(keeper.heads))
        return {"steps": said, "tables": tables}

    def walk(self, question: dict) -> dict:
        found = self.directory.walk_revisions(question["lower"], question["upper"])
        return {"listed": [script.revision for script in found]}

    def current(self, question: dict) -> dict:
        found = self.directory.get_all_current(tuple(question["rows"]))
        return {"found": sorted(script.revision for script in found)}

    def get(self, question: dict) -> dict:
        found = self.directory.get_revisions(question["target"])
        return {"found": [each and each.revision for each in found]}

    def format(self, question: dict) -> dict:
        lines = [*self.directory.get_heads(), *self.directory.get_heads(consider_depends_on=True)]
        lines += self.directory.get_bases()
        for script in self.directory.walk_revisions():
            lines.append(normal_line(str(script)))
            lines.append(normal_line(repr(script)))
            lines.append(normal_line(script.cmd_format(False, True, True, True)))
            entry = script.log_entry.replace(str(Path(self.folder.name).resolve()), "")
            lines += map(normal_line, entry.splitlines())
        return {"lines": lines}


def normal_step(text: str) -> str:
    """Sort the rows that a stamp names: their order is the database's."""
    match = re.fullmatch(r"stamp_revision (.*) -> (.*)", text)
    if match is None:
        return text
    return f"stamp {sorted(match[1].split(', '))} -> {match[2]}"


def normal_text(text: str) -> str:
    """Sort the overlapping revisions: their order is the database's."""
    start, found, names = text.partition("other requested revisions ")
    return start + found + ", ".join(sorted(names.split(", ")))


def normal_line(text: str) -> str:
    """Sort labels and children, which the incumbent prints in the order of a set."""
    text = re.sub(
        r"\((lab[^)]*)\)", lambda m: "(" + ", ".join(sorted(m[1].split(", "))) + ")", text
    )
    text = re.sub(r"\{([^}]*)\}", lambda m: "{" + ", ".join(sorted(m[1].split(", "))) + "}", text)
    match = re.fullmatch(r"(Branches into|Branch names): (.*)", text)
    return f"{match[1]}: {sorted(match[2].split(', '))}" if match else text


def work() -> None:
    """Answer the seeds on standard input, one line each."""
    for line in sys.stdin:
        case = Case(*map(int, line.split()))
        try:
            worker = Worker(case.graph)
            answers = [worker.answer(question) for question in case.questions]
            worker.folder.cleanup()
        except Exception as error:
            answers = [{"error": type(error).__name__, "text": str(error)}]
        print(json.dumps(answers), flush=True)


# --- comparing --------------------------------------------------------------------------------

EXPLAINED: list = []


def explained(reason: str):
    """Register a test for a known difference under its reason."""

    def register(test):
        EXPLAINED.append((reason, test))
        return test

    return register


CRASHES = {"AssertionError", "KeyError", "AttributeError", "IndexError", "TypeError", "ValueError"}


@explained("the incumbent crashes")
def _(case, question, ours, theirs) -> bool:
    return theirs.get("error") in CRASHES and ours.get("error") in (None, "CommandError")


@explained("an unknown branch, or one that is not the symbol's, is named as such")
def _(case, question, ours, theirs) -> bool:
    return (
        ours.get("error") == "CommandError"
        and "Can't locate" in ours["text"]
        and "@" in json.dumps(question)
    )


@explained("steps down from base are an error")
def _(case, question, ours, theirs) -> bool:
    return bool(
        ours.get("error")
        and re.search(r"base-\d", question.get("target", question.get("upper", "")))
    )


@explained("the heads of a branch are looked for in that branch")
def _(case, question, ours, theirs) -> bool:
    target = question.get("target", question.get("upper", ""))
    return "@head" in target


@explained("which of two faults of a range is named")
def _(case, question, ours, theirs) -> bool:
    return question["kind"] == "walk" and ours.get("error") == theirs.get("error") == "CommandError"


@explained("a stamp keeps the rows that it asks for, and moves each from its own")
def _(case, question, ours, theirs) -> bool:
    return len(question.get("targets", ())) > 1 or "heads" in str(question.get("targets"))


@explained("an identifier in front of @-N stands for its lineage")
def _(case, question, ours, theirs) -> bool:
    text = question.get("lower", question.get("target", ""))
    match = re.fullmatch(r"(.*)@.*", text)
    return question["kind"] in ("walk", "get") and bool(match) and match[1] not in case.labels


@explained("-N names each revision once, and must stay in the graph")
def _(case, question, ours, theirs) -> bool:
    if question["kind"] != "get" or not re.fullmatch(r"(.*@)?-\d", question["target"]):
        return False
    found = theirs.get("found", [])
    return "error" in ours or ours["found"] == list(dict.fromkeys(found))


@explained("steps up from the start of a range count from it, however the start is written")
def _(case, question, ours, theirs) -> bool:
    return (
        question["kind"] == "walk"
        and re.fullmatch(r"(.*@)?-\d", question["lower"]) is not None
        and re.fullmatch(r"(.*@)?\+\d", question["upper"]) is not None
        and theirs.get("error") == "CommandError"
    )


@explained("a stamp of branch@symbol is for the rows of the symbol")
def _(case, question, ours, theirs) -> bool:
    return question["kind"] == "stamp" and "@" in question["targets"][0]


@explained("a prefix behind a branch is looked for in the branch")
def _(case, question, ours, theirs) -> bool:
    return "@" in question.get("target", "") and "Can't locate" in theirs.get("text", "")


@explained("labels are carried by the documented rule")
def _(case, question, ours, theirs) -> bool:
    if question["kind"] == "walk":
        return "@" in question["lower"] and "listed" in ours
    if question["kind"] != "format" or not case.labels:
        return False
    return sorted(without_labels(ours["lines"])) == sorted(without_labels(theirs["lines"]))


def without_labels(lines: list[str]) -> list[str]:
    kept = [line for line in lines if not line.startswith("Branch names")]
    return [re.sub(r" \(lab[^)]*\)|, branch_labels=\{[^}]*\}", "", line) for line in kept]


@explained("-N as the start of a range must stay in the graph, whatever the end is")
def _(case, question, ours, theirs) -> bool:
    return (
        question["kind"] == "walk"
        and re.fullmatch(r"(.*@)?-\d", question["lower"]) is not None
        and ours.get("text", "").startswith("Requested range")
    )


@explained("order among several dependencies of one revision: declared order here, a set there")
def _(case, question, ours, theirs) -> bool:
    several = any(len(node["needs"]) > 1 for node in case.graph)
    for key in ("steps", "listed", "lines"):
        if key in ours and key in theirs and ours[key] != theirs[key]:
            return several and sorted(ours[key]) == sorted(theirs[key])
    return False


@explained("redundant parents or dependencies: rows follow the content rule")
def _(case, question, ours, theirs) -> bool:
    return case.redundant and "steps" in theirs and ours.get("steps") == theirs["steps"]


def compare(case, question, ours, theirs) -> str | None:
    """Return None for equal answers, the reason of a known difference, or ``""``."""
    if ours == theirs:
        return None
    for reason, test in EXPLAINED:
        if test(case, question, ours, theirs):
            return reason
    return ""


def said(answer: dict, other: dict) -> str:
    """Return an answer as text; of a long listing only the lines that the other has not."""
    if "lines" in answer and "lines" in other:
        return json.dumps([line for line in answer["lines"] if line not in other["lines"]])
    return json.dumps(answer)


def answers_of(python: str, seeds: list[int], largest: int = 11) -> list[list[dict]]:
    done = subprocess.run(
        [python, __file__, "--worker"],
        input="".join(f"{seed} {largest}\n" for seed in seeds),
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--other", help="the other interpreter")
    parser.add_argument("--own", default=sys.executable, help="this side's interpreter")
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--largest", type=int, default=11, help="revisions in a graph, at most")
    parser.add_argument("--show", type=int, default=10, help="how many differences to print")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work()
        return 0
    graphs = -(-options.cases // QUESTIONS_PER_GRAPH)
    seeds = list(range(options.seed, options.seed + graphs))
    ours = answers_of(options.own, seeds, options.largest)
    theirs = answers_of(options.other, seeds, options.largest)
    reasons: Counter = Counter()
    shown = 0
    for seed, own, other in zip(seeds, ours, theirs, strict=True):
        case = Case(seed, options.largest)
        for question, a, b in zip(case.questions, own, other, strict=False):
            reason = compare(case, question, a, b)
            reasons["equal" if reason is None else reason or "UNEXPLAINED"] += 1
            if reason == "" and shown < options.show:
                shown += 1
                print(f"--- seed {seed}: {question}")
                for node in case.graph:
                    print("   ", *(str(value) for value in node.values()))
                print("  ours  ", said(a, b))
                print("  theirs", said(b, a))
    for reason, count in reasons.most_common():
        print(f"{count:7d}  {reason}")
    return 1 if reasons["UNEXPLAINED"] else 0


if __name__ == "__main__":
    sys.exit(main())
