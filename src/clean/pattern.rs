//! Patterns: which of many anchored regular expressions match a line, cheaply to start and to run.
//!
//! The first bytes that each pattern can begin with lead from a line to the few patterns worth trying; a pattern
//! that can begin with anything names words one of which it needs, all of them looked for in one pass. A pattern is
//! compiled when a line first asks for it. Most lines of an article ask for none.

use std::collections::HashMap;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{ExtractKind, Extractor};

/// First bytes looked at.
const START: usize = 3;
/// More beginnings than this say too little about a pattern.
const MANY: usize = 1_000;

/// Patterns that match from the start of a line, by number.
#[derive(Clone)]
pub struct Patterns {
    starts: HashMap<Vec<u8>, Vec<u16>>,
    /// Patterns that may begin with anything.
    open: Vec<u16>,
    needs: Needs,
    patterns: Vec<Lazy>,
}

/// Words, and the pattern that needs each.
#[derive(Clone, Default)]
struct Needs {
    words: Option<AhoCorasick>,
    patterns: Vec<u16>,
}

impl Needs {
    fn new(words: &[(String, u16)]) -> Needs {
        // The fastest kind: a few hundred states are no weight.
        let mut builder = AhoCorasick::builder();
        let automaton = builder.kind(Some(AhoCorasickKind::DFA)).build(words.iter().map(|(word, _)| word));
        let automaton = automaton.ok().filter(|_| !words.is_empty());
        Needs { words: automaton, patterns: words.iter().map(|(_, pattern)| *pattern).collect() }
    }

    fn met(&self, line: &[u8], found: &mut Vec<u16>) {
        // Most lines hold none, which is found out in half the time.
        let words = self.words.iter().filter(|words| words.is_match(line));
        let hits = words.flat_map(|words| words.find_overlapping_iter(line));
        found.extend(hits.map(|hit| self.patterns[hit.pattern().as_usize()]));
    }
}

#[derive(Clone)]
struct Lazy {
    pattern: String,
    /// The longest line it looks at, in code points.
    max: usize,
    regex: OnceLock<Option<Regex>>,
}

impl Patterns {
    /// From patterns, each with the longest line it looks at and the words it needs; those that need none are tried
    /// wherever they can begin.
    pub fn new<'a>(patterns: impl Iterator<Item = (String, usize, &'a [String])>) -> Patterns {
        let mut all = Patterns {
            starts: HashMap::new(),
            open: Vec::new(),
            needs: Needs::default(),
            patterns: Vec::new(),
        };
        let mut words = Vec::new();
        for (i, (pattern, max, needs)) in patterns.enumerate() {
            let number = i as u16;
            match starts(&pattern).filter(|_| needs.is_empty()) {
                Some(starts) => {
                    starts.into_iter().for_each(|start| all.starts.entry(start).or_default().push(number));
                }
                None if needs.is_empty() => all.open.push(number),
                None => words.extend(needs.iter().map(|word| (word.clone(), number))),
            }
            all.patterns.push(Lazy { pattern, max, regex: OnceLock::new() });
        }
        all.needs = Needs::new(&words);
        all
    }

    /// The patterns that are tried on every line.
    #[cfg(test)]
    pub fn open(&self) -> &[u16] {
        &self.open
    }

    /// Why a pattern is none, if it is not.
    pub fn check(&self, i: usize) -> Result<(), String> {
        compile(&self.patterns[i].pattern).map(|_| ()).map_err(|error| error.to_string())
    }

    /// The patterns that match `line` from its start, in rising order. `found` is room to work in.
    pub fn matches(&self, line: &str, found: &mut Vec<u16>) {
        found.clear();
        let length = line.chars().count();
        let line = line.as_bytes();
        found.extend(&self.open);
        for length in 1..=START.min(line.len()) {
            found.extend(self.starts.get(&line[..length]).into_iter().flatten());
        }
        self.needs.met(line, found);
        found.sort_unstable();
        found.dedup();
        let matches = |i: u16| self.regex(i).is_some_and(|regex| regex.is_match(line));
        found.retain(|i| length <= self.patterns[usize::from(*i)].max && matches(*i));
    }

    fn regex(&self, i: u16) -> Option<&Regex> {
        let lazy = &self.patterns[usize::from(i)];
        lazy.regex.get_or_init(|| compile(&lazy.pattern).ok()).as_ref()
    }
}

fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    // Bytes keep the automaton small; lines are in lower case already.
    RegexBuilder::new(&anchored(pattern)).unicode(false).dfa_size_limit(1 << 18).build()
}

fn anchored(pattern: &str) -> String {
    format!("^(?:{pattern})")
}

/// The bytes a match can begin with, up to three each; `None` where that is almost anything.
fn starts(pattern: &str) -> Option<Vec<Vec<u8>>> {
    let hir = ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern).ok()?;
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_literal_len(START).limit_total(MANY).limit_class(40);
    let mut seq = extractor.extract(&hir);
    seq.keep_first_bytes(START);
    seq.dedup();
    let literals: Vec<Vec<u8>> = seq.literals()?.iter().map(|literal| literal.as_bytes().to_vec()).collect();
    literals.iter().all(|literal| !literal.is_empty()).then_some(literals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_regex_finds_is_found() {
        let patterns = [
            "watch ?:",
            "(?:read|see) more",
            "[-*( ]*note",
            ".{0,9}sale$",
            "x",
            "é|à lire",
            ".*(?:see|sale)",
        ];
        let needs = ["see".to_string(), "sale".to_string()];
        let words = |i: usize| if i == 6 { &needs[..] } else { &[] };
        let all = Patterns::new(patterns.iter().enumerate().map(|(i, p)| (p.to_string(), 99, words(i))));
        assert_eq!(all.open(), [3]);
        let lines =
            ["watch: it", "read more", "see less", "* note", "a sale", "x", "xyz", "à lire", "é", "", "no"];
        let mut found = Vec::new();
        for line in lines {
            all.matches(line, &mut found);
            let expected: Vec<u16> = (0..patterns.len())
                .filter(|i| compile(patterns[*i]).unwrap().is_match(line.as_bytes()))
                .map(|i| i as u16)
                .collect();
            assert_eq!(found, expected, "{line:?}");
        }
    }
}
