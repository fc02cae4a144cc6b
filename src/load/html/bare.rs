//! Bare: the words of a page without its structure, in time linear in its length. For pages that no parser may get.

use std::borrow::Cow;

/// Elements that end a line.
const LINES: [&str; 26] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "header",
    "footer",
    "nav",
    "aside",
    "blockquote",
    "pre",
    "dt",
    "dd",
    "figure",
    "hr",
];

/// Elements whose words stand apart from those before, on the same line.
const CELLS: [&str; 2] = ["td", "th"];

/// Elements whose inside nobody sees.
const UNSEEN: [&str; 4] = ["script", "style", "title", "template"];

/// The lines of words, a blank line between two.
pub fn text(page: &str) -> String {
    let mut out = String::with_capacity(page.len() / 4);
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        push(&mut out, &rest[..at]);
        rest = &rest[at..];
        rest = tag(rest, &mut out);
    }
    push(&mut out, rest);
    out
}

/// What follows a tag; a line ends at some of them. A `<` that begins no tag is a word's.
fn tag<'a>(rest: &'a str, out: &mut String) -> &'a str {
    if let Some(comment) = rest.strip_prefix("<!--") {
        return comment.find("-->").map_or("", |end| &comment[end + 3..]);
    }
    let inside = &rest[1..];
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!' || c == '?') {
        out.push('<');
        return inside;
    }
    let name = inside.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let name = name[..end.min(12)].to_ascii_lowercase();
    if LINES.contains(&name.as_str()) {
        out.push_str("\n\n");
    } else if CELLS.contains(&name.as_str()) && !out.ends_with(char::is_whitespace) {
        out.push(' ');
    }
    let after = inside.find('>').map_or("", |end| &inside[end + 1..]);
    if UNSEEN.contains(&name.as_str()) && !inside.starts_with('/') { past(after, &name) } else { after }
}

/// What follows the end tag of an element that is not shown.
fn past<'a>(rest: &'a str, name: &str) -> &'a str {
    let own = |at: &usize| {
        rest.as_bytes()[at + 2..]
            .get(..name.len())
            .is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
    };
    rest.match_indices("</").map(|(at, _)| at).find(own).map_or("", |at| &rest[at..])
}

fn push(out: &mut String, words: &str) {
    let words: Cow<'_, str> = html_escape::decode_html_entities(words);
    for word in words.split_inclusive(char::is_whitespace) {
        match word.ends_with(char::is_whitespace) {
            true if !word.trim().is_empty() => *out += &format!("{} ", word.trim()),
            true if !out.ends_with(char::is_whitespace) => out.push(' '),
            true => {}
            false => out.push_str(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_tags_go() {
        let page = "<title>No</title><p>One &amp; <b>two</b>\n three<script>if (a<b) {}</script><p>a < b<br>c<!-- x -->";
        let lines: Vec<String> =
            text(page).lines().map(|l| l.trim().to_string()).filter(|l| !l.is_empty()).collect();
        assert_eq!(lines, ["One & two three", "a < b", "c"]);
        assert_eq!(text("<tr><td>boat 4</td><td>at noon</td></tr>").trim(), "boat 4 at noon");
    }
}
