//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::PossibleValue;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::export::File;
use crate::export::schema::Dialect;
use crate::export::table::Table;
use crate::load::Source;
use crate::load::fetch::{Web, is_address};

/// Read articles and see who said what.
///
/// Without a command the articles open in the reader; where the output is no terminal, the cleaned text is
/// printed instead. Without sources, standard input is read where it is a pipe; else sample articles open.
#[derive(Parser, Debug)]
#[command(version, about, args_conflicts_with_subcommands = true, after_help = EXIT)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Keep places and corrections in this file [default: pullquote/library.sqlite in the user's data folder]
    #[arg(long, value_name = "PATH")]
    pub library: Option<PathBuf>,
    /// Keep nothing about what is read
    #[arg(long, conflicts_with = "library")]
    pub no_library: bool,
    /// Say everything line by line, without boxes and colours, every mark a word: for screen readers and braille
    #[arg(long)]
    pub linear: bool,
    /// Web addresses, pages, text and Markdown files, mail, books (EPUB), feeds, JSON Lines, web archives, folders; `-` is standard input
    pub sources: Vec<PathBuf>,
}

/// The arguments with the reader's options behind the command that they stand before: "--linear tour" means
/// "tour --linear". A file that has the name of a command is meant by its path: "./tour".
pub fn in_order(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut at = 1;
    while let Some(option) = arguments.get(at).and_then(|argument| argument.to_str()) {
        at += match option {
            "--linear" | "--no-library" => 1,
            "--library" => 2,
            _ if option.starts_with("--library=") => 1,
            _ => break,
        };
    }
    let is_command = |name: &OsString| Cli::command().find_subcommand(name).is_some();
    if arguments.get(at).is_some_and(is_command) {
        arguments[1..=at].rotate_right(1);
    }
    arguments
}

const EXIT: &str = "Exit codes: 0 all read, 1 some sources could not be read, 2 wrong arguments or output failed, 130 stopped by Ctrl-C.";

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Print statements, figures and clutter of many articles, without a screen
    #[command(after_help = EXIT)]
    Extract(Extract),
    /// Print one article with your highlights, notes and checks: as Markdown, as one HTML page, as JSON
    #[command(after_help = EXIT)]
    Export(Export),
    /// An article that shows in two minutes what the reader can do
    Tour {
        /// Say everything line by line, without boxes and colours, every mark a word: for screen readers and braille
        #[arg(long)]
        linear: bool,
    },
    /// Settings: print the bundled ones, check yours, say where they belong
    Config(Config),
    /// The keys, as they are with your keymap.toml
    Keys(Keys),
    /// Completions for a shell, to put where it looks for them
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
    /// The manual page, of a command where one is named, for man to read
    Man { command: Option<String> },
    /// Judge a sample of the statements found, one by one, and see how many are right
    #[command(after_help = EXIT)]
    Review(Review),
    /// Print everything that one person said, by date
    #[command(after_help = EXIT)]
    Who(Who),
    /// Say that two names are one person's, or that the bearer of a name is another person in some articles
    #[command(after_help = EXIT)]
    Figures(Figures),
    /// Print what two reports of one event both quote, and what only one of them has
    #[command(after_help = EXIT)]
    Compare(Compare),
    /// Search the library: articles by their words, statements by who said them
    #[command(after_help = EXIT)]
    Search(Search),
    /// Print everything of yours in the library: articles, places, highlights, notes, labels, corrections
    #[command(after_help = EXIT)]
    Backup(Backup),
    /// Take in what backup printed, or what wallabag (JSON), Instapaper or Readwise (CSV) export
    #[command(after_help = EXIT)]
    Restore(Restore),
    /// Read articles into the library, so that search and who find them
    #[command(after_help = EXIT)]
    Add(Add),
    /// Follow feeds: their lists are on the home screen
    #[command(after_help = EXIT)]
    Feeds(Feeds),
}

#[derive(Args, Debug)]
pub struct Who {
    /// The person's name: whole ("Angela Merkel") or a part of it ("Merkel")
    pub name: String,
    /// A statement a line, as JSON
    #[arg(long)]
    pub json: bool,
    /// Without sources: the library to ask [default: the user's own]. With them: what was said about their statements in the
    /// reader and kept in this library is applied
    #[arg(long, value_name = "PATH")]
    pub library: Option<PathBuf>,
    /// Web addresses, pages, text files, JSON Lines (also .gz), folders; `-` is standard input; without any, the library
    pub sources: Vec<PathBuf>,
}

/// Without a command, what was said so far.
#[derive(Args, Debug)]
pub struct Figures {
    #[command(subcommand)]
    pub command: Option<FiguresCommand>,
    /// The library that keeps it [default: the user's own]
    #[arg(long, global = true, value_name = "PATH")]
    pub library: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub enum FiguresCommand {
    /// Both names are one person's: who and search speaker: find either by the other
    Merge { name: String, other: String },
    /// In these sources the bearer of the name is another person: "Ana Duarte (2)" from then on
    Split {
        /// Whole, as the articles have it; with a number ("Ana Duarte (2)"), more sources of that one
        name: String,
        /// As who and search name them
        #[arg(required = true)]
        sources: Vec<String>,
    },
    /// Take back what was said, by its number in the list
    Forget { number: i64 },
}

#[derive(Args, Debug)]
pub struct Search {
    /// Words, "phrases", beginnings (bridg*) and filters: speaker:NAME figure:NAME site:HOST after:DATE before:DATE
    /// kind:direct|indirect|mixed unsure:yes|no. With speaker, kind or unsure statements are found, else articles
    #[arg(required = true)]
    pub query: Vec<String>,
    /// An article or a statement a line, as JSON
    #[arg(long)]
    pub json: bool,
    /// Print this many at most
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// The library to search [default: the user's own]
    #[arg(long, value_name = "PATH")]
    pub library: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Add {
    /// The library to fill, made where there is none [default: the user's own]
    #[arg(long, value_name = "PATH")]
    pub library: Option<PathBuf>,
    /// Web addresses, pages, text files, JSON Lines (also .gz), folders; `-` is standard input
    #[arg(required = true)]
    pub sources: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Feeds {
    #[command(subcommand)]
    pub command: FeedsCommand,
    /// The library that has them, made where there is none [default: the user's own]
    #[arg(long, value_name = "PATH", global = true)]
    pub library: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub enum FeedsCommand {
    /// Follow feeds
    Add {
        /// The folder to put them into
        #[arg(long, value_name = "NAME")]
        folder: Option<String>,
        /// Addresses of feeds, or of pages that name one; lists of feeds (OPML files)
        #[arg(required = true, value_name = "ADDRESS|FILE")]
        feeds: Vec<PathBuf>,
    },
    /// Follow feeds no more; what was read of them stays in the library
    Remove {
        /// Their addresses, as `pullquote feeds list` prints them
        #[arg(required = true, value_name = "ADDRESS")]
        feeds: Vec<String>,
    },
    /// Print the feeds, and how much of each is unread
    List,
    /// Ask the feeds what is new
    Refresh {
        /// Also read the unread articles into the library, for search and for reading offline
        #[arg(long)]
        full: bool,
        /// These feeds alone
        #[arg(value_name = "ADDRESS")]
        feeds: Vec<String>,
    },
    /// Print the feeds as OPML, which other readers take
    Export,
}

#[derive(Args, Debug)]
pub struct Backup {
    /// The library to print [default: the user's own]
    #[arg(long, value_name = "PATH")]
    pub library: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Restore {
    /// The library to fill, made where there is none [default: the user's own]
    #[arg(long, value_name = "PATH")]
    pub library: Option<PathBuf>,
    /// Files; `-` is standard input
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Compare {
    /// One JSON object
    #[arg(long)]
    pub json: bool,
    /// The first report: a web address, a page or a text file
    pub a: PathBuf,
    /// The second one
    pub b: PathBuf,
}

#[derive(Args, Debug)]
pub struct Review {
    /// How many statements to judge
    #[arg(long, default_value_t = 200)]
    pub sample: usize,
    /// Another number takes another sample
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where answers are added, a line of JSON each; what stands there already is not asked again
    #[arg(long, default_value = "review.jsonl")]
    pub answers: PathBuf,
    /// Web addresses, pages, text and Markdown files, mail, books (EPUB), feeds, JSON Lines, web archives, folders
    #[arg(required = true)]
    pub sources: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Extract {
    /// How to print: jsonl (an article a line), json (one list), markdown, text; csv needs --table or --out, parquet --out
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Print one table instead of whole articles, as csv (or jsonl, json)
    #[arg(long, value_enum)]
    pub table: Option<Table>,
    /// Print folded lines too, in text and Markdown, which leave them out (JSON and tables always have them, marked)
    #[arg(long, conflicts_with = "drop_clutter")]
    pub keep_clutter: bool,
    /// Leave folded lines out of JSON and tables too: as if they were not in the article; offsets count in the text printed
    #[arg(long)]
    pub drop_clutter: bool,
    /// Apply what was said about statements in the reader and kept in this library: wrong ones are left out,
    /// others have their status (machine, confirmed, corrected, added)
    #[arg(long, value_name = "PATH")]
    pub library: Option<PathBuf>,
    /// Write all tables into this folder, a file each, and run.json; as csv (or jsonl, parquet)
    #[arg(long, value_name = "DIR", conflicts_with = "table")]
    pub out: Option<PathBuf>,
    /// Print only these statements: speaker=NAME, kind=direct|indirect|mixed, class=say..., form=name..., status=...,
    /// joined by commas; of several conditions on one thing, one has to hold. JSON leaves out articles without any
    #[arg(long, value_name = "FIELD=VALUE,...")]
    pub only: Option<String>,
    /// Keys of your own for figures (Wikidata's, one spelling of many): a CSV file with lines of name,key
    #[arg(long, value_name = "FILE")]
    pub aliases: Option<PathBuf>,
    /// Also write what could not be read into this file, a line of JSON each
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Print what columns the tables have, and end
    #[arg(long, value_enum, value_name = "FOR")]
    pub print_schema: Option<Dialect>,
    /// Web addresses, pages, text and Markdown files, mail, books (EPUB), feeds, JSON Lines, web archives, folders; `-` is standard input
    #[arg(required_unless_present = "print_schema")]
    pub sources: Vec<PathBuf>,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct Config {
    /// Print the bundled settings, each with a comment: a config.toml to begin with
    #[arg(long)]
    pub print_default: bool,
    /// Read your settings, keys, themes and clutter rules, and name every mistake
    #[arg(long)]
    pub check: bool,
    /// Say where your files belong, and which of them are there
    #[arg(long)]
    pub path: bool,
}

#[derive(Args, Debug)]
pub struct Keys {
    /// Print the bundled key map: a keymap.toml to begin with
    #[arg(long)]
    pub print_default: bool,
}

#[derive(Args, Debug)]
pub struct Export {
    /// How to print it; html is one page that needs nothing else
    #[arg(long, value_enum, default_value = "markdown")]
    pub format: File,
    /// Where highlights, notes and checks are kept [default: the reader's library]
    #[arg(long, value_name = "PATH")]
    pub library: Option<PathBuf>,
    /// Print the article as found, without highlights, notes and checks
    #[arg(long, conflicts_with = "library")]
    pub no_library: bool,
    /// Print what you said about statements and figures, as JSON Lines: of all articles in the library, or of this one
    #[arg(long, conflicts_with_all = ["format", "no_library"])]
    pub corrections: bool,
    /// Web address, page, text file or JSON Lines of one record; `-` is standard input
    #[arg(required_unless_present = "corrections")]
    pub source: Option<PathBuf>,
}

impl ValueEnum for File {
    fn value_variants<'a>() -> &'a [File] {
        &File::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jsonl,
    Json,
    Markdown,
    Text,
    Csv,
    Parquet,
}

impl ValueEnum for Dialect {
    fn value_variants<'a>() -> &'a [Dialect] {
        &Dialect::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}

impl ValueEnum for Table {
    fn value_variants<'a>() -> &'a [Table] {
        &Table::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}

/// The source that an argument names; web addresses are fetched by way of `web`.
pub fn source(path: PathBuf, web: &Arc<Web>) -> Source {
    match path.to_str() {
        Some("-") => Source::Stdin,
        Some(words) if words.starts_with("file://") => Source::Path(file(words).unwrap_or(path)),
        Some(words) if is_address(words) => Source::Web(web.page(words)),
        _ => Source::Path(path),
    }
}

fn file(address: &str) -> Option<PathBuf> {
    url::Url::parse(address).ok()?.to_file_path().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(words: &str) -> String {
        let words = in_order(words.split(' ').map(OsString::from));
        words.join(" ".as_ref()).into_string().expect("words")
    }

    #[test]
    fn options_before_a_command_are_the_commands() {
        assert_eq!(ordered("pullquote --linear tour"), "pullquote tour --linear");
        assert_eq!(ordered("pullquote --library a.db search ferry"), "pullquote search --library a.db ferry");
        assert_eq!(
            ordered("pullquote --library=a.db --linear tour"),
            "pullquote tour --library=a.db --linear"
        );
        for left in [
            "pullquote",
            "pullquote --linear a.txt",
            "pullquote --library tour",
            "pullquote a.txt tour",
            "pullquote --linear",
        ] {
            assert_eq!(ordered(left), left);
        }
    }
}
