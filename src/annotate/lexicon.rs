//! Lexicon: the word lists in `assets/lexicon/`, in a table that finds a word without regard to case.
//!
//! Every list is a text file, one entry a line, `#` for comments; a file's head says where it comes from.

use super::CueClass;
use super::token::tag::{Tag, TagSet};
use super::token::tagging::LABELS;
use crate::model::{self, Model};

/// Most letters of a word that the lexicon can hold, in bytes; longer words are unknown.
const LONGEST: usize = 32;

/// Index of a word of the lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(u32);

impl WordId {
    /// The id of every word that the lexicon does not hold.
    pub const UNKNOWN: WordId = WordId(0);

    pub fn is_known(self) -> bool {
        self != WordId::UNKNOWN
    }

    /// Its place in lists that have an entry for each word of the lexicon.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What the lexicon knows about a word.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// In lower case, with straight apostrophes.
    pub text: &'static str,
    /// Its parts of speech in lower case, the most frequent one and all; none for words only seen capitalised.
    pub tag: Option<Tag>,
    pub tags: TagSet,
    /// Whether it is always its most frequent part of speech in small letters.
    pub sure: bool,
    /// Its most frequent part of speech where it is capitalised inside a sentence ("May", "Russian").
    pub capital: Option<Tag>,
    /// The base form of a verb ("say" for "said"); the word itself for all others.
    pub lemma: WordId,
    pub classes: Classes,
    /// What it does as a cue; kept with the base form of the verb.
    pub cue: Option<CueClass>,
}

/// Word classes, a bit each: which of the lists hold the word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(u32);

impl Classes {
    pub const NONE: Classes = Classes(0);
    /// Shortened with a full stop: "sen.", "jan.".
    pub const ABBREVIATION: Classes = Classes(1);
    /// ... and a name follows: "mr.", "gen.".
    pub const TITLE: Classes = Classes(1 << 1);
    /// Names of days and months.
    pub const DATE: Classes = Classes(1 << 2);
    /// Nouns for words and thoughts: "claim", "remarks", "statement".
    pub const SPEECH_NOUN: Classes = Classes(1 << 3);

    pub fn has(self, class: Classes) -> bool {
        self.0 & class.0 != 0
    }

    /// Forms of "be" and "have".
    pub const AUXILIARY: Classes = Classes(1 << 4);
    /// Words that are no verbs and yet head cues: "according", "claim", "confident".
    pub const CUE_HEAD: Classes = Classes(1 << 5);
    /// Words at which a clause may start, and words after which what is said often starts.
    pub const BORDER: Classes = Classes(1 << 6);
    pub const OPENER: Classes = Classes(1 << 7);

    fn add(&mut self, class: Classes) {
        self.0 |= class.0;
    }
}

/// Lists of bare words, each giving its words a class.
const LISTS: [(Classes, &str); 6] = [
    (Classes::CUE_HEAD, include_str!("../../assets/lexicon/cue-heads.txt")),
    (Classes::AUXILIARY, include_str!("../../assets/lexicon/auxiliaries.txt")),
    (Classes::ABBREVIATION, include_str!("../../assets/lexicon/abbreviations.txt")),
    (Classes::TITLE, include_str!("../../assets/lexicon/title-abbreviations.txt")),
    (Classes::DATE, include_str!("../../assets/lexicon/dates.txt")),
    (Classes::SPEECH_NOUN, include_str!("../../assets/lexicon/speech-nouns.txt")),
];

/// Words of a class that are too few for a list of their own.
const FEW: [(Classes, &[&str]); 2] = [
    (Classes::BORDER, &["that", "because", "while", "although", "if", "after", "as"]),
    (Classes::OPENER, &["that", "if", "whether", "for", "as", "about", "of"]),
];

const CUES: &str = include_str!("../../assets/lexicon/cues.txt");

/// One place in memory, so that words of it can be told by where they are.
pub(super) static WORDS: &str = include_str!("../../assets/lexicon/words.txt");

/// Where a word of [`WORDS`] stands there, in bytes; `None` for any other, and for the same letters elsewhere.
pub(super) fn place(word: &'static str) -> Option<std::ops::Range<usize>> {
    let start = word.as_ptr().addr().checked_sub(WORDS.as_ptr().addr())?;
    let end = start + word.len();
    (WORDS.get(start..end) == Some(word)).then_some(start..end)
}

/// The word that starts at that byte of [`WORDS`].
pub(super) fn word_at(start: usize) -> &'static str {
    let rest = &WORDS[start..];
    &rest[..rest.find([' ', '\n', '\r']).unwrap_or(rest.len())]
}

/// A place for a word: the upper half of its hash, and its id, 0 where free. As few bytes as can be: much of the time that
/// finding a word takes goes into waiting for memory.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Slot {
    mark: u16,
    id: u16,
}

impl Slot {
    const FREE: Slot = Slot { mark: 0, id: 0 };

    fn mark(hash: u32) -> u16 {
        (hash >> 16) as u16
    }

    fn id(self) -> WordId {
        WordId(self.id.into())
    }
}

/// The word lists annotation rests on.
pub struct Lexicon {
    /// The model of parts of speech.
    pub parts: Model<LABELS>,
    words: Vec<Word>,
    /// For each word the hash of its base form, 0 for the unknown word.
    lemmas: Vec<u32>,
    /// Open addressing; a power of two, at most half full.
    slots: Vec<Slot>,
}

impl Lexicon {
    /// The lists in `assets/lexicon/`.
    pub fn bundled() -> Lexicon {
        let mut lexicon = Lexicon {
            parts: Model::bundled(model::bundled!("pos.bin")),
            words: vec![Word::new("")],
            lemmas: Vec::new(),
            slots: vec![Slot::FREE; 1 << 15],
        };
        lexicon.words.reserve(1 << 14);
        for line in entries(WORDS) {
            lexicon.add_line(line);
        }
        for (class, list) in LISTS {
            for line in entries(list) {
                let id = lexicon.add(line);
                lexicon.words[id.0 as usize].classes.add(class);
            }
        }
        for (class, words) in FEW {
            for word in words {
                let id = lexicon.add(word);
                lexicon.words[id.0 as usize].classes.add(class);
            }
        }
        for line in entries(CUES) {
            lexicon.add_cue(line);
        }
        let lemma = |word: &Word| hash(lexicon.words[word.lemma.0 as usize].text.as_bytes());
        lexicon.lemmas = lexicon.words.iter().map(lemma).collect();
        lexicon.lemmas[0] = 0;
        lexicon
    }

    /// `word class`.
    fn add_cue(&mut self, line: &'static str) {
        let Some((word, class)) = line.split_once(' ') else { return };
        let id = self.add(word);
        self.words[id.0 as usize].cue = Some(CueClass::parse(class));
    }

    /// `word TAG,TAG ^CAPITAL =lemma !`, all but the word optional.
    fn add_line(&mut self, line: &'static str) {
        let mut fields = line.split(' ');
        let Some(text) = fields.next() else { return };
        let id = self.add(text).0 as usize;
        for field in fields {
            match field.as_bytes()[0] {
                b'^' => self.words[id].capital = Tag::parse(&field[1..]),
                b'=' => self.words[id].lemma = self.add(&field[1..]),
                b'!' => self.words[id].sure = true,
                _ => self.words[id].set_tags(field),
            }
        }
    }

    fn add(&mut self, text: &'static str) -> WordId {
        let hash = hash(text.as_bytes());
        let slot = self.slot(hash);
        if self.slots[slot] == Slot::FREE {
            let id = u16::try_from(self.words.len()).expect("fewer than 65,536 words");
            self.slots[slot] = Slot { mark: Slot::mark(hash), id };
            let id = WordId(id.into());
            self.words.push(Word { lemma: id, ..Word::new(text) });
            self.grow();
            return id;
        }
        self.slots[slot].id()
    }

    fn grow(&mut self) {
        if self.words.len() * 2 <= self.slots.len() {
            return;
        }
        let more = vec![Slot::FREE; self.slots.len() * 2];
        for word in std::mem::replace(&mut self.slots, more).into_iter().filter(|word| *word != Slot::FREE) {
            let slot = self.slot(hash(self.word(word.id()).text.as_bytes()));
            self.slots[slot] = word;
        }
    }

    /// Where the word with this hash is, or the free place where it would be. Its letters are not looked at, which would
    /// take as long as all the rest: of a million words that the lexicon lacks, a dozen are taken for one of its own.
    fn slot(&self, hash: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while self.slots[slot] != Slot::FREE && self.slots[slot].mark != Slot::mark(hash) {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The word's id, and the hash of its letters without regard to case (for words the lexicon lacks).
    pub fn find(&self, word: &str) -> (WordId, u32) {
        match folded_hash(word) {
            Some(hash) => (self.slots[self.slot(hash)].id(), hash),
            None => (WordId::UNKNOWN, hash(word.as_bytes())),
        }
    }

    /// The id of a word, [`WordId::UNKNOWN`] for words the lexicon lacks.
    pub fn id(&self, word: &str) -> WordId {
        self.find(word).0
    }

    /// How many words it has, with the unknown one.
    pub fn count(&self) -> usize {
        self.words.len()
    }

    pub fn word(&self, id: WordId) -> &Word {
        &self.words[id.0 as usize]
    }

    /// The hash of the base form's letters, which outlives changes of the lists; 0 for the unknown word.
    pub fn lemma_hash(&self, id: WordId) -> u32 {
        self.lemmas[id.0 as usize]
    }

    /// The base form of a verb; the word itself for all others.
    pub fn lemma(&self, id: WordId) -> WordId {
        self.words[id.0 as usize].lemma
    }
}

impl Word {
    fn new(text: &'static str) -> Word {
        let tags = TagSet::default();
        Word {
            text,
            tag: None,
            tags,
            sure: false,
            capital: None,
            lemma: WordId::UNKNOWN,
            classes: Classes::NONE,
            cue: None,
        }
    }

    fn set_tags(&mut self, field: &str) {
        let tags = field.split(',').filter_map(Tag::parse);
        self.tag = tags.clone().next();
        self.tags = tags.collect();
    }
}

/// The lines of a list that are entries.
pub(super) fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The hash of a word's letters in lower case with straight apostrophes; `None` where it is longer than [`LONGEST`].
fn folded_hash(word: &str) -> Option<u32> {
    if word.is_ascii() {
        let letters = word.bytes().map(|byte| byte.to_ascii_lowercase());
        return (word.len() <= LONGEST).then(|| hash_of(letters));
    }
    let mut folded = [0; LONGEST];
    fold(word, &mut folded).map(|length| hash(&folded[..length]))
}

/// The word itself so, and its length.
fn fold(word: &str, folded: &mut [u8; LONGEST]) -> Option<usize> {
    let bytes = word.as_bytes();
    if bytes.len() > LONGEST {
        return None;
    }
    let mut length = 0;
    while length < bytes.len() && bytes[length] < 0x80 {
        folded[length] = bytes[length].to_ascii_lowercase();
        length += 1;
    }
    fold_rest(&word[length..], folded, length)
}

fn fold_rest(rest: &str, folded: &mut [u8; LONGEST], mut length: usize) -> Option<usize> {
    for letter in rest.chars().flat_map(char::to_lowercase) {
        let letter = match letter {
            '’' | '‘' | 'ʼ' => '\'',
            '‐' | '‑' => '-',
            other => other,
        };
        let end = length + letter.len_utf8();
        letter.encode_utf8(folded.get_mut(length..end)?);
        length = end;
    }
    Some(length)
}

/// FNV-1a: short keys, no attacker to fear (a table of fixed words).
fn hash(bytes: &[u8]) -> u32 {
    hash_of(bytes.iter().copied())
}

fn hash_of(bytes: impl Iterator<Item = u8>) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = bytes.fold(0x811C_9DC5, step);
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case() {
        let lexicon = Lexicon::bundled();
        for (written, text) in [("said", "said"), ("SAID", "said"), ("n’t", "n't"), ("Monday", "monday")] {
            assert_eq!(lexicon.word(lexicon.id(written)).text, text);
        }
        assert!(!lexicon.id("qwrtzp").is_known());
        assert!(!lexicon.id(&"a".repeat(100)).is_known());
    }

    #[test]
    fn verbs_know_their_base_form() {
        let lexicon = Lexicon::bundled();
        for (form, base) in
            [("said", "say"), ("says", "say"), ("told", "tell"), ("denied", "deny"), ("say", "say")]
        {
            assert_eq!(lexicon.word(lexicon.lemma(lexicon.id(form))).text, base);
        }
    }

    #[test]
    fn no_two_words_share_a_hash() {
        let lexicon = Lexicon::bundled();
        for line in
            LISTS.iter().flat_map(|(_, list)| entries(list)).chain(entries(WORDS)).chain(entries(CUES))
        {
            let word = line.split(' ').next().unwrap_or_default();
            assert_eq!(lexicon.word(lexicon.id(word)).text, word);
        }
    }

    #[test]
    fn every_line_of_the_word_list_parses() {
        for line in entries(WORDS) {
            let tags = line.split(' ').skip(1).filter(|field| !field.starts_with(['=', '!']));
            let bad: Vec<&str> = tags
                .flat_map(|field| field.trim_start_matches('^').split(','))
                .filter(|tag| Tag::parse(tag).is_none())
                .collect();
            assert!(bad.is_empty(), "{line}: {bad:?}");
        }
    }
}
