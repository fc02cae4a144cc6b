//! Scores: what the role model makes of each token around a cue.
//!
//! Most features of a token are also those of its neighbours, or those that it has for other cues; scores are sums, so
//! what is shared is looked up once.

use super::role::{LABELS, Reader, Token};
use crate::model::{Feature, Model};

/// Tokens whose words are remembered from cue to cue: more than a window holds. A power of two.
const REMEMBERED: usize = 512;

/// The sums of a token's words on one side of a cue: the token, counted from 1, and its scores.
type Words = (usize, [i32; LABELS]);

/// Finds scores; keeps what is shared, and its room, between the cues of one text.
pub struct Scores {
    features: Vec<Feature>,
    /// For each token, as far as they are remembered, and each side.
    words: Vec<[Words; 3]>,
}

impl Default for Scores {
    fn default() -> Scores {
        Scores { features: Vec::new(), words: vec![Default::default(); REMEMBERED] }
    }
}

impl Scores {
    /// Writes the scores of each token of the window to `scores` (emptied first), in the model's units.
    pub fn read(&mut self, model: &Model<LABELS>, reader: &Reader, scores: &mut Vec<[i32; LABELS]>) {
        scores.clear();
        let mut shared = None;
        reader.each(|token| {
            let words = self.words(model, reader, &token);
            let common = match shared {
                Some((key, common)) if key == token.shared => common,
                _ => self.sum(model, |features| reader.shared(&token.shared, features)),
            };
            shared = Some((token.shared, common));
            let way = self.sum(model, |features| reader.way(&token, features));
            scores.push(std::array::from_fn(|label| words[label] + common[label] + way[label]));
        });
    }

    fn words(&mut self, model: &Model<LABELS>, reader: &Reader, token: &Token) -> [i32; LABELS] {
        let (place, side) = (token.i % REMEMBERED, token.shared.side as usize);
        let (known, words) = self.words[place][side];
        if known == token.i + 1 {
            return words;
        }
        let words = self.sum(model, |features| reader.words(token, features));
        self.words[place][side] = (token.i + 1, words);
        words
    }

    fn sum(&mut self, model: &Model<LABELS>, write: impl FnOnce(&mut Vec<Feature>)) -> [i32; LABELS] {
        self.features.clear();
        write(&mut self.features);
        model.scores(&self.features)
    }
}
