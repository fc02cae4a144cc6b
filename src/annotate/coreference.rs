//! Coreference: which mentions mean the same figure. One pass in order of the text, linear: names by their words,
//! descriptions by role, pronouns by salience (after Lappin and Leass, "An algorithm for pronominal anaphora
//! resolution", Computational Linguistics 20(4), 1994, with recency and subjects only).

use std::collections::HashMap;

use super::mention::{Candidate, Sex};
use super::token::{Tag, Tokens};
use super::{Figure, FigureKind, Form, Mention};
use crate::article::block_at;
use crate::article::{Article, Marks};
use crate::span::Span;

/// All figures, in order of their first mention.
pub fn figures(article: &Article, marks: &Marks, tokens: &Tokens, candidates: Vec<Candidate>) -> Vec<Figure> {
    let mut cast = Cast {
        text: &article.text,
        tokens,
        figures: Vec::new(),
        index: HashMap::new(),
        folded: false,
        salient: Vec::new(),
    };
    let mut last = None;
    for candidate in candidates {
        cast.folded = marks.is_folded(block_at(article, candidate.mention.span.start));
        last = cast.place(candidate, last);
    }
    cast.figures.into_iter().map(|entry| entry.figure).collect()
}

/// The figures met so far.
struct Cast<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    figures: Vec<Entry>,
    /// Words of a name -> the figures that go by them, latest last.
    index: HashMap<String, Vec<usize>>,
    /// Whether the candidate at hand stands in folded clutter: it is nobody's antecedent.
    folded: bool,
    /// People in sight of a pronoun, with the sentence and weight of their last mention.
    salient: Vec<Salient>,
}

struct Entry {
    figure: Figure,
    sex: Option<Sex>,
    /// Only met in folded clutter so far.
    folded: bool,
}

struct Salient {
    figure: usize,
    sentence: u32,
    weight: f32,
}

/// Sentences after which a person is out of a pronoun's sight.
const SIGHT: u32 = 5;
/// Most people kept in sight: bounds the work per pronoun.
const CROWD: usize = 12;

impl Cast<'_> {
    /// Puts a candidate into its figure, or makes one; says which.
    fn place(&mut self, candidate: Candidate, before: Option<usize>) -> Option<usize> {
        match candidate.mention.form {
            Form::Name => Some(self.name(candidate, before)),
            Form::Nominal => Some(self.nominal(candidate, before)),
            Form::Pronoun if candidate.apposition => {
                let id = before?;
                self.join(id, &candidate, 0.95);
                Some(id)
            }
            Form::Pronoun => self.pronoun(&candidate),
        }
    }

    fn name(&mut self, candidate: Candidate, before: Option<usize>) -> usize {
        let words = key(candidate.mention.span.of(self.text));
        let joined = before.filter(|id| candidate.apposition && !self.figures[*id].figure.is_named());
        let known = joined.or_else(|| self.known(&words, &candidate));
        let id = known.unwrap_or_else(|| self.create(&candidate));
        let confidence = self.certainty(&words, &candidate, id);
        self.join(id, &candidate, confidence);
        self.learn(id, &words, &candidate);
        id
    }

    /// The figure that goes by these words: the same name, a name it shortens, or a longer form of a known one.
    fn known(&self, words: &str, candidate: &Candidate) -> Option<usize> {
        let fits = |id: &&usize| {
            let entry = &self.figures[**id];
            let kinds = entry.figure.kind == candidate.kind
                || candidate.kind == FigureKind::Other
                || entry.figure.kind == FigureKind::Other;
            kinds && agrees(entry.sex, candidate.sex)
        };
        if let Some(same) = self.index.get(words).and_then(|ids| ids.iter().rev().find(fits)) {
            return Some(*same);
        }
        if candidate.kind != FigureKind::Person {
            return None;
        }
        // "Ana Duarte" after a bare "Duarte", as long as no other Duarte has a given name.
        let surname = words.split(' ').next_back().filter(|surname| surname.len() < words.len())?;
        let bare = self.index.get(surname)?.iter().rev().find(fits).copied()?;
        (!self.figures[bare].figure.name.contains(' ')).then_some(bare)
    }

    fn create(&mut self, candidate: &Candidate) -> usize {
        let mut name = candidate.mention.span.of(self.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let first = self.tokens.all[candidate.tokens.start].tag;
        // "A union official" at the start of a sentence is the same figure as "a union official".
        if matches!(first, Tag::Dt | Tag::PrpS | Tag::Pdt)
            && let Some(letter) = name.get_mut(..1)
        {
            letter.make_ascii_lowercase();
        }
        let figure = Figure { name, kind: candidate.kind, role: None, mentions: Vec::new() };
        self.figures.push(Entry { figure, sex: candidate.sex, folded: self.folded });
        self.figures.len() - 1
    }

    /// Chance that a name means this figure: less where two people share the words.
    fn certainty(&self, words: &str, candidate: &Candidate, id: usize) -> f32 {
        let rivals = self.index.get(words).map_or(0, |ids| ids.iter().filter(|other| **other != id).count());
        let share = if rivals == 0 { 1.0 } else { 0.8 };
        candidate.mention.confidence.max(0.9) * share
    }

    fn join(&mut self, id: usize, candidate: &Candidate, confidence: f32) {
        let span = candidate.mention.span;
        let entry = &mut self.figures[id];
        entry.folded &= self.folded;
        entry.sex = entry.sex.or(candidate.sex);
        entry.figure.mentions.push(Mention { span, form: candidate.mention.form, confidence });
        let words = span.of(self.text);
        let fuller = words.split_whitespace().count() > entry.figure.name.split_whitespace().count();
        let named_now = entry.figure.mentions.iter().filter(|m| m.form == Form::Name).count() == 1;
        if candidate.mention.form == Form::Name && (fuller || named_now) {
            entry.figure.name = words.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        if entry.figure.role.is_none() {
            entry.figure.role = candidate.role.map(|role| role.of(self.text).to_string());
        }
        if entry.figure.kind == FigureKind::Other {
            entry.figure.kind = candidate.kind;
        }
        self.notice(id, candidate);
    }

    /// What the figure can be called from now on.
    fn learn(&mut self, id: usize, words: &str, candidate: &Candidate) {
        if self.folded {
            // Clutter names nobody for the body, but the same full name is the same figure.
            if words.contains(' ') && self.index.get(words).is_none_or(Vec::is_empty) {
                self.index.insert(words.to_string(), vec![id]);
            }
            return;
        }
        self.call(id, words.to_string());
        let parts: Vec<&str> = words.split(' ').collect();
        match candidate.kind {
            FigureKind::Person if parts.len() > 1 => {
                self.call(id, parts[parts.len() - 1].to_string());
                self.call(id, format!("{} {}", parts[0], parts[parts.len() - 1]));
                self.call(id, parts[0].to_string());
            }
            FigureKind::Organization => self.learn_organization(id, &parts, candidate.mention.span),
            _ => {}
        }
        if let Some(role) = candidate.role {
            self.call_role(id, role);
        }
    }

    /// Its acronym, where brackets give it or its capitals make it, and its last two words.
    fn learn_organization(&mut self, id: usize, parts: &[&str], span: Span) {
        if parts.len() < 2 {
            return;
        }
        let letters = parts.iter().filter(|part| !matches!(**part, "of" | "the" | "and" | "for" | "&"));
        let acronym: String = letters.filter_map(|part| part.chars().next()).collect();
        let bracket = self.text[span.end..].strip_prefix(" (").and_then(|rest| rest.split(')').next());
        let given = bracket.filter(|words| words.len() <= 8 && !words.contains(' ')).map(key);
        if acronym.len() > 2 || given.is_some() {
            self.call(id, given.unwrap_or(acronym));
        }
        if parts.len() > 2 {
            self.call(id, parts[parts.len() - 2..].join(" "));
        }
    }

    /// A role leads to a figure as its whole words and as its head ("secretary of state", "secretary").
    fn call_role(&mut self, id: usize, role: Span) {
        let words = key(role.of(self.text));
        let head = words.split(" of ").next().unwrap_or(&words).split(' ').next_back().unwrap_or_default();
        let head = format!("the {head}");
        self.call(id, format!("the {words}"));
        self.call(id, head);
    }

    fn call(&mut self, id: usize, words: String) {
        let ids = self.index.entry(words).or_default();
        if ids.last() != Some(&id) {
            ids.retain(|other| *other != id);
            ids.push(id);
        }
    }

    fn nominal(&mut self, candidate: Candidate, before: Option<usize>) -> usize {
        let words = description(candidate.mention.span.of(self.text));
        if let Some(id) = before.filter(|_| candidate.apposition) {
            self.join(id, &candidate, 0.95);
            let head = words.split(' ').next_back().unwrap_or_default().to_string();
            self.call(id, format!("the {words}"));
            self.call(id, format!("the {head}"));
            return id;
        }
        let known = candidate.definite.then(|| self.described(&words, candidate.kind)).flatten();
        if let Some((id, confidence)) = known {
            self.join(id, &candidate, confidence);
            return id;
        }
        let id = self.create(&candidate);
        self.join(id, &candidate, 0.92);
        self.call(id, format!("the {words}"));
        id
    }

    /// The figure that a definite description means.
    fn described(&self, words: &str, kind: FigureKind) -> Option<(usize, f32)> {
        let kinds = |id: &&usize| self.figures[**id].figure.kind == kind;
        let called = |words: &str| {
            let ids = self.index.get(&format!("the {words}"))?.iter().filter(kinds);
            // Of two presidents, "the president" is the one the article speaks of more.
            ids.max_by_key(|id| self.figures[**id].figure.mentions.len())
        };
        if let Some(id) = called(words) {
            return Some((*id, 0.85));
        }
        let head = words.split(' ').next_back()?;
        called(head).filter(|_| words.split(' ').count() <= 2).map(|id| (*id, 0.6))
    }

    fn pronoun(&mut self, candidate: &Candidate) -> Option<usize> {
        let sentence = self.tokens.all[candidate.tokens.start].sentence;
        let weight = |salient: &Salient| {
            let age = sentence.saturating_sub(salient.sentence);
            if age > SIGHT { 0.0 } else { salient.weight * 0.5f32.powi(age as i32) }
        };
        let fits = |salient: &&Salient| agrees(self.figures[salient.figure].sex, candidate.sex);
        let mut found: Vec<(f32, usize)> =
            self.salient.iter().filter(fits).map(|salient| (weight(salient), salient.figure)).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (first, id) = found.first().copied().filter(|(weight, _)| *weight > 0.0)?;
        let rest: f32 = found.get(1).map_or(0.0, |(weight, _)| *weight);
        let confidence =
            if rest == 0.0 { 0.92 } else { (0.45 + 0.5 * (first - rest) / first).clamp(0.45, 0.9) };
        self.figures[id].sex = self.figures[id].sex.or(candidate.sex);
        self.join(id, candidate, confidence);
        Some(id)
    }

    /// Brings a person into a pronoun's sight; the first of a sentence weighs more.
    fn notice(&mut self, id: usize, candidate: &Candidate) {
        if self.folded || self.figures[id].figure.kind != FigureKind::Person {
            return;
        }
        let token = &self.tokens.all[candidate.tokens.start];
        let sentence = token.sentence;
        let start = self.tokens.sentence(candidate.tokens.start).start;
        let leads = !self.salient.iter().any(|salient| salient.sentence == sentence);
        let early = candidate.tokens.start - start < 4;
        let subject = leads && early;
        let base = match candidate.mention.form {
            Form::Name => 1.0,
            Form::Pronoun => 0.9,
            Form::Nominal => 0.4,
        };
        let weight: f32 = base
            + if subject {
                0.8
            } else if leads {
                0.4
            } else {
                0.0
            };
        let before = self.salient.iter().position(|salient| salient.figure == id);
        let kept = before.map(|at| self.salient.remove(at));
        let carried = kept.map_or(0.0, |salient| {
            salient.weight * 0.5f32.powi(sentence.saturating_sub(salient.sentence).min(20) as i32)
        });
        self.salient.push(Salient {
            figure: id,
            sentence,
            weight: weight.max(carried) + carried.min(0.5) * 0.5,
        });
        if self.salient.len() > CROWD {
            self.salient.remove(0);
        }
    }
}

fn agrees(a: Option<Sex>, b: Option<Sex>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// The words a name is known by: small letters, no "al-", no initials' full stops, "U.S." as the country.
fn key(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        let word = word.to_lowercase().replace(['’', '‘'], "'");
        let word = word.strip_prefix("al-").or(word.strip_prefix("el-")).unwrap_or(&word);
        words.push(word.replace('.', ""));
    }
    let words = words.join(" ");
    match words.as_str() {
        "us" | "usa" | "united states of america" | "america" => "united states".to_string(),
        "uk" | "great britain" | "britain" => "united kingdom".to_string(),
        "un" => "united nations".to_string(),
        "eu" => "european union".to_string(),
        _ => words,
    }
}

/// A description without its article.
fn description(words: &str) -> String {
    let words = key(words);
    let bare = ["the ", "a ", "an ", "this ", "that ", "one "]
        .iter()
        .find_map(|article| words.strip_prefix(article));
    bare.unwrap_or(&words).to_string()
}
