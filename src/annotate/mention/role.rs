//! Roles: the title or office right before a person's name ("former health minister", "Secretary of State"), and
//! the sex that title, office or given name tell.

use std::ops::Range;

use super::repair::is_particle;
use super::tagged::Name;
use super::{Scene, Sex};
use crate::annotate::FigureKind;
use crate::annotate::names::Hints;
use crate::annotate::token::{Shape, Tag};

/// Most words of a role before its head.
const LONGEST: usize = 5;

/// The words of the role right before a name, without article.
pub fn before(scene: Scene, name: &Name) -> Option<Range<usize>> {
    if name.kind != FigureKind::Person {
        return None;
    }
    let start = name.tokens.start;
    let floor = scene.tokens.sentence(start).start;
    let head = head(scene, floor, start)?;
    let low = floor.max(head.saturating_sub(LONGEST));
    let modifies = |i: &usize| is_modifier(scene, *i);
    let mut first = (low..head).rev().take_while(modifies).last().unwrap_or(head);
    while first < head && matches!(scene.tokens.all[first].tag, Tag::Pos | Tag::Cc) {
        first += 1;
    }
    Some(first..start)
}

/// The title that the role rests on: the word before the name, or that before "of State".
fn head(scene: Scene, floor: usize, start: usize) -> Option<usize> {
    let last = start.checked_sub(1).filter(|last| *last >= floor)?;
    if is_office(scene, last) {
        return Some(last);
    }
    let of =
        (floor.max(start.saturating_sub(5))..last).rev().find(|i| scene.tokens.text(*i, scene.text) == "of");
    let head = of?.checked_sub(1).filter(|head| *head >= floor && is_office(scene, *head))?;
    let object = |i: usize| {
        let token = scene.tokens.all[i];
        token.shape.has(Shape::CAPITAL) || matches!(token.tag, Tag::Dt | Tag::Cc)
    };
    (head + 2..start).all(object).then_some(head)
}

fn is_office(scene: Scene, i: usize) -> bool {
    let token = scene.tokens.all[i];
    let hints = scene.names.hints(&token);
    let plural = matches!(token.tag, Tag::Nns | Tag::Nnps);
    token.is_word() && !plural && (hints.has(Hints::TITLE) || hints.has(Hints::PERSON_ROLE))
}

fn is_modifier(scene: Scene, i: usize) -> bool {
    use Tag::{Jj, Nn, Nnp, Nnps, Nns, Pos};
    matches!(scene.tokens.all[i].tag, Nn | Nnp | Nnps | Jj | Nns | Pos)
}

/// From the words of a role.
pub fn sex_of_role(scene: Scene, role: Range<usize>) -> Option<Sex> {
    role.rev().find_map(|i| scene.names.hints(&scene.tokens.all[i]).sex())
}

/// From the given name that a person's name starts with.
pub fn sex_of_name(scene: Scene, name: &Name) -> Option<Sex> {
    let hints = scene.names.hints(&scene.tokens.all[name.tokens.start]);
    let bare = name.tokens.len() < 2 && hints.has(Hints::SURNAME);
    if bare || is_particle(scene, name.tokens.start) {
        return None;
    }
    match (hints.has(Hints::MALE), hints.has(Hints::FEMALE)) {
        (true, false) => Some(Sex::Male),
        (false, true) => Some(Sex::Female),
        _ => None,
    }
}
