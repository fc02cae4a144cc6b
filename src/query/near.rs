//! Near: articles that are one text, more or less (a wire story on several sites, a page read again after an edit).
//!
//! MinHash over runs of three words (Broder, "On the resemblance and containment of documents", 1997), found by bands of
//! equal values (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3) and compared by one byte of each
//! value (Li and König, "b-Bit Minwise Hashing", 2010). Of two texts that share seven tenths of their runs 99 in 100
//! are found, of two that share a third one in 5, and these then fail the comparison.

use std::collections::{HashMap, HashSet};

use super::alike;

/// Least values of a text's runs of words, one for each way of ordering them.
const VALUES: usize = 64;

/// Values in a band: two texts are compared when they have all values of one band in common.
const ROWS: usize = 4;

const BANDS: usize = VALUES / ROWS;

/// Texts are one when this many values agree, about the share of runs that both have among all that either has.
const AGREE: usize = VALUES * 6 / 10;

/// Fewest runs that can be told to be the same text.
const LEAST: usize = 12;

/// What is kept of a text to compare it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    low: [u8; VALUES],
    bands: [u32; BANDS],
}

impl Sketch {
    /// `None` for texts of fewer than fourteen words.
    pub fn of(text: &str) -> Option<Sketch> {
        Sketch::of_lines(std::iter::once(text))
    }

    /// ... of a text that is not in one piece.
    pub fn of_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Sketch> {
        let mut least = [u32::MAX; VALUES];
        let mut first = HashSet::new();
        for run in alike::runs(lines) {
            if first.len() < LEAST {
                first.insert(run);
            }
            let (mut value, step) = (run, (run >> 32) | 1);
            for least in &mut least {
                // Double hashing: one order after the other by adding the second half (Kirsch and Mitzenmacher, 2006).
                value = value.wrapping_add(step.wrapping_mul(0x9e37_79b9_7f4a_7c15));
                *least = (*least).min((mixed(value) >> 32) as u32);
            }
        }
        if first.len() < LEAST {
            return None;
        }
        let mut bands = [0; BANDS];
        for (band, values) in bands.iter_mut().zip(least.chunks(ROWS)) {
            *band = values.iter().fold(0, |hash: u32, value| (hash ^ value).wrapping_mul(0x9e37_79b1));
        }
        Some(Sketch { low: least.map(|value| value as u8), bands })
    }

    /// Whether both are sketches of one text.
    pub fn resembles(&self, other: &Sketch) -> bool {
        self.low.iter().zip(&other.low).filter(|(a, b)| a == b).count() >= AGREE
    }

    /// What sketches of one text have at least one of in common.
    pub fn keys(&self) -> impl Iterator<Item = u64> + '_ {
        self.bands.iter().enumerate().map(|(i, band)| (i as u64) << 32 | u64::from(*band))
    }

    /// All of it, to be kept.
    pub fn bytes(&self) -> Vec<u8> {
        let bands = self.bands.iter().flat_map(|band| band.to_le_bytes());
        self.low.iter().copied().chain(bands).collect()
    }

    /// What [`Sketch::bytes`] gave; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Sketch> {
        let (low, bands) = bytes.split_at_checked(VALUES)?;
        let bands: Vec<u32> = bands
            .chunks_exact(4)
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect();
        Some(Sketch { low: low.try_into().ok()?, bands: bands.try_into().ok()? })
    }
}

/// The finishing steps of SplitMix64.
fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Texts that came by, so that one that comes again is told. Remembers so many and forgets the oldest: its memory is
/// bounded, some 400 bytes a text.
pub struct Seen {
    most: usize,
    /// Where texts have the keys: counted from the first text ever.
    places: HashMap<u64, usize>,
    texts: std::collections::VecDeque<(String, Sketch)>,
    forgotten: usize,
}

impl Seen {
    pub fn new(most: usize) -> Seen {
        Seen { most, places: HashMap::new(), texts: Default::default(), forgotten: 0 }
    }

    /// The name of the first text that this one resembles. One that is new is remembered by its own name.
    pub fn first(&mut self, name: &str, sketch: Sketch) -> Option<&str> {
        match self.place(&sketch) {
            Some(place) => Some(&self.texts[place].0),
            None => {
                self.remember(name, sketch);
                None
            }
        }
    }

    /// The name of the first text that a sketch resembles, where there is one; nothing is remembered.
    pub fn known(&self, sketch: &Sketch) -> Option<&str> {
        self.place(sketch).map(|place| self.texts[place].0.as_str())
    }

    fn place(&self, sketch: &Sketch) -> Option<usize> {
        let mut places: Vec<usize> =
            sketch.keys().filter_map(|key| self.places.get(&key)?.checked_sub(self.forgotten)).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().find(|place| self.texts[*place].1.resembles(sketch))
    }

    fn remember(&mut self, name: &str, sketch: Sketch) {
        let place = self.forgotten + self.texts.len();
        self.places.extend(sketch.keys().map(|key| (key, place)));
        self.texts.push_back((name.to_string(), sketch));
        if self.texts.len() > self.most {
            self.forget();
        }
    }

    fn forget(&mut self) {
        let Some((_, sketch)) = self.texts.pop_front() else { return };
        for key in sketch.keys() {
            if self.places.get(&key) == Some(&self.forgotten) {
                self.places.remove(&key);
            }
        }
        self.forgotten += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of invented words; texts of different seeds share next to nothing.
    fn text(seed: u64, words: usize) -> Vec<String> {
        let word = |i: usize| format!("w{}", mixed(seed << 32 | i as u64) % 5000);
        (0..words).map(word).collect()
    }

    fn sketch(words: &[String]) -> Sketch {
        Sketch::of(&words.join(" ")).expect("words enough")
    }

    #[test]
    fn an_edited_text_resembles_itself_and_another_does_not() {
        for seed in 0..50 {
            let first = text(seed, 400);
            let mut edited = first.clone();
            edited.drain(..20);
            edited.splice(200..205, text(seed + 1000, 12));
            edited.truncate(380);
            assert!(sketch(&first).resembles(&sketch(&edited)), "text {seed}");
            assert!(!sketch(&first).resembles(&sketch(&text(seed + 500, 400))), "text {seed}");
            let half: Vec<String> = [&first[..200], &text(seed + 700, 200)].concat();
            assert!(!sketch(&first).resembles(&sketch(&half)), "one half of text {seed} is another one");
        }
    }

    #[test]
    fn marks_and_capitals_make_no_difference_and_few_words_are_not_told() {
        let plain = "the mill closed in march and the weir was taken down by the town a year later";
        let marked = "“The mill closed in March,” and the weir was taken down — by the town — a year later.";
        assert_eq!(Sketch::of(plain), Sketch::of(marked));
        assert_eq!(Sketch::of("the mill closed in march and the weir was taken down"), None);
    }

    #[test]
    fn the_first_of_several_is_named_until_it_is_forgotten() {
        let mut seen = Seen::new(2);
        let [a, b, c] = [1, 2, 3].map(|seed| text(seed, 100));
        assert_eq!(seen.first("a", sketch(&a)), None);
        assert_eq!(seen.first("again", sketch(&a)), Some("a"));
        assert_eq!(seen.first("b", sketch(&b)), None);
        assert_eq!(seen.first("c", sketch(&c)), None);
        assert_eq!(seen.first("late", sketch(&a)), None, "two others came since");
        assert_eq!(seen.first("c again", sketch(&c[..90])), Some("c"));
    }

    #[test]
    fn a_kept_sketch_comes_back() {
        let sketch = sketch(&text(9, 60));
        assert_eq!(Sketch::from_bytes(&sketch.bytes()), Some(sketch));
        assert_eq!(Sketch::from_bytes(b"short"), None);
    }
}
