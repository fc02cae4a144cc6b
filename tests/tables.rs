//! A batch as a folder of tables, what is chosen for it, and what is said of its columns.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

const TABLES: [&str; 8] = [
    "articles",
    "statements",
    "statement_speakers",
    "figures",
    "mentions",
    "quotations",
    "blocks",
    "suspects",
];

const ARTICLE: &str = "The weir is shut\n\n\u{201c}It leaks,\u{201d} Ana Duarte said on Monday, in a letter to the town.\n\n\
    Ben Okri said the gate had been open for a year. \u{201c}Nobody closed it,\u{201d} Okri said.\n";

fn extract(arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("pullquote").unwrap();
    command.arg("extract").args(arguments).env("XDG_CONFIG_HOME", "/nonexistent").output().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }
}

#[test]
fn a_batch_becomes_a_folder_of_tables() {
    let desk = Desk::new();
    let (article, out, errors) =
        (desk.file("weir.txt", ARTICLE), desk.path("out"), desk.path("errors.jsonl"));
    let records =
        desk.file("records.jsonl", "{\"id\": \"r1\", \"text\": \"It rained all day.\"}\nnonsense\n");
    let output =
        extract(&["--out", &out, "--format", "jsonl", "--errors", &errors, &article, &records, "gone.txt"]);
    assert_eq!(output.status.code(), Some(1), "{}", words(&output.stderr));
    let out = Path::new(&out);
    let mut files: Vec<String> =
        fs::read_dir(out).unwrap().flatten().map(|file| file.file_name().into_string().unwrap()).collect();
    files.sort();
    let mut expected: Vec<String> = TABLES.iter().map(|table| format!("{table}.jsonl")).collect();
    expected.push("run.json".to_string());
    expected.sort();
    assert_eq!(files, expected);
    let articles = lines(&out.join("articles.jsonl"));
    let shown: Vec<(&str, bool)> =
        articles.iter().map(|row| (row["status"].as_str().unwrap(), row["error"].is_null())).collect();
    assert_eq!(shown, [("ok", true), ("ok", true), ("error", false), ("error", false)]);
    assert_eq!(articles[0]["text"], ARTICLE);
    let statements = lines(&out.join("statements.jsonl"));
    let duarte = statements.iter().find(|row| row["names"] == "Ana Duarte").expect("a statement");
    assert_eq!((&duarte["kind"], &duarte["naming"]), (&Value::from("direct"), &Value::from("named")));
    let cut = |row: &Value| {
        let (start, end) = (row["start_char"].as_u64().unwrap(), row["end_char"].as_u64().unwrap());
        ARTICLE.chars().skip(start as usize).take((end - start) as usize).collect::<String>()
    };
    assert_eq!(cut(duarte), "\u{201c}It leaks,\u{201d}");
    let speakers = lines(&out.join("statement_speakers.jsonl"));
    assert!(speakers.iter().any(|row| row["statement"] == duarte["id"] && row["key"] == "ana duarte"));
    let run: Value = serde_json::from_str(&fs::read_to_string(out.join("run.json")).unwrap()).unwrap();
    assert_eq!((&run["read"], &run["failed"]), (&Value::from(2), &Value::from(2)));
    assert!(run["assets"].as_array().unwrap().len() > 20 && run["arguments"][1] == "--out");
    for count in run["rows"].as_array().unwrap() {
        let rows = lines(&out.join(format!("{}.jsonl", count["table"].as_str().unwrap())));
        assert_eq!(count["rows"], Value::from(rows.len()));
    }
    let failures: Vec<String> =
        lines(Path::new(&errors)).iter().map(|row| row["source"].as_str().unwrap().to_string()).collect();
    assert_eq!(failures, [format!("{records}:2"), "gone.txt".to_string()]);
}

#[test]
fn statements_have_the_sentences_around_them_and_repeated_articles_the_first_one() {
    let desk = Desk::new();
    let told = "The weir at Vale was built by hand. It has held for a century. “It leaks,” said Ana Duarte, who \
                walks past it on her way to school. Nobody has looked at the gate since the flood. The council \
                meets on Monday.";
    let article = desk.file("first.txt", told);
    let again = desk.file("again.txt", &format!("Weir leaks, says Duarte\n\n{told} More on this soon.\n"));
    let other = desk.file(
        "other.txt",
        "It rained all day in the hills above the town, and the road to the pass \
                                        was closed until the evening because of fallen trees.\n",
    );
    let rows = |table: &str| {
        let output = extract(&["--table", table, "--format", "jsonl", &article, &other, &again]);
        assert_eq!(output.status.code(), Some(0), "{}", words(&output.stderr));
        words(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>()
    };
    let first = &rows("statements")[0];
    assert!(first["sentence"].as_str().unwrap().starts_with("“It leaks,” said Ana Duarte, who walks"));
    assert_eq!(first["sentence_before"], "It has held for a century.");
    assert_eq!(first["sentence_after"], "Nobody has looked at the gate since the flood.");
    let near: Vec<Value> = rows("articles").iter().map(|row| row["near_duplicate_of"].clone()).collect();
    assert_eq!(near, [Value::Null, Value::Null, Value::from(article.clone())]);
    let out = desk.path("tables");
    assert_eq!(extract(&["--out", &out, "--format", "jsonl", &article, &again]).status.code(), Some(0));
    let kept = lines(&Path::new(&out).join("articles.jsonl"));
    assert_eq!(kept[1]["near_duplicate_of"], Value::from(article), "{kept:?}");
}

#[test]
fn what_is_there_is_never_written_over() {
    let desk = Desk::new();
    let (article, out) = (desk.file("weir.txt", ARTICLE), desk.path("out"));
    assert_eq!(extract(&["--out", &out, &article]).status.code(), Some(0));
    let before = fs::read_to_string(Path::new(&out).join("figures.csv")).unwrap();
    assert!(
        before.starts_with("source,id,name,key,kind,role,mentions,statements\n")
            && before.contains("Ben Okri")
    );
    let again = extract(&["--out", &out, &article, &article]);
    assert_eq!(again.status.code(), Some(2));
    assert!(words(&again.stderr).contains("articles.csv: is there already; name another folder"));
    assert_eq!(fs::read_to_string(Path::new(&out).join("figures.csv")).unwrap(), before);
    let errors = desk.file("errors.jsonl", "mine");
    assert_eq!(extract(&["--errors", &errors, &article]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(&errors).unwrap(), "mine");
}

#[test]
fn only_the_statements_that_are_asked_for_are_printed() {
    let desk = Desk::new();
    let article = desk.file("weir.txt", ARTICLE);
    let rain = desk.file("rain.txt", "It rained all day, and nobody was on the road.\n");
    let said = |only: &str| {
        let output =
            extract(&["--table", "statements", "--format", "jsonl", "--only", only, &article, &rain]);
        assert_eq!(output.status.code(), Some(0), "{}", words(&output.stderr));
        let rows = words(&output.stdout);
        rows.lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["content"].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(said("speaker=duarte"), ["\"\u{201c}It leaks,\u{201d}\""]);
    assert_eq!(said("speaker=okri,kind=direct"), ["\"\u{201c}Nobody closed it,\u{201d}\""]);
    assert_eq!(said("kind=direct,kind=indirect").len(), 3);
    assert_eq!(said("speaker=art"), Vec::<String>::new());
    // Articles without any such statement are left out of JSON.
    let output = extract(&["--only", "speaker=okri", &article, &rain]);
    let records = words(&output.stdout);
    assert_eq!(records.lines().count(), 1);
    let record: Value = serde_json::from_str(&records).unwrap();
    assert_eq!(record["statements"].as_array().unwrap().len(), 2);
    for wrong in [&["--only", "kind=loud"][..], &["--only", "kind=direct", "--table", "blocks"]] {
        let output = extract(&[wrong, &[&article]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(words(&output.stderr).contains("--only"));
    }
}

#[test]
fn figures_have_the_keys_that_the_user_gives_them() {
    let desk = Desk::new();
    let article = desk.file("weir.txt", ARTICLE);
    let aliases = desk.file("own.csv", "Ana Duarte,Q77\n");
    let output = extract(&["--aliases", &aliases, "--only", "speaker=Q77", &article]);
    let record: Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys: Vec<&str> =
        record["figures"].as_array().unwrap().iter().map(|figure| figure["key"].as_str().unwrap()).collect();
    assert!(keys.contains(&"Q77") && keys.contains(&"ben okri"), "{keys:?}");
    assert_eq!(record["statements"].as_array().unwrap().len(), 1);
    let wrong = desk.file("wrong.csv", "Ana Duarte\n");
    let output = extract(&["--aliases", &wrong, &article]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output.stderr).contains("wrong.csv:1: not an alias"));
}

#[test]
fn schemas_say_what_the_tables_hold() {
    let desk = Desk::new();
    let (article, out) = (desk.file("weir.txt", ARTICLE), desk.path("out"));
    extract(&["--out", &out, "--format", "jsonl", &article]);
    let schema: Value = serde_json::from_slice(&extract(&["--print-schema", "json-schema"]).stdout).unwrap();
    for table in TABLES {
        let properties = schema["$defs"][table]["properties"].as_object().unwrap();
        for row in lines(&Path::new(&out).join(format!("{table}.jsonl"))) {
            let names: Vec<&String> = row.as_object().unwrap().keys().collect();
            let known: BTreeMap<&String, &Value> = properties.iter().collect();
            assert!(
                names.iter().all(|name| known.contains_key(name)) && names.len() == known.len(),
                "{table}"
            );
            for (name, value) in row.as_object().unwrap() {
                assert!(allows(&properties[name]["type"], value), "{table}.{name}: {value}");
            }
        }
    }
    for dialect in ["duckdb", "spark", "arrow"] {
        let text = words(&extract(&["--print-schema", dialect]).stdout);
        for table in TABLES {
            assert!(text.contains(table), "{dialect}: {table}");
        }
        assert!(text.contains("speaker_start_char") && text.contains("confidence_figure"), "{dialect}");
    }
}

/// Whether a type of JSON Schema allows a value.
fn allows(kind: &Value, value: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(|kind| allows(kind, value)),
        kind => match kind.as_str().unwrap() {
            "string" => value.is_string(),
            "integer" => value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            other => panic!("{other}"),
        },
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_parquet_says_so() {
    let desk = Desk::new();
    let (article, out) = (desk.file("weir.txt", ARTICLE), desk.path("out"));
    let output = extract(&["--out", &out, "--format", "parquet", &article]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output.stderr).contains("--features parquet"));
    assert!(!Path::new(&out).exists());
}

#[cfg(feature = "parquet")]
fn json(field: &parquet::record::Field) -> Value {
    use parquet::record::Field;
    match field {
        Field::Null => Value::Null,
        Field::Bool(truth) => Value::from(*truth),
        Field::Long(number) => Value::from(*number),
        Field::Float(share) => Value::from(*share),
        Field::Str(words) => Value::from(words.as_str()),
        other => panic!("{other:?}"),
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_what_json_holds() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let desk = Desk::new();
    let (article, plain, packed) = (desk.file("weir.txt", ARTICLE), desk.path("plain"), desk.path("packed"));
    assert_eq!(extract(&["--out", &plain, "--format", "jsonl", &article, "gone.txt"]).status.code(), Some(1));
    assert_eq!(
        extract(&["--out", &packed, "--format", "parquet", &article, "gone.txt"]).status.code(),
        Some(1)
    );
    for table in TABLES {
        let file = fs::File::open(Path::new(&packed).join(format!("{table}.parquet"))).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let object = |row: parquet::record::Row| {
            let columns = row.get_column_iter().map(|(name, field)| (name.clone(), json(field)));
            Value::Object(columns.collect())
        };
        let rows: Vec<Value> = reader.get_row_iter(None).unwrap().map(|row| object(row.unwrap())).collect();
        let expected = lines(&Path::new(&plain).join(format!("{table}.jsonl")));
        assert_eq!(rows.len(), expected.len(), "{table}");
        for (row, expected) in rows.iter().zip(&expected) {
            for (name, value) in expected.as_object().unwrap() {
                let same = match (row[name].as_f64(), value.as_f64()) {
                    (Some(one), Some(other)) => (one - other).abs() < 1e-6,
                    _ => row[name] == *value,
                };
                assert!(same, "{table}.{name}: {} {value}", row[name]);
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn what_is_stopped_leaves_nothing_half_written() {
    use std::io::Write;
    let desk = Desk::new();
    let out = desk.path("out");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(["extract", "--out", &out, "-"])
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"{\"text\": \"It rained.\"}\n").unwrap();
    let begun = Path::new(&out).join("articles.csv.part");
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !begun.exists() {
        assert!(std::time::Instant::now() < end && child.try_wait().unwrap().is_none(), "it does not begin");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!Path::new(&out).exists());
    drop(stdin);
}
