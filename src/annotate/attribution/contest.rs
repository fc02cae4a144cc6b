//! Contested words: what two cues claim belongs to the nearer one, and a quotation is said as a whole.

use std::ops::Range;

use super::candidate::{Candidate, joined};
use super::readings::Content;
use super::sight::Sight;

/// How many candidates on each side are looked at.
const NEAR: usize = 8;

/// How sure the taggers are of a cue whose claim counts.
const CLAIMS: f32 = 0.7;

/// How much of a quotation must be said for all of it to be.
const PART: f32 = 0.3;

/// Settles who says what among candidates in order of their heads.
pub fn settle(sight: &Sight, candidates: &mut [Candidate]) {
    let kept: Vec<Option<Content>> = (0..candidates.len()).map(|i| uncontested(candidates, i)).collect();
    for (candidate, content) in candidates.iter_mut().zip(kept) {
        if let Some(content) = content {
            candidate.content = content;
        }
        complete_quotations(sight, candidate);
    }
}

/// The pieces that no nearer cue claims ("“Yes,” Ana said, though Bo said, “No.”"), where that is not all of them; never
/// none.
fn uncontested(all: &[Candidate], i: usize) -> Option<Content> {
    let it = &all[i];
    let near = &all[i.saturating_sub(NEAR)..(i + NEAR + 1).min(all.len())];
    let mut kept: Option<Content> = None;
    for other in near.iter().filter(|other| other.head != it.head && claims(it, other)) {
        let nearer = |piece: &Range<usize>| {
            distance(other.head, piece) < distance(it.head, piece) && 2 * shared(other, piece) >= piece.len()
        };
        let now = kept.as_ref().unwrap_or(&it.content);
        let rest: usize = now.iter().filter(|piece| !nearer(piece)).map(Range::len).sum();
        if rest >= 2 && now.iter().any(nearer) {
            kept.get_or_insert_with(|| it.content.clone()).retain(|piece| !nearer(piece));
        }
    }
    kept
}

/// Whether the other is a strong cue, not one that is itself part of what is said here.
fn claims(it: &Candidate, other: &Candidate) -> bool {
    other.doubt.cue * other.doubt.content >= CLAIMS
        && !it.content.iter().any(|piece| piece.contains(&other.head))
}

fn distance(head: usize, piece: &Range<usize>) -> usize {
    head.abs_diff(piece.start).min(head.abs_diff(piece.end - 1))
}

/// How many words of the piece the candidate claims.
fn shared(candidate: &Candidate, piece: &Range<usize>) -> usize {
    let common = |own: &Range<usize>| own.end.min(piece.end).saturating_sub(own.start.max(piece.start));
    candidate.content.iter().map(common).sum()
}

/// Where the cue stands outside a quotation, what is said does not end inside it.
fn complete_quotations(sight: &Sight, candidate: &mut Candidate) {
    let quotations = &sight.reading.quotations;
    let head = candidate.head;
    let covered = |quotation: &Range<usize>| shared(candidate, quotation) as f32;
    let (first, last) = (candidate.content[0].start, candidate.content[candidate.content.len() - 1].end);
    let from = quotations.partition_point(|quotation| quotation.end <= first);
    let inside = quotations[from..].iter().take_while(|quotation| quotation.start < last);
    let whole = |quotation: &&Range<usize>| {
        let part = covered(quotation) / quotation.len().max(1) as f32;
        !quotation.contains(&head) && (PART..1.0).contains(&part)
    };
    let added: Vec<Range<usize>> = inside.filter(whole).cloned().collect();
    if !added.is_empty() {
        candidate.content.extend(added);
        candidate.content = joined(std::mem::take(&mut candidate.content));
    }
}
