//! The form of a file of observations, byte by byte.
//!
//! A line of text that names it, then records. A record is its length (4 bytes, little-endian), the first 16 bytes of
//! the SHA-256 of its contents, and the contents. The first is the [`Header`] in JSON; each of the others is a finished
//! job, in no particular order: its seed, replication and group (8 bytes each), its scenario's name (a length of 2 bytes, then UTF-8),
//! and what it saw, in the bytes of `experiment::record`. So a file that was cut off anywhere is whole up to its last whole record, and
//! damage does not go unseen.

use std::io::{self, Read, Write};

use sha2::{Digest as _, Sha256};

use super::Header;
use crate::experiment::record::Job;

/// The first line; its number changes with the form.
const FIRST_LINE: &[u8] = b"sameday observations 3\n";
/// Bytes of a digest that are kept.
const DIGEST: usize = 16;
/// The longest record that is believed, in bytes.
const LONGEST: u32 = 1 << 30;

/// What was found where a record should be.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// One that is whole.
    Record(Vec<u8>),
    /// The end of the file.
    End,
    /// Something that was not written so: cut off, or damaged.
    Broken,
}

/// Writes a record; its length in the file.
///
/// # Errors
/// If it cannot be written, or is longer than a record may be.
pub fn write(to: &mut impl Write, contents: &[u8]) -> io::Result<u64> {
    let length = u32::try_from(contents.len()).ok().filter(|length| *length <= LONGEST).ok_or(io::ErrorKind::FileTooLarge)?;
    // In one piece, so that few are cut off.
    let mut bytes = Vec::with_capacity(4 + DIGEST + contents.len());
    bytes.extend(length.to_le_bytes());
    bytes.extend(&Sha256::digest(contents)[..DIGEST]);
    bytes.extend(contents);
    to.write_all(&bytes)?;
    Ok(bytes.len() as u64)
}

/// Bytes that a record of so many bytes of contents takes.
pub const fn length(contents: &[u8]) -> u64 {
    (4 + DIGEST + contents.len()) as u64
}

/// Reads what stands where a record should be. The length that it tells is not believed before the bytes are there.
///
/// # Errors
/// If the system cannot read.
pub fn read(from: &mut impl Read) -> io::Result<Found> {
    let mut head = Vec::with_capacity(4 + DIGEST);
    from.take((4 + DIGEST) as u64).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(Found::End);
    }
    let Some((length, digest)) = head.split_first_chunk().filter(|(_, digest)| digest.len() == DIGEST) else { return Ok(Found::Broken) };
    let length = u32::from_le_bytes(*length);
    if length > LONGEST {
        return Ok(Found::Broken);
    }
    let mut contents = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut contents)?;
    let whole = contents.len() as u64 == u64::from(length) && Sha256::digest(&contents)[..DIGEST] == *digest;
    Ok(if whole { Found::Record(contents) } else { Found::Broken })
}

/// Whether a file begins as one of observations does, or was cut off before that could be told.
///
/// # Errors
/// If the system cannot read.
pub fn is_ours(from: &mut impl Read) -> io::Result<bool> {
    let mut line = Vec::with_capacity(FIRST_LINE.len());
    from.take(FIRST_LINE.len() as u64).read_to_end(&mut line)?;
    // Of another version, the number is another.
    let name = &FIRST_LINE[..FIRST_LINE.len() - 2];
    Ok(if line.len() < name.len() { name.starts_with(&line) } else { line.starts_with(name) })
}

/// Writes the first line and the header; their length in the file.
///
/// # Errors
/// If they cannot be written.
pub fn write_header(to: &mut impl Write, header: &Header) -> io::Result<u64> {
    to.write_all(FIRST_LINE)?;
    let length = write(to, &serde_json::to_vec(header)?)?;
    Ok(FIRST_LINE.len() as u64 + length)
}

/// Reads the first line and the header, and tells their length; `None` where they are not those of this form.
///
/// # Errors
/// If the system cannot read.
pub fn read_header(from: &mut impl Read) -> io::Result<Option<(Header, u64)>> {
    let mut line = Vec::with_capacity(FIRST_LINE.len());
    from.take(FIRST_LINE.len() as u64).read_to_end(&mut line)?;
    if line != FIRST_LINE {
        return Ok(None);
    }
    let Found::Record(contents) = read(from)? else { return Ok(None) };
    let sound = |header: &Header| header.part.is_none_or(|part| part.first <= part.until && part.until <= part.of);
    let header = serde_json::from_slice(&contents).ok().filter(sound);
    Ok(header.map(|header| (header, FIRST_LINE.len() as u64 + length(&contents))))
}

/// The contents of a job's record; `seen` as `experiment::record` writes it.
pub fn contents(job: Job<'_>, seen: &[u8]) -> Vec<u8> {
    let mut contents = Vec::with_capacity(26 + job.of.len() + seen.len());
    for number in [job.seed, job.replication, job.group as u64] {
        contents.extend(number.to_le_bytes());
    }
    // A name that is longer than that is cut: then the job is not found again, and done again.
    let name = &job.of.as_bytes()[..job.of.len().min(usize::from(u16::MAX))];
    contents.extend((name.len() as u16).to_le_bytes());
    contents.extend(name);
    contents.extend(seen);
    contents
}

/// The job whose record has these contents, and what it saw; `None` where they are not of that form.
pub fn job(contents: &[u8]) -> Option<(Job<'_>, &[u8])> {
    let (seed, rest) = contents.split_first_chunk()?;
    let (replication, rest) = rest.split_first_chunk()?;
    let (group, rest) = rest.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (name, seen) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    let job = Job {
        of: std::str::from_utf8(name).ok()?,
        seed: u64::from_le_bytes(*seed),
        replication: u64::from_le_bytes(*replication),
        group: usize::try_from(u64::from_le_bytes(*group)).ok()?,
    };
    Some((job, seen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_read_as_it_was_written() {
        let one = Job { of: "Ash Steps([1, 0])", seed: u64::MAX, replication: 3, group: 70 };
        let contents = contents(one, b"seen");
        assert_eq!(job(&contents), Some((one, b"seen".as_slice())));
        assert_eq!(job(&contents[..40]), None, "not all of its name");
        assert_eq!(job(&[]), None);
    }

    #[test]
    fn a_record_cut_off_or_damaged_anywhere_is_broken() {
        let mut bytes = Vec::new();
        let length = write(&mut bytes, b"what was seen").expect("memory");
        assert_eq!(length, bytes.len() as u64);
        assert_eq!(read(&mut bytes.as_slice()).expect("memory"), Found::Record(b"what was seen".to_vec()));
        assert_eq!(read(&mut [].as_slice()).expect("memory"), Found::End);
        for cut in 1..bytes.len() {
            assert_eq!(read(&mut &bytes[..cut]).expect("memory"), Found::Broken, "cut at {cut}");
        }
        for at in 0..bytes.len() {
            let mut spoilt = bytes.clone();
            spoilt[at] ^= 0x10;
            assert_eq!(read(&mut spoilt.as_slice()).expect("memory"), Found::Broken, "spoilt at {at}");
        }
    }
}
