//! Chains: for each hash a short list of numbers. A long article has tens of thousands of them, nearly all of one
//! number, so they share one piece of memory: 9 bytes for a hash and its room in the table, 8 for a number.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::annotate::names::Plain;

/// Lists of numbers by hash. Of 64 bits of a hash 32 are kept: among 50,000 different hashes, two are alike in one text of
/// four.
#[derive(Debug, Default)]
pub struct Chains {
    /// The link of the latest number.
    latest: HashMap<u32, u32, BuildHasherDefault<Plain>>,
    links: Vec<Link>,
}

#[derive(Debug)]
struct Link {
    number: u32,
    /// The link of the number before, [`NONE`] for the first.
    before: u32,
}

const NONE: u32 = u32::MAX;

fn short(hash: u64) -> u32 {
    (hash ^ hash >> 32) as u32
}

impl Chains {
    /// The numbers of a hash, the latest first.
    pub fn of(&self, hash: u64) -> impl Iterator<Item = usize> + '_ {
        let mut next = self.latest.get(&short(hash)).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let link = self.links.get(next as usize)?;
            next = link.before;
            Some(link.number as usize)
        })
    }

    /// Adds a number as the latest.
    pub fn push(&mut self, hash: u64, number: usize) {
        let latest = self.latest.entry(short(hash)).or_insert(NONE);
        self.links.push(Link { number: number as u32, before: *latest });
        *latest = self.links.len() as u32 - 1;
    }

    /// Makes a number the latest, of which the list has `most`; it is there once.
    pub fn renew(&mut self, hash: u64, number: usize, most: usize) {
        if self.of(hash).next() == Some(number) {
            return;
        }
        self.leave_out(hash, number);
        self.push(hash, number);
        let mut at = self.latest[&short(hash)] as usize;
        for _ in 1..most {
            match self.links[at].before {
                NONE => return,
                before => at = before as usize,
            }
        }
        self.links[at].before = NONE;
    }

    /// Takes a number out that is not the latest.
    fn leave_out(&mut self, hash: u64, number: usize) {
        let Some(latest) = self.latest.get(&short(hash)) else { return };
        let mut at = *latest as usize;
        while let Some(before) = self.links.get(self.links[at].before as usize) {
            if before.number as usize == number {
                self.links[at].before = before.before;
                return;
            }
            at = self.links[at].before as usize;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(chains: &Chains, hash: u64) -> Vec<usize> {
        chains.of(hash).collect()
    }

    #[test]
    fn each_hash_has_a_list_of_its_own() {
        let mut chains = Chains::default();
        assert!(of(&chains, 1).is_empty());
        for (hash, number) in [(1, 7), (2, 8), (1, 9)] {
            chains.push(hash, number);
        }
        assert_eq!((of(&chains, 1), of(&chains, 2)), (vec![9, 7], vec![8]));
    }

    #[test]
    fn a_number_that_comes_again_is_the_latest_and_the_oldest_go() {
        let mut chains = Chains::default();
        for number in [1, 2, 3, 2, 2, 1] {
            chains.renew(5, number, 4);
        }
        assert_eq!(of(&chains, 5), [1, 2, 3]);
        for number in 10..14 {
            chains.renew(5, number, 4);
        }
        assert_eq!(of(&chains, 5), [13, 12, 11, 10]);
    }
}
