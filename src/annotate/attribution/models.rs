//! The models of attribution, read in place from `assets/models/`; `train` makes them.

use super::role::LABELS;
use crate::model::{self, Model};

/// What the passes of attribution know.
#[derive(Clone, Debug)]
pub struct Models {
    /// Whether a word heads a cue.
    pub cue: Model<1>,
    /// Speaker, cue and content around a head.
    pub role: Model<LABELS>,
    /// Whether a candidate is a statement with these words as content.
    pub statement: Model<1>,
    /// Whether the speaker's words are right where it is one.
    pub speaker: Model<1>,
}

impl Models {
    /// Those in `assets/models/`.
    pub fn bundled() -> Models {
        Models {
            cue: Model::bundled(model::bundled!("cue.bin")),
            role: Model::bundled(model::bundled!("role.bin")),
            statement: Model::bundled(model::bundled!("statement.bin")),
            speaker: Model::bundled(model::bundled!("speaker.bin")),
        }
    }
}
