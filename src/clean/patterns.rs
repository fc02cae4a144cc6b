//! Many patterns, of which a line meets few: those that it may meet by its first letters are tried, and a pattern
//! is compiled when the first such line comes. So start-up costs no automaton, and memory only for what is used.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{Extractor, Seq};

pub struct Patterns {
    all: Vec<Pattern>,
    /// For each first byte of a line, the beginnings that start with it, and whose they are.
    beginnings: Vec<Vec<(Box<[u8]>, usize)>>,
    /// Patterns that a line may meet whatever it begins with.
    open: Vec<usize>,
}

struct Pattern {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

/// A pattern that is no regular expression: which, and why.
pub struct Broken {
    pub index: usize,
    pub why: String,
}

impl Patterns {
    /// Each of `sources` has to match from the start of a line.
    pub fn new<'a>(sources: impl Iterator<Item = &'a str>) -> Result<Patterns, Broken> {
        let mut patterns = Patterns { all: Vec::new(), beginnings: vec![Vec::new(); 256], open: Vec::new() };
        for (index, source) in sources.enumerate() {
            let found = beginnings(source).map_err(|why| Broken { index, why })?;
            patterns.add(index, &found);
            patterns.all.push(Pattern { source: format!("^(?:{source})"), compiled: OnceLock::new() });
        }
        Ok(patterns)
    }

    fn add(&mut self, index: usize, beginnings: &Seq) {
        let all = beginnings.literals().filter(|all| all.iter().all(|one| !one.is_empty()));
        let Some(all) = all else { return self.open.push(index) };
        for one in all {
            self.beginnings[usize::from(one.as_bytes()[0])].push((one.as_bytes().into(), index));
        }
    }

    /// The patterns that a line may meet, some of them twice.
    pub fn candidates<'a>(&'a self, line: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        let bucket = line.first().map_or(&[][..], |&byte| &self.beginnings[usize::from(byte)]);
        let begun =
            bucket.iter().filter(|(beginning, _)| line.starts_with(beginning)).map(|(_, index)| *index);
        begun.chain(self.open.iter().copied())
    }

    pub fn matches(&self, index: usize, line: &[u8]) -> bool {
        let pattern = &self.all[index];
        let compiled = pattern.compiled.get_or_init(|| builder(&pattern.source).build().ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(line))
    }

    /// Compiles the first `count` patterns now, so that one too large for it is reported, not passed over.
    pub fn compile(&self, count: usize) -> Result<(), Broken> {
        let broken = |(index, pattern): (usize, &Pattern)| {
            let why = builder(&pattern.source).build().err()?.to_string();
            Some(Broken { index, why })
        };
        self.all.iter().enumerate().take(count).find_map(broken).map_or(Ok(()), Err)
    }
}

fn builder(source: &str) -> RegexBuilder {
    let mut builder = RegexBuilder::new(source);
    // Bytes keep the automaton small; lines are in lower case already.
    builder.unicode(false).dfa_size_limit(1 << 17);
    builder
}

/// The beginnings that a line must have one of; infinite when any will do.
fn beginnings(source: &str) -> Result<Seq, String> {
    let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
    let hir = parser.parse(source).map_err(|e| e.to_string())?;
    let mut extractor = Extractor::new();
    extractor.limit_literal_len(8).limit_repeat(2).limit_class(12).limit_total(400);
    let mut found = extractor.extract(&hir);
    found.minimize_by_preference();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_likely_patterns_are_candidates() {
        let Ok(patterns) = Patterns::new(["watch: .", ".{0,9}end", "[-*]* ?watch"].into_iter()) else {
            panic!("all good")
        };
        let of = |line: &str| patterns.candidates(line.as_bytes()).collect::<Vec<_>>();
        assert_eq!(of("watch: it"), [0, 2, 1]);
        assert_eq!(of("the end"), [1]);
        assert_eq!(of("- watch"), [2, 1]);
        assert!(patterns.matches(2, b"- watch") && patterns.matches(1, b"the end"));
        assert!(!patterns.matches(0, b"to watch: it"));
    }

    #[test]
    fn a_broken_pattern_is_named() {
        assert_eq!(Patterns::new(["a", "("].into_iter()).err().map(|broken| broken.index), Some(1));
    }
}
