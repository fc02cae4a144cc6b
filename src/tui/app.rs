//! App: everything the screen shows, and the sizes of its parts. Plain state: update changes it, view reads it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use super::keeper::Opened;
use super::keymap::{Context, Key, Keymap};
use super::reader::Reader;
use super::theme::Theme;
use crate::annotate::{Annotations, FigureId};
use crate::article::{Article, Change, Corrections, Marks};
use crate::config::Config;
use crate::document::Document;
use crate::highlight;
use crate::library::{Labels, Record, Records};
use crate::load::{Item, Loaded, Source};
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
    /// Flashes so far: the end of an older one does not end a newer one.
    pub flashes: u64,
    /// What was said of articles and marked in them where no library keeps it, by the names of their sources.
    pub session: BTreeMap<String, Records>,
    /// Of articles by the names of their sources.
    pub labels: BTreeMap<String, Labels>,
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
    /// The last check of the open article.
    Check,
    Highlights(highlight::Change),
}

/// A listing and where one is in it.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    pub title: String,
    pub items: Vec<Item>,
    pub chosen: usize,
}

/// What lies over the text.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Everything that somebody said, in the library or, without one, in the article.
    Dossier {
        lines: Vec<String>,
        top: usize,
    },
    /// Forms in which to take words or the article away.
    Forms {
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
}

/// In cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub width: usize,
    pub height: usize,
}

/// What happened.
pub enum Message {
    Key(KeyEvent),
    Mouse(MouseEvent),
    Resize(usize, usize),
    /// A source was loaded, in whole or (standard input) as far as it came.
    Opened {
        request: u64,
        name: String,
        whole: bool,
        result: Result<Loaded, String>,
        /// What the source held, byte for byte; empty where that is not known.
        bytes: Arc<[u8]>,
    },
    /// A source is still being loaded.
    Waited {
        request: u64,
        waiting: Waiting,
    },
    Cleaned {
        request: u64,
        article: Arc<Article>,
        marks: Marks,
    },
    Annotated {
        request: u64,
        article: Arc<Article>,
        annotations: Annotations,
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
    /// The flash of this number is over.
    Calm {
        flash: u64,
    },
    /// The labels that the library has of some sources.
    Labelled(Vec<(String, Labels)>),
    /// Everything that somebody said, as it is printed.
    Dossier(String),
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
    /// Ask the library for everything that somebody said.
    AskWho {
        name: String,
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
        bytes: Arc<[u8]>,
    },
    Suspend,
    Redraw,
}

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

impl Area {
    pub fn has(&self, x: usize, y: usize) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }
}

/// Where the parts of the reader lie. Update and view both take the sizes from here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// The words of the text.
    pub column: Area,
    /// Left of the words.
    pub gutter: Area,
    /// The cell column of the position strip.
    pub strip: usize,
    pub panel: Option<Area>,
    pub status: usize,
    pub hint: Option<usize>,
}

/// Narrower or lower than this, only a sentence that says so is shown.
pub const SMALLEST: Size = Size { width: 20, height: 5 };
/// From this width on the panel stands beside the text.
const BESIDE: usize = 100;
const PANEL: usize = 44;
/// Bounds of the text column.
const NARROWEST: usize = 66;
const WIDEST: usize = 80;
const GUTTER: usize = 7;
const SLIM_GUTTER: usize = 5;

impl Panes {
    /// `measure`: the cells of the text column that the user wants, where they fit.
    pub fn new(size: Size, panel: bool, measure: Option<usize>) -> Panes {
        let hint = (size.height >= 8).then(|| size.height - 1);
        let status = size.height.saturating_sub(if hint.is_some() { 2 } else { 1 });
        let beside = panel && size.width >= BESIDE;
        let width = if beside { size.width - PANEL } else { size.width };
        let sheet = if panel && !beside { status * 3 / 5 } else { 0 };
        let height = status - sheet;
        let column = column(width, height, measure);
        let (_, slim) = gutter(width);
        Panes {
            column,
            gutter: Area { x: column.x - slim, y: 0, width: slim, height },
            strip: width.saturating_sub(1),
            panel: panel.then_some(match beside {
                true => Area { x: width, y: 0, width: PANEL, height: status },
                false => Area { x: 0, y: height, width: size.width, height: sheet },
            }),
            status,
            hint,
        }
    }

    /// Whether the panel stands beside the text (else it is a sheet below).
    pub fn beside(&self) -> bool {
        self.panel.is_some_and(|panel| panel.x > 0)
    }
}

/// Whether there is room for the full gutter, and the gutter's width.
fn gutter(width: usize) -> (bool, usize) {
    let full = width >= 60;
    (full, if full { GUTTER } else { SLIM_GUTTER })
}

/// The narrowest text column that keys make, in cells.
pub const SLIMMEST: usize = 24;

fn column(width: usize, height: usize, measure: Option<usize>) -> Area {
    let (_, gutter) = gutter(width);
    let room = width.saturating_sub(gutter + 2).max(1);
    let wide = if width >= NARROWEST + 10 { width.saturating_sub(14).clamp(NARROWEST, WIDEST) } else { room };
    let measure = measure.unwrap_or(wide).max(SLIMMEST).min(room);
    let x = (width.saturating_sub(measure) / 2).max(gutter);
    Area { x, y: 0, width: measure, height }
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
            flashes: 0,
            session: BTreeMap::new(),
            labels: BTreeMap::new(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_stands_where_it_is_drawn() {
        // width, panel -> first cell of the words, their width, strip
        let cases = [
            ((80, false), (7, 66, 79)),
            ((120, false), (20, 80, 119)),
            ((120, true), (7, 66, 75)),
            ((200, false), (60, 80, 199)),
            ((40, false), (5, 33, 39)),
            ((70, false), (7, 61, 69)),
        ];
        for ((width, panel), expected) in cases {
            let panes = Panes::new(Size { width, height: 24 }, panel, None);
            assert_eq!((panes.column.x, panes.column.width, panes.strip), expected, "{width} {panel}");
        }
    }

    #[test]
    fn every_size_has_panes_that_fit() {
        for width in 1..130 {
            for height in 1..60 {
                for panel in [false, true] {
                    let wanted = [None, Some(1), Some(70), Some(900)][(width + height) % 4];
                    let panes = Panes::new(Size { width, height }, panel, wanted);
                    assert!(panes.status < height);
                    assert!(panes.column.height <= height, "{width}x{height}");
                    assert!(width < SMALLEST.width || panes.column.x + panes.column.width <= width);
                }
            }
        }
    }
}
