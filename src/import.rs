//! Import: what other read-later services export, as articles with labels and highlights: wallabag (JSON), Instapaper
//! (CSV) and Readwise (CSV). Forms as their exports are: <https://doc.wallabag.org/user/import/wallabagv2/>, and the
//! headers of the two CSV files.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::library::Labels;

/// An article of another service.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// Its address, else what it is called.
    pub name: String,
    /// As a line of JSON Lines that [`crate::load`] reads.
    pub record: Value,
    /// Whether the record holds the article. Else only what it is called is known, and the address is to be read.
    pub whole: bool,
    pub labels: Labels,
    pub highlights: Vec<Marked>,
}

/// Words that were highlighted, and what was noted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    pub words: String,
    pub note: String,
}

/// Reads an export of any of the services; `None` where it is none of them, an error where it is broken.
pub fn read(bytes: &[u8]) -> Option<Result<Vec<Imported>, String>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if bytes.starts_with(b"[") {
        let entries = serde_json::from_slice::<Vec<Entry>>(bytes);
        return Some(
            entries.map(|all| all.into_iter().map(wallabag).collect()).map_err(|error| error.to_string()),
        );
    }
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let header = String::from_utf8_lossy(header);
    if header.starts_with("URL,Title,Selection,Folder") {
        return Some(rows(bytes).map(|rows| rows.into_iter().filter_map(instapaper).collect()));
    }
    if header.contains("Highlight") && header.contains("Book Title") {
        return Some(rows(bytes).map(readwise));
    }
    None
}

/// An entry of wallabag. Numbers stand for truth in older exports.
#[derive(Deserialize)]
struct Entry {
    title: Option<String>,
    url: Option<String>,
    content: Option<String>,
    published_at: Option<String>,
    #[serde(default)]
    published_by: Option<Value>,
    #[serde(default)]
    is_archived: Value,
    #[serde(default)]
    is_starred: Value,
    #[serde(default)]
    tags: Vec<Value>,
    #[serde(default)]
    annotations: Vec<Annotation>,
}

#[derive(Deserialize)]
struct Annotation {
    quote: Option<String>,
    text: Option<String>,
}

fn wallabag(entry: Entry) -> Imported {
    let name = entry.url.clone().or_else(|| entry.title.clone()).unwrap_or_else(|| "untitled".into());
    // Tags are words, or objects with a label.
    let tags: Vec<&str> =
        entry.tags.iter().filter_map(|tag| tag.as_str().or_else(|| tag["label"].as_str())).collect();
    let authors: Vec<&str> = match &entry.published_by {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one],
        _ => Vec::new(),
    };
    let byline = (!authors.is_empty()).then(|| authors.join(", "));
    let content = entry.content.filter(|content| !content.trim().is_empty());
    let whole = content.is_some();
    let marked = |annotation: Annotation| {
        let words = annotation.quote.filter(|words| !words.trim().is_empty())?;
        Some(Marked { words, note: annotation.text.unwrap_or_default() })
    };
    let mut record = Map::new();
    record.insert("id".into(), json!(name));
    record.insert("url".into(), json!(entry.url));
    record.insert("title".into(), json!(entry.title));
    record.insert("byline".into(), json!(byline));
    record.insert("published".into(), json!(entry.published_at));
    match content {
        Some(html) => record.insert("html".into(), json!(page(entry.title.as_deref(), &html))),
        None => record.insert("text".into(), json!(entry.title.as_deref().unwrap_or(&name))),
    };
    Imported {
        name,
        record: Value::Object(record),
        whole,
        labels: Labels {
            read: truth(&entry.is_archived),
            star: truth(&entry.is_starred),
            tags: each_word(&tags),
        },
        highlights: entry.annotations.into_iter().filter_map(marked).collect(),
    }
}

/// The service keeps the inside of an article; this makes a page of it.
fn page(title: Option<&str>, content: &str) -> String {
    let title = title.unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<!DOCTYPE html><html><head><title>{title}</title></head><body><article>{content}</article></body></html>"
    )
}

fn truth(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value.as_i64() == Some(1))
}

/// Tags are single words here: "long reads" is long-reads.
fn each_word(tags: &[&str]) -> Vec<String> {
    let words = |tag: &&str| tag.split_whitespace().collect::<Vec<_>>().join("-").replace(',', "-");
    Labels::tags(&tags.iter().map(words).collect::<Vec<_>>().join(" "))
}

type Columns = BTreeMap<String, String>;

fn rows(bytes: &[u8]) -> Result<Vec<Columns>, String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let rows = reader.deserialize::<Columns>();
    rows.collect::<Result<_, _>>().map_err(|error| error.to_string())
}

fn column(row: &Columns, name: &str) -> Option<String> {
    row.get(name).map(|value| value.trim().to_string()).filter(|value| !value.is_empty())
}

/// An address with its title and folder; its words are on the page alone.
fn instapaper(row: Columns) -> Option<Imported> {
    let url = column(&row, "URL")?;
    let title = column(&row, "Title");
    let folder = column(&row, "Folder").unwrap_or_default();
    let own = !["Unread", "Archive", "Starred"].contains(&folder.as_str());
    let tags = column(&row, "Tags").unwrap_or_default();
    let tags: Vec<&str> = tags.split([',', '[', ']', '"']).filter(|tag| !tag.trim().is_empty()).collect();
    let folders = [folder.as_str()];
    let tags = if own { [&tags[..], &folders[..]].concat() } else { tags };
    let selection = column(&row, "Selection");
    let text = [title.as_ref().unwrap_or(&url).clone()].into_iter().chain(selection.clone());
    Some(Imported {
        record: json!({ "id": url, "url": url, "title": title, "text": text.collect::<Vec<_>>().join("\n\n") }),
        name: url,
        whole: false,
        labels: Labels { read: folder == "Archive", star: folder == "Starred", tags: each_word(&tags) },
        highlights: selection.into_iter().map(|words| Marked { words, note: String::new() }).collect(),
    })
}

/// A title with its author, and the rows of it.
type Text = ((String, Option<String>), Vec<Columns>);

/// Highlights are all that there is of a text: they are its article, in the order of the file.
fn readwise(rows: Vec<Columns>) -> Vec<Imported> {
    let mut all: Vec<Text> = Vec::new();
    for row in rows {
        let Some(title) = column(&row, "Book Title") else { continue };
        let key = (title, column(&row, "Book Author"));
        match all.iter_mut().find(|(known, _)| *known == key) {
            Some((_, rows)) => rows.push(row),
            None => all.push((key, vec![row])),
        }
    }
    all.into_iter().map(|((title, author), rows)| highlighted(title, author, &rows)).collect()
}

fn highlighted(title: String, author: Option<String>, rows: &[Columns]) -> Imported {
    let marked = |row: &Columns| {
        let words = column(row, "Highlight")?.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Marked { words, note: column(row, "Note").unwrap_or_default() })
    };
    let highlights: Vec<Marked> = rows.iter().filter_map(marked).collect();
    let tags: Vec<String> = rows
        .iter()
        .flat_map(|row| [column(row, "Tags"), column(row, "Document tags")])
        .flatten()
        .flat_map(|tags| tags.split(',').map(|tag| tag.trim().to_string()).collect::<Vec<_>>())
        .collect();
    let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
    let text: Vec<&str> =
        [title.as_str()].into_iter().chain(highlights.iter().map(|h| h.words.as_str())).collect();
    let name = match &author {
        Some(author) => format!("{title} ({author})"),
        None => title.clone(),
    };
    Imported {
        record: json!({ "id": name, "title": title, "byline": author, "text": text.join("\n\n") }),
        name,
        whole: true,
        labels: Labels { read: false, star: false, tags: each_word(&tags) },
        highlights,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &str) -> Vec<Imported> {
        read(bytes.as_bytes()).expect("an export").expect("whole")
    }

    #[test]
    fn wallabag_entries_have_labels_and_annotations() {
        let found = all(
            r#"[{"is_archived": 1, "is_starred": 0, "tags": ["water", "long reads"], "title": "The weir & the mill",
            "url": "https://courier.example/weir", "content": "<p>It leaks, they say.</p>", "published_by": ["A. Writer", ""],
            "published_at": "2024-05-01T10:00:00+0000", "annotations": [{"quote": "It leaks", "text": "ask whom"}, {"text": "no words"}]}]"#,
        );
        let [entry] = &found[..] else { panic!("{found:?}") };
        assert_eq!((entry.name.as_str(), entry.whole), ("https://courier.example/weir", true));
        assert!(entry.labels.read && !entry.labels.star);
        assert_eq!(entry.labels.tags, ["long-reads", "water"]);
        assert_eq!(entry.highlights, [Marked { words: "It leaks".into(), note: "ask whom".into() }]);
        assert!(
            entry.record["html"]
                .as_str()
                .is_some_and(|html| html.contains("<title>The weir &amp; the mill</title>"))
        );
    }

    #[test]
    fn instapaper_rows_are_addresses_to_be_read() {
        let found = all(
            "URL,Title,Selection,Folder,Timestamp\nhttps://a.example/1,\"One, two\",\"said \"\"no\"\"\",Archive,1\n\
                         https://a.example/2,,,Water,2\n,empty,,Unread,3\n",
        );
        assert_eq!(found.len(), 2);
        assert!(found[0].labels.read && !found[0].whole);
        assert_eq!(found[0].highlights[0].words, "said \"no\"");
        assert_eq!(found[1].labels.tags, ["Water"]);
    }

    #[test]
    fn readwise_rows_of_one_text_are_one_article() {
        let found = all(
            "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags\n\
                         It leaks.,The weir,A. Writer,,ask whom,,water,order,1,,\nOther words,Another text,,,,,,order,1,,\n\
                         It held.,The weir,A. Writer,,,,,order,2,,\n",
        );
        assert_eq!(
            found.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
            ["The weir (A. Writer)", "Another text"]
        );
        assert_eq!(found[0].record["text"], "The weir\n\nIt leaks.\n\nIt held.");
        assert_eq!((found[0].highlights.len(), &found[0].labels.tags[..]), (2, &["water".to_string()][..]));
    }

    #[test]
    fn anything_else_is_no_export() {
        assert_eq!(read(b"It rained all day."), None);
        assert_eq!(read(b"{\"id\": \"a\", \"text\": \"b\"}"), None);
        assert!(read(b"[{\"title\": 3}]").is_some_and(|read| read.is_err()));
    }
}
