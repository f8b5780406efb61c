//! Writing to the terminal without falling over when the reader has gone.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use crate::scenario::Faults;

/// Writes to standard output. A pipe that is closed early (`| head`) is no fault.
pub fn print(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => failed(&format!("cannot write: {error}")),
        _ => ExitCode::SUCCESS,
    }
}

/// Tells what went wrong; the scenario or its place is at fault.
pub fn failed(why: &str) -> ExitCode {
    // A closed standard error leaves nobody to tell.
    let _ = writeln!(std::io::stderr(), "error: {why}");
    ExitCode::from(1)
}

/// Tells every fault, in colour on a terminal.
pub fn faults(faults: &Faults) -> ExitCode {
    let mut err = std::io::stderr().lock();
    let text = if err.is_terminal() { faults.coloured() } else { faults.to_string() };
    let _ = writeln!(err, "{text}");
    ExitCode::from(1)
}

/// Rows in columns, the first row a header; columns of numbers to the right.
pub fn columns(rows: &[Vec<String>], right: &[bool]) -> String {
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows.iter().map(Vec::len).max().unwrap_or(0)).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().enumerate().map(|(at, cell)| {
            let width = widths.get(at).copied().unwrap_or(0);
            if right.get(at).copied().unwrap_or(false) { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}
