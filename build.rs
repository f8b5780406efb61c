//! Tells the program what it was built from, so that every manifest can say it: a digest of its sources, the commit they are of where that is
//! known, the compiler, and the system.
//!
//! It looks at the sources alone and runs again only when they have changed, so that it slows no other build.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

/// Everything that is compiled into the program, or says how it is compiled.
const SOURCES: [&str; 8] = [
    "src",
    "build.rs",
    "Cargo.toml",
    "Cargo.lock",
    "assets/fonts",
    "docs/examples/grammar",
    "scenarios/data/bank-holidays.csv",
    "scenarios/verification",
];

/// What decides how a history is played, and in which form it is kept.
const HISTORIES: [&str; 6] = ["src/des", "src/model", "src/units.rs", "src/experiment/record.rs", "Cargo.toml", "Cargo.lock"];

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the sources are"));
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    println!("cargo::rustc-env=SAMEDAY_SOURCES={}", digest(&root, &SOURCES));
    let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("cargo says {name}"));
    let built = [variable("TARGET"), variable("PROFILE"), compiler().unwrap_or_default()].join(" ");
    println!("cargo::rustc-env=SAMEDAY_HISTORIES={} {built}", digest(&root, &HISTORIES));
    println!("cargo::rustc-env=SAMEDAY_COMMIT={}", commit(&root).unwrap_or_default());
    println!("cargo::rustc-env=SAMEDAY_SYSTEM={}", std::env::var("TARGET").expect("cargo says for which system"));
    println!("cargo::rustc-env=SAMEDAY_RUSTC={}", compiler().unwrap_or_default());
}

/// SHA-256 over every source's path and bytes, in the order of the paths, on any system.
fn digest(root: &Path, sources: &[&str]) -> String {
    let mut files = Vec::new();
    for source in sources {
        gather(root, Path::new(source), &mut files);
    }
    files.sort();
    let mut all = Sha256::new();
    for (name, path) in &files {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        all.update(format!("{name}\0{}\0", bytes.len()));
        all.update(&bytes);
    }
    all.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The files at a path and below it, each by its name with `/`.
fn gather(root: &Path, source: &Path, files: &mut Vec<(String, PathBuf)>) {
    let path = root.join(source);
    if path.is_dir() {
        for entry in fs::read_dir(&path).into_iter().flatten().flatten() {
            gather(root, &source.join(entry.file_name()), files);
        }
    } else if path.is_file() {
        let parts: Vec<String> = source.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        files.push((parts.join("/"), path));
    }
}

/// The commit that the sources are of: only where none of them differs from it, so that it is never the wrong one.
fn commit(root: &Path) -> Option<String> {
    let git = |arguments: &[&str]| {
        let told = Command::new("git").arg("-C").arg(root).args(arguments).output().ok()?;
        told.status.success().then(|| String::from_utf8_lossy(&told.stdout).trim().to_owned())
    };
    let top = git(&["rev-parse", "--show-toplevel"])?;
    // A copy that lies within somebody else's repository is of none of its commits.
    if fs::canonicalize(top).ok()? != fs::canonicalize(root).ok()? {
        return None;
    }
    let mut status = vec!["status", "--porcelain", "--untracked-files=all", "--"];
    status.extend(SOURCES);
    git(&status)?.is_empty().then(|| git(&["rev-parse", "HEAD"]))?
}

/// The compiler and its version.
fn compiler() -> Option<String> {
    let told = Command::new(std::env::var_os("RUSTC")?).arg("--version").output().ok()?;
    told.status.success().then(|| String::from_utf8_lossy(&told.stdout).trim().to_owned())
}
