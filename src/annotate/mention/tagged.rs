//! Names: stretches of capitals, tagged by a model (`assets/models/names.bin`) for where a name starts and goes on
//! and whose it is.

use std::ops::Range;

use super::Scene;
use super::evidence::{Evidence, starts_sentence};
use super::features::{Room, stretches};
use super::memory::Memory;
use super::nested::nested;
use super::repair::repair;
use crate::annotate::FigureKind;
use crate::annotate::tagger::{Lattice, Tagger, WIDE, shifted};
use crate::annotate::token::{Shape, Tag};
use crate::model::{Model, Totals};

/// Labels of the tagger: none, then first word and further word of each kind.
pub const LABELS: usize = 7;

/// The kinds in the order of their labels.
pub const KINDS: [FigureKind; 3] = [FigureKind::Person, FigureKind::Organization, FigureKind::Place];

/// The label of a name's first word, or of its further words.
pub fn label(kind: usize, further: bool) -> u8 {
    1 + 2 * kind as u8 + u8::from(further)
}

/// A name as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub tokens: Range<usize>,
    pub kind: FigureKind,
    /// Chance that its words and its kind are right.
    pub chance: f32,
}

/// All names, in order of the text.
pub fn names(scene: Scene, model: &Model<LABELS>) -> Vec<Name> {
    let mut reader = Reader::new(scene, model);
    for sentence in &scene.tokens.sentences {
        let sentence = sentence.start as usize..sentence.end as usize;
        stretches(scene, sentence, &mut |stretch| reader.read(stretch));
    }
    let Reader { mut names, evidence, .. } = reader;
    repair(scene, &mut names);
    let memory = Memory::new(scene, &names);
    memory.settle(scene, &mut names);
    let more = memory.recall(scene, &evidence, &names);
    names.extend(more);
    names.sort_by_key(|name| name.tokens.start);
    let inner = nested(scene, &memory, &names);
    names.extend(inner);
    names.sort_by_key(|name| (name.tokens.start, std::cmp::Reverse(name.tokens.end)));
    names
}

/// What a capital that shows a name takes from the score of no name, in natural logarithms of odds: the texts that
/// the tagger learned from leave out names of kinds that are not looked for, and it hesitates.
const SHOWS: f32 = 0.5;

/// A capital that its place does not call for, on a word that no dictionary has.
fn shows_name(scene: Scene, i: usize) -> bool {
    let token = scene.tokens.all[i];
    let unknown = scene.lexicon.word(token.word).tag.is_none_or(Tag::is_name);
    let free = token.shape.has(Shape::CAPITAL) && !token.shape.has(Shape::TITLED);
    unknown && free && !token.shape.has(Shape::DIGIT) && !starts_sentence(scene, i)
}

struct Reader<'a> {
    scene: Scene<'a>,
    model: &'a Model<LABELS>,
    evidence: Evidence,
    room: Room,
    scores: Vec<[i16; LABELS]>,
    tagger: Tagger,
    labels: Vec<u8>,
    lattice: Lattice<LABELS>,
    names: Vec<Name>,
}

impl<'a> Reader<'a> {
    fn new(scene: Scene<'a>, model: &'a Model<LABELS>) -> Reader<'a> {
        Reader {
            scene,
            model,
            evidence: Evidence::new(scene),
            room: Room::default(),
            scores: Vec::new(),
            tagger: Tagger::default(),
            labels: Vec::new(),
            lattice: Lattice::default(),
            names: Vec::new(),
        }
    }

    fn read(&mut self, stretch: Range<usize>) {
        let frame = self.room.frame(self.scene, &self.evidence, stretch.clone());
        self.scores.clear();
        self.tagger.clear();
        let (shows, beam) = (shifted(self.model, SHOWS), shifted(self.model, WIDE));
        for at in 0..stretch.len() {
            let mut totals = Totals::default();
            self.model.sum(&frame.features(at), &mut totals);
            let mut scores = self.model.read(&totals);
            if shows_name(self.scene, stretch.start + at) {
                scores[0] = scores[0].saturating_sub(shows);
            }
            self.tagger.open(&scores, beam);
            self.scores.push(scores);
        }
        self.tagger.best(self.model, &mut self.labels);
        if self.labels.iter().any(|label| *label != 0) {
            self.lattice.read(self.model, &self.scores);
            self.cut(stretch.start);
        }
    }

    /// Names from the labels of a stretch that starts at token `start`.
    fn cut(&mut self, start: usize) {
        let mut at = 0;
        while at < self.labels.len() {
            let label = self.labels[at];
            if label == 0 {
                at += 1;
                continue;
            }
            let kind = usize::from(label - 1) / 2;
            let further = self.labels[at + 1..].iter().take_while(|next| **next == self::label(kind, true));
            let end = at + 1 + further.count();
            let chance = |i: usize| self.lattice.chances(i)[usize::from(self.labels[i])];
            let chance = (at..end).map(chance).fold(1.0, f32::min);
            self.names.push(Name { tokens: start + at..start + end, kind: KINDS[kind], chance });
            at = end;
        }
    }
}
