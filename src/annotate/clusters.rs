//! Clusters: words that stand in like surroundings, as Brown clustering found them (Brown, Della Pietra,
//! de Souza, Lai, Mercer, Computational Linguistics 18(4), 1992): what is told of one word holds for the others too
//! (Miller, Guinness, Zamanian, HLT-NAACL 2004).
//!
//! Read in place from `assets/models/clusters.bin`, which `train` makes.

use crate::model;
use crate::places::{Places, Seeds};

/// First bytes of the file.
const MAGIC: [u8; 4] = *b"pqb1";

/// Bits of a slot that name the cluster; those above them mark the word.
const NAME: u32 = 10;

/// A cluster as its path from the root of the tree, a bit each step, the first the lowest; 0 for none.
///
/// Clusters that share the first steps are alike: [`Cluster::near`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cluster(pub u32);

impl Cluster {
    /// The first `steps` of the path.
    pub fn near(self, steps: u32) -> u32 {
        self.0 & ((1 << steps) - 1)
    }
}

/// The clusters of frequent words.
///
/// The file: magic; paths, buckets, slots (u32); the paths (u32); the seeds ([`crate::places`]); for each slot (u16) one more
/// than the place of the word's path (10 bits, 0: free), and 6 bits that mark the word: of the words that have no
/// cluster one in 70 is given one all the same.
#[derive(Clone, Copy, Debug)]
pub struct Clusters {
    paths: &'static [u8],
    seeds: Seeds,
    slots: &'static [u8],
}

impl Clusters {
    /// Those in `assets/models/`.
    ///
    /// # Panics
    /// Where the bytes are no clusters: they are part of the program, and a test opens them.
    pub fn bundled() -> Clusters {
        Clusters::parse(model::bundled!("clusters.bin")).expect("bundled clusters")
    }

    fn parse(bytes: &'static [u8]) -> Option<Clusters> {
        let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
        let (paths, buckets, slots) = (word(4)?, word(8)?, word(12)?);
        let (paths, rest) = bytes.get(16..)?.split_at_checked(paths * 4)?;
        let (seeds, rest) = rest.split_at_checked(buckets)?;
        let whole = bytes.starts_with(&MAGIC) && rest.len() == slots * 2;
        Some(Clusters { paths, seeds: Seeds::new(seeds, slots as u32)?, slots: rest }).filter(|_| whole)
    }

    /// The cluster of the word with this hash ([`super::Lexicon::find`]); of a word with a capital that is only known
    /// without one, that of the other.
    pub fn of(&self, hash: u32, capital: bool) -> Cluster {
        let own = self.listed(key(hash, capital));
        own.or_else(|| self.listed(key(hash, false)).filter(|_| capital)).unwrap_or_default()
    }

    fn listed(&self, key: u32) -> Option<Cluster> {
        let at = 2 * self.seeds.find(key);
        let slot = u16::from_le_bytes([self.slots[at], self.slots[at + 1]]);
        let path = 4
            * (usize::from(slot) & ((1 << NAME) - 1)).checked_sub(1).filter(|_| slot >> NAME == mark(key))?;
        let path = self.paths.get(path..path + 4)?;
        Some(Cluster(u32::from_le_bytes(path.try_into().ok()?)))
    }
}

/// What a word is looked up by: multiply, rotate, multiply.
#[inline(always)]
fn key(hash: u32, capital: bool) -> u32 {
    let start = u32::from(capital).wrapping_mul(0x9E37_79B1) ^ 0x85EB_CA6B;
    let product =
        u64::from(start ^ hash.wrapping_mul(0xCC9E_2D51).rotate_left(15)).wrapping_mul(0x9FB2_1C65_1E98_DF25);
    ((product >> 32) ^ product) as u32
}

/// What a slot keeps of its word.
fn mark(key: u32) -> u16 {
    key as u16 >> NAME
}

/// The file of these words: hash, whether with a capital, and path; of words that are looked up by the same key the first
/// counts. `None` where there are more paths than a slot can name.
pub fn write(words: &[(u32, bool, u32)]) -> Option<Vec<u8>> {
    let mut keys = std::collections::HashSet::new();
    let words: Vec<(u32, u32)> =
        words.iter().map(|(hash, capital, path)| (key(*hash, *capital), *path)).collect();
    let words: Vec<(u32, u32)> = words.into_iter().filter(|(key, _)| keys.insert(*key)).collect();
    let mut paths: Vec<u32> = words.iter().map(|(_, path)| *path).collect();
    paths.sort_unstable();
    paths.dedup();
    let places = Places::new(words.iter().map(|(key, _)| *key));
    let mut slots = vec![0; places.slots as usize];
    for (key, path) in &words {
        let name = paths.binary_search(path).ok()? as u16 + 1;
        slots[places.of(*key)] = mark(*key) << NAME | name;
    }
    let counts = [paths.len(), places.seeds.len(), slots.len()];
    let mut bytes = MAGIC.to_vec();
    counts.iter().for_each(|count| bytes.extend((*count as u32).to_le_bytes()));
    paths.iter().for_each(|path| bytes.extend(path.to_le_bytes()));
    bytes.extend(&places.seeds);
    slots.iter().for_each(|slot| bytes.extend(slot.to_le_bytes()));
    (paths.len() < 1 << NAME).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Lexicon;

    #[test]
    fn what_is_written_is_read() {
        let words: Vec<(u32, bool, u32)> =
            (1..900).map(|i| (i * 77_773, i % 3 == 0, 1 << (i % 20))).collect();
        let clusters = Clusters::parse(write(&words).expect("a file").leak()).expect("clusters");
        for (hash, capital, path) in &words {
            assert_eq!(clusters.of(*hash, *capital), Cluster(*path));
        }
        let strangers = (1..900).filter(|i| clusters.of(i * 77_773 + 5, false) != Cluster(0)).count();
        assert!(strangers < 60, "{strangers}");
        assert!(Clusters::parse(b"pqb1").is_none());
        assert!(write(&(0..2000).map(|i| (i, false, i)).collect::<Vec<_>>()).is_none());
    }

    #[test]
    fn words_of_a_kind_are_together() {
        let (lexicon, clusters) = (Lexicon::bundled(), Clusters::bundled());
        let of = |word: &str| {
            clusters.of(lexicon.find(word).1, word.starts_with(|letter: char| letter.is_uppercase()))
        };
        assert_eq!(of("London").near(10), of("Paris").near(10));
        assert_eq!(of("argued"), of("insisted"));
        assert_ne!(of("London").near(6), of("argued").near(6));
        assert_ne!(of("bush"), of("Bush"));
        assert_eq!(of("Argued"), of("argued"));
    }
}
