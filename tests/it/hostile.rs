//! The program in the hands of somebody hurried or hostile: nothing that is typed, linked, edited or full ends it with a panic.

use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::process::Stdio;

use sameday::experiment::StoppingRule;
use sameday::experiment::{Execution, Experiment, Settings, Threads};
use sameday::findings::document;
use sameday::model::Model;
use sameday::output::Origin;
use sameday::output::stored::{Stored, bytes};
use sameday::scenario::{Fault, Lever, levers, load, load_text, seen};
use sameday::study::answer::Found;
use serde_json::Value;

use crate::json::at;
use crate::program::{MINIMAL, Said, call, entries, has, program, well};
use crate::support::shipped;

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_nobody_can_hear_is_done_all_the_same() {
    let home = tempfile::tempdir().unwrap();
    let full = || Stdio::from(OpenOptions::new().write(true).open("/dev/full").unwrap());
    let run = ["run", MINIMAL, "-n", "2", "--no-charts", "-o", "done"];
    // Standard error is full: progress and the place of the results cannot be told.
    let done = program(home.path(), &run).stdout(Stdio::null()).stderr(full()).status().unwrap();
    assert_eq!(done.code(), Some(0));
    assert!(home.path().join("done/manifest.json").is_file());
    // So is a complaint; the exit code tells.
    let done = program(home.path(), &["run", "nowhere.toml"]).stdout(Stdio::null()).stderr(full()).status().unwrap();
    assert_eq!(done.code(), Some(1));
    // The findings themselves cannot be written: that is a fault, and the results are there.
    let done = program(home.path(), &run).stdout(full()).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    has(&String::from_utf8(done.stderr).unwrap(), &["cannot write the findings"]);
    assert!(home.path().join("done/manifest.json").is_file());
}

#[test]
fn odd_places_are_places_or_are_refused_before_anything_is_simulated() {
    let home = tempfile::tempdir().unwrap();
    let run = |place: &str| call(home.path(), &["run", MINIMAL, "-n", "1", "--no-charts", "-q", "-o", place]);
    for place in ["with a space", "ünïcode-\u{1f469}\u{200d}\u{2696}", "-", "a/b/../c", "$(reboot)"] {
        assert_eq!(run(place).code, 0, "{place}");
        assert!(home.path().join(place).join("manifest.json").is_file(), "{place}");
    }
    fs::write(home.path().join("file"), "").unwrap();
    for place in [".", "..", "/", "file", "file/within", "\u{1}\n/.."] {
        let said = run(place);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{place}: {}", said.err);
        has(&said.err, &["Choose another place with --output"]);
    }
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_are_gone_round_once() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("plans")).unwrap();
    fs::copy(MINIMAL, home.path().join("plans/one.toml")).unwrap();
    std::os::unix::fs::symlink(".", home.path().join("plans/again")).unwrap();
    std::os::unix::fs::symlink("../plans", home.path().join("plans/too")).unwrap();
    std::os::unix::fs::symlink("self", home.path().join("self")).unwrap();
    let told = well(home.path(), &["list", "plans"]).out;
    assert_eq!(told.matches("one.toml").count(), 1, "{told}");
    for arguments in [&["list", "self"][..], &["run", "self"], &["run", MINIMAL, "-o", "self"]] {
        let said = call(home.path(), arguments);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?}: {}", said.err);
    }
    assert_eq!(entries(home.path()), ["plans", "self"]);
}

#[test]
fn what_is_no_file_of_a_scenario_is_refused_as_such() {
    let home = tempfile::tempdir().unwrap();
    File::create(home.path().join("empty.toml")).unwrap();
    fs::write(home.path().join("bytes.toml"), [0xff, 0xfe, 0x00]).unwrap();
    fs::write(home.path().join("deep.toml"), format!("a = {}", "[".repeat(100_000))).unwrap();
    for file in ["empty.toml", "bytes.toml", "deep.toml", ".", "nowhere.toml", "/dev/null", "/dev/zero", "/dev/full"] {
        let said = call(home.path(), &["run", file, "-n", "1"]);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{file}: {}", said.err);
        assert!(said.err.len() < 10_000, "{file}: {} bytes of complaint", said.err.len());
    }
}

#[test]
fn stored_estimates_that_were_edited_anywhere_are_refused_or_can_be_told() {
    let scenario = shipped("minimal", &["run.length=2 weeks"]);
    let settings = Settings { seed: 1, enough: StoppingRule::Number(2) };
    let found = Experiment { scenario: &scenario, model: &Model::new(&scenario), settings }.run(&Execution::on(&Threads::one()));
    let right: Value = serde_json::from_slice(&bytes(Found::Run(&found), &Origin::default())).unwrap();
    assert!(Stored::parse(right.to_string().as_bytes()).is_ok());
    let (mut told, mut refused) = (0, 0);
    // Every seventh place: there are thousands.
    for place in (0..).step_by(7) {
        let mut edited = right.clone();
        let Some(within) = at(&mut edited, &mut place.clone()) else { break };
        match (place % 4, within) {
            (0, within) => *within = Value::Null,
            (1, Value::Array(values)) => drop(values.pop()),
            (2, Value::Array(values)) => values.extend(values.first().cloned()),
            (_, Value::Number(number)) => *number = 3.into(),
            (_, within) => *within = Value::Array(Vec::new()),
        }
        match Stored::parse(edited.to_string().as_bytes()) {
            Ok(stored) => {
                let Found::Run(found) = stored.answer.found() else { panic!("another answer") };
                told += usize::from(!document(Found::Run(found)).to_string().is_empty());
            }
            Err(words) => refused += usize::from(!words.is_empty()),
        }
    }
    assert!(told > 50 && refused > 50, "{told} were told, {refused} refused");
}

#[test]
fn every_lever_that_is_listed_is_taken_back_with_its_value_and_its_bounds() {
    let odd = concat!(
        "\n[clusters.\"St. \\\"Mary's\\\" \\\\ = Ü\"]\ncourts = { magistrates = { count = 1 } }\n",
        "staff = { court = { PSO = 2.5, PO = 1, SPO = 1, CA = 1 } }\n"
    );
    let minimal = format!("{}{odd}", include_str!("../../scenarios/minimal.toml"));
    let minimal = load_text::<&str>("x.toml", &minimal, Path::new(""), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let whole =
        load::<&str>(&Path::new(folder).join("whole-2016.toml"), &["run.only=[\"NE-01\"]"]).unwrap_or_else(|faults| panic!("{faults}"));
    for loaded in [minimal, whole] {
        let all = levers(&loaded.scenario);
        assert!(all.len() > 50, "{}", all.len());
        let mut refused = Vec::new();
        // Bounds are each key's own: what several keys must agree on is told of another key, or says that they must.
        let agreed = |lever: &Lever, fault: &Fault| {
            let elsewhere = !lever.path.starts_with(&fault.path);
            elsewhere || (fault.wanted.contains(" must ") && !fault.wanted.contains("`: "))
        };
        // Of the whole service there are thousands, and a second's work each: one in so many.
        for lever in all.iter().step_by(1 + all.len() / 120) {
            for (what, value) in [("value", lever.value), ("least", lever.least), ("most", lever.most)] {
                let set = format!("{}={}", lever.path, lever.written(value));
                if let Err(faults) = loaded.with(std::slice::from_ref(&set))
                    && (what == "value" || !agreed(lever, &faults.list[0]))
                {
                    refused.push(format!("{what} {set}: {}", faults.list[0].wanted));
                }
            }
        }
        assert!(refused.is_empty(), "{} of {}:\n{}", refused.len(), all.len(), refused.join("\n"));
    }
}

/// Characters that move a cursor, turn the direction of writing, or that XML has no place for, as TOML writes them.
const STRANGE: [&str; 7] = ["\\u001b[31m", "\\u0000", "\\u009b", "\\u007f", "\\uFFFE", "\\uFFFF", "\\u202e"];

/// The tutorial's scenario with another line.
fn minimal_with(line: &str) -> String {
    format!("extends = {}\nquestion = \"?\"\n{line}\n", toml::Value::String(MINIMAL.to_owned()))
}

/// What the program says may be shown on any terminal.
#[track_caller]
fn shown(said: &Said) {
    for text in [&said.out, &said.err] {
        assert!(!text.chars().any(|c| seen::unseen(c) && !matches!(c, '\n' | '\t')), "{text:?}");
    }
    assert_ne!(said.code, 101, "{}", said.err);
}

#[test]
fn what_cannot_be_shown_is_refused_where_names_and_texts_are_read() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("x.toml");
    for strange in STRANGE {
        for line in [
            format!("title = \"a{strange}b\""),
            format!("source = \"a{strange}b\""),
            format!("clusters.Smalltown.division = \"a{strange}b\""),
            format!("clusters.\"a{strange}b\".staff.court.PSO = 1"),
            format!("grades.\"a{strange}b\" = {{}}"),
            format!("grades.PSO.title = \"a{strange}b\""),
            format!("workstreams.psr.kinds.\"a{strange}b\".share = 0.1"),
            format!("court_types.\"a{strange}b\" = {{}}"),
            format!("lists.\"a{strange}b\" = {{ cases = 3, hearing = \"1 h\" }}"),
        ] {
            fs::write(&file, minimal_with(&line)).unwrap();
            let said = call(home.path(), &["check", "x.toml"]);
            shown(&said);
            assert_eq!((said.code, said.out.as_str()), (1, ""), "{line}");
            has(&said.err, &["cannot be shown", "1 problem"]);
        }
        // As a file's own characters too, and on the command line.
        let raw: toml::Table = toml::from_str(&format!("a = \"{strange}\"")).unwrap();
        let raw = raw["a"].as_str().unwrap();
        if !raw.contains('\0') {
            let said = call(home.path(), &["check", MINIMAL, "--set", &format!("title=a{raw}b")]);
            shown(&said);
            assert_eq!(said.code, 1, "{raw:?}");
            let said = call(home.path(), &["run", MINIMAL, &format!("--a{raw}b"), raw]);
            shown(&said);
            assert_eq!(said.code, 2, "{raw:?}");
        }
    }
    let long = "words ".repeat(7_000);
    for line in [format!("title = \"{long}\""), format!("workstreams.psr.title = \"{long}\""), "title = \"a\\nb\"".to_owned()] {
        fs::write(&file, minimal_with(&line)).unwrap();
        let said = call(home.path(), &["check", "x.toml"]);
        assert!(said.code == 1 && said.err.contains("at most") && said.err.len() < 50_000, "{} bytes", said.err.len());
    }
}

#[test]
fn names_with_quotes_slashes_and_dots_are_names_and_lead_nowhere() {
    let home = tempfile::tempdir().unwrap();
    let within = home.path().join("a/b/c/d");
    fs::create_dir_all(&within).unwrap();
    let names = ["/../../../../x/accounts", "a\"><script>&'", "..", "Con", "con", "..\\\\..\\\\x"];
    let grade = |name: &str| format!("grades.'{name}' = {{}}\nclusters.Smalltown.staff.court.'{name}' = 1\n");
    let grades: String = names.iter().map(|name| grade(name)).collect();
    let measures: Vec<String> = names.iter().map(|name| format!("'utilisation.{name}'")).collect();
    let sweep = format!(
        "title = 'a\"><script>&'\n{grades}[sweep]\ndesign = \"one_at_a_time\"\nreplications = 2\nmeasures = [{}]\n[sweep.levers]\n\
         \"clusters.Smalltown.staff.court.PSO\" = {{ low = 1.5, high = 3.5 }}\n",
        measures.join(", ").replace("'utilisation.a\"><script>&''", "\"utilisation.a\\\"><script>&'\"")
    );
    let sweep = sweep.replace("'a\"><script>&''", "\"a\\\"><script>&'\"");
    fs::write(within.join("x.toml"), minimal_with(&sweep)).unwrap();
    well(&within, &["sweep", "x.toml", "-o", "out"]);
    well(&within, &["run", "x.toml", "-n", "2", "-o", "run"]);
    well(&within, &["report", "out"]);
    assert_eq!(entries(&within), ["out", "run", "x.toml"]);
    assert_eq!((entries(home.path()), entries(&home.path().join("a/b/c"))), (vec!["a".to_owned()], vec!["d".to_owned()]));
    let charts = entries(&within.join("out/charts"));
    assert_eq!(charts.iter().filter(|name| name.ends_with(".svg")).count(), names.len(), "{charts:?}");
    let mut small: Vec<String> = charts.iter().map(|name| name.to_lowercase()).collect();
    small.sort();
    small.dedup();
    assert_eq!(small.len(), charts.len(), "two names differ in capitals alone: {charts:?}");
    let page = fs::read_to_string(within.join("out/report.html")).unwrap();
    assert!(!page.contains("<script>&"), "what a scenario says is escaped");
}

/// A folder that looks like one of results, with a manifest that is not ours.
fn theirs(folder: &Path, manifest: &str) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("manifest.json"), manifest).unwrap();
    fs::write(folder.join("thesis.doc"), "years of work").unwrap();
}

#[test]
fn nothing_of_somebody_elses_is_deleted_or_moved() {
    let home = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| call(home.path(), &[&["run", MINIMAL, "-n", "1", "--no-charts", "-q", "-o", "out"], more].concat());
    let kept = |place: &str| assert_eq!(fs::read_to_string(home.path().join(place)).unwrap(), "years of work", "{place}");
    let hash = sameday::output::hash::sha256(b"years of work");
    let other = format!("{{\"name\": \"an app\", \"files\": {{\"thesis.doc\": \"{hash}\"}}}}");
    for manifest in [other.as_str(), "", "[]", "{\"files\": {\"thesis.doc\": \"\"}}"] {
        theirs(&home.path().join("out"), manifest);
        let said = run(&[]);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{manifest}");
        has(&said.err, &["was not written by sameday", "--force"]);
        kept("out/thesis.doc");
    }
    assert_eq!(run(&["--force"]).code, 0);
    kept("out/thesis.doc");
    // A manifest of this program's form that tells of a file with other bytes.
    let text = fs::read_to_string(home.path().join("out/manifest.json")).unwrap();
    let mut manifest: Value = serde_json::from_str(&text).unwrap();
    manifest["files"]["thesis.doc"] = "00".into();
    fs::write(home.path().join("out/manifest.json"), manifest.to_string()).unwrap();
    assert_eq!(run(&[]).code, 0);
    kept("out/thesis.doc");
}

#[cfg(unix)]
#[test]
fn what_came_with_a_clone_moves_nothing_and_links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let home = tempfile::tempdir().unwrap();
    let elsewhere = home.path().join("elsewhere");
    fs::create_dir_all(elsewhere.join("hooks")).unwrap();
    fs::write(elsewhere.join("hooks/precious"), "p").unwrap();
    fs::create_dir(home.path().join("clone")).unwrap();
    let clone = home.path().join("clone");
    for (name, owner) in [(".sameday-a", "victim"), (".sameday-b", ".git"), (".sameday-c", "../elsewhere")] {
        fs::create_dir_all(clone.join(name).join("new")).unwrap();
        fs::write(clone.join(name).join("owner"), owner).unwrap();
        symlink(&elsewhere, clone.join(name).join("old")).unwrap();
    }
    symlink(&elsewhere, clone.join(".sameday-d")).unwrap();
    fs::write(elsewhere.join("owner"), "victim").unwrap();
    // The journal of the place: somebody's file, then a link to one.
    let journal = clone.join(".out.journal");
    let run = ["run", MINIMAL, "-n", "1", "--no-charts", "-o", "out"];
    fs::write(&journal, "my diary\n").unwrap();
    has(&well(&clone, &run).err, &["finished work is not kept", "no observations of sameday"]);
    has(&well(&clone, &[&run[..], &["--resume"]].concat()).err, &["finished work is not kept"]);
    assert_eq!(fs::read_to_string(&journal).unwrap(), "my diary\n");
    fs::remove_file(&journal).unwrap();
    fs::write(elsewhere.join("diary"), "my diary\n").unwrap();
    for target in ["diary", "nothing"] {
        symlink(elsewhere.join(target), &journal).unwrap();
        has(&well(&clone, &run).err, &["finished work is not kept"]);
        fs::remove_file(&journal).unwrap();
    }
    assert_eq!(fs::read_to_string(elsewhere.join("diary")).unwrap(), "my diary\n");
    assert_eq!(entries(&elsewhere), ["diary", "hooks", "owner"]);
    assert_eq!(entries(&clone), [".sameday-a", ".sameday-b", ".sameday-c", ".sameday-d", "out"]);
    assert_eq!(entries(&clone.join(".sameday-a")), ["new", "old", "owner"]);
}

#[cfg(unix)]
#[test]
fn a_chart_writes_over_its_own_pictures_alone_and_as_the_umask_says() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    well(home.path(), &["run", MINIMAL, "-n", "2", "-o", "out"]);
    let chart = ["chart", "utilisation", "out"];
    for own in ["utilisation.png", "utilisation.svg"] {
        fs::write(home.path().join(own), "mine").unwrap();
        let said = call(home.path(), &chart);
        assert_eq!(said.code, 1);
        has(&said.err, &[own, "was not written by sameday"]);
        assert_eq!(fs::read_to_string(home.path().join(own)).unwrap(), "mine");
        fs::remove_file(home.path().join(own)).unwrap();
    }
    for _ in 0..2 {
        well(home.path(), &chart);
    }
    assert_eq!(entries(home.path()), ["out", "utilisation.png", "utilisation.svg"]);
    let file = home.path().join("new");
    File::create(&file).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode();
    assert_eq!(mode(&home.path().join("utilisation.svg")), mode(&file));
    assert_eq!(mode(&home.path().join("out/findings.txt")), mode(&file));
    has(&fs::read_to_string(home.path().join("utilisation.svg")).unwrap(), &["role=\"img\""]);
}

#[test]
#[expect(clippy::disallowed_types, reason = "what took minutes must take seconds")]
fn a_file_of_nonsense_is_told_at_once_and_keeps_no_other_from_the_list() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("plans")).unwrap();
    let write = |name: &str, text: String| fs::write(home.path().join("plans").join(name), text).unwrap();
    fs::copy(MINIMAL, home.path().join("plans/good.toml")).unwrap();
    let head = "question = \"?\"\n";
    write("twice.toml", head.to_owned() + &(0..20_000).map(|k| format!("k{k} = 1\nk{k} = 2\n")).collect::<String>());
    write("equals.toml", head.to_owned() + &"=".repeat(7_000_000));
    write("lines.toml", head.to_owned() + &"=\n".repeat(2_000_000));
    write("keys.toml", head.to_owned() + &(0..300_000).map(|k| format!("k{k} = 1\n")).collect::<String>());
    write("streams.toml", minimal_with(&(0..8_000).map(|k| format!("[workstreams.w{k}]\nteam = \"court\"\n")).collect::<String>()));
    write(
        "clusters.toml",
        minimal_with(&(0..40_000).map(|k| format!("[clusters.c{k}]\ncourts.magistrates.count = 1\n")).collect::<String>()),
    );
    write("deep.toml", format!("{head}{}a = 1\n", "a.".repeat(100_000)));
    write("a\u{1b}[31m.toml", head.to_owned());
    let began = std::time::Instant::now();
    let said = well(home.path(), &["list", "plans"]);
    // Minutes, or for ever, before; seconds now, on a machine that has other work too.
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    shown(&said);
    assert_eq!((said.out.matches("passed over").count(), said.out.matches(".toml").count()), (8, 9), "{}", said.out);
    has(&said.out, &["good.toml\n    How many", "a\\u{1b}[31m.toml"]);
    for file in ["twice", "equals", "lines", "keys", "streams", "clusters", "deep"] {
        let said = call(home.path(), &["check", &format!("plans/{file}.toml")]);
        assert!(said.code == 1 && said.err.len() < 60_000, "{file}: {}, {} bytes", said.code, said.err.len());
    }
}

#[test]
fn threads_that_the_system_refuses_are_told_in_words_and_one_is_always_there() {
    let home = tempfile::tempdir().unwrap();
    for arguments in [&["check", MINIMAL][..], &["run", MINIMAL, "-n", "2", "--no-charts", "-q", "-o", "out"]] {
        for number in ["5000", "0", "x"] {
            let done = program(home.path(), arguments).env("RAYON_NUM_THREADS", number).output().unwrap();
            assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
    }
    // Too little address space for the stacks of so many.
    let line = "ulimit -v 260000; exec \"$0\" \"$@\"";
    let limited = |threads: &str| {
        let arguments = ["run", MINIMAL, "-n", "2", "--no-charts", "-q", "--anyway", "-o", "out", "--threads", threads];
        std::process::Command::new("sh")
            .env("SAMEDAY_CACHE", "none")
            .args(["-c", line, env!("CARGO_BIN_EXE_sameday")])
            .args(arguments)
            .current_dir(home.path())
            .output()
            .unwrap()
    };
    let many = limited("256");
    let told = String::from_utf8_lossy(&many.stderr).into_owned();
    assert!(many.status.success() || (many.status.code() == Some(1) && told.contains("Try fewer")), "{:?}: {told}", many.status);
    let one = limited("1");
    assert!(one.status.success(), "{}", String::from_utf8_lossy(&one.stderr));
}

#[cfg(target_os = "linux")]
#[test]
fn the_memory_that_a_shell_allows_is_what_there_is() {
    let home = tempfile::tempdir().unwrap();
    let check = |kilobytes: &str| {
        let line = format!("ulimit -v {kilobytes}; exec \"$0\" \"$@\"");
        let arguments = ["check", MINIMAL, "--set", "clusters.Smalltown.staff.court.PSO=9000", "--set", "run.length=520 weeks"];
        std::process::Command::new("sh")
            .env("SAMEDAY_CACHE", "none")
            .args(["-c", &line, env!("CARGO_BIN_EXE_sameday")])
            .args(arguments)
            .current_dir(home.path())
            .output()
            .unwrap()
    };
    let little = check("400000");
    assert_eq!(little.status.code(), Some(1));
    has(&String::from_utf8(little.stderr).unwrap(), &["this needs about", "are free"]);
    assert!(check("unlimited").status.success());
}

#[cfg(unix)]
#[test]
fn pipes_devices_and_folders_in_the_place_of_results_are_refused_at_once() {
    let home = tempfile::tempdir().unwrap();
    well(home.path(), &["run", MINIMAL, "-n", "2", "--no-charts", "-o", "out"]);
    for name in ["estimates.json", "manifest.json", "scenario.toml"] {
        let path = home.path().join("out").join(name);
        let right = fs::read(&path).unwrap();
        for kind in ["pipe", "device", "folder", "link"] {
            fs::remove_file(&path).unwrap();
            match kind {
                "pipe" => assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success()),
                "device" => std::os::unix::fs::symlink("/dev/zero", &path).unwrap(),
                "folder" => fs::create_dir(&path).unwrap(),
                _ => std::os::unix::fs::symlink(name, &path).unwrap(),
            }
            for arguments in
                [&["report", "out"][..], &["chart", "utilisation", "out"], &["reproduce", "out"], &["merge", "out/estimates.json"]]
            {
                let said = call(home.path(), arguments);
                shown(&said);
                assert_eq!(said.code, 1, "{arguments:?} with a {kind} as {name}: {}", said.err);
            }
            if kind == "folder" {
                fs::remove_dir(&path).unwrap()
            } else {
                fs::remove_file(&path).unwrap()
            }
            fs::write(&path, &right).unwrap();
        }
    }
    well(home.path(), &["reproduce", "out"]);
}

/// How many places a value has.
#[cfg(unix)]
fn places(value: &Value) -> u64 {
    1 + match value {
        Value::Array(values) => values.iter().map(places).sum(),
        Value::Object(values) => values.values().map(places).sum(),
        _ => 0,
    }
}

#[cfg(unix)]
#[test]
fn edited_results_of_any_verb_are_refused_with_their_place_or_can_be_drawn() {
    let home = crate::interrupted::town();
    let mut moments = crate::interrupted::Moments(1_848);
    for command in crate::interrupted::COMMANDS {
        well(home.path(), &[command, &["-q", "--no-charts", "-o", "out"]].concat());
        let folder = home.path().join("out");
        let text = fs::read_to_string(folder.join("estimates.json")).unwrap();
        let right: Value = serde_json::from_str(&text).unwrap();
        let manifest: Value = serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
        for _ in 0..12 {
            let mut edited = right.clone();
            let mut place = moments.below(places(&right["answer"])) as usize;
            let Some(within) = at(&mut edited["answer"], &mut place) else { continue };
            match (moments.below(5), within) {
                (0, within) => *within = Value::Null,
                (1, Value::Array(values)) => drop(values.pop()),
                (2, Value::Array(values)) => values.extend(values.first().cloned()),
                (3, Value::Number(number)) => *number = 3_000_000_000_u64.into(),
                (_, Value::Number(number)) => *number = (-1).into(),
                (_, Value::String(text)) => text.push_str("\u{1b}[31m"),
                (_, within) => *within = Value::Array(Vec::new()),
            }
            let edited = edited.to_string();
            let mut manifest = manifest.clone();
            manifest["files"]["estimates.json"] = sameday::output::hash::sha256(edited.as_bytes()).into();
            fs::write(folder.join("estimates.json"), &edited).unwrap();
            fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
            let said = call(home.path(), &["report", "out", "--no-charts", "-o", "page"]);
            shown(&said);
            assert!(said.code == 0 || said.err.contains("estimates.json"), "{command:?}: {}", said.err);
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn what_is_made_again_and_is_stopped_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let temporary = home.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    well(home.path(), &["run", MINIMAL, "-n", "1500", "--no-charts", "-q", "-o", "out"]);
    for (signal, code) in [("-TERM", Some(3)), ("-INT", Some(3)), ("-KILL", None)] {
        let mut running = program(home.path(), &["reproduce", "out"])
            .env("TMPDIR", &temporary)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while entries(&temporary).is_empty() {
            assert!(running.try_wait().unwrap().is_none(), "it was done before it could be stopped");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        std::thread::sleep(std::time::Duration::from_millis(30));
        assert!(std::process::Command::new("kill").args([signal, &running.id().to_string()]).status().unwrap().success());
        assert_eq!(running.wait().unwrap().code(), code, "{signal}");
    }
    // What was killed is tidied up by the next, which is itself no other process.
    let done = program(home.path(), &["reproduce", "out"]).env("TMPDIR", &temporary).output().unwrap();
    assert!(done.status.success());
    assert!(entries(&temporary).is_empty(), "{:?}", entries(&temporary));
}

#[cfg(unix)]
#[test]
fn a_journal_that_is_gone_is_not_promised() {
    let home = tempfile::tempdir().unwrap();
    let running = program(home.path(), &["run", MINIMAL, "-n", "20000", "--no-charts", "-q", "-o", "out"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let journal = home.path().join(".out.journal");
    while !journal.metadata().is_ok_and(|about| about.len() > 2_000) {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    fs::remove_file(&journal).unwrap();
    assert!(std::process::Command::new("kill").args(["-TERM", &running.id().to_string()]).status().unwrap().success());
    let done = running.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(3));
    let told = String::from_utf8(done.stderr).unwrap();
    has(&told, &["has been removed meanwhile"]);
    assert!(!told.contains("goes on from there"), "{told}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_where_a_file_system_is_mounted_is_found_before_anything_is_simulated() {
    let home = tempfile::tempdir().unwrap();
    let script = "mkdir -p disk bound real && mount -t tmpfs none disk && mount --bind real bound || exit 77
        for place in disk bound; do \"$0\" \"$@\" -o $place 2>>said; echo $? >>said; done";
    let arguments = ["run", MINIMAL, "-n", "1", "--no-charts", "-q"];
    let mut shell = std::process::Command::new("unshare");
    shell
        .env("SAMEDAY_CACHE", "none")
        .args(["-m", "sh", "-c", script, env!("CARGO_BIN_EXE_sameday")])
        .args(arguments)
        .current_dir(home.path());
    match shell.output() {
        Ok(done) if done.status.success() => {
            let said = fs::read_to_string(home.path().join("said")).unwrap();
            assert_eq!((said.matches("cannot be replaced").count(), said.matches("\n1\n").count()), (2, 2), "{said}");
            assert!(done.stdout.is_empty(), "nothing was simulated");
        }
        _ => println!("left out: no file system can be mounted here"),
    }
}
