//! Tampering: stretches of foreign script, invisible and bidi characters, look-alike letters.

use crate::article::{Article, Suspect};

pub fn suspects(_article: &Article) -> Vec<Suspect> {
    Vec::new()
}
