//! The library: places are kept and found again, two programs share it, and killing the program leaves it whole.

use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Stdio};

use pullquote::anchor::Anchor;
use pullquote::article::Article;
use pullquote::check::{Check, Verdict};
use pullquote::highlight::Highlight;
use pullquote::library::{Error, Labels, Library, Record, Records, usual_path};
use pullquote::span::Span;

fn article(text: &str) -> Article {
    Article { text: text.to_string(), ..Article::default() }
}

const TEXT: &str = "The lamp went out.\nNobody had paid for oil.\nÉven the gulls slept.";

#[test]
fn a_place_is_found_by_words_and_by_source() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/library.sqlite");
    let oil = TEXT.find("Nobody").unwrap();
    let mut library = Library::open(&path).unwrap();
    assert_eq!(library.place(Some("/a"), &article(TEXT)).unwrap(), None);
    library.keep_place(Some("/a"), &article(TEXT), oil).unwrap();
    drop(library);
    let library = Library::open(&path).unwrap();
    assert_eq!(library.place(Some("/elsewhere"), &article(TEXT)).unwrap(), Some(oil), "the same words");
    let edited = format!("Updated at noon.\n{TEXT}");
    let moved = edited.find("Nobody");
    assert_eq!(library.place(Some("/a"), &article(&edited)).unwrap(), moved, "the same source, edited");
    assert_eq!(library.place(Some("/b"), &article(&edited)).unwrap(), None);
    assert_eq!(library.place(Some("/a"), &article("É")).unwrap(), Some("É".len()), "all words gone");
}

#[test]
fn checks_are_kept_in_order_and_outlive_an_edit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    let mut library = Library::open(&path).unwrap();
    let check = |words: &str, verdict, speakers: &[&str]| Check {
        anchor: Anchor { words: words.into(), before: "é ".into(), after: String::new() },
        verdict,
        speakers: speakers.iter().map(|name| name.to_string()).collect(),
    };
    let right = check("nobody had paid", Verdict::Right, &["Ana", "Tom Reed"]);
    let wrong = check("nobody had paid", Verdict::Wrong, &[]);
    for said in [&right, &wrong, &right] {
        library.keep_check(Some("/a"), &article(TEXT), said).unwrap();
    }
    library.drop_check(Some("/a"), &article(TEXT), &right).unwrap();
    drop(library);
    let mut library = Library::open(&path).unwrap();
    let kept = [right.clone(), wrong.clone()];
    assert_eq!(library.checks(None, &article(TEXT)).unwrap(), kept);
    let edited = article(&format!("Updated at noon.\n{TEXT}"));
    assert_eq!(library.checks(None, &edited).unwrap(), []);
    assert_eq!(library.checks(Some("/a"), &edited).unwrap(), kept, "by its source");
    library.keep_place(Some("/a"), &edited, 3).unwrap();
    assert_eq!(library.checks(Some("/a"), &edited).unwrap(), kept, "taken over");
    library.keep_place(Some("/a"), &edited, 4).unwrap();
    assert_eq!(library.checks(Some("/a"), &edited).unwrap(), kept, "once");
}

#[test]
fn highlights_are_kept_taken_over_and_erased() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    let mut library = Library::open(&path).unwrap();
    let oil = TEXT.find("oil").unwrap();
    let made = |note: &str| Highlight::new(TEXT, Span::new(oil, oil + 3), note);
    for note in ["", "whose?", ""] {
        library.keep(Some("/a"), &article(TEXT), &Record::Highlight(made(note))).unwrap();
    }
    library.erase(Some("/a"), &article(TEXT), &Record::Highlight(made(""))).unwrap();
    drop(library);
    let mut library = Library::open(&path).unwrap();
    let kept = [made(""), made("whose?")];
    assert_eq!(library.highlights(None, &article(TEXT)).unwrap(), kept);
    let edited = article(&format!("Updated at noon.\n{TEXT}"));
    for place in [3, 4] {
        library.keep_place(Some("/a"), &edited, place).unwrap();
        let records = library.records(Some("/a"), &edited).unwrap();
        assert_eq!(records, Records { highlights: kept.to_vec(), ..Records::default() });
    }
    assert_eq!(kept[1].anchor.place(&edited.text).unwrap().of(&edited.text), "oil");
}

#[test]
fn labels_are_kept_by_source_and_known_by_the_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    let mut library = Library::open(&path).unwrap();
    let labels = |read, tags: &str| Labels { read, star: !read, tags: Labels::tags(tags) };
    library.keep_labels(Some("/never/opened"), None, &labels(false, "later")).unwrap();
    library.keep_place(Some("/a"), &article(TEXT), 3).unwrap();
    library.keep_labels(Some("/a"), Some(&article(TEXT)), &labels(true, "b a")).unwrap();
    library.keep_labels(None, Some(&article("piped")), &labels(true, "")).unwrap();
    drop(library);
    let library = Library::open(&path).unwrap();
    let names = ["/never/opened", "/b", "/a"].map(String::from);
    let found = library.labels_of(&names).unwrap();
    assert_eq!(found, [(names[0].clone(), labels(false, "later")), (names[2].clone(), labels(true, "a b"))]);
    assert_eq!(
        library.labels(Some("/elsewhere"), &article(TEXT)).unwrap(),
        labels(true, "a b"),
        "the same words"
    );
    assert_eq!(library.labels(Some("/elsewhere"), &article("other words")).unwrap(), Labels::default());
    assert_eq!(library.labels(None, &article("piped")).unwrap(), labels(true, ""));
}

#[test]
fn bytes_come_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    let mut library = Library::open(&path).unwrap();
    let page = format!("<html>{}\0\u{e9}</html>", "<p>The lamp went out.</p>".repeat(500));
    assert_eq!(library.bytes(Some("/a"), &article(TEXT)).unwrap(), None);
    for _ in 0..2 {
        library.keep_bytes(Some("/a"), &article(TEXT), page.as_bytes()).unwrap();
    }
    library.keep_bytes(Some("/a"), &article(TEXT), b"").unwrap();
    assert_eq!(library.bytes(None, &article(TEXT)).unwrap().as_deref(), Some(page.as_bytes()));
    let size: i64 = rusqlite::Connection::open(&path)
        .unwrap()
        .query_row("SELECT sum(length(packed)) FROM bytes", [], |row| row.get(0))
        .unwrap();
    assert!(size < page.len() as i64 / 10, "packed: {size} of {} bytes", page.len());
    library.keep_bytes(Some("/a"), &article(TEXT), b"shorter").unwrap();
    assert_eq!(library.bytes(Some("/a"), &article(TEXT)).unwrap().as_deref(), Some(&b"shorter"[..]));
}

#[test]
fn what_a_source_says_of_an_article_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    let mut article = article(TEXT);
    article.meta.url = Some("https://www.lamp.example/oil".into());
    article.meta.byline = Some("The night desk".into());
    article.meta.language = Some("en".into());
    Library::open(&path).unwrap().keep_place(None, &article, 0).unwrap();
    let database = rusqlite::Connection::open(&path).unwrap();
    let sql = "SELECT concat_ws(' | ', site, byline, published, language) FROM article";
    let kept: String = database.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(kept, "lamp.example | The night desk | en");
}

#[test]
fn a_library_of_the_first_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    let mut library = Library::open(&path).unwrap();
    library.keep_place(Some("/a"), &article(TEXT), 5).unwrap();
    drop(library);
    let old = rusqlite::Connection::open(&path).unwrap();
    for column in ["site", "byline", "published", "language"] {
        old.execute_batch(&format!("ALTER TABLE article DROP COLUMN {column}")).unwrap();
    }
    old.execute_batch(
        "DROP TABLE checked; DROP TABLE highlight; DROP TABLE label; DROP TABLE bytes; DROP TABLE bookmark; DROP TABLE link;
             DROP INDEX source_article; PRAGMA user_version = 1",
    )
    .unwrap();
    drop(old);
    let library = Library::open(&path).unwrap();
    assert_eq!(library.place(Some("/a"), &article(TEXT)).unwrap(), Some(5));
    assert_eq!(library.records(Some("/a"), &article(TEXT)).unwrap(), Records::default());
}

#[test]
fn two_at_once_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    std::thread::scope(|scope| {
        for name in ["/a", "/b"] {
            let path = &path;
            scope.spawn(move || {
                let mut library = Library::open(path).unwrap();
                for place in 0..50 {
                    library.keep_place(Some(name), &article(&format!("{name} {TEXT}")), place % 9).unwrap();
                }
            });
        }
    });
    let library = Library::open(&path).unwrap();
    for name in ["/a", "/b"] {
        assert_eq!(library.place(Some(name), &article(&format!("{name} {TEXT}"))).unwrap(), Some(49 % 9));
    }
}

#[test]
fn what_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    std::fs::write(&path, "no database, only words, and enough of them ".repeat(50)).unwrap();
    assert!(matches!(Library::open(&path), Err(Error::Sqlite(..))));
    assert!(matches!(Library::open(&path.join("below")), Err(Error::Folder(..))));
    let newer = folder.path().join("newer.sqlite");
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 999).unwrap();
    assert!(matches!(Library::open(&newer), Err(Error::Newer(_, 999))));
}

#[test]
fn it_is_in_the_data_folder() {
    let data = |name: &str| (name == "XDG_DATA_HOME").then(|| "/data".into());
    let home = |name: &str| (name == "HOME").then(|| "/home/me".into());
    assert_eq!(usual_path(data).unwrap(), Path::new("/data/pullquote/library.sqlite"));
    assert_eq!(usual_path(home).unwrap(), Path::new("/home/me/.local/share/pullquote/library.sqlite"));
    assert_eq!(usual_path(|_| None), None);
}

/// Set where `writes_until_killed` is the program to be killed.
const VICTIM: &str = "PULLQUOTE_TEST_LIBRARY";

/// Not a test of its own: writes places without end, and says each one that is kept.
#[test]
fn writes_until_killed() {
    let Some(path) = std::env::var_os(VICTIM) else { return };
    let mut library = Library::open(Path::new(&path)).unwrap();
    let article = article(TEXT);
    for nth in 0.. {
        let place = nth % TEXT.len();
        library.keep_place(Some("/a"), &article, place).unwrap();
        let made = Highlight::new(TEXT, Span::new(0, 3), &format!("{}-{nth}", std::process::id()));
        library.keep(Some("/a"), &article, &Record::Highlight(made)).unwrap();
        let check = Check {
            anchor: Anchor::new(TEXT, Span::new(0, 3)),
            verdict: Verdict::Added(None),
            speakers: vec![],
        };
        library.keep(Some("/a"), &article, &Record::Check(check.clone())).unwrap();
        library.erase(Some("/a"), &article, &Record::Check(check)).unwrap();
        let labels = Labels { read: place.is_multiple_of(2), star: true, tags: vec![place.to_string()] };
        library.keep_labels(Some("/a"), None, &labels).unwrap();
        library.keep_bytes(Some("/a"), &article, &TEXT.as_bytes()[..1 + place % 9]).unwrap();
        std::fs::write(Path::new(&path).with_extension("kept"), "").unwrap();
    }
}

#[test]
fn killed_at_any_moment_it_stays_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.sqlite");
    let kept = path.with_extension("kept");
    for round in 0..8 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "library::writes_until_killed", "--nocapture"])
            .env(VICTIM, &path)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while !kept.exists() {
            assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        std::thread::sleep(std::time::Duration::from_micros(700 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        std::fs::remove_file(&kept).unwrap();
        let database = rusqlite::Connection::open(&path).unwrap();
        let check = database.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
        assert_eq!(check.unwrap(), "ok", "round {round}");
        let place = Library::open(&path).unwrap().place(Some("/a"), &article(TEXT)).unwrap();
        assert!(place.is_some(), "round {round}: what was kept is there");
        let library = Library::open(&path).unwrap();
        let records = library.records(Some("/a"), &article(TEXT)).unwrap();
        assert!(records.labels.star && !records.highlights.is_empty(), "round {round}");
        let notes: HashSet<&str> = records.highlights.iter().map(|made| made.note.as_str()).collect();
        assert_eq!(notes.len(), records.highlights.len(), "round {round}: none is there twice");
        assert!(library.bytes(None, &article(TEXT)).unwrap().is_some(), "round {round}");
    }
}
