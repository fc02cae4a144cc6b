//! Words: where a stretch of text may be broken, and the lines that come of it.

use std::ops::Range;

use hypher::Lang;
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};
use unicode_segmentation::UnicodeSegmentation;

use crate::harmless;

/// Where words of a language may be hyphenated: by Liang's patterns ("Word Hy-phen-a-tion by Com-put-er", 1983), as the
/// crate hypher has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hyphens(Lang);

impl Hyphens {
    /// For the language of this code ("en"); `None` where its patterns are not at hand.
    pub fn of(language: &str) -> Option<Hyphens> {
        let code = language.get(..2)?.as_bytes().try_into().ok()?;
        Lang::from_iso(code).map(Hyphens)
    }

    /// Whether a word may be hyphenated: letters alone, and no name (which German cannot tell).
    fn suits(self, word: &str) -> bool {
        let named = self.0 != Lang::German && word.starts_with(char::is_uppercase);
        let capitals = word.chars().skip(1).any(char::is_uppercase);
        word.chars().count() >= SHORT && word.chars().all(char::is_alphabetic) && !named && !capitals
    }

    /// Bytes of `word` before which it may be broken, rising.
    fn breaks(self, word: &str) -> Vec<usize> {
        let mut at = 0;
        let ends = hypher::hyphenate(word, self.0).map(|part| {
            at += part.len();
            at
        });
        let mut ends: Vec<usize> = ends.collect();
        ends.pop();
        ends
    }
}

/// Shorter words stay whole, in characters.
const SHORT: usize = 7;

/// A line: the bytes drawn on it, and whether a hyphen follows.
pub struct Line {
    pub words: Range<usize>,
    pub hyphen: bool,
}

/// A word, or a part of one, that may not be broken, with the spaces after it.
#[derive(Debug)]
struct Word {
    start: usize,
    end: usize,
    cells: usize,
    spaces: usize,
    /// Whether a line that ends here shows a hyphen.
    hyphen: bool,
}

impl Fragment for Word {
    fn width(&self) -> f64 {
        self.cells as f64
    }
    fn whitespace_width(&self) -> f64 {
        self.spaces as f64
    }
    fn penalty_width(&self) -> f64 {
        if self.hyphen { 1.0 } else { 0.0 }
    }
}

/// The lines of `text`, spaces at their ends left out. `widths`: of the first line, of the rest.
pub fn wrap(text: &str, widths: &[f64], huge: bool, hyphens: Option<Hyphens>) -> Vec<Line> {
    let words = words(text, widths.iter().copied().fold(f64::MAX, f64::min) as usize, hyphens);
    let lines = match huge {
        true => wrap_first_fit(&words, widths),
        false => {
            wrap_optimal_fit(&words, widths, &penalties()).unwrap_or_else(|_| wrap_first_fit(&words, widths))
        }
    };
    let line = |line: &[Word]| {
        let last = line.last()?;
        Some(Line { words: line.first()?.start..last.end, hyphen: last.hyphen })
    };
    lines.into_iter().filter_map(line).collect()
}

/// textwrap's own, but no row is ever too wide: its default trades one cell too many for a very short row.
fn penalties() -> Penalties {
    Penalties { overflow_penalty: 100_000_000, ..Penalties::new() }
}

fn words(text: &str, width: usize, hyphens: Option<Hyphens>) -> Vec<Word> {
    let mut words = Vec::new();
    let (mut start, mut address) = (0, 0..0);
    for (cut, _) in unicode_linebreak::linebreaks(text).filter(|(cut, _)| !parts_a_mark(text, *cut)) {
        let word = text[start..cut].trim_end_matches(' ');
        let end = start + word.len();
        let mut from = start;
        if hyphens.is_some() && start >= address.end {
            address = address_at(text, start);
        }
        for at in hyphens.filter(|_| address.is_empty()).map_or(Vec::new(), |it| breaks(word, width, it)) {
            let part = from..start + at;
            from = part.end;
            let cells = harmless::cells(&text[part.clone()]);
            words.push(Word { start: part.start, end: part.end, cells, spaces: 0, hyphen: true });
        }
        push(&mut words, text, from..end, cut, width);
        start = cut;
    }
    words
}

/// Whether a break would part a French quotation mark from its words: « and » stand off by a space, which pages often
/// write as a plain one. Where the marks point the other way (»so«) they touch their words, and nothing is parted.
fn parts_a_mark(text: &str, cut: usize) -> bool {
    let (before, after) = (&text[..cut], &text[cut..]);
    let Some(words) = before.strip_suffix([' ', '\u{a0}', '\u{202f}']) else { return false };
    let opens = words.strip_suffix(['«', '‹']);
    let closes = after.strip_prefix(['»', '›']);
    let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    opens.is_some_and(|words| !words.ends_with(|c: char| !c.is_whitespace() && !"([—–-".contains(c)))
        || closes.is_some_and(|rest| !touches(rest.chars().next()))
}

/// The address of a page or of mail from `start` up to the next space: a hyphen in it would pass for a part of it. Empty
/// at its end where the words there are none.
fn address_at(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    let words = rest.split(char::is_whitespace).next().unwrap_or(rest);
    let end = start + words.len();
    let joins = |pair: &[char]| matches!(pair, ['.' | '@', next] if next.is_alphanumeric());
    let inner: Vec<char> = words.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().collect();
    let is_address = words.contains("://") || inner.windows(2).any(joins);
    if is_address { start..end } else { end..end }
}

/// Bytes of `word`, marks round it and all, before which it may be hyphenated; none where a part of it would fill a row.
fn breaks(word: &str, width: usize, hyphens: Hyphens) -> Vec<usize> {
    let inner = word.unicode_word_indices().filter(|(_, inner)| hyphens.suits(inner));
    let ends = inner.flat_map(|(at, inner)| hyphens.breaks(inner).into_iter().map(move |end| at + end));
    let ends: Vec<usize> = ends.collect();
    let mut start = 0;
    let fits = |end: &usize| {
        let part = harmless::cells(&word[start..*end]);
        start = *end;
        part < width
    };
    if ends.iter().all(fits) { ends } else { Vec::new() }
}

/// Adds a word, in parts where it is wider than a whole row.
fn push(words: &mut Vec<Word>, text: &str, range: Range<usize>, next: usize, width: usize) {
    let spaces = next - range.end;
    let cells = harmless::cells(&text[range.clone()]);
    if cells <= width {
        words.push(Word { start: range.start, end: range.end, cells, spaces, hyphen: false });
        return;
    }
    let empty = |start| Word { start, end: start, cells: 0, spaces: 0, hyphen: false };
    let mut part = empty(range.start);
    for glyph in harmless::glyphs(&text[range.clone()]) {
        if part.cells + glyph.cells > width && part.end > part.start {
            let start = part.end;
            words.push(std::mem::replace(&mut part, empty(start)));
        }
        part.end = range.start + glyph.end;
        part.cells += glyph.cells;
    }
    part.spaces = spaces;
    words.push(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hyphenated(language: &str, text: &str, width: usize) -> Vec<String> {
        let lines = wrap(text, &[width as f64], false, Hyphens::of(language));
        let drawn = |line: &Line| text[line.words.clone()].to_string() + if line.hyphen { "-" } else { "" };
        lines.iter().map(drawn).collect()
    }

    #[test]
    fn words_are_hyphenated_by_their_language() {
        let lines = hyphenated("en", "a considerable improvement", 12);
        assert_eq!(lines, ["a consid-", "erable im-", "provement"]);
        // Whether any row ends with a hyphen: names stay whole, and so does a language without patterns.
        let cases = [
            ("de", "die Fahrgastschifffahrt ruht", 13, true),
            ("en", "the Bramblethwaite road", 12, false),
            ("xx", "a considerable improvement", 12, false),
            ("zh", "杭州的渡船停了", 6, false),
        ];
        for (language, text, width, is_hyphenated) in cases {
            let lines = hyphenated(language, text, width);
            assert!(lines.iter().all(|line| harmless::cells(line) <= width), "{lines:?}");
            assert_eq!(lines.iter().any(|line| line.ends_with('-')), is_hyphenated, "{lines:?}");
        }
    }

    #[test]
    fn addresses_are_not_hyphenated() {
        for address in [
            "https://example.org/considerable/improvement",
            "www.considerable-improvement.example",
            "(considerable@improvement.example)",
            "improvement.example",
        ] {
            let text = format!("It is at {address}, unfortunately unconsidered");
            let rows: Vec<String> = (9..20).map(|width| hyphenated("en", &text, width).join("\n")).collect();
            assert!(rows.iter().all(|rows| rows.replace('\n', "").contains(address)), "{rows:?}");
            assert!(rows.iter().any(|rows| rows.contains("-\n")), "{rows:?}");
        }
    }

    #[test]
    fn french_marks_stay_with_their_words() {
        let text = "Il a dit « la mer est calme » et « bonjour » aussi.";
        for width in 11..40 {
            let lines = hyphenated("xx", text, width);
            let parted = |line: &String| line.starts_with('»') || line.ends_with('«');
            assert!(!lines.iter().any(parted), "{width}: {lines:?}");
        }
        // Other marks may begin and end lines as they always did.
        assert_eq!(hyphenated("xx", "sagte er: »Das Meer« sei", 9), ["sagte", "er: »Das", "Meer« sei"]);
    }

    #[test]
    fn lines_are_the_best_fit_and_not_the_first() {
        let text = "aaa bb cc ddddd";
        let ends =
            |lines: Vec<Line>| -> Vec<usize> { lines.into_iter().map(|line| line.words.len()).collect() };
        let gaps = |ends: &[usize]| -> usize {
            ends[..ends.len() - 1].iter().map(|cells| (6 - cells) * (6 - cells)).sum()
        };
        let best = ends(wrap(text, &[6.0], false, None));
        let first = ends(wrap(text, &[6.0], true, None));
        assert!(gaps(&best) < gaps(&first), "{best:?} is no better than {first:?}");
        assert!(best.len() <= first.len() + 1);
    }
}
