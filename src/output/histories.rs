//! Histories that were played before, kept between commands: what is asked for again is not played again.
//!
//! A folder of segments, each a file of records framed as journals are (`observed/frame.rs`): a record is a history's key and what it
//! saw. A process writes one segment, which it holds locked, and reads all; so any number may work at once. Beside a segment stands its index,
//! an entry for each record, written after it: where a writer was killed between the two, the segment's end is read instead. What is cut
//! off or damaged is not believed, and its history is played again. When all together are more than the bound, the oldest segment goes.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use super::observed::frame::{self, Found};
use crate::experiment::record::{HistoryKey, HistoryStore};

/// The first line of a segment; its number changes with the form.
const FIRST_LINE: &[u8] = b"sameday histories 1\n";
/// Bytes of a key, and of an entry of an index: the key and where its record begins.
const KEY: usize = 16;
const ENTRY: usize = KEY + 8;

/// So many groups of clusters whose histories were played are told by name.
const FEW: usize = 7;

/// How large the store may grow, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// A segment that is as long is followed by another.
    pub segment: u64,
    /// All segments together; the oldest is dropped beyond it.
    pub all: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { segment: 64 << 20, all: 1 << 30 }
    }
}

/// Where a record begins: its segment, by position among those opened, and the byte.
type At = (usize, u64);

/// The store of a folder, open.
#[derive(Debug)]
pub struct Histories {
    folder: PathBuf,
    bounds: Bounds,
    /// What was there when it was opened, in the order of the keys.
    known: Vec<(HistoryKey, At)>,
    state: Mutex<State>,
    found: AtomicU64,
}

#[derive(Debug)]
struct State {
    /// Histories that were played since it was opened, and the groups of clusters whose they are, the first few.
    played: u64,
    groups: Vec<String>,
    segments: Vec<Segment>,
    /// What was added since.
    added: BTreeMap<HistoryKey, At>,
    writing: Option<Writing>,
    fault: Option<io::Error>,
}

/// A segment that was opened, to read what it has.
#[derive(Debug)]
struct Segment {
    number: u64,
    /// `None` once it has been dropped, so that the disk has its room again.
    file: Option<File>,
}

/// The segment that is being written, locked.
#[derive(Debug)]
struct Writing {
    segment: usize,
    index: File,
    /// Where the next record begins.
    at: u64,
}

impl Histories {
    /// Opens the store of a folder, which is made if it is not there.
    ///
    /// # Errors
    /// If the folder cannot be made or read.
    pub fn open(folder: &Path, bounds: Bounds) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut segments = Vec::new();
        let mut known = Vec::new();
        for number in numbers(folder)? {
            // One that has gone meanwhile, or is not ours, is passed over.
            let Some(file) = open_segment(&segment_path(folder, number), false)? else { continue };
            let place = segments.len();
            known.extend(records(&file, &index_path(folder, number))?.0.into_iter().map(|(key, at)| (key, (place, at))));
            segments.push(Segment { number, file: Some(file) });
        }
        known.sort_unstable();
        let state = State { played: 0, groups: Vec::new(), segments, added: BTreeMap::new(), writing: None, fault: None };
        Ok(Self { folder: folder.to_owned(), bounds, known, state: Mutex::new(state), found: AtomicU64::new(0) })
    }

    /// Histories that were found in it, and those that were played and put into it, since it was opened.
    pub fn used(&self) -> (u64, u64) {
        (self.found.load(Ordering::Relaxed), self.state().played)
    }

    /// The groups of clusters of which histories were played since it was opened, in words; `None` where they are many.
    pub fn played(&self) -> Option<Vec<String>> {
        Some(self.state().groups.clone()).filter(|groups| groups.len() <= FEW)
    }

    /// Why nothing more is kept in it, if the system refused.
    pub fn fault(&self) -> Option<String> {
        self.state().fault.as_ref().map(ToString::to_string)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nothing panics while it holds the files")
    }

    /// The segment to be written: the last that nobody else writes and that is not full, or a new one.
    fn begin(&self, state: &mut State) -> io::Result<Writing> {
        let last = numbers(&self.folder)?.pop();
        let reused = match last {
            Some(number) => self.take_over(state, number)?,
            None => None,
        };
        let Some(writing) = reused else { return self.create(state, last) };
        Ok(writing)
    }

    /// Goes on with a segment, if nobody else writes it and it is not full.
    fn take_over(&self, state: &mut State, number: u64) -> io::Result<Option<Writing>> {
        let path = segment_path(&self.folder, number);
        let Some(file) = open_segment(&path, true)? else { return Ok(None) };
        if file.metadata()?.len() >= self.bounds.segment || file.try_lock().is_err() {
            return Ok(None);
        }
        let (entries, at) = records(&file, &index_path(&self.folder, number))?;
        file.set_len(at)?;
        // The index is made anew where it and the segment did not agree.
        let index_path = index_path(&self.folder, number);
        let mut index = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&index_path)?;
        if index.metadata()?.len() != (entries.len() * ENTRY) as u64 {
            index.set_len(0)?;
            index.write_all(&entries.iter().flat_map(|&(key, at)| entry(key, at)).collect::<Vec<u8>>())?;
        }
        index.seek(SeekFrom::End(0))?;
        state.segments.push(Segment { number, file: Some(file) });
        Ok(Some(Writing { segment: state.segments.len() - 1, index, at }))
    }

    fn create(&self, state: &mut State, last: Option<u64>) -> io::Result<Writing> {
        let dropped = drop_oldest(&self.folder, self.bounds)?;
        state.segments.iter_mut().filter(|segment| dropped.contains(&segment.number)).for_each(|segment| segment.file = None);
        let mut number = last.map_or(1, |last| last + 1);
        loop {
            // Somebody else may begin one at this moment.
            match OpenOptions::new().read(true).write(true).create_new(true).open(segment_path(&self.folder, number)) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                file => {
                    let mut file = file?;
                    match file.try_lock() {
                        // Some shared disks know no locks; a segment that was just made is nobody else's all the same.
                        Ok(()) | Err(TryLockError::Error(_)) => {}
                        Err(TryLockError::WouldBlock) => {
                            number += 1;
                            continue;
                        }
                    }
                    file.write_all(FIRST_LINE)?;
                    let index = OpenOptions::new().write(true).create(true).truncate(true).open(index_path(&self.folder, number))?;
                    state.segments.push(Segment { number, file: Some(file) });
                    return Ok(Writing { segment: state.segments.len() - 1, index, at: FIRST_LINE.len() as u64 });
                }
            }
        }
    }

    fn append(&self, state: &mut State, key: HistoryKey, seen: &[u8]) -> io::Result<()> {
        if state.writing.as_ref().is_some_and(|writing| writing.at >= self.bounds.segment) {
            // Whoever makes room may drop it from now on, this process among them.
            let full = state.writing.take().map(|writing| writing.segment);
            if let Some(file) = full.and_then(|full| state.segments[full].file.as_ref()) {
                let _ = file.unlock();
            }
        }
        if state.writing.is_none() {
            state.writing = Some(self.begin(state)?);
        }
        let State { segments, added, writing: Some(writing), .. } = state else { unreachable!("it was just begun") };
        let file = segments[writing.segment].file.as_mut().expect("what is written is locked, and nobody drops it");
        let at = writing.at;
        let written = file.seek(SeekFrom::Start(at)).and_then(|_| frame::write(file, &[&key.0, seen].concat()));
        match written.and_then(|length| writing.index.write_all(&entry(key, at)).map(|()| length)) {
            Ok(length) => {
                writing.at += length;
                added.insert(key, (writing.segment, at));
                Ok(())
            }
            Err(error) => {
                // Half a record would not be believed; where it can be cut off now, so much the better.
                let _ = file.set_len(at);
                Err(error)
            }
        }
    }
}

impl HistoryStore for Histories {
    fn find(&self, key: HistoryKey) -> Option<Vec<u8>> {
        let known = self.known.binary_search_by_key(&key, |(key, _)| *key).ok().map(|at| self.known[at].1);
        let mut state = self.state();
        let (segment, at) = known.or_else(|| state.added.get(&key).copied())?;
        let file = state.segments[segment].file.as_mut()?;
        file.seek(SeekFrom::Start(at)).ok()?;
        let Ok(Found::Record(contents)) = frame::read(file) else { return None };
        let seen = contents.strip_prefix(&key.0)?.to_vec();
        self.found.fetch_add(1, Ordering::Relaxed);
        Some(seen)
    }

    fn put(&self, key: HistoryKey, clusters: &[&str], seen: &[u8]) {
        let mut state = self.state();
        state.played += 1;
        if state.groups.len() <= FEW {
            let group = match clusters {
                [one] => (*one).to_owned(),
                [first, .., last] => format!("{} clusters with people in common ({first} to {last})", clusters.len()),
                [] => String::new(),
            };
            if !state.groups.contains(&group) {
                state.groups.push(group);
            }
        }
        // A study can go on without it.
        if state.fault.is_none()
            && let Err(error) = self.append(&mut state, key, seen)
        {
            state.fault = Some(error);
        }
    }
}

/// What a folder of histories holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holds {
    /// Histories.
    pub histories: usize,
    /// Segments.
    pub segments: usize,
    /// Bytes on the disk.
    pub bytes: u64,
}

/// What a folder holds; nothing where it is not there.
///
/// # Errors
/// If it cannot be read.
pub fn holds(folder: &Path) -> io::Result<Holds> {
    let mut all = Holds::default();
    for number in numbers(folder)? {
        let (segment, index) = (segment_path(folder, number), index_path(folder, number));
        let Some(file) = open_segment(&segment, false)? else { continue };
        all.histories += records(&file, &index)?.0.len();
        all.segments += 1;
        all.bytes += bytes_of(&segment) + bytes_of(&index);
    }
    Ok(all)
}

/// Removes all histories of a folder that nobody is writing; how many segments are left.
///
/// # Errors
/// If one cannot be removed.
pub fn clear(folder: &Path) -> io::Result<usize> {
    let mut left = 0;
    for number in numbers(folder)? {
        left += usize::from(!remove(folder, number)?);
    }
    Ok(left)
}

/// Drops the oldest segments until there is room for another; the numbers of those that have gone.
fn drop_oldest(folder: &Path, bounds: Bounds) -> io::Result<Vec<u64>> {
    let all = numbers(folder)?;
    let size = |number: u64| bytes_of(&segment_path(folder, number)) + bytes_of(&index_path(folder, number));
    let mut dropped = Vec::new();
    let mut bytes: u64 = all.iter().map(|&number| size(number)).sum();
    for number in all {
        if bytes + bounds.segment <= bounds.all {
            break;
        }
        let own = size(number);
        if remove(folder, number)? {
            bytes -= own;
            dropped.push(number);
        }
    }
    Ok(dropped)
}

/// Removes a segment and its index, unless somebody is writing it or it is not ours; whether it has gone.
fn remove(folder: &Path, number: u64) -> io::Result<bool> {
    let path = segment_path(folder, number);
    match open_segment(&path, true)? {
        Some(file) if !matches!(file.try_lock(), Err(TryLockError::WouldBlock)) => {}
        Some(_) => return Ok(false),
        None => return Ok(!path.exists()),
    }
    for path in [path, index_path(folder, number)] {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(true)
}

fn bytes_of(path: &Path) -> u64 {
    path.metadata().map_or(0, |about| about.len())
}

fn segment_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:06}.histories"))
}

fn index_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:06}.index"))
}

/// The numbers of a folder's segments, the oldest first.
fn numbers(folder: &Path) -> io::Result<Vec<u64>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        numbers.extend(name.to_str().and_then(|name| name.strip_suffix(".histories")?.parse::<u64>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Opens a segment, at its first record; `None` where there is none, or something else.
fn open_segment(path: &Path, write: bool) -> io::Result<Option<File>> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_file() => {}
        _ => return Ok(None),
    }
    let mut file = match OpenOptions::new().read(true).write(write).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut line = Vec::with_capacity(FIRST_LINE.len());
    (&mut file).take(FIRST_LINE.len() as u64).read_to_end(&mut line)?;
    Ok((line == FIRST_LINE).then_some(file))
}

/// The records of a segment that are whole, and where the next would begin: by its index as far as that goes, then by the segment itself.
fn records(segment: &File, index: &Path) -> io::Result<(Vec<(HistoryKey, u64)>, u64)> {
    let length = segment.metadata()?.len();
    let listed = fs::read(index).unwrap_or_default();
    let entries = listed.as_chunks::<ENTRY>().0.iter().map(|entry| {
        let (key, at) = entry.split_at(KEY);
        (HistoryKey(key.try_into().expect("so many bytes")), u64::from_le_bytes(at.try_into().expect("eight bytes")))
    });
    let mut found: Vec<(HistoryKey, u64)> = Vec::new();
    for (key, at) in entries {
        // Records follow one another; an index that says otherwise is none.
        let after = found.last().map_or(FIRST_LINE.len() as u64 - 1, |(_, before)| *before);
        if at <= after || at >= length {
            break;
        }
        found.push((key, at));
    }
    let mut reader = BufReader::new(segment);
    // Where the last one that is listed is whole it is the index that is believed, and what follows is read.
    let mut at = FIRST_LINE.len() as u64;
    if let Some(&(key, last)) = found.last() {
        reader.seek(SeekFrom::Start(last))?;
        match frame::read(&mut reader)? {
            Found::Record(contents) if contents.starts_with(&key.0) => at = last + frame::length(&contents),
            _ => found.clear(),
        }
    }
    reader.seek(SeekFrom::Start(at))?;
    while let Found::Record(contents) = frame::read(&mut reader)? {
        let Some(key) = contents.first_chunk() else { break };
        found.push((HistoryKey(*key), at));
        at += frame::length(&contents);
    }
    Ok((found, at))
}

fn entry(key: HistoryKey, at: u64) -> [u8; ENTRY] {
    let mut bytes = [0; ENTRY];
    bytes[..KEY].copy_from_slice(&key.0);
    bytes[KEY..].copy_from_slice(&at.to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Bounds = Bounds { segment: 2_000, all: 6_000 };

    fn key(number: u64) -> HistoryKey {
        let mut bytes = [0; KEY];
        bytes[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        bytes[8..].copy_from_slice(&number.to_be_bytes());
        HistoryKey(bytes)
    }

    fn seen(number: u64) -> Vec<u8> {
        vec![number as u8; 100]
    }

    fn open(folder: &Path, bounds: Bounds) -> Histories {
        Histories::open(folder, bounds).expect("a folder that can be used")
    }

    /// The numbers, of so many, whose histories are there; each of them is what was put in.
    fn there(histories: &Histories, of: u64) -> Vec<u64> {
        let found = (0..of).filter_map(|number| Some((number, histories.find(key(number))?)));
        found.inspect(|(number, bytes)| assert_eq!(*bytes, seen(*number))).map(|(number, _)| number).collect()
    }

    #[test]
    fn what_is_put_in_is_found_by_this_process_and_the_next() {
        let home = tempfile::tempdir().expect("a folder");
        let all: Vec<u64> = (0..30).collect();
        let one = open(home.path(), Bounds::default());
        all.iter().for_each(|&number| one.put(key(number), &["Ash"], &seen(number)));
        assert_eq!((there(&one, 40), one.used(), one.fault()), (all.clone(), (30, 30), None));
        drop(one);
        assert_eq!(there(&open(home.path(), Bounds::default()), 40), all);
        // An index that is lost, cut or of something else costs time alone.
        for index in [None, Some(&[7_u8; 100][..]), Some(&fs::read(index_path(home.path(), 1)).expect("an index")[..ENTRY * 3 + 5])] {
            match index {
                None => fs::remove_file(index_path(home.path(), 1)).expect("it is there"),
                Some(bytes) => fs::write(index_path(home.path(), 1), bytes).expect("it can be written"),
            }
            assert_eq!(there(&open(home.path(), Bounds::default()), 40), all);
        }
        // And is put right by whoever writes next.
        open(home.path(), Bounds::default()).put(key(30), &["Elm", "Oak"], &seen(30));
        assert_eq!(there(&open(home.path(), Bounds::default()), 40).len(), 31);
        assert_eq!(fs::read(index_path(home.path(), 1)).expect("an index").len(), 31 * ENTRY);
    }

    #[test]
    fn the_groups_that_were_played_are_told_where_they_are_few() {
        let home = tempfile::tempdir().expect("a folder");
        let one = open(home.path(), Bounds::default());
        (0..2).for_each(|number| one.put(key(number), &["Ash"], &seen(number)));
        one.put(key(2), &["Elm", "Fir", "Oak"], &seen(2));
        assert_eq!(one.played(), Some(["Ash", "3 clusters with people in common (Elm to Oak)"].map(str::to_owned).to_vec()));
        ["a", "b", "c", "d", "e", "f"].iter().for_each(|name| one.put(key(3), &[name], &seen(3)));
        assert_eq!(one.played(), None, "many are not");
    }

    #[test]
    fn two_write_at_once_and_the_next_reads_both() {
        let home = tempfile::tempdir().expect("a folder");
        let (one, other) = (open(home.path(), Bounds::default()), open(home.path(), Bounds::default()));
        for number in 0..20 {
            [&one, &other][number as usize % 2].put(key(number), &["Ash"], &seen(number));
        }
        assert_eq!(holds(home.path()).expect("a folder").segments, 2);
        assert_eq!(clear(home.path()).expect("a folder"), 2, "what is being written stays");
        drop((one, other));
        assert_eq!(there(&open(home.path(), Bounds::default()), 20).len(), 20);
        assert_eq!(clear(home.path()).expect("a folder"), 0);
        assert_eq!(holds(home.path()).expect("a folder"), Holds::default());
    }

    #[test]
    fn a_writer_killed_anywhere_in_its_last_record_loses_that_alone() {
        let home = tempfile::tempdir().expect("a folder");
        let one = open(home.path(), Bounds::default());
        (0..5).for_each(|number| one.put(key(number), &["Ash"], &seen(number)));
        drop(one);
        let (segment, index) = (segment_path(home.path(), 1), index_path(home.path(), 1));
        let (bytes, listed) = (fs::read(&segment).expect("a segment"), fs::read(&index).expect("an index"));
        let last = bytes.len() - frame::length(&[&key(4).0[..], &seen(4)].concat()) as usize;
        for cut in last..=bytes.len() {
            for listed in [&listed[..], &listed[..4 * ENTRY], &listed[..4 * ENTRY + 3]] {
                fs::write(&segment, &bytes[..cut]).expect("it can be written");
                fs::write(&index, listed).expect("it can be written");
                let whole = if cut == bytes.len() { 5 } else { 4 };
                assert_eq!(there(&open(home.path(), Bounds::default()), 5).len(), whole, "cut at {cut}");
                // It is gone on with after what is whole.
                open(home.path(), Bounds::default()).put(key(9), &["Ash"], &seen(9));
                assert_eq!(there(&open(home.path(), Bounds::default()), 10).len(), whole + 1, "cut at {cut}");
            }
        }
    }

    #[test]
    fn what_is_damaged_is_not_believed_wherever_it_is() {
        let home = tempfile::tempdir().expect("a folder");
        let one = open(home.path(), Bounds::default());
        (0..3).for_each(|number| one.put(key(number), &["Ash"], &seen(number)));
        drop(one);
        let segment = segment_path(home.path(), 1);
        let bytes = fs::read(&segment).expect("a segment");
        for at in 0..bytes.len() {
            let mut spoilt = bytes.clone();
            spoilt[at] ^= 0x40;
            fs::write(&segment, spoilt).expect("it can be written");
            // `there` looks at every byte of what is found.
            assert!(there(&open(home.path(), Bounds::default()), 3).len() <= 2, "spoilt at {at}");
        }
    }

    #[test]
    fn the_oldest_goes_when_there_is_too_much() {
        let home = tempfile::tempdir().expect("a folder");
        let one = open(home.path(), SMALL);
        (0..100).for_each(|number| one.put(key(number), &["Ash"], &seen(number)));
        drop(one);
        let held = holds(home.path()).expect("a folder");
        assert!(held.bytes <= SMALL.all + SMALL.segment && held.segments >= 2, "{held:?}");
        let left = there(&open(home.path(), SMALL), 100);
        assert_eq!(left, (100 - left.len() as u64..100).collect::<Vec<u64>>(), "the newest are left");
    }

    #[test]
    fn what_is_not_ours_is_left_as_it_is() {
        let home = tempfile::tempdir().expect("a folder");
        let (theirs, thesis) = (segment_path(home.path(), 1), home.path().join("thesis.histories"));
        fs::write(&theirs, "years of work").expect("it can be written");
        fs::write(&thesis, "more").expect("it can be written");
        let one = open(home.path(), SMALL);
        (0..100).for_each(|number| one.put(key(number), &["Ash"], &seen(number)));
        assert_eq!(one.fault(), None);
        drop(one);
        clear(home.path()).expect("a folder");
        assert_eq!(fs::read_to_string(theirs).expect("it is there"), "years of work");
        assert_eq!(fs::read_to_string(thesis).expect("it is there"), "more");
    }
}
