//! Dated events, read from a file.

use super::super::sourced::Sourced;
use super::super::table::table;

table! {
    /// Dated events from a CSV file or workbook with columns `time` (2016-03-01 10:05, local time, or with an offset from UTC), and if
    /// wanted `cluster`, `kind`, `flags` (separated by spaces).
    pub struct FromFile {
        /// The file, relative to the scenario.
        path: String = required,
        /// The sheet of a workbook; without it the one called `events`, or the first that is visible.
        sheet: String = optional,
        /// The SHA-256 that the file must have: a scenario written in full names its events so.
        sha256: String = optional,
        /// The events themselves: read from the file, or written here instead (the file is then only named).
        events: Vec<FileEvent> = or(Vec::new()),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A dated event.
    pub struct FileEvent {
        /// When it happens.
        time: jiff::civil::DateTime = required,
        /// Its cluster; every cluster if none is named.
        cluster: String = optional,
        /// Its kind; drawn if none is named.
        kind: String = optional,
        /// Flags that are true of it, beside those drawn.
        flags: Vec<String> = or(Vec::new()),
    }
}
