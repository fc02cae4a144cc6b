//! Highlights: words the user marked in an article, with or without a note. Plain data, keyed by the words, never by
//! offsets: they outlive an edit of the article elsewhere.

use crate::anchor::Anchor;
use crate::span::Span;

/// Words that were marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Highlight {
    pub anchor: Anchor,
    /// On one line; empty where there is none.
    pub note: String,
}

impl Highlight {
    pub fn new(text: &str, span: Span, note: &str) -> Highlight {
        let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
        Highlight { anchor: Anchor::new(text, span), note }
    }
}

/// The highlights of one article and where they stand in its text.
#[derive(Clone, Debug, Default)]
pub struct Highlights {
    /// In order of the text; those whose words are gone from it come last.
    all: Vec<(Option<Span>, Highlight)>,
}

/// What one step changed, so that it can be taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub removed: Vec<Highlight>,
    pub added: Vec<Highlight>,
}

impl Change {
    pub fn back(self) -> Change {
        Change { removed: self.added, added: self.removed }
    }
}

impl Highlights {
    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (Option<Span>, &Highlight)> {
        self.all.iter().map(|(span, highlight)| (*span, highlight))
    }

    /// The `nth` in order of the text, and where it stands; `None` for a place where its words are gone.
    pub fn get(&self, nth: usize) -> Option<(Option<Span>, &Highlight)> {
        self.all.get(nth).map(|(span, highlight)| (*span, highlight))
    }

    /// The one of exactly these words.
    pub fn at(&self, span: Span) -> Option<usize> {
        self.all.iter().position(|(place, _)| *place == Some(span))
    }

    /// Those that stand in the text, with their places.
    pub fn placed(&self) -> impl Iterator<Item = (Span, &Highlight)> {
        self.iter().filter_map(|(span, highlight)| Some((span?, highlight)))
    }

    /// Takes out (of several that are alike, one) and adds what the change says.
    pub fn revise(&mut self, text: &str, change: &Change) {
        for gone in &change.removed {
            if let Some(at) = self.all.iter().position(|(_, highlight)| highlight == gone) {
                self.all.remove(at);
            }
        }
        let place = |highlight: &Highlight| (highlight.anchor.place(text), highlight.clone());
        self.all.extend(change.added.iter().map(place));
        self.all.sort_by_key(|(span, _)| span.map_or((usize::MAX, 0), |span| (span.start, span.end)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "One bell rang. Two bells answered. No third one did.";

    fn highlight(words: &str, note: &str) -> Highlight {
        let start = TEXT.find(words).expect("the words");
        Highlight::new(TEXT, Span::new(start, start + words.len()), note)
    }

    #[test]
    fn they_stand_in_order_and_none_is_lost() {
        let mut all = Highlights::default();
        let added = vec![highlight("Two bells answered", "which?"), highlight("One bell", "")];
        all.revise(TEXT, &Change { added: added.clone(), removed: Vec::new() });
        let words: Vec<&str> = all.placed().map(|(span, _)| span.of(TEXT)).collect();
        assert_eq!(words, ["One bell", "Two bells answered"]);
        let mut edited = Highlights::default();
        edited.revise("Two bells answered.", &Change { added, removed: Vec::new() });
        assert_eq!(edited.len(), 2);
        assert_eq!(edited.get(1).map(|(span, _)| span), Some(None), "its words are gone");
    }

    #[test]
    fn a_change_is_taken_back() {
        let mut all = Highlights::default();
        let change = Change { added: vec![highlight("rang", "")], removed: Vec::new() };
        all.revise(TEXT, &change);
        let noted = Change { added: vec![highlight("rang", "twice")], removed: vec![highlight("rang", "")] };
        all.revise(TEXT, &noted);
        assert_eq!((all.len(), all.get(0).map(|(_, h)| h.note.as_str())), (1, Some("twice")));
        all.revise(TEXT, &noted.back());
        assert_eq!((all.len(), all.get(0).map(|(_, h)| h.note.as_str())), (1, Some("")));
        all.revise(TEXT, &change.back());
        assert!(all.is_empty());
    }

    #[test]
    fn a_note_is_one_line() {
        assert_eq!(highlight("rang", " see\n the  tower ").note, "see the tower");
    }
}
