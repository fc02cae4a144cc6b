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

/// Labels that fall behind the best one of their item by more than this are not tried, in natural logarithms of odds.
const BEAM: f32 = 9.0;

impl<const L: usize> Tagger<L> {
    /// Writes the best label for each item into `labels` (emptied first); `scores` are in the model's units, an item each.
    pub fn best(&mut self, model: &Model<L>, scores: &[[i32; L]], labels: &mut Vec<u8>) {
        labels.clear();
        self.back.clear();
        let Some(first) = scores.first() else { return };
        let beam = (BEAM / model.unit) as i32;
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

/// The chance of each label at each item, given all items: forward and backward sums. `chances` is emptied first.
pub fn chances<const L: usize>(model: &Model<L>, scores: &[[i32; L]], chances: &mut Vec<[f32; L]>) {
    let moves = model.transitions.map(|row| row.map(|score| odds(model, score)));
    let weights: Vec<[f32; L]> = scores.iter().map(|item| relative(model, item)).collect();
    chances.clear();
    for (at, weight) in weights.iter().enumerate() {
        let sums = match at.checked_sub(1).map(|before| chances[before]) {
            Some(before) => std::array::from_fn(|to| (0..L).map(|from| before[from] * moves[from][to]).sum()),
            None => model.start.map(|score| odds(model, score)),
        };
        chances.push(shares(std::array::from_fn(|label| sums[label] * weight[label])));
    }
    let mut back = [1.0; L];
    for at in (0..scores.len()).rev() {
        let product = std::array::from_fn(|label| chances[at][label] * back[label]);
        chances[at] = shares(product);
        let ahead: [f32; L] = std::array::from_fn(|label| back[label] * weights[at][label]);
        back = shares(std::array::from_fn(|from| (0..L).map(|to| moves[from][to] * ahead[to]).sum()));
    }
}

fn odds<const L: usize>(model: &Model<L>, score: i32) -> f32 {
    (score as f32 * model.unit).max(-40.0).exp()
}

/// Odds against the likeliest label.
fn relative<const L: usize>(model: &Model<L>, item: &[i32; L]) -> [f32; L] {
    let most = item.iter().copied().max().unwrap_or(0);
    item.map(|score| odds(model, score.saturating_sub(most)))
}

fn shares<const L: usize>(sums: [f32; L]) -> [f32; L] {
    let total: f32 = sums.iter().sum();
    let share = 1.0 / total.max(f32::MIN_POSITIVE);
    sums.map(|sum| sum * share)
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
        Tagger::default().best(&model(transitions), scores, &mut labels);
        labels
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
