//! Nested: statements reported inside others ("Vane said that Ode denied it").
//!
//! The corpus hardly marks them, so the trees have learned to pass over them: what the taggers alone are sure of is taken.

use super::candidate::Candidate;
use super::find::{Found, NEAR, TRIED};
use super::heads::Head;
use super::judge;

/// The chance given to a statement reported inside another one: the corpus hardly marks those, so it is not measured.
const NESTED: f32 = 0.6;

/// Words inside the statements that are tried though they look like no heads beside the cue of that statement: because
/// they look like heads by themselves, with these chances.
pub fn inner(best: &[Found], words: &[Head], weighed: &[Head]) -> Vec<Head> {
    let passed = |(word, weighed): &(&Head, &Head)| word.1 >= TRIED && weighed.1 < TRIED;
    let inside = |head: &Head| {
        near(best, head.0)
            .iter()
            .flat_map(|outer| &outer.candidate.content)
            .any(|piece| piece.contains(&head.0))
    };
    words.iter().zip(weighed).filter(passed).map(|(word, _)| *word).filter(inside).collect()
}

/// The statements whose cues are near.
fn near(best: &[Found], head: usize) -> &[Found] {
    let at = best.partition_point(|outer| outer.candidate.head < head);
    &best[at.saturating_sub(NEAR)..(at + NEAR).min(best.len())]
}

/// Statements reported inside those kept: the trees have learned to pass over them.
pub fn nested(best: &[Found], passed: impl Iterator<Item = Candidate>) -> Vec<Found> {
    let plain = |it: &Candidate| it.doubt.content >= 0.7 && it.doubt.speaker >= 0.6 && it.speaker.is_some();
    let inside = |it: &Candidate| near(best, it.head).iter().any(|outer| judge::covers(&outer.candidate, it));
    let mut nested: Vec<Found> = Vec::new();
    for candidate in passed.filter(plain).filter(inside) {
        let same = |other: &Found| judge::common(&other.candidate, &candidate) >= 0.5;
        if !nested.iter().rev().take(4).any(same) {
            nested.push(Found { statement: NESTED, speaker: candidate.doubt.speaker, candidate });
        }
    }
    nested
}
