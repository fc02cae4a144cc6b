//! Cleaning: which blocks are not part of the article, and which stretches were tampered with. Marks, never changes.
//!
//! A line is clutter when a rule matches its words where it stands (`rules`), or when it belongs to a run of links
//! under such a line (`runs`). What the user said about a line overrides both.

pub mod line;
mod pattern;
mod parse;
pub mod rules;
mod classes;
mod runs;
pub mod sight;
pub mod line_model;
pub mod corrections;
mod cut;
mod script;
mod introduced;
pub mod spam;
pub mod tamper;

pub use cut::without_folded;
pub use parse::RuleError;
pub use rules::Rules;

use crate::article::{Article, Block, BlockKind, Clutter, Corrections, Marks};
use line::{LONGEST, Shape};
use rules::{Hits, Position};

/// Marks what is not part of the article. Total: any article, in time linear in its length.
pub fn clean(article: &Article, rules: &Rules, corrections: &Corrections) -> Marks {
    let mut clutter = by_rules(article, rules);
    rules.model().judge(article, &mut clutter, |mark| rules.taken(mark));
    rules.classes().mark_stated(article, &mut clutter);
    runs::fold_headings(article, &mut clutter);
    corrections::apply(article, corrections, &mut clutter);
    let mut clutter: Vec<_> = clutter.into_iter().map(|mark| mark.map(Box::new)).collect();
    // It stands in the room of the unboxed ones.
    clutter.shrink_to_fit();
    Marks { clutter, suspects: tamper::suspects(article, rules.spam()) }
}

/// What the rules, and the runs that they open, say about each line.
pub fn by_rules(article: &Article, rules: &Rules) -> Vec<Option<Clutter>> {
    let hits = hits(article, rules);
    let chosen = choose(article, &hits, rules);
    let mut clutter: Vec<Option<Clutter>> =
        chosen.iter().map(|rule| rule.map(|index| rules.rule(index).clutter())).collect();
    runs::extend(article, &chosen, rules, &mut clutter);
    runs::dim_alone(&chosen, rules, &mut clutter);
    rules.classes().mark(article, &mut clutter);
    clutter
}

fn hits(article: &Article, rules: &Rules) -> Vec<Hits> {
    let mut plain = String::new();
    let mut after_prose = false;
    let site = article.site();
    let last = article.blocks.len().saturating_sub(1);
    let one = |(i, block): (usize, &Block)| {
        let at = Position { first: i == 0, last: i == last, after_prose, site: site.as_deref() };
        let line = line::words(&article.text, block.span);
        let hits = if is_candidate(block) { rules.hits(line, at, &mut plain) } else { Hits::default() };
        after_prose = after_prose || (hits.plain.is_none() && Shape::of(line).is_prose());
        hits
    };
    article.blocks.iter().enumerate().map(one).collect()
}

/// Titles are never clutter, and neither are images; code and tables say what they like.
fn is_candidate(block: &Block) -> bool {
    let kind =
        !matches!(block.kind, BlockKind::Title | BlockKind::Code | BlockKind::TableRow | BlockKind::Image);
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
