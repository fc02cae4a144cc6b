//! Mojibake: a page in UTF-8 that was once read as Windows-1252 ("cafÃ©", "donâ€™t") is put right again.

/// Characters of Windows-1252 at the bytes 0x80 to 0x9f; undefined ones stand for the byte itself.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// So many repairs make it certain that the text was misread; one is enough where it takes three bytes.
const CERTAIN: usize = 2;

/// The text put right, and how many stretches of it were; nothing where it was well.
pub fn repair(text: &str) -> Option<(String, usize)> {
    if !text.contains(['Ã', 'Â', 'â', 'Ð', 'Ñ', 'Å', 'Ä', 'ã', 'ð']) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut count, mut long) = (text, 0, false);
    while let Some(at) = rest.find(|c: char| !c.is_ascii()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len());
        match reread(&rest[..end]) {
            Some(right) => {
                out.push_str(&right);
                count += 1;
                long |= rest[..end].chars().count() >= 3;
            }
            None => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    (count >= CERTAIN || (count > 0 && long)).then_some((out, count))
}

/// What a run of characters says when its bytes in Windows-1252 are read as UTF-8.
fn reread(run: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = run.chars().map(byte).collect();
    String::from_utf8(bytes?).ok()
}

fn byte(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{ff}' => Some(c as u8),
        _ => UPPER.iter().position(|upper| *upper == c).map(|at| 0x80 + at as u8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misread_text_is_put_right() {
        let cases = [
            ("le cafÃ© fermÃ© Ã\u{a0} midi", Some("le café fermé à midi")),
            ("they donâ€™t", Some("they don’t")),
            ("â€œYes,â€\u{9d} he said", Some("“Yes,” he said")),
            ("le café fermé à midi", None),
            ("SÃO PAULO", None),
            ("one cafÃ© alone", None),
            ("Ñandú y año", None),
            ("plain", None),
        ];
        for (text, expected) in cases {
            let found = repair(text).map(|(right, _)| right);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        let russian: String =
            "Мост закрыт".bytes().map(|byte| if byte < 0x80 { byte as char } else { upper(byte) }).collect();
        assert_eq!(repair(&russian).expect("misread").0, "Мост закрыт");
    }

    fn upper(byte: u8) -> char {
        if byte < 0xa0 { UPPER[usize::from(byte - 0x80)] } else { char::from(byte) }
    }
}
