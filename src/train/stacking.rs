//! Stacking: what learns from the chances of linear models, which come from models that had not seen the article.
//!
//! Wolpert, "Stacked Generalization", Neural Networks 5(2), 1992. Every item knows the part of the corpus it belongs to:
//! what is trained without a part is tried on it.

use std::collections::BTreeMap;

use pullquote::model::{self, Feature, Model};
use pullquote::trees::Trees;
use rayon::prelude::*;

use crate::trees::{self, Table};

/// A table with the part that each item belongs to.
#[derive(Default)]
pub struct Stage {
    table: Table,
    folds: Vec<usize>,
}

impl Stage {
    pub fn push(&mut self, measures: Vec<f32>, label: bool, fold: usize) {
        self.table.push(measures, label);
        self.folds.push(fold);
    }

    /// The file of trees trained on all parts but one, or on all.
    pub fn without(&self, held: Option<usize>, options: trees::Options) -> Vec<u8> {
        let items: Vec<usize> =
            (0..self.folds.len()).filter(|item| held != Some(self.folds[*item])).collect();
        trees::train(&self.table, &items, options)
    }

    /// For each part trees that have not seen it.
    pub fn each(&self, count: usize, options: trees::Options, measures: usize) -> Vec<Trees> {
        let trees = |fold| Trees::bundled(self.without(Some(fold), options).leak(), measures);
        (0..count).into_par_iter().map(trees).collect()
    }
}

/// How far off a linear model was, with the keys that items share.
#[derive(Default)]
pub struct Errors {
    /// The keys of each item, the error of its chance, its part.
    items: Vec<(Vec<Feature>, f32, usize)>,
}

impl Errors {
    /// A mean is drawn to 0 as if so many items without an error had been seen besides.
    const DRAWN: f32 = 5.0;

    /// Keys seen less often are left out.
    const LEAST: f32 = 3.0;

    pub fn push(&mut self, keys: &[Feature], chance: f32, right: bool, fold: usize) {
        self.items.push((keys.to_vec(), f32::from(u8::from(right)) - chance, fold));
    }

    /// For each part the mean errors in all others.
    pub fn each(&self, count: usize) -> Vec<Model<1>> {
        (0..count).map(|fold| Model::bundled(self.without(Some(fold)).leak())).collect()
    }

    /// The file of mean errors in all parts but one, or in all.
    pub fn without(&self, held: Option<usize>) -> Vec<u8> {
        let mut sums: BTreeMap<Feature, (f32, f32)> = BTreeMap::new();
        for (keys, error, _) in self.items.iter().filter(|(_, _, fold)| held != Some(*fold)) {
            for key in keys {
                let sum = sums.entry(*key).or_default();
                *sum = (sum.0 + error, sum.1 + 1.0);
            }
        }
        let known = sums.into_iter().filter(|(_, (_, count))| *count >= Errors::LEAST);
        let means: Vec<(Feature, [f32; 1])> =
            known.map(|(key, (sum, count))| (key, [sum / (count + Errors::DRAWN)])).collect();
        model::write(&means, &[[0.0]], &[0.0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pullquote::model::Template;

    #[test]
    fn errors_are_means_over_the_other_parts() {
        let mut errors = Errors::default();
        let (often, rare) = (Template(1).of(7), Template(1).of(8));
        for i in 0..20 {
            errors.push(&[often], 0.5, true, i % 2);
        }
        errors.push(&[rare], 0.5, true, 0);
        (0..10).for_each(|_| errors.push(&[Template(1).of(9)], 0.5, false, 1));
        let models = errors.each(2);
        let mean = |model: &Model<1>, key: Feature| model.scores(&[key])[0] as f32 * model.unit;
        assert!((mean(&models[0], often) - 5.0 / 15.0).abs() < 0.01, "{}", mean(&models[0], often));
        assert!((mean(&models[0], Template(1).of(9)) + 5.0 / 15.0).abs() < 0.01);
        assert_eq!(mean(&models[1], Template(1).of(9)), 0.0);
        assert_eq!(mean(&models[1], rare), 0.0);
    }

    #[test]
    fn trees_of_a_part_have_not_seen_it() {
        let mut stage = Stage::default();
        (0..200).for_each(|i| stage.push(vec![i as f32], i < 100, usize::from(i < 100)));
        let options = trees::Options { trees: 5, rate: 0.5, least: 5, l2: 1.0, seen: 100 };
        let trees = stage.each(2, options, 1);
        assert!(trees[0].chance(&[10.0]) > 0.9 && trees[1].chance(&[10.0]) < 0.1);
    }
}
