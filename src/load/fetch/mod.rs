//! Fetching: a web address becomes bytes. Redirects are followed here, not by the HTTP library, so that each step
//! can be looked at: only http and https, and private addresses only at the host that the user named.

pub mod cache;
mod manners;
mod reach;

use std::fmt;
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::http::Response;
use ureq::http::header::{self, HeaderName};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::{Host, Url};

use self::cache::{Cache, Kept};
use self::manners::{Manners, Rules};
use super::progress::Progress;
use crate::article::Note;

/// How long and how much.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until a connection stands.
    pub connect: Duration,
    /// For a page, its redirects included.
    pub whole: Duration,
    /// Bytes of a page, unpacked.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { connect: Duration::from_secs(10), whole: Duration::from_secs(60), bytes: 64 << 20 }
    }
}

/// The way to the web.
pub struct Web {
    /// For the host that the user named.
    open: Agent,
    /// For where its pages lead.
    public: Agent,
    cache: Option<Box<dyn Cache>>,
    limits: Limits,
    /// For batches.
    manners: Option<Manners>,
}

const AGENT: &str = concat!("pullquote/", env!("CARGO_PKG_VERSION"), " (article reader)");

const ACCEPT: &str = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, \
    application/feed+json, text/plain;q=0.9, */*;q=0.5";

/// So many redirects are followed.
const REDIRECTS: usize = 10;

impl Web {
    pub fn new(limits: Limits, cache: Option<Box<dyn Cache>>) -> Arc<Web> {
        Arc::new(Web::with(limits, cache, None))
    }

    /// For many pages: keeps to robots.txt, and gives each host a rest between two pages.
    pub fn polite(limits: Limits, rest: Duration) -> Arc<Web> {
        Web::polite_keeping(limits, None, rest)
    }

    /// The same; pages are kept for later.
    pub fn polite_keeping(limits: Limits, cache: Option<Box<dyn Cache>>, rest: Duration) -> Arc<Web> {
        Arc::new(Web::with(limits, cache, Some(Manners::new(rest))))
    }

    fn with(limits: Limits, cache: Option<Box<dyn Cache>>, manners: Option<Manners>) -> Web {
        let config = || {
            let config = Agent::config_builder().user_agent(AGENT).accept(ACCEPT);
            let config = config.max_redirects(0).max_redirects_will_error(false);
            config.http_status_as_error(false).timeout_connect(Some(limits.connect)).build()
        };
        let public = Agent::with_parts(config(), DefaultConnector::default(), reach::Public::default());
        let open = Agent::with_parts(config(), DefaultConnector::default(), DefaultResolver::default());
        Web { open, public, cache, limits, manners }
    }

    /// The page at an address that the user named.
    pub fn page(self: &Arc<Web>, address: &str) -> Page {
        self.page_named(address, address)
    }

    /// A page that something other than the web led to: not one of the user's own network.
    pub fn found(self: &Arc<Web>, address: &str) -> Page {
        self.page_named(address, "")
    }

    fn page_named(self: &Arc<Web>, address: &str, named: &str) -> Page {
        let (address, named) = (address.to_string(), named.to_string());
        Page { web: self.clone(), address, named, progress: Arc::default() }
    }
}

/// Whether words are a web address, or one of a kind that cannot be fetched, and no path.
pub fn is_address(words: &str) -> bool {
    let scheme = words.split_once("://").map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Where an address leads, host and port; empty for one that leads nowhere.
pub fn place(address: &str) -> String {
    Url::parse(address)
        .map_or(String::new(), |url| url[url::Position::BeforeHost..url::Position::AfterPort].to_string())
}

/// One page of the web.
#[derive(Clone)]
pub struct Page {
    web: Arc<Web>,
    pub address: String,
    /// What the user named, which led here: at its host even a private address is wanted.
    named: String,
    progress: Arc<Progress>,
}

impl Page {
    /// The same page; `progress` tells how far it is loaded, and can stop it.
    pub fn watched(self, progress: &Arc<Progress>) -> Page {
        Page { progress: progress.clone(), ..self }
    }

    /// A page that this one leads to.
    pub fn linked(&self, address: &str) -> Page {
        Page { address: address.to_string(), ..self.clone() }
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_tuple("Page").field(&self.address).finish()
    }
}

impl PartialEq for Page {
    fn eq(&self, other: &Page) -> bool {
        self.address == other.address && self.named == other.named
    }
}

impl Eq for Page {}

/// Why a page could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("no address to fetch; give one that begins with http:// or https://")]
    Address,
    #[error("no such host; check the spelling, and that you are connected")]
    Host,
    #[error("the server cannot be reached ({0}); check that you are connected, or try again later")]
    Connection(String),
    #[error(
        "no secure connection ({0}); the server's certificate may be wrong, or the clock of this machine"
    )]
    Secure(String),
    #[error("the server took too long; try again later")]
    Slow,
    #[error("the answer cannot be read ({0}); try again later")]
    Answer(String),
    #[error("no such page at the server ({0}); check the address")]
    Gone(u16),
    #[error("the server does not let programs read it ({0}); save the page in a browser and open the file")]
    Forbidden(u16),
    #[error("the server is busy or out of order ({0}); try again later")]
    Busy(u16),
    #[error("the server answered with status {0}; open the address in a browser")]
    Status(u16),
    #[error("it redirects without end; open the address in a browser")]
    Redirects,
    #[error("it redirects to {0}, which is no web page; open the address in a browser")]
    Elsewhere(String),
    #[error("it leads to {0}, an address of your own network; name that address yourself if you want it")]
    Private(String),
    #[error(
        "the site's robots.txt asks programs to stay away from it; to read it yourself, run pullquote ADDRESS"
    )]
    Robots,
    #[error("larger than {0} MB, which no article is; save it and give it in parts")]
    Large(usize),
    #[error("cancelled; open it again to read it")]
    Cancelled,
}

impl Trouble {
    /// Whether the page may well be there still.
    fn is_passing(&self) -> bool {
        use Trouble::*;
        matches!(self, Host | Connection(_) | Secure(_) | Slow | Answer(_) | Busy(_))
    }

    fn status(code: u16) -> Trouble {
        match code {
            404 | 410 => Trouble::Gone(code),
            401 | 402 | 403 | 407 | 451 => Trouble::Forbidden(code),
            408 | 429 | 500..=599 => Trouble::Busy(code),
            _ => Trouble::Status(code),
        }
    }
}

impl From<ureq::Error> for Trouble {
    fn from(error: ureq::Error) -> Trouble {
        match error {
            ureq::Error::HostNotFound => Trouble::Host,
            ureq::Error::Timeout(_) => Trouble::Slow,
            ureq::Error::BadUri(_) => Trouble::Address,
            ureq::Error::Tls(why) => Trouble::Secure(why.to_string()),
            ureq::Error::Rustls(why) => Trouble::Secure(why.to_string()),
            ureq::Error::Protocol(why) => Trouble::Answer(why.to_string()),
            ureq::Error::Io(why) => of_io(why),
            other => Trouble::Connection(other.to_string()),
        }
    }
}

/// What the library wraps for `Read`, and what the system says.
fn of_io(error: std::io::Error) -> Trouble {
    match error.downcast::<ureq::Error>() {
        Ok(ureq::Error::Io(inner)) => Trouble::Connection(inner.to_string()),
        Ok(inner) => inner.into(),
        Err(io) if io.to_string().contains("lookup") => Trouble::Host,
        Err(io) if io.kind() == std::io::ErrorKind::TimedOut => Trouble::Slow,
        Err(io) if io.kind() == std::io::ErrorKind::InvalidData => Trouble::Secure(io.to_string()),
        Err(io) => Trouble::Connection(io.to_string()),
    }
}

/// A page's bytes, and what is known about them.
pub struct Fetched {
    /// Where the page really is.
    pub address: String,
    /// The character set that the server named.
    pub charset: Option<String>,
    pub bytes: Vec<u8>,
    pub note: Option<Note>,
}

impl Fetched {
    fn new(page: Kept, note: Option<Note>) -> Fetched {
        Fetched { address: page.address, charset: page.charset, bytes: page.bytes, note }
    }
}

enum Answer {
    /// A page, and whether it may be kept.
    New(Kept, bool),
    /// The one that is kept is still right.
    Same,
}

impl Page {
    /// The page; the one that was kept where the server says that it is still right, or cannot be reached.
    pub fn fetch(&self) -> Result<Fetched, Trouble> {
        self.get(true)
    }

    /// The page as it is now: without the server none.
    pub fn fetch_now(&self) -> Result<Fetched, Trouble> {
        self.get(false)
    }

    fn get(&self, offline: bool) -> Result<Fetched, Trouble> {
        let cache = self.web.cache.as_ref().filter(|_| !self.address.contains('@'));
        let kept = cache.and_then(|cache| cache.find(&self.address));
        match (self.request(kept.as_ref()), kept) {
            (Ok(Answer::New(page, may_be_kept)), _) => {
                // A full disk is no reason not to read.
                let _ = cache.filter(|_| may_be_kept).map(|cache| cache.keep(&self.address, &page));
                Ok(Fetched::new(page, None))
            }
            (Ok(Answer::Same), Some(mut page)) => {
                page.fetched = cache::now();
                let _ = cache.map(|cache| cache.keep(&self.address, &page));
                Ok(Fetched::new(page, None))
            }
            (Ok(Answer::Same), None) => Err(Trouble::Status(304)),
            (Err(why), Some(page)) if offline && why.is_passing() => {
                let note = Note(age(&why, cache::now().saturating_sub(page.fetched)));
                Ok(Fetched::new(page, Some(note)))
            }
            (Err(why), _) => Err(why),
        }
    }

    fn request(&self, kept: Option<&Kept>) -> Result<Answer, Trouble> {
        let mut end = Instant::now() + self.web.limits.whole;
        let mut url = Url::parse(&self.address).ok().filter(is_web).ok_or(Trouble::Address)?;
        for _ in 0..=REDIRECTS {
            let kept = kept.filter(|kept| kept.address == url.as_str());
            end += self.rest(&url)?;
            let mut response = self.ask(&url, kept, end)?;
            match response.status().as_u16() {
                301..=303 | 307 | 308 => url = next(&url, &response)?,
                304 if kept.is_some() => return Ok(Answer::Same),
                200..=299 => return self.take(&url, &mut response),
                code => return Err(Trouble::status(code)),
            }
        }
        Err(Trouble::Redirects)
    }

    /// Waits until a polite program may ask; says how long that was.
    fn rest(&self, url: &Url) -> Result<Duration, Trouble> {
        let Some(manners) = &self.web.manners else { return Ok(Duration::ZERO) };
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let host = url.origin().ascii_serialization();
        let wait = manners.wait(&host, path, || self.robots(url))?.ok_or(Trouble::Robots)?;
        std::thread::sleep(wait);
        Ok(wait)
    }

    /// The rules of a host; none where it has no robots.txt.
    fn robots(&self, url: &Url) -> Result<Rules, Trouble> {
        let end = Instant::now() + self.web.limits.whole;
        let mut url = url.join("/robots.txt").map_err(|_| Trouble::Address)?;
        for _ in 0..=REDIRECTS {
            let mut response = self.ask(&url, None, end)?;
            match response.status().as_u16() {
                301..=303 | 307 | 308 => url = next(&url, &response)?,
                200..=299 => {
                    let Answer::New(page, _) = self.take(&url, &mut response)? else { break };
                    return Ok(Rules::parse(&String::from_utf8_lossy(&page.bytes)));
                }
                400..=499 => return Ok(Rules::default()),
                code => return Err(Trouble::status(code)),
            }
        }
        Ok(Rules::default())
    }

    fn ask(&self, url: &Url, kept: Option<&Kept>, end: Instant) -> Result<Response<Body>, Trouble> {
        if self.progress.is_cancelled() {
            return Err(Trouble::Cancelled);
        }
        let named = Url::parse(&self.named).is_ok_and(|named| same_place(&named, url));
        if !named && is_private_literal(url) {
            return Err(Trouble::Private(url.to_string()));
        }
        let agent = if named { &self.web.open } else { &self.web.public };
        let left = end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let mut request = agent.get(url.as_str()).config().timeout_global(Some(left)).build();
        for (name, value) in kept.map(validators).into_iter().flatten() {
            request = request.header(name, value);
        }
        request.call().map_err(|error| match reach::was_refused(&error) {
            true => Trouble::Private(url.to_string()),
            false => error.into(),
        })
    }

    fn take(&self, url: &Url, response: &mut Response<Body>) -> Result<Answer, Trouble> {
        let word = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let may_be_kept = !word(header::CACHE_CONTROL).is_some_and(|said| said.contains("no-store"));
        let (etag, last_modified) = (word(header::ETAG), word(header::LAST_MODIFIED));
        let charset = word(header::CONTENT_TYPE).and_then(charset);
        let mut page = Kept {
            address: url.to_string(),
            charset,
            etag: etag.map(str::to_string),
            last_modified: last_modified.map(str::to_string),
            fetched: cache::now(),
            bytes: Vec::new(),
        };
        let limit = self.web.limits.bytes;
        // The limit counts what comes out of unpacking, so that a small answer cannot fill the memory.
        let body = response.body_mut().with_config().limit(u64::MAX).reader();
        self.read(body.take(limit as u64 + 1), &mut page.bytes)?;
        if page.bytes.len() > limit {
            Err(Trouble::Large(limit >> 20))
        } else {
            Ok(Answer::New(page, may_be_kept))
        }
    }
}

impl Page {
    /// Reads to the end, and says how far it is.
    fn read(&self, mut body: impl Read, bytes: &mut Vec<u8>) -> Result<(), Trouble> {
        let mut chunk = vec![0; 16 << 10];
        loop {
            match body.read(&mut chunk).map_err(of_body)? {
                _ if self.progress.is_cancelled() => return Err(Trouble::Cancelled),
                0 => return Ok(()),
                count => {
                    self.progress.add(count);
                    bytes.extend_from_slice(&chunk[..count]);
                }
            }
        }
    }
}

/// A failure after the answer began: the server did answer, but not to the end.
fn of_body(error: std::io::Error) -> Trouble {
    match of_io(error) {
        Trouble::Connection(why) | Trouble::Secure(why) => Trouble::Answer(why),
        other => other,
    }
}

/// Whether an address can be fetched.
pub fn is_web_page(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| is_web(&url))
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// The same host and port; a change to https on the usual ports is no change of place.
fn same_place(one: &Url, other: &Url) -> bool {
    one.host() == other.host() && one.port() == other.port()
}

fn is_private_literal(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(v4)) => reach::is_private(v4.into()),
        Some(Host::Ipv6(v6)) => reach::is_private(v6.into()),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => true,
    }
}

/// Where a redirect leads.
fn next(url: &Url, response: &Response<Body>) -> Result<Url, Trouble> {
    let place =
        response.headers().get(header::LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let place = place.ok_or(Trouble::Status(response.status().as_u16()))?;
    url.join(&place).ok().filter(is_web).ok_or_else(|| Trouble::Elsewhere(place.into_owned()))
}

fn validators(kept: &Kept) -> Vec<(HeaderName, &str)> {
    let etag = kept.etag.as_deref().map(|tag| (header::IF_NONE_MATCH, tag));
    let date = kept.last_modified.as_deref().map(|date| (header::IF_MODIFIED_SINCE, date));
    etag.into_iter().chain(date).collect()
}

fn charset(content_type: &str) -> Option<String> {
    let part = |part: &str| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches(['"', '\'']).to_string())
    };
    content_type.split(';').find_map(part)
}

/// What to say where a kept page is shown; `age` in seconds.
fn age(why: &Trouble, age: u64) -> String {
    let (number, unit) = match age {
        0..3_600 => (age / 60, "minute"),
        3_600..86_400 => (age / 3_600, "hour"),
        _ => (age / 86_400, "day"),
    };
    let plural = if number == 1 { "" } else { "s" };
    let why = why.to_string();
    let why = why.split(';').next().unwrap_or_default();
    format!("Shown as it was {number} {unit}{plural} ago, because {why}.")
}
