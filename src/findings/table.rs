//! Tables of words: what a terminal, a page and a spreadsheet can all show.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use super::words::NOT_MEASURED;

/// A table; every cell already says its error and unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its name in files, such as `grades`.
    pub key: &'static str,
    /// What it shows.
    pub title: String,
    /// The columns' names.
    pub head: Vec<String>,
    /// Rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
    /// What its marks mean, in a line beneath; empty where they need no words.
    pub note: String,
    /// Rows at either end that a terminal is shown; `None` where it is shown them all.
    #[serde(skip)]
    pub ends: Option<usize>,
}

impl Table {
    /// An empty table with these columns.
    pub fn new(key: &'static str, title: impl Into<String>, head: &[&str]) -> Self {
        let head = head.iter().map(|&word| word.to_owned()).collect();
        Self { key, title: title.into(), head, rows: Vec::new(), note: String::new(), ends: None }
    }

    /// The rows that a terminal is shown: all, or those at either end with a line between them that counts the others.
    fn shown(&self) -> Vec<Cow<'_, [String]>> {
        let ends = self.ends.unwrap_or(usize::MAX);
        let skipped = ends..self.rows.len().saturating_sub(ends);
        let mut shown: Vec<Cow<'_, [String]>> = Vec::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(at, _)| !skipped.contains(at)) {
            if at == skipped.end && !skipped.is_empty() {
                let mut between = vec![String::new(); self.head.len()];
                between[0] = format!("… {} more …", skipped.len());
                shown.push(between.into());
            }
            shown.push(row.as_slice().into());
        }
        shown
    }

    /// Says beneath what the mark of what is not measured means, where it stands in the table.
    pub fn explained(mut self, note: &'static str) -> Self {
        if self.rows.iter().flatten().any(|cell| cell == NOT_MEASURED) {
            self.note = note.to_owned();
        }
        self
    }

    /// Says beneath what the mark of an error that is not known means, where it stands in the table.
    pub fn with_unknown_errors(mut self) -> Self {
        if self.rows.iter().flatten().any(|cell| cell.contains("± ?")) {
            let between = if self.note.is_empty() { "" } else { "; " };
            self.note.push_str(between);
            self.note.push_str("± ? : seen in one replication alone, so that its error is not known");
        }
        self
    }

    /// The table in Markdown.
    pub fn markdown(&self) -> String {
        let line =
            |cells: &[String]| format!("| {} |\n", cells.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "));
        let rule = format!("|{}\n", "---|".repeat(self.head.len()));
        std::iter::once(line(&self.head)).chain([rule]).chain(self.rows.iter().map(|row| line(row))).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.shown();
        let lines = || std::iter::once(self.head.as_slice()).chain(shown.iter().map(AsRef::as_ref));
        let width = |column: usize| lines().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        writeln!(f, "{}", self.title)?;
        // Numbers line up on the right with their units, words on the left.
        let is_number = |cell: &String| {
            cell.is_empty() || ["none", NOT_MEASURED].contains(&cell.as_str()) || cell.chars().any(|letter| letter.is_ascii_digit())
        };
        let number = |column: usize| column > 0 && shown.iter().all(|row| is_number(&row[column]));
        let numbers: Vec<bool> = (0..self.head.len()).map(number).collect();
        for row in lines() {
            let cells = row.iter().zip(&widths).zip(&numbers);
            let cells = cells.map(|((cell, &width), number)| if *number { format!("{cell:>width$}") } else { format!("{cell:width$}") });
            writeln!(f, "  {}", cells.collect::<Vec<_>>().join("   ").trim_end())?;
        }
        if !self.note.is_empty() {
            writeln!(f, "  {}", self.note)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_on_the_page() {
        let mut table = Table::new("grades", "By grade", &["grade", "busy"]);
        table.rows = vec![vec!["PO".to_owned(), "80.1 ± 0.2 %".to_owned()], vec!["Deputy".to_owned(), "5.0 ± 0.1 %".to_owned()]];
        assert_eq!(table.to_string(), "By grade\n  grade            busy\n  PO       80.1 ± 0.2 %\n  Deputy    5.0 ± 0.1 %\n");
        assert_eq!(table.markdown(), "| grade | busy |\n|---|---|\n| PO | 80.1 ± 0.2 % |\n| Deputy | 5.0 ± 0.1 % |\n");
        let noted = |note| table.clone().explained(note).to_string();
        assert_eq!(noted("– : nobody"), table.to_string(), "there is no such mark");
        table.rows[1][1] = "–".to_owned();
        let told = table.explained("– : nobody").to_string();
        assert_eq!(told, "By grade\n  grade            busy\n  PO       80.1 ± 0.2 %\n  Deputy              –\n  – : nobody\n");
    }

    #[test]
    fn a_long_table_is_cut_to_its_ends_on_a_terminal_alone() {
        let mut table = Table::new("clusters", "By cluster", &["cluster", "rate"]);
        table.rows = (1..=9).map(|n| vec![format!("C-{n}"), format!("{n} %")]).collect();
        table.ends = Some(2);
        let told = "By cluster\n  cluster      rate\n  C-1           1 %\n  C-2           2 %\n  … 5 more …\n  C-8           8 %\n  C-9           9 %\n";
        assert_eq!(table.to_string(), told);
        assert_eq!(table.markdown().lines().count(), 11);
        // Nothing is left out that would need as much room as the line that counts it.
        table.rows.truncate(4);
        assert!(!table.to_string().contains("more"));
    }
}
