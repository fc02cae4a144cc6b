//! The bundled sample articles: what a reader without arguments shows.

use super::{Item, Source};

/// File name, what it shows, and its bytes.
const SAMPLES: [(&str, &str, &[u8]); 7] = [
    (
        "harbour.txt",
        "a news story, as messy as pages are",
        include_bytes!("../../assets/articles/harbour.txt"),
    ),
    (
        "reservoir.txt",
        "straight and single quotation marks, a transcript, tampering",
        include_bytes!("../../assets/articles/reservoir.txt"),
    ),
    ("orchard.txt", "a calm feature", include_bytes!("../../assets/articles/orchard.txt")),
    ("newsboat.txt", "as newsboat hands it over", include_bytes!("../../assets/articles/newsboat.txt")),
    ("porto.txt", "another language", include_bytes!("../../assets/articles/porto.txt")),
    ("notices.txt", "no statements at all", include_bytes!("../../assets/articles/notices.txt")),
    ("records.jsonl", "JSON Lines, one article each", include_bytes!("../../assets/articles/records.jsonl")),
];

/// The tour, an article that is read with its own keys.
const TOUR: (&str, &[u8]) = ("tour.md", include_bytes!("../../assets/tour.md"));

/// The article that shows in two minutes what the reader can do.
pub fn tour() -> Source {
    Source::Memory { name: TOUR.0.to_string(), bytes: TOUR.1.into() }
}

/// Whether a source goes by the name of a sample.
pub fn is_sample(name: &str) -> bool {
    name == TOUR.0 || SAMPLES.iter().any(|(sample, ..)| *sample == name)
}

/// The samples as a listing, the tour at its end.
pub fn samples() -> Vec<Item> {
    let item = |(name, detail, bytes): (&str, &str, &[u8])| Item {
        title: name.to_string(),
        detail: detail.to_string(),
        source: Source::Memory { name: name.to_string(), bytes: bytes.into() },
    };
    let tour = (TOUR.0, "what the reader can do, in two minutes", TOUR.1);
    SAMPLES.into_iter().chain([tour]).map(item).collect()
}
