//! Feeds that are followed: added, listed, refreshed, exported, and on the home screen.

#![cfg(unix)]

use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::fetch::{reply, server};
use crate::pty::{PROGRAM, Terminal, program};

/// A site with a feed of two items, later three, and a page that names the feed.
struct Site {
    host: String,
    /// Items that the feed has.
    items: Arc<AtomicUsize>,
    /// The heads of what was asked.
    asked: Arc<Mutex<Vec<String>>>,
}

fn site() -> Site {
    let (items, asked) = (Arc::new(AtomicUsize::new(2)), Arc::new(Mutex::new(Vec::new())));
    let (count, heads) = (items.clone(), asked.clone());
    let (host, _) = server(move |path, head, stream| {
        heads.lock().unwrap().push(head.to_lowercase());
        let count = count.load(Ordering::SeqCst);
        match path {
            "/feed.xml" if head.to_lowercase().contains(&format!("if-none-match: \"{count}\"")) => {
                reply(stream, "304 Not Modified", "", b"");
            }
            "/feed.xml" => {
                let kind = format!("Content-Type: application/rss+xml\r\nETag: \"{count}\"\r\n");
                reply(stream, "200 OK", &kind, feed(count).as_bytes());
            }
            "/" => {
                let page = "<html><head><title>Lantern</title><link rel='alternate' type='application/rss+xml' href='feed.xml'></head></html>";
                reply(stream, "200 OK", "Content-Type: text/html\r\n", page.as_bytes());
            }
            "/plain" => reply(stream, "200 OK", "Content-Type: text/html\r\n", b"<html><p>No feed here."),
            _ => reply(stream, "404 Not Found", "", b""),
        }
    });
    Site { host, items, asked }
}

fn feed(count: usize) -> String {
    let line =
        |n: usize| format!("<p>On day {n} the ferry will not sail before Friday, the office said.</p>");
    let whole: String = (0..30).map(line).collect();
    let item = |n: usize| {
        format!(
            "<item><title>Ferry &amp;amp; weir {n}</title><guid isPermaLink='false'>{n}</guid><description><![CDATA[{whole}]]></description></item>"
        )
    };
    let items: String = (1..=count).rev().map(item).collect();
    format!("<rss version='2.0'><channel><title>The Lantern</title>{items}</channel></rss>")
}

struct Home(tempfile::TempDir);

impl Home {
    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn feeds(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.env("XDG_CONFIG_HOME", "/nonexistent").env("XDG_CACHE_HOME", self.0.path());
        command
            .arg("feeds")
            .args(arguments)
            .args(["--library", &self.path("library.sqlite")])
            .output()
            .unwrap()
    }

    fn said(&self, arguments: &[&str]) -> String {
        let output = self.feeds(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

fn home() -> Home {
    Home(tempfile::tempdir().unwrap())
}

#[test]
fn feeds_are_followed_asked_again_and_let_go() {
    let (site, home) = (site(), home());
    let address = format!("{}/feed.xml", site.host);
    // A page leads to the feed that it names.
    let said = home.said(&["add", "--folder", "Coast", &format!("{}/", site.host)]);
    assert_eq!(said, format!("The Lantern ({address}): added, 2 items\n"));
    let listed = home.said(&["list"]);
    assert_eq!(listed, format!("    2 of 2     Coast / The Lantern  {address}\n"));
    assert_eq!(home.said(&["refresh"]), "1 feed answered, 0 items new\n");
    assert!(site.asked.lock().unwrap().last().unwrap().contains("if-none-match: \"2\""));
    site.items.store(3, Ordering::SeqCst);
    assert_eq!(home.said(&["refresh", &address]), "1 feed answered, 1 item new\n");
    assert!(home.said(&["list"]).contains("3 of 3"));
    assert!(home.said(&["add", &address]).contains("followed already"));
    assert_eq!(home.said(&["remove", &address]), format!("{address}: removed\n"));
    assert_eq!(home.said(&["list"]), "");
    let again = home.feeds(&["remove", &address]);
    assert_eq!(again.status.code(), Some(1));
    let none = home.feeds(&["add", &format!("{}/plain", site.host)]);
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&none.stderr).contains("names no feed"));
}

#[test]
fn a_feed_that_does_not_answer_keeps_what_it_had() {
    let (site, home) = (site(), home());
    let gone = format!("{}/gone.xml", site.host);
    let list = format!(
        "<opml><body><outline text='Rivers'><outline text='Gone &amp; lost' xmlUrl='{gone}'/></outline>\
        <outline text='L' xmlUrl='{}/feed.xml'/></body></opml>",
        site.host
    );
    std::fs::write(home.path("feeds.opml"), list).unwrap();
    assert!(home.said(&["add", &home.path("feeds.opml")]).contains("2 feeds added"));
    assert!(home.said(&["list"]).contains("[not asked yet]"));
    let output = home.feeds(&["refresh"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "1 feed answered, 2 items new\n");
    let listed = home.said(&["list"]);
    assert!(listed.contains("Rivers / Gone & lost") && listed.contains("no such page"), "{listed}");
    let exported = home.said(&["export"]);
    assert!(
        exported.contains("<outline text=\"Rivers\">") && exported.contains("text=\"Gone &amp; lost\""),
        "{exported}"
    );
    // What goes out comes in again.
    let other = crate::feeds::home();
    std::fs::write(other.path("out.opml"), &exported).unwrap();
    assert!(other.said(&["add", &other.path("out.opml")]).contains("2 feeds added"));
    assert_eq!(other.said(&["export"]), exported);
}

#[test]
fn unread_articles_are_read_ahead() {
    let (site, home) = (site(), home());
    home.said(&["add", &format!("{}/feed.xml", site.host)]);
    let said = home.said(&["refresh", "--full"]);
    assert!(said.ends_with("2 articles read ahead\n"), "{said}");
    assert!(home.said(&["refresh", "--full"]).ends_with("0 articles read ahead\n"));
    let mut search = Command::new(PROGRAM);
    let found = search.args(["search", "ferry", "--library", &home.path("library.sqlite")]).output().unwrap();
    assert!(String::from_utf8_lossy(&found.stdout).contains("Ferry & weir"), "{found:?}");
}

#[test]
fn feeds_are_on_the_home_screen() {
    let (site, home) = (site(), home());
    home.said(&["add", &format!("{}/feed.xml", site.host)]);
    let asked = site.asked.lock().unwrap().len();
    let mut command = program(&["--library", &home.path("library.sqlite")]);
    command.env("XDG_CACHE_HOME", home.0.path());
    let mut terminal = Terminal::start(80, 24, command);
    terminal.wait_for("2 in 1 feed");
    terminal.wait_for("feed, 2 unread of 2");
    terminal.wait_for("r refresh");
    terminal.press("\r");
    terminal.wait_for("Ferry & weir 2");
    // The list is the library's: nobody was asked.
    assert_eq!(site.asked.lock().unwrap().len(), asked);
    site.items.store(3, Ordering::SeqCst);
    terminal.press("r");
    terminal.wait_for("1 item new");
    terminal.wait_for("Ferry & weir 3");
    terminal.press("R");
    terminal.wait_for("read");
    terminal.press("q");
    terminal.wait_for("feed, 2 unread of 3");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

/// A feed of one story, which the other feed words a little differently, and one of its own.
fn wire(name: &str) -> String {
    let story = "The ferry to Gull Rock will not sail before the end of the week, the harbour office said on Monday, and the \
        two captains of the line, who have waited since the storm, went home to their gardens and their dogs";
    format!(
        "<rss version='2.0'><channel><title>The {name}</title>\
        <item><title>The ferry stays in</title><guid isPermaLink='false'>{name}-1</guid><description>{story} ({name}).</description></item>\
        <item><title>Only in the {name}</title><guid isPermaLink='false'>{name}-2</guid><description>A heron of the {name}.</description></item>\
        </channel></rss>"
    )
}

#[test]
fn a_story_in_two_feeds_is_shown_once() {
    let home = home();
    let (host, _) = server(|path, _, stream| {
        let name = path.trim_matches('/');
        reply(stream, "200 OK", "Content-Type: application/rss+xml\r\n", wire(name).as_bytes());
    });
    home.said(&["add", &format!("{host}/Courier"), &format!("{host}/Gazette")]);
    let listed = home.said(&["list"]);
    assert!(
        listed.contains("    2 of 2     The Courier") && listed.contains("    1 of 1     The Gazette"),
        "{listed}"
    );
    let library = pullquote::library::Library::open(home.path("library.sqlite").as_ref()).unwrap();
    let titles = |name: &str| -> Vec<(String, Option<String>)> {
        let items = library.feed_items(&format!("{host}/{name}")).unwrap().unwrap();
        items.into_iter().map(|item| (item.title, item.also)).collect()
    };
    let also = Some("The Gazette".to_string());
    assert_eq!(
        titles("Courier"),
        [("The ferry stays in".into(), also), ("Only in the Courier".into(), None)]
    );
    assert_eq!(titles("Gazette"), [("Only in the Gazette".to_string(), None)]);
    // It comes back when the feed that showed it is let go.
    home.said(&["remove", &format!("{host}/Courier")]);
    assert_eq!(titles("Gazette").len(), 2);
}

#[test]
fn what_is_new_in_all_feeds_is_one_list() {
    let home = home();
    let (host, _) = server(|path, _, stream| {
        let name = path.trim_matches('/');
        reply(stream, "200 OK", "Content-Type: application/rss+xml\r\n", wire(name).as_bytes());
    });
    home.said(&["add", &format!("{host}/Courier"), &format!("{host}/Gazette")]);
    let mut command = program(&["--library", &home.path("library.sqlite")]);
    command.env("XDG_CACHE_HOME", home.0.path());
    let mut terminal = Terminal::start(80, 24, command);
    terminal.wait_for("Everything new in your feeds");
    terminal.wait_for("3 unread");
    terminal.press("\r");
    terminal.wait_for("Only in the Gazette");
    terminal.wait_for("Only in the Courier");
    assert_eq!(terminal.text().matches("The ferry stays in").count(), 1, "{}", terminal.text());
    terminal.press("r");
    terminal.wait_for("0 items new");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}
