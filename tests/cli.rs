//! The command line: what `extract` and a pipe get, what is said of input that cannot be read, and exit codes.

use pullquote::check::{Check, Verdict};
use pullquote::library::Library;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Output, Stdio};

use assert_cmd::Command;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::hostile::is_hostile;

const PROGRAM: &str = env!("CARGO_BIN_EXE_pullquote");

/// Ana Dorrel speaks directly, after characters of one to four bytes.
const FERRY: &str = "Ferry to Gull Rock stays in port\n\nThe crew is tired 🛥 — all six of them — the café says.\n\n\
    “Étienne’s boat is 杭州 old,” said Ana Dorrel on Monday.\n";

pub fn run(arguments: &[&str]) -> Output {
    // Without the clutter file of whoever runs the tests.
    let mut command = Command::new(PROGRAM);
    command.env("XDG_CONFIG_HOME", "/nonexistent").args(arguments).output().expect("the program starts")
}

pub fn extract(arguments: &[&str]) -> Output {
    run(&[&["extract"], arguments].concat())
}

fn sample(name: &str) -> String {
    format!("{}/assets/articles/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn samples() -> Vec<String> {
    let folder = std::fs::read_dir(sample("")).unwrap();
    let mut paths: Vec<String> = folder.map(|entry| entry.unwrap().path().display().to_string()).collect();
    paths.sort();
    paths
}

/// A file of its own folder, which lasts as long as the folder.
pub fn file(folder: &tempfile::TempDir, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path: PathBuf = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

pub fn records(output: &Output) -> Vec<Value> {
    out(output).lines().map(|line| serde_json::from_str(line).expect("a line is a JSON object")).collect()
}

/// Exit code, and exactly one line on standard error that is a sentence about `about`.
fn assert_one_sentence(output: &Output, code: i32, about: &str) {
    let message = err(output);
    assert_eq!(output.status.code(), Some(code), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.starts_with("pullquote: ") && message.contains(about), "{message}");
    assert!(!message.contains("panicked") && !message.contains("RUST_BACKTRACE"), "{message}");
}

fn number(value: &Value) -> usize {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no offset")) as usize
}

/// The code points `start..end` of the record's text.
fn cut(record: &Value, span: &Value) -> String {
    let (start, end) = (number(&span["start"]), number(&span["end"]));
    assert!(start < end, "{span} is empty");
    let text = record["text"].as_str().unwrap();
    let cut: String = text.chars().skip(start).take(end - start).collect();
    assert_eq!(cut.chars().count(), end - start, "{span} ends after the text");
    cut
}

fn list<'a>(record: &'a Value, name: &str) -> &'a [Value] {
    record[name].as_array().unwrap_or_else(|| panic!("{name} is a list"))
}

#[test]
fn records_have_the_documented_fields() {
    const RECORD: [&str; 19] = [
        "schema",
        "engine",
        "source",
        "status",
        "support",
        "url",
        "title",
        "byline",
        "site",
        "published",
        "language",
        "notes",
        "text",
        "blocks",
        "links",
        "quotations",
        "figures",
        "statements",
        "suspects",
    ];
    const LISTS: [(&str, &[&str]); 6] = [
        ("links", &["n", "start", "end", "url"]),
        ("blocks", &["start", "end", "kind", "paragraph", "clutter"]),
        ("quotations", &["id", "start", "end", "statement", "scare"]),
        ("figures", &["id", "name", "key", "kind", "role", "mentions"]),
        (
            "statements",
            &[
                "id",
                "n",
                "paragraph",
                "headline",
                "kind",
                "within",
                "speaker",
                "cue",
                "content",
                "confidence",
                "status",
            ],
        ),
        ("suspects", &["start", "end", "reason"]),
    ];
    let paths = samples();
    let output = extract(&paths.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((output.status.code(), err(&output)), (Some(0), String::new()));
    let records = records(&output);
    assert!(records.len() > paths.len(), "the file of records holds several");
    for record in &records {
        assert_eq!(fields(record), BTreeSet::from(RECORD));
        assert_eq!((&record["schema"], &record["status"]), (&Value::from(1), &Value::from("ok")));
        for (name, expected) in LISTS {
            for element in list(record, name) {
                assert_eq!(fields(element), expected.iter().copied().collect(), "{name}");
            }
        }
    }
    for (name, _) in LISTS {
        assert!(records.iter().any(|record| !list(record, name).is_empty()), "some sample has {name}");
    }
}

fn fields(object: &Value) -> BTreeSet<&str> {
    let Value::Object(fields) = object else { panic!("{object} is no object") };
    fields.keys().map(String::as_str).collect()
}

#[test]
fn fields_stand_in_the_documented_order() {
    let text = out(&extract(&[&sample("harbour.txt")]));
    let at = |name: &str| text.find(&format!("\"{name}\":")).unwrap();
    let order = ["schema", "engine", "source", "status", "support", "text", "blocks", "quotations"];
    assert!(order.is_sorted_by_key(|name| at(name)));
}

#[test]
fn offsets_are_code_points_of_the_text() {
    let folder = folder();
    let output = extract(&[&file(&folder, "ferry.txt", FERRY)]);
    let record = &records(&output)[0];
    assert_eq!(record["text"], FERRY, "the text is the input's own");
    let said = |statement: &Value| {
        let content: Vec<String> =
            list(statement, "content").iter().map(|piece| cut(record, piece)).collect();
        (content.join(" "), cut(record, &statement["speaker"]), cut(record, &statement["cue"]))
    };
    let statements: Vec<_> = list(record, "statements").iter().map(said).collect();
    let expected = ("“Étienne’s boat is 杭州 old,”".into(), "Ana Dorrel".into(), "said".into());
    assert!(statements.contains(&expected), "{statements:?}");
}

#[test]
fn every_offset_cuts_the_words_that_the_tables_print() {
    for path in samples().iter().filter(|path| path.ends_with(".txt")) {
        let record = &records(&extract(&[path]))[0];
        for table in ["quotations", "mentions", "blocks"] {
            let rows = records(&extract(&["--table", table, "--format", "jsonl", path]));
            for row in rows {
                let words = row["words"].as_str().unwrap();
                let place = serde_json::json!({"start": row["start_char"], "end": row["end_char"]});
                assert_eq!(plain(&cut(record, &place)), plain(words), "{table} of {path}");
            }
        }
    }
}

/// Words without what loading and printing may change: line breaks, hidden characters, the marks of a link list.
fn plain(words: &str) -> String {
    let visible: String = words.chars().filter(|c| !is_hostile(*c) && *c != '\u{fffd}').collect();
    let marks = regex::Regex::new(r"\s*\[\d+\]").unwrap();
    marks.replace_all(&visible, "").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn json_is_one_list() {
    let paths = [sample("harbour.txt"), sample("records.jsonl"), "nowhere.txt".to_string()];
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let lines = records(&extract(&paths));
    let output = extract(&[&["--format", "json"], paths.as_slice()].concat());
    let list: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(list, lines);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_list_of_nothing_is_a_list() {
    let folder = folder();
    let path = file(&folder, "bad.jsonl", "{}\n");
    let output = extract(&["--table", "statements", "--format", "json", &path]);
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), Value::Array(Vec::new()));
}

#[test]
fn tables_have_a_header_and_a_row_for_each_element() {
    let (harbour, records_path) = (sample("harbour.txt"), sample("records.jsonl"));
    let whole = records(&extract(&[&harbour, &records_path]));
    let count = |name: &str| whole.iter().map(|record| list(record, name).len()).sum::<usize>();
    let figures = whole.iter().flat_map(|record| list(record, "figures"));
    let mentions = figures.map(|figure| list(figure, "mentions").len()).sum();
    for (table, columns, rows) in [
        ("statements", &["source", "id", "speaker", "names", "cue", "content"][..], count("statements")),
        ("quotations", &["source", "id", "start_char", "end_char", "words"], count("quotations")),
        ("figures", &["source", "id", "name", "kind", "role"], count("figures")),
        ("mentions", &["source", "figure", "start_char", "end_char", "words"], mentions),
        ("blocks", &["source", "start_char", "end_char", "kind", "clutter", "words"], count("blocks")),
    ] {
        let output = extract(&["--table", table, "--format", "csv", &harbour, &records_path]);
        let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
        let header = reader.headers().unwrap().clone();
        assert!(
            columns.iter().all(|column| header.iter().any(|name| name == *column)),
            "{table}: {header:?}"
        );
        let printed = reader.records().inspect(|row| assert!(row.is_ok(), "{row:?}")).count();
        assert!(rows > 0 && printed == rows, "{table}: {printed} rows of {rows}");
    }
}

#[test]
fn a_table_without_rows_has_its_header() {
    let folder = folder();
    let path = file(&folder, "weather.txt", "It rained on the hills and it rained on the town.\n");
    let output = extract(&["--table", "statements", &path]);
    assert!(out(&output).starts_with("source,id,n,paragraph,"), "{}", out(&output));
    assert_eq!(out(&output).lines().count(), 1);
}

#[test]
fn formats_that_do_not_fit_are_refused() {
    let path = sample("harbour.txt");
    assert_one_sentence(&extract(&["--format", "csv", &path]), 2, "--table");
    for format in ["text", "markdown"] {
        assert_one_sentence(&extract(&["--table", "figures", "--format", format, &path]), 2, "--format");
    }
    let unknown = extract(&["--format", "yaml", &path]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("jsonl"), "the possible ones are named: {}", err(&unknown));
}

#[test]
fn a_missing_file_does_not_stop_the_others() {
    let output = extract(&[&sample("harbour.txt"), "no-such-file.txt", &sample("porto.txt")]);
    assert_one_sentence(&output, 1, "no-such-file.txt");
    let records = records(&output);
    let statuses: Vec<&str> = records.iter().map(|record| record["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["ok", "error", "ok"]);
    assert_eq!(records[1]["source"], "no-such-file.txt");
    assert!(records[1]["error"].as_str().unwrap().contains("no such file"));
}

/// Three lines, the second of them no record.
const LINES: &str = "{\"id\": \"first\", \"text\": \"It rained. “It did,” said Ana Dorrel.\"}\n{\"text\": \n\
    {\"id\": 3, \"text\": \"It snowed.\", \"url\": \"https://example.org/snow\"}\n";

fn assert_lines(output: &Output, second: &str) {
    assert_one_sentence(output, 1, second);
    let records = records(output);
    let sources: Vec<&Value> = records.iter().map(|record| &record["source"]).collect();
    assert_eq!(sources, ["first", second, "3"]);
    assert_eq!(records[1]["status"], "error");
    assert_eq!(records[2]["url"], "https://example.org/snow");
}

#[test]
fn a_bad_line_is_named_by_its_number() {
    let folder = folder();
    let path = file(&folder, "lines.jsonl", LINES);
    assert_lines(&extract(&[&path]), &format!("{path}:2"));
}

#[test]
fn packed_lines_are_read() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(LINES.as_bytes()).unwrap();
    let folder = folder();
    let path = file(&folder, "lines.jsonl.gz", packed.finish().unwrap());
    assert_lines(&extract(&[&path]), &format!("{path}:2"));
}

#[test]
fn a_dash_is_standard_input() {
    let output = Command::new(PROGRAM).args(["extract", "-"]).write_stdin(FERRY).output().unwrap();
    let records = records(&output);
    assert_eq!((records.len(), &records[0]["source"]), (1, &Value::from("-")));
    let lines = Command::new(PROGRAM).args(["extract", "-"]).write_stdin(LINES).output().unwrap();
    assert_lines(&lines, "-:2");
}

#[test]
fn what_cannot_be_read_is_told_in_one_sentence() {
    let folder = folder();
    let empty = file(&folder, "empty.txt", "");
    let blank = file(&folder, "blank.txt", " \n\n\t\n");
    let binary = file(&folder, "picture.txt", [0x89, b'P', b'N', b'G', 0, 0, 1, 0, 0, 7, 0, 0]);
    let no_articles = folder.path().join("shelf");
    std::fs::create_dir(&no_articles).unwrap();
    let no_articles = no_articles.display().to_string();
    for (path, why) in [
        (empty.as_str(), "nothing in it"),
        (&blank, "nothing in it"),
        (&binary, "binary"),
        (&no_articles, "no articles"),
        ("no-such-file.txt", "no such file"),
    ] {
        for output in [run(&[path]), extract(&[path])] {
            assert_one_sentence(&output, 1, why);
            assert!(err(&output).contains(path), "{} names {path}", err(&output));
        }
    }
}

#[test]
fn invalid_utf8_is_decoded_with_a_note() {
    let folder = folder();
    let latin = file(&folder, "latin.txt", b"The caf\xe9 in Port Hesper is open, said Ana Dorrel.\n");
    let output = extract(&[&latin]);
    let record = &records(&output)[0];
    assert_eq!((output.status.code(), err(&output)), (Some(0), String::new()));
    assert!(record["text"].as_str().unwrap().starts_with("The café in"), "{}", record["text"]);
    assert!(list(record, "notes")[0].as_str().unwrap().contains("UTF-8"), "{}", record["notes"]);
}

#[test]
fn a_pipe_gets_the_cleaned_text() {
    let output = run(&[&sample("harbour.txt")]);
    let text = out(&output);
    assert_eq!((output.status.code(), err(&output)), (Some(0), String::new()));
    assert!(text.starts_with("Every ferry out of Port Hesper to stay tied up until Friday, union says\n\n"));
    assert!(text.contains("\n\n“The offer is fair,” Tarrick said, “and it has been"), "{text}");
    assert!(!text.contains("WATCH:") && text.ends_with('\n'), "{text}");
    let piped = Command::new(PROGRAM).write_stdin(std::fs::read(sample("harbour.txt")).unwrap()).output();
    assert_eq!(out(&piped.unwrap()), text, "without arguments standard input is read");
}

const BELLS: &str = "The bells of Nether Wallop\n\nMayor Una Pell said the bells would ring again.\n\n\
     WATCH: The bells in slow motion\n\n“They are only ti\u{200b}red,” said the vicar.\n";

#[test]
fn folded_lines_are_kept_or_dropped_as_asked() {
    let folder = folder();
    let bells = file(&folder, "bells.txt", BELLS);
    let text = |flags: &[&str]| out(&extract(&[&["--format", "text"], flags, &[&bells]].concat()));
    assert!(!text(&[]).contains("WATCH") && !text(&["--drop-clutter"]).contains("WATCH"));
    assert!(text(&["--keep-clutter"]).contains("\n\nWATCH: The bells in slow motion\n\n"));
    let json = |flags: &[&str]| records(&extract(&[flags, &[&bells]].concat())).remove(0);
    assert_eq!(json(&["--keep-clutter"]), json(&[]));
    let record = json(&["--drop-clutter"]);
    assert!(!record["text"].as_str().unwrap().contains("WATCH"), "{}", record["text"]);
    assert_eq!(list(&record, "notes")[0], "1 line of clutter was left out");
    let words: Vec<String> =
        list(&record, "statements").iter().map(|s| cut(&record, &s["content"][0])).collect();
    assert_eq!(words, ["the bells would ring again", "“They are only ti\u{200b}red,”"]);
    assert_eq!(cut(&record, &list(&record, "suspects")[0]), "\u{200b}");
    assert_eq!(list(&record, "blocks").len(), 3);
    let both = extract(&["--keep-clutter", "--drop-clutter", &bells]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn the_users_clutter_file_counts_and_is_told_when_wrong() {
    let (folder, config) = (self::folder(), self::folder());
    let bells = file(&folder, "bells.txt", BELLS);
    let with = |toml: &str| {
        std::fs::create_dir_all(config.path().join("pullquote")).unwrap();
        std::fs::write(config.path().join("pullquote/clutter.toml"), toml).unwrap();
        let run = |arguments: &[&str]| {
            let mut command = Command::new(PROGRAM);
            command.env("XDG_CONFIG_HOME", config.path()).args(arguments).output().unwrap()
        };
        (run(&["extract", &bells]), run(&[&bells]))
    };
    let (_, text) = with("[[line]]\nline = 'WATCH: The bells in slow motion'\nis = 'article'\n");
    assert!(out(&text).contains("WATCH"), "{}", out(&text));
    let (_, text) = with("[[rule]]\nid = 'vicar'\nreason = 'promo'\npattern = '.*vicar'\nconfidence = 0.9\n");
    assert!(!out(&text).contains("vicar"), "{}", out(&text));
    let (batch, text) = with("\n[[rule]]\nid = 'vicar'\nreason = 'promotion'\n");
    assert_one_sentence(&batch, 2, "clutter.toml, line 4: ");
    assert_eq!(text.status.code(), Some(0), "reading goes on without it");
    assert!(err(&text).contains("clutter.toml, line 4: ") && out(&text).contains("vicar"));
}

#[test]
fn nothing_at_all_is_an_error() {
    assert_one_sentence(&run(&[]), 1, "nothing in it");
    let output = extract(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("<SOURCES>"), "{}", err(&output));
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let folder = folder();
    let path = file(&folder, "many.jsonl", format!("{}\n", LINES.lines().next().unwrap()).repeat(4000));
    let mut program = std::process::Command::new(PROGRAM)
        .args(["extract", &path])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut start = [0; 10];
    program.stdout.take().unwrap().read_exact(&mut start).unwrap();
    let output = program.wait_with_output().unwrap();
    assert_eq!((output.status.code(), err(&output)), (Some(0), String::new()));
    assert_eq!(&start, b"{\"schema\":");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(PROGRAM)
        .args(["extract", &sample("harbour.txt")])
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .and_then(std::process::Child::wait_with_output)
        .unwrap();
    assert_one_sentence(&output, 2, "standard output");
}

#[cfg(target_os = "linux")]
#[test]
fn complaints_that_nobody_hears_stop_nothing() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(PROGRAM)
        .args(["extract", "no-such-file.txt", &sample("harbour.txt")])
        .stdout(Stdio::piped())
        .stderr(full)
        .spawn()
        .and_then(std::process::Child::wait_with_output)
        .unwrap();
    assert_eq!((output.status.code(), records(&output).len()), (Some(1), 2));
}

#[test]
fn help_and_version_are_printed() {
    let version = run(&["--version"]);
    assert_eq!(out(&version), format!("pullquote {}\n", env!("CARGO_PKG_VERSION")));
    let help = run(&["--help"]);
    for word in ["extract", "SOURCES", "Exit codes"] {
        assert!(out(&help).contains(word), "{word}: {}", out(&help));
    }
    for word in ["--format", "--table", "statements", "markdown"] {
        assert!(out(&run(&["extract", "--help"])).contains(word), "{word}");
    }
}

#[test]
fn checks_of_a_library_are_applied() {
    let folder = folder();
    let path = sample("harbour.txt");
    let library = folder.path().join("library.sqlite");
    let statements = |arguments: &[&str]| -> Vec<serde_json::Value> {
        let out = extract(arguments);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let article: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        article["statements"].as_array().unwrap().clone()
    };
    let plain = statements(&[&path]);
    assert!(plain.iter().all(|statement| statement["status"] == "machine"));
    let missing = extract(&["--library", library.to_str().unwrap(), &path]);
    assert_eq!(missing.status.code(), Some(2), "a library that is not there");
    let loaded = pullquote::load::load(&pullquote::load::Source::Path(path.clone().into())).unwrap();
    let pullquote::load::Loaded::Article(article) = loaded else { panic!("an article") };
    let pipeline = pullquote::document::Pipeline::bundled();
    let document = pipeline.read(std::sync::Arc::new((*article).clone()), &Default::default());
    let mut kept = Library::open(&library).unwrap();
    let said = &document.annotations.statements;
    let checks = [(1, Verdict::Speaker, vec!["Cuthbert Lorne".to_string()]), (4, Verdict::Wrong, Vec::new())];
    for (i, verdict, speakers) in checks {
        let check = Check::new(&article.text, &said[i], verdict, speakers);
        kept.keep_check(None, &article, &check).unwrap();
    }
    drop(kept);
    let checked = statements(&["--library", library.to_str().unwrap(), &path]);
    assert_eq!(checked.len(), plain.len() - 1);
    assert_eq!(checked[1]["status"], "corrected");
    assert_ne!(checked[1]["speaker"]["figures"], plain[1]["speaker"]["figures"]);
    assert!(checked.iter().all(|statement| statement["content"] != plain[4]["content"]));
}
