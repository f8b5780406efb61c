//! What the program is made of besides itself: from one registry, pinned by digests, under licences that `deny.toml` allows.

use std::path::Path;
use std::process::Command;

/// A file of the project.
fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn every_dependency_is_from_the_registry_and_pinned_by_its_digest() {
    let lock = read("Cargo.lock");
    let packages: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    assert!(packages.len() > 50);
    for package in packages.iter().filter(|package| !package.contains("name = \"sameday\"\n")) {
        assert!(package.contains("source = \"registry+https://github.com/rust-lang/crates.io-index\""), "{package}");
        assert!(package.contains("checksum = \""), "{package}");
    }
}

/// Whether a licence expression can be met with what is allowed: one of each `OR`, all of each `AND`.
fn met(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace(['(', ')'], "").replace('/', " OR ");
    expression.split(" AND ").all(|part| part.split(" OR ").any(|licence| allowed.iter().any(|allowed| allowed == licence.trim())))
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let deny: toml::Table = read("deny.toml").parse().unwrap();
    let allowed: Vec<String> =
        deny["licenses"]["allow"].as_array().unwrap().iter().map(|licence| licence.as_str().unwrap().to_owned()).collect();
    let about = Command::new("rustc").arg("-vV").output().unwrap();
    let about = String::from_utf8(about.stdout).unwrap();
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let told = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let packages = told["packages"].as_array().unwrap();
    assert!(packages.len() > 50);
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(met(licence, &allowed), "{} is under {licence}, which deny.toml does not allow", package["name"]);
    }
    assert!(!met("GPL-3.0", &allowed) && met("(MIT OR Apache-2.0) AND Unicode-3.0", &allowed) && !met("MIT AND GPL-3.0", &allowed));
}
