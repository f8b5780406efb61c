//! Shards and journals whose records are whole but wrong: in any order, twice, of another part or another run. What is merged is
//! every replication once; what a journal was given, it gives back.
#![no_main]

use std::fs::File;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use libfuzzer_sys::fuzz_target;
use sameday::experiment::record::{Job, Keeper, decode, encode};
use sameday::model::observe::Observations;
use sameday::model::{Model, World, nothing_of, replicate_group};
use sameday::output::Origin;
use sameday::output::observed::journal::Journal;
use sameday::output::observed::shards::Shards;
use sameday::output::observed::{Header, Part, frame};
use sameday::scenario::load_text;

/// Replications of the run.
const OF: u64 = 5;

struct Right {
    /// Of each job of a replication.
    blank: Vec<Observations>,
    /// What each replication's jobs saw, as bytes.
    seen: Vec<Vec<Vec<u8>>>,
    home: PathBuf,
}

static RIGHT: LazyLock<Right> = LazyLock::new(|| {
    let text = include_str!("../../src/cli/template.toml").to_owned() + "[clusters.Southtown]\nstaff = { court = { PO = 1 } }\n";
    let scenario = load_text::<&str>("fuzz.toml", &text, "/nowhere".as_ref(), &[]).expect("a scenario that is right").scenario;
    let model = Model::new(&scenario);
    let mut world = World::default();
    let mut jobs = |replication| (0..model.groups()).map(|group| encode(&replicate_group(&model, &mut world, 1, replication, group))).collect();
    let seen = (0..OF).map(&mut jobs).collect();
    let blank = (0..model.groups()).map(|group| nothing_of(&model, group)).collect();
    let home = std::env::temp_dir().join(format!("sameday-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&home).expect("a folder");
    Right { blank, seen, home }
});

/// A header, in which a byte may change something.
fn header(byte: u8, part: Option<Part>) -> Header {
    let mut header = Header::new("run", &Origin::default(), Vec::new(), "00".to_owned(), 1, RIGHT.blank.len());
    match byte {
        249 => header.jobs = 0,
        250 => header.seed = 2,
        251 => header.jobs = usize::MAX,
        252 => header.program.clear(),
        253 => header.histories_sha256.push('0'),
        _ => {}
    }
    header.part = part;
    header
}

/// A file: its header, then for each byte the records of the replication of that number, some of them spoilt.
fn write(name: &str, header: &Header, records: &[u8]) -> PathBuf {
    let path = RIGHT.home.join(name);
    let mut file = File::create(&path).expect("a file");
    frame::write_header(&mut file, header).expect("written");
    for &byte in records {
        let replication = u64::from(byte) % (OF + 1);
        for (group, seen) in RIGHT.seen[(replication % OF) as usize].iter().enumerate() {
            let (mut job, mut seen) = (Job { of: "", seed: 1, replication, group }, seen.clone());
            match byte {
                236 => job.of = "x",
                237 => job.seed = 2,
                238 => job.group += 1,
                239 => continue,
                240.. => {
                    let place = usize::from(byte) * 7 % seen.len();
                    seen[place] ^= 1;
                }
                _ => {}
            }
            frame::write(&mut file, &frame::contents(job, &seen)).expect("written");
        }
    }
    path
}

/// Every job of so many replications.
fn jobs(replications: u64) -> impl Iterator<Item = Job<'static>> {
    (0..replications).flat_map(|replication| (0..RIGHT.blank.len()).map(move |group| Job { of: "", seed: 1, replication, group }))
}

fuzz_target!(|input: &[u8]| {
    // Files of a length each: a byte for the header, three for the part, and records.
    let mut rest = input;
    let mut paths = Vec::new();
    while let Some((&[length, head, first, until, of], after)) = rest.split_first_chunk::<5>() {
        let (records, after) = after.split_at(usize::from(length % 8).min(after.len()));
        let wide = |byte: u8| if byte == 255 { u64::MAX } else { u64::from(byte) % (OF + 2) };
        let part = Part { first: wide(first), until: wide(until), of: if of < 240 { OF } else { wide(of) } };
        paths.push(write(&format!("{}.shard", paths.len()), &header(head, (head != 254).then_some(part)), records));
        rest = after;
        if paths.len() == 4 {
            break;
        }
    }
    if let Ok(shards) = Shards::open(&paths) {
        let (replications, stop) = (shards.replications(), AtomicBool::new(false));
        let ours = shards.header().seed == 1 && shards.header().jobs == RIGHT.blank.len();
        let reading = shards.read(&stop);
        let found: Vec<Option<Vec<u8>>> = jobs(replications).map(|job| reading.earlier(job)).collect();
        for (job, seen) in jobs(replications).zip(&found) {
            let _ = seen.as_ref().and_then(|seen| decode(seen, &RIGHT.blank[job.group]));
        }
        let all = found.iter().all(Option::is_some);
        assert!(!ours || all || reading.fault().is_some(), "some were not read, and nothing was said");
    }
    // The same bytes as a journal that was cut off, which goes on where it is no longer whole.
    let Some((&[head, cut], records)) = input.split_first_chunk::<2>() else { return };
    let wanted = header(0, None);
    let path = write("journal", &header(head, None), &records[..records.len().min(12)]);
    let file = File::options().write(true).open(&path).expect("its own file");
    file.set_len(file.metadata().expect("a file").len().saturating_sub(u64::from(cut) * 3)).expect("cut");
    drop(file);
    if let Ok(Some(journal)) = Journal::resume(&path, &wanted) {
        let whole = journal.jobs();
        assert!(jobs(OF + 1).filter(|job| journal.earlier(*job).is_some()).count() as u64 <= whole);
        let job = Job { of: "", seed: 1, replication: 999, group: 0 };
        journal.keep(job, &RIGHT.seen[0][0]);
        assert!(journal.fault().is_none());
        drop(journal);
        let again = Journal::resume(&path, &wanted).expect("its own file").expect("a journal");
        assert_eq!((again.jobs(), again.earlier(job).as_ref()), (whole + 1, Some(&RIGHT.seen[0][0])));
    }
});
