//! Span: a half-open range of bytes of an article's text.

use std::num::NonZeroU32;
use std::ops::Range;

/// A half-open range of bytes `start..end` of the text it belongs to.
///
/// Both ends lie on character boundaries of that text; `start <= end`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end, "span {start}..{end} is reversed");
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the byte at `offset` lies inside.
    pub fn has(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The bytes both have, or `None` when they share none.
    pub fn common(self, other: Span) -> Option<Span> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Span { start, end })
    }

    /// The smallest span that covers both.
    pub fn hull(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The characters of `text` inside the span.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Without the white space at either end of it in `text`.
    pub fn trim(self, text: &str) -> Span {
        let words = self.of(text);
        let start = self.start + (words.len() - words.trim_start().len());
        Span { start, end: start + words.trim().len() }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Span {
        Span::new(range.start, range.end)
    }
}

/// A span in half the room, for lists of tens of thousands; of texts below 4 GB.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Narrow {
    start: u32,
    end: u32,
}

impl Narrow {
    pub fn span(self) -> Span {
        Span { start: self.start as usize, end: self.end as usize }
    }
}

impl From<Span> for Narrow {
    fn from(span: Span) -> Narrow {
        Narrow { start: span.start as u32, end: span.end as u32 }
    }
}

impl From<Narrow> for Span {
    fn from(narrow: Narrow) -> Span {
        narrow.span()
    }
}

impl std::fmt::Debug for Narrow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.span().fmt(f)
    }
}

/// A span of less than 64 MB with a number of 0 to 30 beside it, in the room of a [`Narrow`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tagged {
    start: u32,
    /// The length, then one more than the number in the lowest five bits.
    rest: NonZeroU32,
}

impl Tagged {
    pub fn new(span: Span, tag: u8) -> Tagged {
        let rest = NonZeroU32::MIN.saturating_add((span.len() as u32) << 5 | u32::from(tag));
        Tagged { start: span.start as u32, rest }
    }

    pub fn span(self) -> Span {
        let start = self.start as usize;
        Span { start, end: start + (self.rest.get() >> 5) as usize }
    }

    pub fn tag(self) -> u8 {
        (self.rest.get() & 31) as u8 - 1
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_spans_give_back_what_was_put_in() {
        for span in [Span::default(), Span::new(7, 7), Span::new(3, 64_000_000)] {
            assert_eq!(Narrow::from(span).span(), span);
            for tag in [0, 1, 30] {
                let tagged = Tagged::new(span, tag);
                assert_eq!((tagged.span(), tagged.tag()), (span, tag));
            }
        }
        assert_eq!(size_of::<Option<Tagged>>(), size_of::<Narrow>());
    }
}
