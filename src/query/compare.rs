//! Compare: two reports of one event: what both quote, what one alone has, who speaks in only one of them.

use std::collections::BTreeSet;

use super::alike::Shingles;
use super::name::{Link, Name};
use super::said::Said;
use crate::annotate::Form;
use crate::document::Document;
use crate::export::json;

/// Two reports side by side.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// Statements that quote the same words, with the differences kept.
    pub shared: Vec<(&'a Said, &'a Said)>,
    /// Statements with quoted words that the other report does not have.
    pub only: [Vec<&'a Said>; 2],
    /// Names of figures, as the first report has them.
    pub both: Vec<String>,
    pub figures_only: [Vec<String>; 2],
}

/// Compares what is said in two reports, and the figures that they name.
pub fn compare<'a>(said: [&'a [Said]; 2], figures: [&[String]; 2]) -> Comparison<'a> {
    let shingles = said.map(|all| all.iter().map(Shingles::of).collect::<Vec<_>>());
    let mut shared = Vec::new();
    let mut taken = [BTreeSet::new(), BTreeSet::new()];
    for (i, own) in shingles[0].iter().enumerate() {
        let alike = |j: &usize| {
            let other = shingles[1][*j].as_ref().filter(|_| !taken[1].contains(j));
            own.as_ref().zip(other).is_some_and(|(own, other)| own.alike(other))
        };
        if let Some(j) = (0..shingles[1].len()).find(alike) {
            shared.push((&said[0][i], &said[1][j]));
            taken[0].insert(i);
            taken[1].insert(j);
        }
    }
    let only = |side: usize| {
        let rest = said[side].iter().enumerate().filter(|(i, _)| !taken[side].contains(i));
        rest.filter(|(_, said)| said.content.iter().any(|piece| piece.quoted)).map(|(_, said)| said).collect()
    };
    let named = |one: &String, others: &[String]| others.iter().any(|other| same(one, other));
    let split = |side: usize| figures[side].iter().filter(move |name| !named(name, figures[1 - side]));
    Comparison {
        shared,
        only: [only(0), only(1)],
        both: figures[0].iter().filter(|name| named(name, figures[1])).cloned().collect(),
        figures_only: [split(0).cloned().collect(), split(1).cloned().collect()],
    }
}

/// Whether one name may stand for the other.
fn same(one: &str, other: &str) -> bool {
    let whole = |short: &str, long: &str| {
        Name::new(short).is_some_and(|name| name.link(&json::key(long)) == Some(Link::Whole))
    };
    whole(one, other) || whole(other, one)
}

/// The figures that an article names, outside of folded lines, most mentions first.
pub fn figures(document: &Document) -> Vec<String> {
    let shown = |figure: &crate::annotate::Figure| {
        let mut names = figure.mentions.iter().filter(|mention| mention.form() == Form::Name);
        names.any(|mention| !document.marks.is_folded(document.block_at(mention.span().start)))
    };
    let mut figures: Vec<_> =
        document.annotations.figures.iter().filter(|figure| figure.is_named() && shown(figure)).collect();
    figures.sort_by_key(|figure| std::cmp::Reverse(figure.mentions.len()));
    figures.into_iter().map(|figure| figure.name.to_string()).collect()
}
