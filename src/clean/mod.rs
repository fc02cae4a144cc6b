//! Cleaning: which blocks are not part of the article, and which stretches were tampered with. Marks, never changes.
//!
//! A line is clutter when a rule matches its words where it stands (`rules`), or when it belongs to a run of links
//! under such a line (`runs`). What the user said about a line overrides both.

pub mod line;
mod pattern;
pub mod rules;
mod runs;
mod script;
pub mod tamper;

pub use rules::{RuleError, Rules};

use std::collections::HashMap;
use std::sync::Arc;

use crate::article::{Article, Block, BlockKind, Clutter, Corrections, Marks, Reason, RuleId};
use line::{LONGEST, Shape};
use rules::{Hits, Position};

/// Marks what is not part of the article. Total: any article, in time linear in its length.
pub fn clean(article: &Article, rules: &Rules, corrections: &Corrections) -> Marks {
    let hits = hits(article, rules);
    let chosen = choose(article, &hits, rules);
    let mut clutter: Vec<Option<Clutter>> =
        chosen.iter().map(|rule| rule.map(|index| rules.rule(index).clutter())).collect();
    runs::extend(article, &chosen, rules, &mut clutter);
    correct(article, corrections, &mut clutter);
    Marks { clutter, suspects: tamper::suspects(article) }
}

fn hits(article: &Article, rules: &Rules) -> Vec<Hits> {
    let mut plain = String::new();
    let mut after_prose = false;
    let last = article.blocks.len().saturating_sub(1);
    let one = |(i, block): (usize, &Block)| {
        let at = Position { first: i == 0, last: i == last, after_prose };
        let line = line::words(&article.text, block.span);
        let hits = if is_candidate(block) { rules.hits(line, at, &mut plain) } else { Hits::default() };
        after_prose = after_prose || (hits.plain.is_none() && Shape::of(line).is_prose());
        hits
    };
    article.blocks.iter().enumerate().map(one).collect()
}

/// Titles are never clutter, and code and tables say what they like.
fn is_candidate(block: &Block) -> bool {
    let kind = !matches!(block.kind, BlockKind::Title | BlockKind::Code | BlockKind::TableRow);
    kind && block.span.len() <= LONGEST
}

/// The rule of each line, now that it is known what comes after the last line of prose.
fn choose(article: &Article, hits: &[Hits], rules: &Rules) -> Vec<Option<usize>> {
    let mut chosen: Vec<Option<usize>> = hits.iter().map(|hits| hits.plain).collect();
    for (i, block) in article.blocks.iter().enumerate().rev() {
        if let Some(tail) = hits[i].tail {
            chosen[i] = rules.surer(chosen[i], tail);
        }
        if chosen[i].is_none() && Shape::of(line::words(&article.text, block.span)).is_prose() {
            break;
        }
    }
    chosen
}

fn correct(article: &Article, corrections: &Corrections, clutter: &mut [Option<Clutter>]) {
    if corrections.clutter.is_empty() {
        return;
    }
    let said: HashMap<String, bool> =
        corrections.clutter.iter().map(|(words, is_clutter)| (plain(words), *is_clutter)).collect();
    for (block, mark) in article.blocks.iter().zip(clutter) {
        match said.get(&plain(block.span.of(&article.text))) {
            Some(true) => *mark = Some(corrected(mark.as_ref())),
            Some(false) => *mark = None,
            None => {}
        }
    }
}

fn plain(words: &str) -> String {
    let mut plain = String::new();
    line::make_plain(words.trim(), &mut plain);
    plain
}

/// A line that the user called clutter: sure, for the reason found if there is one.
fn corrected(found: Option<&Clutter>) -> Clutter {
    let reason = found.map_or(Reason::Promo, |clutter| clutter.reason);
    rules::clutter(reason, RuleId(Arc::from("corrected")), 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn the_user_overrides_the_rules() {
        let (promo, body) =
            ("WATCH: The bells in slow motion", "The bells rang at noon and nobody knew why they did.");
        let mut article = Article { text: format!("{body}\n{promo}"), ..Article::default() };
        for span in [Span::new(0, body.len()), Span::new(body.len() + 1, article.text.len())] {
            let kind = BlockKind::Paragraph;
            article.blocks.push(Block { span, kind, markup: Vec::new(), origin: None });
        }
        let folded = |corrections: &Corrections| {
            let marks = clean(&article, &Rules::bundled(), corrections);
            [marks.is_folded(0), marks.is_folded(1)]
        };
        let said = |clutter: &[(&str, bool)]| Corrections {
            clutter: clutter.iter().map(|(words, is_clutter)| (words.to_string(), *is_clutter)).collect(),
        };
        assert_eq!(folded(&said(&[])), [false, true]);
        assert_eq!(folded(&said(&[(promo, false), (body, true)])), [true, false]);
    }
}
