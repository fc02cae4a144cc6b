//! Parts of speech: the tags of the Penn Treebank, and one for each kind of mark.
//!
//! Marcus, Santorini, Marcinkiewicz, "Building a Large Annotated Corpus of English", Computational Linguistics 19(2), 1993.

/// The part of speech of a token; marks have tags of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Tag {
    /// Coordinating conjunction ("and").
    Cc,
    /// Number.
    Cd,
    /// Determiner ("the").
    Dt,
    /// The "there" of "there is".
    Ex,
    Fw,
    /// Preposition or subordinating conjunction ("in", "that").
    In,
    Jj,
    Jjr,
    Jjs,
    /// Modal ("will").
    Md,
    Nn,
    Nnp,
    Nnps,
    Nns,
    Pdt,
    /// Possessive ending ("'s").
    Pos,
    Prp,
    /// Possessive pronoun ("his").
    PrpS,
    Rb,
    Rbr,
    Rbs,
    /// Particle ("up").
    Rp,
    /// "to".
    To,
    Uh,
    Vb,
    Vbd,
    Vbg,
    Vbn,
    Vbp,
    Vbz,
    /// "which", and "that" where it means it.
    Wdt,
    /// "who".
    Wp,
    /// "whose".
    WpS,
    /// "how".
    Wrb,
    Comma,
    /// `.`, `!` or `?`.
    Stop,
    Colon,
    Semicolon,
    /// A long dash, `--`, or a hyphen that stands alone.
    Dash,
    /// `...`
    Ellipsis,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// Any quotation mark, also an apostrophe that stands alone.
    Quote,
    /// Everything else.
    Symbol,
}

use Tag::*;

/// How many tags are parts of speech of words; those of marks come after.
pub const PARTS: usize = Wrb as usize + 1;

/// The names of the Penn Treebank.
const NAMES: [(&str, Tag); 34] = [
    ("CC", Cc),
    ("CD", Cd),
    ("DT", Dt),
    ("EX", Ex),
    ("FW", Fw),
    ("IN", In),
    ("JJ", Jj),
    ("JJR", Jjr),
    ("JJS", Jjs),
    ("MD", Md),
    ("NN", Nn),
    ("NNP", Nnp),
    ("NNPS", Nnps),
    ("NNS", Nns),
    ("PDT", Pdt),
    ("POS", Pos),
    ("PRP", Prp),
    ("PRP$", PrpS),
    ("RB", Rb),
    ("RBR", Rbr),
    ("RBS", Rbs),
    ("RP", Rp),
    ("TO", To),
    ("UH", Uh),
    ("VB", Vb),
    ("VBD", Vbd),
    ("VBG", Vbg),
    ("VBN", Vbn),
    ("VBP", Vbp),
    ("VBZ", Vbz),
    ("WDT", Wdt),
    ("WP", Wp),
    ("WP$", WpS),
    ("WRB", Wrb),
];

impl Tag {
    /// From the name in the Penn Treebank ("VBD").
    pub fn parse(name: &str) -> Option<Tag> {
        NAMES.iter().find(|entry| entry.0 == name).map(|entry| entry.1)
    }

    /// The part of speech with this number.
    pub fn part(number: u8) -> Option<Tag> {
        NAMES.get(usize::from(number)).map(|entry| entry.1)
    }

    /// A verb in any form, modals left out.
    pub fn is_verb(self) -> bool {
        VERBS.has(self)
    }

    /// A verb form that a subject goes with ("says", "said", "will").
    pub fn is_finite(self) -> bool {
        FINITE.has(self)
    }

    /// A common or proper noun.
    pub fn is_noun(self) -> bool {
        NOUNS.has(self)
    }

    pub fn is_name(self) -> bool {
        matches!(self, Nnp | Nnps)
    }

    pub fn is_adjective(self) -> bool {
        matches!(self, Jj | Jjr | Jjs)
    }

    pub fn is_adverb(self) -> bool {
        matches!(self, Rb | Rbr | Rbs)
    }

    /// A mark, not a word.
    pub fn is_mark(self) -> bool {
        self as u8 >= Comma as u8
    }

    /// A word whose list is closed: it is what it is also when capitalised.
    pub fn is_closed(self) -> bool {
        CLOSED.has(self)
    }
}

pub const VERBS: TagSet = TagSet::of(&[Vb, Vbd, Vbg, Vbn, Vbp, Vbz]);
pub const FINITE: TagSet = TagSet::of(&[Vbd, Vbp, Vbz, Md]);
pub const NOUNS: TagSet = TagSet::of(&[Nn, Nns, Nnp, Nnps]);
const CLOSED: TagSet = TagSet::of(&[Cc, Dt, Ex, In, Md, Pdt, Pos, Prp, PrpS, To, Wdt, Wp, WpS, Wrb]);

/// A set of tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TagSet(u64);

impl TagSet {
    pub const fn of(tags: &[Tag]) -> TagSet {
        let (mut bits, mut i) = (0, 0);
        while i < tags.len() {
            bits |= 1 << tags[i] as u8;
            i += 1;
        }
        TagSet(bits)
    }

    pub fn has(self, tag: Tag) -> bool {
        self.0 & (1 << tag as u8) != 0
    }

    pub fn any(self, other: TagSet) -> bool {
        self.0 & other.0 != 0
    }

    /// A number for this set of tags; rarely another set's too.
    pub fn number(self) -> u32 {
        (self.0 ^ self.0 >> 32) as u32
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Tag> for TagSet {
    fn from_iter<I: IntoIterator<Item = Tag>>(tags: I) -> TagSet {
        TagSet(tags.into_iter().fold(0, |bits, tag| bits | 1 << tag as u8))
    }
}
