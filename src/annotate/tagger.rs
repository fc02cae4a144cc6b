//! Tagger: the best sequence of labels under a linear-chain model.
//!
//! A conditional random field (Lafferty, McCallum, Pereira, ICML 2001), decoded by Viterbi's algorithm.

use std::ops::Range;

use crate::lanes::{LANES, SHIFT};
use crate::model::Model;

/// A beam that hardly ever leaves out what would have been best.
pub const WIDE: f32 = 9.0;

/// A label that an item may have.
#[derive(Clone, Copy, Debug)]
struct Choice {
    label: u8,
    /// First its score, then that of the best sequence up to it.
    sum: i64,
    /// Which of the choices of the item before comes before it in that.
    before: u8,
}

/// Finds best sequences; keeps its room between them.
#[derive(Clone, Debug, Default)]
pub struct Tagger {
    /// Of all items, in order.
    choices: Vec<Choice>,
    /// Where those of each item end.
    ends: Vec<usize>,
}

impl Tagger {
    /// Begins a new sequence.
    pub fn clear(&mut self) {
        self.choices.clear();
        self.ends.clear();
    }

    /// Adds an item that can have one label only.
    pub fn only(&mut self, label: u8) {
        self.choices.push(Choice { label, sum: 0, before: 0 });
        self.ends.push(self.choices.len());
    }

    /// Adds an item with the score of each label, in units shifted by [`SHIFT`]; labels that fall behind the best one by
    /// more than `beam`, likewise, are not tried.
    pub fn open<const N: usize>(&mut self, scores: &[i16; N], beam: i16) {
        let best = |scores: &[i16]| scores.iter().copied().fold(i16::MIN, i16::max);
        let least = best(scores).saturating_sub(beam);
        // Of many labels most are out of the question, whole rows of them at once.
        let (rows, rest) = scores.as_chunks::<LANES>();
        for (row, scores) in rows.iter().enumerate() {
            if best(scores) >= least {
                self.try_all(scores, row * LANES, least);
            }
        }
        self.try_all(rest, rows.len() * LANES, least);
        self.ends.push(self.choices.len());
    }

    /// Adds those labels, from the label `first` on, that have at least this score.
    #[inline]
    fn try_all(&mut self, scores: &[i16], first: usize, least: i16) {
        for (at, score) in scores.iter().enumerate().filter(|(_, score)| **score >= least) {
            let label = (first + at) as u8;
            self.choices.push(Choice { label, sum: i64::from(*score) << SHIFT, before: 0 });
        }
    }

    /// Writes the best label for each item of the sequence into `labels` (emptied first).
    pub fn best<const L: usize>(&mut self, model: &Model<L>, labels: &mut Vec<u8>) {
        labels.clear();
        labels.resize(self.ends.len(), 0);
        let Some(first) = self.ends.first() else { return };
        let (mut start, mut end) = (0, *first);
        self.choices[..end].iter_mut().for_each(|choice| {
            choice.sum += i64::from(model.start[usize::from(choice.label)]);
        });
        for next in &self.ends[1..] {
            let (before, here) = self.choices[start..*next].split_at_mut(end - start);
            here.iter_mut().for_each(|choice| choice.follow(model, before));
            (start, end) = (end, *next);
        }
        let last = &self.choices[start..end];
        let mut best = (0..last.len()).rev().max_by_key(|i| last[*i].sum).unwrap_or(0);
        for (i, label) in labels.iter_mut().enumerate().rev() {
            let start = i.checked_sub(1).map_or(0, |before| self.ends[before]);
            let choice = self.choices[start + best];
            *label = choice.label;
            best = usize::from(choice.before);
        }
    }
}

impl Choice {
    /// Takes the best of the choices before it.
    fn follow<const L: usize>(&mut self, model: &Model<L>, before: &[Choice]) {
        let mut best = i64::MIN;
        for (i, choice) in before.iter().enumerate() {
            let moved = model.transitions[usize::from(choice.label)][usize::from(self.label)];
            let sum = choice.sum + i64::from(moved);
            if sum > best {
                (best, self.before) = (sum, i as u8);
            }
        }
        self.sum += best;
    }
}

/// A difference of scores, in units shifted by [`SHIFT`], from natural logarithms of odds.
pub fn shifted<const L: usize>(model: &Model<L>, odds: f32) -> i16 {
    (odds / model.unit / (1 << SHIFT) as f32) as i16
}

/// All sequences of labels of some items at once: forward sums, and backward sums with which their products are chances.
/// Both are scaled alike at each item, so that neither grows or shrinks without end.
#[derive(Clone, Debug)]
pub struct Lattice<const L: usize> {
    /// Which model's odds these are: they are the same for all sequences.
    model: Option<usize>,
    /// Odds of a label after another one, and of a label before another one.
    moves: [[f32; L]; L],
    returns: [[f32; L]; L],
    start: [f32; L],
    /// For each item the odds of each label against the likeliest.
    weights: Vec<[f32; L]>,
    forward: Vec<[f32; L]>,
    backward: Vec<[f32; L]>,
    /// What each item's forward sums were multiplied by.
    scales: Vec<f32>,
}

impl<const L: usize> Default for Lattice<L> {
    fn default() -> Lattice<L> {
        Lattice {
            model: None,
            moves: [[1.0; L]; L],
            returns: [[1.0; L]; L],
            start: [1.0; L],
            weights: Vec::new(),
            forward: Vec::new(),
            backward: Vec::new(),
            scales: Vec::new(),
        }
    }
}

impl<const L: usize> Lattice<L> {
    /// Reads the scores of new items, in the model's units shifted by [`SHIFT`].
    pub fn read(&mut self, model: &Model<L>, scores: &[[i16; L]]) {
        if self.model != Some(model.id()) {
            self.take_odds(model);
        }
        self.weights.clear();
        self.weights.extend(scores.iter().map(|item| relative(model, item)));
        self.go_forward();
        self.go_backward();
    }

    fn take_odds(&mut self, model: &Model<L>) {
        self.model = Some(model.id());
        self.moves = model.transitions.map(|row| row.map(|score| odds(model, score)));
        self.returns = std::array::from_fn(|to| std::array::from_fn(|from| self.moves[from][to]));
        self.start = model.start.map(|score| odds(model, score));
    }

    fn go_forward(&mut self) {
        self.forward.clear();
        self.scales.clear();
        let mut sums = self.start;
        for (at, weights) in self.weights.iter().enumerate() {
            // By the sums before, so that nothing waits for it.
            let scale = 1.0 / total(&sums).max(f32::MIN_POSITIVE);
            if at > 0 {
                sums = through(&sums, &self.moves, 0..L);
            }
            sums = scaled(product(sums, weights), scale);
            self.forward.push(sums);
            self.scales.push(scale);
        }
    }

    fn go_backward(&mut self) {
        let all = self.forward.last().map_or(1.0, total);
        self.backward.clear();
        self.backward.resize(self.weights.len(), [1.0 / all.max(f32::MIN_POSITIVE); L]);
        for at in (1..self.weights.len()).rev() {
            let ahead = product(self.backward[at], &self.weights[at]);
            self.backward[at - 1] = scaled(through(&ahead, &self.returns, 0..L), self.scales[at]);
        }
    }

    /// The sums of all sequences up to item `at`.
    pub fn sums(&self, at: usize) -> [f32; L] {
        self.forward[at]
    }

    /// The sums of some sequences up to item `at`, from their sums up to the item before, where only the labels `from` have
    /// any.
    #[inline]
    pub fn extend(&self, sums: &[f32; L], from: Range<usize>, at: usize) -> [f32; L] {
        let sums = product(through(sums, &self.moves, from), &self.weights[at]);
        scaled(sums, self.scales[at])
    }

    /// The chance of sequences with these sums up to item `at`, among all.
    #[inline]
    pub fn chance(&self, sums: &[f32; L], at: usize) -> f32 {
        total(&self.shares(sums, at))
    }

    /// The same by their labels at item `at`.
    #[inline]
    pub fn shares(&self, sums: &[f32; L], at: usize) -> [f32; L] {
        product(*sums, &self.backward[at])
    }

    /// The chance of each label at item `at`, given all items.
    pub fn chances(&self, at: usize) -> [f32; L] {
        self.shares(&self.forward[at], at)
    }
}

/// The sums of some labels after moves from them to all. Row by row, so that labels are summed side by side.
#[inline(always)]
fn through<const L: usize>(sums: &[f32; L], moves: &[[f32; L]; L], from: Range<usize>) -> [f32; L] {
    let mut next = [0.0; L];
    for (sum, row) in sums[from.clone()].iter().zip(&moves[from]) {
        for (next, odds) in next.iter_mut().zip(row) {
            *next += sum * odds;
        }
    }
    next
}

#[inline(always)]
fn product<const L: usize>(mut all: [f32; L], others: &[f32; L]) -> [f32; L] {
    all.iter_mut().zip(others).for_each(|(one, other)| *one *= other);
    all
}

#[inline(always)]
fn scaled<const L: usize>(mut all: [f32; L], scale: f32) -> [f32; L] {
    all.iter_mut().for_each(|one| *one *= scale);
    all
}

/// The sum, four at a time: one after the other they would wait for each other.
#[inline(always)]
fn total<const L: usize>(all: &[f32; L]) -> f32 {
    let mut sums = [0.0; 4];
    all.iter().enumerate().for_each(|(i, one)| sums[i % 4] += one);
    (sums[0] + sums[2]) + (sums[1] + sums[3])
}

#[inline(always)]
fn odds<const L: usize>(model: &Model<L>, score: i32) -> f32 {
    exp(score as f32 * model.unit)
}

/// e to the power of `x`, from -40 to 40, within 4 millionths: taken so often that the exact one would be felt. Without a
/// branch or a conversion, so that several are taken at once.
#[inline(always)]
fn exp(x: f32) -> f32 {
    /// A number so large that of what is added to it only the whole part is left, in its lowest bits.
    const WHOLE: f32 = 12_582_912.0;
    let scaled = x.clamp(-40.0, 40.0) * std::f32::consts::LOG2_E;
    let whole = scaled + WHOLE;
    let part = (scaled - (whole - WHOLE)) * std::f32::consts::LN_2;
    let series =
        1.0 + part * (1.0 + part / 2.0 * (1.0 + part / 3.0 * (1.0 + part / 4.0 * (1.0 + part / 5.0))));
    // The whole part is added to the exponent.
    f32::from_bits(series.to_bits().wrapping_add(whole.to_bits() << 23))
}

/// Odds against the likeliest label.
#[inline(always)]
fn relative<const L: usize>(model: &Model<L>, item: &[i16; L]) -> [f32; L] {
    let most = item.iter().copied().max().unwrap_or(0);
    let mut relative = [0.0; L];
    for (relative, score) in relative.iter_mut().zip(item) {
        *relative = odds(model, (i32::from(*score) - i32::from(most)) << SHIFT);
    }
    relative
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;

    fn model(transitions: [[f32; 2]; 2]) -> Model<2> {
        Model::parse(model::write(&[], &transitions, &[0.0, 0.0]).leak()).expect("a model")
    }

    fn tag(transitions: [[f32; 2]; 2], scores: &[[i16; 2]]) -> Vec<u8> {
        let (mut tagger, mut labels) = (Tagger::default(), Vec::new());
        let model = model(transitions);
        for scores in scores {
            match scores {
                [i16::MIN, _] => tagger.only(1),
                [_, i16::MIN] => tagger.only(0),
                scores => tagger.open(scores, shifted(&model, WIDE)),
            }
        }
        tagger.best(&model, &mut labels);
        labels
    }

    #[test]
    fn the_exponential_is_one() {
        for x in [-40.0_f32, -7.3, -0.5, -0.3, 0.0, 0.4, 1.0, 9.9] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 4e-6, "{x}");
        }
    }

    #[test]
    fn chances_are_those_of_all_sequences_together() {
        let model = model([[0.5, -1.0], [0.0, 1.5]]);
        let unit = model.unit;
        let scores = [[0, 2000], [450, 0], [0, 50]];
        let mut lattice = Lattice::default();
        lattice.read(&model, &scores);
        let weight = |labels: [usize; 3]| -> f32 {
            let moves = labels.windows(2).map(|pair| model.transitions[pair[0]][pair[1]]);
            let items = labels.iter().zip(&scores).map(|(label, item)| i32::from(item[*label]) << SHIFT);
            (moves.chain(items).sum::<i32>() as f32 * unit).exp()
        };
        let all: Vec<[usize; 3]> = (0..8).map(|bits| [bits >> 2 & 1, bits >> 1 & 1, bits & 1]).collect();
        let sum = |chosen: &dyn Fn(&[usize; 3]) -> bool| -> f32 {
            all.iter().filter(|labels| chosen(labels)).map(|labels| weight(*labels)).sum()
        };
        let total = sum(&|_| true);
        for at in 0..3 {
            let right = sum(&|labels| labels[at] == 1) / total;
            assert!((lattice.chances(at)[1] - right).abs() < 1e-4, "{at}: {right}");
        }
        // Those that begin with label 1 and go on with label 0.
        let mut sums = lattice.sums(0);
        sums[0] = 0.0;
        sums = lattice.extend(&sums, 0..2, 1);
        sums[1] = 0.0;
        let right = sum(&|labels| labels[0] == 1 && labels[1] == 0) / total;
        assert!((lattice.chance(&sums, 1) - right).abs() < 1e-4);
    }

    #[test]
    fn transitions_outweigh_single_items() {
        let scores = [[9000, 0], [0, 1], [9000, 0]];
        assert_eq!(tag([[0.0, 0.0], [0.0, 0.0]], &scores), [0, 1, 0]);
        assert_eq!(tag([[0.0, -5.0], [-5.0, 0.0]], &scores), [0, 0, 0]);
        assert_eq!(tag([[0.0, 0.0], [0.0, 0.0]], &[]), Vec::<u8>::new());
        assert_eq!(tag([[0.0, 0.0], [0.0, 0.0]], &[[i16::MIN, 0], [0, i16::MIN]]), [1, 0]);
    }
}
