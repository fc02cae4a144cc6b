//! Mistakes in files that the user writes: the line they stand on, and the name that was probably meant.

/// The line that holds the byte at `offset`, counted from 1.
pub fn line(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The name most like `word`, where one is like it at all.
pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let distance = |name: &str| strsim::damerau_levenshtein(&lower, &name.to_lowercase());
    let near = names.map(|name| (distance(name), name)).min_by_key(|(distance, _)| *distance);
    near.filter(|(distance, name)| *distance <= (word.len().max(name.len()) / 3).max(1)).map(|(_, name)| name)
}

/// `; did you mean "width"?`, or nothing.
pub fn meant<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> String {
    nearest(word, names).map_or(String::new(), |name| format!("; did you mean \"{name}\"?"))
}

/// Why a file is no TOML of its kind: `config.toml:12: there is no "widht" here; did you mean "width"?`.
pub fn toml(file: &str, text: &str, error: &toml::de::Error) -> String {
    let place = error.span().map_or(String::new(), |span| format!(":{}", line(text, span.start)));
    format!("{file}{place}: {}", words(error.message()))
}

/// serde's sentence about an unknown name, in ours; any other as it is, on one line.
fn words(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.split_first() {
        Some((word, names)) if message.starts_with("unknown field") => {
            format!("there is no \"{word}\" here{}", meant(word, names.iter().copied()))
        }
        Some((word, names)) if message.starts_with("unknown variant") => {
            format!("\"{word}\" is none of {}{}", names.join(", "), meant(word, names.iter().copied()))
        }
        _ => message.lines().collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Lamp {
        #[serde(rename = "oil")]
        _oil: u8,
    }

    #[test]
    fn the_line_and_what_was_meant_are_named() {
        let cases = [
            ("oil = 1\n\noli = 2", "lamp.toml:3: there is no \"oli\" here; did you mean \"oil\"?"),
            ("oil = 1\nshade = 2", "lamp.toml:2: there is no \"shade\" here"),
            ("\noil = \"much\"", "lamp.toml:2: invalid type: string \"much\", expected u8"),
        ];
        for (text, expected) in cases {
            let error = toml::from_str::<Lamp>(text).unwrap_err();
            assert_eq!(super::toml("lamp.toml", text, &error), expected);
        }
    }

    #[test]
    fn names_that_are_not_alike_are_not_meant() {
        let names = || ["next-statement", "fold", "up"].into_iter();
        for (word, expected) in [
            ("next-statment", Some("next-statement")),
            ("Fold", Some("fold")),
            ("zebra", None),
            ("ub", Some("up")),
        ] {
            assert_eq!(nearest(word, names()), expected, "{word}");
        }
    }
}
