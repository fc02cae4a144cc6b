//! Linear models over hashed features, read in place from `assets/models/`: what the taggers of `annotate` and the
//! line model of `clean` share.
//!
//! A feature is a 32-bit hash of what was seen ("the word before is 'said'"); the model holds one weight for each of
//! its labels. Feature hashing: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009.

mod table;

use crate::lanes::{self, LANES, Sums};
use crate::places::Places;
use table::Table;

/// A feature: which template saw it, and what it saw.
pub type Feature = u32;

/// A template of features; every template of a model has a number of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template(pub u32);

impl Template {
    /// The feature that this template makes of one value.
    #[inline(always)]
    pub fn of(self, value: u32) -> Feature {
        self.mix(part(value, FACTORS[0]))
    }

    /// ... of two values together.
    #[inline(always)]
    pub fn of2(self, a: u32, b: u32) -> Feature {
        self.mix(part(a, FACTORS[0]).wrapping_add(part(b, FACTORS[1])))
    }

    /// ... of three values together.
    #[inline(always)]
    pub fn of3(self, a: u32, b: u32, c: u32) -> Feature {
        let sum = part(a, FACTORS[0]).wrapping_add(part(b, FACTORS[1]));
        self.mix(sum.wrapping_add(part(c, FACTORS[2])))
    }

    #[inline(always)]
    fn mix(self, sum: u64) -> Feature {
        (sum >> 32) as u32 ^ self.0.wrapping_mul(0x9E37_79B1)
    }
}

/// Each value times an odd number of its own: the upper half of the sum is as good a hash as any (Dietzfelbinger, "Universal
/// hashing and k-wise independent random variables via integer arithmetic without primes", STACS 1996).
const FACTORS: [u64; 3] = [0xC2B2_AE3D_27D4_EB4F, 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93];

#[inline(always)]
fn part(value: u32, factor: u64) -> u64 {
    u64::from(value).wrapping_mul(factor)
}

/// Writes features, one for each call: calls in the same order get the same templates.
pub struct Writer<'a> {
    template: u32,
    out: &'a mut Vec<Feature>,
}

impl<'a> Writer<'a> {
    /// What was written to, for another writer.
    pub fn into_inner(self) -> &'a mut Vec<Feature> {
        self.out
    }
}

impl Writer<'_> {
    /// Templates are counted from the one after `base`.
    pub fn new(base: u32, out: &mut Vec<Feature>) -> Writer<'_> {
        Writer { template: base, out }
    }

    fn template(&mut self) -> Template {
        self.template += 1;
        Template(self.template)
    }

    pub fn one(&mut self, a: u32) {
        let feature = self.template().of(a);
        self.out.push(feature);
    }

    pub fn two(&mut self, a: u32, b: u32) {
        let feature = self.template().of2(a, b);
        self.out.push(feature);
    }

    pub fn three(&mut self, a: u32, b: u32, c: u32) {
        let feature = self.template().of3(a, b, c);
        self.out.push(feature);
    }
}

/// `N` features in the making, as with [`Writer`], but in a place of their own: no room is looked for at each.
pub struct Row<const N: usize> {
    template: u32,
    all: [Feature; N],
    count: usize,
}

impl<const N: usize> Row<N> {
    /// Templates are counted from the one after `base`.
    #[inline(always)]
    pub fn new(base: u32) -> Row<N> {
        Row { template: base, all: [0; N], count: 0 }
    }

    /// The features.
    ///
    /// # Panics
    /// In tests, where there are not as many as there should be.
    #[inline(always)]
    pub fn done(self) -> [Feature; N] {
        debug_assert_eq!(self.count, N);
        self.all
    }

    #[inline(always)]
    fn put(&mut self, feature: impl FnOnce(Template) -> Feature) {
        self.template += 1;
        self.all[self.count] = feature(Template(self.template));
        self.count += 1;
    }

    #[inline(always)]
    pub fn one(&mut self, a: u32) {
        self.put(|template| template.of(a));
    }

    #[inline(always)]
    pub fn two(&mut self, a: u32, b: u32) {
        self.put(|template| template.of2(a, b));
    }

    #[inline(always)]
    pub fn three(&mut self, a: u32, b: u32, c: u32) {
        self.put(|template| template.of3(a, b, c));
    }
}

/// The file of that name in `assets/models/`, as it was when the program was built.
macro_rules! bundled {
    ($name:literal) => {
        $crate::model::file(
            $name,
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/models/", $name)),
        )
    };
}
pub(crate) use bundled;

/// The trainer makes one model after the other, and each must read those before it: that folder's files stand for
/// those in the program.
#[cfg(feature = "train")]
pub static FOLDER: std::sync::OnceLock<std::path::PathBuf> = std::sync::OnceLock::new();

/// The bytes of a model: those in the program, or in training those in [`FOLDER`].
pub(crate) fn file(name: &str, bytes: &'static [u8]) -> &'static [u8] {
    #[cfg(feature = "train")]
    if let Some(bytes) = FOLDER.get().and_then(|folder| std::fs::read(folder.join(name)).ok()) {
        return bytes.leak();
    }
    let _ = name;
    bytes
}

/// First bytes of a model file.
pub const MAGIC: [u8; 4] = *b"pqm6";

/// Bytes before the transitions: magic, number of labels, slots and buckets, value of one unit.
const HEAD: usize = 20;

/// A linear model with `L` labels: weights of features, and of each label after each other one.
///
/// The file: magic; labels, slots, buckets (u32); unit (f32): all little endian. Then `L * L` transitions and `L` starts
/// (i16); the table (`model/table.rs`) of steps, each of which is a weight: its square with its sign, in units, see [`write()`].
#[derive(Clone, Debug)]
pub struct Model<const L: usize> {
    table: Table<L>,
    /// What one unit of a score is worth, in natural logarithms of odds.
    pub unit: f32,
    /// `transitions[from][to]`, in units.
    pub transitions: [[i32; L]; L],
    /// For the first label of a sequence, in units.
    pub start: [i32; L],
}

/// Features that are looked up together.
const BATCH: usize = 32;

/// Groups of lanes that the longest row takes.
const GROUPS: usize = 5;

/// Sums of weights that more can be added to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals([Sums; GROUPS]);

impl<const L: usize> Model<L> {
    /// Reads a model in place.
    ///
    /// # Panics
    /// Where the bytes are no model with `L` labels: bundled models are part of the program, and a test opens each.
    pub fn bundled(bytes: &'static [u8]) -> Model<L> {
        Model::parse(bytes).expect("a bundled model has the labels its reader expects")
    }

    /// Reads a model in place; `None` where the bytes are no model with `L` labels.
    pub fn parse(bytes: &'static [u8]) -> Option<Model<L>> {
        let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        if bytes.get(..4)? != MAGIC || word(4)? as usize != L {
            return None;
        }
        let (slots, buckets, unit) = (word(8)?, word(12)? as usize, f32::from_bits(word(16)?));
        let table = Table::parse(bytes, HEAD + 2 * L * (L + 1), buckets, slots)?;
        let row = |i: usize| std::array::from_fn(|j| i32::from(short(bytes, HEAD + 2 * (i * L + j))));
        Some(Model { table, unit, transitions: std::array::from_fn(row), start: row(L) })
    }

    /// Tells it from all other models in use: where its weights are.
    pub fn id(&self) -> usize {
        self.table.id()
    }

    /// The scores of all labels for the features of one item, in units.
    #[inline]
    pub fn scores(&self, features: &[Feature]) -> [i32; L] {
        if L == 1 {
            return [self.sum_one(features); L];
        }
        let mut totals = Totals::default();
        self.sum(features, &mut totals);
        self.read(&totals).map(|score| i32::from(score) << lanes::SHIFT)
    }

    /// Adds the weights of features to the totals of all labels, where there are several.
    #[inline(always)]
    pub fn sum(&self, features: &[Feature], totals: &mut Totals) {
        if L <= LANES {
            self.sum_all(features, &mut totals.0[0]);
        } else {
            features.chunks(BATCH).for_each(|features| self.sum_found(features, totals));
        }
    }

    /// The score of each label, in units shifted by [`lanes::SHIFT`].
    #[inline(always)]
    pub fn read(&self, totals: &Totals) -> [i16; L] {
        let mut all = [[0; LANES]; GROUPS];
        for (all, sums) in all.iter_mut().zip(&totals.0[..Table::<L>::GROUPS]) {
            *all = sums.read();
        }
        let all = &all.as_flattened()[Table::<L>::GROUPS * LANES - L..];
        all[..L].try_into().expect("as many lanes as labels")
    }

    /// Sums the weights of few labels: without a branch, as whether a feature is there cannot be foreseen, and a wrong guess
    /// costs more than the sum.
    #[inline(always)]
    fn sum_all(&self, features: &[Feature], sums: &mut Sums) {
        let (fours, rest) = features.as_chunks::<4>();
        for four in fours {
            four.map(|feature| self.table.steps(feature)).into_iter().for_each(|steps| sums.add(steps));
        }
        rest.iter().for_each(|feature| sums.add(self.table.steps(*feature)));
    }

    /// The sum of the weights of the only label, in units.
    #[inline(always)]
    fn sum_one(&self, features: &[Feature]) -> i32 {
        let step = |feature: &Feature| (self.table.steps(*feature).cast_signed() >> (8 * (LANES - 1))) as i32;
        features.iter().map(step).map(|step| step * step.abs()).sum()
    }

    /// Sums the weights of many labels, for up to [`BATCH`] features: first all places are looked at, without a branch,
    /// then those rows added that are there.
    #[inline(always)]
    fn sum_found(&self, features: &[Feature], totals: &mut Totals) {
        let (mut there, mut count) = ([0; BATCH], 0);
        for feature in features {
            let (slot, found) = self.table.find(*feature);
            there[count % BATCH] = slot;
            count += usize::from(found);
        }
        for slot in &there[..count] {
            totals.0.iter_mut().zip(self.table.groups(*slot)).for_each(|(sums, steps)| sums.add(steps));
        }
    }
}

impl Model<1> {
    /// The chance of "yes" for an item with these features: logistic regression.
    pub fn chance(&self, features: &[Feature]) -> f32 {
        self.chance_of(self.score(features))
    }

    /// The score of "yes" for an item with these features, in units.
    pub fn score(&self, features: &[Feature]) -> i32 {
        self.start[0] + self.sum_one(features)
    }

    /// The chance that goes with a score.
    pub fn chance_of(&self, score: i32) -> f32 {
        1.0 / (1.0 + (-(score as f32) * self.unit).exp())
    }
}

/// The natural logarithm of the odds; chances nearer to 0 or 1 than a thousandth count as that.
pub fn log_odds(chance: f32) -> f32 {
    let chance = chance.clamp(0.001, 0.999);
    (chance / (1.0 - chance)).ln()
}

#[inline]
fn short(bytes: &[u8], at: usize) -> i16 {
    i16::from_le_bytes([bytes[at], bytes[at + 1]])
}

/// The file of a model: `weights` as real numbers (natural logarithms of odds), features in rising order.
///
/// Square-root companding to 255 steps: the small weights, which are many, keep their differences.
pub fn write<const L: usize>(
    weights: &[(Feature, [f32; L])],
    transitions: &[[f32; L]; L],
    start: &[f32; L],
) -> Vec<u8> {
    let all = weights.iter().flat_map(|(_, row)| row).chain(transitions.iter().flatten()).chain(start);
    let largest = all.map(|weight| weight.abs()).fold(0.1, f32::max);
    let unit = largest / 16_129.0;
    let packed = |weight: f32| compand(weight / largest);
    let mut bytes = MAGIC.to_vec();
    let rows: Vec<(Feature, [i8; L])> = weights
        .iter()
        .map(|(feature, row)| (*feature, row.map(packed)))
        .filter(|(_, row)| *row != [0; L])
        .collect();
    let places = Places::new(rows.iter().map(|(feature, _)| *feature));
    for number in [L as u32, places.slots, places.seeds.len() as u32] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(unit.to_le_bytes());
    for weight in transitions.iter().flatten().chain(start) {
        bytes.extend(((weight / unit) as i16).to_le_bytes());
    }
    bytes.extend(Table::write(&rows, &places));
    bytes
}

/// From -1 to 1, in 255 steps that are finer near 0: their squares, with their signs, spread over -16,129 to 16,129.
fn compand(weight: f32) -> i8 {
    let step = (weight.abs().sqrt() * 127.0).round();
    step.copysign(weight) as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let weights: Vec<(Feature, [f32; 2])> = (0..5000u32)
            .map(|i| (Template(i % 7).of(i), [(i % 90) as f32 / 10.0, -1.0 - (i % 3) as f32]))
            .collect();
        let bytes = write(&weights, &[[0.0, -2.0], [1.0, 0.5]], &[0.25, 0.0]).leak();
        let model: Model<2> = Model::parse(bytes).expect("a model");
        for (feature, row) in &weights {
            let scores = model.scores(&[*feature]);
            for (score, weight) in scores.into_iter().zip(row) {
                let read = score as f32 * model.unit;
                assert!((read - weight).abs() < 0.08 + weight.abs() * 0.02, "{read} for {weight}");
            }
        }
        assert!((model.transitions[0][1] as f32 * model.unit + 2.0).abs() < 0.01);
        assert_eq!(model.scores(&[Template(99).of(3)]), [0, 0]);
        assert!(Model::<3>::parse(bytes).is_none() && Model::<2>::parse(&bytes[..40]).is_none());
    }

    #[test]
    fn templates_and_values_are_told_apart() {
        let mut seen = std::collections::HashSet::new();
        for template in 0..40 {
            for value in 0..500 {
                assert!(seen.insert(Template(template).of(value)));
                assert!(seen.insert(Template(template).of2(value, 7)));
            }
        }
    }
}
