//! Linear models over hashed features, read in place from `assets/models/`: what the taggers of `annotate` and the
//! line model of `clean` share.
//!
//! A feature is a 32-bit hash of what was seen ("the word before is 'said'"); the model holds one weight for each of
//! its labels. Feature hashing: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009.

use crate::places::{self, Places};

/// A feature: which template saw it, and what it saw.
pub type Feature = u32;

/// A template of features; every template of a model has a number of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template(pub u32);

impl Template {
    /// The feature that this template makes of one value.
    pub fn of(self, value: u32) -> Feature {
        mix(self.0.wrapping_mul(0x9E37_79B1) ^ 0x85EB_CA6B, value)
    }

    /// ... of two values together.
    pub fn of2(self, a: u32, b: u32) -> Feature {
        self.of3(a, b, 0)
    }

    /// ... of three values together: each times a number of its own, at once, and the sum mixed.
    pub fn of3(self, a: u32, b: u32, c: u32) -> Feature {
        let part = |value: u32, factor: u64| u64::from(value).wrapping_mul(factor);
        let sum = part(self.0 + 1, 0x9E37_79B9_7F4A_7C15)
            .wrapping_add(part(a, 0xC2B2_AE3D_27D4_EB4F))
            .wrapping_add(part(b, 0x1656_67B1_9E37_79F9))
            .wrapping_add(part(c, 0x85EB_CA77_C2B2_AE63));
        ((sum ^ sum >> 32).wrapping_mul(0x9FB2_1C65_1E98_DF25) >> 32) as u32
    }
}

/// Joins a value to a hash: multiply, rotate, multiply.
fn mix(hash: u32, value: u32) -> u32 {
    let product =
        u64::from(hash ^ value.wrapping_mul(0xCC9E_2D51).rotate_left(15)).wrapping_mul(0x9FB2_1C65_1E98_DF25);
    ((product >> 32) ^ product) as u32
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
pub const MAGIC: [u8; 4] = *b"pqm4";

/// Bytes before the transitions: magic, number of labels, slots and buckets, value of one unit.
const HEAD: usize = 20;

/// A linear model with `L` labels: weights of features, and of each label after each other one.
///
/// The file: magic; labels, slots, buckets (u32); unit (f32): all little endian. Then `L * L` transitions and `L` starts
/// (i16); the seeds ([`places`]); for each slot a 16-bit mark of its feature (0: free); for each slot `L` weights (i8: a
/// step, whose square with its sign is the weight in units, see [`write()`]). Most of the time of a lookup is waiting for
/// memory: the marks, which all lookups need, stand together, so that they stay near the processor.
#[derive(Clone, Debug)]
pub struct Model<const L: usize> {
    seeds: &'static [u8],
    marks: &'static [[u8; 2]],
    rows: &'static [[u8; L]],
    /// What one unit of a score is worth, in natural logarithms of odds.
    pub unit: f32,
    /// `transitions[from][to]`, in units.
    pub transitions: [[i32; L]; L],
    /// For the first label of a sequence, in units.
    pub start: [i32; L],
}

/// Features that are looked up together.
const BATCH: usize = 32;

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
        let (seeds, table) = bytes.get(HEAD + 2 * L * (L + 1)..)?.split_at_checked(buckets)?;
        let (marks, rows) = table.split_at_checked(slots as usize * 2)?;
        if slots == 0 || buckets == 0 || rows.len() != slots as usize * L {
            return None;
        }
        let row = |i: usize| std::array::from_fn(|j| i32::from(short(bytes, HEAD + 2 * (i * L + j))));
        let (marks, rows) = (marks.as_chunks().0, rows.as_chunks().0);
        Some(Model { seeds, marks, rows, unit, transitions: std::array::from_fn(row), start: row(L) })
    }

    /// Tells it from all other models in use: where its weights are.
    pub fn id(&self) -> usize {
        self.rows.as_ptr().addr()
    }

    /// The scores of all labels for the features of one item, in units.
    #[inline]
    pub fn scores(&self, features: &[Feature]) -> [i32; L] {
        let mut scores = [0; L];
        self.add(features, &mut scores);
        scores
    }

    /// Adds the weights of features to the score of each label.
    #[inline]
    pub fn add(&self, features: &[Feature], scores: &mut [i32; L]) {
        features.chunks(BATCH).for_each(|features| self.add_batch(features, scores));
    }

    /// ... of up to [`BATCH`] features: first all places are looked at, without a branch, then those rows added that are
    /// there. Whether a feature is there cannot be foreseen, and a wrong guess costs more than the sum; and the processor
    /// waits for all places at once.
    #[inline]
    fn add_batch(&self, features: &[Feature], scores: &mut [i32; L]) {
        let (mut there, mut count, mut touched) = ([0; BATCH], 0, 0);
        for feature in features {
            let slot = places::find(self.seeds, self.marks.len() as u32, *feature);
            there[count % BATCH] = slot as u32;
            count += usize::from(u16::from_le_bytes(self.marks[slot]) == mark(*feature));
            // The row is on its way while other places are looked at.
            touched ^= self.rows[slot][0];
        }
        std::hint::black_box(touched);
        for slot in &there[..count] {
            for (score, step) in scores.iter_mut().zip(&self.rows[*slot as usize]) {
                *score += weight(*step);
            }
        }
    }
}

impl Model<1> {
    /// The chance of "yes" for an item with these features: logistic regression.
    pub fn chance(&self, features: &[Feature]) -> f32 {
        let score = self.start[0] + self.scores(features)[0];
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

/// The weight of a step, in units.
#[inline]
fn weight(step: u8) -> i32 {
    let step = i32::from(step as i8);
    step * step.abs()
}

/// What a slot keeps of its feature; never 0.
#[inline]
fn mark(feature: Feature) -> u16 {
    (feature as u16).max(1)
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
    bytes.extend(&places.seeds);
    bytes.extend(table(&rows, &places));
    bytes
}

/// From -1 to 1, in 255 steps that are finer near 0: their squares, with their signs, spread over -16,129 to 16,129.
fn compand(weight: f32) -> i8 {
    let step = (weight.abs().sqrt() * 127.0).round();
    step.copysign(weight) as i8
}

fn table<const L: usize>(rows: &[(Feature, [i8; L])], places: &Places) -> Vec<u8> {
    let (mut marks, mut table) = (vec![[0; 2]; places.slots as usize], vec![[0; L]; places.slots as usize]);
    for (feature, row) in rows {
        let slot = places.of(*feature);
        marks[slot] = mark(*feature).to_le_bytes();
        table[slot] = row.map(|step| step as u8);
    }
    [marks.as_flattened(), table.as_flattened()].concat()
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
