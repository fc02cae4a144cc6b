//! What the reader shows while a page of the web is on its way, in a real terminal.

#![cfg(unix)]

use std::io::Write;
use std::net::TcpStream;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};

use crate::fetch::{reply, server};
use crate::pty::{Terminal, program};

const HEAD: &str = "<html><head><title>The weir</title></head><body><article><h1>The weir</h1>";
const BODY: &str = "<p>The weir at Orvanne was closed when the keeper came back, the council said on Monday.</p>\
    <p>\u{201c}Nobody opened it,\u{201d} he said, and went to see the heron.</p></article></body></html>";

/// A server whose page `/slow` comes in two parts; the second when something is sent, or no one can send any more.
fn slow() -> (String, Sender<()>) {
    let (go, wait) = mpsc::channel::<()>();
    let wait: Arc<Mutex<Receiver<()>>> = Arc::new(Mutex::new(wait));
    let (host, _) = server(move |path, head, stream| match path {
        "/slow" => in_parts(stream, &wait),
        "/feed" => {
            let host =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_string));
            let link = format!("http://{}/slow", host.unwrap_or_default());
            let feed = format!(
                "<rss version='2.0'><channel><title>Rivers</title><item><title>The weir</title><link>{link}</link>\
                 <description>Closed.</description></item></channel></rss>"
            );
            reply(stream, "200 OK", "", feed.as_bytes());
        }
        _ => reply(stream, "404 Not Found", "", b""),
    });
    (host, go)
}

fn in_parts(stream: &mut TcpStream, wait: &Mutex<Receiver<()>>) {
    let filler = format!("<!-- {} -->", "x".repeat(20_000));
    let length = HEAD.len() + filler.len() + BODY.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n"
    );
    let _ = stream.write_all(format!("{head}{HEAD}{filler}").as_bytes());
    let _ = wait.lock().map(|wait| wait.recv());
    let _ = stream.write_all(BODY.as_bytes());
}

#[test]
fn the_screen_opens_before_the_page_is_there() {
    let (host, go) = slow();
    let terminal = Terminal::start(80, 24, program(&[&format!("{host}/slow")]));
    terminal.wait_for("opening http://127.0.0.1");
    terminal.wait_for("KB");
    terminal.wait_for("Esc cancels");
    go.send(()).unwrap();
    terminal.wait_for("Nobody opened it");
    terminal.wait_for("statements by");
    assert!(!terminal.text().contains("Esc cancels"));
}

#[test]
fn esc_gives_up_and_keeps_nothing() {
    let (host, _go) = slow();
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite");
    let mut command = program(&["--library", library.to_str().unwrap(), &format!("{host}/feed")]);
    command.env("XDG_CACHE_HOME", folder.path().join("cache"));
    let mut terminal = Terminal::start(80, 24, command);
    terminal.wait_for("> The weir");
    terminal.press("\r");
    terminal.wait_for("opening http://127.0.0.1");
    terminal.press("\x1b");
    terminal.wait_for("cancelled: http://127.0.0.1");
    assert!(terminal.text().contains("> The weir"));
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    let kept = std::fs::read_dir(folder.path().join("cache/pullquote/pages")).unwrap().flatten();
    let kept: Vec<String> = kept.map(|file| std::fs::read_to_string(file.path()).unwrap()).collect();
    assert!(kept.len() == 1 && kept[0].contains("/feed"), "{kept:?}");
}

#[test]
fn a_page_that_cannot_be_opened_is_told_when_the_screen_is_closed() {
    let (host, _go) = slow();
    let mut terminal = Terminal::start(80, 24, program(&[&format!("{host}/gone")]));
    assert_eq!(terminal.end(), 1);
    terminal.wait_for("no such page at the server");
    let mut terminal = Terminal::start(80, 24, program(&[&format!("{host}/slow")]));
    terminal.wait_for("Esc cancels");
    terminal.press("\x1b");
    assert_eq!(terminal.end(), 0);
}
