//! Naming: which names belong to one figure, told from their words over the whole article, before anybody is
//! looked for. "Ana B. Duarte" and "Ana Duarte" are one, "Ana Duarte" and "Bo Duarte" two; a bare "Duarte" waits
//! until its place in the text says which.

use smallvec::SmallVec;

use super::chains::Chains;
use crate::annotate::Lexicon;
use crate::annotate::mention::{Candidate, Sex};
use crate::annotate::names::{ByHash, Names, join};
use crate::annotate::token::{Shape, Tag, Token, Tokens};
use crate::annotate::{FigureKind, Form};

/// Most groups of names that a new name is compared with: the latest ones that share a word.
const COMPARED: usize = 16;

/// A word of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Word {
    hash: u32,
    /// Its first letter, and whether that is all of it and stands for a name ("J."): see [`Word::new`].
    letter: u32,
}

impl Word {
    fn new(hash: u32, first: char, is_initial: bool) -> Word {
        Word { hash, letter: first as u32 | u32::from(is_initial) << 31 }
    }

    fn is_initial(self) -> bool {
        self.letter >> 31 == 1
    }

    fn agrees(self, other: Word) -> bool {
        let initial = self.is_initial() || other.is_initial();
        self.hash == other.hash || initial && self.letter << 1 == other.letter << 1
    }
}

/// A name by its words, however often it is written.
#[derive(Clone, Debug)]
struct Called {
    words: SmallVec<[Word; 2]>,
    kind: FigureKind,
    sex: Option<Sex>,
    count: u32,
    /// The group it belongs to; a bare surname belongs to none before its place is known.
    group: Option<u32>,
}

/// Names of one figure.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its fullest name, an index of `Naming::called`.
    fullest: u32,
    pub kind: FigureKind,
    pub sex: Option<Sex>,
    /// How often its full names are written in the article.
    pub count: u32,
}

/// The names of an article.
#[derive(Debug, Default)]
pub struct Naming {
    /// For each candidate of the stretch at hand its name, where it is one.
    name: Vec<Option<u32>>,
    /// The words of a name -> the names with them.
    known: Chains,
    called: Vec<Called>,
    pub groups: Vec<Group>,
    /// The hash of a word -> the groups that have a name of several words with it.
    by_word: Chains,
    by_acronym: ByHash<usize>,
    /// The hash of a word -> the groups of figures known by that word alone.
    by_bare: Chains,
}

/// What naming looks at.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    pub text: &'a str,
    pub tokens: &'a Tokens,
    pub lexicon: &'a Lexicon,
    pub names: &'a Names,
    pub candidates: &'a [Candidate],
}

impl Naming {
    /// Groups the names of the next stretch; those in folded clutter join groups of the body, but lend them no words.
    pub fn take_in(&mut self, page: Page, folded: &[bool]) {
        self.name = vec![None; page.candidates.len()];
        for hidden in [false, true] {
            let first = self.called.len();
            for (index, candidate) in page.candidates.iter().enumerate() {
                if candidate.mention.form() == Form::Name && folded[index] == hidden {
                    let name = self.collect(words(page, candidate), candidate);
                    self.name[index] = Some(name as u32);
                }
            }
            for name in first..self.called.len() {
                self.assign(name, !hidden);
            }
            self.learn_acronyms(page);
        }
    }

    /// The name with these words, new where they are.
    fn collect(&mut self, words: SmallVec<[Word; 2]>, candidate: &Candidate) -> usize {
        let key = join(words.iter().map(|word| word.hash));
        let fits = |name: &usize| {
            let called = &self.called[*name];
            // "Mr. Duarte" does not make every Duarte a man.
            let sexes =
                if words.len() > 1 { agree(called.sex, candidate.sex) } else { called.sex == candidate.sex };
            alike(called.kind, candidate.kind) && sexes
        };
        if let Some(name) = self.known.of(key).filter(fits).last() {
            let called = &mut self.called[name];
            called.count += 1;
            called.sex = called.sex.or(candidate.sex);
            if called.kind == FigureKind::Other {
                called.kind = candidate.kind;
            }
            return name;
        }
        let name = self.called.len();
        self.known.push(key, name);
        self.called.push(Called { words, kind: candidate.kind, sex: candidate.sex, count: 1, group: None });
        name
    }

    /// Puts a name of several words into its group; one of a single word only where nobody's full name has it.
    fn assign(&mut self, name: usize, lends: bool) {
        let called = self.called[name].clone();
        if called.words.len() < 2 {
            return;
        }
        let group = self.alike(&called).unwrap_or_else(|| self.open(name));
        self.called[name].group = Some(group as u32);
        let entry = &mut self.groups[group];
        entry.count += called.count;
        entry.sex = entry.sex.or(called.sex);
        if entry.kind == FigureKind::Other {
            entry.kind = called.kind;
        }
        if called.words.len() > self.called[entry.fullest as usize].words.len() {
            entry.fullest = name as u32;
        }
        if lends {
            for word in called.words.iter().filter(|word| !word.is_initial()) {
                let key = u64::from(word.hash);
                let is_listed = self.by_word.of(key).any(|other| other == group);
                if !is_listed && self.by_word.of(key).count() < COMPARED {
                    self.by_word.push(key, group);
                }
            }
        }
    }

    fn open(&mut self, name: usize) -> usize {
        let Called { kind, sex, .. } = self.called[name];
        self.groups.push(Group { fullest: name as u32, kind, sex, count: 0 });
        self.groups.len() - 1
    }

    /// The group whose names this one varies.
    fn alike(&self, called: &Called) -> Option<usize> {
        let ends = [called.words.last(), called.words.first()];
        let fits = |group: &usize| {
            let group = &self.groups[*group];
            let fullest = &self.called[group.fullest as usize];
            alike(group.kind, called.kind)
                && agree(group.sex, called.sex)
                && vary(called.kind, &called.words, &fullest.words)
        };
        // Of several the one that was there first.
        ends.into_iter().flatten().find_map(|word| self.by_word.of(u64::from(word.hash)).filter(fits).last())
    }

    /// Acronyms given in brackets after a name, and those that the capitals of an organization make.
    fn learn_acronyms(&mut self, page: Page) {
        for (index, candidate) in page.candidates.iter().enumerate() {
            let Some(group) = self.group(index) else { continue };
            if candidate.kind == FigureKind::Person {
                continue;
            }
            if let Some(token) = bracketed(page, candidate.tokens.end) {
                self.by_acronym.insert(u64::from(token.hash), group);
            }
            if candidate.kind == FigureKind::Organization && candidate.tokens.len() > 2 {
                let hash = page.lexicon.find(&acronym(page, candidate)).1;
                self.by_acronym.entry(u64::from(hash)).or_insert(group);
            }
        }
    }

    fn called_as(&self, candidate: usize) -> Option<usize> {
        self.name[candidate].map(|name| name as usize)
    }

    /// The group of a candidate that has one wherever it stands.
    pub fn group(&self, candidate: usize) -> Option<usize> {
        self.called_as(candidate).and_then(|name| self.called[name].group).map(|group| group as usize)
    }

    /// The groups that a single word may mean: those with the word in a name, or an acronym.
    pub fn shortened(&self, candidate: usize) -> Vec<usize> {
        let Some(called) = self.called_as(candidate).map(|name| &self.called[name]) else {
            return Vec::new();
        };
        let [word] = called.words[..] else { return Vec::new() };
        let key = u64::from(word.hash);
        let fits = |group: &usize| {
            let group = &self.groups[*group];
            let words = &self.called[group.fullest as usize].words;
            agree(group.sex, called.sex) && shortens(called, group.kind, word, words)
        };
        let mut groups: Vec<usize> = self.by_word.of(key).filter(fits).collect();
        groups.reverse();
        if called.kind != FigureKind::Person {
            groups.extend(self.by_acronym.get(&key));
        }
        let shared = groups.len();
        groups.extend(self.by_bare.of(key).filter(|group| {
            let group = &self.groups[*group];
            agree(group.sex, called.sex) && alike(group.kind, called.kind)
        }));
        groups[shared..].reverse();
        groups
    }

    /// Whether the word is the last of the group's fullest name (a surname), not one before.
    pub fn is_last(&self, candidate: usize, group: usize) -> bool {
        let last = self.called[self.groups[group].fullest as usize].words.last();
        let word = self.called_as(candidate).and_then(|name| self.called[name].words.first());
        word.zip(last).is_some_and(|(word, last)| word.hash == last.hash)
    }

    /// Makes a group of a single word that shortens nobody's name; the same word finds it again.
    pub fn single(&mut self, candidate: usize) -> Option<usize> {
        let name = self.called_as(candidate)?;
        let group = self.open(name);
        self.groups[group].count = self.called[name].count;
        if let [word] = self.called[name].words[..] {
            self.by_bare.push(u64::from(word.hash), group);
        }
        Some(group)
    }
}

/// Whether a single word of this name may stand for a figure with these words.
fn shortens(called: &Called, kind: FigureKind, word: Word, words: &[Word]) -> bool {
    use FigureKind::{Organization, Other, Person};
    let ends = [words.first(), words.last()].into_iter().flatten().any(|end| end.hash == word.hash);
    match (called.kind, kind) {
        (Person, Person) => ends,
        (Organization | Other, Organization) | (Other, Person) => ends,
        _ => false,
    }
}

fn alike(a: FigureKind, b: FigureKind) -> bool {
    a == b || a == FigureKind::Other || b == FigureKind::Other
}

fn agree(a: Option<Sex>, b: Option<Sex>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// Whether two names of several words can be one figure's.
fn vary(kind: FigureKind, a: &[Word], b: &[Word]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    match kind {
        FigureKind::Person => person(short, long),
        FigureKind::Organization => long.starts_with(short) || long.ends_with(short),
        _ => short == long,
    }
}

/// Same surname and given names that agree; or the same words in another order.
fn person(short: &[Word], long: &[Word]) -> bool {
    let (Some(a), Some(b)) = (short.last(), long.last()) else { return false };
    let turned = short.len() == long.len()
        && short.iter().all(|word| long.iter().any(|other| other.hash == word.hash));
    if a.hash != b.hash {
        return turned;
    }
    let mut rest = long[..long.len() - 1].iter();
    let inside = short[..short.len() - 1].iter().all(|word| rest.any(|other| other.agrees(*word)));
    let first = short[0].agrees(long[0]);
    let middles = short.len() > 2 && long.len() > 2;
    inside || turned || first && !middles
}

/// The words of a name as they are compared: no particles before it, no "al-", no full stops, one spelling for
/// names that are written in several ways ("U.S.").
fn words(page: Page, candidate: &Candidate) -> SmallVec<[Word; 2]> {
    let tokens = &page.tokens.all[candidate.tokens.clone()];
    if let Some(same) = page.names.alias(join(tokens.iter().map(|token| token.hash))) {
        return same.iter().map(|hash| Word::new(*hash, ' ', false)).collect();
    }
    let person = candidate.kind == FigureKind::Person;
    let kept = tokens.iter().filter(|token| {
        token.is_word() && !matches!(token.tag, Tag::Dt | Tag::Pos) && !is_ending(page, token, person)
    });
    let words: SmallVec<[Word; 2]> = kept.map(|token| word(page, token)).collect();
    if words.is_empty() { tokens.iter().map(|token| word(page, token)).collect() } else { words }
}

/// "Jr." after a person's name, "Inc." after a company's.
fn is_ending(page: Page, token: &Token, person: bool) -> bool {
    const PERSON: [&str; 6] = ["jr", "jr.", "sr", "sr.", "ii", "iii"];
    const COMPANY: [&str; 9] = ["inc", "inc.", "corp", "corp.", "co.", "ltd", "ltd.", "llc", "plc"];
    let text = token.span().of(page.text);
    let endings: &[&str] = if person { &PERSON } else { &COMPANY };
    text.len() <= 5 && endings.iter().any(|ending| text.eq_ignore_ascii_case(ending))
}

fn word(page: Page, token: &Token) -> Word {
    let text = token.span().of(page.text);
    let bare = ["al-", "Al-", "el-", "El-"].iter().find_map(|prefix| text.strip_prefix(prefix));
    let first = text.chars().find(|c| c.is_alphabetic()).unwrap_or(' ').to_lowercase().next().unwrap_or(' ');
    let initial = text.trim_end_matches('.').chars().count() == 1;
    let hash = match bare {
        Some(bare) => page.lexicon.find(bare).1,
        None if text.contains('.') => page.lexicon.find(&text.replace('.', "")).1,
        None => token.hash,
    };
    Word::new(hash, first, initial)
}

/// "(ABC)" at token `at`.
fn bracketed<'a>(page: Page<'a>, at: usize) -> Option<&'a Token> {
    let [open, word, close] = page.tokens.all.get(at..at + 3)? else { return None };
    let fits = open.tag == Tag::Open && close.tag == Tag::Close && word.shape.has(Shape::CAPITALS);
    fits.then_some(word)
}

/// The first letters of the capitalised words.
fn acronym(page: Page, candidate: &Candidate) -> String {
    let tokens = page.tokens.all[candidate.tokens.clone()].iter();
    let capitals = tokens.filter(|token| token.shape.has(Shape::CAPITAL));
    capitals.filter_map(|token| token.span().of(page.text).chars().next()).collect()
}
