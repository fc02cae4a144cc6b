//! The command `extract`: arguments -> what is printed, or the folder of tables that is written.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use pullquote::cli::{self, Extract, Format};
use pullquote::document::Pipeline;
use pullquote::export::aliases::Aliases;
use pullquote::export::only::Only;
use pullquote::export::schema::schemas;
use pullquote::export::table::Table;
use pullquote::extract::tables::{self, Asked, Folder, Form};
use pullquote::extract::{self, Folded, Layout, Options, Output, Reading};
use pullquote::load::Source;
use pullquote::load::fetch::{Limits, Web};

use crate::{FAILED, REST, open_library, own_rules, printed, user_file};

/// Ctrl-C, as shells say it.
const STOPPED: u8 = 130;

/// Prints statements, figures and clutter of many articles, or writes them into a folder.
pub fn extract(arguments: Extract) -> Result<u8, String> {
    if let Some(dialect) = arguments.print_schema {
        return printed(|out| out.write_all(schemas(dialect).as_bytes())).map(|()| 0);
    }
    let place = place(&arguments)?;
    let options = options(&arguments)?;
    let mut errors = arguments.errors.as_deref().map(new_file).transpose()?;
    let folded = match (arguments.keep_clutter, arguments.drop_clutter) {
        (true, _) => Folded::Kept,
        (_, true) => Folded::Dropped,
        _ => Folded::Usual,
    };
    let web = Web::polite(Limits::default(), REST);
    let sources: Vec<Source> =
        arguments.sources.into_iter().map(|source| cli::source(source, &web)).collect();
    // Tables made with other rules than those asked for would be wrong without a sign of it.
    let (rules, corrections) = own_rules(user_file().as_ref())?;
    let library = arguments.library.as_deref().map(open_library).transpose()?;
    let pipeline = Pipeline::with(rules);
    let (corrections, library) = (&corrections, library.as_ref());
    let reading = Reading { pipeline: &pipeline, corrections, folded, library, web: Some(&web) };
    let errors = errors.as_mut().map(|errors| errors as &mut dyn Write);
    match place {
        Place::Stdout(output) => print(&sources, output, &options, &reading, errors),
        Place::Folder(folder) => write_tables(&sources, &folder, &options, &reading, errors),
    }
}

/// Where the output goes.
enum Place {
    Stdout(Output),
    Folder(Folder),
}

fn place(arguments: &Extract) -> Result<Place, String> {
    let Some(path) = &arguments.out else {
        if arguments.format == Some(Format::Parquet) {
            return Err("--format parquet writes files: say where with --out DIR".into());
        }
        return output(arguments.format, arguments.table).map(Place::Stdout);
    };
    let form = match arguments.format {
        None | Some(Format::Csv) => Form::Csv,
        Some(Format::Jsonl) => Form::JsonLines,
        #[cfg(feature = "parquet")]
        Some(Format::Parquet) => Form::Parquet,
        #[cfg(not(feature = "parquet"))]
        Some(Format::Parquet) => {
            return Err("this program was built without Parquet: build it with --features parquet".into());
        }
        Some(_) => return Err("--out writes csv, jsonl or parquet: give one of them to --format".into()),
    };
    Folder::new(path, form).map(Place::Folder)
}

fn options(arguments: &Extract) -> Result<Options, String> {
    let only = arguments.only.as_deref().map(Only::parse).transpose()?.unwrap_or_default();
    let chooses = matches!(arguments.table, None | Some(Table::Statements | Table::StatementSpeakers));
    let prose = matches!(arguments.format, Some(Format::Markdown | Format::Text));
    if !only.is_all() && (!chooses || prose) {
        return Err("--only chooses statements: print them as jsonl or json, or --table statements".into());
    }
    let aliases = arguments.aliases.as_deref().map(aliases).transpose()?.unwrap_or_default();
    Ok(Options { only, aliases, stop: stop_at_interrupt()? })
}

/// Set by the first Ctrl-C, so that nothing is left half-written; the second one ends the program at once.
fn stop_at_interrupt() -> Result<Arc<AtomicBool>, String> {
    use signal_hook::consts::SIGINT;
    use signal_hook::flag;
    let stop = Arc::new(AtomicBool::new(false));
    flag::register_conditional_shutdown(SIGINT, i32::from(STOPPED), stop.clone())
        .and_then(|_| flag::register(SIGINT, stop.clone()))
        .map_err(|why| format!("signals cannot be received ({why})"))?;
    Ok(stop)
}

fn aliases(path: &Path) -> Result<Aliases, String> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|why| format!("{name}: cannot be read ({why})"))?;
    Aliases::parse(&name, &text)
}

/// A file that is not there yet: nothing is written over.
fn new_file(path: &Path) -> Result<std::fs::File, String> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    file.map_err(|why| format!("{}: cannot be written ({why}); name another file", path.display()))
}

fn write_tables(
    sources: &[Source],
    folder: &Folder,
    options: &Options,
    reading: &Reading,
    errors: Option<&mut dyn Write>,
) -> Result<u8, String> {
    let own = user_file().and_then(|file| std::fs::read(file.path()).ok());
    let asked = Asked {
        arguments: std::env::args().skip(1).collect(),
        own_rules: own.map(|bytes| extract::assets::hash(&bytes)),
    };
    match tables::write(sources, reading, options, folder, &asked, errors) {
        Ok(outcome) => Ok(if outcome.failed == 0 { 0 } else { FAILED }),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(STOPPED),
        Err(error) => Err(format!("{}: cannot be written ({error})", folder.path().display())),
    }
}

fn output(format: Option<Format>, table: Option<Table>) -> Result<Output, String> {
    let Some(table) = table else {
        return match format {
            None | Some(Format::Jsonl) => Ok(Output::JsonLines),
            Some(Format::Json) => Ok(Output::Json),
            Some(Format::Markdown) => Ok(Output::Markdown),
            Some(Format::Text) => Ok(Output::Text),
            Some(Format::Csv | Format::Parquet) => Err(
                "--format csv prints a table: say which one with --table statements, or all with --out DIR"
                    .into(),
            ),
        };
    };
    match format {
        None | Some(Format::Csv) => Ok(Output::Table(table, Layout::Csv)),
        Some(Format::Jsonl) => Ok(Output::Table(table, Layout::JsonLines)),
        Some(Format::Json) => Ok(Output::Table(table, Layout::Json)),
        Some(_) => Err("--table prints csv, jsonl or json: give one of them to --format".into()),
    }
}

/// Prints without a screen. A reader of the pipe that stops early is no error.
pub fn print(
    sources: &[Source],
    output: Output,
    options: &Options,
    reading: &Reading,
    errors: Option<&mut dyn Write>,
) -> Result<u8, String> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let result = extract::extract(sources, reading, options, output, &mut out, errors);
    match result.and_then(|outcome| out.flush().map(|()| outcome)) {
        Ok(outcome) if outcome.failed == 0 => Ok(0),
        Ok(_) => Ok(FAILED),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(0),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(STOPPED),
        Err(error) => Err(format!("standard output: {error}")),
    }
}
