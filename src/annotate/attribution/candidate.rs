//! Candidates: a likely cue with the speaker and content that the role tagger reads off around it.

use std::ops::Range;

use super::readings::{Content, Fit, Readings};
use super::role::{CONTENT, CONTENT_FIRST, CUE, LABELS, OTHER, Reader, SPEAKER, SPEAKER_FIRST};
use super::scores;
use super::sight::Sight;
use crate::annotate::CueClass;
use crate::annotate::tagger::Lattice;
use crate::annotate::token::Tag;
use crate::model::Model;

/// A statement in the making; all ranges are of tokens.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub head: usize,
    /// None for a quotation that is carried on.
    pub cue: Option<Range<usize>>,
    pub speaker: Option<Range<usize>>,
    /// Never empty.
    pub content: Content,
    pub doubt: Margins,
}

/// How sure the taggers were of the parts, as chances.
#[derive(Clone, Copy, Debug, Default)]
pub struct Margins {
    /// That the head is one of a cue.
    pub cue: f32,
    /// Of the speaker's words, on average; that no word is the speaker, where none is.
    pub speaker: f32,
    /// Of the content's words, on average.
    pub content: f32,
    /// Of the first word of the content, and of the word after its last.
    pub first: f32,
    pub end: f32,
    /// That the content shares half of its characters with the right one.
    pub hit: f32,
    /// The share of its characters that are to be expected in common with the right one.
    pub close: f32,
    /// That nothing is said.
    pub none: f32,
    /// How many words are said, and how many are the speaker's, as sums of chances; and which share of those said is
    /// within the content.
    pub said: f32,
    pub speaks: f32,
    pub within: f32,
}

/// The part of the tagger's work that can be kept between cues.
#[derive(Default)]
pub struct Room {
    scores: Vec<[i16; LABELS]>,
    labels: Vec<u8>,
    chances: Vec<[f32; LABELS]>,
    lattice: Lattice<LABELS>,
    readings: Readings,
}

/// What the role tagger reads around the cue at `head`; nothing where it finds no content.
pub fn candidate(
    model: &Model<LABELS>,
    sight: &Sight,
    strength: &[u8],
    (head, chance): (usize, f32),
    room: &mut Room,
) -> Option<Candidate> {
    let reader = Reader::new(sight, strength, head);
    let window = reader.window.clone();
    scores::read(model, &reader, &mut room.scores);
    room.lattice.read(model, &room.scores);
    room.chances.clear();
    room.chances.extend((0..window.len()).map(|at| room.lattice.chances(at)));
    room.labels.clear();
    room.labels.extend(room.chances.iter().map(likeliest));
    let said = read(sight, &window, room);
    let mut found = assemble(said, room, &window, (head, chance))?;
    found.cue = found.cue.map(|cue| trimmed(sight, cue));
    found.speaker = found.speaker.map(|speaker| trimmed(sight, speaker));
    complete(sight, &mut found);
    for piece in &mut found.content {
        leave_subject(sight, piece);
        leave_begun(sight, piece);
    }
    Some(found)
}

/// The content that most likely matches the right one, and how well it fits.
fn read(sight: &Sight, window: &Range<usize>, room: &mut Room) -> (Content, Fit) {
    let chances = &room.chances;
    let sizes = window.clone().map(|i| sight.reading.token(i).span().len());
    room.readings.read(&room.lattice, |at| said(&chances[at]), sizes);
    room.readings.best(content(&room.labels, chances))
}

fn assemble(
    (content, fit): (Content, Fit),
    room: &Room,
    window: &Range<usize>,
    (head, chance): (usize, f32),
) -> Option<Candidate> {
    let (labels, chances) = (&room.labels, &room.chances);
    let (first, last) = (content.first()?.start, content.last()?.end);
    let of = |i: usize, label: u8| chances[i][usize::from(label)];
    let mean = |range: &Range<usize>, a: u8, b: u8| {
        range.clone().map(|i| of(i, a) + of(i, b)).sum::<f32>() / range.len() as f32
    };
    let speakers = runs(labels.iter().copied(), SPEAKER_FIRST, SPEAKER);
    let speaker = speakers
        .into_iter()
        .max_by(|a, b| of(a.start, SPEAKER_FIRST).total_cmp(&of(b.start, SPEAKER_FIRST)))
        .or_else(|| likely_speaker(chances));
    let none = || (0..labels.len()).map(|i| of(i, SPEAKER_FIRST)).fold(0.0, f32::max);
    let total: usize = content.iter().map(Range::len).sum();
    let mass = |a: u8, b: u8| (0..labels.len()).map(|i| of(i, a) + of(i, b)).sum::<f32>();
    let all = mass(CONTENT_FIRST, CONTENT);
    let said =
        content.iter().map(|piece| mean(piece, CONTENT_FIRST, CONTENT) * piece.len() as f32).sum::<f32>();
    let margins = Margins {
        cue: chance,
        speaker: speaker.as_ref().map_or_else(|| 1.0 - none(), |range| mean(range, SPEAKER_FIRST, SPEAKER)),
        content: said / total as f32,
        first: of(first, CONTENT_FIRST),
        end: if last < labels.len() { 1.0 - of(last, CONTENT) } else { 1.0 },
        hit: fit.hit,
        close: fit.close,
        none: room.readings.none(),
        said: all,
        speaks: mass(SPEAKER_FIRST, SPEAKER),
        within: said / all.max(f32::MIN_POSITIVE),
    };
    let shift = |range: Range<usize>| range.start + window.start..range.end + window.start;
    let cue =
        runs(labels.iter().copied(), CUE, CUE).into_iter().map(shift).find(|range| range.contains(&head));
    Some(Candidate {
        head,
        cue: Some(cue.unwrap_or(head..head + 1)),
        speaker: speaker.map(shift),
        content: content.into_iter().map(shift).collect(),
        doubt: margins,
    })
}

/// From this chance on a word is taken for the speaker where the best sequence has none.
const SPEAKS: f32 = 0.15;

/// The words around the one that is most likely the speaker's: where several competed, "nobody" may be the best sequence.
fn likely_speaker(chances: &[[f32; LABELS]]) -> Option<Range<usize>> {
    let of = |i: usize| chances[i][usize::from(SPEAKER_FIRST)] + chances[i][usize::from(SPEAKER)];
    let best = (0..chances.len()).max_by(|a, b| of(*a).total_cmp(&of(*b)))?;
    let least = of(best).max(SPEAKS) / 2.0;
    let start = (0..best).rev().take_while(|i| of(*i) >= least).last().unwrap_or(best);
    let end = (best..chances.len()).find(|i| of(*i) < least).unwrap_or(chances.len());
    (of(best) >= SPEAKS).then_some(start..end)
}

/// The label with the highest chance: as good as that of the best sequence, and at hand.
fn likeliest(chances: &[f32; LABELS]) -> u8 {
    (1..LABELS).fold(0, |best, label| if chances[label] > chances[best] { label } else { best }) as u8
}

/// The chance that a word is content.
fn said(labels: &[f32; LABELS]) -> f32 {
    labels[usize::from(CONTENT_FIRST)] + labels[usize::from(CONTENT)]
}

/// From this chance on a word is content.
const SAID: f32 = 0.45;

/// The words that are likely content whatever its exact ends (minimum Bayes risk: where several ends compete, "none at all"
/// may be the single best sequence); those for which it is the likeliest label where no word is.
fn content(labels: &[u8], chances: &[[f32; LABELS]]) -> Content {
    let likely = chances.iter().map(|item| if said(item) >= SAID { CONTENT } else { OTHER });
    let found = runs(likely, CONTENT, CONTENT);
    if found.is_empty() { joined(runs(labels.iter().copied(), CONTENT_FIRST, CONTENT)) } else { found }
}

/// Words between a cue and what it reports: "says that the".
const BETWEEN: usize = 3;

/// "says the two | also discussed a port": a subject alone is nothing that one says. Its verb and what comes with it, up to
/// the next mark, are said too.
fn complete(sight: &Sight, found: &mut Candidate) {
    let reading = sight.reading;
    let [piece] = &mut found.content[..] else { return };
    let near = found.head < piece.start && piece.start - found.head <= BETWEEN;
    let lemma = reading.lexicon.lemma(reading.token(found.head).word);
    let reports =
        matches!(reading.lexicon.word(lemma).cue, Some(CueClass::Say | CueClass::Think | CueClass::Document));
    if !near || !reports || !reading.tag(found.head).is_finite() {
        return;
    }
    let sentence = reading.tokens.sentence(found.head);
    let finite = |i: usize| reading.tag(i).is_finite();
    let verb = (piece.end..sentence.end).find(|i| !reading.tag(*i).is_adverb());
    if let Some(verb) = verb.filter(|verb| finite(*verb) && !piece.clone().any(finite)) {
        let mark = |i: &usize| reading.tag(*i).is_mark();
        piece.end = (verb..sentence.end).find(mark).unwrap_or(sentence.end);
    }
}

/// "said the ferry would sail, and the pier | was painted": the subject of a verb that is not said is not said either.
fn leave_subject(sight: &Sight, piece: &mut Range<usize>) {
    let reading = sight.reading;
    let finite = |i: usize| reading.tag(i).is_finite();
    let last = reading.tokens.sentence(piece.end - 1).end;
    let next = (piece.end..last).find(|i| !reading.tag(*i).is_adverb());
    if !next.is_some_and(finite) {
        return;
    }
    let Some(verb) = piece.clone().rev().find(|i| finite(*i)) else { return };
    let joint = (verb + 1..piece.end).find(|i| reading.tag(*i) == Tag::Cc);
    let start = piece.start;
    piece.end = joint.map_or(piece.end, |joint| trimmed(sight, start..joint).end);
}

/// "said the ferry would sail, and the | pier was painted": a conjunction or an article at the end begins what is not said.
fn leave_begun(sight: &Sight, piece: &mut Range<usize>) {
    let reading = sight.reading;
    let begins = |i: usize| reading.tag(i) == Tag::Cc || reading.is(i, &["the", "a", "an"]);
    let rest = (piece.start + 1..piece.end).rev().take_while(|i| begins(*i)).count();
    if rest > 0 {
        *piece = trimmed(sight, piece.start..piece.end - rest);
    }
}

/// Without commas, colons and dashes at its ends; as it is where nothing else is in it.
pub fn trimmed(sight: &Sight, range: Range<usize>) -> Range<usize> {
    let loose =
        |i: usize| matches!(sight.reading.tag(i), Tag::Comma | Tag::Colon | Tag::Semicolon | Tag::Dash);
    let (mut start, mut end) = (range.start, range.end);
    while start < end && loose(start) {
        start += 1;
    }
    while end > start && loose(end - 1) {
        end -= 1;
    }
    if start < end { start..end } else { range }
}

/// Stretches that start with the label `first` (or after any other) and go on with `rest`.
fn runs(labels: impl Iterator<Item = u8>, first: u8, rest: u8) -> Content {
    let mut runs = Content::new();
    for (i, label) in labels.enumerate() {
        let goes_on = label == rest && runs.last().is_some_and(|run| run.end == i);
        match runs.last_mut() {
            Some(run) if goes_on => run.end = i + 1,
            _ if label == first || label == rest => runs.push(i..i + 1),
            _ => {}
        }
    }
    runs
}

/// In the order of the text, with those that touch made one.
pub fn joined(mut runs: Content) -> Content {
    runs.sort_by_key(|run| run.start);
    let mut all = Content::new();
    for run in runs {
        match all.last_mut() {
            Some(last) if run.start <= last.end => last.end = last.end.max(run.end),
            _ => all.push(run),
        }
    }
    all
}
