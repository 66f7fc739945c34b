"""All changes in one program: makes a source tree in which a number in the environment switches one of them on.

What is changed comes from `cargo mutants --list`. Every function that has changes gets its body once for each of them,
beside the body as it is; changes that do not compile are taken out by what the compiler says. Nothing is run here.
"""

import filecmp
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

# Comments and literals, in which a bracket is none; or a bracket.
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|\bb?r(?P<hash>\#*)".*?"(?P=hash)|"(?:\\.|[^"\\])*"|'(?:\\x..|\\u\{[^}]*\}|\\.|[^'\\])'|[(){}\[\]]""",
    re.S | re.X,
)
NOT_CONST = re.compile(r"non-const (?:associated )?(?:function|method) `(?:[^`]*::)?(\w+)(?:::<[^`]*>)?`")
IMPL = re.compile(r"->\s*impl\s+(Iterator<Item\s*=.*?>)\s*(?:\+.*)?$", re.S)

SWITCH = """\
//! Which change is switched on, and which functions were reached.
use std::{{fs::File, io::Write, sync::{{LazyLock, Mutex, atomic::{{AtomicBool, Ordering}}}}}};

static ACTIVE: LazyLock<u32> =
    LazyLock::new(|| std::env::var("HAYES_MUTANT").map_or(0, |n| n.parse().expect("a number")));
static TRACE: LazyLock<Option<Mutex<File>>> = LazyLock::new(|| {{
    let path = std::env::var_os("HAYES_MUTANT_TRACE")?;
    Some(Mutex::new(File::options().create(true).append(true).open(path).expect("a file for the trace")))
}});
static SEEN: [AtomicBool; {count}] = [const {{ AtomicBool::new(false) }}; {count}];

pub(crate) fn on(function: usize) -> u32 {{
    if let Some(trace) = &*TRACE
        && !SEEN[function].swap(true, Ordering::Relaxed)
    {{
        writeln!(trace.lock().expect("nobody panics here"), "{{function}}").expect("room for the trace");
    }}
    *ACTIVE
}}
"""


@dataclass
class Change:
    """One change, numbered from 1 in the order in which cargo-mutants lists them."""

    number: int
    name: str
    package: str
    file: str
    start: int
    end: int
    text: str
    function: "Function | None" = None


@dataclass
class Function:
    """A function with changes: where its body stands, braces and all."""

    number: int
    file: str
    head: int
    start: int
    end: int
    returns: str | None = None
    changes: list[Change] = field(default_factory=list)
    # Stays as it is, since it is needed where nothing runs.
    fixed: bool = False


def listed(root: Path, packages: list[str]) -> list[dict]:
    """What cargo-mutants would change."""
    wanted = [flag for package in packages for flag in ("--package", package)]
    command = ["cargo", "mutants", "--list", "--json", *wanted]
    return json.loads(subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE).stdout)


def brackets(text: str, start: int):
    """The brackets of the code from `start` on."""
    for token in TOKEN.finditer(text, start):
        if token[0] in "(){}[]":
            yield token.start(), token[0]


def body_of(text: str, head: int) -> tuple[int, int]:
    """Where the body of the function stands whose head begins at `head`."""
    depth, start = 0, None
    for at, bracket in brackets(text, head):
        if bracket == "{" and depth == 0 and start is None:
            start = at
        depth += 1 if bracket in "([{" else -1
        if start is not None and depth == 0:
            return start, at + 1
    raise ValueError("a function without an end")


class Schemata:
    """The changes of a project, and its tree that holds them all."""

    def __init__(self, root: Path, tree: Path, packages: list[str]):
        self.root, self.tree, self.packages = root, tree, packages
        self.texts: dict[str, str] = {}
        self.changes: list[Change] = []
        self.functions: list[Function] = []
        self.unviable: dict[int, str] = {}
        # Lines of the tree's files that belong to a change.
        self.lines: dict[str, list[tuple[int, int, int]]] = {}
        for number, entry in enumerate(listed(root, packages), 1):
            self.add(number, entry)
        # The switch is a module of each crate.
        for folder in {Path(change.file).parts[1] for change in self.changes}:
            self.texts.setdefault(f"crates/{folder}/src/lib.rs", (root / f"crates/{folder}/src/lib.rs").read_text())

    def add(self, number: int, entry: dict):
        file = entry["file"]
        text = self.texts.setdefault(file, (self.root / file).read_text())
        starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
        place = lambda point: starts[point["line"] - 1] + point["column"] - 1
        start, end = place(entry["span"]["start"]), place(entry["span"]["end"])
        change = Change(number, entry["name"], entry["package"], file, start, end, entry["replacement"])
        self.changes.append(change)
        if entry["function"]:
            change.function = self.function(file, text, place(entry["function"]["span"]["start"]), start)

    def function(self, file: str, text: str, head: int, change: int) -> Function | None:
        """The function that begins at `head`; the one around it, where that has changes too."""
        for known in self.functions:
            if known.file == file and known.start <= change < known.end:
                return known
        start, end = body_of(text, head)
        if not start <= change < end:
            return None
        returns = text[head:start]
        returns = returns[returns.index("->"):].split("where")[0].strip() if "->" in returns else None
        self.functions.append(Function(len(self.functions), file, head, start, end, returns))
        return self.functions[-1]

    def copy(self):
        """The rest of the tree, what git knows of it. What has not changed since the last time is not touched."""
        self.copy_to(self.tree, set(self.texts))

    def copy_plain(self, tree: Path):
        """All of the tree as it is, to change it in one place."""
        self.copy_to(tree, set())

    def copy_to(self, tree: Path, but: set[str]):
        files = subprocess.run(["git", "ls-files", "-z"], cwd=self.root, check=True, stdout=subprocess.PIPE)
        names = {name for name in files.stdout.decode().split("\0") if (self.root / name).is_file()}
        for path in [path for path in tree.rglob("*") if path.is_file()]:
            if str(path.relative_to(tree)) not in names and path.name != "mutant_switch.rs":
                path.unlink()
        for name in names - but:
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            if not (tree / name).exists() or not filecmp.cmp(self.root / name, tree / name, shallow=False):
                shutil.copyfile(self.root / name, tree / name)
                shutil.copymode(self.root / name, tree / name)

    def write(self):
        """The changes into the tree's files."""
        for function in self.functions:
            function.changes = []
        for change in self.changes:
            if change.function and change.number not in self.unviable:
                change.function.changes.append(change)
        for root in [file for file in self.texts if file.endswith("src/lib.rs")]:
            put(self.tree / Path(root).parent / "mutant_switch.rs", SWITCH.format(count=len(self.functions)))
        for file in self.texts:
            put(self.tree / file, self.changed(file))

    def changed(self, file: str) -> str:
        """A file with its functions' bodies once for each change."""
        text, out, at = self.texts[file], [], 0
        lines, line = [], 1
        inside = [f for f in self.functions if f.file == file and f.changes and not f.fixed]
        for function in sorted(inside, key=lambda f: f.start):
            head = text[at:function.start]
            cut = function.head - at
            head = head[:cut] + re.sub(r"\bconst (?=(?:unsafe )?fn\b)", "", head[cut:])
            out.append(f"{head}{{ match crate::mutant_switch::on({function.number}) {{\n")
            line += out[-1].count("\n")
            for change in function.changes:
                body = text[function.start:change.start] + change.text + text[change.end:function.end]
                out.append(f"{change.number} => {boxed(function, body)},\n")
                after = line + out[-1].count("\n")
                lines.append((line, after, change.number))
                line = after
            out.append(f"_ => {boxed(function, text[function.start:function.end])}\n}} }}")
            line += out[-1].count("\n")
            at = function.end
        self.lines[file] = lines
        out.append(text[at:])
        if file.endswith("src/lib.rs"):
            out.append("\nmod mutant_switch;\n")
        return "".join(out)

    def settle(self, environment: dict[str, str]):
        """Takes out what does not compile, until all does."""
        packages = [flag for package in self.packages for flag in ("-p", package)]
        before = {path: (path.read_text(), path.stat().st_mtime_ns) for path in map(self.tree.joinpath, self.texts) if path.exists()}
        while True:
            self.write()
            errors = compiler_errors(self.tree, ["cargo", "check", "--keep-going", "--lib", *packages], environment)
            if not errors:
                break
            found = [self.blame(error) for error in errors]
            if not any(found):
                raise SystemExit("does not compile, for another reason:\n" + errors[0]["rendered"])
            print(f"  {sum(found)} of {len(errors)} errors took a change out; {len(self.unviable)} do not compile", flush=True)
        # A file that is as it was the last time need not be built again.
        for path, (text, time) in before.items():
            if path.read_text() == text:
                os.utime(path, ns=(time, time))

    def blame(self, error: dict) -> bool:
        """The change that an error is about does not compile; or a function has to stay what it was."""
        spans = sorted(error["spans"], key=lambda span: not span["is_primary"])
        for span in spans:
            for first, after, number in self.lines.get(span["file_name"], []):
                if first <= span["line_start"] < after and number not in self.unviable:
                    self.unviable[number] = error["message"]
                    return True
        if needed := NOT_CONST.search(error["message"]):
            for function in self.functions:
                name = re.search(r"\bfn\s+(\w+)", self.texts[function.file][function.head:])
                if name and name[1] == needed[1] and not function.fixed:
                    function.fixed = True
                    return True
        return False


def boxed(function: Function, body: str) -> str:
    """Bodies that give some iterator give one of the same type."""
    if function.returns and (given := IMPL.match(function.returns)):
        return f"Box::new({body}) as Box<dyn {given[1]} + '_>"
    return body


def put(path: Path, text: str):
    """Writes a file if it would differ: what is not touched is not built again."""
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def compiler_errors(tree: Path, command: list[str], environment: dict[str, str]) -> list[dict]:
    """What the compiler holds against the tree."""
    done = subprocess.run(
        [*command, "--message-format=json"],
        cwd=tree, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    messages = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
    errors = [m["message"] for m in messages if m["reason"] == "compiler-message" and m["message"]["level"].startswith("error")]
    errors = [error for error in errors if error["spans"]]
    if done.returncode != 0 and not errors:
        raise SystemExit(done.stderr.decode())
    return errors if done.returncode != 0 else []
