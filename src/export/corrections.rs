//! Corrections as JSON Lines: what the user said about statements and figures, each with the words it is about.

use serde::Serialize;

use super::escape;
use crate::anchor::Anchor;
use crate::check::Check;

#[derive(Serialize)]
struct Line<'a> {
    source: Option<&'a str>,
    title: Option<&'a str>,
    /// right, wrong, speaker, edges, added, same, apart
    verdict: &'static str,
    /// The content of the statement, or the mention; empty where two figures are one.
    words: &'a str,
    before: &'a str,
    after: &'a str,
    speakers: &'a [String],
    /// The other words that the verdict names: the content as it should be, or the cue.
    other: Option<Words<'a>>,
}

#[derive(Serialize)]
struct Words<'a> {
    words: &'a str,
    before: &'a str,
    after: &'a str,
}

fn words(anchor: &Anchor) -> Words<'_> {
    Words { words: &anchor.words, before: &anchor.before, after: &anchor.after }
}

/// One correction as a line, the line break included.
pub fn line(source: Option<&str>, title: Option<&str>, check: &Check) -> Vec<u8> {
    let line = Line {
        source,
        title,
        verdict: check.verdict.word(),
        words: &check.anchor.words,
        before: &check.anchor.before,
        after: &check.anchor.after,
        speakers: &check.speakers,
        other: check.verdict.other().map(words),
    };
    let mut out = Vec::new();
    // Writing into memory does not fail.
    let _ = escape::compact(&mut out, &line);
    out.push(b'\n');
    out
}
