//! Measures: a candidate in numbers, for the boosted trees that judge it after the regressions of `judge`.
//!
//! The regressions see each candidate beside its rivals' taggers only; here it stands beside the regressions' own chances
//! of its neighbours, of the same cue and of the same speaker elsewhere in the article (stacking: Wolpert, Neural
//! Networks 5(2), 1992), and beside the mean errors of the regressions for candidates alike (target encoding:
//! Micci-Barreca, SIGKDD Explorations 3(1), 2001). All are trained on chances of regressions that had not seen the article.

use std::ops::Range;

use super::candidate::Candidate;
use super::elsewhere::Elsewhere;
use super::judge::{Chances, Standing};
use super::sight::{OUTSIDE, Sight};
use crate::annotate::names::ByHash;
use crate::annotate::token::Tag;
use crate::model::{Feature, Model, Template, log_odds};

/// How many measures a candidate has.
pub const MEASURES: usize = 54 + KEYS;

/// How many ways a candidate is like others.
pub const KEYS: usize = 8;

/// The distance, in tokens, of what is not there.
const FAR: f32 = 200.0;

/// The same cue in an article counts as if a middling chance had been seen with it besides.
const DOUBT: f32 = 0.5;

/// All candidates of an article, in order of their heads, as they are measured.
pub struct Measured<'a> {
    sight: &'a Sight<'a>,
    all: &'a [Candidate],
    standing: &'a Standing,
    /// What the regressions make of each.
    chances: &'a [Chances],
    /// For each key of a candidate how much more often than foreseen such ones are statements: a share, from -1 to 1.
    errors: &'a Model<1>,
    /// Of their heads.
    lemmas: Elsewhere,
    /// For the last word of each speaker the sum of the chances of its candidates.
    speakers: ByHash<f32, u32>,
}

impl<'a> Measured<'a> {
    /// For candidates, how they stand to each other, and the chances that the regressions give them.
    pub fn new(
        sight: &'a Sight<'a>,
        all: &'a [Candidate],
        (standing, chances): (&'a Standing, &'a [Chances]),
        errors: &'a Model<1>,
    ) -> Measured<'a> {
        let mut lemmas = Elsewhere::default();
        let mut speakers: ByHash<f32, u32> = ByHash::default();
        for (it, chances) in all.iter().zip(chances) {
            lemmas.add(sight.of(it.head).lemma, chances.statement);
            if let Some(range) = &it.speaker {
                *speakers.entry(sight.of(range.end - 1).word).or_default() += chances.statement;
            }
        }
        Measured { sight, all, standing, chances, errors, lemmas, speakers }
    }

    /// What is measured at candidate `i`.
    pub fn of(&self, i: usize) -> Vec<f32> {
        let mut out = Vec::with_capacity(MEASURES);
        self.doubts(i, &mut out);
        self.shape(&self.all[i], &mut out);
        self.place(&self.all[i], &mut out);
        self.tags(&self.all[i], &mut out);
        self.neighbours(i, &mut out);
        self.elsewhere(i, &mut out);
        let error = |key: &Feature| self.errors.scores(&[*key])[0] as f32 * self.errors.unit;
        out.extend(keys(self.sight, &self.all[i]).iter().map(error));
        out
    }

    /// What the taggers and the regressions think of it.
    fn doubts(&self, i: usize, out: &mut Vec<f32>) {
        let (doubt, chances) = (&self.all[i].doubt, &self.chances[i]);
        out.extend([log_odds(chances.statement), log_odds(chances.speaker)]);
        out.extend([doubt.cue, doubt.content, doubt.speaker, doubt.first, doubt.end, doubt.hit]);
        out.extend([doubt.close, doubt.none, doubt.said, doubt.within, doubt.speaks]);
    }

    /// How long its parts are, how they stand to the head, and what they are made of.
    fn shape(&self, it: &Candidate, out: &mut Vec<f32>) {
        let far = |at: usize| at as f32 - it.head as f32;
        let (start, end) = ends(it);
        let words: usize = it.content.iter().map(Range::len).sum();
        let count = |is: &dyn Fn(usize) -> bool| {
            it.content.iter().cloned().flatten().filter(|i| is(*i)).count() as f32
        };
        out.extend([words as f32, it.content.len() as f32, far(start), far(end)]);
        out.push(count(&|i| self.sight.of(i).quote != OUTSIDE) / words as f32);
        out.push(count(&|i| self.sight.reading.tag(i) == Tag::Comma));
        out.push(count(&|i| self.sight.reading.tag(i).is_finite()));
        let length = |range: &Option<Range<usize>>| range.as_ref().map_or(0.0, |range| range.len() as f32);
        out.extend([length(&it.speaker), length(&it.cue)]);
        out.push(it.speaker.as_ref().map_or(FAR, |range| far(range.start)));
    }

    /// Where in its sentence and block it is. Not how long the article is: the corpus has articles of a few hundred words,
    /// readers have a line at times.
    fn place(&self, it: &Candidate, out: &mut Vec<f32>) {
        let tokens = self.sight.reading.tokens;
        let sentence = tokens.sentence(it.head);
        let (start, end) = ends(it);
        out.extend([(it.head - sentence.start) as f32, (sentence.end - it.head) as f32]);
        out.push(tokens.block_of(it.head).len() as f32);
        out.push((tokens.sentence(end - 1).end - end) as f32);
        out.push((start - tokens.sentence(start).start) as f32);
    }

    /// The class of its cue, parts of speech at its head and edges; who or what its speaker is.
    fn tags(&self, it: &Candidate, out: &mut Vec<f32>) {
        let (start, end) = ends(it);
        out.push(self.sight.class(it.head));
        let block = self.sight.reading.tokens.block_of(it.head);
        let tag = |i: usize, offset: isize| self.sight.at(i as isize + offset, &block).tag as f32;
        out.extend([tag(it.head, 0), tag(it.head, -1), tag(it.head, 1)]);
        out.extend([tag(start, 0), tag(start, -1), tag(end, -1), tag(end, 0)]);
        let last = |range: &Range<usize>| self.sight.of(range.end - 1).tag as f32;
        out.push(it.speaker.as_ref().map_or(-1.0, last));
        let figure = |range: &Range<usize>| range.clone().map(|i| self.sight.of(i).figure).max();
        out.push(it.speaker.as_ref().and_then(figure).map_or(-1.0, |figure| figure as f32));
    }

    /// How likely those around it are, by how they stand to it.
    fn neighbours(&self, i: usize, out: &mut Vec<f32>) {
        let (before, after) = self.standing.around(i, |other| self.chances[other].statement);
        for rivals in [before, after] {
            out.extend([rivals.twin, rivals.outer, rivals.inner, rivals.cross]);
        }
        let head = self.all[i].head;
        for near in [i.checked_sub(1), Some(i + 1).filter(|next| *next < self.all.len())] {
            out.push(near.map_or(0.0, |near| self.chances[near].statement));
            out.push(near.map_or(FAR, |near| (self.all[near].head.abs_diff(head) as f32).min(FAR)));
        }
        let sentence = self.sight.reading.tokens.sentence(head);
        let inside = |other: &&Candidate| sentence.contains(&other.head);
        let before = self.all[..i].iter().rev().take_while(inside);
        let others = before.chain(self.all[i + 1..].iter().take_while(inside)).map(|other| other.doubt.cue);
        out.extend([others.clone().sum(), others.fold(0.0, f32::max)]);
    }

    /// How likely others of the article are: those of the same cue, those of the same speaker.
    fn elsewhere(&self, i: usize, out: &mut Vec<f32>) {
        let (it, own) = (&self.all[i], self.chances[i].statement);
        let alike = self.lemmas.mean(self.sight.of(it.head).lemma, own, DOUBT);
        let speaker =
            it.speaker.as_ref().map(|range| self.speakers[&self.sight.of(range.end - 1).word] - own);
        out.extend([alike, speaker.unwrap_or(0.0)]);
    }
}

/// What makes a candidate like others: the base form of its head, that with its part of speech and side or the next word,
/// the words beside it, the first and the last words of its parts.
pub fn keys(sight: &Sight, it: &Candidate) -> [Feature; KEYS] {
    let block = sight.reading.tokens.block_of(it.head);
    let at = |offset: isize| sight.at(it.head as isize + offset, &block);
    let (before, here, next) = (at(-1), at(0), at(1));
    let (start, end) = ends(it);
    let (first, last) = (sight.of(start), sight.of(end - 1));
    let speaker = it.speaker.as_ref().map_or(0, |range| sight.of(range.end - 1).word);
    [
        Template(1).of(here.lemma),
        Template(2).of3(here.lemma, here.tag, u32::from(start > it.head)),
        Template(3).of2(here.lemma, next.word),
        Template(4).of(before.word),
        Template(5).of(next.word),
        Template(6).of(first.word),
        Template(7).of2(last.tag, last.word),
        Template(8).of(speaker),
    ]
}

/// The first token of the content, and the one after its last.
fn ends(it: &Candidate) -> (usize, usize) {
    (it.content[0].start, it.content[it.content.len() - 1].end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::attribution::candidate::Margins;
    use crate::annotate::phrase::Reading;
    use crate::annotate::{Lexicon, quotation, token};
    use crate::article::Article;
    use crate::model;

    /// The measures of candidates in "Vane said yes . Vane thinks Ode said no .", given as head, speaker and content.
    fn measures(all: &[(usize, usize, Range<usize>)], chances: &[f32]) -> Vec<Vec<f32>> {
        let (article, lexicon) =
            (Article::of_lines("Vane said yes. Vane thinks Ode said no."), Lexicon::bundled());
        let tokens = token::tokens(&article, &lexicon);
        let quotations = quotation::quotations(&article, &tokens);
        let reading = Reading::new(&article.text, &tokens, &quotations, &lexicon);
        let sight = Sight::new(&reading, &[]);
        let candidate = |(head, speaker, content): &(usize, usize, Range<usize>)| Candidate {
            head: *head,
            cue: Some(*head..head + 1),
            speaker: Some(*speaker..speaker + 1),
            content: smallvec::smallvec![content.clone()],
            doubt: Margins::default(),
        };
        let all: Vec<Candidate> = all.iter().map(candidate).collect();
        let chances: Vec<Chances> =
            chances.iter().map(|statement| Chances { statement: *statement, speaker: 0.5 }).collect();
        let known = [(keys(&sight, &all[0])[0], [0.25])];
        let errors = Model::bundled(model::write(&known, &[[0.0]], &[0.0]).leak());
        let standing = Standing::new(&all);
        let measured = Measured::new(&sight, &all, (&standing, &chances), &errors);
        (0..all.len()).map(|i| measured.of(i)).collect()
    }

    #[test]
    fn every_candidate_has_all_measures() {
        let all = measures(&[(1, 0, 2..3), (5, 4, 6..9)], &[0.9, 0.8]);
        assert!(all.iter().all(|it| it.len() == MEASURES && it.iter().all(|measure| measure.is_finite())));
    }

    #[test]
    fn chances_of_neighbours_and_of_the_same_cue_and_speaker_are_seen() {
        let before = measures(&[(1, 0, 2..3), (5, 4, 6..9), (7, 6, 8..9)], &[0.9, 0.8, 0.3]);
        let after = measures(&[(1, 0, 2..3), (5, 4, 6..9), (7, 6, 8..9)], &[0.9, 0.8, 0.4]);
        let differ = |a: f32, b: f32| (a - b).abs() > 1e-4;
        let changed = |i: usize| (0..MEASURES).filter(|at| differ(before[i][*at], after[i][*at])).count();
        // The first shares its cue with the last one; the second holds it and stands beside it.
        assert!(changed(0) == 1 && changed(1) == 2, "{} {}", changed(0), changed(1));
        // Errors are those with the same verb.
        let errors: Vec<f32> = before.iter().map(|it| it[MEASURES - KEYS]).collect();
        assert!((errors[0] - 0.25).abs() < 0.01 && errors[2] == errors[0] && errors[1] == 0.0, "{errors:?}");
        // Its own chance, which does not count as that of another one with the same cue.
        assert!(changed(2) == 1 && before[2][0] < after[2][0]);
    }
}
