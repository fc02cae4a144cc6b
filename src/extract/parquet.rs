//! Parquet: rows of a table in columns, written a group of rows at a time, so that memory stays the same however many
//! there are.

use std::fs::File;
use std::io;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::export::table::{Column, Kind, Row, Table, Value};

/// A group is written when it has so many rows, or its words so many bytes.
const ROWS: usize = 16 << 10;
const BYTES: usize = 8 << 20;

/// A table being written.
pub struct Sheet {
    table: Table,
    file: SerializedFileWriter<File>,
    rows: Vec<Row>,
    /// Bytes of the words in them.
    size: usize,
}

impl Sheet {
    pub fn new(table: Table, file: File) -> io::Result<Sheet> {
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let schema = schema(table).map_err(failed)?;
        let file = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties)).map_err(failed)?;
        Ok(Sheet { table, file, rows: Vec::new(), size: 0 })
    }

    pub fn put(&mut self, rows: Vec<Row>) -> io::Result<()> {
        self.size += rows.iter().flatten().map(size).sum::<usize>();
        self.rows.extend(rows);
        if self.rows.len() >= ROWS || self.size >= BYTES { self.group() } else { Ok(()) }
    }

    pub fn finish(mut self) -> io::Result<()> {
        if !self.rows.is_empty() {
            self.group()?;
        }
        self.file.close().map(|_| ()).map_err(failed)
    }

    fn group(&mut self) -> io::Result<()> {
        let mut group = self.file.next_row_group().map_err(failed)?;
        for (i, column) in self.table.columns().iter().enumerate() {
            let Some(mut writer) = group.next_column().map_err(failed)? else { break };
            write(writer.untyped(), *column, self.rows.iter().map(|row| &row[i])).map_err(failed)?;
            writer.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        self.rows.clear();
        self.size = 0;
        Ok(())
    }
}

fn failed(why: ParquetError) -> io::Error {
    io::Error::other(why)
}

fn size(value: &Value) -> usize {
    if let Value::Text(words) = value { words.len() } else { 0 }
}

fn schema(table: Table) -> Result<Type, ParquetError> {
    let fields: Result<Vec<Arc<Type>>, ParquetError> =
        table.columns().iter().map(|column| field(*column).map(Arc::new)).collect();
    Type::group_type_builder(table.word()).with_fields(fields?).build()
}

fn field(column: Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Number => (Physical::INT64, None),
        Kind::Share => (Physical::FLOAT, None),
        Kind::Truth => (Physical::BOOLEAN, None),
    };
    let repetition = if column.optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let builder = Type::primitive_type_builder(column.name, physical);
    builder.with_logical_type(logical).with_repetition(repetition).build()
}

/// The values of a column in a group; those that are missing stand in the levels alone.
fn write<'a>(
    writer: &mut ColumnWriter,
    column: Column,
    values: impl Iterator<Item = &'a Value> + Clone,
) -> Result<(), ParquetError> {
    let levels: Vec<i16> = values.clone().map(|value| i16::from(*value != Value::Missing)).collect();
    let levels = column.optional.then_some(levels.as_slice());
    match writer {
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let words = values.filter_map(|value| match value {
                Value::Text(words) => Some(ByteArray::from(words.as_str())),
                _ => None,
            });
            writer.write_batch(&words.collect::<Vec<_>>(), levels, None)?;
        }
        ColumnWriter::Int64ColumnWriter(writer) => {
            let numbers = values.filter_map(|value| match value {
                Value::Number(number) => Some(i64::try_from(*number).unwrap_or(i64::MAX)),
                _ => None,
            });
            writer.write_batch(&numbers.collect::<Vec<_>>(), levels, None)?;
        }
        ColumnWriter::FloatColumnWriter(writer) => {
            let shares = values.filter_map(|value| match value {
                Value::Share(share) => Some(*share),
                _ => None,
            });
            writer.write_batch(&shares.collect::<Vec<_>>(), levels, None)?;
        }
        ColumnWriter::BoolColumnWriter(writer) => {
            let truths = values.filter_map(|value| match value {
                Value::Truth(truth) => Some(*truth),
                _ => None,
            });
            writer.write_batch(&truths.collect::<Vec<_>>(), levels, None)?;
        }
        _ => return Err(ParquetError::General("a column of a kind that no table has".into())),
    }
    Ok(())
}
