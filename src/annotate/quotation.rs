//! Quotations: pairs of quotation marks.

use super::Quotation;
use super::token::Tokens;
use crate::article::Article;

pub fn quotations(_article: &Article, _tokens: &Tokens) -> Vec<Quotation> {
    Vec::new()
}
