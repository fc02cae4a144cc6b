//! Cutting a block into tokens: words, numbers and marks, in the manner of the Penn Treebank.

use super::{Shape, Tag, Token};
use crate::annotate::Lexicon;
use crate::annotate::lexicon::{Classes, WordId};
use crate::span::Span;

/// Endings that are tokens of their own, without regard to case and the form of the apostrophe.
const CLITICS: [&str; 6] = ["s", "re", "ve", "ll", "d", "m"];

/// Adds the tokens of the block at `span` to `all`, tagged where they are marks.
pub fn block(text: &str, span: Span, lexicon: &Lexicon, all: &mut Vec<Token>) {
    let mut splitter = Splitter { text, at: span.start, end: span.end, spaced: true, lexicon, all };
    while let Some(next) = splitter.peek(splitter.at) {
        splitter.step(next);
    }
}

struct Splitter<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    /// White space comes right before `at`.
    spaced: bool,
    lexicon: &'a Lexicon,
    all: &'a mut Vec<Token>,
}

impl Splitter<'_> {
    fn peek(&self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at).filter(|_| at < self.end)?;
        if byte < 0x80 { Some(byte as char) } else { self.text[at..self.end].chars().next() }
    }

    fn step(&mut self, next: char) {
        if next.is_whitespace() {
            self.at += next.len_utf8();
            self.spaced = true;
        } else if next.is_alphanumeric() || self.starts_handle(next) {
            self.word(next);
        } else {
            self.mark(next);
        }
    }

    fn starts_handle(&self, next: char) -> bool {
        matches!(next, '@' | '#') && self.peek(self.at + 1).is_some_and(|c| c.is_alphanumeric() || c == '_')
    }

    fn word(&mut self, first: char) {
        let start = self.at;
        let end = match self.address(start) {
            Some(end) => end,
            None => self.dotted(start, self.word_end(start + first.len_utf8())),
        };
        match self.clitic(start, end) {
            Some(cut) => {
                self.push(start, cut);
                self.push(cut, end);
            }
            None => self.push(start, end),
        }
    }

    /// The end of a web address that starts here.
    fn address(&self, start: usize) -> Option<usize> {
        let rest = &self.text[start..self.end];
        if !rest.starts_with(['h', 'w']) {
            return None;
        }
        let is_address = ["http://", "https://", "www."].iter().any(|head| rest.starts_with(head));
        let stop = |c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '’' | ')' | '>');
        let length = rest.find(stop).filter(|_| is_address).or(is_address.then_some(rest.len()))?;
        Some(start + rest[..length].trim_end_matches(['.', ',', ';', ':', '!', '?']).len())
    }

    /// Past letters, digits, and the joints between them ("front-runner", "1,000", "o'clock", "U.S").
    fn word_end(&self, mut at: usize) -> usize {
        let bytes = &self.text.as_bytes()[..self.end];
        loop {
            at +=
                bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            let Some(c) = self.peek(at) else { return at };
            let next = at + c.len_utf8();
            if !(c.is_alphanumeric() || is_combining(c) || self.joins(at, c, next)) {
                return at;
            }
            at = next;
        }
    }

    fn joins(&self, at: usize, c: char, next: usize) -> bool {
        let Some(after) = self.peek(next).filter(|c| c.is_alphanumeric()) else { return false };
        let before = self.text.as_bytes()[at - 1];
        match c {
            '-' | '‐' | '‑' | '\'' | '’' => true,
            '&' => before.is_ascii_uppercase() && after.is_uppercase(),
            ',' => before.is_ascii_digit() && after.is_ascii_digit(),
            ':' => before.is_ascii_digit() && after.is_ascii_digit(),
            '.' => !after.is_uppercase() || !before.is_ascii_lowercase(),
            _ => false,
        }
    }

    /// Takes the full stop along where it belongs to the word: "U.S.", "J.", "Sen.".
    fn dotted(&self, start: usize, end: usize) -> usize {
        let word = &self.text[start..end];
        if self.peek(end) != Some('.') || word.len() > 8 || self.peek(end + 1) == Some('.') {
            return end;
        }
        let keeps = is_initials(word) || self.is_initial(word, end + 1) || self.is_shortened(start, end + 1);
        if keeps { end + 1 } else { end }
    }

    /// One capital letter before another name: "J. Smith", "Ana B. Cruz".
    fn is_initial(&self, word: &str, after: usize) -> bool {
        let mut letters = word.chars();
        let single =
            letters.next().is_some_and(char::is_uppercase) && letters.next().is_none() && word != "I";
        single && self.next_capital(after)
    }

    fn is_shortened(&self, start: usize, end: usize) -> bool {
        let id = self.lexicon.id(&self.text[start..end]);
        let classes = self.lexicon.word(id).classes;
        if classes.has(Classes::TITLE) {
            return end < self.end;
        }
        let plain = self.lexicon.id(&self.text[start..end - 1]);
        let is_word = plain.is_known() && self.lexicon.word(plain).tag.is_some();
        classes.has(Classes::ABBREVIATION) && (!is_word || self.next_capital(end) && self.is_capital(start))
    }

    fn is_capital(&self, at: usize) -> bool {
        self.peek(at).is_some_and(char::is_uppercase)
    }

    /// Whether a space and then a capital or a digit follow.
    fn next_capital(&self, at: usize) -> bool {
        let Some(space) = self.peek(at).filter(|c| c.is_whitespace()) else { return false };
        self.peek(at + space.len_utf8()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    }

    /// Where "n't", "'s" and the like start.
    fn clitic(&self, start: usize, end: usize) -> Option<usize> {
        let word = &self.text[start..end];
        if word.bytes().all(|byte| byte.is_ascii() && byte != b'\'') {
            return None;
        }
        let at = word.rfind(['\'', '’'])?;
        let mark = word[at..].chars().next()?;
        let tail = &word[at + mark.len_utf8()..];
        let not = tail.eq_ignore_ascii_case("t") && at > 1 && matches!(word.as_bytes()[at - 1], b'n' | b'N');
        if not {
            return Some(start + at - 1);
        }
        CLITICS.iter().any(|clitic| tail.eq_ignore_ascii_case(clitic)).then_some(start + at)
    }

    fn push(&mut self, start: usize, end: usize) {
        let word = &self.text[start..end];
        let (id, hash) = self.lexicon.find(word);
        let mut token = self.token(start, end, Tag::Nn);
        (token.word, token.hash, token.shape) = (id, hash, token.shape.or(shape(word)));
        if self.lexicon.word(id).classes.has(Classes::AUXILIARY) {
            token.shape.set(Shape::AUXILIARY);
        }
        self.add(token);
    }

    fn token(&self, start: usize, end: usize, tag: Tag) -> Token {
        let shape = if self.spaced { Shape::SPACED } else { Shape::default() };
        Token {
            start: start as u32,
            end: end as u32,
            word: WordId::UNKNOWN,
            hash: 0,
            sentence: 0,
            tag,
            shape,
        }
    }

    fn add(&mut self, token: Token) {
        self.at = token.end as usize;
        self.spaced = false;
        self.all.push(token);
    }

    fn mark(&mut self, first: char) {
        let (tag, length) = self.mark_kind(first);
        let mut token = self.token(self.at, self.at + length, tag);
        if tag == Tag::Quote {
            token.shape = token.shape.or(self.quote_shape(first, length));
        }
        self.add(token);
    }

    fn mark_kind(&self, first: char) -> (Tag, usize) {
        let run = self.text[self.at..self.end].chars().take(64).take_while(|c| *c == first).count();
        match first {
            '.' if run > 1 => (Tag::Ellipsis, run),
            '.' | '!' | '?' => (Tag::Stop, 1),
            '…' => (Tag::Ellipsis, 3),
            ',' => (Tag::Comma, 1),
            ':' => (Tag::Colon, 1),
            ';' => (Tag::Semicolon, 1),
            '-' if run == 1 && self.is_joint() => (Tag::Symbol, 1),
            '-' => (Tag::Dash, run),
            '–' | '—' | '―' => (Tag::Dash, 3),
            '(' | '[' | '{' => (Tag::Open, 1),
            ')' | ']' | '}' => (Tag::Close, 1),
            '\'' | '`' => (Tag::Quote, run.min(2)),
            _ if is_quote(first) => (Tag::Quote, first.len_utf8()),
            _ => (Tag::Symbol, first.len_utf8()),
        }
    }

    /// Whether the hyphen here joins what stands around it ("U.S.-led"): no dash between clauses.
    fn is_joint(&self) -> bool {
        !self.spaced && self.peek(self.at + 1).is_some_and(char::is_alphanumeric)
    }

    /// Whether a quotation mark opens or closes: by its form, else by what stands around it.
    fn quote_shape(&self, mark: char, length: usize) -> Shape {
        let single =
            length == 1 && matches!(mark, '\'' | '`') || matches!(mark, '‘' | '’' | '‚' | '‛' | '‹' | '›');
        let side = match mark {
            '“' | '„' | '«' | '‘' | '‚' | '‹' | '`' | '‟' | '‛' => Shape::OPENS,
            '”' | '»' | '’' | '›' => Shape::CLOSES,
            _ => self.side(self.at + length),
        };
        if single { side.or(Shape::SINGLE) } else { side }
    }

    fn side(&self, after: usize) -> Shape {
        let before = self.all.last().filter(|_| !self.spaced);
        let opens = before.is_none_or(|token| {
            matches!(token.tag, Tag::Open | Tag::Dash)
                || token.tag == Tag::Quote && token.shape.has(Shape::OPENS)
        });
        let closes =
            self.peek(after).is_none_or(|c| c.is_whitespace() || !c.is_alphanumeric() && !is_opening(c));
        match (opens, closes) {
            (true, false) => Shape::OPENS,
            (false, true) => Shape::CLOSES,
            _ => Shape::OPENS.or(Shape::CLOSES),
        }
    }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200D}' | '\u{AD}' | '\u{FEFF}')
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '$' | '@' | '#' | '£' | '€') || is_quote(c)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '‛' | '‹' | '›')
}

/// Letters with full stops between them: "U.S", "a.m".
fn is_initials(word: &str) -> bool {
    let parts = word.split('.');
    word.contains('.')
        && parts.clone().all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

fn shape(word: &str) -> Shape {
    let (mut letters, mut capitals, mut shape) = (0, 0, Shape::default());
    for c in word.chars() {
        if c.is_alphabetic() {
            let capital = c.is_uppercase();
            if capital && letters == 0 {
                shape.set(Shape::CAPITAL);
            }
            letters += 1;
            capitals += usize::from(capital);
        } else if c.is_ascii_digit() {
            shape.set(Shape::DIGIT);
        }
    }
    if word.ends_with('.') {
        shape.set(Shape::DOTTED);
    }
    if capitals > 1 && capitals == letters {
        shape.set(Shape::CAPITALS);
    }
    if capitals > 0 && !shape.has(Shape::CAPITAL) && is_prefixed(word) {
        shape.set(Shape::PREFIXED);
    }
    shape
}

/// "al-Assad", "el-Sisi", "d'Arc", "eBay": a small letter such names begin with, and a capital soon after it.
fn is_prefixed(word: &str) -> bool {
    word.starts_with(['a', 'e', 'd', 'i'])
        && word.len() > 3
        && word.bytes().skip(1).take(3).any(|byte| byte.is_ascii_uppercase())
}
