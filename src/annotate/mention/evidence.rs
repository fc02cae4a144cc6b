//! Evidence: what the rest of the article shows of a capitalised word: whether it is also written small, follows a
//! title or a given name, stands before "said", after "in". A name once seen stays that name.

use super::Scene;
use crate::annotate::names::{ByHash, Hints};
use crate::annotate::token::{Shape, Tag};

/// How often a word is seen in each of these ways; counts stop at 200.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// In small letters.
    pub small: u8,
    /// With a capital that its place does not call for.
    pub capital: u8,
    pub after_title: u8,
    pub after_given: u8,
    pub before_given: u8,
    /// After "in", "at", "from", "near".
    pub after_place: u8,
    pub before_said: u8,
    pub before_organization: u8,
    pub after_the: u8,
    pub possessive: u8,
}

/// The capitalised words of an article.
pub struct Evidence {
    seen: ByHash<Seen>,
}

/// A filter in front of the table: most words in small letters are never written large.
struct Filter([u64; 64]);

impl Filter {
    fn add(&mut self, hash: u32) {
        self.0[(hash >> 6) as usize & 63] |= 1 << (hash & 63);
    }

    fn has(&self, hash: u32) -> bool {
        self.0[(hash >> 6) as usize & 63] & 1 << (hash & 63) != 0
    }
}

impl Evidence {
    pub fn new(scene: Scene) -> Evidence {
        let mut seen: ByHash<Seen> = ByHash::default();
        let mut filter = Filter([0; 64]);
        let all = &scene.tokens.all;
        for (i, token) in all.iter().enumerate() {
            if is_capital(scene, i) && !token.shape.has(Shape::TITLED) {
                filter.add(token.hash);
                note(scene, i, seen.entry(u64::from(token.hash)).or_default());
            }
        }
        for token in all.iter().filter(|token| !token.shape.has(Shape::CAPITAL) && filter.has(token.hash)) {
            if let Some(entry) = seen.get_mut(&u64::from(token.hash)).filter(|_| token.is_word()) {
                count(&mut entry.small, true);
            }
        }
        Evidence { seen }
    }

    pub fn of(&self, hash: u32) -> Seen {
        self.seen.get(&u64::from(hash)).copied().unwrap_or_default()
    }
}

/// Whether a token is a word that may be part of a name by its form.
pub fn is_capital(scene: Scene, i: usize) -> bool {
    let token = scene.tokens.all[i];
    token.is_word() && token.shape.has(Shape::CAPITAL.or(Shape::PREFIXED))
}

fn count(counter: &mut u8, holds: bool) {
    *counter = (*counter + u8::from(holds)).min(200);
}

fn note(scene: Scene, i: usize, seen: &mut Seen) {
    let sentence = scene.tokens.sentence(i);
    let before = i.checked_sub(1).filter(|before| *before >= sentence.start);
    let after = Some(i + 1).filter(|after| *after < sentence.end);
    count(&mut seen.capital, !starts_sentence(scene, i));
    if let Some(before) = before {
        note_before(scene, before, seen);
    }
    if let Some(after) = after {
        note_after(scene, after, seen);
    }
}

fn note_before(scene: Scene, before: usize, seen: &mut Seen) {
    let token = scene.tokens.all[before];
    let capital = token.shape.has(Shape::CAPITAL);
    match token.tag {
        Tag::In | Tag::To => {
            let word = scene.tokens.text(before, scene.text);
            count(&mut seen.after_place, matches!(word, "in" | "In" | "at" | "At" | "from" | "near" | "to"));
        }
        Tag::Dt => count(&mut seen.after_the, matches!(scene.tokens.text(before, scene.text), "the" | "The")),
        tag if tag.is_mark() => {}
        _ => {
            let hints = scene.names.hints(&token);
            count(&mut seen.after_title, hints.has(Hints::TITLE) || hints.has(Hints::PERSON_ROLE));
            count(&mut seen.after_given, capital && hints.is_given());
        }
    }
}

fn note_after(scene: Scene, after: usize, seen: &mut Seen) {
    let token = scene.tokens.all[after];
    match token.tag {
        Tag::Pos => count(&mut seen.possessive, true),
        Tag::Wp => count(&mut seen.before_said, true),
        tag if tag.is_mark() => {}
        _ if token.shape.has(Shape::CAPITAL) => {
            let hints = scene.names.hints(&token);
            count(&mut seen.before_organization, hints.has(Hints::ORGANIZATION_NOUN));
            count(&mut seen.before_given, hints.has(Hints::SURNAME));
        }
        _ => {
            let word = scene.tokens.text(after, scene.text);
            let said = ["said", "says", "told", "added", "wrote", "tweeted", "asked", "argued", "noted"];
            count(&mut seen.before_said, said.contains(&word));
        }
    }
}

/// Whether the capital of a token may come from its place alone.
pub fn starts_sentence(scene: Scene, i: usize) -> bool {
    let start = scene.tokens.sentence(i).start;
    if i == start {
        return true;
    }
    let before = scene.tokens.all[i - 1];
    matches!(before.tag, Tag::Quote | Tag::Colon | Tag::Dash | Tag::Symbol | Tag::Open)
        || i - start <= 4 && numbered(scene, start, i)
}

/// After a number at the start of a list item.
fn numbered(scene: Scene, start: usize, i: usize) -> bool {
    scene.tokens.all[start..i].iter().all(|token| !token.is_word() || token.tag == Tag::Cd)
}
