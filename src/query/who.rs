//! Who: everything that one person said, over articles, by date.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::alike;
use super::link::{Links, numbered};
use super::name::{Link, Name};
use super::said::{Said, Voice};

/// What one figure said, linked over articles by its name.
#[derive(Debug, PartialEq)]
pub struct Dossier {
    /// The fullest name that an article uses.
    pub name: String,
    /// Each once, the most frequent first.
    pub roles: Vec<String>,
    pub statements: Vec<Found>,
}

/// A statement in a dossier.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// The dossier's name.
    pub who: String,
    #[serde(flatten)]
    pub said: Said,
    /// Linked by the last name alone.
    pub by_last_name: bool,
    /// The earlier statement in the dossier, counted from 0, that quotes the same words.
    pub same_words_as: Option<usize>,
}

impl Dossier {
    /// How many articles the statements stand in.
    pub fn articles(&self) -> usize {
        self.statements.iter().map(|found| &found.said.about.source).collect::<BTreeSet<_>>().len()
    }

    pub fn unsure(&self) -> usize {
        self.statements.iter().filter(|found| found.said.unsure).count()
    }
}

/// Statements by the key of who said them, as their places among all and how the name asked for means the key.
type Groups = BTreeMap<String, Vec<(usize, Link)>>;

/// The dossiers of all figures that the name may mean, most statements first; statements by date, undated ones last.
/// What the user said about who is who comes before what the names suggest.
pub fn dossiers(name: &Name, all: &[Said], links: &Links) -> Vec<Dossier> {
    let mut all = all.to_vec();
    links.part(&mut all);
    let names = links.names(name);
    let mut groups = Groups::new();
    for (i, said) in all.iter().enumerate() {
        for (key, link) in linked(&names, said) {
            groups.entry(key).or_default().push((i, link));
        }
    }
    let groups = merged(joined(groups), links);
    let mut dossiers: Vec<Dossier> =
        groups.into_values().map(|statements| dossier(&names, &all, statements)).collect();
    dossiers.sort_by_key(|dossier| (std::cmp::Reverse(dossier.statements.len()), dossier.name.clone()));
    dossiers
}

fn linked<'a>(names: &'a [Name], said: &'a Said) -> impl Iterator<Item = (String, Link)> + 'a {
    let voices = said.figures.iter();
    voices.filter_map(|voice| Some((voice.key.clone(), link(names, &voice.key)?)))
}

/// How the key is meant by the name that means it best.
fn link(names: &[Name], key: &str) -> Option<Link> {
    names.iter().filter_map(|name| name.link(key)).min()
}

/// Names that the user said to be one person's are one group.
fn merged(mut groups: Groups, links: &Links) -> Groups {
    for (one, two) in links.pairs() {
        let whole = |name: &str| {
            let name = Name::new(name)?;
            let mut keys = groups.keys().filter(|key| numbered(key).is_none());
            keys.find(|key| name.link(key) == Some(Link::Whole)).cloned()
        };
        if let (Some(one), Some(two)) = (whole(one), whole(two))
            && one != two
            && let Some(statements) = groups.remove(&two)
        {
            groups.entry(one).or_default().extend(statements);
        }
    }
    groups
}

/// Short names go with the only longer one that they may stand for ("duarte" with "ana duarte", unless there is a
/// "paulo duarte" too).
fn joined(mut groups: Groups) -> Groups {
    let keys: Vec<String> = groups.keys().cloned().collect();
    for short in &keys {
        let Some(name) = Name::new(short) else { continue };
        let longer: Vec<&String> = keys
            .iter()
            .filter(|long| words(long) > words(short) && name.link(long) == Some(Link::Whole))
            .collect();
        let Some(longest) = longer.iter().max_by_key(|long| words(long)) else { continue };
        let whole = Name::new(longest);
        let one = longer.iter().all(|long| numbered(long).is_none())
            && longer.iter().all(|long| {
                let held = Name::new(long).zip(whole.as_ref());
                held.is_some_and(|(long, _)| long.link(longest) == Some(Link::Whole))
            });
        if one && let Some(statements) = groups.remove(short) {
            let last = words(short) == 1;
            let statements =
                statements.into_iter().map(|(i, link)| (i, if last { Link::Last } else { link }));
            groups.entry((*longest).clone()).or_default().extend(statements);
        }
    }
    groups
}

fn words(key: &str) -> usize {
    key.split(' ').count()
}

fn dossier(names: &[Name], all: &[Said], mut statements: Vec<(usize, Link)>) -> Dossier {
    let date = |i: usize| (all[i].about.date().is_none(), all[i].about.date().unwrap_or_default());
    statements.sort_by(|(a, _), (b, _)| date(*a).cmp(&date(*b)).then(a.cmp(b)));
    statements.dedup_by_key(|(i, _)| *i);
    let voices: Vec<&Voice> = statements
        .iter()
        .flat_map(|(i, _)| all[*i].figures.iter().filter(|voice| link(names, &voice.key).is_some()))
        .collect();
    let who =
        voices.iter().map(|voice| voice.name.as_str()).max_by_key(|name| name.len()).unwrap_or_default();
    let said: Vec<Said> = statements.iter().map(|(i, _)| all[*i].clone()).collect();
    let first = alike::groups(&said);
    let found = |(at, (said, (_, link))): (usize, (Said, (usize, Link)))| Found {
        who: who.to_string(),
        said,
        by_last_name: link == Link::Last,
        same_words_as: (first[at] != at).then_some(first[at]),
    };
    Dossier {
        name: who.to_string(),
        roles: roles(&voices),
        statements: said.into_iter().zip(statements).enumerate().map(found).collect(),
    }
}

fn roles(voices: &[&Voice]) -> Vec<String> {
    let mut counts: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for role in voices.iter().filter_map(|voice| voice.role.as_ref()) {
        let entry = counts.entry(role.to_lowercase()).or_insert_with(|| (0, role.clone()));
        entry.0 += 1;
    }
    let mut roles: Vec<(usize, String)> = counts.into_values().collect();
    roles.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    roles.into_iter().map(|(_, role)| role).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::library::Sameness;
    use crate::query::said::{About, Piece};

    fn said(source: &str, published: &str, name: &str, words: &str) -> Said {
        let about = About {
            source: source.into(),
            published: (!published.is_empty()).then(|| published.into()),
            ..About::default()
        };
        let voice = Voice { name: name.into(), key: name.to_lowercase(), role: Some("mayor".into()) };
        let piece = Piece { words: words.into(), quoted: true };
        Said { about: Arc::new(about), figures: vec![voice], content: vec![piece], ..Said::default() }
    }

    fn ask(name: &str, all: &[Said]) -> Vec<(String, Vec<String>)> {
        let name = Name::new(name).expect("a name");
        let words = |dossier: &Dossier| {
            dossier.statements.iter().map(|found| found.said.content[0].words.clone()).collect()
        };
        dossiers(&name, all, &Links::default())
            .iter()
            .map(|dossier| (dossier.name.clone(), words(dossier)))
            .collect()
    }

    #[test]
    fn statements_come_by_date_and_undated_ones_last() {
        let all = [
            said("c", "", "Ana Duarte", "three"),
            said("b", "2024-05-02T10:00:00Z", "Ana Duarte", "two"),
            said("a", "2024-05-01", "Duarte", "one"),
            said("d", "2024-05-03", "Karl Brack", "other"),
        ];
        let expected = ["one", "two", "three"].map(String::from).to_vec();
        assert_eq!(ask("Ana Duarte", &all), [("Ana Duarte".to_string(), expected.clone())]);
        assert_eq!(ask("duarte", &all), [("Ana Duarte".to_string(), expected)]);
        assert_eq!(ask("Okafor", &all), []);
    }

    #[test]
    fn two_people_of_one_surname_stay_two() {
        let all = [
            said("a", "2024-05-01", "Ana Duarte", "hers"),
            said("b", "2024-05-02", "Paulo Duarte", "his"),
            said("b", "2024-05-02", "Paulo Duarte", "his too"),
            said("c", "2024-05-03", "Duarte", "whose"),
        ];
        let names: Vec<String> = ask("Duarte", &all).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Paulo Duarte", "Ana Duarte", "Duarte"]);
        let hers = dossiers(&Name::new("Ana Duarte").expect("a name"), &all, &Links::default());
        assert_eq!(hers[0].statements.len(), 2, "the surname alone may mean her: {hers:?}");
        assert!(hers[0].statements[1].by_last_name);
    }

    #[test]
    fn what_the_user_said_of_names_comes_first() {
        let all = [
            said("a", "2024-05-01", "Robert Hale", "one"),
            said("b", "2024-05-02", "Bob Hale", "two"),
            said("c", "2024-05-03", "Bob Hale", "three"),
        ];
        let names = |name: &str, links: &Links| -> Vec<(String, usize)> {
            let dossiers = dossiers(&Name::new(name).expect("a name"), &all, links);
            dossiers.iter().map(|dossier| (dossier.name.clone(), dossier.statements.len())).collect()
        };
        let row = |name: &str, count: usize| (name.to_string(), count);
        assert_eq!(names("Bob Hale", &Links::default()), [row("Bob Hale", 2)]);
        let same = Sameness::Same { key: "bob hale".into(), other: "robert hale".into() };
        let apart = Sameness::Apart { key: "bob hale".into(), number: 2, source: "c".into() };
        let links = Links { all: vec![same.clone()] };
        assert_eq!(names("Bob Hale", &links), [row("Robert Hale", 3)]);
        assert_eq!(names("Robert Hale", &links), [row("Robert Hale", 3)]);
        let links = Links { all: vec![apart.clone()] };
        assert_eq!(names("Bob Hale", &links), [row("Bob Hale", 1), row("Bob Hale (2)", 1)]);
        assert_eq!(names("Bob Hale (2)", &links), [row("Bob Hale (2)", 1)]);
        let links = Links { all: vec![same, apart] };
        assert_eq!(names("Hale", &links), [row("Robert Hale", 2), row("Bob Hale (2)", 1)]);
    }

    #[test]
    fn the_same_words_are_linked() {
        let words = "“We will open the bridge before the winter comes.”";
        let all = [
            said("a", "2024-05-01", "Ana Duarte", words),
            said("b", "2024-05-02", "Ana Duarte", "“We will open the bridge before winter comes.”"),
        ];
        let dossier = &dossiers(&Name::new("Ana Duarte").expect("a name"), &all, &Links::default())[0];
        assert_eq!(dossier.statements[1].same_words_as, Some(0));
        assert_eq!((dossier.articles(), dossier.roles.len()), (2, 1));
    }
}
