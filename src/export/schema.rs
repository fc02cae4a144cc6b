//! Schemas: what the tables' columns are, in the words of programs that read them.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::table::{Column, Kind, Table};

/// For whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Duckdb,
    Spark,
    /// Python code for pyarrow.
    Arrow,
    JsonSchema,
}

impl Dialect {
    pub const ALL: [Dialect; 4] = [Dialect::Duckdb, Dialect::Spark, Dialect::Arrow, Dialect::JsonSchema];

    pub fn word(self) -> &'static str {
        match self {
            Dialect::Duckdb => "duckdb",
            Dialect::Spark => "spark",
            Dialect::Arrow => "arrow",
            Dialect::JsonSchema => "json-schema",
        }
    }
}

/// The schemas of all tables.
pub fn schemas(dialect: Dialect) -> String {
    match dialect {
        Dialect::JsonSchema => {
            let tables: Map<String, Value> =
                Table::ALL.iter().map(|table| (table.word().to_string(), json_schema(*table))).collect();
            let draft = "https://json-schema.org/draft/2020-12/schema";
            format!("{:#}\n", json!({ "$schema": draft, "$defs": tables }))
        }
        Dialect::Arrow => Table::ALL
            .iter()
            .fold("import pyarrow as pa\n".to_string(), |all, table| all + "\n" + &arrow(*table)),
        Dialect::Duckdb => Table::ALL.iter().map(|table| duckdb(*table)).collect::<Vec<_>>().join("\n"),
        Dialect::Spark => Table::ALL.iter().map(|table| spark(*table)).collect(),
    }
}

fn lines(table: Table, line: impl Fn(&Column) -> String) -> String {
    table.columns().iter().map(line).collect::<Vec<_>>().join(",\n")
}

fn duckdb(table: Table) -> String {
    let line = |column: &Column| {
        let kind = match column.kind {
            Kind::Text => "VARCHAR",
            Kind::Number => "BIGINT",
            Kind::Share => "FLOAT",
            Kind::Truth => "BOOLEAN",
        };
        format!("    \"{}\" {kind}{}", column.name, if column.optional { "" } else { " NOT NULL" })
    };
    format!("CREATE TABLE {} (\n{}\n);\n", table.word(), lines(table, line))
}

/// A table a line: its name, a tab, and the DDL that Spark's readers take.
fn spark(table: Table) -> String {
    let column = |column: &Column| {
        let kind = match column.kind {
            Kind::Text => "STRING",
            Kind::Number => "BIGINT",
            Kind::Share => "FLOAT",
            Kind::Truth => "BOOLEAN",
        };
        format!("`{}` {kind}", column.name)
    };
    format!("{}\t{}\n", table.word(), table.columns().iter().map(column).collect::<Vec<_>>().join(", "))
}

fn arrow(table: Table) -> String {
    let line = |column: &Column| {
        let kind = match column.kind {
            Kind::Text => "string",
            Kind::Number => "int64",
            Kind::Share => "float32",
            Kind::Truth => "bool_",
        };
        let nullable = if column.optional { "" } else { ", nullable=False" };
        format!("    pa.field(\"{}\", pa.{kind}(){nullable})", column.name)
    };
    let mut out = String::new();
    let _ = write!(out, "{} = pa.schema([\n{},\n])\n", table.word(), lines(table, line));
    out
}

fn json_schema(table: Table) -> Value {
    let property = |column: &Column| {
        let kind = match column.kind {
            Kind::Text => "string",
            Kind::Number => "integer",
            Kind::Share => "number",
            Kind::Truth => "boolean",
        };
        let kind = if column.optional { json!([kind, "null"]) } else { json!(kind) };
        (column.name.to_string(), json!({ "type": kind }))
    };
    let properties: Map<String, Value> = table.columns().iter().map(property).collect();
    let names: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
    json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
}
