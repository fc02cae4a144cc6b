//! Arguments -> reader or extract; prints the error, sets the exit code.

use std::process::ExitCode;

use clap::Parser;
use pullquote::cli::{Cli, Command};
use pullquote::document::Pipeline;
use pullquote::extract;
use pullquote::load::Source;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        Some(Command::Extract { sources }) => {
            let sources: Vec<Source> = sources.into_iter().map(Source::Path).collect();
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            match extract::jsonl(&sources, &Pipeline::bundled(), &mut out) {
                Ok(outcome) if outcome.failed == 0 => ExitCode::SUCCESS,
                Ok(_) => ExitCode::from(1),
                Err(e) => {
                    eprintln!("pullquote: {e}");
                    ExitCode::from(2)
                }
            }
        }
        None => ExitCode::SUCCESS,
    }
}
