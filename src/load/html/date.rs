//! Dates: found in words as people and programs write them, in the languages that pages are mostly in.

use std::sync::LazyLock;

use regex::Regex;

/// Names of months, cut to what tells them apart, in the languages the clutter rules know; the number is the month.
const MONTHS: [(&str, u32); 74] = [
    ("jan", 1),
    ("january", 1),
    ("janvier", 1),
    ("januar", 1),
    ("enero", 1),
    ("janeiro", 1),
    ("gennaio", 1),
    ("feb", 2),
    ("february", 2),
    ("février", 2),
    ("februar", 2),
    ("febrero", 2),
    ("fevereiro", 2),
    ("febbraio", 2),
    ("mar", 3),
    ("march", 3),
    ("mars", 3),
    ("märz", 3),
    ("marzo", 3),
    ("março", 3),
    ("maart", 3),
    ("apr", 4),
    ("april", 4),
    ("avril", 4),
    ("abril", 4),
    ("aprile", 4),
    ("may", 5),
    ("mai", 5),
    ("mayo", 5),
    ("maio", 5),
    ("maggio", 5),
    ("mei", 5),
    ("jun", 6),
    ("june", 6),
    ("juin", 6),
    ("juni", 6),
    ("junio", 6),
    ("junho", 6),
    ("giugno", 6),
    ("jul", 7),
    ("july", 7),
    ("juillet", 7),
    ("juli", 7),
    ("julio", 7),
    ("julho", 7),
    ("luglio", 7),
    ("aug", 8),
    ("august", 8),
    ("août", 8),
    ("agosto", 8),
    ("augustus", 8),
    ("sep", 9),
    ("sept", 9),
    ("september", 9),
    ("septembre", 9),
    ("septiembre", 9),
    ("setembro", 9),
    ("settembre", 9),
    ("oct", 10),
    ("october", 10),
    ("octobre", 10),
    ("oktober", 10),
    ("octubre", 10),
    ("outubro", 10),
    ("ottobre", 10),
    ("nov", 11),
    ("november", 11),
    ("novembre", 11),
    ("noviembre", 11),
    ("novembro", 11),
    ("dec", 12),
    ("december", 12),
    ("décembre", 12),
    ("dezember", 12),
];

const MORE_MONTHS: [(&str, u32); 4] = [("diciembre", 12), ("dezembro", 12), ("dicembre", 12), ("dez", 12)];

static PATTERNS: LazyLock<[Regex; 5]> = LazyLock::new(|| {
    let year = "(?:19[89]|20[0-4])[0-9]";
    let part = r"(?:0?[1-9]|[12][0-9]|3[01])";
    let new = |pattern: String| Regex::new(&pattern).expect("a pattern of our own");
    [
        // 2021-03-04, 2021/3/4, with a time after it
        new(format!(
            r"\b{year}[-/.](?:0?[1-9]|1[0-2])[-/.]{part}(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?\b"
        )),
        // March 4, 2021; Mar. 4th 2021
        new(format!(r"(?i)\b(\p{{L}}{{3,10}})\.?\s{part}(?:st|nd|rd|th)?,?\s+{year}\b")),
        // 4 March 2021; 4 de março de 2021; 4. März 2021
        new(format!(
            r"(?i)\b{part}(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?(\p{{L}}{{3,10}})\.?,?\s+(?:de\s+|del\s+)?{year}\b"
        )),
        // 03/04/2021, 4.3.2021
        new(format!(r"\b{part}([-/.]){part}[-/.](?:{year}|[0-4][0-9])\b")),
        // 2021年3月4日
        new(format!(r"{year}\s?年\s?\d\d?\s?月\s?\d\d?\s?日")),
    ]
});

/// The first date in some words, as it is written.
pub fn find(words: &str) -> Option<&str> {
    let first = |pattern: &Regex| {
        let months = |found: &regex::Captures| match found.get(1).map(|name| name.as_str()) {
            Some(name) if name.chars().all(char::is_alphabetic) => is_month(name),
            _ => true,
        };
        pattern.captures_iter(words).find(months).and_then(|found| found.get(0))
    };
    let found = PATTERNS.iter().filter_map(first).min_by_key(|found| found.start());
    found.map(|found| found.as_str())
}

fn is_month(name: &str) -> bool {
    let name = name.to_lowercase();
    MONTHS.iter().chain(&MORE_MONTHS).any(|(known, _)| *known == name)
}

/// The date in an address (`/2021/03/04/`, `/2021-03-04-`, `/20210304`), as year-month-day.
pub fn in_address(address: &str) -> Option<String> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?:^|[/_-])((?:199|20[0-4])\d)(?:[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?:[/_.-]|$)";
        Regex::new(pattern).expect("a pattern of our own")
    });
    let found = DATE.captures(address)?;
    let part = |one: usize, other: usize| found.get(one).or(found.get(other))?.as_str().parse::<u32>().ok();
    Some(format!("{}-{:02}-{:02}", &found[1], part(2, 4)?, part(3, 5)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_as_they_are_written() {
        let cases = [
            ("Published: March 4, 2021 at 9:00", Some("March 4, 2021")),
            ("Mar. 4th 2021", Some("Mar. 4th 2021")),
            ("Thu, 4 Mar 2021", Some("4 Mar 2021")),
            ("4 de março de 2021", Some("4 de março de 2021")),
            ("am 4. März 2021", Some("4. März 2021")),
            ("le 1er août 2021", Some("1er août 2021")),
            ("2021-03-04T05:06:07Z", Some("2021-03-04T05:06:07Z")),
            ("posted 04/03/2021 by", Some("04/03/2021")),
            ("2021年3月4日", Some("2021年3月4日")),
            ("Room 4 chairs 2021", None),
            ("the 2021 budget", None),
            ("call 555-0199", None),
        ];
        for (words, expected) in cases {
            assert_eq!(find(words), expected, "{words}");
        }
    }

    #[test]
    fn addresses_hold_dates() {
        let cases = [
            ("https://example.org/2021/3/4/bridge", Some("2021-03-04")),
            ("https://example.org/news/2021-03-04-bridge.html", Some("2021-03-04")),
            ("https://example.org/20210304/bridge", Some("2021-03-04")),
            ("https://example.org/bridge-20219999", None),
            ("https://example.org/2021/bridge", None),
        ];
        for (address, expected) in cases {
            assert_eq!(in_address(address).as_deref(), expected, "{address}");
        }
    }
}
