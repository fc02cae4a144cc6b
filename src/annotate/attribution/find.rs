//! Finding: the heads of cues, a candidate around each, judged, and the best that do not say the same.

use std::ops::Range;

use super::candidate::{self, Candidate, Room};
use super::heads::{FAINT, Head, Heads};
use super::judge::{self, Chances, Standing};
use super::measures::Measured;
use super::models::Models;
use super::sight::Sight;
use super::{contest, cue, nested};
use crate::annotate::token::Tag;
use crate::model::{Feature, Model};

/// From this chance on a word is tried as the head of a cue.
pub const TRIED: f32 = 0.25;

/// Candidates with less [`Found::worth`] than this are dropped: about half of the F1 reached, which is where dropping one
/// costs as much as keeping it (Lipton, Elkan, Naryanaswamy, ECML 2014).
pub const LEAST: f32 = 0.38;

/// A candidate with the chances that it is a statement and that its speaker is right.
#[derive(Clone, Debug)]
pub struct Found {
    pub candidate: Candidate,
    pub statement: f32,
    pub speaker: f32,
}

impl Found {
    /// What it is chosen by: between the chance that it is a statement and the chance that its speaker is right too (their
    /// geometric mean), as both count.
    pub fn worth(&self) -> f32 {
        self.statement * self.speaker.sqrt()
    }
}

/// What is found in the whole article, in order of the heads.
pub fn find(models: &Models, sight: &Sight) -> Vec<Found> {
    let words = words(&models.cue.linear, sight);
    let weighed = Heads::new(sight, &words, &models.cue_errors).weighed(&models.cue.trees);
    let heads = tried(weighed.clone());
    let strengths = strengths(&heads, sight.reading.count());
    let mut found = judged(models, sight, candidates(&models.role, sight, &heads, &strengths));
    found.retain(|found| tells(sight, &found.candidate));
    let kept = kept(&found, LEAST);
    let mut best: Vec<Found> = kept.iter().map(|i| found[*i].clone()).collect();
    untangle(sight, &mut best);
    let inner = nested::inner(&best, &words, &weighed);
    let mut passed = candidates(&models.role, sight, &inner, &strengths);
    let judged = found.into_iter().enumerate().filter(|(i, _)| kept.binary_search(i).is_err());
    passed.extend(judged.map(|(_, found)| found.candidate));
    passed.sort_by_key(|candidate| candidate.head);
    best.extend(nested::nested(&best, passed.into_iter().filter(|candidate| tells(sight, candidate))));
    best
}

/// "said the bridge will open and added that it is free": what one says ends where the same speaker's next cue starts.
/// Where nothing joins the two ("said the two also discussed"), the second cue has a subject of its own, and whoever is
/// taken for its speaker is not.
pub fn untangle(sight: &Sight, found: &mut Vec<Found>) {
    let mut at = 1;
    while at < found.len() {
        let (before, after) = found.split_at_mut(at);
        match before.last_mut().and_then(|one| shared(sight, &mut one.candidate, &after[0].candidate)) {
            Some(Joint { piece, end, joined: true }) if end > piece.start + 1 => piece.end = end,
            Some(Joint { joined: false, .. }) => {
                found.remove(at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
}

/// Where the cue of a next statement by the same speaker lies in what is said.
struct Joint<'a> {
    piece: &'a mut Range<usize>,
    /// Where the words before the joint end.
    end: usize,
    joined: bool,
}

fn shared<'a>(sight: &Sight, one: &'a mut Candidate, next: &Candidate) -> Option<Joint<'a>> {
    let (cue, speaker) = (next.cue.as_ref()?, next.speaker.as_ref()?);
    let piece = one.content.iter_mut().find(|piece| piece.contains(&cue.start))?;
    let (end, joined) = before_joint(sight, piece.start..cue.start);
    let same = one.speaker.as_ref() == Some(speaker) && speaker.end <= piece.start;
    same.then_some(Joint { piece, end, joined })
}

/// Where words end before the adverbs, marks and conjunctions at their end, and whether a mark or conjunction is there.
fn before_joint(sight: &Sight, words: Range<usize>) -> (usize, bool) {
    let (mut end, mut joined) = (words.end, false);
    while end > words.start {
        let joins = !sight.reading.token(end - 1).is_word() || sight.reading.tag(end - 1) == Tag::Cc;
        if !joins && !sight.reading.tag(end - 1).is_adverb() {
            break;
        }
        joined |= joins;
        end -= 1;
    }
    (end, joined)
}

/// "You are reading an article", "who said what": nobody tells anything. News, which the models learned from, has neither.
fn tells(sight: &Sight, it: &Candidate) -> bool {
    let alone =
        |range: &Range<usize>, words: &[&str]| range.len() == 1 && sight.reading.is(range.start, words);
    let reader = it.speaker.as_ref().is_some_and(|range| alone(range, &["you"]));
    let what = it.content.len() == 1 && alone(&it.content[0], &["what", "who", "which", "that"]);
    !reader && !what
}

/// The block that holds each token of a rising list.
struct Blocks<'a> {
    sight: &'a Sight<'a>,
    at: usize,
}

impl Blocks<'_> {
    fn of(&mut self, i: usize) -> Range<usize> {
        let tokens = self.sight.reading.tokens;
        while tokens.block(self.at).end <= i {
            self.at += 1;
        }
        tokens.block(self.at)
    }
}

/// Those that are likely enough.
pub fn tried(mut heads: Vec<Head>) -> Vec<Head> {
    heads.retain(|(_, chance)| *chance >= TRIED);
    heads
}

/// The words that may well head a cue, with the chances that the linear model gives them.
pub fn words(model: &Model<1>, sight: &Sight) -> Vec<Head> {
    let (mut words, mut blocks) = (Vec::new(), Blocks { sight, at: 0 });
    for i in (0..sight.reading.count()).filter(|i| cue::is_candidate(sight, *i)) {
        let chance = cue::chance(model, sight, i, &blocks.of(i));
        if chance >= FAINT {
            words.push((i, chance));
        }
    }
    words
}

/// For each token how likely it heads a cue, from 0 (not at all) to 3.
pub fn strengths(heads: &[Head], count: usize) -> Vec<u8> {
    let mut strengths = vec![0; count];
    for (head, chance) in heads {
        strengths[*head] = match chance {
            ..0.1 => 0,
            0.1..0.35 => 1,
            0.35..0.7 => 2,
            _ => 3,
        };
    }
    strengths
}

/// What the role tagger reads around each head.
pub fn candidates(
    model: &Model<{ super::role::LABELS }>,
    sight: &Sight,
    heads: &[Head],
    strengths: &[u8],
) -> Vec<Candidate> {
    let mut room = Room::default();
    let read = |head: &Head| candidate::candidate(model, sight, strengths, *head, &mut room);
    let mut candidates: Vec<Candidate> = heads.iter().filter_map(read).collect();
    contest::settle(sight, &mut candidates);
    candidates
}

/// The candidates as the regressions and then the trees judge them.
fn judged(models: &Models, sight: &Sight, candidates: Vec<Candidate>) -> Vec<Found> {
    let standing = Standing::new(&candidates);
    let first = regressed(models, sight, &candidates, &standing);
    let measured = Measured::new(sight, &candidates, (&standing, &first), &models.statement_errors);
    let chances = |i: usize| {
        let measures = measured.of(i);
        (models.statement.trees.chance(&measures), models.speaker.trees.chance(&measures))
    };
    let chances: Vec<(f32, f32)> = (0..candidates.len()).map(chances).collect();
    let found = |(candidate, (statement, speaker))| Found { candidate, statement, speaker };
    candidates.into_iter().zip(chances).map(found).collect()
}

fn regressed(models: &Models, sight: &Sight, candidates: &[Candidate], standing: &Standing) -> Vec<Chances> {
    let mut room: Vec<Feature> = Vec::new();
    let chances = |i: usize| {
        room.clear();
        judge::features(sight, candidates, standing, i, &mut room);
        Chances {
            statement: models.statement.linear.chance(&room),
            speaker: models.speaker.linear.chance(&room),
        }
    };
    (0..candidates.len()).map(chances).collect()
}

/// "Two towns discuss a bridge, mayor says": a cue at the end reports all that comes before it, another statement too.
fn reports(outer: &Candidate, inner: &Candidate) -> bool {
    outer.content.last().is_some_and(|piece| piece.end <= outer.head) && judge::covers(outer, inner)
}

/// How many of those kept before and after are looked at for the same content.
pub const NEAR: usize = 24;

/// The best of those that say much the same, in order; only those worth at least `least`.
pub fn kept(found: &[Found], least: f32) -> Vec<usize> {
    let likely: Vec<usize> = (0..found.len()).filter(|i| found[*i].worth() >= least).collect();
    let better = |a: usize, b: usize| {
        found[a].worth() > found[b].worth() || found[a].worth() == found[b].worth() && a < b
    };
    let mut order: Vec<usize> = (0..likely.len()).collect();
    order.sort_by(|a, b| {
        if better(likely[*a], likely[*b]) { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater }
    });
    let mut taken = vec![false; likely.len()];
    for at in order {
        let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(likely.len());
        let same = |other: usize| {
            let (a, b) = (&found[likely[other]].candidate, &found[likely[at]].candidate);
            judge::common(a, b) >= 0.5 && !reports(a, b) && !reports(b, a)
        };
        taken[at] = !near.into_iter().any(|other| taken[other] && same(other));
    }
    likely.into_iter().zip(taken).filter(|(_, taken)| *taken).map(|(i, _)| i).collect()
}
