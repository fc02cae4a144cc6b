//! Cleaning: which blocks are not part of the article, and which stretches were tampered with. Marks, never changes.

pub mod tamper;

use crate::article::{Article, Corrections, Marks};

/// The clutter rules of `assets/clutter.toml` (and the user's).
pub struct Rules {}

impl Rules {
    pub fn bundled() -> Rules {
        Rules {}
    }
}

pub fn clean(article: &Article, _rules: &Rules, _corrections: &Corrections) -> Marks {
    Marks { clutter: vec![None; article.blocks.len()], suspects: tamper::suspects(article) }
}
