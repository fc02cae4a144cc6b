//! Tasks: what update asks of the outside world, each on a thread of its own; answers come back as messages.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::app::{Message, Task, Waiting};
use super::index::Index;
use super::keeper::{Keeper, Wish};
use super::{Answers, Lazy};
use super::{arriving, browser, clipboard, gather, patience, room, saving};
use crate::annotate::{self, Lexicon, Models, Names};
use crate::article::{Article, Change, Corrections, Marks};
use crate::clean::{self, Rules};
use crate::config::Config;
use crate::document::{Document, Pipeline};
use crate::feeds;
use crate::harmless;
use crate::library::kept;
use crate::load::fetch::{Web, is_address, place};
use crate::load::progress::Progress;
use crate::load::{self, Raw, Source};
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
            Task::Open { request, source: Source::Feed(page) } if self.keeper.is_some() => {
                self.forget();
                self.wish(Wish::Feed { request, address: page.address, web });
            }
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
            Task::Refresh { addresses } => {
                let wishes = self.keeper.as_ref().map(Keeper::wishes);
                spawn(move || refresh(&sender, addresses, &web, wishes));
            }
            Task::AskFeeds => self.wish(Wish::Refreshed { asked: Vec::new(), web }),
            Task::AskWho { name, gathered } => self.wish(Wish::Who(name, gathered)),
            Task::Gather { of, sources, corrections } => spawn(move || {
                gather::gather(&sources, &pipeline.get(), &corrections, &mut |said, left| {
                    sender.send(Message::Gathered { of: of.clone(), said, left }).is_ok()
                });
            }),
            Task::AskLabels { names } => self.wish(Wish::Labels(names)),
            Task::KeepLabels { name, article, labels } => self.wish(Wish::KeepLabels(name, article, labels)),
            Task::Catalogue { name, document } => self.wish(Wish::Catalogue(name, document)),
            Task::KeepBytes { opened, raw } => self.wish(Wish::Bytes(opened, raw)),
            Task::Pipe { .. } | Task::Suspend | Task::Redraw => {}
        }
    }
}

/// Deep enough for any parser; threads that fail take no one with them.
fn spawn(work: impl FnOnce() + Send + 'static) {
    let _ = thread::Builder::new().stack_size(8 << 20).spawn(work);
}

// Sending fails only when the reader is gone; then no one waits for the answer.

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
    let name = source.name();
    let (done, loaded) = mpsc::channel();
    let source = source.watched(progress);
    let plain = source.clone();
    spawn(move || {
        let loaded = kept::load(&source, &ways.web, ways.library.as_deref());
        let _ = done.send(loaded.map_err(|error| error.to_string()));
    });
    let tell = |tenths| {
        let waiting = Waiting { name: name.clone(), tenths, bytes: progress.bytes() };
        let _ = sender.send(Message::Waited { request, waiting });
    };
    let bare = |why: &str| load::bare(&plain, why);
    let Some(result) = patience::wait(&loaded, progress, patience::USUAL, &tell, &bare) else { return };
    let (result, raw) = match result {
        Ok((loaded, raw)) => (Ok(loaded), raw),
        Err(why) => (Err(why.unwrap_or_else(|| format!("{name}: reading it failed"))), Raw::default()),
    };
    let _ = sender.send(Message::Opened { request, name, whole: true, result, raw });
}

/// What the feeds answer goes to the library as it comes, and to the screen once all answered.
fn refresh(sender: &Answers, addresses: Vec<String>, web: &Arc<Web>, wishes: Option<mpsc::Sender<Wish>>) {
    let Some(wishes) = wishes else { return };
    let (all, mut done) = (addresses.len(), 0);
    let asked = addresses.clone();
    feeds::refresh(addresses, web, feeds::REST, &AtomicBool::new(false), &mut |news| {
        done += 1;
        let words = format!("asking feeds: {done} of {all}, {}", harmless::line(&place(&news.address)));
        let _ = sender.send(Message::Refreshing(words));
        let _ = wishes.send(Wish::News(news));
    });
    let _ = wishes.send(Wish::Refreshed { asked, web: web.clone() });
}

fn keep(file: Option<&RuleFile>, change: &Change) -> Result<(), String> {
    file.map_or(Err("there is no config folder".into()), |file| file.revise(change))
}

fn read(sender: &Answers, lazy: &Lazy, request: u64, article: Arc<Article>, corrections: &Corrections) {
    let reading = Reading { sender, request, article };
    if !room::is_long(reading.article.text.len()) {
        let pipeline = lazy.get();
        let marks = reading.clean(&pipeline.rules, corrections);
        return reading.tell(reading.annotate(marks, &pipeline.lexicon, &pipeline.names, &pipeline.models));
    }
    reading.give_back();
    // What of it is done with goes before the next step: with a long article each step needs megabytes.
    let Pipeline { rules, lexicon, names, models } = lazy.take();
    let marks = reading.clean(&rules, corrections);
    drop(rules);
    reading.give_back();
    let document = reading.annotate(marks, &lexicon, &names, &models);
    drop((lexicon, names));
    reading.tell(document);
}

/// An article on its way through the passes.
struct Reading<'a> {
    sender: &'a Answers,
    request: u64,
    article: Arc<Article>,
}

impl Reading<'_> {
    fn give_back(&self) {
        room::give_back(self.article.text.len());
    }

    fn clean(&self, rules: &Rules, corrections: &Corrections) -> Arc<Marks> {
        let marks = Arc::new(clean::clean(&self.article, rules, corrections));
        let (request, article) = (self.request, self.article.clone());
        let _ = self.sender.send(Message::Cleaned { request, article, marks: marks.clone() });
        marks
    }

    fn annotate(&self, marks: Arc<Marks>, lexicon: &Lexicon, names: &Names, models: &Models) -> Document {
        let annotations = Arc::new(annotate::annotate(&self.article, &marks, lexicon, names, models));
        Document { article: self.article.clone(), marks, annotations, statuses: Vec::new() }
    }

    /// What lists what was found is made here, too: with a long article that would hold up the screen.
    fn tell(&self, document: Document) {
        let index = Index::new(&document, |block| !document.marks.is_folded(block));
        self.give_back();
        let _ = self.sender.send(Message::Annotated { request: self.request, document, index });
    }
}

fn stdin(sender: &Answers, request: u64, web: &Arc<Web>) {
    let name = Source::Stdin.name();
    let send = |whole, result, raw| {
        let message = Message::Opened { request, name: name.clone(), whole, result, raw };
        sender.send(message).is_ok()
    };
    arriving::show(std::io::stdin().lock(), load::LARGEST, &name, web, &send);
}
