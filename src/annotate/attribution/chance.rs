//! Chances: how often a construction is right.

use super::find::{Construction, Draft};

/// Drafts less likely than this are dropped.
pub const LEAST: f32 = 0.0;

/// The chance that the draft is a statement with these words as content.
pub fn statement(draft: &Draft) -> f32 {
    match draft.construction {
        Construction::Verb(..) => f32::from(draft.rate) / 100.0,
        Construction::AccordingTo => 0.8,
        Construction::Turn => 0.5,
        Construction::Colon => 0.6,
        Construction::Noun => 0.5,
        Construction::Continued => 0.4,
    }
}

/// The chance that the words taken for the speaker are the speaker.
pub fn speaker(draft: &Draft) -> f32 {
    if draft.speaker.is_some() { 0.8 } else { 0.3 }
}
