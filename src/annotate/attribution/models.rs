//! The models of attribution, read in place from `assets/models/`; `train` makes them.

use super::role::LABELS;
use super::{heads, measures};
use crate::model::{self, Model};
use crate::trees::Trees;

/// A linear model over what is seen, and trees over its chances and what stands around them.
#[derive(Clone, Debug)]
pub struct Stacked {
    pub linear: Model<1>,
    pub trees: Trees,
}

impl Stacked {
    fn bundled(linear: &'static [u8], trees: &'static [u8], measures: usize) -> Stacked {
        Stacked { linear: Model::bundled(linear), trees: Trees::bundled(trees, measures) }
    }
}

/// What the passes of attribution know.
#[derive(Clone, Debug)]
pub struct Models {
    /// Whether a word heads a cue.
    pub cue: Stacked,
    /// How far off its linear model is for words alike.
    pub cue_errors: Model<1>,
    /// Speaker, cue and content around a head.
    pub role: Model<LABELS>,
    /// Whether a candidate is a statement with these words as content.
    pub statement: Stacked,
    /// How far off its linear model is for candidates alike.
    pub statement_errors: Model<1>,
    /// Whether the speaker's words are right where it is one.
    pub speaker: Stacked,
}

impl Models {
    /// Those in `assets/models/`.
    pub fn bundled() -> Models {
        Models {
            cue: Stacked::bundled(
                model::bundled!("cue.bin"),
                model::bundled!("cue-trees.bin"),
                heads::MEASURES,
            ),
            cue_errors: Model::bundled(model::bundled!("cue-errors.bin")),
            role: Model::bundled(model::bundled!("role.bin")),
            statement: Stacked::bundled(
                model::bundled!("statement.bin"),
                model::bundled!("statement-trees.bin"),
                measures::MEASURES,
            ),
            statement_errors: Model::bundled(model::bundled!("statement-errors.bin")),
            speaker: Stacked::bundled(
                model::bundled!("speaker.bin"),
                model::bundled!("speaker-trees.bin"),
                measures::MEASURES,
            ),
        }
    }
}
