//! Search: a query as people write it: words, `"phrases"`, beginnings (`bridg*`) and filters (`speaker:`, `figure:`,
//! `site:`, `after:`, `before:`, `kind:`, `unsure:`).

use super::link::Links;
use super::name::Name;
use super::said::Said;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Each a word, a phrase or the beginning of a word; all have to be there.
    pub words: Vec<Words>,
    /// Any of these names.
    pub speaker: Vec<Name>,
    pub figure: Vec<Name>,
    /// Host without `www.`, or the name that the source gives, in small letters.
    pub site: Option<String>,
    /// Dates as the source gives them, from this one on; up to that one, its day included.
    pub after: Option<String>,
    pub before: Option<String>,
    /// direct, indirect or mixed.
    pub kind: Option<String>,
    pub unsure: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub words: String,
    /// Longer words that begin so count too.
    pub begins: bool,
}

/// The filters, for messages.
const FILTERS: &str = "speaker: figure: site: after: before: kind: unsure:";

impl Query {
    /// Reads a query; the error says what is wrong with it and what was meant.
    pub fn parse(query: &str) -> Result<Query, String> {
        let mut parsed = Query::default();
        for part in parts(query) {
            match part {
                Part::Filter(name, value) => parsed.filter(&name, &value)?,
                Part::Words(words) => parsed.words.push(words),
            }
        }
        if parsed == Query::default() {
            return Err(format!("the query is empty: give words, \"phrases\" or filters ({FILTERS})"));
        }
        Ok(parsed)
    }

    /// Whether single statements are asked for, not articles.
    pub fn asks_statements(&self) -> bool {
        !self.speaker.is_empty() || self.kind.is_some() || self.unsure.is_some()
    }

    /// Names lead to all that the user said to be the same person's.
    pub fn linked(mut self, links: &Links) -> Query {
        for names in [&mut self.speaker, &mut self.figure] {
            *names = names.iter().flat_map(|name| links.names(name)).collect();
        }
        self
    }

    /// Whether somebody whom the query names says it, told apart as the user said.
    pub fn is_by(&self, said: &Said) -> bool {
        let keys = || said.figures.iter().map(|voice| &voice.key);
        self.speaker.is_empty() || self.speaker.iter().any(|name| keys().any(|key| name.link(key).is_some()))
    }

    fn filter(&mut self, name: &str, value: &str) -> Result<(), String> {
        let somebody = || Name::new(value).ok_or_else(|| format!("{name}: needs a name"));
        match name {
            "speaker" => self.speaker = vec![somebody()?],
            "figure" => self.figure = vec![somebody()?],
            "site" => self.site = Some(value.to_lowercase().trim_start_matches("www.").to_string()),
            "after" => self.after = Some(date(name, value)?),
            "before" => self.before = Some(date(name, value)?),
            "kind" => self.kind = Some(one_of(name, value, &["direct", "indirect", "mixed"])?),
            "unsure" => self.unsure = Some(one_of(name, value, &["yes", "no"])? == "yes"),
            _ => return Err(format!("there is no filter {name}: (there are {FILTERS})")),
        }
        Ok(())
    }
}

fn one_of(name: &str, value: &str, all: &[&str]) -> Result<String, String> {
    let value = value.to_lowercase();
    match all.contains(&value.as_str()) {
        true => Ok(value),
        false => Err(format!("{name}:{value} is none of {}", all.join(", "))),
    }
}

/// A year, a month or a day.
fn date(name: &str, value: &str) -> Result<String, String> {
    let form = "dddd-dd-dd";
    let fits = value.len() <= form.len()
        && value.bytes().zip(form.bytes()).all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            mark => byte == mark,
        });
    match fits && matches!(value.len(), 4 | 7 | 10) {
        true => Ok(value.to_string()),
        false => Err(format!("{name}:{value} is no date: 2024, 2024-05 or 2024-05-31")),
    }
}

enum Part {
    Filter(String, String),
    Words(Words),
}

/// The parts of a query: quotation marks hold words together.
fn parts(query: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = query.trim_start();
    while !rest.is_empty() {
        let (part, after) = take(rest);
        parts.extend(part);
        rest = after.trim_start();
    }
    parts
}

fn take(rest: &str) -> (Option<Part>, &str) {
    if let Some(phrase) = rest.strip_prefix('"') {
        let (words, after) = phrase.split_once('"').unwrap_or((phrase, ""));
        return (words_part(words), after);
    }
    let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    let filter = word.split_once(':').filter(|(name, _)| is_filter(name));
    match filter {
        Some((name, "")) if after.starts_with('"') => {
            let (value, after) = after[1..].split_once('"').unwrap_or((&after[1..], ""));
            (Some(Part::Filter(name.to_string(), value.to_string())), after)
        }
        Some((name, value)) => (Some(Part::Filter(name.to_string(), value.to_string())), after),
        None => (words_part(word), after),
    }
}

/// A name in small letters before a colon: not the 18 of "18:30".
fn is_filter(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn words_part(words: &str) -> Option<Part> {
    let begins = words.ends_with('*');
    let words = words.trim_end_matches('*').trim().to_string();
    let says = words.chars().any(char::is_alphanumeric);
    says.then_some(Part::Words(Words { words, begins }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_phrases_and_filters_are_read() {
        let query =
            Query::parse(r#"snow "first of May" bridg* speaker:"Ana Duarte" after:2024-05 unsure:no 18:30"#);
        let query = query.expect("a query");
        let words: Vec<(&str, bool)> =
            query.words.iter().map(|words| (words.words.as_str(), words.begins)).collect();
        assert_eq!(words, [("snow", false), ("first of May", false), ("bridg", true), ("18:30", false)]);
        assert_eq!(query.speaker, [Name::new("ana duarte").expect("a name")]);
        assert_eq!((query.after.as_deref(), query.unsure), (Some("2024-05"), Some(false)));
        assert!(query.asks_statements());
    }

    #[test]
    fn mistakes_are_named() {
        let wrong = |query: &str| Query::parse(query).expect_err(query);
        assert!(
            wrong("colour:red").contains("no filter colour:") && wrong("colour:red").contains("speaker:")
        );
        assert!(wrong("after:yesterday").contains("2024-05-31"));
        assert!(wrong("kind:loud").contains("direct, indirect, mixed"));
        assert!(wrong("  \"\" ").contains("empty"));
    }
}
