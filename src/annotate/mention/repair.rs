//! Repairs: what a tagger trained on few texts sees too seldom to learn. Particles belong to the name ("Maria van der
//! Holt"), an acronym in brackets is a name of what stands before it.

use std::ops::Range;

use super::Scene;
use super::tagged::Name;
use crate::annotate::FigureKind;
use crate::annotate::token::{Shape, Tag};

const PARTICLES: [&str; 19] = [
    "de", "la", "van", "von", "der", "den", "bin", "ibn", "al", "del", "du", "da", "di", "le", "el", "dos",
    "das", "zu", "ter",
];

/// Most tokens that particles and a given name add to a name.
const LONGEST: usize = 4;

/// Repairs names in order of the text.
pub fn repair(scene: Scene, names: &mut Vec<Name>) {
    for at in 0..names.len() {
        if names[at].kind == FigureKind::Person {
            lengthen(scene, names, at);
        }
    }
    names.retain(|name| !name.tokens.is_empty());
    let acronyms: Vec<Name> = (0..names.len()).filter_map(|at| acronym(scene, names, at)).collect();
    names.extend(acronyms);
    names.sort_by_key(|name| name.tokens.start);
}

/// Takes particles before a person's name into it, and the person's name or the given name before them.
fn lengthen(scene: Scene, names: &mut [Name], at: usize) {
    let start = names[at].tokens.start;
    let floor = scene.tokens.sentence(start).start.max(start.saturating_sub(LONGEST));
    let floor = floor.max(at.checked_sub(1).map_or(0, |before| names[before].tokens.end));
    let first = (floor..start).rev().take_while(|i| is_particle(scene, *i)).last();
    let Some(first) = first else { return };
    let end = names[at].tokens.end;
    let joins = |before: &Name| before.kind == FigureKind::Person && before.tokens.end == first;
    if let Some(before) = at.checked_sub(1).filter(|before| joins(&names[*before])) {
        // The shorter name goes: the longer holds it.
        names[at].tokens.start = names[before].tokens.start;
        names[before].tokens = Range::default();
        return;
    }
    let given = first.checked_sub(1).filter(|i| *i >= floor && is_given(scene, *i));
    let lone =
        first + 1 == start && matches!(scene.tokens.text(first, scene.text), "la" | "al" | "den" | "le");
    if given.is_some() || !lone {
        names[at].tokens = given.unwrap_or(first)..end;
    }
}

/// "van", "de", "bin".
pub fn is_particle(scene: Scene, i: usize) -> bool {
    let word = scene.tokens.text(i, scene.text);
    PARTICLES.iter().any(|particle| word.eq_ignore_ascii_case(particle))
}

fn is_given(scene: Scene, i: usize) -> bool {
    let token = scene.tokens.all[i];
    token.shape.has(Shape::CAPITAL) && scene.names.hints(&token).is_given()
}

/// The "(ABC)" behind an organization's name, where no name holds it.
fn acronym(scene: Scene, names: &[Name], at: usize) -> Option<Name> {
    let end = names[at].tokens.end;
    let [open, word, close] = scene.tokens.all.get(end..end + 3)? else { return None };
    let fits = open.tag == Tag::Open && close.tag == Tag::Close && word.shape.has(Shape::CAPITALS);
    let free = names.get(at + 1).is_none_or(|next| next.tokens.start > end + 1);
    let several = names[at].kind == FigureKind::Organization && names[at].tokens.len() > 1;
    (fits && free && several).then(|| Name { tokens: end + 1..end + 2, ..names[at].clone() })
}
