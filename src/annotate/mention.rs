//! Mentions: names, descriptions and pronouns of people, organizations and places, found by capitals, word lists
//! and what the rest of the article shows ("memory": a name once seen stays that name).

pub mod evidence;
pub mod features;
mod memory;
mod nested;
mod nominal;
mod repair;
mod role;
pub mod tagged;

use std::ops::Range;

use super::names::Names;
use super::token::{Tag, Tokens};
use super::{FigureKind, Form, Lexicon, Mention};
use crate::article::Article;
use crate::span::Span;

/// A mention before it is known whom it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub mention: Mention,
    pub kind: FigureKind,
    pub tokens: Range<usize>,
    pub sex: Option<Sex>,
    /// The words before or after it that tell the office ("Secretary of State").
    pub role: Option<Span>,
    /// The candidate right before, which this one describes ("Ana Duarte, the mayor").
    pub apposition: bool,
    /// Introduced by "the" or a capital of its own: means something known.
    pub definite: bool,
}

impl Candidate {
    /// A description of several people ("officials").
    pub fn is_plural(&self, tokens: &Tokens) -> bool {
        self.mention.form() == Form::Nominal && tokens.all[self.tokens.end - 1].tag == Tag::Nns
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    Male,
    Female,
}

/// What the parts of this pass share.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub text: &'a str,
    pub tokens: &'a Tokens,
    pub lexicon: &'a Lexicon,
    pub names: &'a Names,
}

/// All candidates in order of the text.
pub fn mentions(article: &Article, tokens: &Tokens, lexicon: &Lexicon, names: &Names) -> Vec<Candidate> {
    let scene = Scene { text: &article.text, tokens, lexicon, names };
    let mut taken = vec![nominal::Taken::Free; tokens.all.len()];
    let mut candidates = Vec::new();
    for name in tagged::names(scene, names.tagger()) {
        let candidate = named(scene, &name);
        let role = role::before(scene, &name).map_or(name.tokens.start, |role| role.start);
        taken[role..name.tokens.end].fill(nominal::Taken::by(name.kind));
        candidates.push(candidate);
    }
    candidates.extend(nominal::nominals(scene, &taken));
    candidates.extend(nominal::pronouns(scene));
    candidates.sort_by_key(|candidate| (candidate.mention.span().start, candidate.mention.span().end));
    nominal::join_relatives(scene, &mut candidates);
    nominal::join_appositions(scene, &mut candidates);
    candidates
}

/// Chance that a name's words are right where the tagger's chance, which is for words and kind together, is 0 and
/// where it is 1: measured by cross-validation.
const WORDS: f32 = 0.6;
const SURE: f32 = 0.98;

fn named(scene: Scene, name: &tagged::Name) -> Candidate {
    let role = role::before(scene, name);
    let titled = role.clone().and_then(|role| role::sex_of_role(scene, role));
    let person = name.kind == FigureKind::Person;
    let sex = titled.or_else(|| role::sex_of_name(scene, name)).filter(|_| person);
    Candidate {
        mention: Mention::new(
            scene.tokens.span(name.tokens.clone()),
            Form::Name,
            WORDS + (SURE - WORDS) * name.chance,
        ),
        kind: name.kind,
        tokens: name.tokens.clone(),
        sex,
        role: role.map(|role| scene.tokens.span(role)),
        apposition: false,
        definite: true,
    }
}
