//! What is the user's moves between libraries, and comes in from other services.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use pullquote::anchor::Anchor;
use pullquote::check::{Check, Verdict};
use pullquote::highlight::Highlight;
use pullquote::library::{Bookmark, Labels, Library, Record, Sameness};
use pullquote::load::{self, Loaded, Source};
use pullquote::span::Span;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_pullquote");

const TEXT: &str = "The weir at Vale\n\nThe weir at Vale was built by hand. “It leaks,” said Ana Duarte, who walks past \
                    it on her way to school. Nobody has looked at the gate since the flood.\n";

fn run(library: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.env("XDG_CONFIG_HOME", "/nonexistent").args(arguments).arg("--library").arg(library);
    command.output().expect("the program starts")
}

fn words(library: &Path, arguments: &[&str]) -> String {
    let output = run(library, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

fn article(bytes: &[u8]) -> pullquote::article::Article {
    let source = Source::Memory { name: "weir".into(), bytes: bytes.to_vec().into() };
    match load::load(&source) {
        Ok(Loaded::Article(article)) => *article,
        other => panic!("no article: {other:?}"),
    }
}

/// A library with something of each kind.
fn fill(path: &Path, source: &str) {
    let article = article(TEXT.as_bytes());
    let anchor = |words: &str| {
        let start = article.text.find(words).expect("words of the text");
        Anchor::new(&article.text, Span { start, end: start + words.len() })
    };
    let mut library = Library::open(path).unwrap();
    library.keep_bytes(Some(source), &article, TEXT.as_bytes()).unwrap();
    library.keep_place(Some(source), &article, 40).unwrap();
    let latin = [TEXT.as_bytes(), b"Caf\xe9 owners wait.\n"].concat();
    let second = self::article(&latin);
    library.keep_bytes(Some("record-2"), &second, &latin).unwrap();
    let records = [
        Record::Highlight(Highlight { anchor: anchor("built by hand"), note: "by whom?".into() }),
        Record::Bookmark(Bookmark { letter: 'a', anchor: anchor("Nobody has") }),
        Record::Check(Check {
            anchor: anchor("“It leaks,”"),
            verdict: Verdict::Right,
            speakers: vec!["Ana Duarte".into()],
        }),
        Record::Check(Check {
            anchor: anchor("“It leaks,”"),
            verdict: Verdict::Edges(anchor("It leaks")),
            speakers: Vec::new(),
        }),
    ];
    records.iter().for_each(|record| library.keep(Some(source), &article, record).unwrap());
    let labels = Labels { read: true, star: true, tags: vec!["water".into()] };
    library.keep_labels(Some(source), None, &labels).unwrap();
    let apart = Sameness::Apart { key: "ana duarte".into(), number: 2, source: "record-2".into() };
    library.keep_link(&apart).unwrap();
}

#[test]
fn a_backup_restores_everything_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let [from, to, file] = ["from.sqlite", "to.sqlite", "all.jsonl"].map(|name| folder.path().join(name));
    fill(&from, "/weir.txt");
    let backup = words(&from, &["backup"]);
    assert_eq!(backup.lines().count(), 5, "{backup}");
    assert!(
        backup.contains("by whom?") && backup.contains("page_base64") && backup.contains("\"edges\""),
        "{backup}"
    );
    std::fs::write(&file, &backup).unwrap();
    let file = file.display().to_string();
    for _ in 0..2 {
        assert_eq!(words(&to, &["restore", &file]), "2 articles and 1 highlight came in.\n");
        assert_eq!(words(&to, &["backup"]), backup);
    }
    // It can be searched, too, and is the same to the reader.
    assert!(words(&to, &["who", "Ana Duarte"]).contains("It leaks"));
    assert!(words(&to, &["search", "flood"]).contains("The weir at Vale"));
    let kept = |path: &Path| {
        Library::open(path).unwrap().records(Some("/weir.txt"), &article(TEXT.as_bytes())).unwrap()
    };
    assert_eq!(kept(&from), kept(&to));
}

#[test]
fn a_restored_library_keeps_what_it_had() {
    let folder = tempfile::tempdir().unwrap();
    let [from, to, file] = ["from.sqlite", "to.sqlite", "all.jsonl"].map(|name| folder.path().join(name));
    fill(&from, "/weir.txt");
    let article = article(TEXT.as_bytes());
    let mut own = Library::open(&to).unwrap();
    own.keep_place(Some("/weir.txt"), &article, 60).unwrap();
    let labels = Labels { read: false, star: false, tags: vec!["mine".into()] };
    own.keep_labels(Some("/weir.txt"), None, &labels).unwrap();
    drop(own);
    let broken = format!("{}{{\"kind\": \"article\", \"place\": \"x\"}}\n", words(&from, &["backup"]));
    std::fs::write(&file, broken).unwrap();
    let output = run(&to, &["restore", &file.display().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(complaint.contains("all.jsonl:6: is no line of a backup"), "{complaint}");
    let own = Library::open(&to).unwrap();
    assert_eq!(own.place(Some("/weir.txt"), &article).unwrap(), Some(60));
    let labels = own.labels(Some("/weir.txt"), &article).unwrap();
    assert_eq!(labels, Labels { read: true, star: true, tags: vec!["mine".into(), "water".into()] });
}

#[test]
fn exports_of_other_services_come_in() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite");
    let file = |name: &str, words: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, words).unwrap();
        path.display().to_string()
    };
    let wallabag = file(
        "wallabag.json",
        r#"[{"is_archived": 1, "is_starred": 1, "tags": ["water"], "title": "Weir leaks", "url": "https://courier.example/weir",
            "content": "<p>The weir at Vale was built by hand a long time ago. “It leaks,” said Ana Duarte, who walks past it every day on her way to school.</p><p>Nobody has looked at the gate since the flood, and nobody will before spring.</p>",
            "annotations": [{"quote": "built by hand", "text": "by whom?"}]}]"#,
    );
    let instapaper = file(
        "instapaper.csv",
        "URL,Title,Selection,Folder,Timestamp\nhttps://gazette.example/mill,The mill that stayed,,Rivers,1\n",
    );
    let readwise = file(
        "readwise.csv",
        "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at\n\
         Ferrymen never ask.,On crossing rivers,,,true?,,,order,1,\n",
    );
    let came = words(&library, &["restore", &wallabag, &instapaper, &readwise]);
    assert_eq!(came, "3 articles and 2 highlights came in.\n");
    assert!(words(&library, &["who", "Ana Duarte"]).contains("It leaks"));
    let titles: Vec<Value> = ["weir", "mill", "ferrymen"]
        .iter()
        .map(|word| {
            serde_json::from_str::<Value>(&words(&library, &["search", "--json", word])).unwrap()["title"]
                .clone()
        })
        .collect();
    assert_eq!(titles, ["Weir leaks", "The mill that stayed", "On crossing rivers"].map(Value::from));
    let shelf = Library::open(&library).unwrap().shelf(10).unwrap();
    let star = shelf.iter().find(|kept| kept.source == "https://courier.example/weir").expect("it is kept");
    assert!(star.read && star.star);
    let output = run(&library, &["restore", &file("rain.txt", "It rained all day.\n")]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(complaint.contains("rain.txt: is neither a backup"), "{complaint}");
}
