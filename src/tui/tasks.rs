//! Tasks: what update asks of the outside world, each on a thread of its own; answers come back as messages.

use std::cell::RefCell;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::app::{Message, Task, Waiting};
use super::keeper::{Keeper, Wish};
use super::{Answers, Lazy};
use super::{browser, clipboard, saving};
use crate::annotate;
use crate::article::{Article, Change, Corrections, Note};
use crate::clean;
use crate::config::Config;
use crate::document::Pipeline;
use crate::library::kept;
use crate::load::fetch::{Web, is_address};
use crate::load::progress::Progress;
use crate::load::{self, Loaded, Source};
use crate::rule_file::RuleFile;

/// Where tasks are performed.
pub struct Desk {
    pub pipeline: Arc<Lazy>,
    pub sender: Answers,
    /// Where corrections are kept; nowhere without a config folder.
    pub rule_file: Option<RuleFile>,
    pub keeper: Option<Keeper>,
    /// The library, where one is used: what is gone from its place is read out of it.
    pub library: Option<PathBuf>,
    /// The way to what files link to.
    pub web: Arc<Web>,
    pub config: Config,
    /// Where the width of the column is remembered.
    pub state_file: Option<PathBuf>,
    /// Of what is being opened.
    pub progress: RefCell<Arc<Progress>>,
}

impl Desk {
    fn wish(&self, wish: Wish) {
        if let Some(keeper) = &self.keeper {
            keeper.wish(wish);
        }
    }

    /// Cancels what is being opened; the next thing has a progress of its own.
    fn forget(&self) -> Arc<Progress> {
        let progress = Arc::new(Progress::default());
        self.progress.replace(progress.clone()).cancel();
        progress
    }

    pub fn perform(&self, task: Task) {
        let sender = self.sender.clone();
        let pipeline = self.pipeline.clone();
        let web = self.web.clone();
        match task {
            Task::Open { request, source: Source::Stdin } => spawn(move || stdin(&sender, request, &web)),
            Task::Open { request, source } => {
                let progress = self.forget();
                let library = self.library.clone();
                spawn(move || open(&sender, request, source, Ways { web, library }, &progress));
            }
            Task::OpenNamed { request, name } => {
                self.perform(Task::Open { request, source: named(&name, &web) });
            }
            Task::Cancel => {
                self.forget();
            }
            Task::Read { request, article, corrections } => {
                spawn(move || read(&sender, &pipeline, request, article, &corrections));
            }
            // In order, and done before the program ends.
            Task::Keep(change) => {
                let _ = sender.send(Message::Kept(keep(self.rule_file.as_ref(), &change)));
            }
            Task::Copy(words) => {
                let _ = sender.send(Message::Told(clipboard::copy(&words, self.config.copy.clipboard)));
            }
            Task::Write { path, words } => {
                let _ = sender.send(Message::Told(saving::save(&path, &words)));
            }
            Task::Browse(address) => {
                let _ = sender.send(Message::Told(browser::open(&address, &self.config.web.browser)));
            }
            Task::Recall { request, opened } => self.wish(Wish::Recall(request, opened)),
            Task::KeepPlace { opened, place } => self.wish(Wish::Keep(opened, place)),
            Task::KeepRecord { opened, record } => self.wish(Wish::Record(opened, record)),
            Task::DropRecord { opened, record } => self.wish(Wish::Erase(opened, record)),
            Task::Calm { flash } => {
                let moment = Duration::from_millis(self.config.screen.flash as u64);
                spawn(move || {
                    thread::sleep(moment);
                    let _ = sender.send(Message::Calm { flash });
                });
            }
            Task::Remember(state) => {
                let kept = self.state_file.as_ref().map(|path| state.write(path));
                if let Some(Err(why)) = kept {
                    let _ = sender.send(Message::Told(Err(why)));
                }
            }
            Task::AskWho { name } => self.wish(Wish::Who(name)),
            Task::AskLabels { names } => self.wish(Wish::Labels(names)),
            Task::KeepLabels { name, article, labels } => self.wish(Wish::KeepLabels(name, article, labels)),
            Task::Catalogue { name, document } => self.wish(Wish::Catalogue(name, document)),
            Task::KeepBytes { opened, bytes } => self.wish(Wish::Bytes(opened, bytes)),
            Task::Pipe { .. } | Task::Suspend | Task::Redraw => {}
        }
    }
}

/// Deep enough for any parser; threads that fail take no one with them.
fn spawn(work: impl FnOnce() + Send + 'static) {
    let _ = thread::Builder::new().stack_size(8 << 20).spawn(work);
}

// Sending fails only when the reader is gone; then no one waits for the answer.

/// How long opening may take before it shows what it does, and then between two looks at it.
const SILENT: Duration = Duration::from_millis(400);
const TICK: Duration = Duration::from_millis(100);

/// Where sources are read from.
struct Ways {
    web: Arc<Web>,
    library: Option<PathBuf>,
}

/// A page of the web, else a file.
fn named(name: &str, web: &Arc<Web>) -> Source {
    if is_address(name) { Source::Web(web.page(name)) } else { Source::Path(name.into()) }
}

fn open(sender: &Answers, request: u64, source: Source, ways: Ways, progress: &Arc<Progress>) {
    let (name, started) = (source.name(), Instant::now());
    let (done, loaded) = mpsc::channel();
    let source = source.watched(progress);
    spawn(move || {
        let loaded = kept::load(&source, &ways.web, ways.library.as_deref());
        let _ = done.send(loaded.map_err(|error| error.to_string()));
    });
    let mut patience = SILENT;
    let result = loop {
        match loaded.recv_timeout(patience) {
            Ok(result) => break result,
            Err(RecvTimeoutError::Disconnected) => break Err(format!("{name}: reading it failed")),
            Err(RecvTimeoutError::Timeout) if progress.is_cancelled() => return,
            Err(RecvTimeoutError::Timeout) => {
                patience = TICK;
                let tenths = started.elapsed().as_millis() as u64 / 100;
                let waiting = Waiting { name: name.clone(), tenths, bytes: progress.bytes() };
                let _ = sender.send(Message::Waited { request, waiting });
            }
        }
    };
    let (result, bytes) = match result {
        Ok((loaded, bytes)) => (Ok(loaded), bytes),
        Err(error) => (Err(error), [].into()),
    };
    let _ = sender.send(Message::Opened { request, name, whole: true, result, bytes });
}

fn keep(file: Option<&RuleFile>, change: &Change) -> Result<(), String> {
    file.map_or(Err("there is no config folder".into()), |file| file.revise(change))
}

fn read(
    sender: &Answers,
    pipeline: &Pipeline,
    request: u64,
    article: Arc<Article>,
    corrections: &Corrections,
) {
    let marks = clean::clean(&article, &pipeline.rules, corrections);
    let cleaned = Message::Cleaned { request, article: article.clone(), marks: marks.clone() };
    let _ = sender.send(cleaned);
    let annotations =
        annotate::annotate(&article, &marks, &pipeline.lexicon, &pipeline.names, &pipeline.models);
    let _ = sender.send(Message::Annotated { request, article, annotations });
}

/// The first prefix of standard input that is shown, in bytes; the next ones are twice as long each.
const PREFIX: usize = 64 * 1024;

fn stdin(sender: &Answers, request: u64, web: &Arc<Web>) {
    let name = Source::Stdin.name();
    let mut bytes = Vec::new();
    let mut stdin = std::io::stdin().lock();
    let (mut shown, mut cut) = (PREFIX, false);
    let mut chunk = vec![0; 64 * 1024];
    loop {
        match stdin.read(&mut chunk) {
            Ok(0) => break,
            // Endless: what came is shown, and is all there is.
            Ok(_) if bytes.len() > load::LARGEST => {
                cut = true;
                break;
            }
            Ok(n) => bytes.extend_from_slice(&chunk[..n]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => break,
        }
        if bytes.len() >= shown {
            shown = bytes.len() * 2;
            // Nothing to read so far is no failure: more is coming.
            let Ok(loaded) = load::prefix(&name, &bytes) else { continue };
            let message = Message::Opened {
                request,
                name: name.clone(),
                whole: false,
                result: Ok(loaded),
                bytes: [].into(),
            };
            if sender.send(message).is_err() {
                return;
            }
        }
    }
    let mut result = load::parse_with(&name, &bytes, Some(web)).map_err(|error| error.to_string());
    if let (Ok(Loaded::Article(article)), true) = (&mut result, cut) {
        let words = format!("Standard input goes on; its first {} MB are shown.", load::LARGEST >> 20);
        article.notes.insert(0, Note(words));
    }
    let _ = sender.send(Message::Opened { request, name, whole: true, result, bytes: bytes.into() });
}
