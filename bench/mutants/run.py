#!/usr/bin/env python3
"""Do the tests bite? Makes every small change to the core that cargo-mutants knows, and looks whether a test notices.

A build for each change would take many hours. So all of them are built into one program (schemata.py), and each run of
a test switches one on (judge.py). What is left over then, constants and functions that constants need, is built change
by change. What came of each change stands in target/mutants/results.jsonl, from which a run that was broken off goes on.
"""

import argparse
import json
import os
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from judge import Suite, environment
from schemata import Change, Schemata, compiler_errors, put

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "target" / "mutants"
PACKAGES = ["hayes-at", "hayes-dialects"]
BUILD = {"CARGO_TARGET_DIR": str(OUT / "build"), "RUSTFLAGS": "-Awarnings", "CARGO_PROFILE_DEV_DEBUG": "false"}
ALONE = {**BUILD, "CARGO_TARGET_DIR": str(OUT / "alone-build")}
# What is said of a change that the dear tests have not seen yet.
BY_QUICK = "quick tests alone"
WORDS = {"passed": "missed", "failed": "caught", "late": "timeout"}


def main():
    options = asked_for()
    results = Results(OUT / "results.jsonl", options.again, options.quick)
    schemata = Schemata(ROOT, OUT / "tree", PACKAGES)
    results.keep(schemata.changes)
    say(f"{len(schemata.changes)} changes; those that do not compile are taken out")
    take_out(schemata, results)
    say(f"{len(schemata.unviable)} do not compile; building the program that holds the others")
    programs = build(schemata.tree, tests_of(PACKAGES), BUILD)
    say("timing and tracing the tests")
    suite = Suite(programs, environment(schemata.tree), options.jobs, OUT / "suite.json", options.quick)
    say(f"{len(suite.cost)} tests, {sum(suite.cost.values()):.0f} s in all")
    share, of = (int(part) for part in options.share.split("/"))
    chosen = [c for c in schemata.changes if c.number % of == share and options.file in c.file and not results.knows(c)]
    left = [c for c in chosen if c.function and not c.function.fixed]
    say(f"{len(left)} to judge by quick tests")
    left = judge(left, suite, results, True, options.jobs)
    if options.quick:
        for change in left:
            results.note(change, "missed", BY_QUICK)
    else:
        say(f"{len(left)} to judge by dear tests")
        judge(left, suite, results, False, options.jobs)
    single = [c for c in chosen if not c.function or c.function.fixed]
    if not options.no_single:
        say(f"{len(single)} to build and judge one by one")
        schemata.copy_plain(OUT / "alone")
        for change in single:
            judge_single(change, schemata, OUT / "alone", suite, results)
    results.report()


def asked_for() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description="Looks whether a test notices each small change to the core.")
    arguments.add_argument("--jobs", type=int, default=1, help="so many changes at once")
    arguments.add_argument("--share", default="0/1", help="0/8: every eighth change, from the first")
    arguments.add_argument("--again", action="store_true", help="what was missed once more, with the tests as they are now")
    arguments.add_argument("--quick", action="store_true", help="by quick tests alone: what they miss counts as missed until the next run")
    arguments.add_argument("--file", default="", help="only changes to files whose path contains this")
    arguments.add_argument("--no-single", action="store_true", help="leave out what has to be built change by change")
    return arguments.parse_args()


def take_out(schemata: Schemata, results: "Results"):
    """Finds the changes that do not compile; those of the last run are known."""
    schemata.unviable = {c.number: results.why(c) for c in schemata.changes if results.is_unviable(c)}
    schemata.copy()
    schemata.settle(BUILD)
    for change in schemata.changes:
        if change.number in schemata.unviable and not results.knows(change):
            results.note(change, "unviable", schemata.unviable[change.number])


def build(tree: Path, command: list[str], variables: dict[str, str]) -> list[tuple[str, str]]:
    """The test programs, each with the folder in which it runs."""
    command = [*command, "--message-format=json"]
    done = subprocess.run(command, cwd=tree, env={**os.environ, **variables}, check=True, stdout=subprocess.PIPE)
    messages = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
    made = [m for m in messages if m["reason"] == "compiler-artifact" and m["executable"] and m["profile"]["test"]]
    return [(m["executable"], str(Path(m["manifest_path"]).parent)) for m in made]


def tests_of(packages: list[str], targets: str = "--tests") -> list[str]:
    """Builds all tests of these packages; `--lib`: those alone that stand in the library itself."""
    return ["cargo", "test", "--no-run", targets, *(flag for package in packages for flag in ("-p", package))]


def judge(changes: list[Change], suite: Suite, results: "Results", quick: bool, jobs: int) -> list[Change]:
    """Judges changes that the program holds; gives those that quick tests did not notice."""

    def one(change: Change) -> Change | None:
        function = change.function.number
        outcome = suite.judge(change.number, suite.reaching(function), [function, change.file], quick)
        if quick and outcome.word == "passed":
            return change
        results.note(change, WORDS[outcome.word], str(outcome.test or ""), outcome.seconds)
        return None

    left = []
    with ThreadPoolExecutor(jobs) as pool:
        for done, change in enumerate(pool.map(one, changes), 1):
            left += [change] if change else []
            if done % 100 == 0:
                say(f"{done} of {len(changes)}: {results.counted()}")
    return left


def judge_single(change: Change, schemata: Schemata, tree: Path, suite: Suite, results: "Results"):
    """Builds one change alone, and looks whether any test notices: those of its crate, then those of crates above it.
    What is built least comes first."""
    file, text = tree / change.file, schemata.texts[change.file]
    put(file, text[:change.start] + change.text + text[change.end:])
    own, above = [change.package], PACKAGES[PACKAGES.index(change.package) + 1:]
    commands = [tests_of(own, "--lib"), tests_of(own), *([tests_of(above)] if above else [])]
    try:
        if errors := compiler_errors(tree, ["cargo", "check", "--lib", "-p", change.package], ALONE):
            return results.note(change, "unviable", errors[0]["message"])
        seconds = 0.0
        for command in commands:
            if errors := compiler_errors(tree, command, ALONE):
                return results.note(change, "caught", "a test does not compile: " + errors[0]["message"])
            tests = suite.moved(build(tree, command, ALONE))
            for quick in (True, False):
                outcome = suite.judge(0, tests, [change.file], quick)
                seconds += outcome.seconds
                if outcome.word != "passed":
                    return results.note(change, WORDS[outcome.word], str(outcome.test), seconds)
        results.note(change, "missed", "", seconds)
    finally:
        put(file, text)


class Results:
    """What came of each change, in a file that grows line by line."""

    def __init__(self, path: Path, again: bool, quick: bool):
        self.path, self.by_name = path, {}
        path.parent.mkdir(parents=True, exist_ok=True)
        for line in path.read_text().splitlines() if path.exists() else []:
            entry = json.loads(line)
            self.by_name[entry["change"]] = entry
        anew = lambda e: e["result"] == "missed" and (again or (e["by"] == BY_QUICK and not quick))
        self.by_name = {name: e for name, e in self.by_name.items() if not anew(e)}

    def keep(self, changes: list[Change]):
        """Forgets changes of a code that is no more."""
        names = {change.name for change in changes}
        self.by_name = {name: entry for name, entry in self.by_name.items() if name in names}

    def knows(self, change: Change) -> bool:
        return change.name in self.by_name

    def is_unviable(self, change: Change) -> bool:
        return self.knows(change) and self.by_name[change.name]["result"] == "unviable"

    def why(self, change: Change) -> str:
        return self.by_name[change.name]["by"]

    def note(self, change: Change, result: str, why: str, seconds: float = 0):
        entry = {"change": change.name, "package": change.package, "result": result, "by": why, "seconds": round(seconds, 2)}
        self.by_name[change.name] = entry
        with self.path.open("a") as file:
            file.write(json.dumps(entry) + "\n")

    def counted(self) -> str:
        counts = Counter(entry["result"] for entry in list(self.by_name.values()))
        return ", ".join(f"{count} {result}" for result, count in sorted(counts.items()))

    def report(self):
        """The counts for each package, and what was missed."""
        for package in PACKAGES:
            counts = Counter(e["result"] for e in self.by_name.values() if e["package"] == package)
            caught, missed = counts["caught"] + counts["timeout"], counts["missed"]
            say(f"{package}: {caught + missed} viable, {counts['caught']} caught, {counts['timeout']} timeouts, "
                f"{missed} missed, {counts['unviable']} unviable: {100 * caught / max(1, caught + missed):.1f} %")
        missed = sorted(name for name, e in self.by_name.items() if e["result"] == "missed")
        (OUT / "missed.txt").write_text("".join(name + "\n" for name in missed))


def say(what: str):
    print(what, flush=True)


if __name__ == "__main__":
    main()
