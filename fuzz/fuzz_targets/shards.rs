//! Shards and journals whose records are whole but wrong: in any order, twice, of another part or another run. What is merged is
//! every replication once; what a journal was given, it gives back.
#![no_main]

use std::fs::File;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use libfuzzer_sys::fuzz_target;
use sameday::experiment::record::{Keeper, encode};
use sameday::experiment::{Enough, Experiment, Settings};
use sameday::model::observe::Observations;
use sameday::model::{Model, World, replicate_group};
use sameday::output::observed::journal::Journal;
use sameday::output::observed::shards::Shards;
use sameday::output::observed::{Header, Part, frame};
use sameday::scenario::load_text;

/// Replications of the run.
const OF: u64 = 5;

struct Right {
    blank: Vec<Observations>,
    /// What each replication's jobs saw, as bytes.
    seen: Vec<Vec<Vec<u8>>>,
    home: PathBuf,
}

static RIGHT: LazyLock<Right> = LazyLock::new(|| {
    let text = include_str!("../../src/cli/template.toml");
    let scenario = load_text::<&str>("fuzz.toml", text, "/nowhere".as_ref(), &[]).expect("a scenario that is right").scenario;
    let model = Model::new(&scenario);
    let mut world = World::default();
    let mut jobs = |replication| (0..model.groups()).map(|group| encode(&replicate_group(&model, &mut world, 1, replication, group))).collect();
    let seen = (0..OF).map(&mut jobs).collect();
    let settings = Settings { seed: 1, enough: Enough::Number(1), threads: 1 };
    let blank = Experiment { scenario: &scenario, model: &model, settings }.blank();
    let home = std::env::temp_dir().join(format!("sameday-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&home).expect("a folder");
    Right { blank, seen, home }
});

/// A header, in which a byte may change something.
fn header(byte: u8, part: Option<Part>) -> Header {
    let mut header = Header::new("none", "x.toml".to_owned(), Vec::new(), "00".to_owned(), Vec::new(), 1, RIGHT.blank.len());
    match byte {
        250 => header.seed = 2,
        251 => header.jobs = usize::MAX,
        252 => header.program.clear(),
        253 => header.histories_sha256.push('0'),
        _ => {}
    }
    header.part = part;
    header
}

/// A file: its header, then a record for each byte, the replication of that number, some of them spoilt.
fn write(name: &str, header: &Header, records: &[u8]) -> PathBuf {
    let path = RIGHT.home.join(name);
    let mut file = File::create(&path).expect("a file");
    frame::write_header(&mut file, header).expect("written");
    for &byte in records {
        let at = u64::from(byte) % (OF + 1);
        let mut jobs = RIGHT.seen[(at % OF) as usize].clone();
        if byte >= 240 && let Some(job) = jobs.first_mut() {
            let place = usize::from(byte) * 7 % job.len();
            job[place] ^= 1;
        }
        if byte == 239 {
            jobs.pop();
        }
        frame::write(&mut file, &frame::replication(at, &jobs)).expect("written");
    }
    path
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
        let mut reading = shards.read(RIGHT.blank.clone(), &stop);
        let mut read = 0;
        while let Some(seen) = reading.earlier() {
            assert_eq!(seen.len(), RIGHT.blank.len());
            read += 1;
        }
        assert!(read == replications || reading.fault().is_some(), "{read} of {replications} were read, and nothing was said");
    }
    // The same bytes as a journal, which goes on where it is no longer whole.
    let Some((&head, records)) = input.split_first() else { return };
    let wanted = header(0, None);
    let path = write("journal", &header(head, None), &records[..records.len().min(12)]);
    if let Ok(Some(mut journal)) = Journal::resume(&path, &wanted, RIGHT.blank.clone()) {
        let mut whole = 0;
        while journal.earlier().is_some() {
            whole += 1;
        }
        assert_eq!(journal.keep(whole, &RIGHT.seen[(whole % OF) as usize]), ControlFlow::Continue(()));
        assert!(journal.fault().is_none());
        drop(journal);
        let again = Journal::resume(&path, &wanted, RIGHT.blank.clone()).expect("its own file").expect("a journal");
        let mut again = again;
        let read = std::iter::from_fn(|| again.earlier()).count() as u64;
        assert_eq!(read, whole + 1);
    }
});
