//! SHA-256 of texts and of files, as manifests tell them.

use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::scenario::file;

/// Bytes that are read at once.
const PIECE: usize = 1 << 16;

/// The SHA-256 of a text, in hexadecimal.
pub fn sha256(contents: &[u8]) -> String {
    hexadecimal(&Sha256::digest(contents))
}

/// Bytes in hexadecimal.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of an ordinary file, read piece by piece; one that grows meanwhile is read no further than it was long.
pub(super) fn digest(path: &Path) -> io::Result<String> {
    let opened = file::open(path)?;
    let mut left = opened.metadata()?.len();
    let (mut digest, mut reader) = (Sha256::new(), BufReader::with_capacity(PIECE, opened));
    while left > 0 {
        let piece = reader.fill_buf()?;
        let length = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if length == 0 {
            break;
        }
        digest.update(&piece[..length]);
        reader.consume(length);
        left -= length as u64;
    }
    Ok(hexadecimal(&digest.finalize()))
}
