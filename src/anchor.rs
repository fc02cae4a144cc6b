//! Anchor: words of a text with what stands around them, found again after an edit elsewhere in the text. Keeps what
//! the user said about words (checks, highlights, bookmarks) independent of offsets.

use crate::span::Span;

/// Bytes kept of the text before and after the words, at most.
const CONTEXT: usize = 48;
/// From so many bytes on, words are found again without anything of what stood around them.
const TELLING: usize = 24;

/// Words of a text and what stands around them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    pub words: String,
    /// The text around the words, at most 48 bytes each; empty at the ends of a text.
    pub before: String,
    pub after: String,
}

impl Anchor {
    /// The words of `span` in `text`.
    pub fn new(text: &str, span: Span) -> Anchor {
        let Span { start, end } = span;
        let from = (start.saturating_sub(CONTEXT)..=start).find(|at| text.is_char_boundary(*at));
        let to = (end..=(end + CONTEXT).min(text.len())).rev().find(|at| text.is_char_boundary(*at));
        Anchor {
            words: text[start..end].to_string(),
            before: text[from.unwrap_or(start)..start].to_string(),
            after: text[end..to.unwrap_or(end)].to_string(),
        }
    }

    /// Where the words stand in a text: of several places, the one whose surroundings are most like those kept.
    /// Short words need something of their surroundings.
    pub fn place(&self, text: &str) -> Option<Span> {
        if self.words.is_empty() {
            return None;
        }
        let alike = |at: usize| {
            let before = self.before.bytes().rev().zip(text[..at].bytes().rev());
            let after = self.after.bytes().zip(text[at + self.words.len()..].bytes());
            before.take_while(|(a, b)| a == b).count() + after.take_while(|(a, b)| a == b).count()
        };
        let places = text.match_indices(&self.words).map(|(at, _)| (alike(at), at));
        let (likeness, at) = places.max_by_key(|(likeness, at)| (*likeness, std::cmp::Reverse(*at)))?;
        let alone = self.before.is_empty() && self.after.is_empty();
        let is_it = likeness > 0 || alone || self.words.len() >= TELLING;
        is_it.then(|| Span::new(at, at + self.words.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(text: &str, words: &str, nth: usize) -> Anchor {
        let (at, _) = text.match_indices(words).nth(nth).expect("the words");
        Anchor::new(text, Span::new(at, at + words.len()))
    }

    #[test]
    fn words_are_found_again_where_they_stood() {
        let text = "The gate is shut. No one knows why the gate is shut, they say.";
        let edited = "Update: noon. The gate is shut. No one knows why the gate is shut, they say.";
        for nth in [0, 1] {
            let kept = anchor(text, "gate is shut", nth);
            let expected = edited.match_indices("gate is shut").nth(nth).map(|(at, _)| at);
            assert_eq!(kept.place(edited).map(|span| span.start), expected, "{nth}");
        }
        assert_eq!(anchor(text, "gate is shut", 0).place("The gate stands open."), None);
        assert_eq!(anchor(text, "they", 0).place("or so (they) think"), None, "short, among other words");
    }

    #[test]
    fn context_is_cut_at_characters() {
        let text = format!("{}x é {}", "é".repeat(40), "é".repeat(40));
        let kept = anchor(&text, "x", 0);
        assert!(kept.before.len() <= CONTEXT && kept.before.chars().all(|c| c == 'é'), "{:?}", kept.before);
        assert_eq!(kept.place(&text), Some(Span::new(80, 81)));
    }
}
