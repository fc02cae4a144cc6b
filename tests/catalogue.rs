//! The catalogue of the library: articles added, searched and asked about, from the command line.

use std::process::Output;

use assert_cmd::Command;
use pullquote::catalogue::{Catalogue, Counts};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_pullquote");

const ARTICLES: &str = r#"{"id": "courier", "site": "courier.example", "published": "2024-05-02T18:00:00Z", "title": "Bridge at Vale to open before winter", "text": "Bridge at Vale to open before winter\n\n“We will open the bridge before the first snow falls on the pass,” said Mayor Ana Duarte.\n\nKarl Brack, who runs the mill, said: “Nobody has asked the ferrymen what they think of it.”"}
{"id": "gazette", "site": "gazette.example", "published": "2024-06-01", "title": "Café owners count the days", "text": "Café owners count the days\n\n“The season is short and the road is long,” Ana Duarte said in Vale.\n\nREAD MORE: Ten cafés with a view of the zeppelin\n"}
"#;

struct Shelf {
    folder: tempfile::TempDir,
}

impl Shelf {
    /// With both articles in its library.
    fn new() -> Shelf {
        let shelf = Shelf { folder: tempfile::tempdir().unwrap() };
        let articles = shelf.file("two.jsonl", ARTICLES);
        let output = shelf.run(&["add", &articles]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        assert!(out(&output).starts_with("2 articles added"), "{}", out(&output));
        shelf
    }

    fn file(&self, name: &str, words: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, words).unwrap();
        path.display().to_string()
    }

    fn library(&self) -> String {
        self.folder.path().join("data/library.sqlite").display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.env("XDG_CONFIG_HOME", "/nonexistent").args(arguments).args(["--library", &self.library()]);
        command.output().expect("the program starts")
    }

    fn words(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        out(&output)
    }

    fn rows(&self, arguments: &[&str]) -> Vec<Value> {
        self.words(arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

#[test]
fn articles_are_found_by_their_words() {
    let shelf = Shelf::new();
    let words = shelf.words(&["search", "first snow"]);
    assert!(words.contains("2024-05-02  Bridge at Vale") && words.contains("first snow falls"), "{words}");
    assert!(!words.contains("gazette"), "{words}");
    // Accents and endings.
    assert!(shelf.words(&["search", "cafe"]).contains("Café owners"));
    assert!(shelf.words(&["search", "ferry*"]).contains("courier.example"));
    assert!(shelf.words(&["search", "\"snow first\""]).contains("Nothing found"));
    // Folded lines are not the article.
    assert!(shelf.words(&["search", "zeppelin"]).contains("Nothing found"));
}

#[test]
fn filters_narrow_a_search() {
    let shelf = Shelf::new();
    let sources = |query: &str| -> Vec<String> {
        let rows = shelf.rows(&["search", "--json", query]);
        rows.iter().map(|row| row["source"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(sources("figure:Brack"), ["courier"]);
    assert_eq!(sources("vale site:gazette.example"), ["gazette"]);
    assert_eq!(sources("vale after:2024-05-03"), ["gazette"]);
    assert_eq!(sources("vale before:2024-05"), ["courier"]);
    assert_eq!(sources("speaker:\"Karl Brack\""), ["courier"]);
    assert_eq!(sources("snow speaker:duarte kind:direct"), ["courier"]);
    assert_eq!(sources("road speaker:brack"), Vec::<String>::new());
    assert!(!sources("speaker:duarte after:2024").is_empty());
}

#[test]
fn what_sql_and_fts_take_for_operators_is_only_words() {
    let shelf = Shelf::new();
    for query in ["snow AND", "NEAR(", "it's; DROP TABLE entry", "snow - -bridge", "c++ *", "title : snow"] {
        assert_eq!(shelf.run(&["search", query]).status.code(), Some(0), "{query}");
    }
    let output = shelf.run(&["search", "colour:red"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("no filter colour:"), "{}", err(&output));
}

#[test]
fn the_library_knows_what_one_person_said() {
    let shelf = Shelf::new();
    let words = shelf.words(&["who", "Ana Duarte"]);
    assert!(words.contains("in 2 articles") && words.contains("The season is short"), "{words}");
}

#[test]
fn an_article_added_again_takes_the_place_of_the_one_before() {
    let shelf = Shelf::new();
    let counts = || Catalogue::open(shelf.library().as_ref()).unwrap().counts().unwrap();
    let before = counts();
    assert_eq!(before.articles, 2);
    let edited = ARTICLES.replace("first snow", "last hail");
    let articles = shelf.file("two.jsonl", &edited);
    shelf.words(&["add", &articles]);
    assert_eq!(counts(), before);
    assert!(shelf.words(&["search", "snow"]).contains("Nothing found"));
    assert!(shelf.words(&["search", "hail"]).contains("Bridge at Vale"));
}

#[test]
fn a_long_article_is_found_by_words_of_any_part_of_it() {
    let shelf = Shelf { folder: tempfile::tempdir().unwrap() };
    let filler = "The river was high and the road along it was closed for the day.\n\n".repeat(36_000);
    let long = |end: &str| format!("A walrus came to the weir.\n\n{filler}A pelican stood on the {end}.\n");
    let path = shelf.file("long.txt", &long("lighthouse"));
    shelf.words(&["add", &path]);
    for word in ["walrus", "pelican", "river"] {
        let rows = shelf.rows(&["search", "--json", word]);
        assert_eq!(rows.len(), 1, "{word}: {rows:?}");
        assert!(rows[0]["source"].as_str().unwrap().ends_with("long.txt"), "{rows:?}");
    }
    // No row of what was there before is left.
    shelf.file("long.txt", "A walrus came to the weir.\n\nIt left again in the evening.\n");
    shelf.words(&["add", &path]);
    assert!(shelf.words(&["search", "pelican"]).contains("Nothing found"));
    assert!(shelf.words(&["search", "walrus"]).contains("long.txt"));
    shelf.file("long.txt", &long("chimney"));
    shelf.words(&["add", &path]);
    assert!(shelf.words(&["search", "lighthouse"]).contains("Nothing found"));
    assert!(shelf.words(&["search", "chimney"]).contains("long.txt"));
}

#[test]
fn a_catalogue_of_another_form_is_made_anew() {
    let shelf = Shelf::new();
    let sqlite = rusqlite::Connection::open(shelf.library()).unwrap();
    sqlite.execute("UPDATE catalogue SET form = 0", []).unwrap();
    drop(sqlite);
    let counts = Catalogue::open(shelf.library().as_ref()).unwrap().counts().unwrap();
    assert_eq!(counts, Counts::default());
}

#[test]
fn without_a_library_it_is_said_how_to_get_one() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("none.sqlite");
    let run = |arguments: &[&str]| Command::new(PROGRAM).args(arguments).arg(&library).output().unwrap();
    let output = run(&["search", "snow", "--library"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("pullquote add"), "{}", err(&output));
}

#[test]
fn one_bad_source_does_not_stop_the_others() {
    let shelf = Shelf { folder: tempfile::tempdir().unwrap() };
    let articles = shelf.file("two.jsonl", ARTICLES);
    let output = shelf.run(&["add", "/nowhere/at-all.txt", &articles]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).starts_with("2 articles added") && err(&output).contains("/nowhere/at-all.txt"));
}

#[test]
fn one_text_on_several_sites_is_found_once() {
    let shelf = Shelf::new();
    let told = "The council of Vale voted on Monday to take down the old weir after the flood, and the work \
                will begin in the spring when the water is low.";
    let record =
        |id: &str, text: &str| serde_json::json!({"id": id, "title": "Weir", "text": text}).to_string();
    let all = [record("wire", told), record("herald", &format!("{told} More soon."))].join("\n");
    shelf.words(&["add", &shelf.file("wire.jsonl", &all)]);
    let found = shelf.rows(&["search", "--json", "old weir"]);
    assert_eq!(found.len(), 1, "{found:?}");
    let mut sources = vec![found[0]["source"].clone(), found[0]["also"][0].clone()];
    sources.sort_by_key(Value::to_string);
    assert_eq!(sources, ["herald", "wire"].map(Value::from));
    assert!(shelf.words(&["search", "old weir"]).contains("also: "));
    // The first one is another text now: the other stands for itself.
    let other = record(
        "wire",
        "The old weir will stay, the council of Vale said on Friday, as nobody could say who would pay for it.",
    );
    shelf.words(&["add", &shelf.file("later.jsonl", &other)]);
    let found = shelf.rows(&["search", "--json", "old weir"]);
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn figures_are_merged_and_split_over_articles() {
    let shelf = Shelf::new();
    let record = |id: &str, name: &str, words: &str| {
        let text = format!("{name} came to the meeting.\n\n“{words},” said {name}.");
        serde_json::json!({"id": id, "site": format!("{id}.example"), "text": text}).to_string()
    };
    let all = [
        record("north", "Robert Hale", "The mill will run again in spring"),
        record("south", "Bob Hale", "I was never in the mill in all my life"),
        record("east", "Bob Hale", "Nobody has asked me about the weir"),
    ];
    shelf.words(&["add", &shelf.file("hale.jsonl", &all.join("\n"))]);
    let count = |name: &str| shelf.rows(&["who", "--json", name]).len();
    assert_eq!((count("Bob Hale"), count("Robert Hale")), (2, 1));
    assert!(shelf.words(&["figures"]).contains("nothing else was said"));
    let said = shelf.words(&["figures", "merge", "Bob Hale", "Robert Hale"]);
    assert!(said.contains("   1  bob hale is robert hale"), "{said}");
    assert_eq!((count("Bob Hale"), count("Robert Hale")), (3, 3));
    assert!(shelf.words(&["who", "Robert Hale"]).contains("3 statements in 3 articles"));
    assert_eq!(shelf.rows(&["search", "--json", "speaker:\"Robert Hale\""]).len(), 3);
    let said = shelf.words(&["figures", "split", "Bob Hale", "east"]);
    assert!(said.contains("   2  bob hale is bob hale (2) in east"), "{said}");
    let words = shelf.words(&["who", "Bob Hale"]);
    assert!(
        words.contains("2 statements in 2 articles") && words.contains("Bob Hale (2): 1 statement"),
        "{words}"
    );
    assert_eq!(count("Bob Hale (2)"), 1);
    shelf.words(&["figures", "forget", "1"]);
    assert_eq!((count("Robert Hale"), count("Bob Hale (2)")), (1, 1));
    let unknown = shelf.run(&["figures", "forget", "9"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("figures lists what was"), "{}", err(&unknown));
    assert_eq!(shelf.run(&["figures", "merge", "Bob Hale", "bob  hale"]).status.code(), Some(2));
}
