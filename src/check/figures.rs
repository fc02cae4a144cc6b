//! Figures the user called one, set apart or named himself: applied before anything is said about statements.

use std::collections::BTreeMap;

use super::{Check, Verdict};
use crate::annotate::{Annotations, Figure, FigureId, FigureKind, Form, Mention};
use crate::article::Article;
use crate::span::Span;

/// The figures by name, also by names that went when two became one.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<String, FigureId>);

impl Names {
    pub fn get(&self, name: &str) -> Option<FigureId> {
        self.0.get(name).copied()
    }

    fn of(figures: &[Figure]) -> Names {
        let mut names = Names::default();
        for (i, figure) in figures.iter().enumerate() {
            names.0.entry(figure.name.to_string()).or_insert(FigureId::new(i));
        }
        names
    }
}

/// Makes figures one, sets mentions apart and adds those that the user named, as the checks say; then brings them in
/// order of the text again.
pub fn settle(article: &Article, annotations: &mut Annotations, checks: &[Check]) -> Names {
    let mut names = Names::of(&annotations.figures);
    let mut changed = false;
    for (i, check) in checks.iter().enumerate() {
        changed |= match check.verdict {
            Verdict::Same => same(annotations, &mut names, &check.speakers),
            Verdict::Apart => apart(article, annotations, &mut names, check),
            Verdict::Speaker | Verdict::Added(_) if !is_said_anew(check, &checks[i + 1..]) => {
                named(&article.text, annotations, &mut names, check)
            }
            _ => false,
        };
    }
    if changed {
        renumber(annotations, &mut names);
    }
    names
}

/// Whether something said later about the same words takes the place of a check.
fn is_said_anew(check: &Check, later: &[Check]) -> bool {
    let replaces =
        |verdict: &Verdict| matches!(verdict, Verdict::Speaker | Verdict::Added(_) | Verdict::Wrong);
    later.iter().any(|new| new.anchor == check.anchor && replaces(&new.verdict))
}

/// Finds the figures that a check names: by name, else by words that stand for one; a figure that the engine missed is
/// made of the name.
fn named(text: &str, annotations: &mut Annotations, names: &mut Names, check: &Check) -> bool {
    let Some(place) = check.anchor.place(text) else { return false };
    let before = annotations.figures.len();
    for name in check.speakers.iter().filter(|name| !name.trim().is_empty()) {
        if names.get(name).is_none() {
            let called = called(text, &annotations.figures, name);
            let id = called.unwrap_or_else(|| add(text, &mut annotations.figures, name, place));
            names.0.insert(name.clone(), id);
        }
    }
    annotations.figures.len() > before
}

/// The figure that goes by this name somewhere in the text.
fn called(text: &str, figures: &[Figure], name: &str) -> Option<FigureId> {
    let is = |mention: &Mention| mention.form() == Form::Name && mention.span().of(text) == name;
    figures.iter().position(|figure| figure.mentions.iter().any(is)).map(FigureId::new)
}

/// A figure of this name, mentioned where the name stands by itself; where it stands nowhere, by no words at `place`
/// (an empty span), as no figure is without a mention.
fn add(text: &str, figures: &mut Vec<Figure>, name: &str, place: Span) -> FigureId {
    let taken =
        |span: Span| figures.iter().flat_map(|figure| &figure.mentions).any(|m| m.span().overlaps(span));
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let alone = |span: &Span| {
        !letter(text[..span.start].chars().next_back()) && !letter(text[span.end..].chars().next())
    };
    let spans = text.match_indices(name).map(|(start, name)| Span::new(start, start + name.len()));
    let mut spans: Vec<Span> = spans.filter(|span| alone(span) && !taken(*span)).collect();
    if spans.is_empty() {
        spans.push(Span::new(place.start, place.start));
    }
    let mentions = spans.into_iter().map(|span| Mention::new(span, Form::Name, 1.0)).collect();
    figures.push(Figure { name: name.into(), kind: FigureKind::Other, role: None, mentions });
    FigureId::new(figures.len() - 1)
}

/// The second of two figures becomes the first; its place stays, without mentions.
fn same(annotations: &mut Annotations, names: &mut Names, pair: &[String]) -> bool {
    let [Some(one), Some(other)] = [pair.first(), pair.get(1)].map(|name| names.get(name?)) else {
        return false;
    };
    if one == other {
        return false;
    }
    let gone = std::mem::take(&mut annotations.figures[other.index()].mentions);
    let role = annotations.figures[other.index()].role.take();
    let figure = &mut annotations.figures[one.index()];
    figure.mentions.extend(gone);
    figure.mentions.sort_by_key(|mention| (mention.span().start, mention.span().end));
    figure.role = figure.role.take().or(role);
    figure.name = pair[0].as_str().into();
    names.0.values_mut().filter(|id| **id == other).for_each(|id| *id = one);
    replace(annotations, |_, figure| if figure == other { one } else { figure });
    true
}

/// The words, and where they are a name the same name elsewhere, become a figure of their own.
fn apart(article: &Article, annotations: &mut Annotations, names: &mut Names, check: &Check) -> bool {
    let Some(id) = check.speakers.first().and_then(|name| names.get(name)) else { return false };
    let Some(place) = check.anchor.place(&article.text) else { return false };
    let figure = &mut annotations.figures[id.index()];
    let (gone, left) = split(&article.text, figure, place);
    if gone.is_empty() || left.is_empty() {
        return false;
    }
    let spans: Vec<Span> = gone.iter().map(|mention| mention.span()).collect();
    let name = place.of(&article.text).to_string();
    figure.mentions = left.into();
    if figure.name == name {
        figure.name = fullest(&article.text, &figure.mentions).into();
    }
    let (kind, own) = (figure.kind, figure.name.to_string());
    annotations.figures.push(Figure { name: name.as_str().into(), kind, role: None, mentions: gone.into() });
    let new = FigureId::new(annotations.figures.len() - 1);
    names.0.insert(own, id);
    names.0.insert(name, new);
    replace(annotations, |span, figure| if figure == id && spans.contains(&span) { new } else { figure });
    true
}

/// The mentions that go with the one at `place`, and those that stay.
fn split(text: &str, figure: &Figure, place: Span) -> (Vec<Mention>, Vec<Mention>) {
    let name = figure.mentions.iter().any(|mention| mention.span() == place && mention.form() == Form::Name);
    let goes = |mention: &Mention| {
        let alike = name && mention.form() == Form::Name && mention.span().of(text) == place.of(text);
        mention.span() == place || alike
    };
    figure.mentions.iter().partition(|mention| goes(mention))
}

/// The longest name, else the first words.
fn fullest(text: &str, mentions: &[Mention]) -> String {
    let names = mentions.iter().filter(|mention| mention.form() == Form::Name);
    let longest = names.rev().max_by_key(|mention| mention.span().len()).or(mentions.first());
    longest.map_or(String::new(), |mention| mention.span().of(text).to_string())
}

/// Gives each speaker the figure that `new` makes of its words and its figure.
fn replace(annotations: &mut Annotations, new: impl Fn(Span, FigureId) -> FigureId) {
    for speaker in annotations.statements.iter_mut().filter_map(|statement| statement.speaker.as_mut()) {
        let span = speaker.span();
        speaker.figures.iter_mut().for_each(|figure| *figure = new(span, *figure));
        let mut seen = Vec::new();
        for figure in &speaker.figures {
            if !seen.contains(figure) {
                seen.push(*figure);
            }
        }
        speaker.figures = seen.into();
    }
}

/// Leaves figures without mentions out and brings the others in order of their first mention.
fn renumber(annotations: &mut Annotations, names: &mut Names) {
    let mut order: Vec<usize> = (0..annotations.figures.len()).collect();
    order.retain(|i| !annotations.figures[*i].mentions.is_empty());
    order.sort_by_key(|i| annotations.figures[*i].mentions[0].span().start);
    let place = |id: FigureId| FigureId::new(order.iter().position(|old| *old == id.index()).unwrap_or(0));
    names.0.values_mut().for_each(|id| *id = place(*id));
    replace(annotations, |_, figure| place(figure));
    annotations.figures = order.iter().map(|old| annotations.figures[*old].clone()).collect();
}

#[cfg(test)]
mod tests;
