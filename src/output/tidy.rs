//! Tidy tables: a row an observation, written as CSV to be looked at and as Parquet to be computed with.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::folder::{Folder, OutputError};
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
        let bytes = self.parquet().map_err(|cause| OutputError::Parquet(self.name, Box::new(cause)))?;
        folder.write(&format!("{}.parquet", self.name), &bytes)
    }

    fn parquet(&self) -> Result<Vec<u8>, ParquetError> {
        let fields = self.columns.iter().map(|(name, column)| field(name, column)).collect::<Result<Vec<_>, _>>()?;
        let schema = Arc::new(Type::group_type_builder(self.name).with_fields(fields).build()?);
        // Without compression there is no further library, and dictionaries keep repeated words small.
        let properties = WriterProperties::builder().set_compression(Compression::UNCOMPRESSED).set_created_by("sameday".to_owned());
        let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build()))?;
        let mut group = file.next_row_group()?;
        for (_, column) in &self.columns {
            match column {
                Column::Text(cells) => {
                    let cells: Vec<ByteArray> = cells.iter().map(|cell| ByteArray::from(cell.as_str())).collect();
                    put::<ByteArrayType>(&mut group, &cells, None)?;
                }
                Column::Whole(cells) => {
                    let cells = cells.iter().map(|cell| i64::try_from(*cell)).collect::<Result<Vec<_>, _>>();
                    put::<Int64Type>(&mut group, &cells.map_err(|error| ParquetError::General(error.to_string()))?, None)?;
                }
                Column::Number(cells) => {
                    let there: Vec<Option<f64>> = cells.iter().map(|cell| cell.filter(|value| !value.is_nan())).collect();
                    let levels: Vec<i16> = there.iter().map(|cell| i16::from(cell.is_some())).collect();
                    put::<DoubleType>(&mut group, &there.into_iter().flatten().collect::<Vec<_>>(), Some(&levels))?;
                }
            }
        }
        group.close()?;
        file.into_inner()
    }
}

fn field(name: &str, column: &Column) -> Result<TypePtr, ParquetError> {
    let (physical, logical, repetition) = match column {
        Column::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED),
        Column::Whole(_) => (Physical::INT64, None, Repetition::REQUIRED),
        Column::Number(_) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
    };
    Type::primitive_type_builder(name, physical).with_logical_type(logical).with_repetition(repetition).build().map(Arc::new)
}

/// Writes the next column; `levels` say which cells hold a value, where some may not.
fn put<T: DataType>(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, cells: &[T::T], levels: Option<&[i16]>) -> Result<(), ParquetError> {
    let mut column = group.next_column()?.ok_or_else(|| ParquetError::General("more columns than fields".to_owned()))?;
    column.typed::<T>().write_batch(cells, levels, None)?;
    column.close()
}
