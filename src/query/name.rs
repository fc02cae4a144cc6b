//! Names: whether a name that was asked for and the name of a figure may mean the same person.
//!
//! A shorter name may mean a longer one that holds its words in order ("Merkel" for "Angela Merkel", "Donald Trump" for
//! "Donald J. Trump"). That links names, it proves nobody's identity.

use crate::export::json;

/// Words that make another person of the same name.
const APART: [&str; 8] = ["jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "v"];

/// Words before a name that are no part of it.
const TITLES: [&str; 14] =
    ["mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "sir", "sen.", "rep.", "gov.", "president", "the"];

/// How a figure's name stands to the name that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// All that was asked for is in the figure's name.
    Whole,
    /// The figure goes by the last word alone ("Merkel", asked for "Angela Merkel"): others may bear it too.
    Last,
}

/// A name as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    words: Vec<String>,
}

impl Name {
    /// Without titles, in small letters; `None` where nothing is left.
    pub fn new(name: &str) -> Option<Name> {
        let words = words(&json::key(name));
        (!words.is_empty()).then_some(Name { words })
    }

    /// Without the number that tells the bearers of one name apart ("ana duarte (2)").
    pub fn unnumbered(&self) -> Name {
        let number = |word: &String| word.starts_with('(') && word.ends_with(')');
        match self.words.split_last() {
            Some((last, rest)) if number(last) && !rest.is_empty() => Name { words: rest.to_vec() },
            _ => self.clone(),
        }
    }

    /// How the figure with this key ([`json::key`]) may be meant; `None` where it is somebody else.
    pub fn link(&self, key: &str) -> Option<Link> {
        let figure = words(key);
        let apart = |words: &[String]| words.last().is_some_and(|word| APART.contains(&word.as_str()));
        if apart(&figure) != apart(&self.words) || figure.is_empty() {
            return None;
        }
        match () {
            () if holds(&figure, &self.words) => Some(Link::Whole),
            () if figure.len() == 1 && self.words.last() == figure.last() => Some(Link::Last),
            () => None,
        }
    }
}

fn words(key: &str) -> Vec<String> {
    let mut words: Vec<String> = key.split(' ').filter(|word| !word.is_empty()).map(String::from).collect();
    while words.len() > 1 && TITLES.contains(&words[0].as_str()) {
        words.remove(0);
    }
    words
}

/// Whether `long` holds the words of `short` in order.
fn holds(long: &[String], short: &[String]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|word| rest.any(|other| other == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_link_or_stay_apart() {
        let cases = [
            ("Ana Duarte", "ana duarte", Some(Link::Whole)),
            ("duarte", "ana duarte", Some(Link::Whole)),
            ("Ana Duarte", "ana p. duarte", Some(Link::Whole)),
            ("Ana Duarte", "duarte", Some(Link::Last)),
            ("Mrs. Duarte", "ana duarte", Some(Link::Whole)),
            ("Ana Duarte", "president ana duarte", Some(Link::Whole)),
            ("Ana Duarte", "paulo duarte", None),
            ("Ana Duarte", "ana", None),
            ("Karl Brack", "karl brack jr.", None),
            ("Karl Brack Jr.", "karl brack jr.", Some(Link::Whole)),
            ("Duarte Ana", "ana duarte", None),
        ];
        for (asked, key, link) in cases {
            assert_eq!(Name::new(asked).expect("a name").link(key), link, "{asked} for {key}");
        }
        assert_eq!(Name::new("  "), None);
    }
}
