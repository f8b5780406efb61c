#!/usr/bin/env python3
"""Tests of the tests: mutants of a crate, all built into one program and chosen by a variable when it runs.

    scripts/mutants.py CRATE --of src/des [--sample 100 --seed 2016] [--build] [--run]

CRATE is a copy of the package: its sources are rewritten. What the mutants are is cargo-mutants' list (`cargo install cargo-mutants --locked`); here each
function has its mutated bodies beside its own, so that the package is compiled once instead of once for each, and a variable that child processes
inherit says which is alive. Each test is run once by itself to see which of these functions it reaches; a mutant is then judged by the tests that
reach its function, the quickest first, and is caught when one fails or needs ten times its processor time. A mutant that does not compile is
left out ("unviable"), one of a constant or of a function that returns `impl …` cannot be built so and is left out too ("apart").
"""
import argparse, collections, itertools, json, math, os, pathlib, random, re, resource, signal, subprocess, sys, tempfile, time

SWITCH = '''
/// Which mutant is alive: 0 for none. In a file that MUTANT_REACHED names, the functions that were called.
pub mod mutant {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, Ordering};
    static ALIVE: OnceLock<(u32, Option<String>)> = OnceLock::new();
    static REACHED: [AtomicBool; NUMBER] = [const { AtomicBool::new(false) }; NUMBER];
    pub fn alive(function: usize) -> u32 {
        let var = |name| std::env::var(name).ok();
        let (alive, reached) = ALIVE.get_or_init(|| (var("MUTANT").and_then(|text| text.parse().ok()).unwrap_or(0), var("MUTANT_REACHED")));
        if let Some(file) = reached.as_ref().filter(|_| !REACHED[function].swap(true, Ordering::Relaxed)) {
            use std::io::Write;
            let file = std::fs::OpenOptions::new().append(true).create(true).open(file);
            file.and_then(|mut file| file.write_all(format!("{function} ").as_bytes())).expect("the file of what was reached");
        }
        *alive
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
            put(f"{{ match crate::mutant::alive({numbers[0]}) {{\n")
            for number in numbers:
                mutant = mutants[number]
                mutant["reached"] = numbers[0]
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


def build(crate, of, sample, seed, only):
    listed = subprocess.run(["cargo", "mutants", "--list", "--json"], cwd=crate, capture_output=True, text=True, check=True).stdout
    listed = [mutant for mutant in json.loads(listed) if any(mutant["file"].startswith(room) for room in of)]
    print(f"{len(listed)} mutants of {' '.join(of)}")
    if only:
        listed = [mutant for mutant in listed if mutant["name"] in only]
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
    library.write_text("#![allow(warnings)]\n" + library.read_text() + SWITCH.replace("NUMBER", str(len(mutants) + 1)))
    constant = set()
    while True:
        left = {number: mutant for number, mutant in mutants.items() if number not in outcome}
        # Nothing that asks which mutant is alive can be constant; as long as before, so that places stay. What tables are made of has to be.
        plain = lambda found: found[0] if found[1] in constant else f"      fn {found[1]}"
        originals = {file: re.sub(r"const fn (\w+)", plain, text) for file, text in files.items()}
        # Functions put into one another, each many times over, would not end; as long as before again.
        originals = {file: text.replace("#[inline(always)]", "#[inline]        ") for file, text in originals.items()}
        arms = rewrite(crate, originals, left)
        well, wrong, others = check(crate, arms)
        if well:
            break
        print(f"{len(wrong)} do not compile", *others[:5], sep="\n  ", flush=True)
        names = {found[1] for other in others if (found := re.search(r"non-const (?:associated )?function `(?:\w+::)*(\w+)` in (?:static|constant)", other))} - constant
        constant |= names
        for number, mutant in left.items():
            name = mutant["function"]["function_name"].split("::")[-1]
            if name in names and f"const fn {name}(" in files[mutant["file"]]:
                outcome[number] = "apart"
        if not wrong and not names:
            sys.exit("the rest does not compile either")
        outcome.update(dict.fromkeys(wrong, "unviable"))
    built = {number for file in arms.values() for _, _, number in file}
    outcome.update({number: "apart" for number in left if number not in built})
    told = {number: {"name": mutant["name"], "reached": mutant.get("reached"), "outcome": outcome.get(number, "to do")} for number, mutant in mutants.items()}
    (crate / "mutants.json").write_text(json.dumps(told, indent=1))


def programs(crate):
    """The test programs of the crate, by the name of their target; that of the library is `lib`."""
    made = subprocess.run(["cargo", "test", "--offline", "--tests", "--no-run", "--message-format=json"], cwd=crate, capture_output=True, text=True, check=True)
    made = [json.loads(line) for line in made.stdout.splitlines()]
    made = [one for one in made if one.get("executable") and one["profile"]["test"]]
    return {"lib" if "lib" in one["target"]["kind"] else one["target"]["name"]: one["executable"] for one in made}


def limit(seconds):
    """Processor time is counted, so that a busy machine catches nothing."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def test(crate, program, names, seconds, **env):
    """Runs tests of a program until one fails: how it ended ("missed" if none did), and which failed."""
    env = dict(os.environ, RUSTC_BOOTSTRAP="1", RUST_BACKTRACE="0", CARGO_MANIFEST_DIR=str(crate), **env)
    command = [program, "-Zunstable-options", "--fail-fast", "--test-threads=1", "-q", "--exact", *names]
    # A session of its own, so that what hangs without working can be ended with all that it started.
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, cwd=crate, env=env, preexec_fn=lambda: limit(seconds), start_new_session=True, stdout=said, stderr=said)
        try:
            code = child.wait(20 * seconds)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            return "timeout", names[0]
        said.seek(0)
        failed = re.findall(r"^    ([a-z_:0-9]+)$", said.read().decode(errors="replace"), re.M)
    if code == 0:
        return "missed", ""
    return ("timeout" if code in (-24, -9) else "caught"), (failed or names)[0]


def reach(crate, program):
    """Of every test that passes: its program, its name, how long it takes and which functions with mutants it reaches, in children too; kept."""
    kept = crate / "reached.json"
    if kept.exists():
        return json.loads(kept.read_text())
    tests = []
    for target, path in program.items():
        listed = subprocess.run([path, "--list", "--format", "terse"], cwd=crate, capture_output=True, text=True, check=True).stdout
        for name in re.findall(r"^(.*): test$", listed, re.M):
            with tempfile.NamedTemporaryFile(mode="r") as file:
                before = time.monotonic()
                outcome, _ = test(crate, path, [name], 300, MUTANT="0", MUTANT_REACHED=file.name)
                took = time.monotonic() - before
                if outcome == "missed":
                    tests.append([target, name, took, sorted(set(map(int, file.read().split())))])
                else:
                    print(f"fails without a mutant, and is left out: {target} {name}", flush=True)
    kept.write_text(json.dumps(tests))
    return tests


def batches(tests):
    """The quickest together, then the quick, then one at a time: by program, with what they take."""
    tests = sorted(tests, key=lambda test: test[2])
    sums = list(itertools.accumulate(test[2] for test in tests))
    for low, high in ((0, 2), (2, 8)):
        of = [test for test, sum in zip(tests, sums) if low <= sum < high]
        for target in sorted({test[0] for test in of}, reverse=True):
            mine = [test for test in of if test[0] == target]
            yield target, [test[1] for test in mine], sum(test[2] for test in mine)
    for (target, name, took, _), sum_ in zip(tests, sums):
        if sum_ >= 8:
            yield target, [name], took


def run(crate, seed, skip, under):
    """Runs every mutant that has no outcome yet against the tests that reach its function, the quickest first; each outcome is kept at once.

    With `under`, only against tests that take less: what they let pass stays to do, and these tests need not be run again.
    """
    program = programs(crate)
    tests = [test for test in reach(crate, program) if test[2] < under and not any(part in test[1] for part in skip)]
    told = json.loads((crate / "mutants.json").read_text())
    # In a random order: however far it comes, what is done is a sample.
    left = [number for number, mutant in told.items() if mutant["outcome"] == "to do" and mutant.get("passed", 0) < under]
    random.Random(seed).shuffle(left)
    for number in left:
        mutant = told[number]
        mine = [test for test in tests if mutant["reached"] in test[3] and test[2] >= mutant.get("passed", 0)]
        mutant["outcome"], mutant["by"], mutant["passed"] = "missed" if under == math.inf else "to do", "", under
        for target, names, took in batches(mine):
            outcome, by = test(crate, program[target], names, int(20 + 10 * took), MUTANT=number)
            if outcome != "missed":
                mutant["outcome"], mutant["by"] = outcome, by
                break
        (crate / "mutants.json").write_text(json.dumps(told, indent=1))
    tell(crate)


def tell(crate):
    told = json.loads((crate / "mutants.json").read_text()).values()
    print(dict(collections.Counter(mutant["outcome"] for mutant in told)))
    for mutant in told:
        if mutant["outcome"] in ("missed", "apart"):
            print(mutant["outcome"], mutant["name"], mutant.get("by", ""))


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("crate", type=pathlib.Path)
parser.add_argument("--of", nargs="+", default=["src/"], help="beginnings of the paths of files")
parser.add_argument("--sample", type=int, help="so many at random")
parser.add_argument("--names", type=pathlib.Path, help="a file of names, as mutants.json and cargo-mutants have them: these and no others")
parser.add_argument("--seed", type=int, default=2016)
parser.add_argument("--build", action="store_true")
parser.add_argument("--run", action="store_true")
parser.add_argument("--skip", nargs="*", default=[], help="parts of names of tests that are left out")
parser.add_argument("--under", type=float, default=math.inf, help="run only tests that take less than so many seconds; the rest can be run later")
arguments = parser.parse_args()
if arguments.build:
    build(arguments.crate, arguments.of, arguments.sample, arguments.seed, arguments.names and arguments.names.read_text().splitlines())
if arguments.run:
    run(arguments.crate.resolve(), arguments.seed, arguments.skip, arguments.under)
if not arguments.build and not arguments.run:
    tell(arguments.crate)
