//! Arguments -> reader, extract or plain text; prints the error, sets the exit code.

mod ask;
mod extraction;
mod follow;
mod moving;
mod opening;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clap::Parser;
use pullquote::article::{Article, Corrections};
use pullquote::clean::Rules;
use pullquote::cli::{self, Cli, Command, Export, Review};
use pullquote::config::{self, Config};
use pullquote::document::Pipeline;
use pullquote::export::{Own, corrections as corrected};
use pullquote::extract::{self, Folded, Options, Output, Reading};
use pullquote::harmless;
use pullquote::highlight::{self, Highlights};
use pullquote::library::{self, Library, Records};
use pullquote::load::fetch::cache::{Cache, Files};
use pullquote::load::fetch::{Limits, Web};
use pullquote::load::{self, Loaded, Source};
use pullquote::manual;
use pullquote::review;
use pullquote::rule_file::RuleFile;
use pullquote::state::{self, State};
use pullquote::tui;
use pullquote::tui::keymap;
use pullquote::user_files::{self, Paths, UserFiles};

/// Some sources could not be read.
const FAILED: u8 = 1;
/// Wrong arguments, no terminal, or output that cannot be written.
const WRONG: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse_from(cli::in_order(std::env::args_os()));
    let result = match cli.command {
        Some(Command::Extract(arguments)) => extraction::extract(arguments),
        Some(Command::Review(arguments)) => run_review(arguments),
        Some(Command::Who(arguments)) => ask::who(arguments),
        Some(Command::Figures(arguments)) => ask::figures(arguments),
        Some(Command::Compare(arguments)) => ask::compare(&arguments),
        Some(Command::Search(arguments)) => ask::search(&arguments),
        Some(Command::Add(arguments)) => ask::add(arguments),
        Some(Command::Feeds(arguments)) => follow::run(arguments),
        Some(Command::Backup(arguments)) => moving::back_up(arguments),
        Some(Command::Restore(arguments)) => moving::restore(arguments),
        Some(Command::Export(arguments)) => run_export(arguments),
        Some(Command::Config(arguments)) => run_config(&arguments),
        Some(Command::Keys(arguments)) => run_keys(&arguments),
        Some(Command::Completions { shell }) => write(&manual::completions(shell)),
        Some(Command::Man { command }) => run_man(command.as_deref()),
        Some(Command::Tour { linear }) => run_tour(linear),
        None => {
            let mut own = user_files();
            own.config.screen.linear |= cli.linear;
            let kept = own.config.library.keep && !cli.no_library;
            let library = cli.library.or_else(|| usual_library(&own.config)).filter(|_| kept);
            // Whoever wants nothing kept wants no pages kept either.
            let web = web(kept, &own.config);
            let sources = cli.sources.into_iter().map(|source| cli::source(source, &web)).collect();
            run(sources, library, own, &web)
        }
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            extract::complain(&error);
            ExitCode::from(WRONG)
        }
    }
}

/// The tour keeps nothing.
fn run_tour(linear: bool) -> Result<u8, String> {
    let mut own = user_files();
    own.config.screen.linear |= linear;
    let web = web(false, &own.config);
    run(vec![load::samples::tour()], None, own, &web)
}

/// How long a host rests between two pages of a batch, where it does not ask for more.
const REST: Duration = Duration::from_secs(1);

/// The way to the web for one reader, with or without keeping the pages.
fn web(keep: bool, config: &Config) -> Arc<Web> {
    let cache = if keep { Files::usual(|name| std::env::var_os(name)) } else { None };
    Web::new(limits(config), cache.map(|files| Box::new(files) as Box<dyn Cache>))
}

fn limits(config: &Config) -> Limits {
    let whole = Duration::from_secs(config.web.timeout as u64);
    Limits { whole, bytes: config.web.largest << 20, ..Limits::default() }
}

fn paths() -> Paths {
    Paths::of_user(|name| std::env::var_os(name))
}

fn user_files() -> UserFiles {
    UserFiles::read(&paths(), !no_colour())
}

/// Where the settings put the library, else the usual place.
fn usual_library(config: &Config) -> Option<PathBuf> {
    let named = Some(&config.library.path).filter(|path| !path.is_empty()).map(PathBuf::from);
    named.or_else(|| library::usual_path(|name| std::env::var_os(name)))
}

fn run_config(arguments: &cli::Config) -> Result<u8, String> {
    if arguments.print_default {
        return write(config::DEFAULT.as_bytes());
    }
    if arguments.path {
        return write(places().as_bytes());
    }
    let mistakes = user_files::check(&paths());
    tell(&mistakes);
    tell(&user_files().keymap.lost);
    match mistakes.is_empty() {
        true => write(b"no mistakes\n"),
        false => Ok(WRONG),
    }
}

/// A line for each of the user's files: what it is, where it belongs, whether it is there.
fn places() -> String {
    let (paths, own) = (paths(), user_files());
    let state = state::usual_path(|name| std::env::var_os(name));
    let places = [
        ("settings", paths.config()),
        ("keys", paths.keymap()),
        ("themes", paths.themes()),
        ("clutter", paths.clutter()),
        ("library", usual_library(&own.config)),
        ("state", state),
    ];
    let line = |(what, place): (&str, Option<PathBuf>)| match place {
        Some(path) => {
            let there = if path.exists() { "" } else { "  (not there yet)" };
            format!("{what:<10}{}{there}\n", harmless::line(&path.display().to_string()))
        }
        None => format!("{what:<10}nowhere: neither HOME nor an XDG folder is set\n"),
    };
    places.map(line).concat()
}

fn run_keys(arguments: &cli::Keys) -> Result<u8, String> {
    if arguments.print_default {
        return write(keymap::DEFAULT.as_bytes());
    }
    let own = user_files();
    tell(&own.mistakes);
    tell(&own.keymap.lost);
    write(own.keymap.table().as_bytes())?;
    Ok(if own.mistakes.is_empty() { 0 } else { WRONG })
}

fn run_man(command: Option<&str>) -> Result<u8, String> {
    let page = manual::page(command);
    write(&page.ok_or_else(|| format!("{}: no such command", command.unwrap_or_default()))?)
}

/// What reads articles as `extract` does, folded lines marked.
fn with_reading<T>(
    library: Option<&Mutex<Library>>,
    web: &Arc<Web>,
    with: impl FnOnce(&Reading) -> Result<T, String>,
) -> Result<T, String> {
    let (rules, corrections) = own_rules(user_file().as_ref())?;
    let pipeline = Pipeline::with(rules);
    let (corrections, folded) = (&corrections, Folded::Usual);
    with(&Reading { pipeline: &pipeline, corrections, folded, library, web: Some(web) })
}

/// Prints to standard output; a reader that has seen enough is no error.
fn printed(print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = BufWriter::new(io::stdout().lock());
    match print(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("standard output: {error}")),
        _ => Ok(()),
    }
}

/// A library that has to be there: an empty one would pass for one without corrections.
fn open_library(path: &Path) -> Result<Mutex<Library>, String> {
    if !path.exists() {
        return Err(format!("{}: there is no library; pullquote --library makes one", path.display()));
    }
    Library::open(path).map(Mutex::new).map_err(|error| error.to_string())
}

/// The user's clutter file, where there is a config folder.
fn user_file() -> Option<RuleFile> {
    RuleFile::of_user(|name| std::env::var_os(name))
}

fn own_rules(file: Option<&RuleFile>) -> Result<(Rules, Corrections), String> {
    file.map_or_else(|| Ok((Rules::bundled(), Corrections::default())), RuleFile::read)
}

fn run_review(arguments: Review) -> Result<u8, String> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err("review asks for keys: run it in a terminal, with FILES as arguments".into());
    }
    let web = Web::polite(Limits::default(), REST);
    let sources: Vec<Source> =
        arguments.sources.into_iter().map(|source| cli::source(source, &web)).collect();
    let mut failed = 0;
    let questions =
        review::sample(&sources, &Pipeline::bundled(), (arguments.sample, arguments.seed), &mut |error| {
            failed += 1;
            extract::complain(&error);
        });
    let tally = review::review(&questions, &arguments.answers)?;
    println!("{}; answers are in {}", tally.words(), arguments.answers.display());
    Ok(if failed == 0 { 0 } else { FAILED })
}

/// One article with what the library has about it.
fn run_export(arguments: Export) -> Result<u8, String> {
    let own = user_files();
    tell(&own.mistakes);
    if arguments.corrections {
        return corrections(arguments, &own.config);
    }
    let web = web(false, &own.config);
    let source = cli::source(arguments.source.unwrap_or_default(), &web);
    let name = source.name();
    let article = match load::load_with(&source, Some(&web)) {
        Ok(Loaded::Article(article)) => article,
        Ok(Loaded::Listing(items)) => {
            let n = items.len();
            return Err(format!(
                "{name}: holds {n} articles, export takes one; pullquote extract takes them all"
            ));
        }
        Err(error) => {
            extract::complain(&error.to_string());
            return Ok(FAILED);
        }
    };
    let (rules, corrections) = own_rules(user_file().as_ref())?;
    let records = match arguments.no_library {
        true => Records::default(),
        false => records(arguments.library, &own.config, &name, &article)?,
    };
    let document = Pipeline::with(rules).read(Arc::new(*article), &corrections).checked(&records.checks);
    let mut highlights = Highlights::default();
    let change = highlight::Change { added: records.highlights, removed: Vec::new() };
    highlights.revise(&document.article.text, &change);
    let bookmarks =
        records.bookmarks.into_iter().map(|bookmark| (bookmark.letter, bookmark.anchor)).collect();
    let own = Own { highlights: &highlights, bookmarks: &bookmarks };
    write(arguments.format.of(&name, &document, own).as_bytes())
}

/// What the user said about statements and figures, of all articles or of one.
fn corrections(arguments: Export, config: &Config) -> Result<u8, String> {
    let Some(library) = library_at(arguments.library, config)? else { return Ok(0) };
    let source = arguments.source.and_then(|source| library::source(&source.display().to_string()));
    let all = library.corrections(source.as_deref()).map_err(|error| error.to_string())?;
    let line =
        |one: &library::Correction| corrected::line(one.source.as_deref(), one.title.as_deref(), &one.check);
    write(&all.iter().flat_map(line).collect::<Vec<u8>>())
}

/// A library that is named, else the usual one, which need not be there.
fn library_at(own: Option<PathBuf>, config: &Config) -> Result<Option<Library>, String> {
    let usual = || usual_library(config).filter(|path| path.exists());
    let named = own.is_some();
    let Some(path) = own.or_else(usual) else { return Ok(None) };
    if named && !path.exists() {
        return Err(format!("{}: there is no library; pullquote --library makes one", path.display()));
    }
    Library::open(&path).map(Some).map_err(|error| error.to_string())
}

/// What a library has about an article; the usual one need not be there.
fn records(own: Option<PathBuf>, config: &Config, name: &str, article: &Article) -> Result<Records, String> {
    let Some(library) = library_at(own, config)? else { return Ok(Records::default()) };
    library.records(library::source(name).as_deref(), article).map_err(|error| error.to_string())
}

/// Prints words. A reader of the pipe that stops early is no error.
fn write(words: &[u8]) -> Result<u8, String> {
    let mut out = io::stdout().lock();
    match out.write_all(words).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("standard output: {error}")),
        _ => Ok(0),
    }
}

/// The reader, or plain text where the output is no terminal.
fn run(
    mut sources: Vec<Source>,
    library: Option<PathBuf>,
    own: UserFiles,
    web: &Arc<Web>,
) -> Result<u8, String> {
    if sources.is_empty() && !io::stdin().is_terminal() {
        sources.push(Source::Stdin);
    }
    if !io::stdout().is_terminal() {
        if sources.is_empty() {
            return Err("nothing to print: name a file, a folder or - for standard input".into());
        }
        return print_text(&sources, web);
    }
    has_keys()?;
    tui::room::share();
    let (pipeline, corrections, complaint) = prepare();
    let UserFiles { config, keymap, theme, by_background, mistakes } = own;
    let (start, mut errors) = opening::start(&sources, library.as_deref(), web);
    errors.extend(mistakes.into_iter().chain(complaint));
    match start {
        Some(mut start) => {
            // Whoever wants nothing kept wants no habits kept either.
            start.state_file = state::usual_path(|name| std::env::var_os(name)).filter(|_| library.is_some());
            let remembered = || start.state_file.as_deref().and_then(|path| State::read(path).width);
            start.width = Some(config.screen.width).filter(|width| *width > 0).or_else(remembered);
            (start.config, start.keymap, start.theme) = (config, keymap, theme);
            start.by_background = by_background;
            start.library = library;
            (start.corrections, start.rule_file) = (corrections, user_file());
            start.notice = start.notice.or_else(|| told(errors.iter().chain(&start.keymap.lost)));
            let ended = tui::run(start, pipeline).map_err(|error| format!("the terminal failed: {error}"))?;
            errors.extend(ended);
            tell(&errors);
            Ok(if errors.is_empty() { 0 } else { FAILED })
        }
        None => {
            tell(&errors);
            Ok(FAILED)
        }
    }
}

/// What is wrong, for one row of the screen: how much there is comes first, as the end may be cut.
fn told<'a>(errors: impl Iterator<Item = &'a String>) -> Option<String> {
    let errors: Vec<String> = errors.map(|error| paths().shortened(error)).collect();
    let first = errors.first()?;
    match errors.len() {
        1 => Some(first.clone()),
        // The files are named even where the sentences are cut.
        all => Some(format!("{all} mistakes (pullquote config --check): {}", errors.join(" · "))),
    }
}

/// The cleaned text; a wrong clutter file is told and left out.
fn print_text(sources: &[Source], web: &Arc<Web>) -> Result<u8, String> {
    let (rules, corrections) = own_rules(user_file().as_ref()).unwrap_or_else(|wrong| {
        extract::complain(&wrong);
        (Rules::bundled(), Corrections::default())
    });
    let pipeline = Pipeline::with(rules);
    let (corrections, folded) = (&corrections, Folded::Usual);
    let reading = Reading { pipeline: &pipeline, corrections, folded, library: None, web: Some(web) };
    extraction::print(sources, Output::Text, &Options::default(), &reading, None)
}

/// Rules and word lists, made once they are asked for (the reader asks after its first frame, which has the machine to
/// itself); and what is wrong with the user's clutter file, which is then left out.
fn prepare() -> (Arc<tui::Lazy>, Corrections, Option<String>) {
    let own = user_file().filter(|file| file.path().exists());
    let (rules, corrections, complaint) = match own.map(|file| file.read()) {
        Some(Ok((rules, corrections))) => (Some(rules), corrections, None),
        Some(Err(wrong)) => (None, Corrections::default(), Some(wrong)),
        None => (None, Corrections::default(), None),
    };
    let make = move || {
        // Rules and word lists take about as long: both at once bring the first marks sooner.
        let own = rules.clone();
        let rules = std::thread::spawn(move || own.unwrap_or_else(Rules::bundled));
        Pipeline::with_late(|| rules.join().unwrap_or_else(|_| Rules::bundled()))
    };
    (Arc::new(tui::Lazy::new(make)), corrections, complaint)
}

fn tell(errors: &[String]) {
    for error in errors {
        extract::complain(error);
    }
}

/// Keys come from the terminal even where standard input is a pipe.
fn has_keys() -> Result<(), String> {
    if io::stdin().is_terminal() || std::fs::File::open("/dev/tty").is_ok() {
        return Ok(());
    }
    Err("no terminal to take keys from: send the output to a file or pipe, or use pullquote extract".into())
}

/// <https://no-color.org>: set and not empty.
fn no_colour() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}
