//! Features of the name tagger: a token's word, form and place in its run of capitals, what the lists and the rest
//! of the article know of it, and the same of its neighbours.

use std::ops::Range;

use super::Scene;
use super::evidence::{Evidence, Seen, is_capital, starts_sentence};
use crate::annotate::clusters::Cluster;
use crate::annotate::lexicon::Classes;
use crate::annotate::names::{Hints, PhraseKind, join};
use crate::annotate::token::{Shape, Tag, Token};
use crate::model::{Feature, Row};

/// Small words inside a stretch between two capitals, at most ("of the").
const GAP: usize = 3;
/// Longest stretch, in tokens: bounds the room that tagging takes.
const LONGEST: usize = 200;
/// Features of a token.
pub const FEATURES: usize = 90;
/// Neighbours looked at on each side.
const NEAR: usize = 2;

/// The stretches of a sentence in which names can be: from one capital to the last that follows closely. Not "The" alone.
pub fn stretches(scene: Scene, sentence: Range<usize>, each: &mut dyn FnMut(Range<usize>)) {
    let mut stretch: Option<Range<usize>> = None;
    for i in sentence {
        if !is_capital(scene, i) {
            continue;
        }
        match &mut stretch {
            Some(open) if i - open.end < GAP && i - open.start < LONGEST => open.end = i + 1,
            _ => {
                if let Some(full) = stretch.replace(i..i + 1).filter(|full| !is_plain(scene, full)) {
                    each(full);
                }
            }
        }
    }
    if let Some(full) = stretch.filter(|full| !is_plain(scene, full)) {
        each(full);
    }
}

/// One word that is only written large because it starts a sentence: an article, a pronoun, a preposition or the like,
/// with a capital too.
fn is_plain(scene: Scene, stretch: &Range<usize>) -> bool {
    let token = scene.tokens.all[stretch.start];
    let word = scene.lexicon.word(token.word);
    let small = word.tag.is_some_and(Tag::is_closed) && word.capital.is_none_or(Tag::is_closed);
    stretch.len() == 1 && small && token.tag.is_closed() && starts_sentence(scene, stretch.start)
}

/// What is known of a token before its neighbours are looked at.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    word: u32,
    shape: u32,
    tag: u32,
    hints: u32,
    /// The part of a listed place or organization that it is.
    listed: u32,
    /// Its parts of speech in small letters and with a capital.
    plain: u32,
    /// The words it is like.
    cluster: Cluster,
    capital: bool,
}

/// Room for the features of a stretch.
#[derive(Default)]
pub struct Room {
    cells: Vec<Cell>,
    seen: Vec<Seen>,
    /// The run of capitals that each token is in.
    runs: Vec<Range<usize>>,
}

/// What a stretch's tokens are described from.
pub struct Frame<'a> {
    scene: Scene<'a>,
    stretch: Range<usize>,
    room: &'a Room,
}

impl Room {
    /// Reads a stretch.
    pub fn frame<'a>(
        &'a mut self,
        scene: Scene<'a>,
        evidence: &Evidence,
        stretch: Range<usize>,
    ) -> Frame<'a> {
        let sentence = scene.tokens.sentence(stretch.start);
        self.cells.clear();
        for at in 0..stretch.len() + 2 * NEAR {
            let i = (stretch.start + at).checked_sub(NEAR).filter(|i| sentence.contains(i));
            self.cells.push(i.map_or(Cell::default(), |i| cell(scene, i)));
        }
        self.seen.clear();
        self.seen.extend(scene.tokens.all[stretch.clone()].iter().map(|token| evidence.of(token.hash)));
        self.list(scene, stretch.clone());
        self.find_runs(stretch.len());
        Frame { scene, stretch, room: self }
    }

    /// Marks listed places and organizations, the longest first.
    fn list(&mut self, scene: Scene, stretch: Range<usize>) {
        let mut at = 0;
        while at < stretch.len() {
            let longest = (1..=4.min(stretch.len() - at)).rev().find_map(|length| {
                let range = stretch.start + at..stretch.start + at + length;
                let ends = self.cells[at + NEAR].capital && self.cells[at + NEAR + length - 1].capital;
                let kind = ends.then(|| listed(scene, range)).flatten();
                kind.map(|kind| (length, kind))
            });
            let Some((length, kind)) = longest else {
                at += 1;
                continue;
            };
            for part in 0..length {
                self.cells[at + NEAR + part].listed =
                    1 + 2 * kind as u32 + u32::from(part > 0) + 8 * u32::from(length > 1);
            }
            at += length;
        }
    }

    fn find_runs(&mut self, length: usize) {
        self.runs.clear();
        let mut start = 0;
        for at in 0..length {
            if !self.cells[at + NEAR].capital {
                self.runs.push(at..at + 1);
                start = at + 1;
                continue;
            }
            self.runs.push(start..at + 1);
        }
        for at in (0..length.saturating_sub(1)).rev() {
            if self.cells[at + NEAR].capital && self.cells[at + 1 + NEAR].capital {
                self.runs[at].end = self.runs[at + 1].end;
            }
        }
    }
}

fn listed(scene: Scene, range: Range<usize>) -> Option<PhraseKind> {
    scene.names.phrase(join(scene.tokens.all[range].iter().map(|token| token.hash)))
}

fn cell(scene: Scene, i: usize) -> Cell {
    let token = scene.tokens.all[i];
    let capital = is_capital(scene, i);
    let word = scene.lexicon.word(token.word);
    let tag = |tag: Option<Tag>| tag.map_or(0, |tag| tag as u32 + 1);
    Cell {
        word: if token.is_word() { token.hash } else { token.tag as u32 },
        shape: shape(scene, token, capital),
        tag: token.tag as u32,
        hints: if token.is_word() { hints(scene.names.hints(&token), capital) } else { 0 },
        listed: 0,
        cluster: if token.is_word() { scene.names.cluster(token.hash, capital) } else { Cluster::default() },
        plain: (tag(word.tag) * 64 + tag(word.capital)) * 2 + u32::from(word.classes.has(Classes::DATE)),
        capital,
    }
}

/// What the lists say; names only count with a capital.
fn hints(hints: Hints, capital: bool) -> u32 {
    if capital { hints.bits() } else { hints.bits() & Hints::WORDS }
}

fn shape(scene: Scene, token: Token, capital: bool) -> u32 {
    let length = token.span().len();
    if !token.is_word() {
        return 16 + token.tag as u32;
    }
    match () {
        () if token.shape.has(Shape::DIGIT) => 4 + u32::from(capital),
        () if capital && (length == 1 || length == 2 && token.shape.has(Shape::DOTTED)) => 3,
        () if token.shape.has(Shape::CAPITALS) && length <= 5 => 6,
        () if token.shape.has(Shape::CAPITALS) => 2,
        () if capital && token.shape.has(Shape::DOTTED) => 7,
        () if capital && inner_capital(scene, token) => 8,
        () => u32::from(capital),
    }
}

/// "McDonald", "YouTube", "al-Assad".
fn inner_capital(scene: Scene, token: Token) -> bool {
    token.span().of(scene.text).bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
}

impl Frame<'_> {
    fn at(&self, at: usize, offset: isize) -> Cell {
        let index = (at + NEAR).checked_add_signed(offset);
        index.and_then(|index| self.room.cells.get(index)).copied().unwrap_or_default()
    }

    /// The features of the token `at` (counted within the stretch).
    #[inline(always)]
    pub fn features(&self, at: usize) -> [Feature; FEATURES] {
        let mut row = Row::new(100);
        self.words(&mut row, at);
        self.letters(&mut row, at);
        self.run(&mut row, at);
        self.lists(&mut row, at);
        self.evidence(&mut row, at);
        self.likes(&mut row, at);
        row.done()
    }

    #[inline(always)]
    fn words(&self, row: &mut Row<FEATURES>, at: usize) {
        let [b2, b1, this, n1, n2] = [-2, -1, 0, 1, 2].map(|offset| self.at(at, offset));
        for cell in [b2, b1, this, n1, n2] {
            row.one(cell.word);
        }
        row.two(b1.word, this.word);
        row.two(this.word, n1.word);
        row.two(b1.word, n1.word);
        row.two(this.word, this.shape);
        row.three(b1.shape, this.shape, n1.shape);
        row.two(b2.shape * 64 + b1.shape, this.shape);
        row.two(this.shape, n1.shape * 64 + n2.shape);
        row.three(b1.tag, this.tag, n1.tag);
        row.two(this.shape * 64 + n1.tag, n2.tag);
        row.two(this.shape * 64 + b1.tag, b2.tag);
        // "Brack, Ohio".
        let mark = if n1.shape >= 16 { n1.shape } else { 0 };
        row.three(this.shape, mark, n2.shape * 64 + (n2.listed & 7));
    }

    #[inline(always)]
    fn letters(&self, row: &mut Row<FEATURES>, at: usize) {
        let i = self.stretch.start + at;
        let word = self.scene.tokens.text(i, self.scene.text).as_bytes();
        for length in 2..=4 {
            row.one(letters(&word[word.len().saturating_sub(length)..]));
        }
        for length in 3..=4 {
            row.one(letters(&word[..length.min(word.len())]));
        }
        let this = self.at(at, 0);
        let titled = u32::from(self.scene.tokens.all[i].shape.has(Shape::TITLED));
        let first = u32::from(starts_sentence(self.scene, i));
        let place = first * 2 + titled;
        row.two(place, this.shape);
        row.three(place, this.plain, this.shape);
        row.two(self.at(at, -1).plain, this.plain);
        row.two(this.plain, self.at(at, 1).plain);
    }

    #[inline(always)]
    fn run(&self, row: &mut Row<FEATURES>, at: usize) {
        let run = self.room.runs[at].clone();
        let capital = u32::from(self.at(at, 0).capital);
        let (from, to) = ((at - run.start).min(3) as u32, (run.end - 1 - at).min(3) as u32);
        let place = capital * 16 + from * 4 + to;
        let first = self.at(run.start, 0);
        let last = self.at(run.end - 1, 0);
        let before = self.at(run.start, -1);
        let after = self.at(run.end - 1, 1);
        row.two(place, self.at(at, 0).shape);
        row.two(before.word, capital);
        row.two(after.word, capital);
        row.two(before.word, place);
        row.two(after.word, place);
        row.two(first.word, place);
        row.two(last.word, place);
        row.two(before.tag * 64 + after.tag, place);
        let i = self.stretch.start + run.end - 1;
        let word = self.scene.tokens.text(i, self.scene.text).as_bytes();
        row.two(letters(&word[word.len().saturating_sub(3)..]), place);
        let inside = (run.start..run.end).fold(0, |all, at| all | self.at(at, 0).hints);
        row.two(inside & Hints::KINDS, place);
        row.two(before.hints & Hints::WORDS, place);
        row.two(last.hints & Hints::KINDS, place);
        row.two(first.hints & Hints::KINDS, place);
    }

    #[inline(always)]
    fn lists(&self, row: &mut Row<FEATURES>, at: usize) {
        let [b1, this, n1] = [-1, 0, 1].map(|offset| self.at(at, offset));
        let run = self.room.runs[at].clone();
        let (from, to) = ((at - run.start).min(2) as u32, (run.end - 1 - at).min(2) as u32);
        let (first, last) = (self.at(run.start, 0), self.at(run.end - 1, 0));
        row.two(this.hints, from * 4 + to);
        row.two(b1.hints, this.hints);
        row.two(this.hints, n1.hints);
        row.three(this.hints, this.listed, this.shape);
        row.three(first.hints & Hints::NAMES, last.hints & Hints::NAMES, from * 4 + to);
        row.one(this.listed);
        row.two(b1.listed, this.listed);
        row.two(this.listed, n1.listed);
        row.two(this.listed, from * 4 + to);
        row.two(this.plain, this.hints & Hints::NAMES);
    }

    /// What words like it, like its neighbours and like those around the run are.
    #[inline(always)]
    fn likes(&self, row: &mut Row<FEATURES>, at: usize) {
        let [b2, b1, this, n1, n2] = [-2, -1, 0, 1, 2].map(|offset| self.at(at, offset).cluster);
        let run = self.room.runs[at].clone();
        let (from, to) = ((at - run.start).min(2) as u32, (run.end - 1 - at).min(2) as u32);
        let place = from * 4 + to;
        for cluster in [b2, b1, this, n1, n2] {
            row.one(cluster.0);
            row.one(cluster.near(10));
            row.one(cluster.near(6));
            row.one(cluster.near(4));
        }
        row.two(this.0, n1.0);
        row.two(b1.0, this.0);
        row.two(this.near(6), n1.near(6));
        row.two(b1.near(6), this.near(6));
        row.two(this.0, place);
        row.two(this.near(6), place);
        let (before, after) = (self.at(run.start, -1).cluster, self.at(run.end - 1, 1).cluster);
        for cluster in [self.at(run.start, 0).cluster, self.at(run.end - 1, 0).cluster, before, after] {
            row.two(cluster.0, place);
        }
        row.two(before.near(6), after.near(6));
        row.two(this.near(10), self.at(at, 0).shape);
        row.two(this.near(10), self.at(at, 0).hints);
    }

    #[inline(always)]
    fn evidence(&self, row: &mut Row<FEATURES>, at: usize) {
        let run = self.room.runs[at].clone();
        let first = u32::from(starts_sentence(self.scene, self.stretch.start + at));
        let this = self.room.seen[at];
        let last = self.room.seen[run.end - 1];
        let c = |count: u8| u32::from(count.min(2));
        let length = run.len().min(3) as u32;
        row.three(c(this.small), c(this.capital), first);
        row.two(c(this.small) * 4 + c(this.capital), self.at(at, 0).plain);
        row.two(c(this.after_title) * 4 + c(this.after_given), c(this.before_said) * 4 + length);
        row.two(c(this.after_place) * 4 + c(this.after_the), c(this.before_organization) * 4 + length);
        row.two(c(this.before_given), c(this.possessive));
        row.two(c(last.after_title) * 4 + c(last.after_given), c(last.before_said) * 4 + length);
        row.two(c(last.after_place) * 4 + c(last.after_the), c(last.before_organization) * 4 + length);
        row.two(c(this.after_given), self.at(at, 0).hints & Hints::NAMES);
        row.two(c(this.after_place), self.at(at, 0).listed);
    }
}

/// Letters without regard to case.
fn letters(word: &[u8]) -> u32 {
    word.iter().fold(word.len() as u32, |hash, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    })
}
