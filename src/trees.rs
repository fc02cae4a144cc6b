//! Boosted trees over measures, read in place from `assets/models/`: for what no sum of weights can tell, as where a
//! chance counts only beside another one.
//!
//! Each tree adds its leaf to the logarithm of the odds (Friedman, "Greedy Function Approximation: A Gradient Boosting
//! Machine", Annals of Statistics 29(5), 2001). All trees are full and of one depth: finding a leaf takes the same few
//! steps for every item, without a branch that the processor would have to guess.

/// First bytes of a file of trees.
pub const MAGIC: [u8; 4] = *b"pqt1";

/// Forks between the root of a tree and each of its leaves.
pub const DEPTH: usize = 4;

/// Forks and leaves of a tree.
pub const FORKS: usize = (1 << DEPTH) - 1;
pub const LEAVES: usize = 1 << DEPTH;

/// Bytes before the trees: magic, number of measures and of trees, base and unit.
const HEAD: usize = 20;

/// Bytes of a tree: the measure and the cut of each fork, the leaves.
const SIZE: usize = FORKS * (1 + 4) + LEAVES * 2;

/// The measure of an item that decides at a fork, and the cut above which the item goes right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fork {
    pub measure: u8,
    pub cut: f32,
}

impl Fork {
    /// Sends all items left.
    pub const IDLE: Fork = Fork { measure: 0, cut: f32::INFINITY };
}

/// A tree: under fork `i` stand `2 * i + 1` (left) and `2 * i + 2` (right), forks first, then the leaves in order; these
/// in natural logarithms of odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    pub forks: [Fork; FORKS],
    pub leaves: [f32; LEAVES],
}

/// Boosted trees.
///
/// The file: magic; measures, trees (u32); base, unit (f32): all little endian. Then each tree: the measures of its forks
/// (u8), their cuts (f32), its leaves (i16, in units).
#[derive(Clone, Debug)]
pub struct Trees {
    trees: &'static [u8],
    /// How many measures an item has.
    measures: usize,
    /// Natural logarithm of the odds that the trees add to.
    base: f32,
    /// What one unit of a leaf is worth, likewise.
    unit: f32,
}

impl Trees {
    /// Reads trees in place.
    ///
    /// # Panics
    /// Where the bytes are no trees over so many measures: bundled models are part of the program, and a test opens each.
    pub fn bundled(bytes: &'static [u8], measures: usize) -> Trees {
        Trees::parse(bytes, measures).expect("bundled trees have the measures their reader expects")
    }

    /// Reads trees in place; `None` where the bytes are no trees over so many measures.
    pub fn parse(bytes: &'static [u8], measures: usize) -> Option<Trees> {
        let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let trees = bytes.get(HEAD..)?;
        let known = bytes[..4] == MAGIC && word(4)? as usize == measures;
        let inside = |tree: &[u8]| tree[..FORKS].iter().all(|measure| usize::from(*measure) < measures);
        let fits = trees.len() == word(8)? as usize * SIZE && trees.chunks_exact(SIZE).all(inside);
        let (base, unit) = (f32::from_bits(word(12)?), f32::from_bits(word(16)?));
        (known && fits).then_some(Trees { trees, measures, base, unit })
    }

    /// The chance of "yes" for an item with these measures.
    ///
    /// # Panics
    /// Where the item has not as many measures as the trees expect.
    pub fn chance(&self, measures: &[f32]) -> f32 {
        // Room for any number of a measure, so that none needs to be checked.
        let mut all = [0.0; 1 << u8::BITS];
        all[..self.measures].copy_from_slice(&measures[..self.measures]);
        let sum: i32 = self.trees.as_chunks().0.iter().map(|tree| i32::from(leaf(tree, &all))).sum();
        1.0 / (1.0 + (-(self.base + sum as f32 * self.unit)).exp())
    }
}

/// The leaf of an item, in units.
#[inline]
fn leaf(tree: &[u8; SIZE], measures: &[f32; 1 << u8::BITS]) -> i16 {
    let mut at = 0;
    for _ in 0..DEPTH {
        let cut = FORKS + 4 * at;
        let cut = f32::from_le_bytes([tree[cut], tree[cut + 1], tree[cut + 2], tree[cut + 3]]);
        at = 2 * at + 1 + usize::from(measures[usize::from(tree[at])] > cut);
    }
    let at = FORKS * (1 + 4) + 2 * (at - FORKS);
    i16::from_le_bytes([tree[at], tree[at + 1]])
}

/// The file of trees over so many measures that add to `base`.
pub fn write(measures: usize, base: f32, trees: &[Tree]) -> Vec<u8> {
    let largest = trees.iter().flat_map(|tree| tree.leaves).map(f32::abs).fold(0.001, f32::max);
    let unit = largest / f32::from(i16::MAX);
    let mut bytes = MAGIC.to_vec();
    bytes.extend((measures as u32).to_le_bytes());
    bytes.extend((trees.len() as u32).to_le_bytes());
    bytes.extend(base.to_le_bytes());
    bytes.extend(unit.to_le_bytes());
    for tree in trees {
        bytes.extend(tree.forks.map(|fork| fork.measure));
        bytes.extend(tree.forks.iter().flat_map(|fork| fork.cut.to_le_bytes()));
        bytes.extend(tree.leaves.iter().flat_map(|leaf| ((leaf / unit).round() as i16).to_le_bytes()));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree whose leaves tell which way an item went: the two measures against 0.5 in turn.
    fn tree() -> Tree {
        let measure = |fork: usize| (usize::BITS - (fork + 1).leading_zeros() - 1) as u8 % 2;
        Tree {
            forks: std::array::from_fn(|fork| Fork { measure: measure(fork), cut: 0.5 }),
            leaves: std::array::from_fn(|leaf| leaf as f32 / 10.0),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let trees = Trees::bundled(write(2, -0.5, &[tree(), tree()]).leak(), 2);
        for (measures, leaf) in [([0.0, 0.0], 0b0000), ([0.0, 1.0], 0b0101), ([1.0, 0.5], 0b1010)] {
            let odds: f32 = -0.5 + 2.0 * leaf as f32 / 10.0;
            let chance = 1.0 / (1.0 + (-odds).exp());
            assert!((trees.chance(&measures) - chance).abs() < 1e-4, "{measures:?}");
        }
    }

    #[test]
    fn an_idle_fork_sends_all_items_left() {
        let mut tree = tree();
        tree.forks[0] = Fork::IDLE;
        let trees = Trees::bundled(write(2, 0.0, &[tree]).leak(), 2);
        assert!(trees.chance(&[f32::MAX, 0.0]) < trees.chance(&[f32::MAX, 1.0]));
        assert!(trees.chance(&[f32::MAX, 1.0]) < 0.68, "no more than leaf 7");
    }

    #[test]
    fn other_bytes_are_no_trees() {
        let bytes = write(2, 0.0, &[tree()]).leak();
        assert!(Trees::parse(bytes, 3).is_none(), "other measures");
        assert!(Trees::parse(&bytes[..bytes.len() - 1], 2).is_none(), "cut off");
        assert!(Trees::parse(&bytes[..10], 2).is_none() && Trees::parse(&[], 2).is_none());
        let stray = Tree { forks: [Fork { measure: 2, cut: 0.0 }; FORKS], ..tree() };
        assert!(Trees::parse(write(2, 0.0, &[stray]).leak(), 2).is_none(), "a measure that items lack");
    }
}
