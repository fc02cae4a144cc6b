//! Elsewhere: how likely the words of the same base form are in the rest of an article.

use crate::annotate::names::ByHash;

/// For each base form the sum of the chances of its words, and their number.
#[derive(Default)]
pub struct Elsewhere(ByHash<(f32, f32), u32>);

impl Elsewhere {
    pub fn add(&mut self, lemma: u32, chance: f32) {
        let all = self.0.entry(lemma).or_default();
        *all = (all.0 + chance, all.1 + 1.0);
    }

    /// The mean chance of a base form without the word at hand, which was added with the chance `own`; `doubt` counts as
    /// one more.
    pub fn mean(&self, lemma: u32, own: f32, doubt: f32) -> f32 {
        let (sum, count) = self.0[&lemma];
        (sum - own + doubt) / count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_at_hand_does_not_count() {
        let mut elsewhere = Elsewhere::default();
        [(7, 0.5), (7, 0.25), (8, 0.75)].into_iter().for_each(|(lemma, chance)| elsewhere.add(lemma, chance));
        assert_eq!(elsewhere.mean(7, 0.5, 0.25), 0.25);
        assert_eq!(elsewhere.mean(8, 0.75, 0.25), 0.25);
    }
}
