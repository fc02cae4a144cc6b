//! Rule files: how `assets/clutter.toml` and the user's own file are read, and what is said about a wrong one.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::rules::Rule;
use crate::article::{Correction, Corrections};

/// Why a rule file could not be used: where, and what was meant.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{file}, line {line}: {wrong}")]
pub struct RuleError {
    pub file: String,
    /// From 1.
    pub line: usize,
    pub wrong: String,
}

/// A rule, and the line of the file that it starts on.
pub struct Placed {
    pub rule: Rule,
    pub line: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Spanned<Rule>>,
    /// Corrected lines of articles whose site is not known.
    #[serde(default)]
    line: Vec<Line>,
    /// Corrected lines, by site.
    #[serde(default)]
    site: BTreeMap<String, Vec<Line>>,
}

/// One corrected line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    line: String,
    is: Is,
    #[serde(default)]
    before: String,
    #[serde(default)]
    after: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Is {
    Clutter,
    Article,
}

/// The rules and corrections of a file.
pub fn read(file: &str, toml: &str) -> Result<(Vec<Placed>, Corrections), RuleError> {
    let parsed: File = toml::from_str(toml).map_err(|error| not_rules(file, toml, &error))?;
    // Rules come in the order of the file: lines are counted on from the rule before.
    let (mut line, mut counted) = (1, 0);
    let placed = |rule: Spanned<Rule>| {
        let start = rule.span().start.max(counted);
        line += line_of(&toml[counted..], start - counted) - 1;
        counted = start;
        Placed { line, rule: rule.into_inner() }
    };
    let rules: Vec<Placed> = parsed.rule.into_iter().map(placed).collect();
    for placed in &rules {
        placed.rule.check().map_err(|wrong| placed.wrong(file, &wrong))?;
    }
    let apart = parsed.line.into_iter().map(|line| line.correction(None));
    let of_site = |(site, lines): (String, Vec<Line>)| {
        lines.into_iter().map(move |line| line.correction(Some(site.to_lowercase())))
    };
    let lines = apart.chain(parsed.site.into_iter().flat_map(of_site)).collect();
    Ok((rules, Corrections { lines }))
}

impl Placed {
    pub fn wrong(&self, file: &str, wrong: &str) -> RuleError {
        RuleError {
            file: file.into(),
            line: self.line,
            wrong: format!("rule '{}': {wrong}", self.rule.name()),
        }
    }
}

impl Line {
    fn correction(self, site: Option<String>) -> Correction {
        let Line { line: words, is, before, after } = self;
        Correction { site, words, before, after, is_clutter: is == Is::Clutter }
    }
}

fn not_rules(file: &str, toml: &str, error: &toml::de::Error) -> RuleError {
    let line = error.span().map_or(1, |span| line_of(toml, span.start));
    let wrong = format!("{} (assets/clutter.toml of pullquote explains the keys)", one_line(error.message()));
    RuleError { file: file.into(), line, wrong }
}

/// The number of the line that holds the byte at `offset`, from 1.
fn line_of(toml: &str, offset: usize) -> usize {
    let before = &toml.as_bytes()[..offset.min(toml.len())];
    1 + before.iter().filter(|&&byte| byte == b'\n').count()
}

pub fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_are_read_by_site() {
        let toml = "[[line]]\nline = 'No bells'\nis = 'article'\n\n[[site.\"Example.org\"]]\nline = 'Buy bells'\n\
                    is = 'clutter'\nbefore = 'The bells rang.'\n";
        let (rules, corrections) = read("my.toml", toml).expect("good");
        assert!(rules.is_empty());
        let [apart, on_site] = &corrections.lines[..] else { panic!("{corrections:?}") };
        assert_eq!((apart.site.as_deref(), apart.is_clutter), (None, false));
        assert_eq!((on_site.site.as_deref(), on_site.is_clutter), (Some("example.org"), true));
        assert_eq!((on_site.words.as_str(), on_site.before.as_str()), ("Buy bells", "The bells rang."));
    }

    #[test]
    fn a_wrong_line_is_named() {
        let cases = [
            ("[[line]]\nline = 'x'\nis = 'promo'\n", 3, "unknown variant `promo`"),
            ("[[line]]\nlines = 'x'\n", 2, "unknown field `lines`"),
            ("\n\nrule = 3\n", 3, "invalid type"),
            ("a = [\n", 1, ""),
        ];
        for (toml, line, wrong) in cases {
            let error = read("my.toml", toml).err().expect("bad");
            assert!(error.line >= line && error.line <= line + 1, "{error}");
            assert!(
                error.to_string().starts_with("my.toml, line ") && error.wrong.contains(wrong),
                "{error}"
            );
        }
    }
}
