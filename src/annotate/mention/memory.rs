//! Memory: a name that the article shows clearly somewhere is a name, and of that kind, everywhere in it.

use std::ops::Range;

use super::Scene;
use super::evidence::{Evidence, is_capital, starts_sentence};
use super::tagged::{KINDS, Name};
use crate::annotate::FigureKind;
use crate::annotate::names::{ByHash, join};
use crate::annotate::token::Shape;

/// For each kind the sum of the chances that a name is of it.
type Votes = [f32; 3];

/// How many times as many votes another kind must have than the one tagged.
const OVERRULES: f32 = 1.6;
/// Votes that make a name of words that the tagger passed over.
const CLEAR: f32 = 0.8;

/// The names of an article, by their words.
pub struct Memory {
    votes: ByHash<Votes>,
    /// The last names of people whose full name, with a given name, stands somewhere.
    surnames: ByHash<()>,
}

impl Memory {
    pub fn new(scene: Scene, names: &[Name]) -> Memory {
        let mut memory = Memory { votes: ByHash::default(), surnames: ByHash::default() };
        for name in names {
            let kind = KINDS.iter().position(|kind| *kind == name.kind).unwrap_or(0);
            memory.vote(scene, name.tokens.clone(), kind, name.chance);
            if name.kind == FigureKind::Person && name.tokens.len() > 1 {
                let (start, end) = (name.tokens.start, name.tokens.end);
                memory.vote(scene, end - 1..end, kind, name.chance);
                memory.vote(scene, start..start + 1, kind, name.chance * 0.5);
                if scene.names.hints(&scene.tokens.all[start]).is_given() {
                    memory.surnames.insert(key(scene, end - 1..end), ());
                }
                memory.vote_bare(scene, end - 1, name.chance);
            }
        }
        memory
    }

    fn vote(&mut self, scene: Scene, tokens: Range<usize>, kind: usize, chance: f32) {
        self.votes.entry(key(scene, tokens)).or_default()[kind] += chance;
    }

    /// "al-Barodi" may be called "Barodi".
    fn vote_bare(&mut self, scene: Scene, surname: usize, chance: f32) {
        let word = scene.tokens.text(surname, scene.text);
        if let Some(bare) = ["al-", "Al-", "el-", "El-"].iter().find_map(|prefix| word.strip_prefix(prefix)) {
            let key = join(std::iter::once(scene.lexicon.find(bare).1));
            self.votes.entry(key).or_default()[0] += chance;
        }
    }

    /// The kind with most votes, and how many.
    fn best(&self, scene: Scene, tokens: Range<usize>) -> Option<(usize, f32, Votes)> {
        let key = key(scene, tokens);
        let mut votes = *self.votes.get(&key)?;
        // "the Vane campaign" in an article about Ana Vane: hers, whatever most places look like.
        if self.surnames.contains_key(&key) {
            votes[0] += std::mem::take(&mut votes[1]);
        }
        let best = (0..3).max_by(|a, b| votes[*a].total_cmp(&votes[*b]))?;
        Some((best, votes[best], votes))
    }

    /// Whether the words are clearly a person's somewhere.
    pub fn is_person(&self, scene: Scene, tokens: Range<usize>) -> bool {
        let best = self.best(scene, tokens);
        best.is_some_and(|(kind, votes, _)| KINDS[kind] == FigureKind::Person && votes >= CLEAR)
    }

    /// Gives names the kind that they have elsewhere.
    pub fn settle(&self, scene: Scene, names: &mut [Name]) {
        for name in names {
            let Some((best, most, votes)) = self.best(scene, name.tokens.clone()) else { continue };
            let own = KINDS.iter().position(|kind| *kind == name.kind).unwrap_or(0);
            if best != own && most > OVERRULES * votes[own] {
                name.kind = KINDS[best];
                name.chance = most / votes.iter().sum::<f32>();
            }
        }
    }

    /// Adds names that the tagger passed over: runs of capitals between `names` that are names elsewhere.
    pub fn recall(&self, scene: Scene, evidence: &Evidence, names: &[Name]) -> Vec<Name> {
        let mut found = Vec::new();
        for sentence in &scene.tokens.sentences {
            let mut at = sentence.start as usize;
            while at < sentence.end as usize {
                if !is_capital(scene, at) {
                    at += 1;
                    continue;
                }
                let run = run(scene, names, at, sentence.end as usize);
                if run.is_empty() {
                    at += 1;
                    continue;
                }
                at = run.end;
                // "Yet Vane has ...": the capital of the first word is the sentence's.
                let rest = run.start + 1..run.end;
                let capital = !rest.is_empty() && starts_sentence(scene, run.start);
                let known = self.known(scene, evidence, run);
                let shorter = || capital.then(|| self.known(scene, evidence, rest)).flatten();
                found.extend(known.or_else(shorter));
            }
        }
        found
    }

    fn known(&self, scene: Scene, evidence: &Evidence, run: Range<usize>) -> Option<Name> {
        let (kind, votes, _) = self.best(scene, run.clone())?;
        let word = scene.tokens.all[run.start];
        let seen = evidence.of(word.hash);
        let weak = starts_sentence(scene, run.start) || word.shape.has(Shape::TITLED);
        let common = run.len() == 1 && weak && u32::from(seen.small) * 2 > u32::from(seen.capital);
        (votes >= CLEAR && !common).then(|| Name { tokens: run, kind: KINDS[kind], chance: 0.75 })
    }
}

fn key(scene: Scene, tokens: Range<usize>) -> u64 {
    join(scene.tokens.all[tokens].iter().map(|token| token.hash))
}

/// The capitals from token `at` on that are in no name; empty where there are none, or one stands before them.
fn run(scene: Scene, names: &[Name], at: usize, limit: usize) -> Range<usize> {
    let next = names.partition_point(|name| name.tokens.end <= at);
    let limit = names.get(next).map_or(limit, |name| name.tokens.start.max(at).min(limit));
    let end = (at..limit).find(|i| !is_capital(scene, *i)).unwrap_or(limit);
    at..end
}
