//! Finder: everything one can go to in an article — statements, figures, headings, or the hits of a search — and which
//! of it fits a few letters, the best first (as fzf counts it; the crate nucleo).

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use unicode_segmentation::UnicodeSegmentation;

use super::index::statement;
use super::panes::{Area, Size};
use super::reader::{Reader, Target};
use super::update::overlay::headings;
use crate::annotate::{FigureId, StatementId};
use crate::harmless;
use crate::span::Span;

/// What is looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// Statements, figures and headings.
    Anything,
    Hits,
}

/// One thing to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub target: Target,
    /// What it is: the number of a statement, `@` for a figure, `#` for a heading, the paragraph of a hit.
    pub mark: String,
    /// Harmless, one line.
    pub words: String,
    /// Which characters (grapheme clusters) of the words were typed, rising.
    pub lit: Vec<usize>,
}

/// Characters of a statement that are looked through and shown.
const LONGEST: usize = 400;
/// Bytes before a hit that stand in its row.
const BEFORE: usize = 24;

/// All of it, in the order of the text.
pub fn all(reader: &Reader, what: Sought) -> Vec<Found> {
    let mut found: Vec<(usize, Found)> = match what {
        Sought::Hits => return hits(reader),
        Sought::Anything => {
            let said = reader.index.listed.iter().map(|id| said(reader, *id));
            let figures = reader.index.figures.iter().map(|id| figure(reader, *id));
            let headings = headings(reader).into_iter().map(|block| heading(reader, block));
            headings.chain(said).chain(figures).collect()
        }
    };
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, found)| found).collect()
}

/// What fits the letters typed, the best first; all of it where nothing is typed.
pub fn fitting(all: Vec<Found>, typed: &str) -> Vec<Found> {
    let pattern = Pattern::parse(typed, CaseMatching::Smart, Normalization::Smart);
    if pattern.atoms.is_empty() {
        return all;
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut scored: Vec<(u32, Found)> =
        all.into_iter().filter_map(|found| fit(found, &pattern, &mut matcher)).collect();
    // Stable: what fits equally well stands in the order of the text.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    // In a long sentence the letters of any word stand somewhere: what fits far worse than the best does not fit.
    let best = scored.first().map_or(0, |(score, _)| *score);
    scored.into_iter().take_while(|(score, _)| score * 3 >= best * 2).map(|(_, found)| found).collect()
}

fn fit(mut found: Found, pattern: &Pattern, matcher: &mut Matcher) -> Option<(u32, Found)> {
    let mut lit = Vec::new();
    let mut buffer = Vec::new();
    let score = pattern.indices(Utf32Str::new(&found.words, &mut buffer), matcher, &mut lit)?;
    lit.sort_unstable();
    lit.dedup();
    found.lit = lit.into_iter().map(|place| place as usize).collect();
    Some((score, found))
}

fn found(target: Target, mark: String, words: &str) -> Found {
    let words = harmless::line(words);
    let end = words.grapheme_indices(true).nth(LONGEST).map_or(words.len(), |(end, _)| end);
    Found { target, mark, words: words[..end].to_string(), lit: Vec::new() }
}

fn said(reader: &Reader, id: StatementId) -> (usize, Found) {
    let said = statement(&reader.document, id);
    let number = reader.index.numbers[id.index()].map_or("T".to_string(), |number| number.to_string());
    let who = reader.index.voice_of(id).map_or("no speaker", |voice| voice.name.as_str());
    let pieces: Vec<&str> = said.content.iter().map(|piece| piece.of(reader.text())).collect();
    let words = format!("{who}: {}", pieces.join(" … "));
    (said.span().start, found(Target::Statement(id), number, &words))
}

fn figure(reader: &Reader, id: FigureId) -> (usize, Found) {
    let figure = &reader.document.annotations.figures[id.index()];
    let role = figure.role.as_ref().map_or(String::new(), |role| format!(", {role}"));
    let in_sight = |span: Span| !reader.folds_away(reader.document.block_at(span.start));
    let nth = figure.mentions.iter().position(|mention| in_sight(mention.span())).unwrap_or(0);
    let words = format!("{}{role}", figure.name);
    (figure.mentions[nth].span().start, found(Target::Mention(id, nth), "@".into(), &words))
}

fn heading(reader: &Reader, block: usize) -> (usize, Found) {
    let span = reader.document.article.blocks[block].span;
    (span.start, found(Target::Block(block), "#".into(), span.of(reader.text())))
}

fn hits(reader: &Reader) -> Vec<Found> {
    let spans = reader.search.iter().flat_map(|search| &search.hits).enumerate();
    spans.map(|(nth, span)| hit(reader, nth, *span)).collect()
}

/// A hit with the words around it; its own are lit.
fn hit(reader: &Reader, nth: usize, span: Span) -> Found {
    let block = reader.document.block_at(span.start);
    let bounds = reader.document.article.blocks[block].span;
    let mark = reader.index.paragraphs[block].map_or(String::new(), |number| format!("¶{number}"));
    let start = word_start(reader.text(), bounds.start, span.start);
    let lead = harmless::line(&reader.text()[start..span.start]).graphemes(true).count();
    let here = harmless::line(span.of(reader.text())).graphemes(true).count();
    let words = &reader.text()[start..bounds.end.max(span.end)];
    Found { lit: (lead..lead + here).collect(), ..found(Target::Hit(nth), mark, words) }
}

/// Where the words before a hit begin: at a space, not far away, or at the beginning of the block.
fn word_start(text: &str, first: usize, hit: usize) -> usize {
    if hit.saturating_sub(first) <= BEFORE {
        return first;
    }
    let from = (hit - BEFORE..=hit).find(|at| text.is_char_boundary(*at)).unwrap_or(hit);
    text[from..hit].find(' ').map_or(from, |space| from + space + 1)
}

/// Where the finder lies, in cells.
pub struct Window {
    pub frame: Area,
    /// The rows of what fits.
    pub rows: Area,
}

/// From this height on there is a preview, in rows.
pub const ROOMY: usize = 12;

pub fn window(size: Size) -> Window {
    let width = size.width.min(104);
    let height = size.height.saturating_sub(2);
    let frame = Area { x: (size.width - width) / 2, y: 0, width, height };
    let rows = if height >= ROOMY { (height - 3) / 2 } else { height.saturating_sub(2) };
    Window { frame, rows: Area { x: frame.x + 1, y: 1, width: width - 2, height: rows } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(words: &str) -> Found {
        found(Target::Block(0), "#".into(), words)
    }

    #[test]
    fn the_best_fit_comes_first_and_says_where() {
        let rows = ["The mill by the weir", "Weir keepers", "A wheel, an eel, a river", "Über den Weir"];
        let typed = |typed: &str| -> Vec<(String, Vec<usize>)> {
            let all = rows.iter().map(|words| row(words)).collect();
            fitting(all, typed).into_iter().map(|found| (found.words, found.lit)).collect()
        };
        assert_eq!(typed("").len(), 4);
        let weir = typed("weir");
        assert!(weir.contains(&("Weir keepers".into(), vec![0, 1, 2, 3])), "{weir:?}");
        assert!(weir.iter().take(3).all(|(words, _)| words != "A wheel, an eel, a river"), "{weir:?}");
        assert_eq!(typed("uber"), [("Über den Weir".into(), vec![0, 1, 2, 3])]);
        assert_eq!(typed("keepers weir"), [("Weir keepers".into(), vec![0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11])]);
        assert_eq!(typed("zebra"), []);
    }

    #[test]
    fn words_before_a_hit_begin_at_a_space() {
        let text = "one two three four five six seven eight";
        assert_eq!(word_start(text, 0, 4), 0);
        assert_eq!(&text[word_start(text, 0, 34)..34], "four five six seven ");
        let far = "é".repeat(40);
        assert!(far.is_char_boundary(word_start(&far, 0, 60)));
    }
}
