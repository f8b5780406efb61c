//! Tidy tables: a row an observation, written as CSV to be looked at and as Parquet to be computed with.

use super::folder::{Folder, OutputError};
use super::parquet;
use super::tables::{csv, number};

/// A table by columns of one length.
#[derive(Clone, Debug)]
pub struct Tidy {
    /// The name of its files, without ending.
    pub name: &'static str,
    /// Its columns, each with its name.
    pub columns: Vec<(String, Column)>,
}

/// A column of one type.
#[derive(Clone, Debug)]
pub enum Column {
    /// Words.
    Text(Vec<String>),
    /// Counts and indices.
    Whole(Vec<u64>),
    /// Numbers; `None` or NaN where there is none.
    Number(Vec<Option<f64>>),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Whole(cells) => cells.len(),
            Self::Number(cells) => cells.len(),
        }
    }

    fn cell(&self, row: usize) -> String {
        match self {
            Self::Text(cells) => cells[row].clone(),
            Self::Whole(cells) => cells[row].to_string(),
            Self::Number(cells) => number(cells[row]),
        }
    }

    fn for_parquet(&self) -> parquet::Column {
        match self {
            Self::Text(cells) => parquet::Column::Text(cells.clone()),
            Self::Whole(cells) => parquet::Column::Whole(cells.iter().map(|&cell| i64::try_from(cell).unwrap_or(i64::MAX)).collect()),
            Self::Number(cells) => parquet::Column::Number(cells.iter().map(|cell| cell.unwrap_or(f64::NAN)).collect()),
        }
    }
}

impl Tidy {
    /// Writes it as `name.csv` and `name.parquet`.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, folder: &mut Folder) -> Result<(), OutputError> {
        let rows = self.columns.first().map_or(0, |(_, column)| column.len());
        let head = self.columns.iter().map(|(name, _)| name.clone()).collect();
        let cells = (0..rows).map(|row| self.columns.iter().map(|(_, column)| column.cell(row)).collect());
        folder.write(&format!("{}.csv", self.name), &csv(self.name, head, cells)?)?;
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let columns: Vec<parquet::Column> = self.columns.iter().map(|(_, column)| column.for_parquet()).collect();
        let bytes = parquet::table(&names, &columns).map_err(|cause| OutputError::Parquet(self.name, Box::new(cause)))?;
        folder.write(&format!("{}.parquet", self.name), &bytes)
    }
}
