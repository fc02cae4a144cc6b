//! Formats that hold several articles: books, archives, saved pages, lists of feeds.

use std::io::{Cursor, Write};
use std::sync::Arc;

use pullquote::article::Article;
use pullquote::load::fetch::{Limits, Web};
use pullquote::load::{self, Error, Item, Loaded, Source};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::formats::{article, draw, gzip, listing};

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (i, (path, text)) in files.iter().enumerate() {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        let options = if i == 0 { stored } else { SimpleFileOptions::default() };
        zip.start_file(*path, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn opened(item: &Item) -> Article {
    match load::load(&item.source) {
        Ok(Loaded::Article(article)) => *article,
        other => panic!("no article: {other:?}"),
    }
}

const MIMETYPE: (&str, &str) = ("mimetype", "application/epub+zip");
const CONTAINER: (&str, &str) = (
    "META-INF/container.xml",
    "<?xml version='1.0'?><container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>\
     <rootfile full-path='OEBPS/book.opf' media-type='application/oebps-package+xml'/></rootfiles></container>",
);
const PACKAGE: (&str, &str) = (
    "OEBPS/book.opf",
    "<package xmlns='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata>\
     <dc:title>The Weir &amp; the Heron</dc:title><dc:creator>Ottilie Brandt</dc:creator>\
     <dc:creator>Ben Okri</dc:creator><dc:language>en</dc:language><dc:date>2026-04-02</dc:date></metadata>\
     <manifest><item id='cover' href='cover.xhtml' media-type='application/xhtml+xml'/>\
     <item id='one' href='text/one%20a.xhtml' media-type='application/xhtml+xml'/>\
     <item id='two' href='text/two.xhtml' media-type='application/xhtml+xml'/>\
     <item id='notes' href='text/notes.xhtml' media-type='application/xhtml+xml'/>\
     <item id='toc' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/>\
     <item id='ncx' href='toc.ncx' media-type='application/x-dtbncx+xml'/></manifest>\
     <spine toc='ncx'><itemref idref='cover'/><itemref idref='toc'/><itemref idref='one'/><itemref idref='two'/>\
     <itemref idref='notes' linear='no'/><itemref idref='gone'/></spine></package>",
);
const COVER: (&str, &str) = ("OEBPS/cover.xhtml", "<html><body><img src='c.jpg' alt=''/></body></html>");
const ONE: (&str, &str) = (
    "OEBPS/text/one a.xhtml",
    "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body>\
     <a id='p1'/><h2>The Gate</h2><p>\u{201c}It is <em>shut</em>,\u{201d} said the keeper.</p><hr/><p>Nobody answered.</p></body></html>",
);
const TWO: (&str, &str) =
    ("OEBPS/text/two.xhtml", "<html><body><h1>The Reeds</h1><p>It stood there.</p></body></html>");
const NAV: (&str, &str) = (
    "OEBPS/nav.xhtml",
    "<html xmlns:epub='http://www.idpf.org/2007/ops'><body><nav epub:type='toc'><ol>\
     <li><a href='text/one%20a.xhtml#p1'>I. <i>The</i> Gate</a></li></ol></nav></body></html>",
);
const NCX: (&str, &str) = (
    "OEBPS/toc.ncx",
    "<ncx><navMap><navPoint><navLabel><text>The Gate (1)</text></navLabel><content src='text/one%20a.xhtml'/></navPoint>\
     </navMap></ncx>",
);

pub fn book() -> Vec<u8> {
    archive(&[MIMETYPE, CONTAINER, PACKAGE, COVER, ONE, TWO, NAV, NCX])
}

#[test]
fn a_book_is_a_listing_of_its_chapters() {
    let bytes = book();
    let items = listing("weir.epub", &bytes);
    let titles: Vec<&str> = items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["I. The Gate", "The Reeds"]);
    assert!(items[0].detail.starts_with("The Weir & the Heron, "), "{}", items[0].detail);
    assert_eq!(items[0].source.name(), "weir.epub#OEBPS/text/one a.xhtml");
    let first = opened(&items[0]);
    assert_eq!(draw(&first), "H2 The Gate\nP “It is shut,” said the keeper.\nP Nobody answered.");
    assert_eq!(first.meta.byline.as_deref(), Some("Ottilie Brandt, Ben Okri"));
    assert_eq!(first.meta.published.as_deref(), Some("2026-04-02"));
    assert_eq!(first.meta.title.as_deref(), Some("I. The Gate"));
    assert_eq!(draw(&opened(&items[1])), "T The Reeds\nP It stood there.");
    // An older book has only the other table; a file without a name is known by what it is.
    let package =
        (PACKAGE.0, &*PACKAGE.1.replace(" properties='nav'", "").replace("<itemref idref='toc'/>", ""));
    let items = listing("-", &archive(&[MIMETYPE, CONTAINER, package, COVER, ONE, TWO, NCX]));
    assert_eq!(items[0].title, "The Gate (1)");
    let mut texts = Vec::new();
    load::stream(&Source::Memory { name: "w.epub".into(), bytes: bytes.into() }, &mut |name, article| {
        texts.push((name, article.expect("a chapter").blocks.len()));
        true
    });
    assert_eq!(
        texts,
        [("w.epub#OEBPS/text/one a.xhtml".to_string(), 3), ("w.epub#OEBPS/text/two.xhtml".to_string(), 2)]
    );
}

#[test]
fn books_that_cannot_be_read_say_why() {
    let whole = archive(&[MIMETYPE, CONTAINER, PACKAGE, ONE, TWO]);
    let cases: [(Vec<u8>, &str); 5] = [
        (whole[..whole.len() / 2].to_vec(), "not a book that can be read"),
        (archive(&[MIMETYPE, PACKAGE]), "it lacks its container.xml"),
        (archive(&[MIMETYPE, CONTAINER]), "its package cannot be read"),
        (archive(&[MIMETYPE, CONTAINER, PACKAGE]), "it has no chapters"),
        (archive(&[MIMETYPE, CONTAINER, PACKAGE, ("META-INF/rights.xml", "<r/>")]), "locked by its seller"),
    ];
    for (bytes, why) in cases {
        let Err(error) = load::parse("weir.epub", &bytes) else { panic!("{why}") };
        assert!(error.to_string().starts_with("weir.epub: ") && error.to_string().contains(why), "{error}");
    }
}

#[test]
fn a_chapter_that_unpacks_without_end_is_left_out() {
    let bomb = " ".repeat(40 << 20);
    let bytes = archive(&[MIMETYPE, CONTAINER, PACKAGE, ("OEBPS/text/one a.xhtml", &bomb), TWO, NAV]);
    assert!(bytes.len() < 1 << 20);
    let items = listing("bomb.epub", &bytes);
    assert!(matches!(load::load(&items[0].source), Err(Error::BadBook(..))));
    assert_eq!(opened(&items[1]).blocks.len(), 2);
}

pub const SAVED: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/news/weir.html\r\n\
    Subject: =?utf-8?Q?The=20weir?=\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/related; type=\"text/html\"; boundary=\"--x\"\r\n\r\n\
    ----x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\
    Content-Location: https://example.org/news/weir.html\r\n\r\n\
    <!DOCTYPE html><html><head><title>The weir</title></head><body><article><h1>The weir</h1>\
    <p>The weir at Orvanne was d=C3=A9j=C3=A0 closed when the keeper came back from the bank, the council =\r\nsaid on Monday.</p>\
    <p><a href=3D\"/map\">A map</a> of the river shows where it stood before the flood took it away for good.</p>\
    </article></body></html>\r\n----x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\
    Content-Location: https://example.org/weir.png\r\n\r\niVBORw==\r\n----x--\r\n";

#[test]
fn a_page_that_a_browser_saved_is_the_page() {
    let saved = article("weir.mhtml", SAVED.as_bytes());
    assert_eq!(saved.meta.title.as_deref(), Some("The weir"));
    assert_eq!(saved.meta.url.as_deref(), Some("https://example.org/news/weir.html"));
    assert!(saved.text.contains("was déjà closed when the keeper came back from the bank, the council said"));
    assert_eq!(saved.links()[0].1, "https://example.org/map");
    let older = SAVED.replace("Snapshot-Content-Location: https://example.org/news/weir.html\r\n", "");
    assert_eq!(article("weir.mht", older.as_bytes()).text, saved.text);
}

#[test]
fn a_saved_page_knows_where_it_was() {
    let page = "<!DOCTYPE html>\n<!-- saved from url=(0034)https://example.org/news/weir.html -->\n<html><body>\
        <p>The weir at Orvanne was closed when the keeper came back. See the <a href='/map'>map</a> of it.</p></body></html>";
    let saved = article("weir.html", page.as_bytes());
    assert_eq!(saved.meta.url.as_deref(), Some("https://example.org/news/weir.html"));
    assert_eq!(saved.links()[0].1, "https://example.org/map");
}

fn record(kind: &str, address: &str, content: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Type: {content}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn page(words: &str) -> String {
    format!(
        "<html><head><title>{words}</title></head><body><p>{words} is closed, the keeper said to all who came.</p></body></html>"
    )
}

pub fn crawl() -> Vec<Vec<u8>> {
    let http = "application/http; msgtype=response";
    let answer = |head: &str, body: &[u8]| [b"HTTP/1.1 ", head.as_bytes(), b"\r\n\r\n", body].concat();
    let chunked = "5;x=1\r\n<html\r\n".to_string()
        + &format!("{:x}\r\n{}\r\n0\r\n\r\n", page("C").len() - 5, &page("C")[5..]);
    vec![
        record("warcinfo", "", "application/warc-fields", b"software: none\r\n"),
        record(
            "request",
            "https://a.example/",
            "application/http; msgtype=request",
            b"GET / HTTP/1.1\r\n\r\n",
        ),
        record(
            "response",
            "https://a.example/",
            http,
            &answer("200 OK\r\nContent-Type: text/html", page("A").as_bytes()),
        ),
        record(
            "response",
            "https://a.example/x.png",
            http,
            &answer("200 OK\r\nContent-Type: image/png", b"PNG"),
        ),
        record(
            "response",
            "https://a.example/gone",
            http,
            &answer("404 No\r\nContent-Type: text/html", page("No").as_bytes()),
        ),
        record(
            "response",
            "https://b.example/",
            http,
            &answer(
                "200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Encoding: gzip",
                &gzip(page("B").replace('B', "\u{e9}").replace('é', "&eacute;").as_bytes()),
            ),
        ),
        record(
            "response",
            "https://c.example/",
            http,
            &answer("200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", chunked.as_bytes()),
        ),
        record(
            "response",
            "https://d.example/",
            http,
            &answer(
                "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br",
                &brotli(page("D").as_bytes()),
            ),
        ),
        record(
            "conversion",
            "https://e.example/",
            "text/plain",
            "E is closed.\nThe keeper said so.".as_bytes(),
        ),
    ]
}

/// A Brotli stream (RFC 7932) of one stretch that is not packed, and its end.
pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let head = ((bytes.len() as u32 - 1) << 4 | 1 << 20).to_le_bytes();
    [&head[..3], bytes, &[3]].concat()
}

fn streamed(name: &str, bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    load::stream(&Source::Memory { name: name.into(), bytes: bytes.into() }, &mut |name, article| {
        let words = article.map_or_else(|e| e.to_string(), |a| a.blocks[0].span.of(&a.text).to_string());
        all.push((name, words));
        true
    });
    all
}

#[test]
fn each_page_of_a_web_archive_is_an_article() {
    let plain = crawl().concat();
    let packed: Vec<u8> = crawl().iter().flat_map(|record| gzip(record)).collect();
    for bytes in [plain, packed] {
        let all = streamed("x.warc.gz", bytes.clone());
        let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        let hosts = [
            "https://a.example/",
            "https://b.example/",
            "https://c.example/",
            "https://d.example/",
            "https://e.example/",
        ];
        assert_eq!(names, hosts);
        let starts = ["A is closed", "é is closed", "C is closed", "D is closed", "E is closed"];
        for ((_, words), start) in all.iter().zip(starts) {
            assert!(words.starts_with(start), "{words}");
        }
        let items = listing("x.warc", &bytes);
        let titles: Vec<&str> = items.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["A", "é", "C", "D", "E is closed."]);
        assert_eq!(opened(&items[0]).meta.url.as_deref(), Some("https://a.example/"));
    }
}

#[test]
fn a_web_archive_that_breaks_off_gives_what_came_before() {
    let mut bytes = crawl().concat();
    bytes.truncate(bytes.len() - 12);
    let all = streamed("x.warc", bytes.clone());
    assert!(all.last().unwrap().1.starts_with("x.warc: not a web archive that can be read"), "{all:?}");
    assert_eq!(all.len(), 6);
    assert!(listing("x.warc", &bytes).last().unwrap().detail.contains("breaks off here"));
    let nonsense = streamed("x.warc", b"WARC/1.0\r\nContent-Length: 3\r\n\r\nabcdefg\r\n\r\n".to_vec());
    assert_eq!(nonsense.len(), 1);
}

pub const FEEDS: &str = "<?xml version=\"1.0\"?><opml version=\"2.0\"><head><title>mine</title></head><body>\
    <outline text=\"Rivers\"><outline type=\"rss\" text=\"The Weir &amp; Co\" xmlUrl=\"https://a.example/feed.xml\"/></outline>\
    <outline title=\"Lone\" text=\"x\" xmlURL=\"http://b.example/atom\"/><outline text=\"bad\" xmlUrl=\"file:///etc/passwd\"/>\
    </body></opml>";

#[test]
fn a_list_of_feeds_opens_each() {
    let web = Web::new(Limits::default(), None);
    let Ok(Loaded::Listing(items)) = load::parse_with("feeds.opml", FEEDS.as_bytes(), Some(&web)) else {
        panic!()
    };
    let shown: Vec<(&str, &str)> =
        items.iter().map(|item| (item.title.as_str(), item.detail.as_str())).collect();
    let expected =
        [("The Weir & Co", "Rivers, https://a.example/feed.xml"), ("Lone", "http://b.example/atom")];
    assert_eq!(shown, expected);
    assert_eq!(items[0].source, Source::Web(web.found("https://a.example/feed.xml")));
    assert!(
        load::parse("feeds.opml", FEEDS.as_bytes()).unwrap_err().to_string().contains("feeds need the web")
    );
}

pub const ATOM: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Rivers</title>\
    <id>urn:x</id><updated>2026-04-03T00:00:00Z</updated><entry><title>The weir</title><id>urn:1</id>\
    <link rel=\"enclosure\" href=\"https://a.example/weir.mp3\"/><link href=\"https://a.example/weir\"/>\
    <updated>2026-04-02T00:00:00Z</updated><author><name>Ines Corvane</name></author><summary>It is closed.</summary></entry>\
    <entry><title type=\"html\">The &lt;i&gt;heron&lt;/i&gt;</title><id>urn:2</id><link href=\"http://127.0.0.1:9/heron\"/>\
    <updated>2026-04-01T00:00:00Z</updated><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>It stood.</p></div>\
    </content></entry></feed>";

#[test]
fn an_atom_feed_from_a_file_opens_the_pages_of_its_teasers() {
    let web: Arc<Web> = Web::new(Limits::default(), None);
    let Ok(Loaded::Listing(items)) = load::parse_with("-", ATOM.as_bytes(), Some(&web)) else { panic!() };
    let shown: Vec<(&str, &str)> =
        items.iter().map(|item| (item.title.as_str(), item.detail.as_str())).collect();
    assert_eq!(shown, [("The weir", "2026-04-02"), ("The heron", "2026-04-01")]);
    assert_eq!(items[0].source, Source::Web(web.found("https://a.example/weir")));
    // What a file leads to is never of one's own network.
    let Err(error) = load::load(&items[1].source) else { panic!() };
    assert!(error.to_string().contains("an address of your own network"), "{error}");
    // Without the web the file has what it has.
    let items = listing("rivers.atom", ATOM.as_bytes());
    assert_eq!(opened(&items[0]).text, "It is closed.");
    assert_eq!(opened(&items[0]).meta.byline.as_deref(), Some("Ines Corvane"));
}

#[test]
fn a_folder_lists_every_format_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    put("a.epub", &archive(&[MIMETYPE, CONTAINER, PACKAGE, ONE, TWO]));
    put("b.mhtml", SAVED.as_bytes());
    put("c.warc.gz", &gzip(&crawl().concat()));
    put("d.opml", FEEDS.as_bytes());
    put("e.xml", ATOM.as_bytes());
    put("f.md", b"# The weir\n\nIt is closed.\n");
    put("g.html", b"<html><title>The heron</title><p>It stood there.</html>");
    put("g_files/frame.html", b"<html><p>An advert.</html>");
    put("h.xml", b"<?xml version='1.0'?><settings><x/></settings>");
    put("i.json", b"{\"dependencies\": {}}");
    put("j.zip", &archive(&[("x", "y")]));
    put("k_files/kept.txt", b"It is no page's.");
    let Ok(Loaded::Listing(items)) = load::load(&Source::Path(folder.path().into())) else { panic!() };
    let mut shown: Vec<(String, String)> = items
        .iter()
        .map(|item| (item.detail.split(',').next().unwrap().to_string(), item.title.clone()))
        .collect();
    shown.sort();
    let shown: Vec<(&str, &str)> = shown.iter().map(|(one, two)| (one.as_str(), two.as_str())).collect();
    let expected = [
        ("a.epub", "a.epub"),
        ("b.mhtml", "The weir"),
        ("c.warc.gz", "c.warc.gz"),
        ("d.opml", "d.opml"),
        ("e.xml", "e.xml"),
        ("f.md", "The weir"),
        ("g.html", "The heron"),
        ("k_files/kept.txt", "It is no page's."),
    ];
    assert_eq!(shown, expected);
}
