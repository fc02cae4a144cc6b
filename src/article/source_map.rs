//! How offsets of an article's text lead back to the input's own text, which is made again from the two: kept beside
//! the text it would take as much room once more.

use crate::span::Span;

/// What differs between an article's text and the input's own text (plain text, records).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceMap {
    /// `(offset in the article's text, offset in source)` in bytes, both rising; between two entries the
    /// texts run in parallel. The first entry is at article offset 0. No source is larger than 1 GB.
    steps: Vec<(u32, u32)>,
    /// Bytes of the parallel stretches that differ: where in the source, and what is there.
    other: Vec<(usize, u8)>,
    /// What the source has between the stretches and after the last one.
    rest: Vec<u8>,
    /// Bytes of the source.
    length: usize,
}

impl SourceMap {
    /// `None` where the texts are the same.
    pub fn new(source: &str, text: &str, steps: Vec<(usize, usize)>) -> Option<SourceMap> {
        if source == text {
            return None;
        }
        let mut steps: Vec<(u32, u32)> =
            steps.into_iter().map(|(to, from)| (to as u32, from as u32)).collect();
        // They stand in the room of the wider ones.
        steps.shrink_to_fit();
        let mut map = SourceMap { steps, length: source.len(), ..SourceMap::default() };
        let (source, mut at) = (source.as_bytes(), 0);
        for i in 0..map.steps.len() {
            let (words, from) = map.stretch(i, text);
            map.rest.extend(&source[at.min(from)..from]);
            let there = source[from..from + words.len()].iter();
            let unlike = there.zip(words).enumerate().filter(|(_, (there, here))| there != here);
            map.other.extend(unlike.map(|(nth, (there, _))| (from + nth, *there)));
            at = from + words.len();
        }
        map.rest.extend(&source[at..]);
        Some(map)
    }

    fn step(&self, i: usize) -> Option<(usize, usize)> {
        self.steps.get(i).map(|(to, from)| (*to as usize, *from as usize))
    }

    /// The words of the article's text from one step to the next, and where they are in the source. What was put into
    /// the text at the end of them takes no room there.
    fn stretch<'a>(&self, i: usize, text: &'a str) -> (&'a [u8], usize) {
        let (to, from) = self.step(i).unwrap_or_default();
        let (next, limit) = self.step(i + 1).unwrap_or((text.len(), self.length));
        let words = &text.as_bytes()[to.min(text.len())..next.min(text.len())];
        (&words[..words.len().min(limit.saturating_sub(from))], from)
    }

    /// The input's own text, which `extract` prints and counts in.
    pub fn source(&self, text: &str) -> String {
        let mut source = Vec::with_capacity(self.length);
        let mut rest = self.rest.as_slice();
        for i in 0..self.steps.len() {
            let (words, from) = self.stretch(i, text);
            let (between, after) = rest.split_at(from - source.len());
            source.extend(between);
            source.extend(words);
            rest = after;
        }
        source.extend(rest);
        for (at, byte) in &self.other {
            source[*at] = *byte;
        }
        String::from_utf8_lossy(&source).into_owned()
    }

    /// The offset in the source of a character of the article's text.
    pub fn to_source(&self, offset: usize) -> usize {
        let next = self.steps.partition_point(|step| step.0 as usize <= offset);
        let (here, there) = next.checked_sub(1).and_then(|i| self.step(i)).unwrap_or_default();
        (there + (offset - here)).min(self.length)
    }

    /// The span of the source that holds the characters of `span`.
    pub fn span_to_source(&self, text: &str, span: Span) -> Span {
        let start = self.to_source(span.start);
        let Some(last) = span.of(text).chars().next_back() else { return Span::new(start, start) };
        let end = self.to_source(span.end - last.len_utf8()) + last.len_utf8();
        Span::new(start, end.clamp(start, self.length.max(start)))
    }
}
