//! Patterns: which of many anchored regular expressions match a line, cheaply to start and to run.
//!
//! The first bytes that each pattern can begin with lead from a line to the few patterns worth trying; a pattern
//! is compiled when a line first asks for it. Most lines of an article ask for none.

use std::collections::HashMap;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{ExtractKind, Extractor};

/// First bytes looked at.
const START: usize = 3;
/// More beginnings than this say too little about a pattern.
const MANY: usize = 1_000;

/// Patterns that match from the start of a line, by number.
pub struct Patterns {
    starts: HashMap<Vec<u8>, Vec<u16>>,
    /// Patterns that may begin with anything.
    open: Vec<u16>,
    patterns: Vec<Lazy>,
}

struct Lazy {
    pattern: String,
    regex: OnceLock<Option<Regex>>,
}

impl Patterns {
    pub fn new(patterns: impl Iterator<Item = String>) -> Patterns {
        let mut all = Patterns { starts: HashMap::new(), open: Vec::new(), patterns: Vec::new() };
        for (i, pattern) in patterns.enumerate() {
            match starts(&pattern) {
                Some(starts) => {
                    starts.into_iter().for_each(|start| all.starts.entry(start).or_default().push(i as u16));
                }
                None => all.open.push(i as u16),
            }
            all.patterns.push(Lazy { pattern, regex: OnceLock::new() });
        }
        all
    }

    /// Why a pattern is none, if it is not.
    pub fn check(&self, i: usize) -> Result<(), String> {
        compile(&self.patterns[i].pattern).map(|_| ()).map_err(|error| error.to_string())
    }

    /// The patterns that match `line` from its start, in rising order. `found` is room to work in.
    pub fn matches(&self, line: &[u8], found: &mut Vec<u16>) {
        found.clear();
        found.extend(&self.open);
        for length in 1..=START.min(line.len()) {
            found.extend(self.starts.get(&line[..length]).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|i| self.regex(*i).is_some_and(|regex| regex.is_match(line)));
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
        let patterns = ["watch ?:", "(?:read|see) more", "[-*( ]*note", ".{0,9}sale$", "x", "é|à lire"];
        let all = Patterns::new(patterns.iter().map(|p| p.to_string()));
        let lines =
            ["watch: it", "read more", "see less", "* note", "a sale", "x", "xyz", "à lire", "é", "", "no"];
        let mut found = Vec::new();
        for line in lines {
            all.matches(line.as_bytes(), &mut found);
            let expected: Vec<u16> = (0..patterns.len())
                .filter(|i| compile(patterns[*i]).unwrap().is_match(line.as_bytes()))
                .map(|i| i as u16)
                .collect();
            assert_eq!(found, expected, "{line:?}");
        }
    }
}
