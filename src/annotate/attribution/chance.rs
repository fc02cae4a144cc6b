//! Chances: how often a construction is right.
//!
//! Measured on the training part of PolNeAR by matching what the rules find to the annotation: the chance of the
//! statement is the share with at least half of the content in common, that of the speaker the share of those whose
//! speaker's words agree. Fitted on half of the articles and checked on the other half: there, of the statements with a
//! chance of 0.9 or more 95 % were right, and the bands below were off by 0.08 at most (mostly by 0.02). The rates of
//! single verbs (`assets/lexicon/cues.txt`) are drawn towards the mean of their frame; those shipped are of all articles.

use super::clause::Link;
use super::find::{Construction, Draft};
use crate::annotate::lexicon::Frame;

/// Drafts less likely than this to be right in content and speaker are dropped.
const LEAST: f32 = 0.29;

/// No rule is right more often than this.
const MOST: f32 = 0.98;

/// The chance that the draft is a statement with these words as content.
pub fn statement(draft: &Draft) -> f32 {
    let chance = match draft.construction {
        Construction::Verb(frame, link) => {
            f32::from(draft.rate) / 100.0 * weight(link) * marked(frame, draft)
        }
        Construction::AccordingTo => 0.79,
        Construction::Turn => 0.60,
        Construction::Colon => 0.80,
        Construction::Noun => 0.65,
        Construction::Continued => 0.59,
    };
    chance.min(MOST)
}

/// Quotation marks speak for a statement where the verb alone does not; a single word speaks against it.
fn marked(frame: Frame, draft: &Draft) -> f32 {
    let weak = matches!(frame, Frame::Object | Frame::Preposition | Frame::Infinitive);
    let words: usize = draft.content.iter().map(|piece| piece.len()).sum();
    match (weak, draft.quoted) {
        (true, true) => 1.30,
        _ if words == 1 => 0.80,
        _ => 1.0,
    }
}

/// How much likelier than its verb's mean a statement is with such a subject.
fn weight(link: Option<Link>) -> f32 {
    match link {
        Some(Link::Near) => 1.03,
        Some(Link::Inverted) => 1.01,
        Some(Link::Shared) => 0.86,
        Some(Link::Relative) => 0.74,
        None => 0.84,
    }
}

/// The chance that the words taken for the speaker are the speaker.
pub fn speaker(draft: &Draft) -> f32 {
    match draft.construction {
        Construction::Verb(frame, Some(link)) => verb_speaker(frame, link),
        Construction::Verb(_, None) => 0.12,
        Construction::AccordingTo => 0.92,
        Construction::Turn => 0.86,
        Construction::Colon => 0.51,
        Construction::Noun => 0.80,
        Construction::Continued => 0.54,
    }
}

fn verb_speaker(frame: Frame, link: Link) -> f32 {
    match (link, frame) {
        (Link::Near, Frame::AfterQuotation) => 0.97,
        (Link::Near, Frame::That | Frame::Clause | Frame::Question) => 0.95,
        (Link::Near, Frame::AfterClause) => 0.95,
        (Link::Near, Frame::Quotation) => 0.92,
        (Link::Near, Frame::Object | Frame::Infinitive) => 0.90,
        (Link::Near, Frame::Preposition) => 0.86,
        (Link::Inverted, _) => 0.96,
        (Link::Relative, _) => 0.78,
        (Link::Shared, Frame::That) => 0.77,
        (Link::Shared, Frame::Object | Frame::Quotation | Frame::Infinitive) => 0.74,
        (Link::Shared, _) => 0.67,
    }
}

/// Whether the draft is likely enough to be kept.
pub fn is_kept(draft: &Draft) -> bool {
    statement(draft) * speaker(draft) >= LEAST
}
