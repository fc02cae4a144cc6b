//! App: everything the screen shows. Plain state: update changes it, view reads it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use super::finder::{Found, Sought};
use super::gather::Gathered;
use super::index::Index;
use super::keeper::Opened;
use super::keymap::{Context, Key, Keymap};
pub use super::panes::{Area, Panes, SLIMMEST, SMALLEST, Size};
use super::reader::Reader;
use super::theme::Theme;
use crate::annotate::FigureId;
use crate::answers::Row;
use crate::article::{Article, Change, Corrections, Marks};
use crate::config::Config;
use crate::document::Document;
use crate::highlight;
use crate::library::{Labels, Record, Records};
use crate::load::{Item, Loaded, Raw, Source};
use crate::query::said::Said;
use crate::span::Span;
use crate::state::State;

/// Everything the screen shows.
pub struct App {
    /// Listings one inside the other; the last is the innermost.
    pub shelves: Vec<Shelf>,
    pub reader: Option<Reader>,
    pub overlay: Option<Overlay>,
    pub input: Input,
    /// What the last command has to say; gone with the next key.
    pub notice: Option<String>,
    pub size: Size,
    pub keymap: Keymap,
    pub theme: Theme,
    /// The themes for a light and a dark background, where the background decides.
    pub by_background: Option<[Theme; 2]>,
    pub config: Config,
    pub corrected: Corrected,
    /// Answers to older requests are dropped.
    pub request: u64,
    /// What is being opened, where that takes long.
    pub waiting: Option<Waiting>,
    pub over: bool,
    /// Why the program ends, where there is nothing to show.
    pub farewell: Option<String>,
    /// Whether places are asked of the library and kept there.
    pub library: bool,
    /// Cells of the text column, as the user set them; `None` fits them to the window.
    pub width: Option<usize>,
    /// Whether the last key only scrolled, which is no jump.
    pub walked: bool,
    /// Keys so far: a key that changed nothing is told from no key.
    pub pressed: u64,
    /// The figure to be current, or the statement to go to, in the article that is being opened.
    pub wanted: Option<Wanted>,
    /// The name of the article that is being read again.
    pub again: Option<String>,
    /// Flashes so far: the end of an older one does not end a newer one.
    pub flashes: u64,
    /// What was said of articles and marked in them where no library keeps it, by the names of their sources.
    pub session: BTreeMap<String, Records>,
    /// Of articles by the names of their sources.
    pub labels: BTreeMap<String, Labels>,
    /// What the articles of the listing say that were not opened.
    pub gathered: Gathered,
    /// Whether the outermost listing is what the user named, one source after the other.
    pub named: bool,
}

/// What is looked for in the next article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The figure that was current in the one before, by its name.
    Figure(String),
    /// A statement, by its pieces.
    Statement(Vec<String>),
}

/// How far the opening of a source is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub name: String,
    /// Tenths of a second since it began.
    pub tenths: u64,
    /// Bytes that came.
    pub bytes: u64,
}

/// What the user said about lines, and the steps that led there, the last of which can be taken back.
#[derive(Clone, Debug, Default)]
pub struct Corrected {
    pub corrections: Arc<Corrections>,
    pub changes: Vec<Step>,
}

/// What can be taken back.
#[derive(Clone, Debug)]
pub enum Step {
    Lines(Change),
    /// The last check of the article of this name.
    Check(String),
    /// ... of the highlights of the article of this name.
    Highlights(String, highlight::Change),
}

impl Step {
    /// Whether it can be taken back while this article is open.
    pub fn is_of(&self, article: &str) -> bool {
        match self {
            Step::Lines(_) => true,
            Step::Check(name) | Step::Highlights(name, _) => name == article,
        }
    }
}

/// A listing and where one is in it.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    pub title: String,
    pub items: Vec<Item>,
    pub chosen: usize,
}

/// What lies over the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    Help {
        query: String,
        top: usize,
    },
    Card {
        top: usize,
    },
    Article {
        top: usize,
    },
    Outline {
        chosen: usize,
    },
    Links {
        chosen: usize,
    },
    /// Letters over the links in sight.
    Hints {
        typed: String,
    },
    Highlights {
        chosen: usize,
    },
    /// What changed since the article was read.
    Changes {
        chosen: usize,
    },
    /// Everything that somebody said, in the library or, without one, in the article.
    Dossier {
        rows: Vec<Row>,
        /// Index into the rows that are statements.
        chosen: usize,
    },
    /// Forms in which to take words or the article away.
    Forms {
        chosen: usize,
    },
    /// Statements, figures and headings, or hits: what fits the letters typed, and a preview.
    Finder {
        what: Sought,
        typed: String,
        found: Vec<Found>,
        chosen: usize,
    },
    /// A list to choose from: what holds the letters typed.
    Choose {
        what: Choice,
        typed: String,
        chosen: usize,
    },
}

/// What is chosen from a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Another speaker of the current statement.
    Speaker,
    /// Who says these words, which were no statement so far.
    SpeakerOf(Span),
    /// The cue of these words, said by the figures of these names.
    Cue { content: Span, speakers: Vec<String> },
    /// Whom a figure is the same as, or that it is another one where these words stand.
    Same { figure: FigureId, words: Span },
}

/// Keys typed so far.
#[derive(Clone, Debug, Default)]
pub struct Input {
    pub count: Option<usize>,
    pub keys: Vec<Key>,
    pub prompt: Option<Prompt>,
    /// The letter of a bookmark is the next key.
    pub awaits: Option<Await>,
}

/// What the letter of a bookmark is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Await {
    Bookmark,
    GoTo,
}

/// A line being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    pub line: String,
    pub purpose: Purpose,
    /// The completions that Tab goes through, where it does.
    pub walk: Option<Walk>,
}

/// Completions of a line, and the one that it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    pub names: Vec<String>,
    pub nth: usize,
}

/// What a typed line is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    #[default]
    Search,
    /// A note about these words.
    Note(Span),
    /// A command by its name.
    Line,
    /// The tags of the article.
    Tags,
    /// A command of the shell that gets this.
    Pipe(Piped),
}

/// What a command of the shell is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Piped {
    /// The cleaned text.
    #[default]
    Article,
    /// The table of statements, as CSV.
    Statements,
    /// The words selected.
    Selection,
}

/// What happened.
pub enum Message {
    Key(KeyEvent),
    Mouse(MouseEvent),
    /// Words from the clipboard (bracketed paste).
    Pasted(String),
    Resize(usize, usize),
    /// A source was loaded, in whole or (standard input) as far as it came.
    Opened {
        request: u64,
        name: String,
        whole: bool,
        result: Result<Loaded, String>,
        /// What the source held, byte for byte; empty where that is not known.
        raw: Raw,
    },
    /// A source is still being loaded.
    Waited {
        request: u64,
        waiting: Waiting,
    },
    Cleaned {
        request: u64,
        article: Arc<Article>,
        marks: Arc<Marks>,
    },
    /// With the index of what is listed while no fold is open.
    Annotated {
        request: u64,
        document: Document,
        index: Index,
    },
    /// How a copy, or a call of the browser, ended.
    Told(Result<String, String>),
    /// Whether a correction got into the user's file.
    Kept(Result<(), String>),
    /// Where the reader was in this article, in bytes.
    Recalled {
        request: u64,
        article: Arc<Article>,
        place: usize,
    },
    /// What the library has about this article.
    Recorded {
        article: Arc<Article>,
        records: Records,
    },
    /// The library had another version of this article.
    Former {
        article: Arc<Article>,
        former: Box<Article>,
    },
    /// The flash of this number is over.
    Calm {
        flash: u64,
    },
    /// The labels that the library has of some sources.
    Labelled(Vec<(String, Labels)>),
    /// Everything that somebody said, line by line.
    Dossier(Vec<Row>),
    /// What more articles of the listing of this title say, and how many of them are still to be read.
    Gathered {
        of: String,
        said: Vec<Said>,
        left: usize,
    },
    /// The terminal's background is light, or dark.
    Background {
        light: bool,
    },
    /// How far the asking of feeds is.
    Refreshing(String),
    /// The feeds after they were asked, a row each; the items of those that were; what came of it.
    Refreshed {
        rows: Vec<Item>,
        lists: Vec<(String, Vec<Item>)>,
        said: String,
    },
    /// Why the library is not used.
    NoLibrary(String),
    Suspend,
    /// Back from the shell.
    Continue,
    /// The terminal is gone, or someone asked the program to end.
    End,
}

/// What update asks of the outside world.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    Open {
        request: u64,
        source: Source,
    },
    /// Open what the library knows by this name: a file, a page of the web, or the bytes kept of it.
    OpenNamed {
        request: u64,
        name: String,
    },
    /// Nobody waits any more for what is being opened.
    Cancel,
    /// Clean and annotate.
    Read {
        request: u64,
        article: Arc<Article>,
        corrections: Arc<Corrections>,
    },
    Copy(String),
    /// Write a new file; one that is there stays, and the new one gets a number.
    Write {
        path: PathBuf,
        words: String,
    },
    /// Run a command of the shell on the user's own screen, with these words as its input.
    Pipe {
        command: String,
        words: String,
    },
    /// Open a web address in the browser.
    Browse(String),
    /// Write a change of the corrections into the user's file.
    Keep(Change),
    /// Ask the library for the place.
    Recall {
        request: u64,
        opened: Opened,
    },
    /// Keep the place (bytes) in the library.
    KeepPlace {
        opened: Opened,
        place: usize,
    },
    /// Keep what was said about the article, or marked in it, in the library.
    KeepRecord {
        opened: Opened,
        record: Record,
    },
    /// Take it out again.
    DropRecord {
        opened: Opened,
        record: Record,
    },
    /// Say after a moment that the flash of this number is over.
    Calm {
        flash: u64,
    },
    /// Keep what is remembered of how the reader is used.
    Remember(State),
    /// Ask the library for everything that somebody said; with what was gathered from articles it does not have.
    AskWho {
        name: String,
        gathered: Arc<Vec<Said>>,
    },
    /// Read these, of the listing of this title, for what is said in them.
    Gather {
        of: String,
        sources: Vec<Source>,
        corrections: Arc<Corrections>,
    },
    /// Ask these feeds what is new.
    Refresh {
        addresses: Vec<String>,
    },
    /// Ask the library how much of each feed is unread.
    AskFeeds,
    /// Ask the library for the labels of these sources.
    AskLabels {
        names: Vec<String>,
    },
    /// Keep the labels of a source, or of an article that has no name.
    KeepLabels {
        name: String,
        article: Option<Arc<Article>>,
        labels: Labels,
    },
    /// Take the article, as it was found and corrected, into the catalogue of the library.
    Catalogue {
        name: String,
        document: Box<Document>,
    },
    /// Keep what the article was made of in the library.
    KeepBytes {
        opened: Opened,
        raw: Raw,
    },
    Suspend,
    Redraw,
}

impl App {
    pub fn new(shelf: Shelf, keymap: Keymap, theme: Theme, size: Size) -> App {
        App {
            shelves: vec![shelf],
            reader: None,
            overlay: None,
            input: Input::default(),
            notice: None,
            size,
            keymap,
            theme,
            by_background: None,
            config: Config::bundled(),
            corrected: Corrected::default(),
            request: 0,
            waiting: None,
            over: false,
            farewell: None,
            library: false,
            width: None,
            walked: false,
            pressed: 0,
            wanted: None,
            again: None,
            flashes: 0,
            session: BTreeMap::new(),
            labels: BTreeMap::new(),
            gathered: Gathered::default(),
            named: false,
        }
    }

    pub fn panes(&self) -> Panes {
        Panes::new(self.size, self.reader.as_ref().is_some_and(|reader| reader.panel.open), self.width)
    }

    pub fn is_too_small(&self) -> bool {
        self.size.width < SMALLEST.width || self.size.height < SMALLEST.height
    }

    /// Whether there is nothing on the screen: no article, no listing.
    pub fn is_bare(&self) -> bool {
        self.reader.is_none() && self.shelves.iter().all(|shelf| shelf.items.is_empty())
    }

    pub fn shelf(&self) -> Option<&Shelf> {
        self.shelves.last()
    }

    /// Who gets the keys.
    pub fn context(&self) -> Context {
        match (&self.overlay, &self.reader) {
            (Some(Overlay::Highlights { .. }), _) => Context::List,
            (None, Some(reader)) if reader.panel.open && reader.panel.focused => Context::Panel,
            (None, Some(reader)) if reader.selection.is_some() => Context::Selection,
            _ => Context::Text,
        }
    }

    /// The title of the article that `J` opens.
    pub fn next_title(&self) -> Option<&str> {
        let shelf = self.shelf()?;
        shelf.items.get(shelf.chosen + 1).map(|item| item.title.as_str())
    }
}
