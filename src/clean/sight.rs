//! What the line model sees of an article: each line's shape, words, place, repetition, neighbours, source and what
//! the rules say about it, as features.

use std::collections::HashMap;

use super::line::{Shape, split, words};
use crate::article::{Article, Block, BlockKind, Clutter, Origin};
use crate::model::{Feature, Template, Writer};

/// Words are looked at in lines of up to so many bytes; longer ones are prose.
const SHORT: usize = 400;

/// Of a line of prose so many words are looked at: a promo in a sentence comes to the point at once.
const TELLING: usize = 8;

/// Templates of words, which occur any number of times in a line; the others are counted up from [`PLACED`].
const WORD: Template = Template(1);
const CLASS: Template = Template(2);
const PAIR: Template = Template(3);
const PLACED: u32 = 100;

/// Gives the features of each line of an article to `take`, in order; `clutter` is what rules and runs say about each.
pub fn look(article: &Article, clutter: &[Option<Clutter>], mut take: impl FnMut(&[Feature])) {
    let lines: Vec<Line> =
        article.blocks.iter().zip(clutter).map(|(b, c)| Line::new(article, b, c)).collect();
    let page = Page::new(&lines);
    let mut features = Vec::new();
    for (i, block) in article.blocks.iter().enumerate() {
        features.clear();
        lines[i].write(&mut features, words(&article.text, block.span));
        page.write(&lines, i, &mut features);
        block.origin.iter().for_each(|origin| source(origin, &mut features));
        take(&features);
    }
}

/// One line by itself, in few bytes: a long article has tens of thousands.
struct Line {
    kind: u8,
    size: u8,
    end: u8,
    start: u8,
    capitals: u8,
    prose: bool,
    label: bool,
    title: bool,
    /// The reason of the rule that takes it, and how sure that is; 0 where none does.
    reason: u8,
    sure: u8,
    signs: u32,
    /// The rule that takes it, likewise.
    rule: u32,
    /// Of all its words, and of the first two.
    all: u32,
    lead: u32,
}

impl Line {
    fn new(article: &Article, block: &Block, clutter: &Option<Clutter>) -> Line {
        let line = words(&article.text, block.span);
        let shape = Shape::of(line);
        let mut lead = split(line).take(2).map(hash);
        let rule = clutter.as_ref();
        Line {
            kind: kind(block.kind) as u8,
            size: size(shape.words) as u8,
            end: line.chars().next_back().map_or(0, class) as u8,
            start: line.chars().next().map_or(0, class) as u8,
            capitals: shape.capitals() as u8,
            prose: shape.is_prose(),
            label: shape.is_label(),
            title: shape.is_title(),
            reason: rule.map_or(0, |clutter| 1 + clutter.reason as u8),
            sure: rule.map_or(0, |clutter| 1 + (clutter.confidence * 10.0) as u8),
            signs: signs(line),
            rule: rule.map_or(0, |clutter| hash(&clutter.rule.0)),
            all: if line.len() <= SHORT { hash_bytes(line.as_bytes()) } else { 0 },
            lead: join(lead.next().unwrap_or(0), lead.next().unwrap_or(0)),
        }
    }

    fn is_prose(&self) -> bool {
        self.rule == 0 && self.prose
    }

    /// What it looks like to a neighbour.
    fn look(&self) -> u32 {
        match self {
            _ if self.rule != 0 => 8 + self.reason(),
            _ if self.prose => 1,
            _ if self.label => 2,
            _ if self.title => 3,
            _ => 4,
        }
    }

    fn form(&self) -> u32 {
        join(self.look(), join(self.size.into(), self.end.into()))
    }

    fn reason(&self) -> u32 {
        self.reason.into()
    }

    /// Its own features.
    fn write(&self, features: &mut Vec<Feature>, line: &str) {
        if line.len() <= SHORT {
            let mut before = 0;
            let first = if self.is_prose() { TELLING } else { usize::MAX };
            for word in split(line).take(first).map(hash) {
                features.extend([WORD.of(word), PAIR.of2(before, word)]);
                before = word;
            }
        }
        let mut writer = Writer::new(PLACED, features);
        let size = self.size.into();
        writer.one(self.kind.into());
        writer.one(size);
        writer.two(size, self.end.into());
        writer.two(self.start.into(), size);
        writer.one(self.signs);
        writer.two(self.capitals.into(), size);
        writer.one(self.look());
        writer.one(self.rule);
        writer.two(self.reason(), self.sure.into());
        writer.two(self.reason(), self.prose.into());
        writer.one(self.lead);
    }
}

/// What is to be known of the whole article.
struct Page {
    /// How often each line, and each beginning of a line, occurs.
    lines: HashMap<u32, u32>,
    leads: HashMap<u32, u32>,
    /// For each line how many lines ago, and in how many lines, prose stands: 9 for none.
    since: Vec<u8>,
    until: Vec<u8>,
    /// How many lines there are, and which shares of them are no prose and are taken by rules, in steps.
    size: u32,
    loose: u32,
    taken: u32,
}

/// As far as is looked for prose, in lines.
const FAR: u8 = 9;

impl Page {
    fn new(lines: &[Line]) -> Page {
        let mut page = Page {
            lines: HashMap::new(),
            leads: HashMap::new(),
            since: distances(lines.iter()),
            until: distances(lines.iter().rev()),
            size: size(lines.len()),
            loose: 0,
            taken: 0,
        };
        page.until.reverse();
        for line in lines {
            *page.lines.entry(line.all).or_default() += 1;
            *page.leads.entry(line.lead).or_default() += 1;
        }
        let share = |of: usize| (of * 8 / lines.len().max(1)) as u32;
        page.loose = share(lines.iter().filter(|line| !line.is_prose()).count());
        page.taken = share(lines.iter().filter(|line| line.rule != 0).count() * 2).min(8);
        page
    }

    /// The features that a line has from where it stands.
    fn write(&self, lines: &[Line], i: usize, features: &mut Vec<Feature>) {
        let line = &lines[i];
        let look = |step: isize| i.checked_add_signed(step).and_then(|i| lines.get(i)).map_or(0, Line::look);
        let place = self.place(i);
        let times = |map: &HashMap<u32, u32>, key: u32| {
            if key == 0 { 0 } else { map.get(&key).map_or(0, |n| (*n).min(4)) }
        };
        let mut writer = Writer::new(PLACED + 50, features);
        writer.two(place, line.look());
        writer.two(place, line.reason());
        writer.three(self.since[i].into(), self.until[i].into(), line.look());
        writer.two(self.since[i].min(4).into(), line.form());
        writer.two(self.until[i].min(4).into(), line.form());
        writer.two(look(-1), line.look());
        writer.two(look(1), line.look());
        writer.three(look(-1), look(1), line.look());
        writer.three(look(-2), look(-1), line.look());
        writer.three(look(1), look(2), line.look());
        writer.two(times(&self.lines, line.all), line.look());
        writer.two(times(&self.leads, line.lead), line.look());
        writer.two(self.loose, line.look());
        writer.two(self.taken, line.look());
        writer.two(self.size, line.look());
        writer.three(self.taken, place, line.look());
        writer.two((i as u32).min(4), line.look());
        writer.two(((lines.len() - 1 - i) as u32).min(4), line.look());
    }

    /// Before the first prose, among it, or after the last.
    fn place(&self, i: usize) -> u32 {
        match (self.since[i], self.until[i]) {
            (FAR, FAR) => 0,
            (FAR, _) => 1,
            (_, FAR) => 2,
            _ => 3,
        }
    }
}

/// For each line how many lines before it the last prose stands, up to 8; [`FAR`] where there was none at all.
fn distances<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<u8> {
    let mut since = FAR;
    let step = |line: &Line| {
        let here = since;
        since = match since {
            _ if line.is_prose() => 1,
            FAR => FAR,
            since => (since + 1).min(FAR - 1),
        };
        here
    };
    lines.map(step).collect()
}

/// Features of where a block of a page came from.
fn source(origin: &Origin, features: &mut Vec<Feature>) {
    let classes = origin.classes.iter().flat_map(|class| class.split(|c: char| !c.is_alphabetic()));
    features.extend(classes.filter(|part| part.len() > 2).map(|part| CLASS.of(hash(part))));
    Writer::new(PLACED + 90, features).one((origin.link_density * 5.0) as u32);
}

fn kind(kind: BlockKind) -> u32 {
    match kind {
        BlockKind::Title => 1,
        BlockKind::Byline => 2,
        BlockKind::Dateline => 3,
        BlockKind::Heading(_) => 4,
        BlockKind::Paragraph => 5,
        BlockKind::ListItem => 6,
        BlockKind::Quote => 7,
        BlockKind::Code => 8,
        BlockKind::TableRow => 9,
        BlockKind::Caption => 10,
        BlockKind::Image => 11,
        BlockKind::Embed => 12,
    }
}

/// A number in steps that grow with it.
fn size(count: usize) -> u32 {
    let steps = [1, 2, 3, 4, 6, 9, 13, 19, 28, 40, 60, 100, 200];
    steps.partition_point(|step| *step <= count) as u32
}

/// The kind of a character at an end of a line.
fn class(c: char) -> u32 {
    match c {
        '.' | '。' => 1,
        '!' | '！' => 2,
        '?' | '？' => 3,
        ':' | '：' => 4,
        '…' => 5,
        '"' | '“' | '”' | '„' | '«' | '‘' | '’' | '\'' | '「' | '」' => 6,
        '(' | '[' | '（' | '【' => 7,
        ')' | ']' | '）' | '】' => 8,
        '»' | '›' | '→' | '>' => 9,
        '-' | '–' | '—' | '•' | '*' => 10,
        ',' | ';' => 11,
        _ if c.is_numeric() => 12,
        _ if c.is_lowercase() => 13,
        _ if c.is_uppercase() => 14,
        _ if c.is_alphabetic() => 15,
        _ => 16,
    }
}

/// Which telling signs a line has, each a bit.
fn signs(line: &str) -> u32 {
    let bytes = line.as_bytes();
    let mut signs = 0;
    for (i, byte) in bytes.iter().enumerate() {
        signs |= match byte {
            b':' if bytes[i..].starts_with(b"://") => 1,
            b'w' if bytes[i..].starts_with(b"www.") => 1,
            b'@' => 2,
            b'#' => 4,
            b'|' => 8,
            b'/' => 16,
            b'$' => 64,
            b'"' => 128,
            0xC2 | 0xE2 => wide_sign(&bytes[i..]),
            _ => 0,
        };
    }
    signs
}

/// The signs beyond ASCII, by their first bytes.
fn wide_sign(bytes: &[u8]) -> u32 {
    let is = |signs: &[&str]| signs.iter().any(|sign| bytes.starts_with(sign.as_bytes()));
    match bytes {
        _ if is(&["•", "·"]) => 8,
        _ if is(&["©", "®"]) => 32,
        _ if is(&["€", "£"]) => 64,
        _ if is(&["“", "„", "«"]) => 128,
        _ => 0,
    }
}

/// Of a word, punctuation at its ends left out; capitals are small letters.
fn hash(word: &str) -> u32 {
    let bare = match word.is_ascii() {
        true => word.trim_matches(|c: char| !c.is_ascii_alphanumeric()),
        false => word.trim_matches(|c: char| !c.is_alphanumeric()),
    };
    hash_bytes(bare.as_bytes())
}

/// Four bytes at a time; the bit that tells small letters from capitals is set in all of them.
fn hash_bytes(bytes: &[u8]) -> u32 {
    let (fours, rest) = bytes.as_chunks::<4>();
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    let take = |hash, four: [u8; 4]| join(hash, u32::from_le_bytes(four) | 0x2020_2020);
    take(fours.iter().copied().fold(bytes.len() as u32, take), last)
}

fn join(a: u32, b: u32) -> u32 {
    (a.rotate_left(13) ^ b).wrapping_mul(0x9E37_79B1)
}
