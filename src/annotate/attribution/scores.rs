//! Scores: what the role model makes of each token around a cue.
//!
//! Scores are sums, so what tokens next to each other have in common is looked up once.

use super::role::{LABELS, Reader};
use crate::model::{Model, Totals};

/// Writes the scores of each token of the window to `scores` (emptied first), in the model's units shifted by [`crate::lanes::SHIFT`].
pub fn read(model: &Model<LABELS>, reader: &Reader, scores: &mut Vec<[i16; LABELS]>) {
    scores.clear();
    let mut shared = None;
    reader.each(|token| {
        let mut totals = match shared {
            Some((key, common)) if key == token.shared => common,
            _ => {
                let mut common = Totals::default();
                model.sum(&reader.shared(&token.shared), &mut common);
                shared = Some((token.shared, common));
                common
            }
        };
        model.sum(&reader.own(token), &mut totals);
        scores.push(model.read(&totals));
    });
}
