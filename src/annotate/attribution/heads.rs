//! Heads: how likely a word heads a cue once the other words of its article that may head one have been looked at.
//!
//! The linear model of `cue` sees the words around each one alone. Whether a sentence has its cue already, and whether
//! the same verb reports elsewhere in the article, only shows beside the others: boosted trees over these measures
//! (stacking: Wolpert, Neural Networks 5(2), 1992) are trained on chances of linear models that had not seen the article.
//! So are the linear model's mean errors for words alike (target encoding: Micci-Barreca, SIGKDD Explorations 3(1), 2001).

use std::ops::Range;

use super::elsewhere::Elsewhere;
use super::sight::{OUTSIDE, Seen, Sight};
use crate::annotate::token::Tag;
use crate::model::{Feature, Model, Template, log_odds};
use crate::trees::Trees;

/// Words that are less likely heads by themselves stay out.
pub const FAINT: f32 = 0.08;

/// A word with the chance that it heads a cue.
pub type Head = (usize, f32);

/// How many measures a word has.
pub const MEASURES: usize = 34 + KEYS;

/// How many ways a word is like others.
pub const KEYS: usize = 5;

/// The distance, in tokens, of a neighbour that is not there.
const FAR: f32 = 200.0;

/// The same word in an article counts as if the middle chance had been seen so often besides.
const DOUBT: f32 = 0.3;

/// Words in order of the text, as they are measured.
pub struct Heads<'a> {
    sight: &'a Sight<'a>,
    words: &'a [Head],
    /// For each key of a word how much more often than foreseen such words head a cue: a share, from -1 to 1.
    errors: &'a Model<1>,
    lemmas: Elsewhere,
}

impl<'a> Heads<'a> {
    /// For words with the chances that the linear model gives them.
    pub fn new(sight: &'a Sight<'a>, words: &'a [Head], errors: &'a Model<1>) -> Heads<'a> {
        let mut lemmas = Elsewhere::default();
        words.iter().for_each(|(i, chance)| lemmas.add(sight.of(*i).lemma, *chance));
        Heads { sight, words, errors, lemmas }
    }

    /// Each word with the chance that the trees give it.
    pub fn weighed(&self, trees: &Trees) -> Vec<Head> {
        let chance = |at: usize| (self.words[at].0, trees.chance(&self.measures(at)));
        (0..self.words.len()).map(chance).collect()
    }

    /// What is measured at the `at`th word.
    pub fn measures(&self, at: usize) -> Vec<f32> {
        let mut out = Vec::with_capacity(MEASURES);
        let i = self.words[at].0;
        let tokens = self.sight.reading.tokens;
        let (sentence, block) = (tokens.sentence(i), tokens.block_of(i));
        self.others(at, &sentence, &mut out);
        self.place(i, (&sentence, &block), &mut out);
        self.words_around(i, &block, &mut out);
        let error = |key: &Feature| self.errors.scores(&[*key])[0] as f32 * self.errors.unit;
        out.extend(keys(self.sight, i, &block).iter().map(error));
        out
    }

    /// Its own chance and those of other words: of the sentence, of the same base form, next to it.
    fn others(&self, at: usize, sentence: &Range<usize>, out: &mut Vec<f32>) {
        let (i, chance) = self.words[at];
        out.push(log_odds(chance));
        for after in [false, true] {
            let rivals = self.rivals(at, sentence, after);
            out.extend([rivals.strongest, rivals.sum]);
        }
        out.push(self.lemmas.mean(self.sight.of(i).lemma, chance, DOUBT));
        for near in [at.checked_sub(1), Some(at + 1)] {
            let (far, chance) = self.neighbour(near, i);
            out.extend([far, chance]);
        }
    }

    /// Where in its sentence and block it is, and what of them comes before and after it.
    fn place(&self, i: usize, (sentence, block): (&Range<usize>, &Range<usize>), out: &mut Vec<f32>) {
        out.extend([(i - sentence.start) as f32, (sentence.end - i) as f32, sentence.len() as f32]);
        out.extend([f32::from(u8::from(block.start == sentence.start)), block.len() as f32]);
        let (left, right) = (self.counts(sentence.start..i), self.counts(i..sentence.end));
        out.extend([left.finite, right.finite, left.commas, right.commas, left.quoted + right.quoted]);
        out.extend([sentence.start, sentence.end - 1].map(|i| self.sight.of(i).quote as f32));
    }

    /// Its class as a cue, and what stands at and beside it.
    fn words_around(&self, i: usize, block: &Range<usize>, out: &mut Vec<f32>) {
        out.push(self.sight.class(i));
        let seen = |offset: isize| self.sight.at(i as isize + offset, block);
        out.extend([-2, -1, 0, 1, 2].map(|offset| seen(offset).tag as f32));
        out.extend([-2, -1, 1].map(|offset| seen(offset).figure as f32));
        out.extend([-1, 0, 1].map(|offset| seen(offset).quote as f32));
    }

    /// The other words of the sentence on one side of the `at`th.
    fn rivals(&self, at: usize, sentence: &Range<usize>, after: bool) -> Rivals {
        let inside = |word: &&Head| sentence.contains(&word.0);
        let mut rivals = Rivals::default();
        if after {
            self.words[at + 1..].iter().take_while(inside).for_each(|word| rivals.add(word.1));
        } else {
            self.words[..at].iter().rev().take_while(inside).for_each(|word| rivals.add(word.1));
        }
        rivals
    }

    /// How far the `at`th word is from token `i`, and its chance.
    fn neighbour(&self, at: Option<usize>, i: usize) -> (f32, f32) {
        let word = at.and_then(|at| self.words.get(at));
        word.map_or((FAR, 0.0), |word| ((word.0.abs_diff(i) as f32).min(FAR), word.1))
    }

    fn counts(&self, range: Range<usize>) -> Counts {
        let mut counts = Counts::default();
        for i in range {
            let tag = self.sight.reading.tag(i);
            counts.finite += f32::from(u8::from(tag.is_finite()));
            counts.commas += f32::from(u8::from(tag == Tag::Comma));
            counts.quoted += f32::from(u8::from(self.sight.of(i).quote != OUTSIDE));
        }
        counts
    }
}

/// What makes word `i` like others: its base form, that with its part of speech or the next word, and its neighbours.
pub fn keys(sight: &Sight, i: usize, block: &Range<usize>) -> [Feature; KEYS] {
    let at = |offset: isize| -> &Seen { sight.at(i as isize + offset, block) };
    let (before, here, next) = (at(-1), at(0), at(1));
    [
        Template(1).of(here.lemma),
        Template(2).of2(here.lemma, here.tag),
        Template(3).of2(here.lemma, next.word),
        Template(4).of(before.word),
        Template(5).of(next.word),
    ]
}

/// Chances of other words.
#[derive(Clone, Copy, Debug, Default)]
struct Rivals {
    strongest: f32,
    sum: f32,
}

impl Rivals {
    fn add(&mut self, chance: f32) {
        self.strongest = self.strongest.max(chance);
        self.sum += chance;
    }
}

/// How many tokens are finite verbs, commas, quoted.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    finite: f32,
    commas: f32,
    quoted: f32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::phrase::Reading;
    use crate::annotate::{Lexicon, quotation, token};
    use crate::article::Article;
    use crate::model;

    /// The measures of each word of a text that has a chance here; "says" heads a cue more often than foreseen.
    fn measures(text: &str, chances: &[(&str, f32)]) -> Vec<Vec<f32>> {
        let (article, lexicon) = (Article::of_lines(text), Lexicon::bundled());
        let tokens = token::tokens(&article, &lexicon);
        let quotations = quotation::quotations(&article, &tokens);
        let reading = Reading::new(&article.text, &tokens, &quotations, &lexicon);
        let sight = Sight::new(&reading, &[]);
        let chance = |i: usize| chances.iter().find(|(word, _)| *word == reading.text(i));
        let words: Vec<Head> = (0..reading.count()).filter_map(|i| Some((i, chance(i)?.1))).collect();
        let says = (0..reading.count()).find(|i| reading.text(*i) == "says");
        let key = says.map(|i| (keys(&sight, i, &tokens.block_of(i))[0], [0.25]));
        let errors = Model::bundled(model::write(key.as_slice(), &[[0.0]], &[0.0]).leak());
        let heads = Heads::new(&sight, &words, &errors);
        (0..words.len()).map(|at| heads.measures(at)).collect()
    }

    #[test]
    fn rivals_are_those_of_the_same_sentence() {
        let text = "Vane said Ode wants to pay. Ode denies it.";
        let all = measures(text, &[("said", 0.9), ("wants", 0.4), ("pay", 0.2), ("denies", 0.8)]);
        let rivals: Vec<&[f32]> = all.iter().map(|it| &it[1..5]).collect();
        assert_eq!(rivals[1], [0.9, 0.9, 0.2, 0.2]);
        assert!((rivals[0][3] - 0.6).abs() < 1e-6 && rivals[0][2] == 0.4, "{:?}", rivals[0]);
        assert_eq!(rivals[3], [0.0; 4]);
    }

    #[test]
    fn the_same_verb_elsewhere_is_seen() {
        let text = "Vane said no. Ode says yes.\nBo left.";
        let all = measures(text, &[("said", 0.9), ("says", 0.5), ("left", 0.1)]);
        assert_eq!(all[0][5], (0.9 + 0.5 - 0.9 + DOUBT) / 2.0);
        assert_eq!(all[1][5], (0.9 + 0.5 - 0.5 + DOUBT) / 2.0);
        assert!((all[2][5] - DOUBT).abs() < 1e-6);
    }

    #[test]
    fn errors_with_words_alike_are_seen() {
        let all =
            measures("Vane said no. Ode says yes.\nBo left.", &[("said", 0.9), ("left", 0.1), ("says", 0.5)]);
        let errors: Vec<f32> = all.iter().map(|it| it[MEASURES - KEYS]).collect();
        assert!((errors[0] - 0.25).abs() < 0.01 && errors[1] == errors[0] && errors[2] == 0.0, "{errors:?}");
        assert!(all.iter().all(|it| it.len() == MEASURES));
    }
}
