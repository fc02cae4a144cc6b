//! Roles: seen from one cue, which words are its speaker, which are the rest of the cue, which are what is said.
//!
//! The tagger reads the sentences around the cue once for each cue, in the manner of semantic role labelling (Hacioglu
//! et al., CoNLL 2004): a word can be content of one cue and speaker of the next, and every feature knows its cue.

use std::ops::Range;

use super::sight::{CLOSES, INSIDE, NOTHING, OPENS, OUTSIDE, Seen, Sight, bucket};
use super::subject::{self, Subject};
use crate::annotate::token::Tag;
use crate::model::{Feature, Row};

/// The labels of the tagger.
pub const LABELS: usize = 6;
pub const OTHER: u8 = 0;
pub const SPEAKER_FIRST: u8 = 1;
pub const SPEAKER: u8 = 2;
pub const CUE: u8 = 3;
pub const CONTENT_FIRST: u8 = 4;
pub const CONTENT: u8 = 5;

/// Most tokens that are read to the left and to the right of a cue.
const LEFT: usize = 110;
const RIGHT: usize = 170;

/// Features that a token has of its own, and those that it may share with others.
const OWN: usize = 30;
const SHARED: usize = 14;

/// Most blocks that a quotation may run on through.
const BLOCKS: usize = 5;

/// The block of a head, and those after it that go on with what it says: a colon leads to the next one, or a quotation
/// stays open at its end and the next block opens anew.
pub fn region(sight: &Sight, block: usize) -> Range<usize> {
    let tokens = sight.reading.tokens;
    let mut region = tokens.block(block);
    for next in block + 1..(block + BLOCKS).min(tokens.blocks.len()) {
        let after = tokens.block(next);
        let last = region.end.checked_sub(1).filter(|last| *last >= region.start);
        let goes_on =
            last.is_some_and(|last| sight.reading.tag(last) == Tag::Colon || sight.of(last).quote == INSIDE);
        if after.is_empty() || !goes_on || sight.of(after.start).quote != OPENS {
            break;
        }
        region.end = after.end;
    }
    region
}

/// From this strength on a cue outside quotations keeps its sentence to itself.
const OWNS: u8 = 3;

/// The tokens read for a cue at `head`: its sentence, those next to it while quotations run there and no other cue
/// introduces them (unless it is part of one), and all that comes after the colon of a turn ("VANE: ...").
pub fn window(sight: &Sight, strength: &[u8], head: usize, region: &Range<usize>) -> Range<usize> {
    let tokens = sight.reading.tokens;
    let mut range = tokens.sentence(head);
    if sight.of(head).quote == INSIDE {
        return range.start.max(head.saturating_sub(LEFT))..range.end.min(head + RIGHT);
    }
    let owns = |i: usize| strength[i] >= OWNS && sight.of(i).quote == OUTSIDE;
    let quoted = |sentence: &Range<usize>| {
        sentence.clone().any(|i| sight.of(i).quote != OUTSIDE) && !sentence.clone().any(owns)
    };
    let turn = sight.reading.tag(head) == Tag::Colon && head - region.start < 8;
    while range.start > region.start && head - range.start < LEFT {
        let before = tokens.sentence(range.start - 1);
        if !quoted(&before) {
            break;
        }
        range.start = before.start;
    }
    while range.end < region.end && range.end - head < RIGHT {
        let after = tokens.sentence(range.end);
        if !quoted(&after) && !turn {
            break;
        }
        range.end = after.end;
    }
    range.start.max(head.saturating_sub(LEFT))..range.end.min(head + RIGHT)
}

/// What lies between the cue and a token.
#[derive(Clone, Copy, Default)]
struct Path {
    commas: u32,
    finite: u32,
    cues: u32,
    marks: u32,
    /// The last comma, conjunction, relative or mark that was passed, and how far back it is.
    border: u32,
    since: usize,
    /// "that", "to", a quotation or a wh-word came right at the start of the way.
    opener: u32,
    /// See [`Reader::find_ends`].
    end: (u32, u32),
}

/// What a token has in common with those next to it, seen from the cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Before the cue 1, after it 2, the head itself 0.
    pub side: u32,
    /// The side, and how many sentences lie between.
    place: u32,
    /// How far the cue is.
    near: u32,
    /// Its place in a quotation, those of its neighbours too, those of the ends of its sentence.
    quote: u32,
    quotes: u32,
    edges: u32,
    /// Quotation marks between the cue and it.
    marks: u32,
    opener: u32,
    /// How it stands to the likely subject of the head.
    subject: u32,
}

/// A token of the window.
pub struct Token<'a> {
    pub i: usize,
    /// What is seen at it and at two tokens on each side.
    near: &'a [Seen; 5],
    sentence: &'a Sentence,
    path: &'a Path,
    /// What the tokens before, here and next are to the head: see [`Subject::code`].
    codes: [u32; 3],
    pub shared: Shared,
}

/// A sentence as it is seen from the cue.
struct Sentence {
    range: Range<usize>,
    /// How many lie between, two at most; 3 beyond the end of the cue's block.
    apart: u32,
    /// Its first word, and the places in a quotation of its first and last token.
    first: u32,
    edges: u32,
}

/// Reads the tokens around one cue.
pub struct Reader<'a> {
    pub sight: &'a Sight<'a>,
    /// For each token how likely it heads a cue: 0 not at all, to 3.
    pub strength: &'a [u8],
    pub head: usize,
    /// Where the block of the head ends.
    pub end: usize,
    /// What counts as the paragraph: see [`region`].
    pub region: Range<usize>,
    pub window: Range<usize>,
    /// Who the cue most likely speaks of.
    subject: Subject,
    /// What is seen at the head, before it, and at the two tokens after it.
    cue: Cue,
}

/// What is seen at a head and beside it.
struct Cue {
    before: Seen,
    head: Seen,
    next: Seen,
    second: Seen,
}

impl<'a> Reader<'a> {
    /// For the cue at `head`.
    pub fn new(sight: &'a Sight<'a>, strength: &'a [u8], head: usize) -> Reader<'a> {
        let tokens = sight.reading.tokens;
        let block = tokens.blocks.partition_point(|block| block.end as usize <= head);
        let region = region(sight, block);
        let window = window(sight, strength, head, &region);
        let subject = subject::subject(sight, head, LEFT);
        let [before, at, next, second] =
            [-1, 0, 1, 2].map(|offset| *sight.at(head as isize + offset, &region));
        let cue = Cue { before, head: at, next, second };
        Reader { sight, strength, head, end: tokens.block(block).end, region, window, subject, cue }
    }

    /// Hands the features of each token of the window to `each`, in order: for training, which has no use for what
    /// tokens share.
    pub fn features(&self, mut each: impl FnMut(usize, &[Feature])) {
        let mut room = Vec::with_capacity(64);
        self.each(|token| {
            room.clear();
            room.extend(self.shared(&token.shared));
            room.extend(self.own(token));
            each(token.i, &room);
        });
    }

    /// Hands each token of the window to `each`, in order.
    pub fn each(&self, mut each: impl FnMut(&Token)) {
        let mut paths = self.paths();
        self.find_ends(&mut paths);
        let start = self.window.start;
        let mut sentence = self.sentence(start);
        let mut edge = [NOTHING; 5];
        let [mut before, mut here] = [start.wrapping_sub(1), start].map(|i| self.subject.code(i));
        for (i, path) in self.window.clone().zip(&paths) {
            if i >= sentence.range.end {
                sentence = self.sentence(i);
            }
            let codes = [before, here, self.subject.code(i + 1)];
            (before, here) = (here, codes[2]);
            let near = self.sight.near(i, &self.region, &mut edge);
            let shared = self.what_is_shared(i, near, (path, &sentence, codes[1]));
            each(&Token { i, near, sentence: &sentence, path, codes, shared });
        }
    }

    /// The sentence of token `i`.
    fn sentence(&self, i: usize) -> Sentence {
        let tokens = self.sight.reading.tokens;
        let range = tokens.sentence(i);
        let apart = tokens.all[i].sentence.abs_diff(tokens.all[self.head].sentence).min(2);
        let (first, last) = (self.sight.of(range.start), self.sight.of(range.end - 1));
        let edges = first.quote << 4 | last.quote;
        Sentence { apart: if i >= self.end { 3 } else { apart }, first: first.word, edges, range }
    }

    #[inline(always)]
    fn what_is_shared(
        &self,
        i: usize,
        near: &[Seen; 5],
        (path, sentence, code): (&Path, &Sentence, u32),
    ) -> Shared {
        let side = match i.cmp(&self.head) {
            std::cmp::Ordering::Less => 1,
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Greater => 2,
        };
        let [_, before, here, next, _] = near;
        Shared {
            side,
            place: side * 4 + sentence.apart,
            near: bucket(i.abs_diff(self.head)),
            quote: here.quote,
            quotes: before.quote << 8 | here.quote << 4 | next.quote,
            edges: sentence.edges,
            marks: path.marks.min(5),
            opener: path.opener,
            subject: if code == 0 { 100 + self.subject.how as u32 } else { code },
        }
    }

    fn paths(&self) -> Vec<Path> {
        let mut paths = vec![Path::default(); self.window.len()];
        let mut path = Path::default();
        for i in (self.window.start..self.head).rev() {
            paths[i - self.window.start] = path;
            self.pass(&mut path, i, self.head - i);
        }
        path = Path::default();
        for i in self.head + 1..self.window.end {
            paths[i - self.window.start] = path;
            self.pass(&mut path, i, i - self.head);
        }
        paths
    }

    fn pass(&self, path: &mut Path, i: usize, distance: usize) {
        let seen = self.sight.of(i);
        let tag = self.sight.reading.tag(i);
        path.since += 1;
        path.finite += u32::from(tag.is_finite());
        path.cues += u32::from(self.strength[i] >= 2);
        path.marks += u32::from(matches!(seen.quote, OPENS | CLOSES));
        path.commas += u32::from(matches!(tag, Tag::Comma | Tag::Semicolon | Tag::Dash));
        if seen.is_border {
            path.border = seen.word;
            path.since = 0;
        }
        if path.opener == 0 && seen.is_opener && distance <= 12 {
            path.opener = seen.word;
        }
    }

    /// For each token the next finite verb of its sentence: whether it has the head's part of speech, and its strength as a cue.
    fn find_ends(&self, paths: &mut [Path]) {
        let reading = self.sight.reading;
        let own = reading.tag(self.head);
        let mut next: Option<usize> = None;
        let mut sentence = u32::MAX;
        for i in self.window.clone().rev() {
            let token = reading.token(i);
            if token.sentence != sentence {
                (next, sentence) = (None, token.sentence);
            }
            if let Some(verb) = next {
                let same = if reading.tag(verb) == own { 1 } else { 2 };
                paths[i - self.window.start].end = (same, u32::from(self.strength[verb]));
            }
            if token.tag.is_finite() {
                next = Some(i);
            }
        }
    }

    /// What tokens do not share.
    #[inline(always)]
    pub fn own(&self, token: &Token) -> [Feature; OWN] {
        let mut f = Row::new(100);
        self.words(token, &mut f);
        self.way(token, &mut f);
        self.subject(token, &mut f);
        self.quotes(token, &mut f);
        f.done()
    }

    /// The words on the spot: the same for every cue on the same side.
    #[inline(always)]
    fn words(&self, token: &Token, f: &mut Row<OWN>) {
        let side = token.shared.side;
        let [second_before, before, here, next, second] = token.near;
        f.two(side, here.word);
        f.two(side, before.word);
        f.two(side, next.word);
        f.two(side, here.suffix);
        f.three(side, here.shape, before.shape);
        f.three(side, here.shape, next.shape);
        f.three(side << 8 | before.tag, here.tag, next.tag);
        f.three(side << 8 | second_before.tag, before.tag, here.tag);
        f.three(side << 8 | here.tag, next.tag, second.tag);
        f.three(side, here.figure, before.figure << 8 | next.figure);
    }

    /// The cue, and what many tokens in a row have in common.
    pub fn shared(&self, it: &Shared) -> [Feature; SHARED] {
        let Cue { before, head, next, second } = &self.cue;
        let head_quoted = u32::from(head.quote != OUTSIDE);
        let &Shared { side, place, near, .. } = it;
        let mut f = Row::new(200);
        f.two(place, near);
        f.three(place, head.lemma, near);
        f.three(place, next.word, near);
        f.three(place, before.word, near);
        f.three(place, next.word, second.word);
        f.three(side, it.opener, near);
        f.three(side, it.opener, head.lemma);
        f.three(side, it.subject, head.tag);
        f.three(place, it.quotes, head_quoted);
        f.three(place, it.quotes, it.marks);
        f.three(place, it.quotes, head.lemma);
        f.three(place, it.edges, it.quote << 4 | head_quoted);
        f.three(place, it.quote << 4 | head_quoted, it.opener);
        f.three(
            place << 4 | it.marks,
            bucket(head.since_mark.into()),
            bucket(head.to_mark.into()) << 4 | it.quote,
        );
        f.done()
    }

    /// The token and its way to the cue.
    #[inline(always)]
    fn way(&self, token: &Token, f: &mut Row<OWN>) {
        let path = token.path;
        let &Shared { side, place, near, .. } = &token.shared;
        let ([_, before, here, ..], head) = (token.near, &self.cue.head);
        f.three(place, here.tag, near);
        f.three(side << 8 | path.commas.min(4), path.finite.min(4), path.cues.min(3));
        f.three(side << 8 | path.cues.min(2), path.finite.min(3), head.tag << 8 | here.tag);
        f.three(side, path.border, bucket(path.since));
        f.three(side << 8 | path.finite.min(3), path.border, here.tag);
        f.three(side << 4 | path.commas.min(3), path.opener, head.tag);
        f.three(side << 8 | path.cues.min(3), u32::from(self.strength[token.i]), near);
        // Clauses that start here: whose verb comes next?
        let (same, strength) = path.end;
        f.three(side << 8 | same << 4 | strength, here.tag << 8 | before.tag, path.finite.min(2));
        f.three(side, self.cue.next.tag << 8 | head.tag, here.tag);
        f.three(side, here.figure, near);
        f.three(side, here.figure, head.lemma);
    }

    /// Whether the token is the likely subject of the head.
    #[inline(always)]
    fn subject(&self, token: &Token, f: &mut Row<OWN>) {
        let (here, head) = (&token.near[2], &self.cue.head);
        let ([before, mine, next], all) = (token.codes, token.shared.subject);
        f.three(token.shared.side, all, here.figure);
        f.three(mine, head.lemma, here.tag);
        f.three(all, self.cue.before.tag, head.tag << 8 | here.tag);
        f.three(mine, before << 8 | next, here.tag);
    }

    /// Where it stands in its quotation and sentence.
    #[inline(always)]
    fn quotes(&self, token: &Token, f: &mut Row<OWN>) {
        let (i, path, sentence) = (token.i, token.path, token.sentence);
        let &Shared { place, quotes, marks, .. } = &token.shared;
        let here = &token.near[2];
        f.three(place, here.quote << 4 | marks, path.commas.min(3) << 4 | path.finite.min(3));
        f.three(place, here.quote, bucket(here.since_mark.into()) << 4 | bucket(here.to_mark.into()));
        f.three(place, quotes, here.word);
        f.three(place << 4 | here.quote, bucket(i - sentence.range.start), bucket(sentence.range.end - i));
        f.three(place, sentence.first, here.quote);
    }
}
