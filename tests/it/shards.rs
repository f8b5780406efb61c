//! A run in parts, on several machines: merged to the same bytes as from one, or refused with the name of what is wrong.

use std::fs;
use std::path::Path;

use sameday::output::observed::shards::Shards;
use sameday::output::observed::{Header, ObservedError, Part, frame};

use crate::program::{Said, call, entries, has, same_results, towns, well};

/// A folder with a scenario of three clusters.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("towns.toml"), towns()).unwrap();
    home
}

fn shard(home: &Path, number: &str, part: &str, folder: &str, more: &[&str]) -> Said {
    call(home, &[&["run", "towns.toml", "-q", "-n", number, "--shard", part, "-o", folder], more].concat())
}

fn merge(home: &Path, shards: &[&str]) -> Said {
    call(home, &[&["merge", "-q", "--no-charts", "-o", "merged"], shards].concat())
}

#[test]
fn any_split_on_any_number_of_threads_merges_to_the_bytes_of_one_machine() {
    let home = home();
    for (number, splits) in [("1", &[1, 3][..]), ("13", &[1, 2, 5, 13]), ("30", &[4, 7])] {
        well(home.path(), &["run", "towns.toml", "-q", "--no-charts", "-n", number, "-o", "whole"]);
        for parts in splits {
            for part in (1..=*parts).rev() {
                let threads = (part % 3 + 1).to_string();
                let done = shard(home.path(), number, &format!("{part}/{parts}"), "shards", &["--threads", &threads]);
                assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (0, "", ""));
            }
            let merged = merge(home.path(), &["shards"]);
            assert_eq!(merged.code, 0, "{}", merged.err);
            same_results(&home.path().join("whole"), &home.path().join("merged"));
            fs::remove_dir_all(home.path().join("shards")).unwrap();
        }
    }
    // Parts of several splits, which happen to fit.
    for part in ["1/2", "3/4", "4/4"] {
        assert_eq!(shard(home.path(), "30", part, "shards", &[]).code, 0);
    }
    assert_eq!(merge(home.path(), &["shards"]).code, 0);
    same_results(&home.path().join("whole"), &home.path().join("merged"));
    assert_eq!(entries(home.path()), ["merged", "shards", "towns.toml", "whole"]);
}

/// What clusters are given beyond the shards is simulated where they are merged, and again where the run is repeated.
#[test]
fn replications_of_clusters_own_come_to_the_same_bytes_in_parts_and_repeated() {
    let home = home();
    let closer = ["--set", "run.cluster_precision=4 points", "--set", "run.at_least=2", "--set", "run.at_most=40"];
    well(home.path(), &[&["run", "towns.toml", "-q", "--no-charts", "-n", "5", "-o", "whole"], &closer[..]].concat());
    for part in ["1/2", "2/2"] {
        assert_eq!(shard(home.path(), "5", part, "shards", &closer).code, 0);
    }
    let merged = merge(home.path(), &["shards"]);
    assert_eq!(merged.code, 0, "{}", merged.err);
    same_results(&home.path().join("whole"), &home.path().join("merged"));
    has(&fs::read_to_string(home.path().join("whole/summary.json")).unwrap(), &["Clusters have", "± 4.00 points"]);
    well(home.path(), &["reproduce", "whole/manifest.json"]);
}

#[test]
fn shards_that_are_no_whole_run_are_refused_by_name() {
    let home = home();
    let at = |name: &str| home.path().join(name);
    for part in ["1/3", "2/3", "3/3"] {
        assert_eq!(shard(home.path(), "9", part, "a", &[]).code, 0);
    }
    assert_eq!(shard(home.path(), "9", "1/2", "b", &[]).code, 0);
    assert_eq!(shard(home.path(), "9", "2/3", "seed", &["--seed", "4"]).code, 0);
    assert_eq!(shard(home.path(), "9", "2/3", "set", &["--set", "run.target=0.5"]).code, 0);
    assert_eq!(shard(home.path(), "10", "2/3", "more", &[]).code, 0);
    let refused = |shards: &[&str], words: &[&str]| {
        let said = merge(home.path(), shards);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{shards:?}: {}", said.err);
        has(&said.err, words);
        assert!(!at("merged").exists());
    };
    refused(&["a/1-of-3.shard", "a/3-of-3.shard"], &["missing", "replications 4 to 6 of 9"]);
    refused(&["a/2-of-3.shard", "a/3-of-3.shard"], &["missing", "replications 1 to 3 of 9"]);
    refused(&["a/1-of-3.shard", "a/2-of-3.shard"], &["missing", "replications 7 to 9 of 9"]);
    refused(&["a", "a/1-of-3.shard"], &["a/1-of-3.shard", "overlap"]);
    refused(&["a", "b"], &["a/1-of-3.shard", "b/1-of-2.shard", "overlap", "replication"]);
    refused(&["a/1-of-3.shard", "seed/2-of-3.shard", "a/3-of-3.shard"], &["seed/2-of-3.shard", "seed is 4"]);
    refused(&["a/1-of-3.shard", "set/2-of-3.shard", "a/3-of-3.shard"], &["set/2-of-3.shard", "scenario"]);
    refused(&["a/1-of-3.shard", "more/2-of-3.shard", "a/3-of-3.shard"], &["more/2-of-3.shard", "10 replications"]);
    refused(&["towns.toml"], &["towns.toml", "no observations"]);
    refused(&["nowhere.shard"], &["nowhere.shard"]);
    refused(&["."], &["no shard"]);
    let whole = fs::read(at("a/2-of-3.shard")).unwrap();
    for (k, cut) in [0, 10, 200, whole.len() / 2, whole.len() - 1].into_iter().enumerate() {
        fs::write(at("a/2-of-3.shard"), &whole[..cut]).unwrap();
        refused(&["a"], &["a/2-of-3.shard", if k < 3 { "no observations" } else { "damaged or not complete" }]);
        let mut spoilt = whole.clone();
        spoilt[cut] ^= 4;
        fs::write(at("a/2-of-3.shard"), &spoilt).unwrap();
        refused(&["a"], &["a/2-of-3.shard"]);
    }
    fs::write(at("a/2-of-3.shard"), [&whole[..], b"more"].concat()).unwrap();
    refused(&["a"], &["a/2-of-3.shard", "something follows"]);
    fs::write(at("a/2-of-3.shard"), &whole).unwrap();
    let scenario = fs::read_to_string(at("towns.toml")).unwrap();
    fs::write(at("towns.toml"), format!("{scenario}\n# a note\n")).unwrap();
    refused(&["a"], &["towns.toml has changed"]);
    fs::write(at("towns.toml"), scenario).unwrap();
    assert_eq!(merge(home.path(), &["a"]).code, 0);
}

#[test]
fn a_shard_is_gone_on_with_made_again_where_it_is_damaged_and_otherwise_left() {
    let home = home();
    assert_eq!(shard(home.path(), "20", "1/2", "s", &["--resume"]).code, 0);
    let path = home.path().join("s/1-of-2.shard");
    let whole = fs::read(&path).unwrap();
    // The jobs are in the order in which threads finished them, which is another each time.
    let all_there = || {
        assert_eq!(fs::metadata(&path).unwrap().len(), whole.len() as u64);
        assert_eq!(merge(home.path(), &["s", "other"]).code, 0);
        same_results(&home.path().join("whole"), &home.path().join("merged"));
    };
    well(home.path(), &["run", "towns.toml", "-q", "--no-charts", "-n", "20", "-o", "whole"]);
    assert_eq!(shard(home.path(), "20", "2/2", "other", &[]).code, 0);
    all_there();
    // As a worker leaves it that is killed in the middle.
    fs::remove_file(&path).unwrap();
    fs::write(home.path().join("s/.1-of-2.shard.part"), &whole[..whole.len() * 2 / 3]).unwrap();
    assert_eq!(shard(home.path(), "20", "1/2", "s", &["--resume"]).code, 0);
    all_there();
    has(&shard(home.path(), "20", "1/2", "s", &["--resume"]).err, &["there already"]);
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(shard(home.path(), "20", "1/2", "s", &["--resume"]).code, 0);
    all_there();
    let other = shard(home.path(), "20", "1/2", "s", &["--resume", "--seed", "9"]);
    assert_eq!(other.code, 1);
    has(&other.err, &["1-of-2.shard", "another run", "seed"]);
    assert_eq!(entries(&home.path().join("s")), ["1-of-2.shard"]);
    let open = call(home.path(), &["run", "towns.toml", "--shard", "1/2", "--set", "run.replications=none"]);
    assert_eq!(open.code, 1);
    has(&open.err, &["-n"]);
    assert_eq!(shard(home.path(), "20", "3/2", "s", &[]).code, 2);
}

#[test]
fn a_shard_of_endless_nothing_is_refused_at_once() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("1-of-1.shard");
    let part = Some(Part { first: 0, until: u64::MAX, of: u64::MAX });
    for (jobs, words) in [(0, "without clusters"), (usize::MAX, "1 is not whole")] {
        frame::write_header(&mut fs::File::create(&path).unwrap(), &Header { jobs, part, ..Header::default() }).unwrap();
        let Err(ObservedError::Damaged(_, what)) = Shards::open(std::slice::from_ref(&path)) else { panic!("it was taken for a shard") };
        has(&what, &[words]);
    }
}
