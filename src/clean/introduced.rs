//! Introduced: whether a sentence says why a run of foreign script stands in it. Honest writers do: with brackets,
//! quotation marks, the name spelled again, the language, or a word for what is written.

use super::script::{Script, script};
use crate::span::Span;

/// How far to look from a run, in bytes: enough for a few words, and no more work on a text without any.
const NEAR: usize = 120;

pub fn last_part(words: &str) -> &str {
    let near = words.len().saturating_sub(NEAR);
    (near..=words.len()).find_map(|at| words.get(at..)).unwrap_or(words)
}

pub fn first_part(words: &str) -> &str {
    let near = words.len().min(NEAR);
    (0..=near).rev().find_map(|at| words.get(..at)).unwrap_or(words)
}

/// Whether brackets, quotation marks, a colon, or words before it say why the run is there.
pub fn is_introduced(words: &str, own: Script, span: Span) -> bool {
    let before = last_part(&words[..span.start]).trim_end();
    let close = first_part(&words[span.end..]);
    let after = close.trim_start();
    let run = span.of(words);
    is_enclosed(before, close)
        || follows_introduction(before)
        || names_language(before, own)
        || respells(before, run)
        || is_set_off(before, after)
        || is_gloss(after)
        || is_borne(before, run, own)
        || (fits_on(after) && (is_said_or_written(before) || is_paired(before)))
}

/// Marks that open before it or close right after it.
fn is_enclosed(before: &str, close: &str) -> bool {
    let opened = before
        .ends_with(['(', '[', '"', '“', '„', '«', '‘', '\'', ':', '/', '=', '（', '「', '《', '#', '@', '|']);
    let quoted = close.starts_with(['"', '”', '“', '»', '’', '\'', '」', '》']);
    opened || quoted || close.trim_start().starts_with([')', ']', '/', '=', '）'])
}

/// Words that announce a name in its own script, or a name that it spells again.
const INTRODUCTIONS: &[&str] = &[
    "or",
    "as",
    "called",
    "named",
    "reads",
    "read",
    "reading",
    "word",
    "words",
    "character",
    "characters",
    "letter",
    "letters",
    "phrase",
    "name",
    "written",
    "spelled",
    "spelt",
    "hashtag",
    "slogan",
    "term",
    "title",
    "titled",
    "means",
    "meaning",
    "chanted",
    "chanting",
    "chinese",
    "japanese",
    "korean",
    "russian",
    "arabic",
    "hebrew",
    "greek",
    "hindi",
    "persian",
    "thai",
    "ukrainian",
    "symbol",
    "sign",
    "tattoo",
    "toast",
    "prayer",
    "song",
    "hymn",
    "poem",
    "greeting",
    "proverb",
    "saying",
    "motto",
    "chant",
    "headline",
    "banner",
    "poster",
    "label",
    "verb",
    "noun",
    "film",
    "novel",
    "ship",
];

/// Languages, each with its script.
const LANGUAGES: &[(&str, Script)] = &[
    ("chinese", Script::Unspaced),
    ("mandarin", Script::Unspaced),
    ("cantonese", Script::Unspaced),
    ("japanese", Script::Unspaced),
    ("thai", Script::Unspaced),
    ("lao", Script::Unspaced),
    ("khmer", Script::Unspaced),
    ("burmese", Script::Unspaced),
    ("korean", Script::Hangul),
    ("russian", Script::Cyrillic),
    ("ukrainian", Script::Cyrillic),
    ("bulgarian", Script::Cyrillic),
    ("serbian", Script::Cyrillic),
    ("macedonian", Script::Cyrillic),
    ("belarusian", Script::Cyrillic),
    ("mongolian", Script::Cyrillic),
    ("kazakh", Script::Cyrillic),
    ("cyrillic", Script::Cyrillic),
    ("greek", Script::Greek),
    ("arabic", Script::RightToLeft),
    ("persian", Script::RightToLeft),
    ("farsi", Script::RightToLeft),
    ("urdu", Script::RightToLeft),
    ("pashto", Script::RightToLeft),
    ("kurdish", Script::RightToLeft),
    ("hebrew", Script::RightToLeft),
    ("yiddish", Script::RightToLeft),
    ("hindi", Script::Indic),
    ("sanskrit", Script::Indic),
    ("marathi", Script::Indic),
    ("nepali", Script::Indic),
    ("bengali", Script::Indic),
    ("punjabi", Script::Indic),
    ("gujarati", Script::Indic),
    ("tamil", Script::Indic),
    ("telugu", Script::Indic),
    ("kannada", Script::Indic),
    ("malayalam", Script::Indic),
    ("sinhala", Script::Indic),
    ("armenian", Script::Other),
    ("georgian", Script::Other),
    ("amharic", Script::Other),
    ("ethiopian", Script::Other),
    ("cherokee", Script::Other),
];

/// So many bytes before a run the name of its language may stand: a phrase, not the whole sentence.
const PHRASE: usize = 48;

/// "The Tamil greeting, வணக்கம்": the language is named shortly before.
fn names_language(before: &str, own: Script) -> bool {
    let near = before.len().saturating_sub(PHRASE);
    let near = (near..=before.len()).find_map(|at| before.get(at..)).unwrap_or(before);
    let words = near.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 2);
    let is = |word: &str| {
        LANGUAGES.iter().any(|(language, script)| *script == own && language.eq_ignore_ascii_case(word))
    };
    words.into_iter().any(is)
}

/// Words after which a word in its own script is what is said or written.
const SAYING: &[&str] = &[
    "wrote",
    "writes",
    "write",
    "written",
    "signs",
    "signed",
    "sign",
    "drew",
    "draws",
    "sang",
    "sings",
    "shouted",
    "shouts",
    "chanted",
    "spells",
    "spelled",
    "typed",
    "types",
    "painted",
    "carved",
    "said",
    "says",
    "translated",
    "translates",
];

/// Words that have to stand right before it.
const COPULAS: &[&str] = &["is", "was", "are", "were", "be", "means", "meant", "had", "say", "saying"];

/// As many words before a run may lie between it and such a word ("signs her work ヤマダ").
const REACH: usize = 4;

fn is_said_or_written(before: &str) -> bool {
    let mut words =
        before.split_whitespace().rev().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let last = words.next().unwrap_or_default();
    COPULAS.contains(&last)
        || SAYING.contains(&last)
        || words.take(REACH - 1).any(|word| SAYING.contains(&word))
}

/// Things that bear names, which a short run right after them is.
const BEARERS: &[&str] = &[
    "hotel",
    "dish",
    "shop",
    "restaurant",
    "café",
    "bar",
    "bakery",
    "bread",
    "cake",
    "soup",
    "drink",
    "wine",
    "beer",
    "tea",
    "snack",
    "dessert",
    "sauce",
    "band",
    "group",
    "company",
    "firm",
    "brand",
    "maker",
    "giant",
    "startup",
    "newspaper",
    "magazine",
    "daily",
    "weekly",
    "journal",
    "app",
    "channel",
    "station",
    "street",
    "square",
    "island",
    "lake",
    "temple",
    "mosque",
    "church",
    "monastery",
    "palace",
    "book",
    "album",
    "series",
    "game",
    "festival",
    "painter",
    "singer",
    "actor",
    "actress",
    "writer",
    "author",
    "poet",
    "director",
    "village",
    "ferry",
    "district",
    "province",
    "chapel",
    "port",
    "town",
    "city",
];

/// The longest name that a bearer has: so many words, of so many signs in Chinese and its like, of so many letters elsewhere.
const WORDS: usize = 2;
const SIGNS: usize = 5;
const LETTERS: usize = 16;

/// "The hotel Αύρα", "Beijing-based 大河传媒".
fn is_borne(before: &str, run: &str, own: Script) -> bool {
    // "The district of X": the bearer stands before the small word.
    let bearer = before.strip_suffix(" of").unwrap_or(before);
    let word = bearer.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let signs = own == Script::Hangul || run.chars().all(|c| c > '\u{3000}');
    let short = run.split(' ').count() <= WORDS && run.chars().count() <= if signs { SIGNS } else { LETTERS };
    let joined = ["-based", "-born", "-owned", "-run", "-made"].iter().any(|end| word.ends_with(end));
    short && (joined || BEARERS.contains(&word.as_str()))
}

/// "Orvanne and Օրվան": the second of two names.
fn is_paired(before: &str) -> bool {
    let mut words = before.split_whitespace().rev();
    let tie = words.next().is_some_and(|word| matches!(word, "and" | "or" | "&"));
    tie && words.next().is_some_and(|word| word.starts_with(char::is_uppercase))
}

/// Words that follow a word of its own: small ones, and what is done with writing.
const FOLLOWING: &[&str] = &[
    "and",
    "or",
    "for",
    "in",
    "to",
    "on",
    "with",
    "which",
    "at",
    "by",
    "when",
    "from",
    "as",
    "but",
    "too",
    "also",
    "inked",
    "tattooed",
    "written",
    "painted",
    "printed",
    "carved",
    "stamped",
    "scrawled",
    "sprayed",
    "embroidered",
];

/// Whether the sentence goes on as after a word of its own: it ends, pauses, or a word follows that fits.
fn fits_on(after: &str) -> bool {
    let word = after.split_whitespace().next().unwrap_or_default();
    let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    bare.is_empty() || word.starts_with(|c: char| !c.is_alphanumeric()) || FOLLOWING.contains(&bare)
}

fn follows_introduction(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    INTRODUCTIONS.iter().any(|known| known.eq_ignore_ascii_case(bare))
}

/// A name of two words or more that its own script spells again ("Lin Haifeng 林海峰"): as short as a name is, and
/// with capitals where the script has them.
fn respells(before: &str, run: &str) -> bool {
    let apart = before.ends_with(',');
    let latin = before.trim_end_matches(',').split_whitespace().rev();
    let latin = latin
        .take_while(|word| word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphanumeric))
        .count();
    let short = match script(run.chars().next().unwrap_or(' ')) {
        Some(Script::Unspaced | Script::Hangul) => run.chars().count() <= 4,
        _ => run.split_whitespace().count() <= latin.max(3),
    };
    let words = run.split_whitespace().count();
    let same = !apart || (2..=latin).contains(&words);
    latin >= 2 && short && same && run.split_whitespace().all(|word| !word.starts_with(char::is_lowercase))
}

/// Between commas or dashes, or at the end of a line after one: an aside.
fn is_set_off(before: &str, after: &str) -> bool {
    let mark = [',', '–', '—', ';', '-'];
    before.ends_with(mark)
        && (after.is_empty() || after.starts_with(mark) || after.starts_with(['.', '!', '?', '(']))
}

/// "北京 (Beijing)": the romanisation follows.
fn is_gloss(after: &str) -> bool {
    after.starts_with(['(', '[', '（', '=']) || after.starts_with(", or ") || after.starts_with(", to ")
}
