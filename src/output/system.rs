//! What only some systems can say of files and folders, each with what is done where a system does not: the one file that asks which it is.

use std::fs::{self, File};
use std::io;
use std::path::Path;

#[cfg(unix)]
use std::os::unix::fs::MetadataExt as _;

/// The numbers by which the system knows a folder and the file of its owner: nobody can make another folder with both.
///
/// # Errors
/// If the system does not tell.
#[cfg(unix)]
pub fn mark(folder: &Path, owner: &File) -> io::Result<String> {
    Ok(format!("{} {}", fs::symlink_metadata(folder)?.ino(), owner.metadata()?.ino()))
}

/// The moments at which the system made a folder and the file of its owner, in ten-millionths of a second.
///
/// # Errors
/// If the system does not tell.
#[cfg(windows)]
pub fn mark(folder: &Path, owner: &File) -> io::Result<String> {
    use std::os::windows::fs::MetadataExt as _;
    Ok(format!("{} {}", fs::symlink_metadata(folder)?.creation_time(), owner.metadata()?.creation_time()))
}

/// Whether an open file is still what its path leads to: somebody may have removed it meanwhile.
#[cfg(unix)]
pub fn is_there(file: &File, path: &Path) -> bool {
    let there = fs::symlink_metadata(path);
    file.metadata().is_ok_and(|own| there.is_ok_and(|there| (own.dev(), own.ino()) == (there.dev(), there.ino())))
}

/// Whether there is a file of this path.
#[cfg(not(unix))]
pub fn is_there(_: &File, path: &Path) -> bool {
    path.is_file()
}

/// Whether the system lets `target` be moved away by whoever owns `own`, both in one folder: where that is everybody's,
/// such as `/tmp`, only its owner may.
#[cfg(unix)]
pub fn may_move(own: &Path, target: &Path) -> bool {
    const STICKY: u32 = 0o1000;
    let about = |path: &Path| path.metadata().ok();
    let (Some(of_own), Some(target)) = (about(own), about(target)) else { return true };
    let Some(parent) = own.parent().and_then(about) else { return true };
    parent.mode() & STICKY == 0 || [0, target.uid(), parent.uid()].contains(&of_own.uid())
}

/// Whether the system lets a folder be moved away: tried, where it does not say.
#[cfg(not(unix))]
pub fn may_move(_: &Path, _: &Path) -> bool {
    true
}

/// Whether two paths are on different devices.
#[cfg(unix)]
pub fn on_other_devices(one: &Path, other: &Path) -> bool {
    let device = |path: &Path| path.metadata().map(|about| about.dev()).ok();
    device(one) != device(other)
}

/// Whether two paths are on different devices: not told here.
#[cfg(not(unix))]
pub fn on_other_devices(_: &Path, _: &Path) -> bool {
    false
}

/// Bytes that are free where a folder is; `None` where the system does not say.
#[cfg(unix)]
pub fn free_at(folder: &Path) -> Option<f64> {
    let about = rustix::fs::statvfs(folder).ok()?;
    Some(about.f_bavail as f64 * about.f_frsize as f64)
}

/// Bytes that are free where a folder is: not asked for here.
#[cfg(not(unix))]
pub fn free_at(_: &Path) -> Option<f64> {
    None
}
