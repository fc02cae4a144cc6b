//! Mentions: names, descriptions and pronouns of people, organizations and places.

use super::Lexicon;
use super::token::Tokens;
use super::{FigureKind, Mention};
use crate::article::Article;

/// A mention before it is known whom it means.
pub struct Candidate {
    pub mention: Mention,
    pub kind: FigureKind,
}

pub fn mentions(_article: &Article, _tokens: &Tokens, _lexicon: &Lexicon) -> Vec<Candidate> {
    Vec::new()
}
