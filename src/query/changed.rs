//! Changed: how an article differs from a former version of it — lines changed, new and gone, changed quotations first.

use std::collections::HashSet;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::alike::{self, Part};
use crate::article::{Article, block_at};

/// One line that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The block of the new version; of a line that is gone, the block that stands in its place.
    pub block: usize,
    /// The line as it was; `None` for a new one.
    pub before: Option<String>,
    /// The line as it is; `None` for one that is gone.
    pub after: Option<String>,
    /// Whether words in quotation marks came, went or changed.
    pub quotation: bool,
}

/// The differences of two versions of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Those with quotations first, then in order of the text.
    pub all: Vec<Change>,
    /// Runs of lines that both have: where they stand in the one and in the other.
    same: Vec<(Range<usize>, Range<usize>)>,
}

/// Two lines are one that was changed where they share this part of their words, of the one that has fewer.
const SHARED: f32 = 0.5;

/// How `new` differs from `old`.
pub fn compare(old: &Article, new: &Article) -> Changes {
    let (before, after) = (lines(old), lines(new));
    let mut changes = Changes::default();
    for step in capture_diff_slices(Algorithm::Patience, &before, &after) {
        let (ours, theirs) = (step.old_range(), step.new_range());
        match step.tag() {
            DiffTag::Equal => changes.same.push((ours, theirs)),
            _ => changes.all.extend(paired(&before, &after, ours, theirs)),
        }
    }
    let last = after.len().saturating_sub(1);
    changes.all.iter_mut().for_each(|change| change.block = change.block.min(last));
    changes.all.sort_by_key(|change| (!change.quotation, change.block, change.after.is_none()));
    changes
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a block of the new version is new or changed.
    pub fn marks(&self, block: usize) -> bool {
        self.all.iter().any(|change| change.block == block && change.after.is_some())
    }

    /// Where in the new version a byte of the old one stands; of a line that is gone, the line before it.
    pub fn offset(&self, old: &Article, new: &Article, offset: usize) -> usize {
        let block = block_at(old, offset);
        let within = |(ours, _): &&(Range<usize>, Range<usize>)| ours.contains(&block);
        let start = |article: &Article, block: usize| article.blocks.get(block).map(|block| block.span.start);
        if let Some((ours, theirs)) = self.same.iter().find(within) {
            let into = offset - start(old, block).unwrap_or(offset).min(offset);
            return start(new, theirs.start + block - ours.start).map_or(0, |start| start + into);
        }
        let before = self.same.iter().rev().find(|(ours, _)| ours.end <= block);
        let last = new.blocks.len().saturating_sub(1);
        before.map_or(0, |(_, theirs)| start(new, theirs.end.min(last)).unwrap_or(0))
    }

    /// "2 quotations changed, 1 line changed, 3 lines new, 1 line gone".
    pub fn summary(&self) -> String {
        let count = |which: &dyn Fn(&Change) -> bool| self.all.iter().filter(|change| which(change)).count();
        let stays = |change: &Change| change.before.is_some() && change.after.is_some();
        let parts = [
            (count(&|c| stays(c) && c.quotation), "quotation", " changed"),
            (count(&|c| stays(c) && !c.quotation), "line", " changed"),
            (count(&|c| c.before.is_none()), "line", " new"),
            (count(&|c| c.after.is_none()), "line", " gone"),
        ];
        let parts = parts.iter().filter(|(n, ..)| *n > 0);
        let part = |(n, what, how): &(usize, &str, &str)| {
            format!("{n} {what}{}{how}", if *n == 1 { "" } else { "s" })
        };
        parts.map(part).collect::<Vec<_>>().join(", ")
    }
}

impl Change {
    /// The differences in one line, as `wdiff` marks them, each with a few words around it.
    pub fn words(&self) -> String {
        let (before, after) = (self.before.as_deref(), self.after.as_deref());
        match (before, after) {
            (Some(before), Some(after)) => {
                let parts = parts(before, after);
                let last = parts.len().saturating_sub(1);
                let shown = parts.iter().enumerate().map(|(i, part)| shown(part, i == 0, i == last));
                shown.collect::<Vec<_>>().join(" ")
            }
            (None, Some(after)) => format!("{{+{after}+}}"),
            (Some(before), None) => format!("[-{before}-]"),
            (None, None) => String::new(),
        }
    }
}

/// The differences of two wordings; where only marks and capitals differ, those.
fn parts(before: &str, after: &str) -> Vec<Part> {
    let parts = alike::differences(before, after);
    if parts.iter().any(|part| !matches!(part, Part::Both(_))) { parts } else { exactly(before, after) }
}

/// The differences word by word, marks and capitals included.
fn exactly(before: &str, after: &str) -> Vec<Part> {
    let (one, two): (Vec<&str>, Vec<&str>) = (before.split(' ').collect(), after.split(' ').collect());
    let mut parts = Vec::new();
    for step in capture_diff_slices(Algorithm::Myers, &one, &two) {
        let (ours, theirs) = (one[step.old_range()].join(" "), two[step.new_range()].join(" "));
        match step.tag() {
            DiffTag::Equal => parts.push(Part::Both(theirs)),
            DiffTag::Delete => parts.push(Part::First(ours)),
            DiffTag::Insert => parts.push(Part::Second(theirs)),
            DiffTag::Replace => parts.extend([Part::First(ours), Part::Second(theirs)]),
        }
    }
    parts
}

/// Words around a difference.
const AROUND: usize = 6;

fn shown(part: &Part, is_first: bool, is_last: bool) -> String {
    let words = match part {
        Part::First(words) => return format!("[-{words}-]"),
        Part::Second(words) => return format!("{{+{words}+}}"),
        Part::Both(words) => words.split(' ').collect::<Vec<_>>(),
    };
    let (head, tail) = (if is_first { 0 } else { AROUND }, if is_last { 0 } else { AROUND });
    if words.len() <= head + tail {
        return words.join(" ");
    }
    let (head, tail) = (words[..head].join(" "), words[words.len() - tail..].join(" "));
    format!("{head} … {tail}").trim().to_string()
}

fn lines(article: &Article) -> Vec<&str> {
    article.blocks.iter().map(|block| block.span.of(&article.text)).collect()
}

/// Lines that stand in place of others: those that are alike are one that was changed.
fn paired(before: &[&str], after: &[&str], ours: Range<usize>, theirs: Range<usize>) -> Vec<Change> {
    let mut left: Vec<usize> = ours.collect();
    let (first, mut changes) = (theirs.start, Vec::new());
    // What was changed, as it was and as it is.
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for block in theirs {
        let words = words(after[block]);
        let alike = left.iter().position(|old| shares(&self::words(before[*old]), &words));
        let old = alike.map(|at| left.remove(at));
        pairs.extend(old.map(|old| (old, block)));
        changes.push(change(block, old.map(|old| before[old]), Some(after[block])));
    }
    let place = |old: usize| {
        let above = pairs.iter().filter(|(before, _)| *before < old).map(|(_, block)| block + 1);
        above.max().unwrap_or(first)
    };
    changes.extend(left.into_iter().map(|old| change(place(old), Some(before[old]), None)));
    changes
}

fn change(block: usize, before: Option<&str>, after: Option<&str>) -> Change {
    Change {
        block,
        before: before.map(String::from),
        after: after.map(String::from),
        quotation: before.map(quoted).unwrap_or_default() != after.map(quoted).unwrap_or_default(),
    }
}

fn words(line: &str) -> HashSet<String> {
    let letters =
        |word: &str| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    line.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect()
}

fn shares(one: &HashSet<String>, other: &HashSet<String>) -> bool {
    let fewer = one.len().min(other.len());
    fewer > 0 && one.intersection(other).count() as f32 >= SHARED * fewer as f32
}

/// Quotation marks that open, and those that close what they opened.
const MARKS: [(char, char); 5] = [('“', '”'), ('«', '»'), ('„', '“'), ('"', '"'), ('「', '」')];

/// What stands in quotation marks, in order.
fn quoted(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((at, open)) = rest.char_indices().find(|(_, c)| MARKS.iter().any(|(open, _)| open == c)) {
        let inside = &rest[at + open.len_utf8()..];
        let close =
            MARKS.iter().filter(|(mark, _)| *mark == open).filter_map(|(_, close)| inside.find(*close));
        let end = close.min().unwrap_or(inside.len());
        found.push(&inside[..end]);
        rest = inside[end..].get(inside[end..].chars().next().map_or(0, char::len_utf8)..).unwrap_or("");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Block, BlockKind};
    use crate::span::Span;

    fn article(lines: &[&str]) -> Article {
        let mut article = Article::default();
        for line in lines {
            if !article.text.is_empty() {
                article.text.push('\n');
            }
            let start = article.text.len();
            article.text.push_str(line);
            let span = Span::new(start, article.text.len());
            article.blocks.push(Block {
                span,
                kind: BlockKind::Paragraph,
                markup: Default::default(),
                origin: None,
            });
        }
        article
    }

    const OLD: [&str; 5] = [
        "The ferry stays in port.",
        "“We will sail on Friday,” said Ines Corvane of the union.",
        "Eleven boats are tied up along the north quay.",
        "The gulls do not mind.",
        "Rain is expected.",
    ];

    #[test]
    fn changed_quotations_come_first() {
        let new = article(&[
            "The ferry stays in port.",
            "Twelve boats are tied up along the north quay.",
            "“We will not sail on Friday,” said Ines Corvane of the union.",
            "A bridge is planned.",
            "Rain is expected.",
        ]);
        let changes = compare(&article(&OLD), &new);
        let words: Vec<(usize, bool, String)> =
            changes.all.iter().map(|change| (change.block, change.quotation, change.words())).collect();
        assert!(words[0].1 && words[0].2.contains("{+not+}"), "{words:?}");
        assert!(
            words.iter().any(|(.., words)| words.contains("[-Eleven-] {+Twelve+} boats are")),
            "{words:?}"
        );
        assert!(words.iter().any(|(.., words)| words == "{+A bridge is planned.+}"), "{words:?}");
        assert!(words.iter().any(|(.., words)| words == "[-The gulls do not mind.-]"), "{words:?}");
        assert!(changes.marks(2) && changes.marks(3) && !changes.marks(0) && !changes.marks(4));
        assert_eq!(changes.summary(), "1 quotation changed, 1 line changed, 1 line new, 1 line gone");
    }

    #[test]
    fn the_same_article_has_no_changes() {
        let changes = compare(&article(&OLD), &article(&OLD));
        assert!(changes.is_empty() && changes.summary().is_empty());
        assert_eq!(changes.offset(&article(&OLD), &article(&OLD), 30), 30);
        assert!(compare(&article(&[]), &article(&[])).is_empty());
        assert_eq!(compare(&article(&OLD), &article(&[])).all.len(), 5);
    }

    #[test]
    fn a_place_is_found_again() {
        let (old, new) =
            (article(&OLD), article(&[&["New first line, long enough."], &OLD[..3], &OLD[4..]].concat()));
        let changes = compare(&old, &new);
        for (line, into) in [(0, 3), (2, 10), (4, 0)] {
            let offset = old.blocks[line].span.start + into;
            let there = changes.offset(&old, &new, offset);
            assert_eq!(new.text[there..].chars().next(), old.text[offset..].chars().next(), "line {line}");
            assert!(new.text[there..].starts_with(&old.text[offset..offset + 5]), "line {line}");
        }
        let gone = changes.offset(&old, &new, old.blocks[3].span.start + 2);
        assert!(new.text[gone..].starts_with("Rain"), "{}", &new.text[gone..]);
    }

    #[test]
    fn far_words_are_left_out() {
        let line = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
        let new = line.replace("one", "zero").replace("fifteen", "sixteen");
        let words = change(0, Some(line), Some(&new)).words();
        assert_eq!(
            words,
            "[-one-] {+zero+} two three four five six seven … nine ten eleven twelve thirteen fourteen [-fifteen-] {+sixteen+}"
        );
    }

    #[test]
    fn marks_and_capitals_are_shown_where_nothing_else_differs() {
        let words = |before, after| change(0, Some(before), Some(after)).words();
        assert_eq!(words("The gulls left.", "The Gulls left!"), "The [-gulls left.-] {+Gulls left!+}");
        assert_eq!(words("One, two three.", "One two four."), "One two [-three.-] {+four.+}");
    }

    #[test]
    fn a_new_line_with_a_quotation_is_new_and_not_changed() {
        let new = article(&[&OLD[..2], &["“No tide waits,” said Ines Corvane."], &OLD[2..]].concat());
        let changes = compare(&article(&OLD), &new);
        assert_eq!(changes.summary(), "1 line new");
        assert!(changes.all[0].quotation, "it comes first all the same");
    }

    #[test]
    fn quoted_words_are_found_in_many_marks() {
        let cases: [(&str, &[&str]); 5] = [
            ("“One,” he said, “two.”", &["One,", "two."]),
            ("\"One\" and \"two\"", &["One", "two"]),
            ("„Eins“ und «deux»", &["Eins", "deux"]),
            ("「一」", &["一"]),
            ("“never closed", &["never closed"]),
        ];
        for (line, expected) in cases {
            assert_eq!(quoted(line), expected, "{line}");
        }
    }
}
