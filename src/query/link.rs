//! Links: what the user said about figures of several articles: that two names are one person's, or that somebody of
//! the same name is another person. Without that, figures are linked by their names alone ([`super::name`]).

use super::name::{Link, Name};
use super::said::Said;
use crate::library::Sameness;

/// All that was said, in the order it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    pub all: Vec<Sameness>,
}

impl Links {
    /// The names that mean the same person: the one given, and those that were said to be the same as one of them.
    pub fn names(&self, name: &Name) -> Vec<Name> {
        let mut names = vec![name.clone()];
        let mut at = 0;
        while let Some(name) = names.get(at) {
            let others: Vec<Name> = self.pairs().filter_map(|(one, two)| other(name, one, two)).collect();
            for name in others {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            at += 1;
        }
        names
    }

    /// The pairs of names that are one person's.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all.iter().filter_map(|sameness| match sameness {
            Sameness::Same { key, other } => Some((key.as_str(), other.as_str())),
            Sameness::Apart { .. } => None,
        })
    }

    /// Gives those who are apart in their source a key of their own: "ana duarte (2)".
    pub fn part(&self, all: &mut [Said]) {
        for said in all {
            let source = said.about.source.clone();
            for voice in &mut said.figures {
                if let Some(number) = self.number(&voice.key, &source) {
                    voice.key = format!("{} ({number})", voice.key);
                    voice.name = format!("{} ({number})", voice.name);
                }
            }
        }
    }

    /// What was said last of the bearer of a name in a source.
    fn number(&self, key: &str, source: &str) -> Option<u32> {
        self.all.iter().rev().find_map(|sameness| match sameness {
            Sameness::Apart { key: apart, number, source: place } => {
                (apart == key && place == source).then_some(*number)
            }
            Sameness::Same { .. } => None,
        })
    }

    /// The number that nobody of the name has yet, from 2 on.
    pub fn next_number(&self, key: &str) -> u32 {
        let numbers = self.all.iter().filter_map(|sameness| match sameness {
            Sameness::Apart { key: apart, number, .. } if apart == key => Some(*number),
            _ => None,
        });
        numbers.max().map_or(2, |most| most.saturating_add(1))
    }
}

/// The other name of a pair, where the name means one of it.
fn other(name: &Name, one: &str, two: &str) -> Option<Name> {
    let means = |key: &str| name.link(key) == Some(Link::Whole);
    match (means(one), means(two)) {
        (true, false) => Name::new(two),
        (false, true) => Name::new(one),
        _ => None,
    }
}

/// The name and the number of a key that has one ("ana duarte (2)").
pub fn numbered(key: &str) -> Option<(&str, u32)> {
    let (name, number) = key.strip_suffix(')')?.rsplit_once(" (")?;
    number.parse().ok().map(|number| (name, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(key: &str, other: &str) -> Sameness {
        Sameness::Same { key: key.into(), other: other.into() }
    }

    #[test]
    fn names_lead_to_all_that_are_the_same() {
        let links =
            Links { all: vec![same("bob hale", "robert hale"), same("robert hale", "the singing smith")] };
        let names = links.names(&Name::new("Bob Hale").expect("a name"));
        let expected =
            ["bob hale", "robert hale", "the singing smith"].map(|name| Name::new(name).expect("a name"));
        assert_eq!(names, expected);
        assert_eq!(links.names(&Name::new("Ana Duarte").expect("a name")).len(), 1);
    }

    #[test]
    fn numbers_are_read_and_given() {
        assert_eq!(numbered("ana duarte (2)"), Some(("ana duarte", 2)));
        assert_eq!(numbered("ana duarte"), None);
        assert_eq!(numbered("company (north)"), None);
        let apart = |number| Sameness::Apart { key: "ana duarte".into(), number, source: "a".into() };
        let links = Links { all: vec![apart(2), apart(3)] };
        assert_eq!((links.next_number("ana duarte"), links.next_number("tom reed")), (4, 2));
    }
}
