//! Sight: the figures that a pronoun can mean, and what tells for or against each: how far back it was last
//! mentioned and how, whether its sex is known, whether the article is about it.
//!
//! After Lappin and Leass, "An algorithm for pronominal anaphora resolution", Computational Linguistics 20(4),
//! 1994; their weights are learned here.

use std::ops::Range;

use crate::annotate::mention::Candidate;
use crate::annotate::token::{Shape, Tag, Tokens};
use crate::annotate::{CueClass, Form, Lexicon};

/// Names of the features, as the file of weights has them.
pub const FEATURES: [&str; COUNT] = [
    "same-sentence",
    "sentence-before",
    "two-before",
    "three-before",
    "four-to-six-before",
    "further-before",
    "nearest",
    "second",
    "third",
    "fourth",
    "last-name",
    "last-nominal",
    "last-pronoun",
    "last-subject",
    "last-object",
    "last-prepositional",
    "last-possessive",
    "last-joined",
    "subject-same-sentence",
    "subject-sentence-before",
    "subjects-both",
    "possessive-of-subject",
    "object-subject",
    "object-subject-same-sentence",
    "same-paragraph",
    "last-led",
    "sex-known",
    "sex-unknown",
    "sex-by-pronoun",
    "sex-against-pronoun",
    "count",
    "most",
    "named",
    "no-person",
    "into-quotation",
    "same-quotation",
    "out-of-quotation",
    "new-quotation",
    "goes-on",
    "goes-on-later",
    "ahead",
    "paragraph-start-most",
    "doubtful",
    "close",
    "plural",
    "speaks",
    "nearest-subject",
    "nearest-most",
];

/// How many features there are.
pub const COUNT: usize = 48;

pub type Features = [f32; COUNT];

/// What a mention does in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Subject,
    Object,
    /// After a preposition.
    Prepositional,
    Possessive,
    /// After "and".
    Joined,
}

/// Where and how a figure was mentioned.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub token: u32,
    pub sentence: u32,
    pub block: u32,
    pub form: Form,
    pub role: Role,
    /// The first figure that its sentence mentions.
    pub leads: bool,
    /// The quotation it stands in, if any.
    pub quotation: Option<u32>,
    /// First of its paragraph.
    pub opens: bool,
    /// A verb of speech comes next.
    pub speaks: bool,
}

/// What is known of a figure when a pronoun asks.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub last: Place,
    /// Mentions so far.
    pub count: u32,
    /// No figure of its kind is mentioned more.
    pub most: bool,
    pub named: bool,
    pub person: bool,
    pub plural: bool,
    /// Whether its sex is known to agree; `None` where it is not known.
    pub agrees: Option<bool>,
    /// Pronouns of the asking sex that meant it so far, less those of the other.
    pub pronouns: i32,
    /// The last pronoun of this kind meant it, so many sentences ago.
    pub goes_on: Option<u32>,
    /// Named after the pronoun, as the subject of the same sentence.
    pub ahead: bool,
    pub doubtful: bool,
    /// How many figures that fit were mentioned after it.
    pub rank: usize,
}

/// The features of a figure for a pronoun at `asked`.
pub fn features(asked: &Place, known: &Known) -> Features {
    let mut set = Setter { features: [0.0; COUNT] };
    distance(&mut set, asked, known);
    function(&mut set, asked, known);
    figure(&mut set, asked, known);
    quotation(&mut set, asked, known);
    set.features
}

struct Setter {
    features: Features,
}

impl Setter {
    fn when(&mut self, index: usize, holds: bool) {
        self.features[index] = f32::from(u8::from(holds));
    }
}

fn distance(set: &mut Setter, asked: &Place, known: &Known) {
    let sentences = asked.sentence.saturating_sub(known.last.sentence) as usize;
    set.when([0, 1, 2, 3, 4, 4, 4].get(sentences).copied().unwrap_or(5), true);
    set.when(6 + known.rank.min(3), true);
    set.when(24, asked.block == known.last.block);
    let words = asked.token.saturating_sub(known.last.token) as f32;
    set.features[43] = 1.0 / (1.0 + words / 8.0);
}

fn function(set: &mut Setter, asked: &Place, known: &Known) {
    let last = known.last;
    set.when(10 + last.form as usize, true);
    set.when(13 + last.role as usize, true);
    let subject = last.role == Role::Subject;
    let same = asked.sentence == last.sentence;
    set.when(18, subject && same);
    set.when(19, subject && asked.sentence == last.sentence + 1);
    set.when(20, subject && asked.role == Role::Subject);
    set.when(21, subject && same && asked.role == Role::Possessive);
    let object = matches!(asked.role, Role::Object | Role::Prepositional);
    set.when(22, subject && object);
    set.when(23, subject && object && same);
    set.when(25, last.leads);
    set.when(46, subject && known.rank == 0);
}

fn figure(set: &mut Setter, asked: &Place, known: &Known) {
    set.when(26, known.agrees == Some(true));
    set.when(27, known.agrees.is_none());
    set.when(28, known.pronouns > 0);
    set.when(29, known.pronouns < 0);
    set.features[30] = (1.0 + known.count as f32).ln();
    set.when(31, known.most);
    set.when(32, known.named);
    set.when(33, !known.person);
    set.when(38, known.goes_on.is_some_and(|sentences| sentences <= 1));
    set.when(39, known.goes_on.is_some_and(|sentences| sentences > 1));
    set.when(40, known.ahead);
    set.when(41, asked.opens && known.most);
    set.when(42, known.doubtful);
    set.when(44, known.plural);
    set.when(45, asked.speaks);
    set.when(47, known.most && known.rank == 0);
}

fn quotation(set: &mut Setter, asked: &Place, known: &Known) {
    let same = asked.sentence == known.last.sentence;
    match (asked.quotation, known.last.quotation) {
        (Some(_), None) if same => set.when(34, true),
        (Some(_), None) => set.when(37, true),
        (Some(a), Some(b)) => set.when(35, a == b),
        (None, Some(_)) => set.when(36, true),
        (None, None) => {}
    }
}

/// Whether a word that introduces statements comes right after token `at`, adverbs and auxiliaries left out.
pub fn speaks(tokens: &Tokens, lexicon: &Lexicon, at: usize) -> bool {
    let mut next = tokens.all.iter().skip(at).take(4).skip_while(|token| {
        token.tag.is_adverb() || token.tag == Tag::Md || token.shape.has(Shape::AUXILIARY)
    });
    next.next().is_some_and(|token| {
        let says = |class| matches!(class, CueClass::Say | CueClass::Deny | CueClass::Ask);
        lexicon.word(lexicon.lemma(token.word)).cue.is_some_and(says)
    })
}

/// Most tokens between a subject and its verb.
const APPOSITION: usize = 20;

/// What the mention at `tokens`, whose title or article starts at `start`, does in its clause.
pub fn role(tokens: &Tokens, candidate: &Candidate, start: usize) -> Role {
    let range = candidate.tokens.clone();
    let tag = |i: usize| tokens.all.get(i).map_or(Tag::Stop, |token| token.tag);
    if tag(range.end) == Tag::Pos || range.len() == 1 && matches!(tag(range.start), Tag::PrpS | Tag::WpS) {
        return Role::Possessive;
    }
    let sentence = tokens.sentence(range.start);
    let before = start.checked_sub(1).filter(|i| *i >= sentence.start).map_or(Tag::Stop, tag);
    match before {
        Tag::In | Tag::To => Role::Prepositional,
        Tag::Cc => Role::Joined,
        _ if precedes_verb(tokens, range.end, sentence.end) => Role::Subject,
        Tag::Vbd | Tag::Vbz if follows_quotation(tokens, start, sentence.start) => Role::Subject,
        _ => Role::Object,
    }
}

/// Whether a finite verb comes next, an apposition between commas or brackets left out.
fn precedes_verb(tokens: &Tokens, at: usize, limit: usize) -> bool {
    let tag = |i: usize| tokens.all[i].tag;
    let adverbs = |from: usize| (from..limit).find(|i| !tag(*i).is_adverb());
    let Some(next) = adverbs(at) else { return false };
    let close = match tag(next) {
        Tag::Comma => Tag::Comma,
        Tag::Open => Tag::Close,
        tag => return tag.is_finite(),
    };
    let end = (next + 1..limit.min(next + APPOSITION)).find(|i| tag(*i) == close);
    end.and_then(|end| adverbs(end + 1)).is_some_and(|i| tag(i).is_finite())
}

/// "..., said Ana Duarte": a verb right behind a closing mark or a comma.
fn follows_quotation(tokens: &Tokens, start: usize, floor: usize) -> bool {
    let mark = start.checked_sub(2).filter(|i| *i >= floor);
    mark.is_some_and(|i| matches!(tokens.all[i].tag, Tag::Quote | Tag::Comma))
}

/// Where the words before a name that belong to it (title, article, adjectives) start.
pub fn start(tokens: &Tokens, range: Range<usize>) -> usize {
    let floor = tokens.sentence(range.start).start.max(range.start.saturating_sub(6));
    let belongs = |i: &usize| {
        let tag = tokens.all[*i].tag;
        tag.is_noun() || tag.is_adjective() || matches!(tag, Tag::Dt | Tag::PrpS | Tag::Cd)
    };
    (floor..range.start).rev().take_while(belongs).last().unwrap_or(range.start)
}
