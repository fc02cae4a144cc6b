//! The ranker: weighs what tells for and against each figure that a pronoun may mean. A linear model over the
//! features of `sight`, trained on corpora with coreference.

use super::sight::{COUNT, FEATURES, Features};
use crate::model;

/// Which words ask: each kind of pronoun has weights of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// He and she.
    One,
    They,
    It,
}

impl Asking {
    pub const COUNT: usize = 3;
}

/// Weights of the features, for each [`Asking`].
#[derive(Clone, Debug, PartialEq)]
pub struct Ranker {
    pub weights: [[f32; COUNT]; Asking::COUNT],
    /// What a figure must exceed to be meant at all; "it" often means a thing.
    pub nobody: [f32; Asking::COUNT],
}

impl Ranker {
    /// The weights in `assets/models/pronouns.txt`.
    pub fn bundled() -> Ranker {
        Ranker::parse(str::from_utf8(model::bundled!("pronouns.txt")).unwrap_or_default())
    }

    /// `feature one they it` a line; features not named weigh nothing.
    pub fn parse(list: &str) -> Ranker {
        let mut ranker =
            Ranker { weights: [[0.0; COUNT]; Asking::COUNT], nobody: [f32::NEG_INFINITY; Asking::COUNT] };
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split_whitespace();
            let Some(name) = fields.next() else { continue };
            let values = fields.map(|field| field.parse().unwrap_or(0.0));
            let feature = FEATURES.iter().position(|feature| *feature == name);
            for (asking, value) in values.take(Asking::COUNT).enumerate() {
                match feature {
                    Some(feature) => ranker.weights[asking][feature] = value,
                    None => ranker.nobody[asking] = value,
                }
            }
        }
        ranker
    }

    /// As `parse` reads it.
    pub fn write(&self) -> String {
        let line = |name: &str, values: [f32; Asking::COUNT]| {
            format!("{name} {:.3} {:.3} {:.3}\n", values[0], values[1], values[2])
        };
        let weights = |feature: usize| self.weights.map(|weights| weights[feature]);
        let lines = FEATURES.iter().enumerate().map(|(feature, name)| line(name, weights(feature)));
        lines.chain([line("nobody", self.nobody)]).collect()
    }

    pub fn score(&self, asking: Asking, features: &Features) -> f32 {
        self.weights[asking as usize].iter().zip(features).map(|(weight, value)| weight * value).sum()
    }
}
