//! The reader without a terminal, for tests: keys in, cells out.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use pullquote::annotate;
use pullquote::article::Corrections;
use pullquote::clean;
use pullquote::document::{Document, Pipeline};
use pullquote::load::{self, Item, Source, samples};
use pullquote::rule_file::RuleFile;
use pullquote::tui::app::{App, Message, Shelf, Size, Task};
use pullquote::tui::gather::gather;
use pullquote::tui::index::Index;
use pullquote::tui::keymap::Keymap;
use pullquote::tui::theme::Theme;
use pullquote::tui::update::update;
use pullquote::tui::view::view;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

pub fn pipeline() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(Pipeline::bundled)
}

/// A reader without a terminal: tasks are performed at once.
pub struct Stage {
    pub app: App,
    pub copied: Vec<String>,
    pub written: Vec<(PathBuf, String)>,
    pub browsed: Vec<String>,
    pub rule_file: Option<RuleFile>,
}

impl Stage {
    /// An article of these bytes, open and read.
    pub fn of(text: &str, width: usize, height: usize) -> Stage {
        Stage::corrected(text, Corrections::default(), width, height)
    }

    pub fn corrected(text: &str, corrections: Corrections, width: usize, height: usize) -> Stage {
        let item = Item {
            title: "test".into(),
            detail: String::new(),
            source: Source::Memory { name: "test.txt".into(), bytes: text.as_bytes().into() },
        };
        let mut stage = Stage::listing(vec![item], width, height);
        stage.app.corrected.corrections = Arc::new(corrections);
        stage.keys("Enter");
        stage
    }

    pub fn sample(name: &str, width: usize, height: usize) -> Stage {
        let items: Vec<Item> = samples::samples();
        let place = items.iter().position(|item| item.title == name).expect("a sample");
        let mut stage = Stage::listing(items, width, height);
        stage.app.shelves[0].chosen = place;
        stage.keys("Enter");
        stage
    }

    pub fn listing(items: Vec<Item>, width: usize, height: usize) -> Stage {
        let shelf = Shelf { title: "samples".into(), items, chosen: 0 };
        let app = App::new(shelf, Keymap::bundled(), Theme::colourless(), Size { width, height });
        Stage { app, copied: Vec::new(), written: Vec::new(), browsed: Vec::new(), rule_file: None }
    }

    /// Types keys, written as in the key map with spaces between them.
    pub fn keys(&mut self, keys: &str) -> &mut Stage {
        for key in keys.split(' ') {
            self.send(Message::Key(event(key)));
        }
        self
    }

    pub fn send(&mut self, message: Message) {
        for task in update(&mut self.app, message) {
            self.perform(task);
        }
    }

    fn perform(&mut self, task: Task) {
        match task {
            Task::Open { request, source } => {
                let result = load::load(&source).map_err(|error| error.to_string());
                self.send(Message::Opened {
                    request,
                    name: source.name(),
                    whole: true,
                    result,
                    raw: Default::default(),
                });
            }
            Task::Read { request, article, corrections } => {
                let marks = Arc::new(clean::clean(&article, &pipeline().rules, &corrections));
                self.send(Message::Cleaned { request, article: article.clone(), marks: marks.clone() });
                let annotations = annotate::annotate(
                    &article,
                    &marks,
                    &pipeline().lexicon,
                    &pipeline().names,
                    &pipeline().models,
                );
                let annotations = Arc::new(annotations);
                let document = Document { article, marks, annotations, statuses: Vec::new() };
                let index = Index::new(&document, |block| !document.marks.is_folded(block));
                self.send(Message::Annotated { request, document, index });
            }
            Task::Gather { of, sources, corrections } => {
                gather(&sources, pipeline(), &corrections, &mut |said, left| {
                    self.send(Message::Gathered { of: of.clone(), said, left });
                    true
                });
            }
            Task::OpenNamed { request, name } => {
                self.perform(Task::Open { request, source: Source::Path(name.into()) });
            }
            Task::Copy(words) => self.copied.push(words),
            Task::Write { path, words } => self.written.push((path, words)),
            Task::Browse(address) => self.browsed.push(address),
            Task::Keep(change) => {
                let kept = self.rule_file.as_ref().map_or(Ok(()), |file| file.revise(&change));
                self.send(Message::Kept(kept));
            }
            // The screen has no library here.
            Task::Recall { .. }
            | Task::KeepPlace { .. }
            | Task::KeepRecord { .. }
            | Task::DropRecord { .. }
            | Task::AskLabels { .. }
            | Task::AskWho { .. }
            | Task::AskFeeds
            | Task::Refresh { .. }
            | Task::KeepLabels { .. }
            | Task::KeepBytes { .. }
            | Task::Catalogue { .. }
            | Task::Calm { .. }
            | Task::Remember(_)
            | Task::Cancel
            | Task::Pipe { .. }
            | Task::Suspend
            | Task::Redraw => {}
        }
    }

    pub fn buffer(&self) -> Buffer {
        let Size { width, height } = self.app.size;
        let mut terminal = Terminal::new(TestBackend::new(width as u16, height as u16)).expect("a backend");
        terminal.draw(|frame| view(&self.app, frame)).expect("a frame");
        terminal.backend().buffer().clone()
    }

    pub fn screen(&self) -> String {
        let buffer = self.buffer();
        let row = |y: u16| {
            let cells = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
            cells.trim_end().to_string()
        };
        (0..buffer.area.height).map(row).collect::<Vec<_>>().join("\n")
    }

    pub fn status(&self) -> String {
        let screen = self.screen();
        let rows: Vec<&str> = screen.lines().collect();
        rows[rows.len() - 2].trim().to_string()
    }

    pub fn top(&self) -> usize {
        self.app.reader.as_ref().expect("an article").place.offset
    }

    pub fn current_words(&self) -> String {
        let reader = self.app.reader.as_ref().expect("an article");
        reader.current.map_or(String::new(), |target| reader.span_of(target).of(reader.text()).to_string())
    }
}

pub fn event(key: &str) -> KeyEvent {
    let (name, modifiers) = match key.strip_prefix("C-") {
        Some(name) => (name, KeyModifiers::CONTROL),
        None => (key, KeyModifiers::NONE),
    };
    let code = match name {
        "Space" => KeyCode::Char(' '),
        "Tab" => KeyCode::Tab,
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Backspace" => KeyCode::Backspace,
        "Down" => KeyCode::Down,
        "Up" => KeyCode::Up,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        name => KeyCode::Char(name.chars().next().expect("a character")),
    };
    KeyEvent::new(code, modifiers)
}
