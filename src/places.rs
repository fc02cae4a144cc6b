//! Places: tables of fixed keys in which each key has a slot of its own, found without a search.
//!
//! A key's bucket has the seed that tells its slot (hash, displace: Belazzougui, Botelho, Dietzfelbinger, ESA 2009).
//! Finding it is one probe, which processors can do for many keys at once.

/// The seeds of all buckets, and the number of slots.
#[derive(Clone, Copy, Debug)]
pub struct Seeds {
    /// At least one.
    seeds: &'static [u8],
    /// At least one.
    slots: u32,
}

impl Seeds {
    /// `None` where there are no buckets or no slots.
    pub fn new(seeds: &'static [u8], slots: u32) -> Option<Seeds> {
        let buckets = u32::try_from(seeds.len()).ok()?;
        (buckets > 0 && slots > 0).then_some(Seeds { seeds, slots })
    }

    /// The slot of a key; of a key that the table lacks, any slot.
    #[inline(always)]
    pub fn find(&self, key: u32) -> usize {
        let bucket = share(key, self.seeds.len() as u32);
        // SAFETY: a share of a number is less than it, and there are at least one and at most 2^32 - 1 seeds.
        slot(key, *unsafe { self.seeds.get_unchecked(bucket) }, self.slots)
    }

    /// How many slots there are: all that are found are less.
    pub fn slots(&self) -> u32 {
        self.slots
    }
}

/// One of `count` equal shares of all hashes: the one that the hash is in.
#[inline]
fn share(hash: u32, count: u32) -> usize {
    ((u64::from(hash) * u64::from(count)) >> 32) as usize
}

/// Where a key would be, given the seed of its bucket: keys are well mixed, so one multiplication tells the
/// seeds apart.
#[inline]
fn slot(key: u32, seed: u8, slots: u32) -> usize {
    share(key.wrapping_mul(2 * u32::from(seed) + 0x9E37_79B1), slots)
}

/// Share of the slots that are taken, and keys a bucket on average: more of either, and seeds get scarce.
const FULL: f32 = 0.9;
const CROWD: f32 = 3.0;

/// The seed of each bucket under which no two keys want the same slot.
pub struct Places {
    pub seeds: Vec<u8>,
    pub slots: u32,
}

impl Places {
    /// For keys of which no two are the same.
    pub fn new(keys: impl Iterator<Item = u32> + Clone) -> Places {
        let count = keys.clone().count() as f32;
        let mut buckets = vec![Vec::new(); (count / CROWD) as usize + 1];
        for key in keys {
            let bucket = share(key, buckets.len() as u32);
            buckets[bucket].push(key);
        }
        let roomier = |more: usize| (count / FULL * (1.0 + more as f32 / 50.0)) as u32 + 4;
        (0..).map(roomier).find_map(|slots| Places::seeded(&buckets, slots)).expect("room enough in the end")
    }

    /// The fullest buckets choose first.
    fn seeded(buckets: &[Vec<u32>], slots: u32) -> Option<Places> {
        let mut order: Vec<usize> = (0..buckets.len()).collect();
        order.sort_by_key(|bucket| std::cmp::Reverse(buckets[*bucket].len()));
        let mut taken = vec![false; slots as usize];
        let mut seeds = vec![0; buckets.len()];
        for bucket in order {
            seeds[bucket] = (0..=u8::MAX).find(|seed| take(&buckets[bucket], *seed, &mut taken))?;
        }
        Some(Places { seeds, slots })
    }

    /// The slot of a key.
    pub fn of(&self, key: u32) -> usize {
        slot(key, self.seeds[share(key, self.seeds.len() as u32)], self.slots)
    }
}

/// Takes the slots of all keys under this seed, or none.
fn take(keys: &[u32], seed: u8, taken: &mut [bool]) -> bool {
    for (i, key) in keys.iter().enumerate() {
        let slot = slot(*key, seed, taken.len() as u32);
        if std::mem::replace(&mut taken[slot], true) {
            for earlier in &keys[..i] {
                taken[self::slot(*earlier, seed, taken.len() as u32)] = false;
            }
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_a_slot_of_its_own() {
        let keys: Vec<u32> = (0..5000u32).map(|i| i.wrapping_mul(0x9E37_79B9) ^ i << 7).collect();
        let places = Places::new(keys.iter().copied());
        let slots: std::collections::HashSet<usize> = keys.iter().map(|key| places.of(*key)).collect();
        let seeds = Seeds::new(places.seeds.clone().leak(), places.slots).expect("seeds");
        assert!(keys.iter().all(|key| seeds.find(*key) == places.of(*key)));
        assert_eq!(slots.len(), keys.len());
        assert!(slots.iter().all(|slot| *slot < places.slots as usize) && places.slots < 6000);
        assert!([0, 1, u32::MAX].iter().all(|key| seeds.find(*key) < places.slots as usize));
        assert!(Seeds::new(&[], 1).is_none() && Seeds::new(&[0], 0).is_none());
    }
}
