//! Runs of clutter: the links under a "Related" heading, and the loose lines between two pieces of clutter.

use super::line::{self, Shape};
use super::rules::Rules;
use crate::article::{Article, BlockKind, Clutter, Show};

/// How much less sure a line under a heading is than the heading.
const DOUBT_BELOW: f32 = 0.06;

/// How much less sure a blurb between two links is; it is dimmed, not folded.
const DOUBT_BLURB: f32 = 0.3;

/// Carries each heading's rule on to the lines under it, until the article goes on.
pub fn extend(article: &Article, chosen: &[Option<usize>], rules: &Rules, clutter: &mut [Option<Clutter>]) {
    let shapes = Shapes { article };
    let mut i = 0;
    while i < chosen.len() {
        let heading = chosen[i].filter(|&rule| rules.rule(rule).opens);
        i += 1;
        let Some(heading) = heading else { continue };
        let end = shapes.end_of_run(i, chosen);
        let rule = rules.rule(heading);
        for (k, mark) in clutter.iter_mut().enumerate().take(end).skip(i) {
            let doubt = if shapes.of(k).is_sentence() { DOUBT_BLURB } else { DOUBT_BELOW };
            let below = rule.clutter_below(doubt);
            if mark.as_ref().is_none_or(|mark| mark.confidence < below.confidence) {
                *mark = Some(below);
            }
        }
        i = end;
    }
}

/// How much less sure a line that needs company is without it.
const DOUBT_ALONE: f32 = 0.3;

/// Dims the lines of rules that ask for company where no neighbour is clutter.
pub fn dim_alone(chosen: &[Option<usize>], rules: &Rules, clutter: &mut [Option<Clutter>]) {
    for (i, rule) in chosen.iter().enumerate() {
        let Some(rule) = rule.map(|rule| rules.rule(rule)).filter(|rule| rule.company) else { continue };
        let near = [i.checked_sub(1), Some(i + 1)];
        let company = near.into_iter().flatten().any(|k| clutter.get(k).is_some_and(Option::is_some));
        if !company {
            clutter[i] = Some(rule.clutter_below(DOUBT_ALONE));
        }
    }
}

/// Fewest folded lines that take the heading over them along.
const RUN: usize = 2;

/// Folds headings with nothing but folded lines under them, up to the next heading that stays or the end.
pub fn fold_headings(article: &Article, clutter: &mut [Option<Clutter>]) {
    let is_heading = |i: usize| matches!(article.blocks[i].kind, BlockKind::Heading(_));
    let folded = |mark: &Option<Clutter>| mark.as_ref().is_some_and(|mark| mark.show == Show::Folded);
    let mut end = clutter.len();
    for i in (0..clutter.len()).rev().filter(|i| is_heading(*i)) {
        let run = &clutter[i + 1..end];
        if clutter[i].is_none() && run.len() >= RUN && run.iter().all(folded) {
            clutter[i] = run[0].clone();
        }
        if !folded(&clutter[i]) {
            end = i;
        }
    }
}

struct Shapes<'a> {
    article: &'a Article,
}

impl Shapes<'_> {
    fn of(&self, index: usize) -> Shape {
        Shape::of(line::words(&self.article.text, self.article.blocks[index].span))
    }

    /// Where the run that starts at `start` ends: at the first line that is neither clutter nor link-like,
    /// unless it is a lone blurb among links.
    fn end_of_run(&self, start: usize, chosen: &[Option<usize>]) -> usize {
        let loose = |k: usize| chosen[k].is_some() || self.is_loose(k);
        let mut end = start;
        while end < chosen.len() {
            let blurb = end > start && end + 1 < chosen.len() && loose(end - 1) && loose(end + 1);
            if !loose(end) && !blurb {
                break;
            }
            end += 1;
        }
        end
    }

    fn is_loose(&self, index: usize) -> bool {
        let kind = self.article.blocks[index].kind;
        let shape = self.of(index);
        kind != BlockKind::Title && shape.is_title() && !shape.is_sentence()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Reason, RuleId};

    fn folded(mark: Show) -> Option<Clutter> {
        Some(Clutter { reason: Reason::Related, rule: RuleId("r".into()), confidence: 0.9, show: mark })
    }

    /// Which lines are marked, given headings ("H"), folded ("f"), dimmed ("d") and plain lines (".").
    fn marked(lines: &str) -> String {
        let mut article = Article::of_lines(&vec!["A line of words"; lines.len()].join("\n"));
        let mut clutter = Vec::new();
        for (block, line) in article.blocks.iter_mut().zip(lines.chars()) {
            block.kind = if line == 'H' { BlockKind::Heading(2) } else { BlockKind::Paragraph };
            clutter.push(match line {
                'f' => folded(Show::Folded),
                'd' => folded(Show::Dimmed),
                _ => None,
            });
        }
        fold_headings(&article, &mut clutter);
        clutter.iter().map(|mark| if mark.is_some() { 'x' } else { '.' }).collect()
    }

    #[test]
    fn a_heading_goes_with_all_that_is_under_it() {
        for (lines, expected) in [
            (".Hff", ".xxx"),
            (".Hf", "..x"),
            (".Hff.", "..xx."),
            (".HffH.", ".xxx.."),
            (".HHff", ".xxxx"),
            (".Hfd", "..xx"),
            ("H.Hff", "..xxx"),
        ] {
            assert_eq!(marked(lines), expected, "{lines}");
        }
    }
}
