//! Chapters: the headings of a book that was typed in plain text.

use std::sync::LazyLock;

use regex::Regex;

use super::{Paragraph, ends_like_prose, whole};
use crate::article::BlockKind;
use crate::span::Span;

/// The longest heading of a chapter, in bytes.
const LONGEST: usize = 160;

/// "CHAPTER IV. The Weir", "Part the Second", "IV."
static CHAPTER: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"(?:[IVXLC]{1,8}|\d{1,3}|(?i:the )?(?i:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))";
    let word = "(?:CHAPTER|Chapter|BOOK|Book|PART|Part|VOLUME|Volume|ACT|SCENE|LETTER|Letter|CANTO|STAVE|KAPITEL|Kapitel|CHAPITRE|Chapitre|CAP\u{cd}TULO|Cap\u{ed}tulo)";
    Regex::new(&format!(r"^(?:{word}\s+{number}\b|[IVXLC]{{1,8}}\.?$)")).expect("tested")
});

/// Parts that are made of chapters.
const GREAT: [&str; 6] = ["BOOK", "Book", "PART", "Part", "VOLUME", "Volume"];

/// Whether a line begins a chapter.
pub fn is_chapter(line: &str) -> bool {
    line.len() <= LONGEST && CHAPTER.is_match(line)
}

/// Makes headings of what names a chapter, and of lines in capitals, where they stand alone and prose comes soon after.
pub fn find(source: &str, lines: &[Span], paragraphs: &mut [Paragraph]) {
    for i in 0..paragraphs.len() {
        let this = &paragraphs[i];
        let words = whole(lines, this).of(source);
        let named = is_chapter(lines[this.lines.start].of(source));
        let heading = this.kind == BlockKind::Paragraph
            && words.len() <= LONGEST
            && this.lines.len() <= 3
            && (named || is_capitals(words))
            && is_alone(paragraphs, i)
            && (1..=2).any(|step| is_prose(source, lines, paragraphs.get(i + step)));
        if heading {
            let great = GREAT.iter().any(|word| words.starts_with(word));
            paragraphs[i].kind = BlockKind::Heading(if great { 1 } else { 2 });
        }
    }
}

fn is_alone(paragraphs: &[Paragraph], i: usize) -> bool {
    let this = &paragraphs[i].lines;
    let before = i.checked_sub(1).is_none_or(|before| paragraphs[before].lines.end < this.start);
    before && paragraphs.get(i + 1).is_some_and(|next| this.end < next.lines.start)
}

/// Words in capitals, few enough for a heading.
fn is_capitals(words: &str) -> bool {
    let letters = words.chars().filter(|c| c.is_alphabetic());
    let count = letters.clone().count();
    count >= 3 && letters.clone().all(|c| !c.is_lowercase()) && words.split_whitespace().count() <= 12
}

/// Fewer bytes than these are no paragraph of a chapter.
const SHORTEST_PROSE: usize = 60;

fn is_prose(source: &str, lines: &[Span], paragraph: Option<&Paragraph>) -> bool {
    paragraph.is_some_and(|paragraph| {
        let words = whole(lines, paragraph).of(source);
        words.len() >= SHORTEST_PROSE && (ends_like_prose(words) || words.ends_with(['?', '\u{201d}', '"']))
    })
}
