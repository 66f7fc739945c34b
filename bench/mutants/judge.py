"""Judges changes one by one: runs the tests that reach the changed function until one of them fails.

Tests are timed and traced once without any change. For each change the tests that noticed its neighbours come first,
then the quick ones. Time is the processor's, so that a busy machine makes no test late. Nothing is compiled here.
"""

import json
import os
import resource
import signal
import subprocess
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

# The processor seconds that a group of tests has: so many times what it took without a change, and some more.
PATIENCE, GRACE = 5, 2
# Nothing in these tests waits for anything: longer than this, and it hangs.
HANGS = 900
# Tests of so many seconds together are tried on every change before the dearer ones are on any,
QUICK = 1.5
# and so many that reach hardly anything else: they are about the function.
CLOSE = 12
# No test takes longer.
LONGEST = 600
# No test takes less.
LEAST = 0.0002
# Few cases of each property: most changes fail the first of them.
CASES = "48"
MEMORY = 2 << 30
STACK = 64 << 20


@dataclass(frozen=True)
class Test:
    """One test of one program."""

    program: str
    folder: str
    name: str

    def __str__(self):
        return f"{Path(self.program).name.rsplit('-', 1)[0]} {self.name}"


@dataclass
class Outcome:
    """How a group of tests ended: passed, failed (by which test), or out of time."""

    word: str
    test: Test | None
    seconds: float


def environment(root: Path) -> dict[str, str]:
    """What tests see. Their temporary files do not outlive them."""
    return {
        **os.environ,
        "INSTA_UPDATE": "no",
        "INSTA_WORKSPACE_ROOT": str(root),
        "PROPTEST_DISABLE_FAILURE_PERSISTENCE": "true",
        "PROPTEST_CASES": os.environ.get("PROPTEST_CASES", CASES),
        "PROPTEST_MAX_SHRINK_ITERS": "0",
        "RUST_MIN_STACK": str(STACK),
        "RUST_BACKTRACE": "0",
    }


def run(tests: list[Test], limit: float, variables: dict[str, str]) -> Outcome:
    """Runs tests of one program in their order of name, and stops at the first that fails."""
    program, folder = tests[0].program, tests[0].folder

    def bounds():
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 2))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with tempfile.TemporaryDirectory() as scratch:
        process = subprocess.Popen(
            [program, "--exact", "--test-threads=1", *(test.name for test in tests)],
            cwd=folder, env={**variables, "TMPDIR": scratch}, preexec_fn=bounds,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        stop = lambda: os.kill(process.pid, signal.SIGKILL)
        late = threading.Timer(HANGS, stop)
        late.start()
        failed, began = None, None
        passed = 0
        for line in process.stdout:
            words = line.decode(errors="replace").split()
            if words[:1] == ["test"] and words[-1] in ("ok", "FAILED", "ignored"):
                passed += 1
                if words[-1] == "FAILED":
                    failed = next((test for test in tests if test.name == words[1]), tests[0])
                    stop()
                    break
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        late.cancel()
    seconds = usage.ru_utime + usage.ru_stime
    if failed:
        return Outcome("failed", failed, seconds)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
        return Outcome("late", tests[min(passed, len(tests) - 1)], seconds)
    if status != 0:
        return Outcome("failed", tests[min(passed, len(tests) - 1)], seconds)
    return Outcome("passed", None, seconds)


def tests_of(programs: list[tuple[str, str]]) -> list[Test]:
    tests = []
    for program, folder in programs:
        command = [program, "--list", "--format", "terse"]
        names = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()
        tests += [Test(program, folder, name.removesuffix(": test")) for name in names if name.endswith(": test")]
    return tests


def key_of(test: Test) -> str:
    """A test of a program as it was built at this time."""
    return f"{test.program} {os.stat(test.program).st_mtime_ns} {test.name}"


class Suite:
    """The tests, what each costs, and which functions it reaches."""

    def __init__(self, programs: list[tuple[str, str]], variables: dict[str, str], jobs: int, kept: Path, quick: bool):
        """What was measured of these programs before is in the file `kept`. `quick`: only quick tests are wanted."""
        self.variables, self.longest = variables, QUICK if quick else LONGEST
        self.kept = json.loads(kept.read_text()) if kept.exists() else {}
        self.cost: dict[Test, float] = {}
        self.reach: dict[Test, set[int]] = {}
        # Which tests noticed something in a function, or in a file.
        self.noticed: dict[object, Counter] = {}
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(self.measure, tests_of(programs)))
        kept.write_text(json.dumps({key_of(test): [cost, sorted(self.reach[test])] for test, cost in self.cost.items()}))
        # What it takes to start a program is shared by the tests of a group.
        start = {program: min(c for t, c in self.cost.items() if t.program == program) for program in {t.program for t in self.cost}}
        self.cost = {test: max(cost - start[test.program], LEAST) for test, cost in self.cost.items()}
        self.measured = list(self.cost)

    def measure(self, test: Test):
        if key_of(test) in self.kept:
            self.cost[test], reach = self.kept[key_of(test)]
            self.reach[test] = set(reach)
            return
        with tempfile.TemporaryDirectory() as folder:
            trace = Path(folder) / "trace"
            outcome = run([test], self.longest, {**self.variables, "HAYES_MUTANT_TRACE": str(trace)})
            if outcome.word == "late" and self.longest < LONGEST:
                return
            if outcome.word != "passed":
                raise SystemExit(f"{test} fails without a change")
            self.cost[test] = outcome.seconds
            self.reach[test] = {int(number) for number in trace.read_text().split()} if trace.exists() else set()

    def moved(self, programs: list[tuple[str, str]]) -> list[Test]:
        """The same tests in other builds of their programs; they cost the same."""
        home = lambda program, folder: (Path(program).name.rsplit("-", 1)[0], Path(folder).name)
        built = {home(program, folder): (program, folder) for program, folder in programs}
        tests = []
        for test in self.measured:
            if place := built.get(home(test.program, test.folder)):
                tests.append(Test(*place, test.name))
                self.cost[tests[-1]] = self.cost[test]
        return tests

    def reaching(self, function: int) -> list[Test]:
        return [test for test in self.measured if function in self.reach[test]]

    def groups(self, tests: list[Test], places: list, quick: bool):
        """The quick ones of these tests, or the others, in groups that get dearer; those that noticed neighbours first."""
        tests = sorted(tests, key=self.cost.get)
        cheap = [test for test in tests if self.cost[test] <= QUICK / CLOSE]
        close = set(sorted(cheap, key=lambda test: len(self.reach.get(test, ())))[:CLOSE])
        tests.sort(key=lambda test: test not in close)
        spent, number = 0.0, 0
        while number < len(tests) and spent < QUICK:
            spent += self.cost[tests[number]]
            number += 1
        tests = tests[:number] if quick else tests[number:]
        noticed = sum((self.noticed.get(place, Counter()) for place in places), Counter())
        first = [test for test, _ in noticed.most_common() if test in tests][:3]
        yield from ([test] for test in first)
        rest, bound = [test for test in tests if test not in first], 0.3
        while rest:
            group, spent = [], 0.0
            while rest and (not group or spent + self.cost[rest[0]] <= bound):
                spent += self.cost[rest[0]]
                group.append(rest.pop(0))
            bound *= 4
            for program in dict.fromkeys(test.program for test in group):
                yield [test for test in group if test.program == program]

    def judge(self, number: int, tests: list[Test], places: list, quick: bool) -> Outcome:
        """Do the quick ones of these tests notice the change, or the others? It stands in these places."""
        variables = {**self.variables, "HAYES_MUTANT": str(number)}
        seconds = 0.0
        for group in self.groups(tests, places, quick):
            outcome = run(group, PATIENCE * sum(self.cost[test] for test in group) + GRACE, variables)
            seconds += outcome.seconds
            if outcome.word != "passed":
                for place in places:
                    self.noticed.setdefault(place, Counter())[outcome.test] += 1
                return Outcome(outcome.word, outcome.test, seconds)
        return Outcome("passed", None, seconds)
