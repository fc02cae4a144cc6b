//! Replies: what a terminal answers to a question (its background, its name) when the answer comes so late that nobody
//! waits for it any more. As keys it would be Alt with a letter and then all its characters, each a command; it is
//! passed over.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The reply that is coming in, if one is.
#[derive(Debug, Default)]
pub struct Replies {
    /// The key that may have begun one, until it is clear that it did.
    begun: Option<KeyEvent>,
    /// Keys passed over since.
    length: usize,
}

/// Longer than any reply, in characters: then keys are keys again.
const LONGEST: usize = 4096;

impl Replies {
    /// Whether a reply is coming in: the next key belongs to it where it comes at once.
    pub fn is_open(&self) -> bool {
        self.begun.is_some()
    }

    /// Takes a key that belongs to a reply; gives it back where it is the user's.
    pub fn take(&mut self, key: KeyEvent) -> Option<KeyEvent> {
        if self.begun.is_none() {
            if !begins(&key) {
                return Some(key);
            }
            (self.begun, self.length) = (Some(key), 0);
            return None;
        }
        self.length += 1;
        if ends(&key) || self.length >= LONGEST {
            self.begun = None;
        }
        None
    }

    /// Nothing more came: the key that seemed to begin a reply was pressed by someone, where nothing followed it.
    pub fn rest(&mut self) -> Option<KeyEvent> {
        self.begun.take().filter(|_| self.length == 0)
    }
}

/// `ESC ]` (OSC), `ESC P` (DCS), `ESC _` (APC), `ESC ^` (PM), `ESC X` (SOS).
fn begins(key: &KeyEvent) -> bool {
    key.modifiers.contains(KeyModifiers::ALT)
        && matches!(key.code, KeyCode::Char(']' | 'P' | '_' | '^' | 'X'))
}

/// BEL, or `ESC \`, whose halves may come one by one.
fn ends(key: &KeyEvent) -> bool {
    match key.code {
        KeyCode::Char('g') => key.modifiers.contains(KeyModifiers::CONTROL),
        KeyCode::Char('\\') => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys that crossterm makes of these bytes.
    fn keys(bytes: &str) -> Vec<KeyEvent> {
        let mut keys = Vec::new();
        let mut chars = bytes.chars();
        while let Some(c) = chars.next() {
            keys.push(match c {
                '\u{1b}' => KeyEvent::new(KeyCode::Char(chars.next().unwrap_or('[')), KeyModifiers::ALT),
                '\u{7}' => KeyEvent::new(KeyCode::Char('g'), KeyModifiers::CONTROL),
                c => KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE),
            });
        }
        keys
    }

    #[test]
    fn replies_are_passed_over_and_keys_are_not() {
        let cases = [
            ("j\u{1b}]11;rgb:ffff/ffff/ffff\u{7}s", "js"),
            ("\u{1b}]11;rgb:00/00/00\u{1b}\\s", "s"),
            ("\u{1b}P>|XTerm(390)\u{1b}\\q", "q"),
            ("\u{1b}_Gi=1;OK\u{1b}\\", ""),
            ("abc\\", "abc\\"),
        ];
        for (bytes, expected) in cases {
            let mut replies = Replies::default();
            let left = keys(bytes).into_iter().filter_map(|key| replies.take(key));
            let left: String = left.filter_map(|key| key.code.as_char()).collect();
            assert_eq!(left, expected, "{bytes:?}");
            assert!(!replies.is_open());
        }
    }

    #[test]
    fn alt_and_a_letter_alone_is_a_key() {
        let mut replies = Replies::default();
        let alt = keys("\u{1b}]")[0];
        assert_eq!(replies.take(alt), None);
        assert_eq!(replies.rest(), Some(alt));
        assert_eq!((replies.take(alt), replies.take(keys("1")[0])), (None, None));
        assert_eq!(replies.rest(), None, "a reply that stops half way is no key");
        assert!(!replies.is_open());
    }
}
