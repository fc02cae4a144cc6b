//! Taking away: forms of a copy, whole articles as files, and the command that prints them.

use std::path::Path;
use std::process::{Command, Output};

use dom_query::Document as Page;
use pullquote::anchor::Anchor;
use pullquote::article::Article;
use pullquote::check::{Check, Verdict};
use pullquote::highlight::Highlight;
use pullquote::library::{Bookmark, Library, Record, source};
use pullquote::load::{self, Loaded, Source};
use pullquote::span::Span;

use super::stage::Stage;

const PROGRAM: &str = env!("CARGO_BIN_EXE_pullquote");

fn bells() -> String {
    "Feed: Nether Wallop Gazette\nTitle: The bells <are> back & loud\nAuthor: Odile Farrant\nDate: Thu, 04 Mar 2021 05:06:07 +0000\n\
     Link: https://www.wallop.example/bells?a=1&b=2\n\nMayor Una Pell said the bells would ring again by noon.\n\n“They are \
     only tired,” she said. “So are we.”\n\nWATCH: The bells in slow motion\n\n“The <b>rope</b> is new,” said Tom Reeve.\n"
        .to_string()
}

#[test]
fn the_forms_of_a_copy() {
    let mut stage = Stage::of(&bells(), 80, 24);
    insta::assert_snapshot!("forms_80x24", stage.keys("s s Y").screen());
    // Enter on each row -> what the copy holds
    let cases: [(&str, &[&str]); 6] = [
        ("Y Enter", &["“They are only tired,” [...] “So are we.”\n— she [Una Pell], said"]),
        ("Y j Enter", &["> “They are only tired,” \\[...\\] “So are we.”\n>\n> — she \\[Una Pell\\], said"]),
        (
            "Y j j Enter",
            &[
                "@online{wallop2021bells,",
                "year = {2021}",
                "note = {“They are only tired,”",
                "bells?a=1&b=2}",
            ],
        ),
        ("Y j j j Enter", &["\"speakers\": [\n    \"Una Pell\"\n  ]", "\"status\": \"machine\""]),
        ("Y j j j j Enter", &["bells?a=1&b=2#:~:text=%E2%80%9CThey%20are%20only%20tired%2C%E2%80%9D"]),
        ("Y j j j j j Enter", &["## Who said what", "Una Pell"]),
    ];
    for (keys, wanted) in cases {
        let mut stage = Stage::of(&bells(), 80, 24);
        stage.keys("s s").keys(keys);
        let copied = stage.copied.join("\n");
        for words in wanted {
            assert!(copied.contains(words), "{keys}: {words:?} is missing in\n{copied}");
        }
    }
    let mut stage = Stage::of(&bells(), 80, 24);
    stage.keys("Y j j j j Enter");
    assert_eq!(
        stage.copied,
        ["https://www.wallop.example/bells?a=1&b=2"],
        "nothing chosen: the article's own"
    );
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    assert!(stage.keys("s Y j j j j Enter").status().starts_with("no web address is known"));
}

#[test]
fn an_article_is_written_from_the_reader() {
    let mut stage = Stage::of(&bells(), 80, 24);
    stage.keys("s a : e x p Tab h Tab Enter");
    let (path, page) = &stage.written[0];
    assert_eq!(path, Path::new("the-bells-are-back-loud.html"));
    assert!(page.contains("<mark>"), "{page}");
    stage.keys("s Y G Enter : e x p o r t Space m a r k d o w n Space a Space b . m d Enter");
    assert_eq!(stage.written[1].0, Path::new("the-bells-are-back-loud.json"));
    assert_eq!(stage.written[2].0, Path::new("a b.md"));
    assert!(stage.written[2].1.contains("<mark>") && stage.written[2].1.contains("## Highlights and notes"));
    assert!(
        stage.keys(": e x p o r t Enter").status().starts_with("export what? one of markdown, html, json")
    );
}

#[test]
fn commands_run_by_name() {
    let mut stage = Stage::of(&bells(), 80, 24);
    stage.keys(": n e x t - s t Tab Enter");
    assert!(stage.current_words().contains("ring again"), "{}", stage.current_words());
    stage.keys(": 2 Space n e x t - s t a t e m e n t Enter");
    assert!(stage.current_words().contains("rope"), "{}", stage.current_words());
    insta::assert_snapshot!("line_80x24", stage.keys(": t a b Tab").screen());
    stage.keys("C-u z z z Enter");
    assert!(stage.status().starts_with("no such command: zzz"), "{}", stage.status());
}

/// The article as the program loads it, and a library with two highlights in it.
fn kept(folder: &Path) -> (String, String) {
    let file = folder.join("bells.txt");
    std::fs::write(&file, bells()).unwrap();
    let library = folder.join("library.sqlite");
    let Ok(Loaded::Article(article)) = load::load(&Source::Path(file.clone())) else { panic!("an article") };
    let mark = |article: &Article, words: &str, note: &str| {
        let start = article.text.find(words).expect("the words");
        Record::Highlight(Highlight::new(&article.text, Span::new(start, start + words.len()), note))
    };
    let name = source(&file.display().to_string());
    let mut open = Library::open(&library).unwrap();
    open.keep(name.as_deref(), &article, &mark(&article, "ring again", "when? \"<noon>\"")).unwrap();
    open.keep(name.as_deref(), &article, &mark(&article, "tired,” she said. “So", "")).unwrap();
    for (letter, words) in [('a', "“They are only"), ('b', "words that are gone from it now")] {
        let anchor = Anchor { words: words.into(), ..Anchor::default() };
        let bookmark = Record::Bookmark(Bookmark { letter, anchor });
        open.keep(name.as_deref(), &article, &bookmark).unwrap();
    }
    let check = Check {
        anchor: Anchor::new(&article.text, Span::new(0, 3)),
        verdict: Verdict::Speaker,
        speakers: vec!["Tom Reeve".into()],
    };
    open.keep(name.as_deref(), &article, &Record::Check(check)).unwrap();
    (file.display().to_string(), library.display().to_string())
}

fn export(arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command
        .arg("export")
        .args(arguments)
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .env("XDG_DATA_HOME", "/nonexistent");
    command.output().unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = export(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_command_prints_what_the_library_has() {
    let folder = tempfile::tempdir().unwrap();
    let (file, library) = kept(folder.path());
    let markdown = printed(&["--library", &library, &file]);
    insta::assert_snapshot!("bells_markdown", markdown);
    let json: serde_json::Value =
        serde_json::from_str(&printed(&["--format", "json", "--library", &library, &file])).unwrap();
    assert_eq!(json["highlights"][0]["note"], "when? \"<noon>\"");
    let text: Vec<char> = json["text"].as_str().unwrap().chars().collect();
    let at = |end: &str| json["highlights"][0][end].as_u64().unwrap() as usize;
    assert_eq!(text[at("start")..at("end")].iter().collect::<String>(), "ring again");
    assert_eq!(json["statements"][0]["status"], "machine");
    let bookmarks = json["bookmarks"].as_array().unwrap();
    assert_eq!((bookmarks.len(), &bookmarks[0]["letter"]), (2, &serde_json::json!("a")));
    let start = bookmarks[0]["start"].as_u64().unwrap() as usize;
    assert_eq!(text[start..start + 6].iter().collect::<String>(), "“They ");
    assert!(bookmarks[1]["start"].is_null(), "{bookmarks:?}");
    let plain = printed(&["--no-library", &file]);
    assert!(plain.contains("Una Pell") && !plain.contains("<mark>"), "{plain}");
}

#[test]
fn the_page_is_whole_and_nothing_of_the_article_is_mark_up() {
    let folder = tempfile::tempdir().unwrap();
    let (file, library) = kept(folder.path());
    let html = printed(&["--format", "html", "--library", &library, &file]);
    insta::assert_snapshot!("bells_html", html);
    let page = Page::from(html.as_str());
    assert_eq!(page.select("title").text().to_string(), "The bells <are> back & loud");
    assert_eq!(page.select("b, are, script").length(), 0);
    assert_eq!(page.select("article mark").text().to_string(), "ring againtired,” she said. “So");
    assert_eq!(page.select("article mark").attr("title").unwrap().to_string(), "when? \"<noon>\"");
    assert_eq!(page.select("details").length(), 1, "folded lines are there, closed");
    for link in page.select("a").iter() {
        let to = link.attr("href").unwrap().to_string();
        match to.strip_prefix('#') {
            Some(id) => assert_eq!(page.select(&format!("[id={id}]")).length(), 1, "{to}"),
            None => assert_eq!(to, "https://www.wallop.example/bells?a=1&b=2"),
        }
    }
    // Everything else a page could load.
    assert_eq!(page.select("link, img, iframe, object, embed, video, audio, form").length(), 0);
}

#[test]
fn a_hostile_page_stays_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hostile.txt");
    let text = "Title\" onload=\"x\n\nHe said “</p><script>alert(1)</script>” and \u{1b}[31m<img src=x onerror=y> left.\n\n\
                Another line '\"><svg onload=z> of words, said Una Pell.\n";
    std::fs::write(&file, text).unwrap();
    let html = printed(&["--format", "html", "--no-library", &file.display().to_string()]);
    let page = Page::from(html.as_str());
    assert_eq!(page.select("script, img, svg, [onload], [onerror]").length(), 0, "{html}");
    assert!(!html.contains('\u{1b}'));
    assert!(page.select("article").text().contains("<script>alert(1)</script>"), "{html}");
}

#[test]
fn corrections_are_printed_as_json_lines() {
    let folder = tempfile::tempdir().unwrap();
    let (file, library) = kept(folder.path());
    for arguments in
        [&["--corrections", "--library", &library][..], &["--corrections", "--library", &library, &file]]
    {
        let lines = printed(arguments);
        assert_eq!(lines.lines().count(), 1, "{lines}");
        let line: serde_json::Value = serde_json::from_str(&lines).unwrap();
        assert_eq!((&line["verdict"], &line["speakers"][0]), (&"speaker".into(), &"Tom Reeve".into()));
        assert!(line["source"].as_str().unwrap().ends_with("bells.txt"), "{line}");
        assert_eq!(line["title"], "The bells <are> back & loud");
        assert!(line["other"].is_null() && !line["words"].as_str().unwrap().is_empty());
    }
    assert_eq!(printed(&["--corrections", "--library", &library, "/nonexistent.txt"]), "");
    assert_eq!(printed(&["--corrections"]), "", "no library, no corrections");
    let output = export(&["--corrections", "--library", "/nonexistent.sqlite"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no library"));
}

#[test]
fn what_cannot_be_exported_is_named() {
    let records = format!("{}/assets/articles/records.jsonl", env!("CARGO_MANIFEST_DIR"));
    let cases: [(&[&str], i32, &str); 3] = [
        (&[&records], 2, "export takes one"),
        (&["/nonexistent.txt"], 1, "/nonexistent.txt"),
        (
            &["--library", "/nonexistent.sqlite", &records.replace("records.jsonl", "harbour.txt")],
            2,
            "there is no library",
        ),
    ];
    for (arguments, code, words) in cases {
        let output = export(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
        assert!(error.contains(words) && output.stdout.is_empty(), "{arguments:?}: {error}");
    }
}
