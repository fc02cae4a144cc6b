//! Kinds: whether a name is a person's, an organization's or a place's, by lists, context and the rest of the article.

use std::ops::Range;

use super::Scene;
use super::run::Name;
use crate::annotate::FigureKind;
use crate::annotate::names::{ByHash, Hints, join};
use crate::annotate::token::{Shape, Tag};

/// A kind and the chance that it is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    pub kind: FigureKind,
    pub confidence: f32,
}

/// Evidence for each kind: person, organization, place.
type Score = [i32; 3];

const PERSON: usize = 0;
const ORGANIZATION: usize = 1;
const PLACE: usize = 2;

/// The kinds of all names, each with the evidence of the others behind it.
pub fn kinds(scene: Scene, names: &[Name]) -> Vec<Guess> {
    let own: Vec<Score> = names.iter().map(|name| score(scene, name)).collect();
    let mut alike: ByHash<Score> = ByHash::default();
    let mut parts: ByHash<i32> = ByHash::default();
    for (name, score) in names.iter().zip(&own) {
        add(alike.entry(key(scene, name.tokens.clone())).or_default(), *score);
        if name.tokens.len() >= 2 && best(*score).0 == Some(PERSON) {
            // The surname speaks for itself elsewhere; so does the given name, less.
            *parts.entry(u64::from(scene.tokens.all[name.tokens.end - 1].hash)).or_default() += 6;
            *parts.entry(u64::from(scene.tokens.all[name.tokens.start].hash)).or_default() += 3;
        }
    }
    let guess = |(name, score): (&Name, &Score)| {
        let mut all = *score;
        add(&mut all, alike[&key(scene, name.tokens.clone())]);
        if name.tokens.len() == 1 {
            all[PERSON] +=
                parts.get(&u64::from(scene.tokens.all[name.tokens.start].hash)).copied().unwrap_or(0).min(8);
        }
        guess(all)
    };
    names.iter().zip(&own).map(guess).collect()
}

fn key(scene: Scene, tokens: Range<usize>) -> u64 {
    join(scene.tokens.all[tokens].iter().map(|token| token.hash))
}

fn add(all: &mut Score, one: Score) {
    for (sum, part) in all.iter_mut().zip(one) {
        *sum = (*sum + part).clamp(-60, 60);
    }
}

fn best(score: Score) -> (Option<usize>, i32) {
    let order = [PERSON, PLACE, ORGANIZATION];
    let first =
        order.into_iter().max_by_key(|kind| (score[*kind], usize::from(*kind != PLACE))).unwrap_or(PERSON);
    let second = order.into_iter().filter(|kind| *kind != first).map(|kind| score[kind]).max().unwrap_or(0);
    ((score[first] > 0).then_some(first), score[first] - second)
}

fn guess(score: Score) -> Guess {
    let (kind, margin) = best(score);
    let kind = match kind {
        Some(PERSON) => FigureKind::Person,
        Some(ORGANIZATION) => FigureKind::Organization,
        Some(_) => FigureKind::Place,
        None => FigureKind::Other,
    };
    let confidence = match margin {
        12.. => 0.97,
        6.. => 0.92,
        3.. => 0.8,
        _ => 0.6,
    };
    Guess { kind, confidence: if kind == FigureKind::Other { 0.4 } else { confidence } }
}

fn score(scene: Scene, name: &Name) -> Score {
    let mut score = Score::default();
    listed(scene, name, &mut score);
    words(scene, name, &mut score);
    before(scene, name, &mut score);
    after(scene, name, &mut score);
    score
}

/// The whole name, or what it ends in, stands in a list.
fn listed(scene: Scene, name: &Name, score: &mut Score) {
    let phrase = key(scene, name.tokens.clone());
    if scene.names.is_organization(phrase) {
        score[ORGANIZATION] += 8;
    }
    if scene.names.is_place(phrase) {
        score[PLACE] += if name.tokens.len() > 1 { 6 } else { 4 };
    }
}

/// What its words are.
fn words(scene: Scene, name: &Name, score: &mut Score) {
    let tokens = &scene.tokens.all[name.tokens.clone()];
    let hints: Vec<Hints> = tokens.iter().map(|token| scene.names.hints(token.hash)).collect();
    let (first, last) = (hints[0], hints[hints.len() - 1]);
    let of = name.tokens.clone().any(|i| matches!(scene.tokens.text(i, scene.text), "of" | "for" | "&"));
    let heads = if of { first } else { last };
    let several = tokens.len() > 1;
    if heads.has(Hints::ORGANIZATION_NOUN) && several && !(first.is_given() && tokens.len() == 2 && !of) {
        score[ORGANIZATION] += 7;
    }
    if (heads.has(Hints::PLACE_NOUN) || first.has(Hints::PLACE_NOUN)) && several {
        score[PLACE] += 5;
    }
    if several && first.is_given() && !of {
        score[PERSON] +=
            if last.has(Hints::ORGANIZATION_NOUN) || last.has(Hints::PLACE_NOUN) { 2 } else { 7 };
    }
    if several && last.has(Hints::SURNAME) && tokens.len() <= 3 && !of {
        score[PERSON] += 2;
    }
    if tokens.len() > 2
        && tokens[1..tokens.len() - 1].iter().any(|token| is_initial(scene, token.span().of(scene.text)))
    {
        score[PERSON] += 5;
    }
    if is_initial(scene, tokens[0].span().of(scene.text)) && several {
        score[PERSON] += 4;
    }
    let short = tokens[0].shape.has(Shape::CAPITALS) && tokens[0].span().len() <= 6;
    if !several && short && !tokens[0].shape.has(Shape::TITLED) && score[PLACE] == 0 {
        score[ORGANIZATION] += 3;
    }
    if !several && first.is_given() {
        score[PERSON] += 2;
    } else if !several && first.has(Hints::SURNAME) {
        score[PERSON] += 1;
    }
    unknown(scene, name, score);
}

/// Words that no dictionary has are people's names most of the time.
fn unknown(scene: Scene, name: &Name, score: &mut Score) {
    let is_unknown = |i: usize| scene.tokens.word(i, scene.lexicon).tag.is_none_or(Tag::is_name);
    let count = name.tokens.len();
    if (2..=3).contains(&count) && name.tokens.clone().all(is_unknown) {
        score[PERSON] += 3;
    } else if count == 1 && scene.tokens.all[name.tokens.start].tag == Tag::Nnps {
        // "Americans": a people is no person.
        score[PERSON] -= 4;
    } else if count > 1 && !name.tokens.clone().any(is_unknown) {
        score[ORGANIZATION] += 1;
    }
}

fn is_initial(_scene: Scene, word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next(), chars.next()), (Some(c), Some('.'), None) if c.is_uppercase())
}

/// What stands before it.
fn before(scene: Scene, name: &Name, score: &mut Score) {
    if name.role.is_some() {
        score[PERSON] += 7;
        return;
    }
    let sentence = scene.tokens.sentence(name.tokens.start);
    let Some(before) = name.tokens.start.checked_sub(1).filter(|i| *i >= sentence.start) else { return };
    match scene.tokens.text(before, scene.text) {
        "in" | "In" => score[PLACE] += 3,
        "near" | "throughout" | "across" => score[PLACE] += 3,
        "from" | "to" | "at" => score[PLACE] += 1,
        "the" | "The" => {
            score[ORGANIZATION] += if score[PLACE] > 2 { 0 } else { 2 };
            score[PERSON] -= 5;
        }
        _ => {}
    }
}

/// What stands after it.
fn after(scene: Scene, name: &Name, score: &mut Score) {
    let text = |i: usize| scene.tokens.all.get(i).map_or("", |token| token.span().of(scene.text));
    let end = name.tokens.end;
    match text(end) {
        "who" | "whose" => score[PERSON] += 5,
        "said" | "says" | "told" | "added" | "tweeted" | "wrote" | "thinks" | "believes" => {
            score[PERSON] += 2
        }
        "," if text(end + 1) == "who" => score[PERSON] += 5,
        "," if scene.tokens.all.get(end + 1).is_some_and(|age| age.tag == Tag::Cd) => score[PERSON] += 3,
        "," if name.role.is_none() && is_place(scene, end + 1) => score[PLACE] += 4,
        "-based" => score[PLACE] += 5,
        _ => {}
    }
}

fn is_place(scene: Scene, i: usize) -> bool {
    let Some(token) = scene.tokens.all.get(i) else { return false };
    let capital = token.shape.has(Shape::CAPITAL);
    let two = scene
        .tokens
        .all
        .get(i..i + 2)
        .is_some_and(|two| scene.names.is_place(join(two.iter().map(|t| t.hash))));
    capital && (two || scene.names.is_place(join(std::iter::once(token.hash))))
}
