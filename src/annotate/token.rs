//! Tokens: words and punctuation marks of an article, with sentences and parts of speech.

use super::Lexicon;
use crate::article::Article;

/// The tokens of an article.
pub struct Tokens {}

pub fn tokens(_article: &Article, _lexicon: &Lexicon) -> Tokens {
    Tokens {}
}
