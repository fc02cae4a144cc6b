//! Lines: rows of tables as CSV and as JSON Lines.

use std::io::{self, Write};

use crate::export::escape;
use crate::export::table::{Object, Row, Table, Value};
use crate::harmless;

/// The names of the columns as a line of CSV.
pub fn header(table: Table) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    let mut writer = csv::Writer::from_writer(&mut line);
    writer.write_record(table.columns().iter().map(|column| column.name))?;
    writer.flush()?;
    drop(writer);
    Ok(line)
}

/// Hidden characters are shown in place of what they do; a missing value is an empty one.
pub fn csv(rows: &[Row], out: &mut Vec<u8>) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(out);
    for row in rows {
        writer.write_record(row.iter().map(cell))?;
    }
    writer.flush()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Text(words) => harmless::line(words).into_owned(),
        Value::Number(number) => number.to_string(),
        Value::Share(share) => share.to_string(),
        Value::Truth(truth) => truth.to_string(),
    }
}

pub fn json(table: Table, rows: &[Row], out: &mut Vec<u8>) -> io::Result<()> {
    for row in rows {
        escape::compact(out, &Object { table, row })?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
