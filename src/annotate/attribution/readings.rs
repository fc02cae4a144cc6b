//! Readings: the likeliest ways to read what is said around a cue, and the one that most likely matches the right one.
//!
//! Where a content may end here or there, neither the best sequence of labels nor the likeliest label of each word is
//! what is most likely right. Minimum Bayes risk (Goel, Byrne, Computer Speech and Language 14(2), 2000): of the likely
//! readings the one that shares at least half of its characters with the right one in most cases.

use std::ops::Range;

use smallvec::SmallVec;

use super::role::{CONTENT_FIRST, LABELS};
use crate::annotate::tagger::Lattice;

/// Items that are said, in order, none touching.
pub type Content = SmallVec<[Range<usize>; 2]>;

/// Readings less likely than this are given up.
const FAINT: f32 = 0.005;

/// From this label on an item is said.
const SAID: usize = CONTENT_FIRST as usize;

/// Most readings that are followed at once.
const MOST: usize = 24;

/// Most of them that may be taken.
const TAKEN: usize = 12;

/// What the share of common characters counts beside the chance that it is at least half: of two readings that match as
/// often, the one that matches better.
const CLOSENESS: f32 = 0.1;

/// By so much another reading must fit better.
const CLEARLY: f32 = 0.02;

/// A way to read the items, followed up to one of them.
#[derive(Clone, Debug)]
struct Reading {
    /// The last item where it began or ended to be said: a place among [`Readings::turns`], 0 for none.
    turn: u32,
    said: bool,
    /// Of all sequences of labels that read it so: those of labels that mean as much as `said` count.
    sums: [f32; LABELS],
    chance: f32,
}

/// How well a content fits all readings.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// The chance that it shares half of its characters with the right one.
    pub hit: f32,
    /// The share of common characters that is to be expected.
    pub close: f32,
}

impl Fit {
    fn worth(self) -> f32 {
        self.hit + CLOSENESS * self.close
    }
}

/// The likely readings of the items around one cue; keeps its room between cues.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    now: Vec<Reading>,
    next: Vec<Reading>,
    /// Items where what is said begins or ends, each with the turn before it.
    turns: Vec<(u32, u32)>,
    /// For each item the size of all before it.
    sizes: Vec<u32>,
    found: Vec<Found>,
    /// What the contents found cover, one after the other, as sizes of all items before.
    covered: Vec<(u32, u32)>,
}

/// A reading that was followed to the end.
#[derive(Clone, Debug)]
struct Found {
    content: Content,
    chance: f32,
    /// Its part of [`Readings::covered`].
    covers: Range<usize>,
    /// The size of all that is said.
    size: u32,
}

impl Readings {
    /// Reads the items of `lattice`, which have these sizes; `said`: the chance that an item is said.
    pub fn read(
        &mut self,
        lattice: &Lattice<LABELS>,
        said: impl Fn(usize) -> f32,
        sizes: impl Iterator<Item = usize>,
    ) {
        self.measure(sizes);
        self.found.clear();
        self.covered.clear();
        self.now.clear();
        self.turns.clear();
        self.turns.push((0, 0));
        let count = self.sizes.len() - 1;
        let doubtful = |at: &usize| (FAINT..1.0 - FAINT).contains(&said(*at));
        // Where the last doubtful item is settled, all are.
        let Some(last) = (0..count).rev().find(doubtful) else { return };
        for at in 0..=last {
            self.follow(lattice, at, said(at));
        }
        self.now.sort_by(|a, b| b.chance.total_cmp(&a.chance));
        for at in 0..self.now.len() {
            let mut content = content(&self.turns, &self.now[at], last + 1);
            (last + 1..count).filter(|at| said(*at) > 0.5).for_each(|at| add(&mut content, at));
            self.find(content, self.now[at].chance);
        }
    }

    fn find(&mut self, content: Content, chance: f32) {
        let start = self.covered.len();
        self.covered.extend(content.iter().map(|piece| (self.sizes[piece.start], self.sizes[piece.end])));
        let size = self.covered[start..].iter().map(|(start, end)| end - start).sum();
        self.found.push(Found { content, chance, covers: start..self.covered.len(), size });
    }

    fn measure(&mut self, sizes: impl Iterator<Item = usize>) {
        let mut sum = 0;
        self.sizes.clear();
        self.sizes.push(0);
        self.sizes.extend(sizes.map(|size| {
            sum += size as u32;
            sum
        }));
    }

    /// Follows each reading to item `at`, which is said with the chance `yes`.
    fn follow(&mut self, lattice: &Lattice<LABELS>, at: usize, yes: f32) {
        self.next.clear();
        if at == 0 {
            let none = Reading { turn: 0, said: false, sums: [0.0; LABELS], chance: 1.0 };
            self.branch(lattice, &none, lattice.sums(0), (at, yes));
        }
        if at > 0 && !(FAINT..=1.0 - FAINT).contains(&yes) {
            return self.settle(lattice, at, yes > 0.5);
        }
        let now = std::mem::take(&mut self.now);
        for reading in &now {
            let labels = if reading.said { SAID..LABELS } else { 0..SAID };
            self.branch(lattice, reading, lattice.extend(&reading.sums, labels, at), (at, yes));
        }
        self.now = now;
        if self.next.len() > MOST {
            self.next.select_nth_unstable_by(MOST, |a, b| b.chance.total_cmp(&a.chance));
            self.next.truncate(MOST);
        }
        std::mem::swap(&mut self.now, &mut self.next);
    }

    /// Follows each reading to item `at`, where only one way to go on is likely: all take it.
    fn settle(&mut self, lattice: &Lattice<LABELS>, at: usize, said: bool) {
        for reading in &mut self.now {
            let labels = if reading.said { SAID..LABELS } else { 0..SAID };
            reading.sums = lattice.extend(&reading.sums, labels, at);
            if said != reading.said {
                self.turns.push((at as u32, reading.turn));
                (reading.turn, reading.said) = (self.turns.len() as u32 - 1, said);
            }
        }
    }

    /// What a reading becomes where the next item is said, and where it is not.
    fn branch(
        &mut self,
        lattice: &Lattice<LABELS>,
        reading: &Reading,
        all: [f32; LABELS],
        (at, yes): (usize, f32),
    ) {
        let shares = lattice.shares(&all, at);
        let chance = |labels: Range<usize>| shares[labels].iter().sum::<f32>();
        for (said, labels, likely) in [(false, 0..SAID, 1.0 - yes), (true, SAID..LABELS, yes)] {
            let chance = if likely < FAINT { 0.0 } else { chance(labels.clone()) };
            if chance < FAINT {
                continue;
            }
            let mut turn = reading.turn;
            if said != reading.said {
                self.turns.push((at as u32, turn));
                turn = self.turns.len() as u32 - 1;
            }
            // Sums of the other labels stay: nobody looks at them.
            self.next.push(Reading { turn, said, sums: all, chance });
        }
    }

    /// How well a content fits that covers these sizes.
    fn fit(&self, covered: &[(u32, u32)]) -> Fit {
        let size: u32 = covered.iter().map(|(start, end)| end - start).sum();
        let mut fit = Fit { hit: 0.0, close: 0.0 };
        for reading in &self.found {
            let shared = shared(covered, &self.covered[reading.covers.clone()]);
            let common = shared as f32 / (size + reading.size - shared).max(1) as f32;
            fit.hit += if common >= 0.5 { reading.chance } else { 0.0 };
            fit.close += reading.chance * common;
        }
        fit
    }

    /// The chance that nothing is said.
    pub fn none(&self) -> f32 {
        let none = self.found.iter().filter(|reading| reading.content.is_empty());
        none.map(|reading| reading.chance).sum()
    }

    /// The content to take: this one, or the reading that clearly fits better; and how well it fits.
    pub fn best(&self, content: Content) -> (Content, Fit) {
        let covered: SmallVec<[(u32, u32); 2]> =
            content.iter().map(|piece| (self.sizes[piece.start], self.sizes[piece.end])).collect();
        let fit = self.fit(&covered);
        let all: f32 = self.found.iter().map(|reading| reading.chance).sum();
        if self.found.is_empty() {
            return (content, Fit { hit: 1.0, close: 1.0 });
        }
        if self.found.len() < 2 || fit.worth() + CLEARLY >= all * (1.0 + CLOSENESS) {
            return (content, fit);
        }
        let others = self.found.iter().take(TAKEN).filter(|reading| !reading.content.is_empty());
        let fits = others.map(|reading| (reading, self.fit(&self.covered[reading.covers.clone()])));
        match fits.max_by(|a, b| a.1.worth().total_cmp(&b.1.worth())) {
            Some((reading, better)) if better.worth() > fit.worth() + CLEARLY => {
                (reading.content.clone(), better)
            }
            _ => (content, fit),
        }
    }
}

/// How much of two contents, each as what it covers, is in both.
fn shared(a: &[(u32, u32)], b: &[(u32, u32)]) -> u32 {
    let both = |one: &(u32, u32), other: &(u32, u32)| one.1.min(other.1).saturating_sub(one.0.max(other.0));
    a.iter().map(|one| b.iter().map(|other| both(one, other)).sum::<u32>()).sum()
}

/// What a reading that was followed up to item `end` has said.
fn content(turns: &[(u32, u32)], reading: &Reading, end: usize) -> Content {
    let mut content = Content::new();
    let mut turn = reading.turn;
    let mut close = reading.said.then_some(end);
    while turn != 0 {
        let (at, before) = turns[turn as usize];
        match close.take() {
            Some(close) => content.push(at as usize..close),
            None => close = Some(at as usize),
        }
        turn = before;
    }
    content.reverse();
    content
}

fn add(content: &mut Content, at: usize) {
    match content.last_mut() {
        Some(piece) if piece.end == at => piece.end = at + 1,
        _ => content.push(at..at + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::attribution::role::{CONTENT, OTHER};
    use crate::annotate::tagger::shifted;
    use crate::model::{self, Model};

    /// The content to take of four items, by how much better than not each is said, where a piece opens with its own
    /// label and nothing opens or ends without a price.
    fn taken(said: [f32; 4], sizes: [usize; 4], first: Range<usize>) -> (Range<usize>, f32) {
        let mut moves = [[0.0; LABELS]; LABELS];
        moves[usize::from(OTHER)][usize::from(CONTENT)] = -30.0;
        moves[usize::from(CONTENT)][usize::from(OTHER)] = -0.5;
        let model: Model<LABELS> =
            Model::parse(model::write(&[], &moves, &[0.0; LABELS]).leak()).expect("a model");
        let score = |odds: f32| {
            let mut scores = [-30.0; LABELS];
            scores[usize::from(OTHER)] = 0.0;
            scores[usize::from(CONTENT_FIRST)] = odds;
            scores[usize::from(CONTENT)] = odds;
            scores.map(|score| shifted(&model, score))
        };
        let mut lattice = Lattice::default();
        lattice.read(&model, &said.map(score));
        let chances: Vec<[f32; LABELS]> = (0..4).map(|at| lattice.chances(at)).collect();
        let mut readings = Readings::default();
        let is_said = |at: usize| chances[at][usize::from(CONTENT_FIRST)] + chances[at][usize::from(CONTENT)];
        readings.read(&lattice, is_said, sizes.into_iter());
        let (content, fit) = readings.best(std::iter::once(first).collect());
        assert_eq!(content.len(), 1);
        (content[0].clone(), fit.hit)
    }

    #[test]
    fn a_sure_content_is_taken_as_it_is() {
        let (content, hit) = taken([-20.0, 20.0, 20.0, -20.0], [5; 4], 1..3);
        assert_eq!((content, hit), (1..3, 1.0));
    }

    #[test]
    fn of_several_readings_the_one_that_matches_most_often_is_taken() {
        // A long word that is most likely said, and a doubtful one after it.
        let (content, hit) = taken([-20.0, 2.0, 0.3, -20.0], [1, 30, 20, 1], 2..3);
        assert_eq!(content, 1..3);
        assert!(hit > 0.8 && hit <= 1.0, "{hit}");
        // What fits as well stays.
        let (content, _) = taken([-20.0, 8.0, 0.0, -20.0], [1, 30, 2, 1], 1..2);
        assert_eq!(content, 1..2);
    }
}
