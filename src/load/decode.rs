//! From bytes to text: character sets, and what is no text at all.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use super::Error;
use crate::article::Note;

/// How many bytes at the front tell whether something is text.
const LOOKED_AT: usize = 8192;

/// The text in `bytes`, and notes about how it was read.
pub fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<(Cow<'a, str>, Vec<Note>), Error> {
    decode_as(name, bytes, None)
}

/// The same, of bytes whose character set a server named: it goes before what the page says.
pub fn decode_as<'a>(
    name: &str,
    bytes: &'a [u8],
    charset: Option<&str>,
) -> Result<(Cow<'a, str>, Vec<Note>), Error> {
    let charset = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let named = charset.or_else(|| declared(bytes));
    if bytes.trim_ascii().is_empty() {
        return Err(Error::Empty(name.to_string()));
    }
    let (text, note) = match utf16(bytes) {
        Some(encoding) => read_as(encoding, bytes, "The text is in"),
        None if named == Some(ISO_2022_JP) => (ISO_2022_JP.decode(bytes).0, None),
        None if is_binary(bytes) => return Err(Error::Binary(name.to_string())),
        None => utf8_or_guess(bytes, named),
    };
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Error::Empty(name.to_string()));
    }
    let notes = note.into_iter().chain(control_note(&text)).collect();
    Ok((text, notes))
}

/// UTF-16, by its mark, or by the zero bytes that every other byte of mostly Latin text is.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => unmarked_utf16(bytes),
    }
}

fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let front = &bytes[..bytes.len().min(LOOKED_AT) & !1];
    if !front.contains(&0) {
        return None;
    }
    let zeros = |at: usize| front.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), front.len() / 2);
    match half >= 8 {
        true if odd * 10 > half * 7 && even * 50 < half => Some(UTF_16LE),
        true if even * 10 > half * 7 && odd * 50 < half => Some(UTF_16BE),
        _ => None,
    }
}

/// The character set that a page names near its top.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let front = &bytes[..bytes.len().min(LOOKED_AT)];
    // Only white space may come before the first tag, in whatever character set.
    if front.iter().find(|byte| (0x21..0x80).contains(*byte)) != Some(&b'<') {
        return None;
    }
    let front = front.to_ascii_lowercase();
    let front = String::from_utf8_lossy(&front);
    if !front.trim_start().starts_with('<') {
        return None;
    }
    let names = front.match_indices("charset").chain(front.match_indices("encoding"));
    let label = |(at, word): (usize, &str)| {
        let rest = front[at + word.len()..].trim_start().strip_prefix('=')?;
        let rest = rest.trim_start().trim_start_matches(['"', '\'']);
        let end =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(rest.len());
        Encoding::for_label(&rest.as_bytes()[..end])
    };
    names.filter_map(label).next()
}

fn utf8_or_guess<'a>(bytes: &'a [u8], named: Option<&'static Encoding>) -> (Cow<'a, str>, Option<Note>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), None);
    }
    // A page that names UTF-8 or UTF-16 is not in it: it would have been read by now.
    let named = named.filter(|named| ![UTF_8, UTF_16LE, UTF_16BE].contains(named));
    if let Some(named) = named {
        return (named.decode(bytes).0, None);
    }
    if is_mostly_utf8(bytes) {
        let note = Note("Some bytes are no valid UTF-8; they are shown as \u{fffd}.".to_string());
        return (String::from_utf8_lossy(bytes), Some(note));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    read_as(detector.guess(None, Utf8Detection::Deny), bytes, "The text is not in UTF-8; it was read as")
}

fn read_as<'a>(encoding: &'static Encoding, bytes: &'a [u8], how: &str) -> (Cow<'a, str>, Option<Note>) {
    let (text, encoding, _) = encoding.decode(bytes);
    (text, Some(Note(format!("{how} {}.", encoding.name()))))
}

/// Whether a few broken bytes stand in a text that is UTF-8 otherwise.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 4 * bad
}

/// Whether the front of it holds a zero byte, or control characters in number.
pub fn is_binary(bytes: &[u8]) -> bool {
    let front = &bytes[..bytes.len().min(LOOKED_AT)];
    if !has_control(front) {
        return false;
    }
    let controls = front.iter().filter(|&&byte| is_control(byte) && byte != 0x1b).count();
    front.contains(&0) || controls * 20 > front.len()
}

/// Sixteen bytes at a time: all of a text is looked at.
fn has_control(bytes: &[u8]) -> bool {
    let (blocks, rest) = bytes.as_chunks::<16>();
    let mut found = [0; 16];
    for block in blocks {
        found.iter_mut().zip(block).for_each(|(found, byte)| *found |= u8::from(is_control(*byte)));
    }
    found != [0; 16] || rest.iter().any(|byte| is_control(*byte))
}

#[inline(always)]
fn is_control(byte: u8) -> bool {
    (byte < 0x20) & (byte.wrapping_sub(0x09) > 4) | (byte == 0x7f)
}

/// What to say when the text holds control characters. They stay in it; output makes them harmless.
pub fn control_note(text: &str) -> Option<Note> {
    let bytes = text.as_bytes();
    let found = has_control(bytes) || has_high_control(bytes);
    found.then(|| {
        let what = if bytes.contains(&0x1b) { "escape sequences" } else { "control characters" };
        Note(format!("The text holds {what}; they are shown, never sent to the terminal."))
    })
}

/// Whether UTF-8 text holds a control character above ASCII other than U+0085, which breaks a line. Without a branch,
/// as [`has_control`].
fn has_high_control(bytes: &[u8]) -> bool {
    let next = bytes.get(1..).unwrap_or_default();
    let pairs = bytes.iter().zip(next);
    let found = pairs.fold(0, |found, (first, second)| {
        found | u8::from((*first == 0xc2) & (second.wrapping_sub(0x80) < 0x20) & (*second != 0x85))
    });
    found != 0
}

/// Without a character at the end that the next bytes would have completed (of UTF-8 or UTF-16).
pub fn whole_characters(bytes: &[u8]) -> &[u8] {
    if utf16(bytes).is_some() {
        return &bytes[..bytes.len() & !1];
    }
    match std::str::from_utf8(bytes) {
        Err(e) if e.error_len().is_none() => &bytes[..e.valid_up_to()],
        _ => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_its_character_set() {
        let cases: [(&[u8], &str, &str); 8] = [
            ("Orvanne – très".as_bytes(), "Orvanne – très", ""),
            (b"\xff\xfeA\0\xe9\0", "Aé", "UTF-16LE"),
            (b"\xfe\xff\0A", "A", "UTF-16BE"),
            (
                b"Le maire a d\xe9clar\xe9 que le pont \xe9tait ferm\xe9",
                "Le maire a déclaré que le pont était fermé",
                "windows-1252",
            ),
            (b"plain \x1b[31mred", "plain \x1b[31mred", "escape"),
            (
                "long enough for a block, then \u{9b}31m".as_bytes(),
                "long enough for a block, then \u{9b}31m",
                "control",
            ),
            ("next line\u{85}is none".as_bytes(), "next line\u{85}is none", ""),
            (b"d\xc3\xa9j\xc3\xa0 \xc3\xa9t\xc3\xa9 ferm\xc3\xa9 \xff", "déjà été fermé \u{fffd}", "UTF-8"),
        ];
        for (bytes, expected, note) in cases {
            let (text, notes) = decode("x", bytes).expect("text");
            assert_eq!(text, expected);
            let notes: String = notes.into_iter().map(|note| note.0).collect();
            assert_eq!(notes.is_empty(), note.is_empty(), "{notes}");
            assert!(notes.contains(note), "{notes}");
        }
    }

    #[test]
    fn a_page_is_read_in_the_character_set_that_it_names() {
        let page = |set: &str, words: &str| {
            let page = format!("<html><meta charset={set}><p>{words}</p>");
            let encoding = Encoding::for_label(set.as_bytes()).expect("known");
            (encoding.encode(&page).0.into_owned(), words.to_string())
        };
        let cases = [
            page("windows-1252", "déjà – “fermé”"),
            page("windows-1251", "Мост закрыт"),
            page("shift_jis", "橋は閉鎖された"),
            page("gb18030", "桥已关闭"),
            page("iso-2022-jp", "橋は閉鎖された"),
            page("utf-8", "Мост закрыт"),
        ];
        for (bytes, words) in cases {
            let (text, notes) = decode("x", &bytes).expect("text");
            assert!(text.contains(&words), "{text}");
            assert_eq!(notes, []);
        }
        // A wrong name does no harm to valid UTF-8, and UTF-8 in name only is found out.
        let (text, _) = decode("x", "<meta charset='windows-1252'><p>déjà".as_bytes()).expect("text");
        assert!(text.contains("déjà"));
        let (text, notes) = decode("x", b"<meta charset=utf-8><p>d\xe9j\xe0 ferm\xe9 hier").expect("text");
        assert!(text.contains("déjà fermé") && !notes.is_empty(), "{text}");
    }

    #[test]
    fn character_sets_are_told_from_the_bytes() {
        let cases = [
            ("windows-1251", "Мост через реку закрыт до воскресенья, сообщил мэр города. Жители недовольны."),
            ("shift_jis", "川に架かる橋は日曜日まで閉鎖されると市長が述べた。住民は不満を抱いている。"),
            ("gb18030", "市长说，河上的桥将关闭到星期日。居民们表示不满，他们要求尽快重新开放这座桥。"),
            ("utf-16le", "The bridge over the river is closed."),
            ("utf-16be", "The bridge over the river is closed."),
        ];
        for (set, words) in cases {
            let wide = |unit: u16| if set.ends_with("le") { unit.to_le_bytes() } else { unit.to_be_bytes() };
            let bytes = match set.starts_with("utf") {
                true => words.encode_utf16().flat_map(wide).collect(),
                false => Encoding::for_label(set.as_bytes()).expect("known").encode(words).0.into_owned(),
            };
            let (text, notes) = decode("x", &bytes).expect("text");
            assert_eq!(text, words);
            assert!(!notes.is_empty());
        }
    }

    #[test]
    fn what_is_no_text_says_so() {
        assert!(matches!(decode("x", b" \n\t"), Err(Error::Empty(_))));
        assert!(matches!(decode("x", "\u{feff} \n".as_bytes()), Err(Error::Empty(_))));
        assert!(matches!(decode("x", b"\x7fELF\x02\x01\x01\0\0\0"), Err(Error::Binary(_))));
    }

    #[test]
    fn a_cut_character_is_left_for_later() {
        assert_eq!(whole_characters("é".as_bytes().split_last().unwrap().1), b"");
        assert_eq!(whole_characters(b"a\xe9b"), b"a\xe9b");
        assert_eq!(whole_characters(b"\xff\xfea\0b"), b"\xff\xfea\0");
    }
}
