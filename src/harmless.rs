//! Harmless: what is shown in place of characters that must never reach a terminal or a pipe as such.
//!
//! Article text is hostile input. Control characters (and with them escape sequences), bidi controls and invisible
//! characters stay in the text, so that offsets hold, and become visible placeholders wherever text is put out.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What is shown for this character, when it may not be shown as it is.
pub fn placeholder(c: char) -> Option<char> {
    match c {
        '\t' => Some(' '),
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' => Some('\u{fffd}'),
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' => Some('\u{fffd}'),
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => Some('\u{fffd}'),
        '\u{180e}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => Some('\u{fffd}'),
        '\u{e0000}'..='\u{e007f}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// Whether nothing of the character can be seen, or it steers the terminal.
pub fn is_hidden(c: char) -> bool {
    c == '\u{ad}' || is_joiner(c) || placeholder(c).is_some()
}

/// Emoji, Persian and the scripts of India need joiners; elsewhere they only hide.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a joiner after the character has an honest use.
fn joins(c: char) -> bool {
    c >= '\u{600}' && !matches!(c, '\u{1e00}'..='\u{206f}')
}

/// `text` with placeholders; line breaks stay. Soft hyphens are left out: they are no words.
pub fn text(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c == '\n' || (' '..='~').contains(&c) || !is_hidden(c);
    if is_plain(text) || text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut before = '\0';
    let shown = |c: char| match (c, std::mem::replace(&mut before, c)) {
        ('\n', _) => Some(c),
        ('\u{ad}', _) => None,
        (_, before) if is_joiner(c) => Some(if joins(before) { c } else { '\u{fffd}' }),
        _ => Some(placeholder(c).unwrap_or(c)),
    };
    Cow::Owned(text.chars().filter_map(shown).collect())
}

/// Whether it is printable ASCII on one line: found out many bytes at a time.
fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |plain, byte| plain & (byte.wrapping_sub(b' ') < 0x5f))
}

/// `text` on one line: as [`text`], with line breaks shown as placeholders too.
pub fn line(text: &str) -> Cow<'_, str> {
    match self::text(text) {
        safe if safe.contains('\n') => Cow::Owned(safe.replace('\n', " ")),
        safe => safe,
    }
}

/// One user-perceived character as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// Bytes from the start of the text that [`glyphs`] was given.
    pub start: usize,
    pub end: usize,
    pub symbol: Cow<'a, str>,
    /// 0, 1 or 2.
    pub cells: usize,
}

/// The characters of one line as they are drawn, with their widths in cells.
pub fn glyphs(text: &str) -> impl Iterator<Item = Glyph<'_>> {
    text.grapheme_indices(true).map(|(start, grapheme)| {
        let symbol = symbol(grapheme);
        let cells = symbol.width().min(2);
        Glyph { start, end: start + grapheme.len(), symbol, cells }
    })
}

/// Width of one line in cells, as [`glyphs`] draws it.
pub fn cells(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    glyphs(text).map(|glyph| glyph.cells).sum()
}

/// `text` cut to at most `cells` cells, with `…` where something was left out.
pub fn cut(text: &str, cells: usize) -> String {
    let line = line(text);
    if self::cells(&line) <= cells {
        return line.into_owned();
    }
    let mut room = cells.saturating_sub(1);
    let fits = glyphs(&line).take_while(|glyph| {
        let fits = glyph.cells <= room;
        room = room.saturating_sub(glyph.cells);
        fits
    });
    let kept: String = fits.map(|glyph| glyph.symbol.into_owned()).collect();
    if cells == 0 { kept } else { kept.trim_end().to_string() + "…" }
}

/// More marks on one letter than any language writes; a pile of them would spill over other rows.
const MARKS: usize = 6;

fn symbol(grapheme: &str) -> Cow<'_, str> {
    let mut chars = grapheme.chars();
    match (chars.next(), chars.next()) {
        (Some('\u{ad}'), None) => Cow::Borrowed(""),
        (Some(c), None) if is_joiner(c) => Cow::Borrowed("\u{fffd}"),
        (Some(c), None) => placeholder(c).map_or(Cow::Borrowed(grapheme), |p| Cow::Owned(p.to_string())),
        _ if grapheme.chars().count() > 1 + 2 * MARKS => {
            let few: String = grapheme.chars().take(MARKS).collect();
            Cow::Owned(text(&few).into_owned())
        }
        _ => text(grapheme),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_passes() {
        let cases = [
            ("plain", "plain"),
            ("\u{1b}[31mred", "␛[31mred"),
            ("a\u{202e}b", "a\u{fffd}b"),
            ("zero\u{200b}width", "zero\u{fffd}width"),
            ("soft\u{ad}hyphen", "softhyphen"),
            ("join\u{200d}er", "join\u{fffd}er"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("👨\u{200d}👩", "👨\u{200d}👩"),
            ("bell\u{7}", "bell␇"),
            ("c1\u{9b}31m", "c1\u{fffd}31m"),
            ("two\nlines", "two\nlines"),
            ("\u{e0041}tag", "\u{fffd}tag"),
        ];
        for (input, expected) in cases {
            assert_eq!(text(input), expected, "{input:?}");
        }
    }

    #[test]
    fn a_pile_of_hidden_characters_on_a_letter_is_harmless() {
        let pile = format!("a{}", "\u{e0041}".repeat(40));
        let drawn: String = glyphs(&pile).map(|glyph| glyph.symbol.into_owned()).collect();
        assert!(!drawn.chars().any(is_hidden), "{drawn:?}");
        let alone: String = glyphs("\u{200d}").map(|glyph| glyph.symbol.into_owned()).collect();
        assert_eq!(alone, "\u{fffd}");
    }

    #[test]
    fn widths_are_those_of_a_terminal() {
        for (input, expected) in
            [("abc", 3), ("杭州", 4), ("é", 1), ("e\u{301}", 1), ("👨‍👩‍👧", 2), ("\u{1b}", 1), ("", 0)]
        {
            assert_eq!(cells(input), expected, "{input:?}");
        }
    }

    #[test]
    fn cut_says_that_something_is_missing() {
        for (input, room, expected) in [
            ("abcdef", 6, "abcdef"),
            ("abcdef", 5, "abcd…"),
            ("杭州桑", 4, "杭…"),
            ("ab cd", 4, "ab…"),
            ("ab", 0, ""),
        ] {
            assert_eq!(cut(input, room), expected, "{input:?} at {room}");
        }
    }
}
