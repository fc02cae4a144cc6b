//! Language: which one an article is written in, and how far it is understood.

use whatlang::Lang;

use super::Support;
use crate::article::Article;
use crate::short_words::ShortWords;

/// Bytes of the text that are looked at.
const SAMPLE: usize = 4096;
/// Shorter texts are taken for English where English function words say so.
const SHORT: usize = 200;

/// ISO 639-3 and 639-1 codes and English names of the languages that can be detected.
const LANGUAGES: [(&str, &str, &str); 69] = [
    ("epo", "eo", "Esperanto"),
    ("eng", "en", "English"),
    ("rus", "ru", "Russian"),
    ("cmn", "zh", "Chinese"),
    ("spa", "es", "Spanish"),
    ("por", "pt", "Portuguese"),
    ("ita", "it", "Italian"),
    ("ben", "bn", "Bengali"),
    ("fra", "fr", "French"),
    ("deu", "de", "German"),
    ("ukr", "uk", "Ukrainian"),
    ("kat", "ka", "Georgian"),
    ("ara", "ar", "Arabic"),
    ("hin", "hi", "Hindi"),
    ("jpn", "ja", "Japanese"),
    ("heb", "he", "Hebrew"),
    ("yid", "yi", "Yiddish"),
    ("pol", "pl", "Polish"),
    ("amh", "am", "Amharic"),
    ("jav", "jv", "Javanese"),
    ("kor", "ko", "Korean"),
    ("nob", "nb", "Norwegian"),
    ("dan", "da", "Danish"),
    ("swe", "sv", "Swedish"),
    ("fin", "fi", "Finnish"),
    ("tur", "tr", "Turkish"),
    ("nld", "nl", "Dutch"),
    ("hun", "hu", "Hungarian"),
    ("ces", "cs", "Czech"),
    ("ell", "el", "Greek"),
    ("bul", "bg", "Bulgarian"),
    ("bel", "be", "Belarusian"),
    ("mar", "mr", "Marathi"),
    ("kan", "kn", "Kannada"),
    ("ron", "ro", "Romanian"),
    ("slv", "sl", "Slovene"),
    ("hrv", "hr", "Croatian"),
    ("srp", "sr", "Serbian"),
    ("mkd", "mk", "Macedonian"),
    ("lit", "lt", "Lithuanian"),
    ("lav", "lv", "Latvian"),
    ("est", "et", "Estonian"),
    ("tam", "ta", "Tamil"),
    ("vie", "vi", "Vietnamese"),
    ("urd", "ur", "Urdu"),
    ("tha", "th", "Thai"),
    ("guj", "gu", "Gujarati"),
    ("uzb", "uz", "Uzbek"),
    ("pan", "pa", "Punjabi"),
    ("aze", "az", "Azerbaijani"),
    ("ind", "id", "Indonesian"),
    ("tel", "te", "Telugu"),
    ("pes", "fa", "Persian"),
    ("mal", "ml", "Malayalam"),
    ("ori", "or", "Oriya"),
    ("mya", "my", "Burmese"),
    ("nep", "ne", "Nepali"),
    ("sin", "si", "Sinhalese"),
    ("khm", "km", "Khmer"),
    ("tuk", "tk", "Turkmen"),
    ("aka", "ak", "Akan"),
    ("zul", "zu", "Zulu"),
    ("sna", "sn", "Shona"),
    ("afr", "af", "Afrikaans"),
    ("lat", "la", "Latin"),
    ("slk", "sk", "Slovak"),
    ("cat", "ca", "Catalan"),
    ("tgl", "tl", "Tagalog"),
    ("hye", "hy", "Armenian"),
];

const ENGLISH: ShortWords<24> = ShortWords::new([
    "the", "of", "and", "to", "is", "was", "that", "for", "with", "are", "this", "have", "not", "they",
    "his", "her", "says", "said", "will", "would", "from", "but", "been", "he",
]);

/// ISO 639-1 code: as the source declares it, else as detected from its words; `None` for texts without letters.
pub fn of(article: &Article) -> Option<String> {
    let sample = sample(&article.text);
    if !sample.contains(char::is_alphabetic) {
        return None;
    }
    declared(article).or_else(|| Some(detected(sample).to_string()))
}

/// "en-US" and "EN" are "en".
fn declared(article: &Article) -> Option<String> {
    let code = article.meta.language.as_deref()?.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    let short = LANGUAGES.iter().find(|entry| entry.0 == code).map_or(code.as_str(), |entry| entry.1);
    (short.len() >= 2 && short.bytes().all(|byte| byte.is_ascii_lowercase())).then(|| short.to_string())
}

fn sample(text: &str) -> &str {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// An unreliable guess counts only against English, and only where no English function word speaks for it.
fn detected(sample: &str) -> &'static str {
    if is_plainly_english(sample) {
        return "en";
    }
    let Some(info) = whatlang::detect(sample) else { return "en" };
    let short = sample.len() < SHORT;
    let english = info.script() == whatlang::Script::Latin && english_words(sample);
    let doubtful = !info.is_reliable() && info.script() == whatlang::Script::Latin;
    if doubtful && (short || english) || short && english { "en" } else { short_code(info.lang()) }
}

/// Every eighth word or more of the first kilobyte is an English function word: no need to compare languages.
fn is_plainly_english(sample: &str) -> bool {
    let end = (0..=sample.len().min(1024)).rev().find(|end| sample.is_char_boundary(*end)).unwrap_or(0);
    let words = || sample[..end].split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let hits = words().filter(|word| ENGLISH.has(word)).count();
    hits >= 8 && hits * 8 >= words().count()
}

fn english_words(sample: &str) -> bool {
    let words = || sample.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let hits = words().filter(|word| ENGLISH.has(word)).count();
    hits * 12 >= words().count() && hits > 0
}

fn short_code(language: Lang) -> &'static str {
    LANGUAGES.iter().find(|entry| entry.0 == language.code()).map_or(language.code(), |entry| entry.1)
}

/// What can be found in articles of this language.
pub fn support(language: Option<&str>) -> Support {
    match language {
        Some("en") => Support::Full,
        Some("fr" | "de" | "es") => Support::Quoted,
        Some(_) => Support::QuotationsOnly,
        None => Support::None,
    }
}

/// The English name of a language ("Portuguese" for "pt"); a code that is not known is its own name.
pub fn name(code: &str) -> &str {
    LANGUAGES.iter().find(|entry| entry.0 == code || entry.1 == code).map_or(code, |entry| entry.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Meta;

    #[test]
    fn languages_are_told_apart() {
        let long = "O presidente da câmara disse que as obras da ponte não vão acabar antes do verão e que ninguém sabe quanto custam.";
        for (declared, text, expected) in [
            (None, "The mayor said that the bridge will not open before summer.", Some("en")),
            (None, long, Some("pt")),
            (
                None,
                "Вчера мэр объявил, что новый мост через реку откроют только летом, потому что рабочие ещё не получили деньги.",
                Some("ru"),
            ),
            (None, "Yes", Some("en")),
            (Some("pt-BR"), "Yes", Some("pt")),
            (Some("deu"), "Ja", Some("de")),
            (None, "12 % … 7", None),
        ] {
            let meta = Meta { language: declared.map(str::to_string), ..Meta::default() };
            let article = Article { meta, text: text.to_string(), ..Article::default() };
            assert_eq!(of(&article).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn names_of_codes() {
        assert_eq!([name("pt"), name("en"), name("xx")], ["Portuguese", "English", "xx"]);
    }
}
