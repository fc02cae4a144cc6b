//! Corrections: what the user said about lines overrides what rules and model say, and is told apart by words and
//! neighbours.

use std::collections::HashMap;
use std::sync::Arc;

use super::line::{make_plain, words};
use super::rules::{self, FOLD_FROM};
use crate::article::{Article, Clutter, Correction, Corrections, Reason, RuleId, Show};

/// As much of a neighbouring line is kept, in code points.
const CONTEXT: usize = 60;

/// So many bytes of the same words are the same line, whatever stands around them.
const UNMISTAKABLE: usize = 40;

/// The longest label ("WATCH:") that another line of the site may share, in bytes.
const LONGEST_LABEL: usize = 30;

/// The names of the rules that a correction is: of the line itself, and of one like it.
pub const CORRECTED: &str = "corrected";
pub const LIKE_CORRECTED: &str = "like-corrected";

/// What there is to remember when the user says of a block that it is, or is not, clutter.
pub fn correction(article: &Article, block: usize, is_clutter: bool) -> Correction {
    let at =
        |i: Option<usize>| i.and_then(|i| article.blocks.get(i)).map_or("", |b| words(&article.text, b.span));
    Correction {
        site: article.site(),
        words: at(Some(block)).to_string(),
        before: start_of(at(block.checked_sub(1))),
        after: start_of(at(Some(block + 1))),
        is_clutter,
    }
}

fn start_of(line: &str) -> String {
    line.chars().take(CONTEXT).collect::<String>().trim().to_string()
}

/// Overrides the marks by what the user said.
pub fn apply(article: &Article, corrections: &Corrections, clutter: &mut [Option<Clutter>]) {
    if corrections.lines.is_empty() {
        return;
    }
    let site = article.site();
    let said = Said::new(corrections, site.as_deref());
    for (block, mark) in clutter.iter_mut().enumerate() {
        let line = plain(words(&article.text, article.blocks[block].span));
        match said.about(article, block, &line) {
            Some(true) => *mark = Some(corrected(mark.as_ref())),
            Some(false) => *mark = None,
            None => said.about_label(&line, mark),
        }
    }
}

/// The corrections, to be found by a line's plain words, and by the labels of this site's lines.
struct Said<'a> {
    site: Option<&'a str>,
    lines: HashMap<String, Vec<&'a Correction>>,
    labels: HashMap<String, bool>,
}

impl<'a> Said<'a> {
    fn new(corrections: &'a Corrections, site: Option<&'a str>) -> Said<'a> {
        let mut said = Said { site, lines: HashMap::new(), labels: HashMap::new() };
        for one in &corrections.lines {
            let line = plain(&one.words);
            if let Some(label) = label(&line).filter(|_| said.is_here(one)) {
                said.labels.insert(label.to_string(), one.is_clutter);
            }
            said.lines.entry(line).or_default().push(one);
        }
        said
    }

    fn is_here(&self, one: &Correction) -> bool {
        one.site.is_some() && one.site.as_deref() == self.site
    }

    /// What was said about this very line; else about its words on this site, the latest first.
    fn about(&self, article: &Article, block: usize, line: &str) -> Option<bool> {
        let all = self.lines.get(line)?;
        let here = correction(article, block, false);
        let same = |one: &str, other: &str| !one.is_empty() && one == other;
        let very = |one: &&&Correction| same(&one.before, &here.before) || same(&one.after, &here.after);
        let like = |one: &&&Correction| {
            self.is_here(one) || one.site.is_none() && (line.len() >= UNMISTAKABLE || alone(one))
        };
        let found = all.iter().rev().find(very).or_else(|| all.iter().rev().find(like));
        found.map(|one| one.is_clutter)
    }

    /// A line with the label of one that was corrected is likely the same: enough to dim it, not to fold it, and
    /// enough to show it dimmed where it was folded.
    fn about_label(&self, line: &str, mark: &mut Option<Clutter>) {
        match label(line).and_then(|label| self.labels.get(label)) {
            Some(true) if mark.is_none() => *mark = Some(doubtful(Reason::Promo, LIKE_CORRECTED)),
            Some(false) => {
                if let Some(mark) = mark {
                    (mark.show, mark.confidence) = (Show::Dimmed, mark.confidence.min(FOLD_FROM - 0.01));
                }
            }
            _ => {}
        }
    }
}

/// Whether nothing is known of where the corrected line stood: written by hand.
fn alone(one: &Correction) -> bool {
    one.before.is_empty() && one.after.is_empty()
}

/// The words of a plain line up to its colon, where something follows that.
fn label(line: &str) -> Option<&str> {
    let (label, rest) = line.split_once(": ")?;
    (label.len() <= LONGEST_LABEL && !rest.is_empty()).then_some(label)
}

fn plain(words: &str) -> String {
    let mut plain = String::new();
    make_plain(words.trim(), &mut plain);
    plain
}

/// A line that the user called clutter: sure, for the reason found if there is one.
fn corrected(found: Option<&Clutter>) -> Clutter {
    let reason = found.map_or(Reason::Promo, |clutter| clutter.reason);
    rules::clutter(reason, RuleId(Arc::from(CORRECTED)), 1.0)
}

fn doubtful(reason: Reason, rule: &str) -> Clutter {
    rules::clutter(reason, RuleId(Arc::from(rule)), FOLD_FROM - 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Block, BlockKind};
    use crate::clean::{Rules, clean};
    use crate::span::Span;

    const BODY: &str = "The bells rang at noon and nobody knew why they did so.";
    const OTHER: &str = "The vicar had gone to the sea with his two dogs and a rope.";
    const PROMO: &str = "WATCH: The bells in slow motion";

    fn article(lines: &[&str], url: Option<&str>) -> Article {
        let mut article = Article::default();
        article.meta.url = url.map(String::from);
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

    /// How each line is shown: `f`olded, `d`immed or `.` as it is.
    fn shown(article: &Article, corrections: &[Correction]) -> String {
        let corrections = Corrections { lines: corrections.to_vec() };
        let marks = clean(article, &Rules::bundled(), &corrections);
        let sign = |mark: &Option<Box<Clutter>>| match mark {
            Some(mark) if mark.show == Show::Folded => 'f',
            Some(_) => 'd',
            None => '.',
        };
        marks.clutter.iter().map(sign).collect()
    }

    #[test]
    fn the_user_overrides_the_rules() {
        let article = article(&[OTHER, PROMO, BODY], None);
        assert_eq!(shown(&article, &[]), ".f.");
        let said = [correction(&article, 1, false), correction(&article, 2, true)];
        assert_eq!(shown(&article, &said), "..f");
        let said = [correction(&article, 1, false), correction(&article, 1, true)];
        assert_eq!(shown(&article, &said), ".f.", "the later one counts");
    }

    #[test]
    fn neighbours_tell_equal_lines_apart_and_survive_an_edit() {
        let before = article(&[BODY, "Orvanne", OTHER, "Orvanne", BODY], None);
        let said = [correction(&before, 3, true)];
        assert_eq!(shown(&before, &said), "...f.");
        let after =
            article(&["A new first line.", BODY, "Orvanne", OTHER, "Orvanne", "A new last line."], None);
        assert_eq!(shown(&after, &said), "....f.");
    }

    #[test]
    fn a_site_learns_the_words_and_suspects_the_label() {
        let url = Some("https://www.example.org/bells");
        let first = article(&[BODY, "A note from the ringers", OTHER, "Bell shop: ropes for all", BODY], url);
        let said = [correction(&first, 1, true), correction(&first, 3, true)];
        assert_eq!(said[0].site.as_deref(), Some("example.org"));
        let lines = ["The sea", "A note from the ringers", BODY, "Bell shop: hats for few", OTHER];
        assert_eq!(shown(&article(&lines, Some("http://example.org/sea")), &said), ".f.d.");
        assert_eq!(shown(&article(&lines, Some("http://example.com/sea")), &said), ".....");
        let said = [correction(&article(&[BODY, PROMO, OTHER], url), 1, false)];
        let lines = ["The sea was calm that day, and the dogs slept in the boat.", "WATCH: The sea", BODY];
        assert_eq!(shown(&article(&lines, url), &said), ".d.");
    }
}
