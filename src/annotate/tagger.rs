//! Tagger: the best sequence of labels under a linear-chain model.
//!
//! A conditional random field (Lafferty, McCallum, Pereira, ICML 2001), decoded by Viterbi's algorithm.

use crate::model::Model;

/// The score of labels that must not be taken.
pub const NEVER: i32 = i32::MIN / 4;

/// Finds best sequences; keeps its room between calls.
#[derive(Clone, Debug)]
pub struct Tagger<const L: usize> {
    back: Vec<[u8; L]>,
}

impl<const L: usize> Default for Tagger<L> {
    fn default() -> Tagger<L> {
        Tagger { back: Vec::new() }
    }
}

/// A beam that hardly ever leaves out what would have been best.
pub const WIDE: f32 = 9.0;

impl<const L: usize> Tagger<L> {
    /// Writes the best label for each item into `labels` (emptied first); `scores` are in the model's units, an item each.
    /// Labels that fall behind the best one of their item by more than `beam` are not tried, in natural logarithms of odds.
    pub fn best(&mut self, model: &Model<L>, scores: &[[i32; L]], beam: f32, labels: &mut Vec<u8>) {
        labels.clear();
        self.back.clear();
        let Some(first) = scores.first() else { return };
        let beam = (beam / model.unit) as i32;
        let mut before: Vec<(usize, i64)> = Vec::with_capacity(L);
        let mut here: Vec<(usize, i64)> = Vec::with_capacity(L);
        before.extend(likely(first, beam).map(|label| (label, i64::from(first[label] + model.start[label]))));
        for item in &scores[1..] {
            here.clear();
            let mut back = [0; L];
            for to in likely(item, beam) {
                let (from, sum) = step(model, &before, to);
                back[to] = from as u8;
                here.push((to, sum + i64::from(item[to])));
            }
            self.back.push(back);
            std::mem::swap(&mut before, &mut here);
        }
        labels.resize(scores.len(), 0);
        let mut label = before.iter().rev().max_by_key(|(_, sum)| *sum).map_or(0, |(label, _)| *label);
        for at in (1..scores.len()).rev() {
            labels[at] = label as u8;
            label = usize::from(self.back[at - 1][label]);
        }
        labels[0] = label as u8;
    }
}

/// The labels of an item that are worth trying.
fn likely<const L: usize>(item: &[i32; L], beam: i32) -> impl Iterator<Item = usize> + '_ {
    let least = item.iter().copied().max().unwrap_or(0).saturating_sub(beam);
    (0..L).filter(move |label| item[*label] >= least)
}

/// The best label to come from, and the sum then.
fn step<const L: usize>(model: &Model<L>, before: &[(usize, i64)], to: usize) -> (usize, i64) {
    let mut best = (0, i64::MIN);
    for (from, sum) in before {
        let sum = sum + i64::from(model.transitions[*from][to]);
        if sum > best.1 {
            best = (*from, sum);
        }
    }
    best
}

/// All sequences of labels of some items at once: forward sums, scaled to 1 an item, and backward sums, scaled so that
/// the products of both are chances.
#[derive(Clone, Debug)]
pub struct Lattice<const L: usize> {
    /// Odds of a label after another one.
    moves: [[f32; L]; L],
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
            moves: [[1.0; L]; L],
            start: [1.0; L],
            weights: Vec::new(),
            forward: Vec::new(),
            backward: Vec::new(),
            scales: Vec::new(),
        }
    }
}

impl<const L: usize> Lattice<L> {
    /// Reads the scores of new items, in the model's units.
    pub fn read(&mut self, model: &Model<L>, scores: &[[i32; L]]) {
        self.moves = model.transitions.map(|row| row.map(|score| odds(model, score)));
        self.start = model.start.map(|score| odds(model, score));
        self.weights.clear();
        self.weights.extend(scores.iter().map(|item| relative(model, item)));
        self.forward.clear();
        self.scales.clear();
        for at in 0..scores.len() {
            let sums = match at.checked_sub(1) {
                Some(before) => self.step(&self.forward[before], at),
                None => self.first(),
            };
            let scale = scale(&sums);
            self.forward.push(sums.map(|sum| sum * scale));
            self.scales.push(scale);
        }
        self.backward.clear();
        self.backward.resize(scores.len(), [1.0; L]);
        for at in (1..scores.len()).rev() {
            let ahead: [f32; L] =
                std::array::from_fn(|label| self.backward[at][label] * self.weights[at][label]);
            let sums: [f32; L] = std::array::from_fn(|from| dot(&self.moves[from], &ahead));
            self.backward[at - 1] = scaled(sums, &self.forward[at - 1]);
        }
    }

    fn first(&self) -> [f32; L] {
        std::array::from_fn(|label| self.start[label] * self.weights[0][label])
    }

    /// Sums up to item `at`, from those up to the item before. Row by row, so that labels are summed side by side.
    fn step(&self, sums: &[f32; L], at: usize) -> [f32; L] {
        let mut next = [0.0; L];
        for (sum, row) in sums.iter().zip(&self.moves) {
            for (next, odds) in next.iter_mut().zip(row) {
                *next += sum * odds;
            }
        }
        std::array::from_fn(|label| next[label] * self.weights[at][label])
    }

    /// The sums of all sequences up to item `at`.
    pub fn sums(&self, at: usize) -> [f32; L] {
        self.forward[at]
    }

    /// The sums of some sequences up to item `at`, from their sums up to the item before.
    pub fn extend(&self, sums: &[f32; L], at: usize) -> [f32; L] {
        self.step(sums, at).map(|sum| sum * self.scales[at])
    }

    /// The chance of sequences with these sums up to item `at`, among all.
    pub fn chance(&self, sums: &[f32; L], at: usize) -> f32 {
        dot(sums, &self.backward[at])
    }

    /// The chance of each label at item `at`, given all items.
    pub fn chances(&self, at: usize) -> [f32; L] {
        std::array::from_fn(|label| self.forward[at][label] * self.backward[at][label])
    }
}

fn odds<const L: usize>(model: &Model<L>, score: i32) -> f32 {
    exp(score as f32 * model.unit)
}

/// e to the power of `x`, from -40 to 40, within 4 millionths: taken so often that the exact one would be felt.
fn exp(x: f32) -> f32 {
    let scaled = x.clamp(-40.0, 40.0) * std::f32::consts::LOG2_E;
    let whole = (scaled + 0.5_f32.copysign(scaled)) as i32;
    let part = (scaled - whole as f32) * std::f32::consts::LN_2;
    let series =
        1.0 + part * (1.0 + part / 2.0 * (1.0 + part / 3.0 * (1.0 + part / 4.0 * (1.0 + part / 5.0))));
    series * f32::from_bits(((whole + 127) as u32) << 23)
}

/// Odds against the likeliest label.
fn relative<const L: usize>(model: &Model<L>, item: &[i32; L]) -> [f32; L] {
    let most = item.iter().copied().max().unwrap_or(0);
    item.map(|score| odds(model, score.saturating_sub(most)))
}

fn dot<const L: usize>(a: &[f32; L], b: &[f32; L]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Scaled so that they and `forward` make chances.
fn scaled<const L: usize>(sums: [f32; L], forward: &[f32; L]) -> [f32; L] {
    let scale = 1.0 / dot(&sums, forward).max(f32::MIN_POSITIVE);
    sums.map(|sum| sum * scale)
}

/// What makes the sum of these 1.
fn scale<const L: usize>(sums: &[f32; L]) -> f32 {
    1.0 / sums.iter().sum::<f32>().max(f32::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;

    fn model(transitions: [[f32; 2]; 2]) -> Model<2> {
        Model::parse(model::write(&[], &transitions, &[0.0, 0.0]).leak()).expect("a model")
    }

    fn tag(transitions: [[f32; 2]; 2], scores: &[[i32; 2]]) -> Vec<u8> {
        let mut labels = Vec::new();
        Tagger::default().best(&model(transitions), scores, WIDE, &mut labels);
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
        let scores = [[0, 4000], [900, 0], [0, 100]];
        let mut lattice = Lattice::default();
        lattice.read(&model, &scores);
        let weight = |labels: [usize; 3]| -> f32 {
            let moves = labels.windows(2).map(|pair| model.transitions[pair[0]][pair[1]]);
            let items = labels.iter().zip(&scores).map(|(label, item)| item[*label]);
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
        sums = lattice.extend(&sums, 1);
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
        assert_eq!(tag([[0.0, 0.0], [0.0, 0.0]], &[[NEVER, 0], [0, NEVER]]), [1, 0]);
    }
}
