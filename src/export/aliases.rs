//! Aliases: keys of the user's own for figures (one spelling of many, Wikidata's number), from a CSV file.

use std::collections::HashMap;

use super::json::key;

/// Keys by the names that they stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases(HashMap<String, String>);

impl Aliases {
    /// Reads lines of `name,key`, as `Ana Duarte,Q1234`; the file goes by `name` in what is said of mistakes.
    pub fn parse(name: &str, text: &str) -> Result<Aliases, String> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut aliases = HashMap::new();
        for record in reader.records() {
            let record =
                record.map_err(|why| format!("{name}: not a CSV file ({why}); give lines of name,key"))?;
            let line = record.position().map_or(0, csv::Position::line);
            match (record.len(), record.get(0), record.get(1)) {
                (2, Some(words), Some(own)) if !words.is_empty() && !own.is_empty() => {
                    aliases.insert(key(words), own.to_string());
                }
                _ => return Err(format!("{name}:{line}: not an alias; give lines of name,key")),
            }
        }
        Ok(Aliases(aliases))
    }

    /// The user's key for a name, else its own.
    pub fn key(&self, name: &str) -> String {
        let own = key(name);
        self.0.get(&own).cloned().unwrap_or(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_the_users_keys() {
        let aliases = Aliases::parse("own.csv", "Ana  Duarte,Q1\n\"O’Neil, Pat\",Q2\n").unwrap();
        assert_eq!((aliases.key("ANA DUARTE"), aliases.key("Ben  Okri")), ("Q1".into(), "ben okri".into()));
        assert_eq!(aliases.key("O'Neil, Pat"), "Q2");
        let wrong = Aliases::parse("own.csv", "Ana,Q1\nBen\n").unwrap_err();
        assert!(wrong.starts_with("own.csv:2: not an alias"), "{wrong}");
    }
}
