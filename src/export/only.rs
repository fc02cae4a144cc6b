//! Only: which statements are printed (`speaker=duarte,kind=direct`). Conditions on different things must all hold; of
//! several on the same thing, one.

use super::json::{Figure, StatementOut, key};

/// Conditions that statements must meet; none let all pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Only {
    conditions: Vec<(Field, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    /// Part of a name, or a whole key.
    Speaker,
    Kind,
    Class,
    Form,
    Status,
}

const FIELDS: [(&str, Field, &[&str]); 5] = [
    ("speaker", Field::Speaker, &[]),
    ("kind", Field::Kind, &["direct", "indirect", "mixed"]),
    ("class", Field::Class, &[]),
    ("form", Field::Form, &[]),
    ("status", Field::Status, &["machine", "confirmed", "corrected", "added"]),
];

impl Only {
    /// Reads `field=value,field=value`.
    pub fn parse(words: &str) -> Result<Only, String> {
        let conditions: Result<Vec<(Field, String)>, String> = words.split(',').map(condition).collect();
        Ok(Only { conditions: conditions? })
    }

    pub fn is_all(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Whether a statement passes; `figures` are those of its article.
    pub fn keeps(&self, said: &StatementOut, figures: &[Figure]) -> bool {
        let holds = |(field, value): &(Field, String)| field.holds(value, said, figures);
        let same = |field: Field| self.conditions.iter().filter(move |(other, _)| *other == field);
        self.conditions.iter().all(|(field, _)| same(*field).any(holds))
    }
}

fn condition(words: &str) -> Result<(Field, String), String> {
    let known: Vec<&str> = FIELDS.iter().map(|(name, ..)| *name).collect();
    let wrong = || format!("--only {words}: give field=value, with one of the fields {}", known.join(", "));
    let (name, value) = words.split_once('=').ok_or_else(wrong)?;
    let (_, field, values) = FIELDS.iter().find(|(known, ..)| *known == name.trim()).ok_or_else(wrong)?;
    let value = key(value);
    if value.is_empty() || !values.is_empty() && !values.contains(&value.as_str()) {
        let choice = if values.is_empty() { "some words".to_string() } else { values.join(", ") };
        return Err(format!("--only {words}: the value of {name} is one of: {choice}"));
    }
    Ok((*field, value))
}

impl Field {
    fn holds(self, value: &str, said: &StatementOut, figures: &[Figure]) -> bool {
        let speaker = said.speaker.as_ref();
        match self {
            Field::Kind => said.kind == value,
            Field::Status => said.status == value,
            Field::Class => said.cue.as_ref().is_some_and(|cue| cue.class == value),
            Field::Form => speaker.is_some_and(|speaker| speaker.form == value),
            Field::Speaker => speaker.is_some_and(|speaker| {
                let spoken = figures.iter().filter(|figure| speaker.figures.contains(&figure.id));
                spoken
                    .into_iter()
                    .any(|figure| has_words(&key(figure.name), value) || key(&figure.key) == value)
            }),
        }
    }
}

/// Whether `part` stands in a name as whole words.
fn has_words(name: &str, part: &str) -> bool {
    let name: Vec<&str> = name.split(' ').collect();
    let part: Vec<&str> = part.split(' ').collect();
    name.windows(part.len()).any(|words| words == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_or_named() {
        assert!(Only::parse("speaker=Ana Duarte,kind=direct,kind=mixed").is_ok());
        for (wrong, why) in [
            ("speaker", "give field=value"),
            ("colour=red", "one of the fields speaker"),
            ("kind=loud", "one of: direct"),
            ("speaker=", "some words"),
        ] {
            let error = Only::parse(wrong).unwrap_err();
            assert!(error.contains(wrong) && error.contains(why), "{error}");
        }
    }

    #[test]
    fn names_are_found_by_whole_words() {
        assert!(has_words("ana duarte", "duarte") && has_words("ana duarte", "ana duarte"));
        assert!(!has_words("ana duarte", "art") && !has_words("ana", "ana duarte"));
    }
}
