//! Feeds that are followed: added, refreshed, listed, read, taken elsewhere. The server is our own.

#![cfg(unix)]

use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::fetch::{reply, server};
use super::terminal::{PROGRAM, Terminal, program};

const STORY: &str =
    "The council of Vale voted on Monday to take down the old weir after the flood of last spring.";

const PAGE: &str = "<html><head><title>The weir goes</title></head><body><article><h1>The weir goes</h1>\
    <p>The council of Vale voted on Monday to take down the old weir, which has held the river for a hundred years.</p>\
    <p>\u{201c}It leaks,\u{201d} said Ana Duarte, who walks past it every day on her way to the school by the bridge.</p>\
    </article></body></html>";

fn feed(title: &str, items: &[(&str, &str, &str)]) -> String {
    let item = |(link, title, words): &(&str, &str, &str)| {
        format!(
            "<item><title>{title}</title><link>{link}</link><description>{words}</description>\
                 <pubDate>Mon, 06 Jan 2020 10:00:00 GMT</pubDate></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!("<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>")
}

/// Two feeds with one story in common, whose first one has one item more each time; a page; and a broken feed.
fn news() -> String {
    let asked = Arc::new(AtomicUsize::new(0));
    let (host, _) = server(move |path, head, stream| {
        let host = head.lines().find_map(|line| line.strip_prefix("host: ").or(line.strip_prefix("Host: ")));
        let link = |page: &str| format!("http://{}/{page}", host.unwrap_or_default());
        let body = match path {
            "/courier" => {
                let count = asked.fetch_add(1, Ordering::SeqCst) + 1;
                let links: Vec<String> = (0..=count).map(|i| link(&format!("courier-{i}"))).collect();
                let mut items = vec![(links[0].as_str(), "The weir goes", STORY)];
                items.extend(links[1..].iter().map(|link| (link.as_str(), "Other news", "It rained.")));
                feed("Vale Courier", &items)
            }
            "/gazette" => feed("Gazette &amp; Post", &[(&link("gazette-0"), "The weir goes", STORY)]),
            "/broken" => "<rss><channel>".to_string(),
            "/robots.txt" => String::new(),
            _ => PAGE.to_string(),
        };
        reply(stream, "200 OK", "", body.as_bytes());
    });
    host
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    fn library(&self) -> String {
        self.folder.path().join("library.sqlite").display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.env("XDG_CONFIG_HOME", "/nonexistent").env("XDG_CACHE_HOME", self.folder.path());
        command.args(arguments).args(["--library", &self.library()]).output().unwrap()
    }

    fn words(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

#[test]
fn feeds_are_added_refreshed_and_removed() {
    let (desk, host) = (Desk::new(), news());
    assert!(desk.words(&["feeds"]).contains("No feeds yet"));
    let [courier, gazette, broken] = ["courier", "gazette", "broken"].map(|name| format!("{host}/{name}"));
    let output = desk.run(&["feeds", "add", &courier, &broken, &gazette]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/broken: not a feed"), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "2 feeds added; 2 feeds followed.\n");
    let listed = desk.words(&["feeds"]);
    let lines: Vec<&str> = listed.lines().collect();
    assert!(lines[0].contains("1 unread of 1") && lines[0].contains("Gazette & Post"), "{listed}");
    assert!(lines[1].contains("3 unread of 3") && lines[1].contains(&courier), "{listed}");
    assert_eq!(desk.words(&["feeds", "refresh"]), "1 item new in 2 feeds.\n");
    let gone = desk.run(&["feeds", "remove", "Gazette & Post", "Nobody's"]);
    assert_eq!(gone.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&gone.stderr).contains("Nobody's: no feed of that address or title"));
    assert_eq!(desk.words(&["feeds"]).lines().count(), 1);
}

#[test]
fn a_list_of_feeds_comes_in_and_goes_out() {
    let (desk, host) = (Desk::new(), news());
    let list = desk.folder.path().join("feeds.opml");
    let opml = format!(
        "<opml version='2.0'><body><outline text='Rivers'><outline text='Weirs' xmlUrl='{host}/courier'/></outline>\
         <outline text='Post' xmlUrl='{host}/gazette'/></body></opml>"
    );
    std::fs::write(&list, opml).unwrap();
    assert!(desk.words(&["feeds", "add", &list.display().to_string()]).starts_with("2 feeds added"));
    let exported = desk.words(&["feeds", "export"]);
    let folder = format!(
        "<outline text=\"Rivers\" title=\"Rivers\">\n<outline type=\"rss\" text=\"Weirs\" title=\"Weirs\" xmlUrl=\"{host}/courier\"/>"
    );
    assert!(exported.contains(&folder), "{exported}");
    // What goes out comes in again, and is in a backup.
    let other = Desk::new();
    let again = other.folder.path().join("again.opml");
    std::fs::write(&again, &exported).unwrap();
    other.words(&["feeds", "add", &again.display().to_string()]);
    assert_eq!(other.words(&["feeds", "export"]), exported);
    let backup = other.folder.path().join("all.jsonl");
    std::fs::write(&backup, other.words(&["backup"])).unwrap();
    let third = Desk::new();
    third.words(&["restore", &backup.display().to_string()]);
    assert_eq!(third.words(&["feeds", "export"]), exported);
}

#[test]
fn pages_of_new_items_are_read_ahead_each_story_once() {
    let (desk, host) = (Desk::new(), news());
    desk.words(&["feeds", "add", &format!("{host}/gazette")]);
    assert_eq!(desk.words(&["feeds", "refresh", "--full"]), "0 items new in 1 feed.\n1 page read.\n");
    assert!(desk.words(&["who", "Ana Duarte"]).contains("It leaks"));
    assert_eq!(desk.words(&["feeds", "refresh", "--full"]), "0 items new in 1 feed.\n0 pages read.\n");
}

#[test]
fn the_reader_opens_with_what_is_new() {
    let (desk, host) = (Desk::new(), news());
    desk.words(&["feeds", "add", &format!("{host}/courier"), &format!("{host}/gazette")]);
    let mut terminal = Terminal::start(80, 24, program(&["--library", &desk.library()]));
    terminal.wait_for("Everything new in your feeds");
    terminal.wait_for("Vale Courier");
    terminal.press("\r");
    terminal.wait_for("Other news");
    assert_eq!(terminal.text().matches("The weir goes").count(), 1, "{}", terminal.text());
    terminal.press("G\r");
    terminal.wait_for("who walks past it every day");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}
