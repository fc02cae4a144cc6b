//! Alike: the same quotation in two wordings, found by the runs of three words that they share, and its differences.
//!
//! Shingles and their containment: Broder, "On the resemblance and containment of documents", 1997. Containment, as a
//! report often has only a part of what another one quotes.

use std::collections::{HashMap, HashSet, VecDeque};

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::said::Said;

/// Words in a shingle.
const SHINGLE: usize = 3;

/// Fewest words that can be told to be the same quotation.
const LEAST: usize = 5;

/// The least share of the shorter one's shingles that both have.
const SHARED: f32 = 0.5;

/// A quotation prepared for comparing.
#[derive(Clone, Debug)]
pub struct Shingles {
    words: usize,
    all: HashSet<u64>,
}

impl Shingles {
    /// Of what is verbatim in the statement; `None` where that is too short to be told.
    pub fn of(said: &Said) -> Option<Shingles> {
        let quoted: Vec<&str> =
            said.content.iter().filter(|piece| piece.quoted).map(|piece| piece.words.as_str()).collect();
        let quoted = quoted.join(" ");
        let words = plain(&quoted).count();
        (words >= LEAST).then(|| Shingles { words, all: runs(std::iter::once(&*quoted)).collect() })
    }

    /// Whether both are the same words, some of them changed or left out.
    pub fn alike(&self, other: &Shingles) -> bool {
        let (short, long) = if self.words <= other.words { (self, other) } else { (other, self) };
        let shared = short.all.intersection(&long.all).count();
        shared as f32 >= SHARED * short.all.len() as f32
    }

    /// The shingles, to look others up by.
    pub fn keys(&self) -> impl Iterator<Item = u64> + '_ {
        self.all.iter().copied()
    }
}

/// Hashes of the runs of words in a text that comes line by line, one by one: a long text has very many.
pub fn runs<'a>(lines: impl Iterator<Item = &'a str>) -> impl Iterator<Item = u64> {
    let mut run: VecDeque<String> = VecDeque::new();
    lines.flat_map(plain).filter_map(move |word| {
        run.push_back(word);
        run.drain(..run.len().saturating_sub(SHINGLE));
        (run.len() == SHINGLE).then(|| hash(&run.make_contiguous().join(" ")))
    })
}

/// In small letters, without marks.
fn plain(words: &str) -> impl Iterator<Item = String> + '_ {
    let letters =
        |word: &str| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    words.split_whitespace().map(letters).filter(|word| !word.is_empty())
}

/// FNV-1a.
fn hash(words: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    words.bytes().fold(0xcbf2_9ce4_8422_2325, mix)
}

/// Groups statements that quote the same words: for each one the first that it is alike, itself where there is none.
pub fn groups(all: &[Said]) -> Vec<usize> {
    let shingles: Vec<Option<Shingles>> = all.iter().map(Shingles::of).collect();
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut first: Vec<usize> = (0..all.len()).collect();
    for (i, own) in shingles.iter().enumerate() {
        let Some(own) = own else { continue };
        let mut near: Vec<usize> = own.keys().filter_map(|key| seen.get(&key)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        let alike = |other: &usize| shingles[*other].as_ref().is_some_and(|other| own.alike(other));
        match near.into_iter().find(alike) {
            Some(other) => first[i] = other,
            None => own.keys().for_each(|key| seen.entry(key).or_default().push(i)),
        }
    }
    first
}

/// A stretch of words that both wordings have, or one alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Both(String),
    /// Only in the first wording.
    First(String),
    /// Only in the second one.
    Second(String),
}

/// The second wording against the first, in stretches of whole words. Marks and capitals make no difference; where only
/// those differ, the words are the second one's.
pub fn differences(first: &str, second: &str) -> Vec<Part> {
    let (one, two): (Vec<&str>, Vec<&str>) = (split(first), split(second));
    let (ones, twos): (Vec<String>, Vec<String>) =
        (one.iter().map(|word| bare(word)).collect(), two.iter().map(|word| bare(word)).collect());
    let mut parts: Vec<Part> = Vec::new();
    for step in capture_diff_slices(Algorithm::Myers, &ones, &twos) {
        let (old, new) = (one[step.old_range()].join(" "), two[step.new_range()].join(" "));
        match step.tag() {
            DiffTag::Equal => parts.push(Part::Both(new)),
            _ => {
                parts.extend((!old.is_empty()).then_some(Part::First(old)));
                parts.extend((!new.is_empty()).then_some(Part::Second(new)));
            }
        }
    }
    parts
}

/// Whether two wordings differ in marks and capitals at most.
pub fn same(first: &str, second: &str) -> bool {
    plain(first).eq(plain(second))
}

fn split(words: &str) -> Vec<&str> {
    words.split_whitespace().collect()
}

/// A word in small letters without marks; a mark alone stays what it is.
fn bare(word: &str) -> String {
    let letters: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.is_empty() { word.to_string() } else { letters.to_lowercase() }
}

/// Differences in one line: `[-only in the first-]`, `{+only in the second+}`, as `wdiff` marks them.
pub fn marked(first: &str, second: &str) -> String {
    let part = |part: &Part| match part {
        Part::Both(words) => words.clone(),
        Part::First(words) => format!("[-{words}-]"),
        Part::Second(words) => format!("{{+{words}+}}"),
    };
    differences(first, second).iter().map(part).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::said::Piece;

    fn said(words: &str) -> Said {
        let piece = Piece { words: words.to_string(), quoted: true };
        Said { content: vec![piece], ..Said::default() }
    }

    #[test]
    fn wordings_of_one_quotation_are_one_group() {
        let all = [
            said("“We will open the bridge before the winter comes.”"),
            said("“The mill is closed.”"),
            said("“We’ll open the bridge before the winter”"),
            said("“Nobody has ever asked the ferrymen what they think of it.”"),
            said("“open the bridge before the winter comes,”"),
            said("“The mill is closed.”"),
        ];
        // Four words are too few to tell.
        assert_eq!(groups(&all), [0, 1, 0, 3, 0, 5]);
    }

    #[test]
    fn differences_are_marked_by_whole_words() {
        let marked = marked("We will open the old bridge", "We will reopen the bridge soon");
        assert_eq!(marked, "We will [-open-] {+reopen+} the [-old-] bridge {+soon+}");
        assert_eq!(super::marked("“The same,” he", "''The same'' [...] he"), "''The same'' {+[...]+} he");
        assert!(same("“The same,”", "\"the same.\"") && !same("the same", "the sane"));
    }
}
