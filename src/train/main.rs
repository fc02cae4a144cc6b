//! train: corpora become the models in `assets/models/`, and score tables of models on articles they have not seen.
//!
//! `cargo run --release --features train --bin train -- --data DIR [--folds N] [MODEL...]`
//!
//! Each model is trained on what those before it make of the corpora: they are read from where models are written.

mod attribution;
mod clusters;
mod clutter;
mod crf;
mod data;
mod names;
mod pos;
mod pronouns;
mod score;
mod stacking;
mod trees;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(about = "Trains the models in assets/models from the corpora in a folder")]
struct Arguments {
    /// Folder of the corpora (assets/models/README.md names them)
    #[arg(long)]
    data: PathBuf,
    /// Instead of writing models: cross-validation in so many parts, with score tables
    #[arg(long)]
    folds: Option<usize>,
    /// Where models are written
    #[arg(long, default_value = "assets/models")]
    out: PathBuf,
    /// Which models (all, where none is named)
    models: Vec<String>,
}

/// What a job works on, and where its model goes: nowhere in cross-validation.
pub struct Order<'a> {
    pub data: &'a Path,
    pub folds: Option<usize>,
    pub out: &'a Path,
}

impl Order<'_> {
    /// Writes the file of a model.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let path = self.out.join(name);
        println!("{}: {} bytes", path.display(), bytes.len());
        std::fs::write(&path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
    }
}

type Job = fn(&Order) -> Result<(), String>;

/// Every model and what trains it.
const JOBS: &[(&str, Job)] = &[
    ("clusters", clusters::train),
    ("clutter", clutter::train),
    ("pos", pos::train),
    ("names", names::train),
    ("pronouns", pronouns::train),
    ("attribution", attribution::train),
];

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let order = Order { data: &arguments.data, folds: arguments.folds, out: &arguments.out };
    let _ = pullquote::model::FOLDER.set(arguments.out.clone());
    let wanted =
        |name: &str| arguments.models.is_empty() || arguments.models.iter().any(|model| model == name);
    for (_, job) in JOBS.iter().filter(|(name, _)| wanted(name)) {
        if let Err(problem) = job(&order) {
            eprintln!("train: {problem}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
