//! Judge: how likely a candidate is a statement, and how likely its speaker's words are right.
//!
//! Two logistic regressions over what the taggers were sure of, how the parts stand to each other, and the rivals
//! nearby (re-ranking: Collins and Koo, "Discriminative Reranking for Natural Language Parsing", 2005). They are
//! trained on candidates from articles that the taggers had not seen, so their chances are calibrated.

use std::ops::Range;

use smallvec::SmallVec;

use super::candidate::Candidate;
use super::sight::{OUTSIDE, Sight, bucket};
use crate::annotate::token::Shape;
use crate::model::{Feature, Writer, log_odds};

/// How many candidates on each side are looked at as rivals.
const NEIGHBOURS: usize = 12;

/// What the regressions make of a candidate.
#[derive(Clone, Copy, Debug)]
pub struct Chances {
    /// That it is a statement with these words as content.
    pub statement: f32,
    /// That the speaker's words are right where it is one.
    pub speaker: f32,
}

/// How strong those around a candidate are, by how they stand to it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rivals {
    /// The strongest one with much the same content, with the same content by another cue before or after.
    pub twin: f32,
    /// The strongest one that holds this one in its content.
    pub outer: f32,
    /// The strongest one that this one holds in its content.
    pub inner: f32,
    /// The strongest one that shares some content, none of the above.
    pub cross: f32,
}

/// A chance in 12 steps, finer near 0 and 1.
fn step(chance: f32) -> u32 {
    ((log_odds(chance) + 6.0).clamp(0.0, 11.9)) as u32
}

/// What speaks for and against candidate `i` of `all` (in order of their heads), which stand to each other so.
pub fn features(sight: &Sight, all: &[Candidate], standing: &Standing, i: usize, out: &mut Vec<Feature>) {
    let it = &all[i];
    let block = &sight.reading.tokens.block_of(it.head);
    let d = &it.doubt;
    let (cue, said, who, first, end) =
        (step(d.cue), step(d.content), step(d.speaker), step(d.first), step(d.end));
    let mut f = Writer::new(0, out);
    f.one(0);
    f.one(cue);
    f.one(said);
    f.one(who);
    f.one(first);
    f.one(end);
    f.two(cue, said);
    f.two(cue, who);
    f.two(said, who);
    f.two(first, end);
    f.two(cue, end);
    f.two(cue, first);
    f.three(cue / 2, said / 2, end / 2);
    f.two(first.min(end), said);
    let head = sight.of(it.head);
    f.one(head.lemma);
    f.two(head.lemma, cue / 2);
    f.two(head.tag, cue);
    f.two(head.lemma, head.tag);
    let order = order(it);
    let quoted = quoted(sight, it);
    f.two(order, quoted);
    f.three(order, quoted, cue / 2);
    f.three(order, quoted, said / 2);
    f.three(order, quoted, head.tag);
    f.two(order, head.lemma);
    let total: usize = it.content.iter().map(Range::len).sum();
    f.two(bucket(total), quoted);
    f.three(bucket(total), cue / 2, quoted);
    f.two(it.content.len() as u32, quoted);
    matches(d.hit, (cue, said, who), out);
    edges(sight, it, block, cue, out);
    speaker(sight, it, who, order, out);
    place(sight, it, block, cue, out);
    rivals(all, standing, i, cue, out);
}

/// How likely the content shares half of its characters with the right one, in 16 steps.
fn matches(hit: f32, (cue, said, who): (u32, u32, u32), out: &mut Vec<Feature>) {
    let hit = ((hit * 16.0) as u32).min(15);
    let mut f = Writer::new(500, out);
    f.one(hit);
    f.two(hit, cue);
    f.two(hit, who);
    f.two(hit, said);
    f.three(hit / 2, cue / 2, who / 2);
}

fn edges(sight: &Sight, it: &Candidate, block: &Range<usize>, cue: u32, out: &mut Vec<Feature>) {
    let (start, end) = (it.content[0].start, it.content[it.content.len() - 1].end);
    let at = |i: usize, offset: isize| sight.at(i as isize + offset, block);
    let head = sight.of(it.head);
    let (first, before, last, after) = (at(start, 0), at(start, -1), at(end, -1), at(end, 0));
    let mut f = Writer::new(100, out);
    f.one(first.word);
    f.two(first.tag, head.tag);
    f.two(head.lemma, first.tag);
    f.one(before.word);
    f.two(before.tag, first.tag);
    f.two(last.tag, after.tag);
    f.two(last.word, after.word);
    f.one(after.word);
    f.two(after.word, at(end, 1).tag);
    f.three(before.quote, first.quote, last.quote << 4 | after.quote);
    f.three(first.quote, last.quote, cue / 2);
    f.two(bucket(start.abs_diff(it.head)), u32::from(start > it.head));
    let finite =
        it.content.iter().cloned().flatten().take(60).filter(|i| sight.reading.tag(*i).is_finite()).count();
    f.two(finite.min(3) as u32, first.word);
    f.two(finite.min(3) as u32, head.tag);
}

fn speaker(sight: &Sight, it: &Candidate, who: u32, order: u32, out: &mut Vec<Feature>) {
    let mut f = Writer::new(200, out);
    let head = sight.of(it.head);
    let Some(range) = &it.speaker else {
        f.one(who);
        f.two(order, head.tag);
        f.one(head.lemma);
        return;
    };
    f = Writer::new(210, f.into_inner());
    let (first, last) = (sight.of(range.start), sight.of(range.end - 1));
    let figure = range.clone().map(|i| sight.of(i).figure).max().unwrap_or(0);
    f.one(first.word);
    f.one(last.word);
    f.two(first.tag, last.tag);
    f.two(figure, who);
    f.two(figure, head.lemma);
    f.two(figure, order);
    f.two(bucket(range.len()), who);
    let far = if range.end <= it.head { it.head - range.end } else { range.start.saturating_sub(it.head) };
    f.two(bucket(far), order);
    f.three(bucket(far), who, head.tag);
    f.two(sight.of(range.start).quote, head.quote);
    let same = sight.reading.token(range.start).sentence == sight.reading.token(it.head).sentence;
    f.two(u32::from(same), who);
}

fn place(sight: &Sight, it: &Candidate, block: &Range<usize>, cue: u32, out: &mut Vec<Feature>) {
    let reading = sight.reading;
    let token = reading.token(it.head);
    let sentence = reading.tokens.sentence(it.head);
    let titled = u32::from(token.shape.has(Shape::TITLED));
    let mut f = Writer::new(300, out);
    f.two(titled, cue);
    f.two(u32::from(block.start == 0), cue);
    f.two(sight.of(it.head).quote, cue);
    f.two(bucket(sentence.len()), bucket(block.len()));
    f.two(bucket(it.head - sentence.start), bucket(sentence.end - it.head));
    let marks = reading.tokens.all[sentence.clone()]
        .iter()
        .filter(|token| token.tag == crate::annotate::token::Tag::Comma);
    f.one(marks.count().min(6) as u32);
    f.two(it.cue.as_ref().map_or(0, Range::len).min(5) as u32, cue);
}

fn rivals(all: &[Candidate], standing: &Standing, i: usize, cue: u32, out: &mut Vec<Feature>) {
    let (before, after) = standing.around(i, |other| all[other].doubt.cue * all[other].doubt.content);
    let mut f = Writer::new(400, out);
    for rivals in [before, after] {
        for chance in [rivals.twin, rivals.outer, rivals.inner, rivals.cross] {
            let theirs = if chance > 0.0 { step(chance) + 1 } else { 0 };
            f.one(theirs);
            f.two(theirs, cue);
        }
    }
    let near = all[i.saturating_sub(3)..(i + 4).min(all.len())]
        .iter()
        .filter(|other| other.head.abs_diff(all[i].head) < 8);
    f.two(near.count() as u32, cue);
}

/// How one candidate stands to another: see [`Rivals`].
#[derive(Clone, Copy, Debug)]
enum Relation {
    Twin,
    Outer,
    Inner,
    Cross,
}

/// How candidates stand to those near them.
pub struct Standing {
    /// To which others and how, of one candidate after the other.
    all: Vec<(usize, Relation)>,
    /// Where those of each candidate begin, and where all end.
    starts: Vec<usize>,
}

impl Standing {
    /// Of candidates in order of their heads.
    pub fn new(all: &[Candidate]) -> Standing {
        let extents: Vec<Range<usize>> = all.iter().map(extent).collect();
        let mut standing = Standing { all: Vec::with_capacity(2 * all.len()), starts: vec![0] };
        for i in 0..all.len() {
            let near = i.saturating_sub(NEIGHBOURS)..(i + NEIGHBOURS + 1).min(all.len());
            for other in near.filter(|other| all[*other].head != all[i].head) {
                let pair = (&all[i], &extents[i], &all[other], &extents[other]);
                standing.all.extend(relation(pair).map(|relation| (other, relation)));
            }
            standing.starts.push(standing.all.len());
        }
        standing
    }

    /// The rivals whose cue comes before, and those whose cue comes after, each as strong as `strength` says.
    pub fn around(&self, i: usize, strength: impl Fn(usize) -> f32) -> (Rivals, Rivals) {
        let (mut before, mut after) = (Rivals::default(), Rivals::default());
        for (other, relation) in &self.all[self.starts[i]..self.starts[i + 1]] {
            let rivals = if *other < i { &mut before } else { &mut after };
            let slot = match relation {
                Relation::Twin => &mut rivals.twin,
                Relation::Outer => &mut rivals.outer,
                Relation::Inner => &mut rivals.inner,
                Relation::Cross => &mut rivals.cross,
            };
            *slot = slot.max(strength(*other));
        }
        (before, after)
    }
}

/// How the second candidate stands to the first; each with the words from its first to its last.
fn relation(
    (it, words, other, theirs): (&Candidate, &Range<usize>, &Candidate, &Range<usize>),
) -> Option<Relation> {
    if theirs.end <= words.start || words.end <= theirs.start {
        return None;
    }
    let holds =
        |outer: &Candidate, inner: &Range<usize>| outer.content.iter().any(|piece| is_in(inner, piece));
    match () {
        () if holds(other, words) => Some(Relation::Outer),
        () if holds(it, theirs) => Some(Relation::Inner),
        () => match common(it, other) {
            0.5.. => Some(Relation::Twin),
            common => (common > 0.0).then_some(Relation::Cross),
        },
    }
}

fn is_in(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// From the first to the last word of a candidate.
fn extent(it: &Candidate) -> Range<usize> {
    let parts = it.content.iter().chain(&it.speaker).chain(&it.cue);
    let first = parts.clone().map(|range| range.start).min().unwrap_or(0);
    first..parts.map(|range| range.end).max().unwrap_or(0)
}

/// Intersection over union of the contents, in tokens.
pub fn common(a: &Candidate, b: &Candidate) -> f32 {
    let size = |pieces: &[Range<usize>]| pieces.iter().map(Range::len).sum::<usize>();
    let shared = |x: &Range<usize>, y: &Range<usize>| x.end.min(y.end).saturating_sub(x.start.max(y.start));
    let common: usize = a.content.iter().flat_map(|x| b.content.iter().map(move |y| shared(x, y))).sum();
    common as f32 / (size(&a.content) + size(&b.content) - common).max(1) as f32
}

/// Whether all of `inner`, from its first to its last word, lies in one piece of what `outer` says.
pub fn covers(outer: &Candidate, inner: &Candidate) -> bool {
    let inner = extent(inner);
    outer.content.iter().any(|piece| is_in(&inner, piece))
}

/// Speaker, cue and pieces of content in the order of the text, two bits each.
fn order(it: &Candidate) -> u32 {
    let mut parts: SmallVec<[(usize, u32); 6]> =
        it.content.iter().take(4).map(|piece| (piece.start, 3)).collect();
    parts.extend(it.cue.as_ref().map(|range| (range.start, 2)));
    parts.extend(it.speaker.as_ref().map(|range| (range.start, 1)));
    parts.sort_unstable();
    parts.iter().fold(0, |order, (_, part)| order << 2 | part)
}

/// How much of the content is quoted: nothing, a part, all but a word or two.
fn quoted(sight: &Sight, it: &Candidate) -> u32 {
    let words: usize = it.content.iter().map(Range::len).sum();
    let inside = it.content.iter().cloned().flatten().filter(|i| sight.of(*i).quote != OUTSIDE).count();
    match words - inside {
        0..=1 if inside > 0 => 2,
        _ if inside > 0 => 1,
        _ => 0,
    }
}
