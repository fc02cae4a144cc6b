//! Mentions: names, descriptions and pronouns of people, organizations and places, found by capitals, word lists
//! and what the rest of the article shows ("memory": a name once seen stays that name).

pub mod evidence;
pub mod features;
mod kind;
mod nominal;
mod run;
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
        self.mention.form == Form::Nominal && tokens.all[self.tokens.end - 1].tag == Tag::Nns
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
    let memory = run::Memory::new(scene);
    let found: Vec<run::Name> = run::names(scene, &memory);
    let kinds = kind::kinds(scene, &found);
    let mut taken = vec![nominal::Taken::Free; tokens.all.len()];
    let mut candidates = Vec::new();
    for (name, kind) in found.iter().zip(kinds) {
        candidates.extend(named(scene, name, kind));
        let whole = name.role.clone().unwrap_or(name.tokens.clone()).start..name.tokens.end;
        taken[whole].fill(nominal::Taken::by(kind.kind));
    }
    candidates.extend(nominal::nominals(scene, &taken));
    candidates.extend(nominal::pronouns(scene));
    candidates.sort_by_key(|candidate| (candidate.mention.span.start, candidate.mention.span.end));
    nominal::join_relatives(scene, &mut candidates);
    nominal::join_appositions(scene, &mut candidates);
    candidates
}

fn named(scene: Scene, name: &run::Name, kind: kind::Guess) -> Option<Candidate> {
    let mention = Mention {
        span: scene.tokens.span(name.tokens.clone()),
        form: Form::Name,
        confidence: kind.confidence,
    };
    let role = name.role.clone().map(|role| scene.tokens.span(role));
    let sex = (kind.kind == FigureKind::Person).then(|| sex(scene, name)).flatten();
    let candidate = Candidate {
        mention,
        kind: kind.kind,
        tokens: name.tokens.clone(),
        sex,
        role: role.filter(|_| kind.kind == FigureKind::Person),
        apposition: false,
        definite: true,
    };
    (!candidate.mention.span.is_empty()).then_some(candidate)
}

/// From the title ("Mrs.") or the given name.
fn sex(scene: Scene, name: &run::Name) -> Option<Sex> {
    use super::names::Hints;
    let title = name.role.clone().and_then(|role| role.clone().last());
    if let Some(title) = title.map(|title| scene.tokens.text(title, scene.text).to_lowercase()) {
        match title.trim_end_matches('.') {
            "mr" | "sir" | "lord" | "king" | "prince" | "spokesman" | "congressman" => {
                return Some(Sex::Male);
            }
            "mrs" | "ms" | "miss" | "lady" | "dame" | "queen" | "princess" | "spokeswoman"
            | "congresswoman" => {
                return Some(Sex::Female);
            }
            _ => {}
        }
    }
    if name.tokens.len() < 2 {
        return None;
    }
    let hints = scene.names.hints(scene.tokens.all[name.tokens.start].hash);
    match (hints.has(Hints::MALE), hints.has(Hints::FEMALE)) {
        (true, false) => Some(Sex::Male),
        (false, true) => Some(Sex::Female),
        _ => None,
    }
}
