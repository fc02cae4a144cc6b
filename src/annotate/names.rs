//! Names: what lists know of the words that names are made of — given names, surnames, places, organizations, titles.
//!
//! Looked up by the hash a token carries, so that no word is folded twice.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::Lexicon;
use super::clusters::{Cluster, Clusters};
use super::coreference::ranker::Ranker;
use super::lexicon::entries;
use super::mention::Sex;
use super::mention::tagged::LABELS;
use super::token::Token;
use crate::model::{self, Model};

/// What the lists say of one word, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints(u16);

impl Hints {
    pub const MALE: Hints = Hints(1);
    pub const FEMALE: Hints = Hints(1 << 1);
    pub const SURNAME: Hints = Hints(1 << 2);
    /// Ends (or before "of" begins) the name of an organization.
    pub const ORGANIZATION_NOUN: Hints = Hints(1 << 3);
    pub const PLACE_NOUN: Hints = Hints(1 << 4);
    /// Stands before a person's name.
    pub const TITLE: Hints = Hints(1 << 5);
    /// Describes a person ("spokesman") or, with the next bit, an organization ("ministry").
    pub const PERSON_ROLE: Hints = Hints(1 << 6);
    pub const ORGANIZATION_ROLE: Hints = Hints(1 << 7);

    /// Tells a sex: "son", "Mrs.".
    pub const HE: Hints = Hints(1 << 8);
    pub const SHE: Hints = Hints(1 << 9);

    /// The bits that are about names of people.
    pub const NAMES: u32 = 1 | 1 << 1 | 1 << 2;
    /// The bits that hold for a word in small letters too.
    pub const WORDS: u32 = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7;
    /// The bits that tell of which kind a name is.
    pub const KINDS: u32 = Hints::NAMES | 1 << 3 | 1 << 4 | 1 << 5;

    /// The sex that a title or a noun tells.
    pub fn sex(self) -> Option<Sex> {
        match (self.has(Hints::HE), self.has(Hints::SHE)) {
            (true, false) => Some(Sex::Male),
            (false, true) => Some(Sex::Female),
            _ => None,
        }
    }

    /// All bits that tell of which kind a word is.
    pub fn bits(self) -> u32 {
        u32::from(self.0 & 0xFF)
    }

    pub fn has(self, hint: Hints) -> bool {
        self.0 & hint.0 != 0
    }

    /// A given name of either sex.
    pub fn is_given(self) -> bool {
        self.0 & (Hints::MALE.0 | Hints::FEMALE.0) != 0
    }

    pub fn is_role(self) -> bool {
        self.0 & (Hints::PERSON_ROLE.0 | Hints::ORGANIZATION_ROLE.0) != 0
    }
}

/// Keys are hashes already.
#[derive(Clone, Copy, Default)]
pub struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    fn write_u32(&mut self, hash: u32) {
        self.0 = u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// A table whose keys are hashes.
pub type ByHash<T, K = u64> = HashMap<K, T, BuildHasherDefault<Plain>>;

/// What a listed phrase is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhraseKind {
    Place,
    Organization,
}

/// The lists, by hash.
pub struct Names {
    /// By id of words that the lexicon has, by hash of others.
    known: Vec<Hints>,
    words: ByHash<Hints, u32>,
    places: ByHash<()>,
    organizations: ByHash<()>,
    /// A name -> the words of the name it is another spelling of.
    aliases: ByHash<Vec<u32>>,
    clusters: Clusters,
    ranker: Ranker,
    tagger: Model<LABELS>,
}

const GIVEN: [&str; 2] = [
    include_str!("../../assets/lexicon/given-names.txt"),
    include_str!("../../assets/lexicon/given-names-more.txt"),
];
const ROLES: &str = include_str!("../../assets/lexicon/roles.txt");
const SEXES: &str = include_str!("../../assets/lexicon/sexes.txt");
const PLACES: [&str; 3] = [
    include_str!("../../assets/lexicon/places-geonames.txt"),
    include_str!("../../assets/lexicon/places-more.txt"),
    include_str!("../../assets/lexicon/places-wordnet.txt"),
];
const ALIASES: &str = include_str!("../../assets/lexicon/aliases.txt");
const ORGANIZATIONS: [&str; 3] = [
    include_str!("../../assets/lexicon/organizations.txt"),
    include_str!("../../assets/lexicon/organizations-more.txt"),
    include_str!("../../assets/lexicon/organizations-wordnet.txt"),
];

/// Lists of bare words, each giving its words a hint.
const LISTS: [(Hints, &str); 5] = [
    (Hints::SURNAME, include_str!("../../assets/lexicon/surnames.txt")),
    (Hints::SURNAME, include_str!("../../assets/lexicon/surnames-more.txt")),
    (Hints::ORGANIZATION_NOUN, include_str!("../../assets/lexicon/organization-nouns.txt")),
    (Hints::PLACE_NOUN, include_str!("../../assets/lexicon/place-nouns.txt")),
    (Hints::TITLE, include_str!("../../assets/lexicon/titles.txt")),
];

impl Names {
    /// The lists in `assets/lexicon/`.
    pub fn bundled(lexicon: &Lexicon) -> Names {
        let mut names = Names {
            known: vec![Hints::default(); lexicon.count()],
            words: HashMap::with_capacity_and_hasher(44_000, BuildHasherDefault::default()),
            places: HashMap::with_capacity_and_hasher(13_000, BuildHasherDefault::default()),
            organizations: ByHash::default(),
            aliases: ByHash::default(),
            clusters: Clusters::bundled(),
            ranker: Ranker::bundled(),
            tagger: Model::bundled(model::bundled!("names.bin")),
        };
        for (hint, list) in LISTS {
            entries(list).for_each(|word| names.hint(lexicon, word, hint));
        }
        for line in GIVEN.into_iter().flat_map(entries) {
            names.given(lexicon, line);
        }
        for (word, kind) in entries(ROLES).filter_map(|line| line.split_once(' ')) {
            let hint = if kind == "p" { Hints::PERSON_ROLE } else { Hints::ORGANIZATION_ROLE };
            names.hint(lexicon, word, hint);
        }
        for (word, sex) in entries(SEXES).filter_map(|line| line.split_once(' ')) {
            names.hint(lexicon, word, if sex == "m" { Hints::HE } else { Hints::SHE });
        }
        names.places = PLACES.into_iter().flat_map(entries).map(|name| (phrase(lexicon, name), ())).collect();
        names.organizations =
            ORGANIZATIONS.into_iter().flat_map(entries).map(|name| (phrase(lexicon, name), ())).collect();
        names.aliases = entries(ALIASES).flat_map(|line| aliases(lexicon, line)).collect();
        names
    }

    fn given(&mut self, lexicon: &Lexicon, line: &str) {
        let Some((name, sex)) = line.split_once(' ') else { return };
        if sex != "f" {
            self.hint(lexicon, name, Hints::MALE);
        }
        if sex != "m" {
            self.hint(lexicon, name, Hints::FEMALE);
        }
    }

    fn hint(&mut self, lexicon: &Lexicon, word: &str, hint: Hints) {
        let hints = match lexicon.find(word) {
            (id, _) if id.is_known() => &mut self.known[id.index()],
            (_, hash) => self.words.entry(hash).or_default(),
        };
        hints.0 |= hint.0;
    }

    /// What tags names.
    pub fn tagger(&self) -> &Model<LABELS> {
        &self.tagger
    }

    /// The same lists with other models: what training and its tests need.
    pub fn with(self, tagger: Model<LABELS>, ranker: Ranker) -> Names {
        Names { tagger, ranker, ..self }
    }

    /// What weighs the figures a pronoun may mean.
    pub fn ranker(&self) -> &Ranker {
        &self.ranker
    }

    /// What the lists say of a word.
    pub fn hints(&self, word: &Token) -> Hints {
        match word.word {
            id if id.is_known() => self.known[id.index()],
            _ => self.words.get(&word.hash).copied().unwrap_or_default(),
        }
    }

    /// The cluster of the word with this hash.
    pub fn cluster(&self, hash: u32, capital: bool) -> Cluster {
        self.clusters.of(hash, capital)
    }

    /// What a run of words is listed as.
    pub fn phrase(&self, phrase: u64) -> Option<PhraseKind> {
        match () {
            () if self.is_organization(phrase) => Some(PhraseKind::Organization),
            () if self.is_place(phrase) => Some(PhraseKind::Place),
            () => None,
        }
    }

    pub fn is_place(&self, phrase: u64) -> bool {
        self.places.contains_key(&phrase)
    }

    /// The words of the name that this one is another spelling of ("U.S.": "united states").
    pub fn alias(&self, phrase: u64) -> Option<&[u32]> {
        self.aliases.get(&phrase).map(Vec::as_slice)
    }

    pub fn is_organization(&self, phrase: u64) -> bool {
        self.organizations.contains_key(&phrase)
    }
}

/// The hash of a run of words, from the hashes of its words.
pub fn join(hashes: impl Iterator<Item = u32>) -> u64 {
    hashes.fold(0, |join, hash| join.rotate_left(7).wrapping_mul(0x0100_0000_01b3) ^ u64::from(hash))
}

fn phrase(lexicon: &Lexicon, name: &str) -> u64 {
    join(name.split(' ').map(|word| lexicon.find(word).1))
}

/// `name = other, other`: each of them leads to the words of the name.
fn aliases(lexicon: &Lexicon, line: &'static str) -> Vec<(u64, Vec<u32>)> {
    let Some((name, others)) = line.split_once(" = ") else { return Vec::new() };
    let words: Vec<u32> = name.split(' ').map(|word| lexicon.find(word).1).collect();
    others.split(", ").map(|other| (phrase(lexicon, other), words.clone())).collect()
}
