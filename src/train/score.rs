//! Scores of statements against gold: matched by content, then by speaker, as precision, recall and F1.
//!
//! A statement matches where its content has at least half of the characters in common with the gold's (intersection
//! over union, white space left out), best pairs first, one to one. It is attributed where the speakers agree too:
//! three tenths in common, or the last word of the gold speaker's head inside the predicted speaker. Words of speakers are
//! compared one by one too: who names long stretches as speakers pays for it there.

use std::ops::Range;

use regex::Regex;

/// A statement as ranges of code points.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub content: Vec<Range<usize>>,
    pub speaker: Vec<Range<usize>>,
}

/// A text with what scoring needs to know of it.
pub struct Page {
    letters: Vec<char>,
    /// For each code point how many characters other than white space come before it.
    inked: Vec<u32>,
    stop: Regex,
    word: Regex,
}

const STOP: &str = r"(?i)[,;:(\[–—]|\s-\s|\s(?:who|whom|whose|which|that|of|in|from|at|for|with|on|to|by|about|against|among|including|like|inside|outside|near|within|under|over|behind|as)\b";

impl Page {
    pub fn new(text: &str) -> Page {
        let letters: Vec<char> = text.chars().collect();
        let mut inked = vec![0];
        for letter in &letters {
            inked.push(inked[inked.len() - 1] + u32::from(!letter.is_whitespace()));
        }
        let stop = Regex::new(STOP).expect("a pattern");
        Page { letters, inked, stop, word: Regex::new(r"\w[\w.’'&-]*").expect("a pattern") }
    }

    fn size(&self, ranges: &[Range<usize>]) -> u32 {
        ranges.iter().map(|range| self.inked[range.end] - self.inked[range.start]).sum()
    }

    fn common(&self, a: &[Range<usize>], b: &[Range<usize>]) -> u32 {
        let pairs = a.iter().flat_map(|a| b.iter().map(move |b| a.start.max(b.start)..a.end.min(b.end)));
        pairs.filter(|range| range.start < range.end).map(|range| self.size(&[range])).sum()
    }

    /// Intersection over union.
    pub fn overlap(&self, a: &[Range<usize>], b: &[Range<usize>]) -> f32 {
        let common = self.common(a, b);
        let all = self.size(a) + self.size(b) - common;
        if common == 0 { 0.0 } else { common as f32 / all as f32 }
    }

    /// The words (runs without white space) of which at least half are in one of the ranges, by where they start, in order.
    fn words(&self, ranges: &[Range<usize>]) -> Vec<usize> {
        let mut inside = vec![false; self.letters.len()];
        ranges.iter().for_each(|range| inside[range.clone()].fill(true));
        let (mut words, mut start) = (Vec::new(), 0);
        for word in self.letters.split_inclusive(|letter| letter.is_whitespace()) {
            let end = start + word.iter().filter(|letter| !letter.is_whitespace()).count();
            let count = inside[start..end].iter().filter(|inside| **inside).count();
            words.extend((end > start && 2 * count >= end - start).then_some(start));
            start += word.len();
        }
        words
    }

    /// The last word of the head of the gold speaker.
    fn head(&self, speaker: &[Range<usize>]) -> Option<Range<usize>> {
        let range = speaker.first()?.clone();
        let text: String = self.letters[range.clone()].iter().collect();
        let words: Vec<_> = self.word.find_iter(&text).collect();
        let end = words.first()?.end();
        let stop = self
            .stop
            .find_iter(&text)
            .find(|stop| stop.start() >= end)
            .map_or(text.len(), |stop| stop.start());
        let last = words.iter().rfind(|word| word.start() < stop).or(words.last())?;
        let trimmed = last.as_str().trim_end_matches(['.', '’', '\'', '-']);
        let trimmed = trimmed.strip_suffix("’s").or(trimmed.strip_suffix("'s")).unwrap_or(trimmed);
        let start = range.start + text[..last.start()].chars().count();
        Some(start..start + trimmed.chars().count().max(1))
    }

    pub fn speakers_agree(&self, gold: &Said, found: &Said) -> bool {
        let covers = |head: Range<usize>| {
            let head = std::slice::from_ref(&head);
            self.common(head, &found.speaker) == self.size(head)
        };
        gold.speaker.is_empty()
            || self.overlap(&gold.speaker, &found.speaker) >= 0.3
            || self.head(&gold.speaker).is_some_and(covers)
    }

    /// Whether the content holds double quotation marks around at least three words (marks right outside count).
    pub fn is_direct(&self, said: &Said) -> bool {
        let text: String = said.content.iter().map(|piece| self.with_marks(piece) + " ").collect();
        let text = text.replace("``", " “").replace("''", "” ");
        let mut start = None;
        for (i, letter) in text.char_indices().filter(|(_, letter)| "“„«”»\"".contains(*letter)) {
            if start.is_some_and(|start| self.word.find_iter(&text[start..i]).count() >= 3) {
                return true;
            }
            let opens = "“„«".contains(letter) || letter == '"' && start.is_none();
            start = opens.then_some(i + letter.len_utf8());
        }
        false
    }

    fn with_marks(&self, piece: &Range<usize>) -> String {
        let mark = |at: usize| self.letters.get(at).is_some_and(|letter| "“„«”»\"'`".contains(*letter));
        let (mut start, mut end) = (piece.start, piece.end);
        for _ in 0..2 {
            start -= usize::from(start > 0 && mark(start - 1));
            end += usize::from(mark(end));
        }
        self.letters[start..end].iter().collect()
    }

    /// Pairs of gold and found statements whose contents match.
    pub fn pairs(&self, gold: &[&Said], found: &[&Said]) -> Vec<(usize, usize)> {
        let mut all: Vec<(f32, usize, usize)> = Vec::new();
        for (i, g) in gold.iter().enumerate() {
            for (j, f) in found.iter().enumerate() {
                let overlap = self.overlap(&g.content, &f.content);
                if overlap >= 0.5 {
                    all.push((-overlap, i, j));
                }
            }
        }
        all.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
        let (mut golds, mut founds) = (vec![false; gold.len()], vec![false; found.len()]);
        let free = |(_, i, j): &(f32, usize, usize)| {
            let free = !golds[*i] && !founds[*j];
            (golds[*i], founds[*j]) = (golds[*i] || free, founds[*j] || free);
            free
        };
        all.into_iter().filter(free).map(|(_, i, j)| (i, j)).collect()
    }
}

/// How many were right, how many were found, how many there are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub right: usize,
    pub found: usize,
    pub gold: usize,
}

impl Tally {
    pub fn f1(&self) -> f32 {
        2.0 * self.right as f32 / (self.found + self.gold).max(1) as f32
    }

    pub fn row(&self, name: &str) -> String {
        let share = |of: usize| self.right as f32 / of.max(1) as f32;
        let (precision, recall) = (share(self.found), share(self.gold));
        format!(
            "{name:24} {precision:.3}  {recall:.3}  {:.3}  ({} found, {} gold)",
            self.f1(),
            self.found,
            self.gold
        )
    }
}

/// Tallies over articles.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scores {
    pub statements: Tally,
    pub attributed: Tally,
    pub direct: Tally,
    /// Words of speakers.
    pub speakers: Tally,
}

impl Scores {
    pub fn add(&mut self, page: &Page, gold: &[Said], found: &[Said]) {
        let (golds, founds): (Vec<&Said>, Vec<&Said>) = (gold.iter().collect(), found.iter().collect());
        let (matched, right) = count(page, &golds, &founds);
        add(&mut self.statements, matched, &golds, &founds);
        add(&mut self.attributed, right, &golds, &founds);
        self.add_speakers(page, gold, found);
        let golds: Vec<&Said> = golds.into_iter().filter(|said| page.is_direct(said)).collect();
        let founds: Vec<&Said> = founds.into_iter().filter(|said| page.is_direct(said)).collect();
        let (_, right) = count(page, &golds, &founds);
        add(&mut self.direct, right, &golds, &founds);
    }

    fn add_speakers(&mut self, page: &Page, gold: &[Said], found: &[Said]) {
        let words = |all: &[Said]| {
            let ranges: Vec<Range<usize>> = all.iter().flat_map(|said| said.speaker.clone()).collect();
            page.words(&ranges)
        };
        let (gold, found) = (words(gold), words(found));
        self.speakers.right += found.iter().filter(|word| gold.binary_search(word).is_ok()).count();
        self.speakers.gold += gold.len();
        self.speakers.found += found.len();
    }

    pub fn table(&self) -> String {
        let rows = [
            self.statements.row("statements"),
            self.attributed.row("attributed"),
            self.direct.row("attributed, direct"),
            self.speakers.row("words of speakers"),
        ];
        format!("{:24} P      R      F1\n{}", "", rows.join("\n"))
    }
}

fn count(page: &Page, gold: &[&Said], found: &[&Said]) -> (usize, usize) {
    let pairs = page.pairs(gold, found);
    let right = pairs.iter().filter(|(i, j)| page.speakers_agree(gold[*i], found[*j])).count();
    (pairs.len(), right)
}

fn add(tally: &mut Tally, right: usize, gold: &[&Said], found: &[&Said]) {
    tally.right += right;
    tally.gold += gold.len();
    tally.found += found.len();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_speakers_are_compared_one_by_one() {
        let page = Page::new("Ana Ode, the mayor,  said so.");
        let content = 25..29;
        let said =
            |range: Range<usize>| Said { content: Vec::from([content.clone()]), speaker: Vec::from([range]) };
        let mut scores = Scores::default();
        // Half of "mayor," and more is a word of the speaker, the mark after it or not; two letters of five are not.
        scores.add(&page, &[said(0..8)], &[said(0..18)]);
        assert_eq!((scores.speakers.right, scores.speakers.found, scores.speakers.gold), (2, 4, 2));
        scores.add(&page, &[said(9..15)], &[said(9..12)]);
        assert_eq!((scores.speakers.right, scores.speakers.found, scores.speakers.gold), (3, 5, 3));
    }
}
