//! Mistakes in files that the user writes: the line they stand on, and the name that was probably meant.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::harmless;

/// The line that holds the byte at `offset`, counted from 1.
pub fn line(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The name most like `word`, where one is like it at all.
pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let distance = |name: &str| strsim::damerau_levenshtein(&lower, &name.to_lowercase());
    let near = names.map(|name| (distance(name), name)).min_by_key(|(distance, _)| *distance);
    near.filter(|(distance, name)| *distance <= (word.len().max(name.len()) / 3).max(1)).map(|(_, name)| name)
}

/// `; did you mean "width"?`, or nothing.
pub fn meant<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> String {
    nearest(word, names).map_or(String::new(), |name| format!("; did you mean \"{name}\"?"))
}

/// Why a file is no TOML of its kind: `config.toml:12: there is no "widht" here; did you mean "width"?`.
pub fn toml(file: &str, text: &str, error: &toml::de::Error) -> String {
    let place = error.span().map_or(String::new(), |span| format!(":{}", line(text, span.start)));
    format!("{file}{place}: {}", words(error.message()))
}

/// How a kind of file is checked line by line.
pub struct Lines<'a, T> {
    /// What is wrong with a line that could be read.
    pub check: &'a dyn Fn(&T) -> Option<String>,
    /// Names with the table each belongs into, where there are tables.
    pub homes: &'a [(&'a str, &'a str)],
}

impl<T: serde::de::DeserializeOwned> Lines<'_, T> {
    /// All that is wrong in a file, each line by itself, with where it stands: a parser stops at the first.
    pub fn mistakes(&self, file: &str, text: &str) -> Vec<String> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            let mut told: Vec<String> = errors.iter().map(|error| toml(file, text, error)).collect();
            told.dedup();
            return told;
        }
        let mut found: Vec<(usize, String)> = Vec::new();
        for (name, value) in table.get_ref().iter() {
            let written = &text[name.span()];
            let head = format!(
                "[{written}]
"
            );
            let home = || self.homes.iter().find(|(_, key)| key == name.get_ref());
            match value.get_ref() {
                DeValue::Table(lines) => match toml::from_str::<T>(&head) {
                    Err(error) => found.push((name.span().start, words(error.message()))),
                    Ok(_) => found.extend(lines.iter().filter_map(|(k, v)| self.line(text, &head, k, v))),
                },
                _ => match home() {
                    Some((table, key)) => {
                        let words = format!("\"{key}\" belongs under [{table}]: write that line above it");
                        found.push((name.span().start, words));
                    }
                    None => found.extend(self.line(text, "", name, value)),
                },
            }
        }
        found.sort();
        found.into_iter().map(|(at, words)| format!("{file}:{}: {words}", line(text, at))).collect()
    }

    /// What is wrong with one line under a head, and its byte.
    fn line(
        &self,
        text: &str,
        head: &str,
        key: &Spanned<DeString>,
        value: &Spanned<DeValue>,
    ) -> Option<(usize, String)> {
        let (name, said) = (&text[key.span()], &text[value.span()]);
        let wrong = match toml::from_str::<T>(&format!(
            "{head}{name} = {said}
"
        )) {
            Err(error) => Some(about(key.get_ref(), said, error.message())),
            Ok(read) => (self.check)(&read),
        };
        wrong.map(|words| (key.span().start, words))
    }
}

/// serde's sentence about a value, in ours: what it is, and what it can be.
fn about(name: &str, value: &str, message: &str) -> String {
    let value = harmless::cut(value, 40);
    let can = |words: &str| format!("{name} is {value}; it can be {words}");
    match message {
        message if !message.starts_with("invalid") => words(message),
        message if message.contains("expected a boolean") => can("true or false, without quotation marks"),
        message if message.contains("expected usize") => can("a whole number, without quotation marks"),
        message if message.contains("expected a string") => can("words in quotation marks"),
        message => words(message),
    }
}

/// serde's sentence about an unknown name, in ours; any other as it is, on one line.
fn words(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.split_first() {
        Some((word, names)) if message.starts_with("unknown field") => {
            format!("there is no \"{word}\" here{}", meant(word, names.iter().copied()))
        }
        Some((word, names)) if message.starts_with("unknown variant") => {
            format!("\"{word}\" is none of {}{}", names.join(", "), meant(word, names.iter().copied()))
        }
        _ => message.lines().collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Lamp {
        #[serde(rename = "oil")]
        _oil: u8,
    }

    #[test]
    fn the_line_and_what_was_meant_are_named() {
        let cases = [
            ("oil = 1\n\noli = 2", "lamp.toml:3: there is no \"oli\" here; did you mean \"oil\"?"),
            ("oil = 1\nshade = 2", "lamp.toml:2: there is no \"shade\" here"),
            ("\noil = \"much\"", "lamp.toml:2: invalid type: string \"much\", expected u8"),
        ];
        for (text, expected) in cases {
            let error = toml::from_str::<Lamp>(text).unwrap_err();
            assert_eq!(super::toml("lamp.toml", text, &error), expected);
        }
    }

    #[test]
    fn all_lines_that_are_wrong_are_told() {
        #[derive(serde::Deserialize, Debug, Default)]
        #[serde(deny_unknown_fields, default)]
        struct House {
            #[serde(rename = "lamp")]
            _lamp: Hall,
        }
        #[derive(serde::Deserialize, Debug, Default)]
        #[serde(deny_unknown_fields, default)]
        struct Hall {
            #[serde(rename = "oil")]
            _oil: usize,
            #[serde(rename = "lit")]
            _lit: bool,
        }
        let text = "[lamp]\noil = \"much\"\nlit = 'yes'\nwick = 1\n[lapm]\noil = 1\n";
        let lines = Lines::<House> { check: &|_| None, homes: &[("lamp", "oil")] };
        let all = |file: &str, text: &str| lines.mistakes(file, text);
        assert_eq!(all("h", "oil = 1"), ["h:1: \"oil\" belongs under [lamp]: write that line above it"]);
        let expected = [
            "h:2: oil is \"much\"; it can be a whole number, without quotation marks",
            "h:3: lit is 'yes'; it can be true or false, without quotation marks",
            "h:4: there is no \"wick\" here",
            "h:5: there is no \"lapm\" here; did you mean \"lamp\"?",
        ];
        assert_eq!(all("h", text), expected);
        assert_eq!(all("h", "[lamp]\noil = 3\n"), [] as [&str; 0]);
        assert_eq!(all("h", "[lamp\n[hall\n").len(), 2);
    }

    #[test]
    fn names_that_are_not_alike_are_not_meant() {
        let names = || ["next-statement", "fold", "up"].into_iter();
        for (word, expected) in [
            ("next-statment", Some("next-statement")),
            ("Fold", Some("fold")),
            ("zebra", None),
            ("ub", Some("up")),
        ] {
            assert_eq!(nearest(word, names()), expected, "{word}");
        }
    }
}
