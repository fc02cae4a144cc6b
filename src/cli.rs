//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser, Debug)]
#[command(version, about, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Files or folders; `-` is standard input
    pub sources: Vec<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Print statements, figures and clutter of many articles as JSON Lines
    Extract {
        /// Files or folders; `-` is standard input
        sources: Vec<PathBuf>,
    },
}
