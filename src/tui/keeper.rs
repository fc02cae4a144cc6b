//! Keeper: the library on a thread of its own, so that no key waits for a disk. Of places that wait, the last is kept.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use super::Answers;
use super::app::Message;
use super::index::count;
use super::room;
use crate::answers::{Row, dossier_rows};
use crate::article::Article;
use crate::catalogue::Catalogue;
use crate::document::Document;
use crate::feeds::{self, News};
use crate::library::{Error, Labels, Library, Record, Records, source};
use crate::load::fetch::Web;
use crate::load::samples::is_sample;
use crate::load::{self, Loaded, Raw};
use crate::query::link::Links;
use crate::query::name::Name;
use crate::query::said::Said;

/// An article under the name of its source.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub name: String,
    pub article: Arc<Article>,
}

/// What is asked of the library.
pub enum Wish {
    Recall(u64, Opened),
    /// A place, in bytes of the text.
    Keep(Opened, usize),
    Record(Opened, Record),
    Labels(Vec<String>),
    /// The items of a feed that is followed.
    Feed {
        request: u64,
        address: String,
        web: Arc<Web>,
    },
    /// What a feed answered.
    News(News),
    /// All the feeds that were asked answered.
    Refreshed {
        asked: Vec<String>,
        web: Arc<Web>,
    },
    /// Everything that somebody said.
    Who(String, Arc<Vec<Said>>),
    KeepLabels(String, Option<Arc<Article>>, Labels),
    Bytes(Opened, Raw),
    /// The reader ends: what comes after is not waited for.
    End,
    /// Takes a record out again.
    Erase(Opened, Record),
    /// An article as it was found and corrected, for search and who.
    Catalogue(String, Box<Document>),
}

/// The thread and the way to it.
pub struct Keeper {
    wishes: Sender<Wish>,
    thread: JoinHandle<()>,
}

impl Keeper {
    pub fn start(path: PathBuf, answers: Answers) -> Keeper {
        let (wishes, waiting) = mpsc::channel();
        let thread = thread::spawn(move || {
            if let Err(error) = serve(&path, &waiting, &answers) {
                // The advice first: a narrow screen cuts the end.
                let words = format!("{} · {error}", error.advice());
                let _ = answers.send(Message::NoLibrary(words));
            }
        });
        Keeper { wishes, thread }
    }

    /// A way for those who work longer.
    pub fn wishes(&self) -> Sender<Wish> {
        self.wishes.clone()
    }

    /// Where the library failed, wishes go nowhere: that was told once.
    pub fn wish(&self, wish: Wish) {
        let _ = self.wishes.send(wish);
    }

    /// Waits until the last place is kept.
    pub fn finish(self) {
        let _ = self.wishes.send(Wish::End);
        let _ = self.thread.join();
    }
}

fn serve(path: &Path, waiting: &Receiver<Wish>, answers: &Answers) -> Result<(), Error> {
    let mut library = Library::open(path)?;
    let mut catalogue = None;
    let mut tally = Tally::default();
    let mut over = false;
    while !over {
        let Ok(wish) = waiting.recv() else { break };
        let mut last: Option<(Opened, usize)> = None;
        // The length of the longest text that more was done with than keeping a place in it.
        let mut touched = 0;
        for wish in std::iter::once(wish).chain(waiting.try_iter()) {
            match wish {
                Wish::Keep(opened, place) => {
                    let other = last.take().filter(|(before, _)| *before.article != *opened.article);
                    keep(&mut library, other)?;
                    last = Some((opened, place));
                }
                Wish::Recall(request, opened) => {
                    keep(&mut library, last.take())?;
                    touched = touched.max(opened.article.text.len());
                    recall(&library, request, opened, answers)?;
                }
                Wish::Record(Opened { name, article }, record) => {
                    library.keep(source(&name).as_deref(), &article, &record)?;
                }
                Wish::Feed { request, address, web } => {
                    let _ = answers.send(opened(&library, request, address, &web)?);
                }
                Wish::News(news) => tally.add(feeds::keep(&mut library, &news)?, &news),
                Wish::Refreshed { asked, web } => {
                    let said = std::mem::take(&mut tally).words();
                    let _ = answers.send(refreshed(&library, asked, &web, said)?);
                }
                Wish::End => over = true,
                Wish::Who(name, gathered) => {
                    let rows = dossier(path, &mut catalogue, &name, &gathered)?;
                    let _ = answers.send(Message::Dossier(rows));
                }
                Wish::Labels(names) => {
                    let _ = answers.send(Message::Labelled(library.labels_of(&names)?));
                }
                Wish::KeepLabels(name, article, labels) => {
                    library.keep_labels(source(&name).as_deref(), article.as_deref(), &labels)?;
                }
                Wish::Bytes(Opened { name, article }, raw) => {
                    if let Some(former) = former(&library, &name, &raw)? {
                        let _ = answers.send(Message::Former { article: article.clone(), former });
                    }
                    touched = touched.max(raw.len());
                    library.keep_raw(source(&name).as_deref(), &article, raw)?;
                }
                Wish::Catalogue(name, document) => take_in(path, &mut catalogue, &name, &document)?,
                Wish::Erase(Opened { name, article }, record) => {
                    library.erase(source(&name).as_deref(), &article, &record)?;
                }
            }
        }
        keep(&mut library, last)?;
        if room::is_long(touched) {
            library.forget_pages();
            room::give_back(touched);
        }
    }
    Ok(())
}

/// What came of asking feeds.
#[derive(Default)]
struct Tally {
    asked: bool,
    new: usize,
    troubles: Vec<String>,
}

impl Tally {
    fn add(&mut self, new: usize, news: &News) {
        self.asked = true;
        self.new += new;
        self.troubles.extend(news.result.as_ref().err().cloned());
    }

    /// "3 items new; 2 feeds did not answer: ..."
    fn words(self) -> String {
        if !self.asked {
            return String::new();
        }
        let new = format!("{} new", count(self.new, "item"));
        match self.troubles.as_slice() {
            [] => new,
            [why] => format!("{new}; {why}"),
            [why, ..] => format!("{new}; {} did not answer: {why}", count(self.troubles.len(), "feed")),
        }
    }
}

/// The list of a feed.
fn opened(library: &Library, request: u64, address: String, web: &Arc<Web>) -> Result<Message, Error> {
    let result = match feeds::items(library, &address, web)? {
        Some(items) if !items.is_empty() => Ok(Loaded::Listing(items)),
        Some(_) if address == feeds::ALL => Err("nothing new in your feeds; r asks them".to_string()),
        Some(_) => Err(format!("{address}: the feed has no items")),
        None => Err(format!("{address}: not asked yet; r asks it now")),
    };
    let name = match address.as_str() {
        feeds::ALL => feeds::NEW.to_string(),
        _ => library
            .feeds()?
            .iter()
            .find(|feed| feed.address == address)
            .map_or(address, |feed| feed.name().to_string()),
    };
    Ok(Message::Opened { request, name, whole: true, result, raw: Raw::default() })
}

fn refreshed(library: &Library, asked: Vec<String>, web: &Arc<Web>, said: String) -> Result<Message, Error> {
    let mut lists = Vec::new();
    for address in asked.into_iter().chain([feeds::ALL.to_string()]) {
        let items = feeds::items(library, &address, web)?.unwrap_or_default();
        lists.push((address, items));
    }
    Ok(Message::Refreshed { rows: feeds::rows(library, web)?, lists, said })
}

/// Samples and what comes on standard input are not taken in: nobody could open them again.
fn take_in(
    path: &Path,
    catalogue: &mut Option<Catalogue>,
    name: &str,
    document: &Document,
) -> Result<(), Error> {
    let Some(source) = source(name).filter(|source| !is_sample(source)) else { return Ok(()) };
    let catalogue = open(path, catalogue)?;
    if room::is_long(document.article.text.len()) {
        catalogue.keep_in_little_room(&source, document)?;
    } else {
        catalogue.keep(&source, document)?;
    }
    room::give_back(document.article.text.len());
    Ok(())
}

/// The article that a source held before, where that was made of other bytes.
fn former(library: &Library, name: &str, raw: &Raw) -> Result<Option<Box<Article>>, Error> {
    let Some(source) = source(name) else { return Ok(None) };
    let kept = library.other_bytes_of(&source, raw)?;
    Ok(match kept.and_then(|kept| load::parse(name, &kept).ok()) {
        Some(Loaded::Article(former)) => Some(former),
        _ => None,
    })
}

/// Everything that somebody said in the articles of the library, and in those gathered that it does not have.
fn dossier(
    path: &Path,
    catalogue: &mut Option<Catalogue>,
    name: &str,
    gathered: &[Said],
) -> Result<Vec<Row>, Error> {
    let catalogue = open(path, catalogue)?;
    let links = Links { all: Library::open(path)?.links()? };
    let names = Name::new(name).map(|name| links.names(&name)).unwrap_or_default();
    let mut said = catalogue.said_by(names)?;
    let known: HashSet<String> = said.iter().map(|said| said.about.source.clone()).collect();
    said.extend(gathered.iter().filter(|said| !known.contains(&said.about.source)).cloned());
    Ok(dossier_rows(name, &said, &links, catalogue.counts()?.articles))
}

fn open<'a>(path: &Path, catalogue: &'a mut Option<Catalogue>) -> Result<&'a mut Catalogue, Error> {
    match catalogue {
        Some(open) => Ok(open),
        None => Ok(catalogue.insert(Catalogue::open(path)?)),
    }
}

fn keep(library: &mut Library, what: Option<(Opened, usize)>) -> Result<(), Error> {
    let Some((opened, place)) = what else { return Ok(()) };
    library.keep_place(source(&opened.name).as_deref(), &opened.article, place)
}

fn recall(library: &Library, request: u64, opened: Opened, answers: &Answers) -> Result<(), Error> {
    let source = source(&opened.name);
    let records = library.records(source.as_deref(), &opened.article)?;
    if records != Records::default() {
        let _ = answers.send(Message::Recorded { article: opened.article.clone(), records });
    }
    if let Some(place) = library.place(source.as_deref(), &opened.article)? {
        let _ = answers.send(Message::Recalled { request, article: opened.article, place });
    }
    Ok(())
}
