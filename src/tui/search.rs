//! Search: words, or a regular expression where that is set, and where they stand in the text.

use std::sync::LazyLock;

use regex::Regex;

use crate::span::Span;

/// A search and its hits.
#[derive(Clone, Debug)]
pub struct Search {
    pub query: String,
    pub hits: Vec<Span>,
}

impl Search {
    /// Looks for `query`: case counts only where the query has capitals; plain quotation marks among words find curly
    /// ones. An error says what is wrong with the expression.
    pub fn new(text: &str, query: &str, is_regex: bool) -> Result<Search, String> {
        let pattern = if is_regex { expression(query)? } else { words(query) };
        let hits = pattern.find_iter(text).map(|hit| Span::from(hit.range()));
        let hits = hits.filter(|hit| !hit.is_empty()).collect();
        Ok(Search { query: query.to_string(), hits })
    }
}

/// Never found.
static NOTHING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[^\s\S]").expect("it is tested"));

/// The largest automaton of an expression, in bytes.
const LARGEST: usize = 4 << 20;

fn expression(query: &str) -> Result<Regex, String> {
    // What stands after a backslash is no letter: \S has no case.
    let mut before = ' ';
    let capital = query.chars().any(|c| {
        let escaped = before == '\\';
        before = if escaped { ' ' } else { c };
        !escaped && c.is_uppercase()
    });
    let built = regex::RegexBuilder::new(query).case_insensitive(!capital).size_limit(LARGEST).build();
    built.map_err(|error| {
        let last =
            error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_string();
        format!("no regular expression: {last}")
    })
}

fn words(query: &str) -> Regex {
    let mut pattern = String::new();
    if !query.chars().any(char::is_uppercase) {
        pattern.push_str("(?i)");
    }
    for c in query.chars() {
        match c {
            '\'' => pattern.push_str("['‘’]"),
            '"' => pattern.push_str("[\"“”„«»]"),
            ' ' => pattern.push_str("[ \u{a0}\n]"),
            c => pattern.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    // Every character is escaped, or one of the classes above.
    Regex::new(&pattern).unwrap_or_else(|_| NOTHING.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str, is_regex: bool) -> Vec<&'static str> {
        let text = "The Gull\u{a0}said \u{201c}gulls\u{201d}. A gull (one) left.";
        let hits = Search::new(text, query, is_regex).expect("a search").hits;
        hits.into_iter().map(|hit| hit.of(text)).collect()
    }

    #[test]
    fn words_and_expressions_are_found() {
        let cases: [(&str, bool, &[&str]); 8] = [
            ("gull", false, &["Gull", "gull", "gull"]),
            ("Gull", false, &["Gull"]),
            ("gull said", false, &["Gull\u{a0}said"]),
            ("\"gulls\"", false, &["\u{201c}gulls\u{201d}"]),
            ("(one)", false, &["(one)"]),
            ("gulls?\\b", true, &["Gull", "gulls", "gull"]),
            ("\\SULL", true, &[]),
            ("x*", true, &[]),
        ];
        for (query, is_regex, expected) in cases {
            assert_eq!(found(query, is_regex), expected, "{query}");
        }
        assert_eq!(found("\\Sull", true), ["Gull", "gull", "gull"], "a class is no capital");
        assert!(NOTHING.find("any text").is_none());
    }

    #[test]
    fn a_wrong_expression_is_told() {
        let wrong = Search::new("", "(", true).unwrap_err();
        assert!(wrong.starts_with("no regular expression: unclosed group"), "{wrong}");
        assert!(Search::new("", "(a{1000}){1000}", true).is_err(), "too large");
    }
}
