#!/usr/bin/env python3
"""Tests of the tests: mutants of a crate, all built into one program and chosen by a variable when it runs.

    scripts/mutants.py CRATE --of src/des [--sample 100 --seed 2016] [--build] [--run --only SECONDS]

CRATE is a copy: it is rewritten. What the mutants are is cargo-mutants' list (`cargo install cargo-mutants --locked`); here each function has its
mutated bodies beside its own, so that the crate is compiled once instead of once for each. A mutant that does not compile is left out ("unviable"), one
of a function that returns `impl …` cannot be built so and is left out too ("apart"). A mutant is caught when the unit tests fail, or need
more processor time than allowed: that is counted, so that a busy machine catches nothing.
"""
import argparse, collections, json, os, pathlib, random, re, resource, subprocess, sys

SWITCH = '''
/// Which mutant is alive: 0 for none.
pub mod mutant {
    static ALIVE: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    pub fn alive() -> u32 {
        *ALIVE.get_or_init(|| std::env::var("MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(0))
    }
}
'''


def offset(lines, place):
    """Of a line and column, both from 1, in the text."""
    return lines[place["line"] - 1] + place["column"] - 1


def body(text, start, end):
    """Where the outermost braces of a function open and close; None if it cannot be told."""
    depth = 0
    for at in range(start, end):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(text[at], 0)
        if text[at] == "{" and depth == 0:
            close = text.rindex("}", at, end)
            return at, close
    return None


def rewrite(crate, originals, mutants):
    """Writes every file with its mutants; for each file, the lines of each mutant."""
    arms = collections.defaultdict(list)
    by_file = collections.defaultdict(lambda: collections.defaultdict(list))
    for number, mutant in mutants.items():
        span = mutant["function"]["span"]
        by_file[mutant["file"]][(span["start"]["line"], span["start"]["column"], span["end"]["line"], span["end"]["column"])].append(number)
    for file, text in originals.items():
        lines, at = [], 0
        for line in text.splitlines(keepends=True):
            lines.append(at)
            at += len(line)
        edits = []
        for (l0, c0, l1, c1), numbers in by_file[file].items():
            start, end = offset(lines, {"line": l0, "column": c0}), offset(lines, {"line": l1, "column": c1})
            opens, closes = body(text, start, end)
            edits.append((start, opens, closes, numbers))
        edits.sort()
        out, done, line = [], 0, 1

        def put(piece):
            nonlocal line
            out.append(piece)
            line += piece.count("\n")

        for start, opens, closes, numbers in edits:
            if start < done:
                continue
            put(text[done:start])
            put(text[start:opens])
            put("{ match crate::mutant::alive() {\n")
            for number in numbers:
                mutant = mutants[number]
                a, b = offset(lines, mutant["span"]["start"]), offset(lines, mutant["span"]["end"])
                first = line
                put(f"{number} => {{{text[opens + 1 : a]} {mutant['replacement']} {text[b:closes]}}}\n")
                arms[file].append((first, line - 1, number))
            put(f"_ => {{{text[opens + 1 : closes]}}}\n}} }}")
            done = closes + 1
        put(text[done:])
        (crate / file).write_text("".join(out))
    return arms


def check(crate, arms):
    """Mutants that do not compile, and what else is wrong."""
    done = subprocess.run(["cargo", "check", "--offline", "--message-format=json"], cwd=crate, capture_output=True, text=True)
    wrong, others = set(), []
    for line in done.stdout.splitlines():
        message = json.loads(line)
        if message.get("reason") != "compiler-message" or message["message"]["level"] != "error":
            continue
        spans = [span for span in message["message"]["spans"] if span["is_primary"]]
        hit = [number for span in spans for first, last, number in arms.get(span["file_name"], []) if first <= span["line_start"] <= last]
        wrong.update(hit)
        if not hit and spans:
            others.append(f"{spans[0]['file_name']}:{spans[0]['line_start']}: {message['message']['message']}")
    return done.returncode == 0, wrong, others


def build(crate, of, sample, seed):
    listed = subprocess.run(["cargo", "mutants", "--list", "--json"], cwd=crate, capture_output=True, text=True, check=True).stdout
    listed = [mutant for mutant in json.loads(listed) if any(mutant["file"].startswith(room) for room in of)]
    print(f"{len(listed)} mutants of {' '.join(of)}")
    if sample:
        random.Random(seed).shuffle(listed)
        listed = listed[:sample]
    mutants = dict(enumerate(listed, 1))
    files = {file: (crate / file).read_text() for file in sorted({mutant["file"] for mutant in listed})}
    outcome = {}
    for number, mutant in mutants.items():
        if not mutant["function"] or "impl " in mutant["function"]["return_type"]:
            outcome[number] = "apart"
    library = crate / "src/lib.rs"
    library.write_text("#![allow(warnings)]\n" + library.read_text() + SWITCH)
    constant = set()
    while True:
        left = {number: mutant for number, mutant in mutants.items() if number not in outcome}
        # Nothing that asks which mutant is alive can be constant; as long as before, so that places stay. What tables are made of has to be.
        plain = lambda found: found[0] if found[1] in constant else f"      fn {found[1]}"
        originals = {file: re.sub(r"const fn (\w+)", plain, text) for file, text in files.items()}
        arms = rewrite(crate, originals, left)
        well, wrong, others = check(crate, arms)
        if well:
            break
        print(f"{len(wrong)} do not compile", *others[:5], sep="\n  ", flush=True)
        names = {found[1] for other in others if (found := re.search(r"non-const (?:associated )?function `(?:\w+::)*(\w+)` in (?:static|constant)", other))} - constant
        constant |= names
        for number, mutant in left.items():
            if mutant["function"]["function_name"].split("::")[-1] in names:
                outcome[number] = "apart"
        if not wrong and not names:
            sys.exit("the rest does not compile either")
        outcome.update(dict.fromkeys(wrong, "unviable"))
    built = {number for file in arms.values() for _, _, number in file}
    outcome.update({number: "apart" for number in left if number not in built})
    told = {number: {"name": mutant["name"], "outcome": outcome.get(number, "to do")} for number, mutant in mutants.items()}
    (crate / "mutants.json").write_text(json.dumps(told, indent=1))


def run(crate, tests, seconds, seed):
    """Runs every mutant that has no outcome yet; each outcome is kept at once."""
    made = subprocess.run(["cargo", "test", "--offline", "--lib", "--no-run", "--message-format=json"], cwd=crate, capture_output=True, text=True, check=True)
    program = [json.loads(line) for line in made.stdout.splitlines()]
    program = next(one["executable"] for one in program if one.get("executable") and one["profile"]["test"])
    told = json.loads((crate / "mutants.json").read_text())

    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def once(number, filters):
        env = dict(os.environ, MUTANT=str(number), RUSTC_BOOTSTRAP="1", RUST_BACKTRACE="0")
        command = [program, "-Zunstable-options", "--fail-fast", "-q", *filters]
        done = subprocess.run(command, cwd=crate, env=env, preexec_fn=limit, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        failed = re.findall(r"^    ([a-z_:0-9]+)$", done.stdout, re.M)
        if done.returncode == 0:
            return "missed", ""
        return ("timeout" if done.returncode in (-24, -9) else "caught"), (failed or [""])[0]

    for filters in tests:
        assert once(0, filters)[0] == "missed", f"the tests fail without a mutant: {filters} {once(0, filters)}"
    # In a random order: however far it comes, what is done is a sample.
    left = [number for number, mutant in told.items() if mutant["outcome"] == "to do"]
    random.Random(seed).shuffle(left)
    for number in left:
        mutant = told[number]
        for filters in tests:
            mutant["outcome"], mutant["by"] = once(number, filters)
            if mutant["outcome"] != "missed":
                break
        (crate / "mutants.json").write_text(json.dumps(told, indent=1))
    tell(crate)


def tell(crate):
    told = json.loads((crate / "mutants.json").read_text()).values()
    print(dict(collections.Counter(mutant["outcome"] for mutant in told)))
    for mutant in told:
        if mutant["outcome"] in ("missed", "apart"):
            print(mutant["outcome"], mutant["name"])


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("crate", type=pathlib.Path)
parser.add_argument("--of", nargs="+", default=["src/"], help="beginnings of the paths of files")
parser.add_argument("--sample", type=int, help="so many at random")
parser.add_argument("--seed", type=int, default=2016)
parser.add_argument("--build", action="store_true")
parser.add_argument("--run", action="store_true")
parser.add_argument("--tests", nargs="*", default=[""], help="filters of the test program, in the order in which they are tried")
parser.add_argument("--seconds", type=int, default=20, help="processor time for each")
arguments = parser.parse_args()
if arguments.build:
    build(arguments.crate, arguments.of, arguments.sample, arguments.seed)
if arguments.run:
    run(arguments.crate, [filters.split() for filters in arguments.tests], arguments.seconds, arguments.seed)
if not arguments.build and not arguments.run:
    tell(arguments.crate)
