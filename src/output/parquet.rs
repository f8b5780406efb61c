//! Tables as Parquet, for those who read results with pandas, Polars, R or DuckDB.
//!
//! Flat tables in one row group, uncompressed: the bytes depend on the table alone. A number may be missing, words and counts may not.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// UTF-8.
    Text(Vec<String>),
    /// 64-bit floating point; NaN where a row has no value, which a reader sees as null.
    Number(Vec<f64>),
    /// 64-bit whole numbers.
    Whole(Vec<i64>),
}

impl Column {
    fn described(&self, name: &str) -> Result<TypePtr, ParquetError> {
        let (physical, logical, repetition) = match self {
            Self::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED),
            Self::Number(_) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
            Self::Whole(_) => (Physical::INT64, None, Repetition::REQUIRED),
        };
        let column = Type::primitive_type_builder(name, physical).with_repetition(repetition).with_logical_type(logical);
        column.build().map(Arc::new)
    }

    fn write(&self, group: &mut SerializedRowGroupWriter<'_, Vec<u8>>) -> Result<(), ParquetError> {
        let Some(mut column) = group.next_column()? else { return Ok(()) };
        match self {
            Self::Text(values) => {
                let values: Vec<ByteArray> = values.iter().map(|text| ByteArray::from(text.as_str())).collect();
                column.typed::<ByteArrayType>().write_batch(&values, None, None)?
            }
            Self::Number(values) => {
                let there: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
                let levels: Vec<i16> = values.iter().map(|value| i16::from(!value.is_nan())).collect();
                column.typed::<DoubleType>().write_batch(&there, Some(&levels), None)?
            }
            Self::Whole(values) => column.typed::<Int64Type>().write_batch(values, None, None)?,
        };
        column.close()
    }
}

/// The bytes of a Parquet file.
///
/// - `names`: one for each of `columns`, which are of one length.
///
/// # Errors
/// If a column is shorter or longer than the first, or lacks a name.
pub fn table(names: &[&str], columns: &[Column]) -> Result<Vec<u8>, ParquetError> {
    let fields = names.iter().zip(columns).map(|(name, column)| column.described(name)).collect::<Result<Vec<_>, _>>()?;
    if fields.len() != columns.len() {
        return Err(ParquetError::General("every column of a table has a name".to_owned()));
    }
    let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build()?);
    let how = WriterProperties::builder().set_compression(Compression::UNCOMPRESSED).set_created_by("sameday".to_owned()).build();
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(how))?;
    let mut group = file.next_row_group()?;
    for column in columns {
        column.write(&mut group)?;
    }
    group.close()?;
    file.into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Field, RowAccessor};

    #[test]
    fn what_is_written_is_read_again_and_always_the_same_bytes() {
        let columns = [
            Column::Text(vec!["Ash".to_owned(), "Oak, é".to_owned()]),
            Column::Number(vec![0.1, f64::NAN]),
            Column::Whole(vec![i64::MIN, 7]),
        ];
        let names = ["cluster", "rate", "replication"];
        let written = table(&names, &columns).expect("a table");
        assert_eq!(written, table(&names, &columns).expect("the same table"));
        let file = SerializedFileReader::new(Bytes::from(written)).expect("a Parquet file");
        let rows: Vec<_> = file.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].get_string(0).expect("text"), "Oak, é");
        assert_eq!(rows[0].get_double(1).expect("a number"), 0.1);
        assert_eq!(rows[1].get_column_iter().nth(1).map(|(_, field)| field), Some(&Field::Null));
        assert_eq!(rows[0].get_long(2).expect("a whole number"), i64::MIN);
        assert_eq!(rows[0].get_column_iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), names);
    }

    #[test]
    fn columns_of_two_lengths_and_columns_without_a_name_are_told() {
        assert!(table(&["a", "b"], &[Column::Whole(vec![1]), Column::Whole(vec![1, 2])]).is_err());
        assert!(table(&["a"], &[Column::Whole(vec![1]), Column::Whole(vec![1])]).is_err());
    }

    #[test]
    fn a_table_may_be_empty() {
        let file = SerializedFileReader::new(Bytes::from(table(&["a"], &[Column::Text(Vec::new())]).expect("a table"))).expect("a file");
        assert_eq!(file.metadata().file_metadata().num_rows(), 0);
    }
}
