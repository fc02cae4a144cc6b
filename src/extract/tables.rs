//! Tables: a batch as a folder of tables, one file each, and `run.json`, which says how they came about. Files have their
//! names only once all is done; a folder that holds such files already is left alone.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::assets::{ASSETS, Asset};
use super::batch::{Work, run};
use super::repeated::{Repeated, Unfilled};
use super::{Options, Outcome, Reading, lines};
use crate::document::Document;
use crate::export::json;
use crate::export::table::{self, Row, Table};
use crate::load::Source;

/// How the tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Csv,
    JsonLines,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Form {
    fn ending(self) -> &'static str {
        match self {
            Form::Csv => "csv",
            Form::JsonLines => "jsonl",
            #[cfg(feature = "parquet")]
            Form::Parquet => "parquet",
        }
    }
}

/// What `run.json` says.
#[derive(Serialize)]
struct Run<'a> {
    schema: u32,
    engine: &'static str,
    arguments: &'a [String],
    own_rules: Option<&'a str>,
    assets: &'static [Asset],
    read: usize,
    failed: usize,
    rows: Vec<Count>,
}

#[derive(Serialize)]
struct Count {
    table: &'static str,
    rows: usize,
}

/// What a run was asked for.
pub struct Asked {
    /// Those of the command line.
    pub arguments: Vec<String>,
    /// The hash of the user's clutter file.
    pub own_rules: Option<String>,
}

/// Writes every article of `sources` into tables in `folder`; where that fails, nothing is left of them.
pub fn write(
    sources: &[Source],
    reading: &Reading,
    options: &Options,
    folder: &Folder,
    asked: &Asked,
    errors: Option<&mut dyn Write>,
) -> io::Result<Outcome> {
    let written = write_all(sources, reading, options, folder, asked, errors);
    if written.is_err() {
        folder.discard();
    }
    written
}

fn write_all(
    sources: &[Source],
    reading: &Reading,
    options: &Options,
    folder: &Folder,
    asked: &Asked,
    errors: Option<&mut dyn Write>,
) -> io::Result<Outcome> {
    let mut sheets = folder.open()?;
    let make = |name: &str, read: Result<&Document, &str>| made(folder.form, options, name, read);
    let mut repeated = Repeated::none();
    let mut put = |made: Made| {
        let article = part(folder.form, Table::Articles, vec![repeated.fill(made.article)])?;
        let parts = std::iter::once(article).chain(made.others);
        sheets.iter_mut().zip(parts).try_for_each(|(sheet, part)| sheet.put(part))
    };
    let outcome = run(sources, reading, Work { make: &make, put: &mut put, errors, stop: &options.stop })?;
    let mut rows = Vec::new();
    for sheet in sheets {
        rows.push(Count { table: sheet.table.word(), rows: sheet.rows });
        sheet.finish()?;
    }
    let run = Run {
        schema: json::SCHEMA,
        engine: json::ENGINE,
        arguments: &asked.arguments,
        own_rules: asked.own_rules.as_deref(),
        assets: ASSETS,
        read: outcome.read,
        failed: outcome.failed,
        rows,
    };
    folder.close(&run)?;
    Ok(outcome)
}

/// Where tables go.
pub struct Folder {
    path: PathBuf,
    form: Form,
}

impl Folder {
    /// A folder, made where it is missing, without any file of the names that will be written.
    pub fn new(path: &Path, form: Form) -> Result<Folder, String> {
        let folder = Folder { path: path.to_path_buf(), form };
        std::fs::create_dir_all(path).map_err(|why| {
            format!("{}: no folder can be made there ({why}); name another", path.display())
        })?;
        let names = Table::ALL.iter().map(|table| folder.file(*table)).chain([folder.run_file()]);
        match names.into_iter().find(|name| name.exists()) {
            Some(name) => {
                Err(format!("{}: is there already; name another folder, or move it away", name.display()))
            }
            None => Ok(folder),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    fn file(&self, table: Table) -> PathBuf {
        self.path.join(format!("{}.{}", table.word(), self.form.ending()))
    }

    fn run_file(&self) -> PathBuf {
        self.path.join("run.json")
    }

    fn open(&self) -> io::Result<Vec<Sheet>> {
        Table::ALL.iter().map(|table| Sheet::open(*table, self.form, self.file(*table))).collect()
    }

    /// Takes away what is not whole, and the folder where it is empty then.
    fn discard(&self) {
        for table in Table::ALL {
            let _ = std::fs::remove_file(aside(&self.file(table)));
        }
        let _ = std::fs::remove_dir(&self.path);
    }

    fn close(&self, run: &Run) -> io::Result<()> {
        let text = serde_json::to_string_pretty(run)? + "\n";
        let aside = aside(&self.run_file());
        std::fs::write(&aside, text)?;
        std::fs::rename(&aside, self.run_file())
    }
}

/// Where a file is until it is whole.
fn aside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(".part");
    PathBuf::from(name)
}

/// What an article adds to a table.
struct Part {
    rows: Vec<Row>,
    /// The rows as lines, where the form is one of lines.
    bytes: Vec<u8>,
}

/// What one article adds to the tables.
struct Made {
    article: Unfilled,
    /// To the tables after the first one, in their order.
    others: Vec<Part>,
}

fn made(form: Form, options: &Options, name: &str, read: Result<&Document, &str>) -> io::Result<Made> {
    let others = |rows: &dyn Fn(Table) -> Vec<Row>| -> io::Result<Vec<Part>> {
        Table::ALL[1..].iter().map(|table| part(form, *table, rows(*table))).collect()
    };
    match read {
        Ok(document) => {
            let ids = json::Ids::known_as(document, &options.aliases);
            let wire = json::article(name, document, &ids);
            let article = Unfilled::new(table::article(&wire), document);
            let others = others(&|table| table::rows(table, &wire, document, &options.only))?;
            Ok(Made { article, others })
        }
        Err(error) => {
            let article = Unfilled::failure(table::failure(name, error));
            Ok(Made { article, others: others(&|_| Vec::new())? })
        }
    }
}

fn part(form: Form, table: Table, rows: Vec<Row>) -> io::Result<Part> {
    let mut bytes = Vec::new();
    match form {
        Form::Csv => lines::csv(&rows, &mut bytes)?,
        Form::JsonLines => lines::json(table, &rows, &mut bytes)?,
        #[cfg(feature = "parquet")]
        Form::Parquet => {}
    }
    Ok(Part { rows, bytes })
}

/// A table being written.
struct Sheet {
    table: Table,
    path: PathBuf,
    file: Writer,
    rows: usize,
}

enum Writer {
    Lines(BufWriter<File>),
    #[cfg(feature = "parquet")]
    Parquet(Box<super::parquet::Sheet>),
}

impl Sheet {
    fn open(table: Table, form: Form, path: PathBuf) -> io::Result<Sheet> {
        let file = File::create(aside(&path))?;
        let file = match form {
            Form::Csv | Form::JsonLines => {
                let mut file = BufWriter::new(file);
                if form == Form::Csv {
                    file.write_all(&lines::header(table)?)?;
                }
                Writer::Lines(file)
            }
            #[cfg(feature = "parquet")]
            Form::Parquet => Writer::Parquet(Box::new(super::parquet::Sheet::new(table, file)?)),
        };
        Ok(Sheet { table, path, file, rows: 0 })
    }

    fn put(&mut self, part: Part) -> io::Result<()> {
        self.rows += part.rows.len();
        match &mut self.file {
            Writer::Lines(file) => file.write_all(&part.bytes),
            #[cfg(feature = "parquet")]
            Writer::Parquet(sheet) => sheet.put(part.rows),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self.file {
            Writer::Lines(mut file) => file.flush()?,
            #[cfg(feature = "parquet")]
            Writer::Parquet(sheet) => sheet.finish()?,
        }
        std::fs::rename(aside(&self.path), &self.path)
    }
}
