//! The trainer: linear-chain conditional random fields (logistic regression where a sequence is one item), online,
//! with an L1 penalty.
//!
//! FTRL-Proximal (McMahan et al., "Ad Click Prediction", KDD 2013) over the gradients of Lafferty, McCallum and
//! Pereira (2001): one pass over shuffled sequences after another, each weight with a rate of its own. The penalty
//! grows with the number of sequences seen, as if each paid its share. Each run on one thread, fixed orders, own exponential:
//! the same corpus gives the same bytes.

use std::collections::HashMap;

use pullquote::model::{self, Feature};
use rayon::prelude::*;

/// Sequences of items, each item a set of features and a label.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    features: Vec<Feature>,
    /// For each item where its features end.
    ends: Vec<u32>,
    labels: Vec<u8>,
    /// For each sequence where its items end.
    sequences: Vec<u32>,
    /// For each sequence how much it counts.
    weights: Vec<f32>,
}

impl Corpus {
    pub fn item(&mut self, features: &[Feature], label: u8) {
        self.features.extend_from_slice(features);
        self.ends.push(self.features.len() as u32);
        self.labels.push(label);
    }

    /// Ends the sequence of the items added since the last end.
    pub fn end(&mut self, weight: f32) {
        let items = self.labels.len() as u32;
        if self.sequences.last().copied().unwrap_or(0) < items {
            self.sequences.push(items);
            self.weights.push(weight);
        }
    }

    /// A sequence of one item.
    pub fn single(&mut self, features: &[Feature], label: u8) {
        self.item(features, label);
        self.end(1.0);
    }

    pub fn len(&self) -> usize {
        self.sequences.len()
    }

    fn items(&self, sequence: usize) -> std::ops::Range<usize> {
        let start = sequence.checked_sub(1).map_or(0, |before| self.sequences[before]);
        start as usize..self.sequences[sequence] as usize
    }

    fn features(&self, item: usize) -> std::ops::Range<usize> {
        let start = item.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[item] as usize
    }
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Passes over the corpus.
    pub passes: usize,
    /// Penalty on the size of weights, as in a batch objective: summed loss + `l1` times the sum of sizes.
    pub l1: f32,
    /// First rate of learning.
    pub rate: f32,
    /// Features seen in fewer items are left out.
    pub least: u32,
    /// Weights are the mean of those in so many last passes; 0: those at the end.
    pub averaged: usize,
    /// Runs, each with orders of its own; weights are the mean of theirs.
    pub orders: u64,
    /// Features whose weights differ by less from label to label are left out in the end: they are many, tell little,
    /// and make lookups wait.
    pub faint: f32,
}

impl Default for Options {
    fn default() -> Options {
        Options { passes: 100, l1: 1.0, rate: 0.1, least: 2, averaged: 0, orders: 1, faint: 0.0 }
    }
}

/// What training gives.
#[derive(Clone, Debug)]
pub struct Weights<const L: usize> {
    pub features: Vec<(Feature, [f32; L])>,
    pub transitions: [[f32; L]; L],
    pub start: [f32; L],
}

impl<const L: usize> Weights<L> {
    /// The file of the model.
    pub fn write(&self) -> Vec<u8> {
        model::write(&self.features, &self.transitions, &self.start)
    }
}

impl Weights<2> {
    /// As a model with one label, "yes": what speaks for label 1 against label 0.
    pub fn write_chance(&self) -> Vec<u8> {
        let rows: Vec<(Feature, [f32; 1])> =
            self.features.iter().map(|(feature, row)| (*feature, [row[1] - row[0]])).collect();
        model::write(&rows, &[[0.0]], &[self.start[1] - self.start[0]])
    }
}

/// A weight with what its rate of learning depends on.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    z: f32,
    n: f32,
}

impl Cell {
    fn weight(self, l1: f32, rate: f32) -> f32 {
        if self.z.abs() <= l1 {
            return 0.0;
        }
        (self.z.signum() * l1 - self.z) * rate / (1.0 + self.n.sqrt())
    }

    fn learn(&mut self, gradient: f32, weight: f32, rate: f32) {
        let n = self.n + gradient * gradient;
        self.z += gradient - (n.sqrt() - self.n.sqrt()) / rate * weight;
        self.n = n;
    }
}

/// Trains on the sequences that `chosen` grants.
pub fn train<const L: usize>(
    corpus: &Corpus,
    chosen: impl Fn(usize) -> bool,
    options: Options,
) -> Weights<L> {
    let sequences: Vec<usize> = (0..corpus.len()).filter(|sequence| chosen(*sequence)).collect();
    let (ids, keys) = index(corpus, &sequences, options.least);
    let once = |run: u64| learn(corpus, sequences.clone(), (&ids, &keys), options, ORDER + run);
    let mut weights = mean((0..options.orders).into_par_iter().map(once).collect());
    weights.features.retain(|(_, row)| spread(row) >= options.faint);
    weights
}

/// What the first order of sequences is drawn from.
const ORDER: u64 = 0x9E37_79B9_7F4A_7C15;

/// Weights on average over several runs: what comes of the order of sequences, not of these, evens out.
fn mean<const L: usize>(runs: Vec<Weights<L>>) -> Weights<L> {
    let mut means = Means::default();
    runs.iter().for_each(|run| means.add(run));
    means.all()
}

/// One run over the sequences, in orders drawn from `seed`.
fn learn<const L: usize>(
    corpus: &Corpus,
    mut order: Vec<usize>,
    (ids, keys): (&[u32], &[Feature]),
    options: Options,
    seed: u64,
) -> Weights<L> {
    let mut trainer: Trainer<L> = Trainer::new(corpus, ids, keys.len(), options);
    let mut random = Random(seed);
    let mut means = Means::default();
    for pass in 0..options.passes {
        random.shuffle(&mut order);
        for part in order.chunks(order.len().div_ceil(LOOKS).max(1)) {
            for sequence in part {
                trainer.seen += 1.0 / order.len() as f32;
                trainer.learn(*sequence);
            }
            if pass + options.averaged >= options.passes {
                means.add(&trainer.weights(keys));
            }
        }
    }
    means.of(trainer.weights(keys))
}

/// By how much the weights of a feature differ from label to label.
fn spread(row: &[f32]) -> f32 {
    let most = row.iter().copied().fold(f32::MIN, f32::max);
    most - row.iter().copied().fold(f32::MAX, f32::min)
}

/// How often in a pass weights are looked at for their means.
const LOOKS: usize = 4;

/// Weights on average: one sequence more or less moves them less than those at the end (Ruppert, 1988; Polyak and
/// Juditsky, 1992).
struct Means<const L: usize> {
    count: f32,
    features: HashMap<Feature, [f32; L]>,
    transitions: [[f32; L]; L],
    start: [f32; L],
}

impl<const L: usize> Default for Means<L> {
    fn default() -> Means<L> {
        Means { count: 0.0, features: HashMap::new(), transitions: [[0.0; L]; L], start: [0.0; L] }
    }
}

impl<const L: usize> Means<L> {
    fn add(&mut self, weights: &Weights<L>) {
        self.count += 1.0;
        for (feature, row) in &weights.features {
            sum(self.features.entry(*feature).or_insert([0.0; L]), row);
        }
        for (all, row) in self.transitions.iter_mut().zip(&weights.transitions) {
            sum(all, row);
        }
        sum(&mut self.start, &weights.start);
    }

    /// The means of those that are not 0 at the `end`; without looks, these themselves.
    fn of(&self, mut end: Weights<L>) -> Weights<L> {
        if self.count == 0.0 {
            return end;
        }
        for (feature, row) in &mut end.features {
            let mean = self.mean(&self.features[feature]);
            *row = std::array::from_fn(|label| if row[label] == 0.0 { 0.0 } else { mean[label] });
        }
        Weights { features: end.features, ..self.all() }
    }

    /// All means; a feature counts 0 where weights lack it.
    fn all(&self) -> Weights<L> {
        let mut features: Vec<_> =
            self.features.iter().map(|(feature, row)| (*feature, self.mean(row))).collect();
        features.sort_unstable_by_key(|(feature, _)| *feature);
        let transitions = self.transitions.map(|row| self.mean(&row));
        Weights { features, transitions, start: self.mean(&self.start) }
    }

    fn mean(&self, row: &[f32; L]) -> [f32; L] {
        row.map(|sum| sum / self.count)
    }
}

fn sum<const L: usize>(all: &mut [f32; L], row: &[f32; L]) {
    for (all, one) in all.iter_mut().zip(row) {
        *all += one;
    }
}

const NONE: u32 = u32::MAX;

/// For each feature of the corpus its place among the weights, [`NONE`] for rare ones; and the features by place.
fn index(corpus: &Corpus, sequences: &[usize], least: u32) -> (Vec<u32>, Vec<Feature>) {
    let mut counts: HashMap<Feature, u32> = HashMap::new();
    let items = sequences.iter().flat_map(|sequence| corpus.items(*sequence));
    for feature in items.flat_map(|item| &corpus.features[corpus.features(item)]) {
        *counts.entry(*feature).or_default() += 1;
    }
    let mut keys: Vec<Feature> =
        counts.into_iter().filter(|(_, count)| *count >= least).map(|(feature, _)| feature).collect();
    keys.sort_unstable();
    let places: HashMap<Feature, u32> =
        keys.iter().enumerate().map(|(place, key)| (*key, place as u32)).collect();
    let ids = corpus.features.iter().map(|feature| places.get(feature).copied().unwrap_or(NONE)).collect();
    (ids, keys)
}

struct Trainer<'a, const L: usize> {
    corpus: &'a Corpus,
    ids: &'a [u32],
    options: Options,
    /// Passes so far, with fractions.
    seen: f32,
    cells: Vec<[Cell; L]>,
    transitions: [[Cell; L]; L],
    start: [Cell; L],
    /// Of the sequence at hand: the weights in use, exponentials of scores, forward and backward sums, an item each.
    at_hand: Vec<[f32; L]>,
    scores: Vec<[f32; L]>,
    forward: Vec<[f32; L]>,
    backward: Vec<[f32; L]>,
}

impl<const L: usize> Trainer<'_, L> {
    fn new<'a>(corpus: &'a Corpus, ids: &'a [u32], count: usize, options: Options) -> Trainer<'a, L> {
        Trainer {
            corpus,
            ids,
            options,
            seen: 0.0,
            cells: vec![[Cell::default(); L]; count],
            transitions: [[Cell::default(); L]; L],
            start: [Cell::default(); L],
            at_hand: Vec::new(),
            scores: Vec::new(),
            forward: Vec::new(),
            backward: Vec::new(),
        }
    }

    fn l1(&self) -> f32 {
        self.options.l1 * self.seen
    }

    fn learn(&mut self, sequence: usize) {
        let items = self.corpus.items(sequence);
        let weight = self.corpus.weights[sequence];
        self.score(items.clone());
        let transitions = self.transitions.map(|row| row.map(|cell| cell.weight(0.0, self.options.rate)));
        let start = self.start.map(|cell| cell.weight(0.0, self.options.rate));
        let (moves, first) = (transitions.map(|row| row.map(exp)), start.map(exp));
        self.sums(&moves, &first);
        self.update_moves(items.clone(), weight, &moves, &transitions, &start);
        self.update(items, weight);
    }

    fn score(&mut self, items: std::ops::Range<usize>) {
        let (l1, rate) = (self.l1(), self.options.rate);
        self.scores.clear();
        self.at_hand.clear();
        for item in items {
            let mut scores = [0.0; L];
            for id in &self.ids[self.corpus.features(item)] {
                let row = if *id == NONE {
                    [0.0; L]
                } else {
                    self.cells[*id as usize].map(|cell| cell.weight(l1, rate))
                };
                for label in 0..L {
                    scores[label] += row[label];
                }
                self.at_hand.push(row);
            }
            let largest = scores.iter().copied().fold(f32::MIN, f32::max);
            self.scores.push(scores.map(|score| exp(score - largest)));
        }
    }

    /// Forward and backward sums, scaled to 1 at each item.
    fn sums(&mut self, moves: &[[f32; L]; L], first: &[f32; L]) {
        let count = self.scores.len();
        self.forward.clear();
        for at in 0..count {
            let before = at.checked_sub(1).map(|at| self.forward[at]);
            let reach = |to: usize| match before {
                Some(before) => (0..L).map(|from| before[from] * moves[from][to]).sum(),
                None => first[to],
            };
            let sums: [f32; L] = std::array::from_fn(|to| reach(to) * self.scores[at][to]);
            self.forward.push(scaled(sums));
        }
        self.backward.clear();
        self.backward.resize(count, [1.0; L]);
        for at in (0..count.saturating_sub(1)).rev() {
            let after: [f32; L] =
                std::array::from_fn(|to| self.backward[at + 1][to] * self.scores[at + 1][to]);
            let sums = std::array::from_fn(|from| (0..L).map(|to| moves[from][to] * after[to]).sum());
            self.backward[at] = scaled(sums);
        }
    }

    fn update_moves(
        &mut self,
        items: std::ops::Range<usize>,
        weight: f32,
        moves: &[[f32; L]; L],
        transitions: &[[f32; L]; L],
        start: &[f32; L],
    ) {
        let rate = self.options.rate;
        let mut gradients = [[0.0; L]; L];
        for at in 1..self.scores.len() {
            let pair = |from: usize, to: usize| {
                self.forward[at - 1][from] * moves[from][to] * self.scores[at][to] * self.backward[at][to]
            };
            let chances: [[f32; L]; L] = std::array::from_fn(|from| std::array::from_fn(|to| pair(from, to)));
            let total: f32 = chances.iter().flatten().sum();
            for from in 0..L {
                for to in 0..L {
                    gradients[from][to] += chances[from][to] / total;
                }
            }
            let labels = &self.corpus.labels[items.start + at - 1..=items.start + at];
            gradients[usize::from(labels[0])][usize::from(labels[1])] -= 1.0;
        }
        for from in 0..L {
            for to in 0..L {
                self.transitions[from][to].learn(weight * gradients[from][to], transitions[from][to], rate);
            }
        }
        let chances = self.chances(0);
        for label in 0..L {
            let gold = f32::from(u8::from(usize::from(self.corpus.labels[items.start]) == label));
            self.start[label].learn(weight * (chances[label] - gold), start[label], rate);
        }
    }

    /// The chance of each label at an item of the sequence at hand.
    fn chances(&self, at: usize) -> [f32; L] {
        let product: [f32; L] =
            std::array::from_fn(|label| self.forward[at][label] * self.backward[at][label]);
        scaled(product)
    }

    fn update(&mut self, items: std::ops::Range<usize>, weight: f32) {
        let rate = self.options.rate;
        let mut hand = 0;
        for item in items.clone() {
            let chances = self.chances(item - items.start);
            let gold = usize::from(self.corpus.labels[item]);
            let gradients: [f32; L] =
                std::array::from_fn(|label| weight * (chances[label] - f32::from(u8::from(label == gold))));
            for id in &self.ids[self.corpus.features(item)] {
                let row = self.at_hand[hand];
                hand += 1;
                if *id != NONE {
                    let cells = &mut self.cells[*id as usize];
                    for label in 0..L {
                        cells[label].learn(gradients[label], row[label], rate);
                    }
                }
            }
        }
    }

    fn weights(&self, keys: &[Feature]) -> Weights<L> {
        let (l1, rate) = (self.l1(), self.options.rate);
        let rows = self.cells.iter().map(|row| row.map(|cell| cell.weight(l1, rate)));
        let features = keys.iter().copied().zip(rows).filter(|(_, row)| *row != [0.0; L]).collect();
        let transitions = self.transitions.map(|row| row.map(|cell| cell.weight(0.0, rate)));
        Weights { features, transitions, start: self.start.map(|cell| cell.weight(0.0, rate)) }
    }
}

fn scaled<const L: usize>(sums: [f32; L]) -> [f32; L] {
    let total: f32 = sums.iter().sum();
    sums.map(|sum| sum / total.max(f32::MIN_POSITIVE))
}

/// e to the power of `x`, the same bits on every machine (that of the system's library may differ in the last one).
pub fn exp(x: f32) -> f32 {
    let scaled = f64::from(x.clamp(-80.0, 80.0)) * std::f64::consts::LOG2_E;
    let whole = scaled.floor();
    let part = (scaled - whole) * std::f64::consts::LN_2;
    let series = 1.0
        + part
            * (1.0
                + part / 2.0
                    * (1.0 + part / 3.0 * (1.0 + part / 4.0 * (1.0 + part / 5.0 * (1.0 + part / 6.0)))));
    (series * f64::from_bits(((whole as i64 + 1023) as u64) << 52)) as f32
}

/// xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn shuffle(&mut self, list: &mut [usize]) {
        for i in (1..list.len()).rev() {
            list.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pullquote::annotate::tagger::{Tagger, WIDE, shifted};
    use pullquote::model::{Model, Template, Totals};

    /// Two words that mean a label, one that takes the label before it.
    fn corpus() -> Corpus {
        let mut corpus = Corpus::default();
        let mut random = Random(7);
        for _ in 0..200 {
            let mut label = 0;
            for at in 0..6 {
                let word = (random.next() >> 40) as u32 % 3;
                label = if at > 0 && word == 2 { label } else { u8::from(word == 1) };
                corpus.item(&[Template(1).of(word)], label);
            }
            corpus.end(1.0);
        }
        corpus
    }

    #[test]
    fn a_sequence_is_learned_from_words_and_neighbours() {
        let options = Options { l1: 0.1, ..Options::default() };
        let weights: Weights<2> = train(&corpus(), |_| true, options);
        let model: Model<2> = Model::parse(weights.write().leak()).expect("a model");
        let words = [0, 0, 1, 2, 2];
        let (mut tagger, mut labels) = (Tagger::default(), Vec::new());
        for word in words {
            let mut totals = Totals::default();
            model.sum(&[Template(1).of(word)], &mut totals);
            tagger.open(&model.read(&totals), shifted(&model, WIDE));
        }
        tagger.best(&model, &mut labels);
        assert_eq!(labels, [0, 0, 1, 1, 1]);
        assert_eq!(weights.write(), train::<2>(&corpus(), |_| true, options).write());
    }

    #[test]
    fn weights_are_averaged_over_the_last_passes() {
        let train = |averaged: usize| -> Weights<2> {
            train(&corpus(), |_| true, Options { passes: 4, averaged, ..Options::default() })
        };
        let (end, mean) = (train(0), train(4));
        let sizes = |weights: &Weights<2>| weights.features.iter().map(|(_, row)| row[1].abs()).sum::<f32>();
        // Weights grow from 0, so on average they are smaller than at the end.
        assert_eq!(end.features.len(), mean.features.len());
        assert!(0.0 < sizes(&mean) && sizes(&mean) < sizes(&end), "{} {}", sizes(&mean), sizes(&end));
    }

    #[test]
    fn faint_features_are_left_out() {
        let train = |faint: f32| -> Weights<2> {
            train(&corpus(), |_| true, Options { passes: 4, faint, ..Options::default() })
        };
        let (all, few) = (train(0.0), train(1.0));
        let told = |(_, row): &&(Feature, [f32; 2])| (row[1] - row[0]).abs() >= 1.0;
        assert_eq!(all.features.iter().filter(told).count(), few.features.len());
        assert!(few.features.len() < all.features.len());
    }

    #[test]
    fn the_exponential_is_one() {
        for x in [-79.0f32, -3.3, -0.5, 0.0, 0.1, 1.0, 12.5] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}");
        }
    }
}
