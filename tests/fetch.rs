//! Fetching, from a server of our own that misbehaves. Nothing here leaves this machine.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use pullquote::article::Article;
use pullquote::extract::feeder::feed;
use pullquote::load::fetch::cache::{Cache, Files};
use pullquote::load::fetch::{Limits, Web};
use pullquote::load::{self, Loaded, Source};

const PAGE: &str = "<html><head><title>The ferry stays in</title></head><body><article><h1>The ferry stays in</h1>\
    <p>The ferry to Gull Rock will not sail before the end of the week, the harbour office said on Monday.</p>\
    <p>\u{201c}We are sorry for all who wait,\u{201d} it said in a note that was nailed to the door.</p>\
    </article></body></html>";

/// Answers each request as `answer` says (given the path and the head), counts them, and never ends.
pub fn server(
    answer: impl Fn(&str, &str, &mut TcpStream) + Send + Sync + 'static,
) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let count = Arc::new(AtomicUsize::new(0));
    let (counted, answer) = (count.clone(), Arc::new(answer));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::SeqCst);
            let answer = answer.clone();
            std::thread::spawn(move || {
                let head = head(&stream);
                let path = head.split(' ').nth(1).unwrap_or_default().to_string();
                answer(&path, &head, &mut stream);
            });
        }
    });
    (address, count)
}

fn head(stream: &TcpStream) -> String {
    let lines = BufReader::new(stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

pub fn reply(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n");
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

pub fn limits() -> Limits {
    Limits { connect: Duration::from_millis(500), whole: Duration::from_millis(1500), bytes: 1 << 20 }
}

fn read(web: &Arc<Web>, address: &str) -> Result<Article, String> {
    match load::load(&Source::Web(web.page(address))) {
        Ok(Loaded::Article(article)) => Ok(*article),
        Ok(Loaded::Listing(_)) => panic!("a listing"),
        Err(error) => Err(error.to_string()),
    }
}

fn notes(article: &Article) -> String {
    article.notes.iter().map(|note| note.0.as_str()).collect()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

#[test]
fn pages_are_read_over_redirects_packed_and_in_their_character_set() {
    let (host, _) = server(|path, head, stream| match path {
        "/old" => reply(stream, "301 Moved", "Location: /a/../page\r\n", b""),
        "/page" => reply(stream, "200 OK", "Content-Type: text/html\r\n", PAGE.as_bytes()),
        "/packed" => reply(stream, "200 OK", "Content-Encoding: gzip\r\n", &packed(PAGE.as_bytes())),
        "/brotli" => {
            reply(stream, "200 OK", "Content-Encoding: br\r\n", &crate::shelves::brotli(PAGE.as_bytes()))
        }
        "/cyrillic" => {
            let (page, _, _) =
                encoding_rs::WINDOWS_1251.encode("<html><meta charset=koi8-r><p>Мост закрыт, сказал мэр.");
            reply(stream, "200 OK", "Content-Type: text/html; charset=\"windows-1251\"\r\n", &page);
        }
        "/agent" => reply(stream, "200 OK", "Content-Type: text/plain\r\n", head.as_bytes()),
        _ => reply(stream, "404 Not Found", "", b"no"),
    });
    let web = Web::new(limits(), None);
    for path in ["/page", "/old", "/packed", "/brotli"] {
        let article = read(&web, &format!("{host}{path}")).expect(path);
        assert_eq!(article.meta.title.as_deref(), Some("The ferry stays in"), "{path}");
        assert!(article.text.contains("nailed to the door"), "{path}");
    }
    let article = read(&web, &format!("{host}/old")).expect("a page");
    assert_eq!(article.meta.url, Some(format!("{host}/page")));
    assert!(read(&web, &format!("{host}/cyrillic")).expect("a page").text.contains("Мост закрыт"));
    let said = read(&web, &format!("{host}/agent")).expect("a text").text.to_lowercase();
    assert!(said.contains("user-agent: pullquote/") && said.contains("gzip"), "{said}");
}

#[test]
fn what_goes_wrong_is_told_in_a_sentence() {
    let (host, _) = server(|path, _, stream| match path {
        "/loop" => reply(stream, "302 Found", "Location: /loop\r\n", b""),
        "/file" => reply(stream, "302 Found", "Location: file:///etc/hostname\r\n", b""),
        "/nowhere" => reply(stream, "302 Found", "", b""),
        "/slow" => std::thread::sleep(Duration::from_secs(4)),
        "/drip" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n<html>");
            while stream.write_all(b"<p>more").is_ok() {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        "/endless" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n<html>");
            while stream.write_all(&[b'x'; 1 << 16]).is_ok() {}
        }
        "/bomb" => reply(stream, "200 OK", "Content-Encoding: gzip\r\n", &packed(&vec![b' '; 200 << 20])),
        "/short" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<html><p>It began");
        }
        "/image" => {
            reply(stream, "200 OK", "Content-Type: text/html\r\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0")
        }
        "/garbage" => {
            let _ = stream.write_all(b"\0\0\0 no answer at all\r\n\r\n");
        }
        "/forbidden" => reply(stream, "403 Forbidden", "", b""),
        "/busy" => reply(stream, "503 Busy", "", b""),
        _ => reply(stream, "404 Not Found", "", b""),
    });
    let web = Web::new(limits(), None);
    let cases = [
        ("/loop", "redirects without end"),
        ("/file", "file:///etc/hostname, which is no web page"),
        ("/nowhere", "status 302"),
        ("/slow", "took too long"),
        ("/drip", "took too long"),
        ("/endless", "larger than 1 MB"),
        ("/bomb", "larger than 1 MB"),
        ("/short", "cannot be read"),
        ("/image", "not text"),
        ("/garbage", "try again"),
        ("/forbidden", "does not let programs read it (403)"),
        ("/busy", "busy or out of order (503)"),
        ("/none", "no such page at the server (404)"),
    ];
    for (path, expected) in cases {
        let address = format!("{host}{path}");
        let error = read(&web, &address).expect_err(path);
        assert!(error.starts_with(&address) && error.contains(expected), "{error}");
    }
    for address in ["ftp://example.org/a", "http://", "http:///a"] {
        let error = read(&web, address).expect_err(address);
        assert!(error.contains("http:// or https://") || error.contains("no such host"), "{error}");
    }
}

#[test]
fn redirects_do_not_reach_private_addresses_that_the_user_did_not_name() {
    let (inside, asked) = server(|_, _, stream| reply(stream, "200 OK", "", PAGE.as_bytes()));
    let port = inside.rsplit(':').next().expect("a port").to_string();
    let (host, _) = server(move |path, _, stream| {
        let place = path.trim_start_matches('/');
        reply(stream, "302 Found", &format!("Location: http://{place}:{port}/\r\n"), b"");
    });
    let web = Web::new(limits(), None);
    for place in ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]", "0"] {
        let error = read(&web, &format!("{host}/{place}")).expect_err(place);
        assert!(error.contains("your own network"), "{error}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    // Named, it is what the user wants.
    assert!(read(&web, &inside).is_ok());
}

#[test]
fn pages_are_kept_asked_for_again_and_open_offline() {
    let folder = tempfile::tempdir().expect("a folder");
    let web = || {
        let files = Files::new(folder.path().join("pages"));
        Web::new(limits(), Some(Box::new(files) as Box<dyn Cache>))
    };
    let same = Arc::new(AtomicUsize::new(0));
    let (seen, down) = (same.clone(), Arc::new(AtomicUsize::new(0)));
    let broken = down.clone();
    let (host, _) = server(move |path, head, stream| {
        let head = head.to_lowercase();
        let known = head.contains("if-none-match: \"v1\"") && head.contains("if-modified-since: mon, 06 jan");
        match path {
            _ if broken.load(Ordering::SeqCst) > 0 => reply(stream, "503 Down", "", b""),
            "/secret" => reply(stream, "200 OK", "Cache-Control: private, no-store\r\n", PAGE.as_bytes()),
            _ if known => {
                seen.fetch_add(1, Ordering::SeqCst);
                reply(stream, "304 Not Modified", "", b"");
            }
            _ => {
                let headers = "ETag: \"v1\"\r\nLast-Modified: Mon, 06 Jan 2020 10:00:00 GMT\r\n";
                reply(stream, "200 OK", headers, PAGE.as_bytes());
            }
        }
    });
    let (page, secret) = (format!("{host}/page"), format!("{host}/secret"));
    for _ in 0..3 {
        let article = read(&web(), &page).expect("a page");
        assert_eq!(notes(&article), "");
    }
    assert_eq!(same.load(Ordering::SeqCst), 2);
    read(&web(), &secret).expect("a page");
    down.store(1, Ordering::SeqCst);
    let article = read(&web(), &page).expect("a page kept");
    assert!(article.text.contains("nailed to the door"));
    assert!(notes(&article).contains("minutes ago, because the server is busy or out of order (503)"));
    assert!(read(&web(), &secret).expect_err("not kept").contains("503"));
    // A damaged file in the cache is as good as none.
    for file in std::fs::read_dir(folder.path().join("pages")).expect("a folder").flatten() {
        std::fs::write(file.path(), b"{").expect("damaged");
    }
    assert!(read(&web(), &page).is_err());
}

#[test]
fn batches_keep_to_robots_txt() {
    let (host, asked) = server(|path, _, stream| match path {
        "/robots.txt" => reply(stream, "200 OK", "", b"User-agent: *\nDisallow: /private\n"),
        "/round" => reply(stream, "302 Found", "Location: /private/b\r\n", b""),
        _ => reply(stream, "200 OK", "", PAGE.as_bytes()),
    });
    let web = Web::polite(limits(), Duration::from_millis(1));
    for path in ["/a", "/b"] {
        assert!(read(&web, &format!("{host}{path}")).is_ok());
    }
    for path in ["/private/a", "/round"] {
        let error = read(&web, &format!("{host}{path}")).expect_err(path);
        assert!(error.contains("robots.txt"), "{error}");
    }
    // robots.txt once, the two pages, the redirect.
    assert_eq!(asked.load(Ordering::SeqCst), 4);
    assert!(read(&Web::new(limits(), None), &format!("{host}/private/a")).is_ok());
    let (without, _) = server(|path, _, stream| match path {
        "/robots.txt" => reply(stream, "404 Not Found", "", b""),
        _ => reply(stream, "200 OK", "", PAGE.as_bytes()),
    });
    assert!(read(&Web::polite(limits(), Duration::ZERO), &format!("{without}/a")).is_ok());
}

/// Two hosts; the page of each waits (a while) for the other one to be asked.
#[test]
fn batches_ask_hosts_at_the_same_time_and_keep_the_order() {
    let asked = Arc::new(AtomicUsize::new(0));
    let host = || {
        let asked = asked.clone();
        let (host, _) = server(move |path, _, stream| {
            if path == "/robots.txt" {
                return reply(stream, "404 Not Found", "", b"");
            }
            asked.fetch_add(1, Ordering::SeqCst);
            let met = (0..600).any(|_| {
                std::thread::sleep(Duration::from_millis(5));
                asked.load(Ordering::SeqCst) >= 2
            });
            reply(stream, if met { "200 OK" } else { "500 Alone" }, "", PAGE.as_bytes());
        });
        host
    };
    let addresses: Vec<String> = (0..4).map(|_| host()).map(|host| format!("{host}/page")).collect();
    let web = Web::polite(limits(), Duration::ZERO);
    let sources: Vec<Source> = addresses.iter().map(|address| Source::Web(web.page(address))).collect();
    let mut read = Vec::new();
    feed(&sources, Some(&web), &mut |came| {
        read.extend(came.map(|(name, article)| (name, article.is_ok())));
        true
    });
    let expected: Vec<(String, bool)> = addresses.into_iter().map(|address| (address, true)).collect();
    assert_eq!(read, expected);
}

#[test]
fn a_feed_opens_as_its_items() {
    let line = |day| format!("<p>On day {day} the ferry will not sail before Friday, the office said.</p>");
    let long: String = (1..=30).map(line).collect();
    let feed = format!(
        "<?xml version='1.0' encoding='utf-8'?><!-- a feed --><rss version='2.0'><channel><title>Lantern</title>\
        <item><title>Teaser &amp;amp; more</title><link>HOST/page</link><description>The ferry stays in.</description>\
        <pubDate>Mon, 06 Jan 2020 10:00:00 GMT</pubDate></item>\
        <item><title>Whole</title><link>HOST/whole</link><description><![CDATA[{long}]]></description></item>\
        <item><title>No page</title><link>javascript:alert(1)</link><description>Only words here.</description></item>\
        </channel></rss>"
    );
    let words = feed.clone();
    let (host, _) = server(move |path, head, stream| match path {
        "/feed" => {
            let host =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_string));
            let feed = words.replace("HOST", &format!("http://{}", host.unwrap_or_default()));
            reply(stream, "200 OK", "Content-Type: text/html\r\n", feed.as_bytes());
        }
        _ => reply(stream, "200 OK", "", PAGE.as_bytes()),
    });
    let web = Web::new(limits(), None);
    let source = Source::Web(web.page(&format!("{host}/feed")));
    let Ok(Loaded::Listing(items)) = load::load(&source) else { panic!("no listing") };
    let lines: Vec<(&str, &str)> =
        items.iter().map(|item| (item.title.as_str(), item.detail.as_str())).collect();
    let none = "a teaser: the feed has no more";
    assert_eq!(lines, [("Teaser & more", "2020-01-06"), ("Whole", ""), ("No page", none)]);
    let mut texts = Vec::new();
    load::stream(&source, &mut |_, article| {
        texts.push(article.expect("an article"));
        true
    });
    assert!(texts[0].text.contains("nailed to the door"));
    assert!(texts[1].text.matches("before Friday").count() == 30);
    assert_eq!(texts[1].meta.url, Some(format!("{host}/whole")));
    assert!(texts[2].text.contains("Only words here."));
    // From a file there is no way to the web: the teaser is all.
    let Ok(Loaded::Listing(items)) = load::parse("feed.xml", feed.as_bytes()) else { panic!("no listing") };
    assert_eq!(items[0].detail, "2020-01-06, a teaser: the feed has no more");
    let json = br#"{"version": "https://jsonfeed.org/version/1.1", "title": "L",
        "items": [{"id": "1", "title": "One", "content_text": "It rained."}]}"#;
    let Ok(Loaded::Listing(items)) = load::parse("feed", json) else { panic!("no listing") };
    assert_eq!(items[0].title, "One");
    assert!(load::parse("feed", b"<rss><channel></rss>").unwrap_err().to_string().contains("not a feed"));
}
