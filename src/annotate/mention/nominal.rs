//! Descriptions ("a union official", "the ministry") and pronouns that can mean a figure.

use std::ops::Range;

use super::{Candidate, Scene, Sex};
use crate::annotate::names::Hints;
use crate::annotate::token::{Shape, Tag};
use crate::annotate::{FigureKind, Form, Mention};

/// Most words of a description before its head.
const LONGEST: usize = 6;

/// Whether a token belongs to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    Free,
    Person,
    /// Of an organization or a place: may stand inside a description ("a White House official").
    Other,
}

impl Taken {
    pub fn by(kind: FigureKind) -> Taken {
        if kind == FigureKind::Person { Taken::Person } else { Taken::Other }
    }
}

/// Descriptions whose head is a role; tokens that are `taken` by a name end no description.
pub fn nominals(scene: Scene, taken: &[Taken]) -> Vec<Candidate> {
    let heads = (0..scene.tokens.all.len()).filter(|i| taken[*i] == Taken::Free && is_head(scene, taken, *i));
    heads.filter_map(|head| nominal(scene, taken, head)).collect()
}

/// A role that no noun follows.
fn is_head(scene: Scene, taken: &[Taken], i: usize) -> bool {
    let token = scene.tokens.all[i];
    if !token.tag.is_noun() || !scene.names.hints(&token).is_role() {
        return false;
    }
    let next = scene.tokens.all.get(i + 1);
    let same = next.is_some_and(|next| next.sentence == token.sentence);
    let noun = next.is_some_and(|next| next.tag.is_noun() && !next.shape.has(Shape::DIGIT));
    !(same && (noun || taken.get(i + 1).is_some_and(|next| *next != Taken::Free)))
}

fn nominal(scene: Scene, taken: &[Taken], head: usize) -> Option<Candidate> {
    let sentence = scene.tokens.sentence(head);
    let floor = sentence.start.max(head.saturating_sub(LONGEST));
    let organization = kind(scene, head) == FigureKind::Organization;
    let inside = |i: &usize| is_modifier(scene, *i) && (organization || taken[*i] != Taken::Person);
    let first = (floor..head).rev().take_while(inside).last().unwrap_or(head);
    let determiner = first.checked_sub(1).filter(|i| *i >= sentence.start && is_determiner(scene, *i));
    let plural = scene.tokens.all[head].tag == Tag::Nns;
    let capital = scene.tokens.all[head].shape.has(Shape::CAPITAL);
    if determiner.is_none() && !plural && !capital {
        return None;
    }
    let tokens = determiner.unwrap_or(first)..head + 1;
    let definite = determiner.is_some_and(|i| is_definite(scene, i)) || (determiner.is_none() && capital);
    Some(candidate(scene, tokens, kind(scene, head), definite))
}

fn candidate(scene: Scene, tokens: Range<usize>, kind: FigureKind, definite: bool) -> Candidate {
    let mention = Mention::new(scene.tokens.span(tokens.clone()), Form::Nominal, 0.7);
    let head = scene.tokens.all[tokens.end - 1];
    let sex = scene.names.hints(&head).sex();
    Candidate { mention, kind, tokens, sex, role: None, apposition: false, definite }
}

fn kind(scene: Scene, head: usize) -> FigureKind {
    match scene.names.hints(&scene.tokens.all[head]).has(Hints::PERSON_ROLE) {
        true => FigureKind::Person,
        false => FigureKind::Organization,
    }
}

fn is_modifier(scene: Scene, i: usize) -> bool {
    use Tag::*;
    matches!(scene.tokens.all[i].tag, Nn | Nnp | Nnps | Jj | Jjr | Jjs | Cd | Vbn | Vbg | Pos)
}

fn is_determiner(scene: Scene, i: usize) -> bool {
    matches!(scene.tokens.all[i].tag, Tag::Dt | Tag::PrpS | Tag::Pdt)
}

fn is_definite(scene: Scene, i: usize) -> bool {
    matches!(scene.tokens.text(i, scene.text), "the" | "The" | "this" | "This" | "that" | "That" | "THE")
}

/// He, she, they and it in all their forms, and who.
pub fn pronouns(scene: Scene) -> Vec<Candidate> {
    let all = scene.tokens.all.iter().enumerate();
    let found = all.filter(|(_, token)| matches!(token.tag, Tag::Prp | Tag::PrpS | Tag::Wp));
    found.filter_map(|(i, _)| pronoun(scene, i)).collect()
}

fn pronoun(scene: Scene, i: usize) -> Option<Candidate> {
    let (kind, sex) = asked(scene.lexicon.word(scene.tokens.all[i].word).text)?;
    let mut candidate = candidate(scene, i..i + 1, kind, true);
    candidate.mention = candidate.mention.as_form(Form::Pronoun);
    candidate.sex = sex;
    Some(candidate)
}

/// What a pronoun asks for.
fn asked(word: &str) -> Option<(FigureKind, Option<Sex>)> {
    match word {
        "he" | "him" | "his" | "himself" => Some((FigureKind::Person, Some(Sex::Male))),
        "she" | "her" | "hers" | "herself" => Some((FigureKind::Person, Some(Sex::Female))),
        "they" | "them" | "their" | "theirs" | "themselves" | "who" => Some((FigureKind::Person, None)),
        "it" | "its" | "itself" => Some((FigureKind::Organization, None)),
        _ => None,
    }
}

/// "Ana Duarte, who ...": who means the mention right before it. One that follows none means nobody here.
pub fn join_relatives(scene: Scene, candidates: &mut Vec<Candidate>) {
    let mut before: Option<Candidate> = None;
    candidates.retain_mut(|candidate| {
        let relative = scene.tokens.all[candidate.tokens.start].tag == Tag::Wp;
        if relative {
            candidate.apposition = before.as_ref().is_some_and(|before| leads_to(scene, before, candidate));
        }
        let kept = !relative || candidate.apposition;
        if kept {
            before = Some(candidate.clone());
        }
        kept
    });
}

/// Whether nothing but a comma stands between two mentions of one sentence.
fn leads_to(scene: Scene, first: &Candidate, second: &Candidate) -> bool {
    let between = first.tokens.end..second.tokens.start;
    let same =
        scene.tokens.all[first.tokens.start].sentence == scene.tokens.all[second.tokens.start].sentence;
    same && between.len() <= 1
        && first.tokens.end <= second.tokens.start
        && between.clone().all(|i| scene.tokens.all[i].tag == Tag::Comma)
}

/// "Ana Duarte, the mayor of Brack," and "the mayor, Ana Duarte,": one figure, with a role.
pub fn join_appositions(scene: Scene, candidates: &mut [Candidate]) {
    for i in 1..candidates.len() {
        let (before, rest) = candidates.split_at_mut(i);
        let (Some(first), Some(second)) = (before.last_mut(), rest.first_mut()) else { continue };
        let comma = apposes(scene, first, second);
        if !comma || first.kind != FigureKind::Person || second.kind != FigureKind::Person {
            continue;
        }
        let forms = (first.mention.form(), second.mention.form());
        if forms == (Form::Name, Form::Nominal) || forms == (Form::Nominal, Form::Name) {
            second.apposition = true;
            let (name, nominal) = if forms.0 == Form::Name { (first, second) } else { (second, first) };
            name.role.get_or_insert(without_article(scene, nominal));
        }
    }
}

/// Whether only a comma stands between two mentions, or (after a description) what it is of and a comma:
/// "its director of supply, Ana Duarte".
fn apposes(scene: Scene, first: &Candidate, second: &Candidate) -> bool {
    let between = first.tokens.end..second.tokens.start;
    if leads_to(scene, first, second) {
        return !between.is_empty();
    }
    let same =
        scene.tokens.all[first.tokens.start].sentence == scene.tokens.all[second.tokens.start].sentence;
    let tag = |i: usize| scene.tokens.all[i].tag;
    let nominal = first.mention.form() == Form::Nominal && second.mention.form() == Form::Name;
    same && nominal
        && (3..=6).contains(&between.len())
        && scene.tokens.text(between.start, scene.text) == "of"
        && tag(between.end - 1) == Tag::Comma
        && (between.start + 1..between.end - 1)
            .all(|i| tag(i).is_noun() || matches!(tag(i), Tag::Dt | Tag::Jj))
}

fn without_article(scene: Scene, nominal: &Candidate) -> crate::span::Span {
    let start = nominal.tokens.start + usize::from(is_determiner(scene, nominal.tokens.start));
    scene.tokens.span(start.min(nominal.tokens.end - 1)..nominal.tokens.end)
}
