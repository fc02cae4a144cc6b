//! Corpora: gzipped JSON Lines, one article a line; offsets are code points into its text.

use std::io::Read;
use std::path::Path;

use pullquote::article::Article;
use pullquote::load::plain;
use pullquote::span::Span;
use serde::de::DeserializeOwned;

/// The records of a gzipped JSON Lines file.
pub fn records<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(problem)?;
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).map_err(problem)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let record = |(number, line): (usize, &str)| {
        serde_json::from_str(line)
            .map_err(|error| format!("{}: line {}: {error}", path.display(), number + 1))
    };
    lines.map(record).collect()
}

/// An article of a corpus as the reader loads it, and the way from its offsets to those of the corpus.
pub struct Sample {
    pub article: Article,
    /// For each byte of the corpus's text its code point.
    points: Vec<u32>,
}

impl Sample {
    pub fn new(text: &str) -> Sample {
        let mut points = Vec::with_capacity(text.len() + 1);
        for (point, letter) in text.chars().enumerate() {
            points.extend(std::iter::repeat_n(point as u32, letter.len_utf8()));
        }
        points.push(points.last().map_or(0, |last| last + 1));
        Sample { article: plain::article(text), points }
    }

    /// The code points of the corpus's text that `span` of the article covers.
    pub fn points(&self, span: Span) -> std::ops::Range<usize> {
        let map = self.article.source_map.as_ref();
        let source = map.map_or(span, |map| map.span_to_source(&self.article.text, span));
        self.points[source.start] as usize..self.points[source.end] as usize
    }
}
