//! Names inside names: the place in "Bank of Brack", the person in "Ana Duarte Foundation".

use std::ops::Range;

use super::Scene;
use super::memory::Memory;
use super::tagged::Name;
use crate::annotate::FigureKind;
use crate::annotate::names::{Hints, join};

/// Longest name inside another, in tokens.
const LONGEST: usize = 3;

/// The names inside `names`, at most one in each.
pub fn nested(scene: Scene, memory: &Memory, names: &[Name]) -> Vec<Name> {
    let several = names.iter().filter(|name| name.tokens.len() > 1 && name.kind != FigureKind::Person);
    several.filter_map(|name| inside(scene, memory, name)).collect()
}

fn inside(scene: Scene, memory: &Memory, name: &Name) -> Option<Name> {
    let whole = name.tokens.clone();
    if scene.names.is_place(key(scene, whole.clone())) || is_state(scene, &whole) {
        return None;
    }
    let shorter = |length: usize| {
        let starts = whole.start..=whole.end - length;
        starts.map(move |start| start..start + length)
    };
    let parts = (1..=LONGEST.min(whole.len() - 1)).rev().flat_map(shorter);
    let mut parts = parts.filter(|part| stands_free(scene, &whole, part));
    parts.find_map(|part| {
        let place = scene.names.is_place(key(scene, part.clone())) && !holds_noun(scene, part.clone());
        let person = memory.is_person(scene, part.clone());
        let kind = match (place, person) {
            (_, true) => FigureKind::Person,
            (true, _) => FigureKind::Place,
            _ => return None,
        };
        Some(Name { tokens: part, kind, chance: 0.7 })
    })
}

/// At the start, or after "of", "in", "at".
fn stands_free(scene: Scene, whole: &Range<usize>, part: &Range<usize>) -> bool {
    let word = |i: usize| scene.tokens.text(i, scene.text);
    part.start == whole.start || matches!(word(part.start - 1), "of" | "in" | "at" | "the")
}

/// "Republic of Brack": the same place as Brack.
fn is_state(scene: Scene, whole: &Range<usize>) -> bool {
    let first = scene.tokens.text(whole.start, scene.text);
    let of = scene.tokens.text(whole.start + 1, scene.text) == "of";
    of && matches!(first, "Republic" | "State" | "Kingdom" | "Commonwealth" | "City" | "Province")
}

/// "University", "Union": listed as places too, but the noun of the whole name.
fn holds_noun(scene: Scene, mut part: Range<usize>) -> bool {
    part.any(|i| {
        let hints = scene.names.hints(&scene.tokens.all[i]);
        hints.has(Hints::ORGANIZATION_NOUN) || hints.has(Hints::PLACE_NOUN)
    })
}

fn key(scene: Scene, tokens: Range<usize>) -> u64 {
    join(scene.tokens.all[tokens].iter().map(|token| token.hash))
}
