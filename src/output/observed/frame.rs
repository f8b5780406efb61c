//! The form of a file of observations, byte by byte.
//!
//! A line of text that names it, then records. A record is its length (4 bytes, little-endian), the first 16 bytes of
//! the SHA-256 of its contents, and the contents. The first is the [`Header`] in JSON; each of the others is a
//! replication: its index (8 bytes), then for each job a length (4 bytes) and the bytes of `experiment::record`. So a file
//! that was cut off anywhere is whole up to its last whole record, and damage does not go unseen.

use std::io::{self, Read, Write};

use sha2::{Digest as _, Sha256};

use super::Header;
use crate::experiment::record::decode;
use crate::model::observe::Observations;

/// The first line; its number changes with the form.
const FIRST_LINE: &[u8] = b"sameday observations 1\n";
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

/// The contents of a replication's record, of the bytes of each of its jobs.
pub fn replication(index: u64, jobs: &[Vec<u8>]) -> Vec<u8> {
    let mut contents = index.to_le_bytes().to_vec();
    for job in jobs {
        // Longer than four bytes can tell is longer than a record may be: it is refused when it is written.
        contents.extend(u32::try_from(job.len()).unwrap_or(u32::MAX).to_le_bytes());
        contents.extend(job);
    }
    contents
}

/// The index of the replication whose record has these contents.
pub fn index_of(contents: &[u8]) -> Option<u64> {
    contents.first_chunk().copied().map(u64::from_le_bytes)
}

/// What each job of a replication saw; `None` where the contents are not of that index, or not of that shape.
pub fn observations(contents: &[u8], index: u64, blank: &[Observations]) -> Option<Vec<Observations>> {
    if index_of(contents)? != index {
        return None;
    }
    let mut rest = contents.get(8..)?;
    let mut seen = Vec::with_capacity(blank.len());
    for like in blank {
        let (length, after) = rest.split_first_chunk()?;
        let (job, after) = after.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        seen.push(decode(job, like)?);
        rest = after;
    }
    rest.is_empty().then_some(seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::record::encode;
    use crate::experiment::synthetic::{GROUPS, observe};

    #[test]
    fn a_replication_is_read_as_it_was_written() {
        let seen: Vec<Observations> = GROUPS.iter().map(|group| observe(7, 3, group)).collect();
        let contents = replication(3, &seen.iter().map(encode).collect::<Vec<_>>());
        assert_eq!(observations(&contents, 3, &seen).as_ref(), Some(&seen));
        assert_eq!(observations(&contents, 4, &seen), None, "another replication");
        assert_eq!(observations(&contents, 3, &seen[1..]), None, "another scenario");
        assert_eq!(observations(&contents[..contents.len() - 1], 3, &seen), None, "not all of it");
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
