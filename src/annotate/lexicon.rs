//! Lexicon: the word lists in `assets/lexicon/`.

/// The word lists annotation rests on.
pub struct Lexicon {}

impl Lexicon {
    pub fn bundled() -> Lexicon {
        Lexicon {}
    }
}
