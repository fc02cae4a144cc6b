//! A line as the rules see it: made plain for matching, and its shape (prose, link, label).

use crate::span::Span;

/// Lines longer than this many bytes are never clutter by their words: nobody writes a promo that long.
pub const LONGEST: usize = 1200;

/// Writes `line` into `plain`: lower case, quotation marks and dashes straight, every kind of space one
/// space, invisible characters gone, and the punctuation that merely ends a label cut.
pub fn make_plain(line: &str, plain: &mut String) {
    plain.clear();
    if line.is_ascii() {
        plain.push_str(line);
        plain.make_ascii_lowercase();
    } else {
        line.chars().for_each(|c| push_plain(c, plain));
    }
    let kept = plain.trim_end_matches([' ', '.', ':', '…', '>', '»', '›', ',', ';']).len();
    // A tag ends with the sign that a link arrow ends with too.
    if !plain.starts_with('<') && kept > 0 {
        plain.truncate(kept);
    }
}

fn push_plain(c: char, plain: &mut String) {
    match c {
        'A'..='Z' => plain.push(c.to_ascii_lowercase()),
        '\0'..='\x7f' => plain.push(c),
        '‘' | '’' | '‚' | '′' => plain.push('\''),
        '“' | '”' | '„' | '″' => plain.push('"'),
        '‐'..='―' | '−' => plain.push('-'),
        '：' => plain.push(':'),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
        _ if c.is_whitespace() => plain.push(' '),
        _ => plain.extend(c.to_lowercase()),
    }
}

/// The words of a line: what `split_whitespace` gives, in half the time where most bytes are ASCII.
pub fn split(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (word, space) = cut(rest);
            let from = rest;
            rest = &rest[word + space..];
            if word > 0 {
                return Some(&from[..word]);
            }
        }
        None
    })
}

/// How many bytes stand before the first white space, and how many that takes.
#[inline]
fn cut(text: &str) -> (usize, usize) {
    for (at, byte) in text.bytes().enumerate() {
        if BEGINS_SPACE[usize::from(byte)] {
            let space = text[at..].chars().next().filter(|c| c.is_whitespace());
            if let Some(space) = space {
                return (at, space.len_utf8());
            }
        }
    }
    (text.len(), 0)
}

/// The first bytes of all white space, and of other characters too.
const BEGINS_SPACE: [bool; 256] = {
    let mut begins = [false; 256];
    let mut byte = 0;
    while byte < begins.len() {
        begins[byte] = matches!(byte as u8, b' ' | b'\t'..=b'\r' | 0xC2 | 0xE1..=0xE3);
        byte += 1;
    }
    begins
};

/// What a line looks like, whatever it says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shape {
    pub words: usize,
    /// Words with a capital or a digit in front.
    capitalised: usize,
    ends_sentence: bool,
    starts_with_quotation: bool,
}

/// As many signs of a script without spaces make a word.
const SIGNS_PER_WORD: usize = 2;

impl Shape {
    pub fn of(line: &str) -> Shape {
        let mut shape = Shape {
            ends_sentence: ends_sentence(line),
            starts_with_quotation: line.starts_with(['"', '“', '„', '«', '‘', '\'', '「']),
            ..Shape::default()
        };
        for word in split(line) {
            shape.count(word);
        }
        shape
    }

    fn count(&mut self, word: &str) {
        let signs = if word.is_ascii() { 0 } else { word.chars().filter(|&c| is_ideographic(c)).count() };
        self.words += 1 + signs / SIGNS_PER_WORD;
        let first = word.chars().find(|c| c.is_alphanumeric());
        // Short function words stay small in headlines.
        let small = word.len() <= 3 && self.capitalised > 0;
        self.capitalised += usize::from(small || first.is_some_and(|c| c.is_uppercase() || c.is_numeric()));
    }

    /// Sentences of running text.
    pub fn is_prose(&self) -> bool {
        let running = self.capitalised * 10 < self.words * 7;
        running && ((self.ends_sentence && self.words >= 11) || self.words >= 32)
    }

    /// A whole sentence, even where most of its words are names.
    pub fn is_sentence(&self) -> bool {
        let headline = self.capitalised * 20 >= self.words * 17;
        self.is_prose() || (self.ends_sentence && self.words >= 9 && !headline)
    }

    /// Like a link's words or a headline: not many words, capitalised or without a full stop.
    pub fn is_title(&self) -> bool {
        let headline = self.capitalised * 10 >= self.words * 7;
        self.words <= 20 && !self.starts_with_quotation && (headline || !self.ends_sentence)
    }

    /// The share of words with a capital or a digit in front, in fifths.
    pub fn capitals(&self) -> u32 {
        (self.capitalised * 5 / self.words.max(1)) as u32
    }

    pub fn is_label(&self) -> bool {
        self.words <= 6
    }
}

fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', '’', '\'', ')', '»', '“', '」']);
    line.ends_with(['.', '!', '?', '。', '！', '？', '।', '؟']) && !line.ends_with("..")
}

fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether the line's first word of two letters or more is in capitals.
pub fn starts_in_capitals(line: &str) -> bool {
    let word = line.split_whitespace().find(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
    word.is_some_and(|word| !word.chars().any(char::is_lowercase))
}

/// The line without the white space round it.
pub fn words(text: &str, span: Span) -> &str {
    span.of(text).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_at_every_kind_of_space() {
        let spaces: String = (0..0x3010)
            .filter_map(char::from_u32)
            .filter(|c| c.is_whitespace())
            .flat_map(|c| ['é', c])
            .collect();
        for line in ["", " ", "a", " two  words\t", "„Über“ – très, 杭州\u{3000}x\u{a0}y", &spaces]
        {
            assert!(split(line).eq(line.split_whitespace()), "{line:?}");
        }
    }

    #[test]
    fn lines_are_made_plain() {
        let cases = [
            ("READ\u{a0}MORE: Falk’s Bridge", "read more: falk's bridge"),
            ("Related articles:", "related articles"),
            ("See all »", "see all"),
            ("“Yes” — she said…", "\"yes\" - she said"),
            ("Über\u{200b}uns", "überuns"),
            ("<br>", "<br>"),
            ("...", "..."),
        ];
        for (line, expected) in cases {
            let mut plain = String::new();
            make_plain(line, &mut plain);
            assert_eq!(plain, expected, "{line:?}");
        }
    }

    #[test]
    fn shapes_tell_prose_from_links() {
        let prose = "The old bridge over the river stood for ninety years before the flood took it.";
        let link = "Old Bridge Over the River Taken by the Flood";
        assert!(Shape::of(prose).is_prose() && !Shape::of(prose).is_title());
        assert!(Shape::of(link).is_title() && !Shape::of(link).is_prose());
        assert!(Shape::of("市长昨天晚上在桥边的学校里告诉大家这座老桥明年春天会重新开放。").is_prose());
        assert!(!Shape::of("“No,” said Falk").is_title());
    }
}
