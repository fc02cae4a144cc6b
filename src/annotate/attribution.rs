//! Attribution: cue, speaker and content make a statement.

use super::token::Tokens;
use super::{Figure, Lexicon, Quotation, Statement};
use crate::article::{Article, Marks};

pub fn statements(
    _article: &Article,
    _marks: &Marks,
    _tokens: &Tokens,
    quotations: Vec<Quotation>,
    _figures: &[Figure],
    _lexicon: &Lexicon,
) -> (Vec<Statement>, Vec<Quotation>) {
    (Vec::new(), quotations)
}
