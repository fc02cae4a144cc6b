//! Coreference: which mentions mean the same figure. Names are grouped by their words over the whole article;
//! then one pass in order of the text gives each mention its figure: descriptions by role, pronouns by a ranker
//! over the figures in sight. Linear: the figures in sight are bounded.

mod chains;
pub mod naming;
pub mod ranker;
pub mod sight;

use std::num::NonZeroU32;

use compact_str::CompactString;
use smallvec::SmallVec;

use super::mention::{Candidate, Sex};
use super::names::join;
use super::token::Tag;
use super::{Figure, FigureId, FigureKind, Form, Mention, Quotation};
use crate::article::block_at;
use crate::article::{Article, Marks};
use crate::span::Span;
use chains::Chains;
use naming::{Naming, Page};
use ranker::{Asking, Ranker};
use sight::{Features, Known, Place, Role};

/// Most figures kept in sight: bounds the work per pronoun.
const CROWD: usize = 20;
/// Sentences after which a figure that is not the article's main one is out of sight.
const SIGHT: u32 = 12;

/// A name less sure than this leaves its figure in doubt.
const DOUBTFUL: f32 = 0.866;

/// A figure that a pronoun may mean.
pub struct Choice<'a> {
    pub figure: &'a Figure,
    pub features: Features,
}

/// Says which of the choices is meant, and how likely that is.
pub trait Judge {
    fn choose(&mut self, asking: Asking, asked: Span, choices: &[Choice]) -> Option<(usize, f32)>;
}

impl Judge for &Ranker {
    /// The softmax over all choices.
    fn choose(&mut self, asking: Asking, _asked: Span, choices: &[Choice]) -> Option<(usize, f32)> {
        let scores = choices.iter().map(|choice| self.score(asking, &choice.features));
        let scores: Vec<f32> = scores.collect();
        let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]))?;
        let nobody = self.nobody[asking as usize];
        let sum: f32 = scores.iter().chain([&nobody]).map(|score| (score - scores[best]).exp()).sum();
        (scores[best] > nobody).then_some((best, 1.0 / sum))
    }
}

/// All figures of an article that is read in one piece, in order of their first mention.
pub fn figures(
    article: &Article,
    marks: &Marks,
    page: Page,
    quotations: &[Quotation],
    judge: &mut dyn Judge,
) -> Vec<Figure> {
    let mut cast = Cast::default();
    cast.meet(article, marks, page, quotations, judge);
    cast.into_figures()
}

/// The figures met so far: kept from one stretch of an article to the next.
#[derive(Default)]
pub struct Cast {
    naming: Naming,
    figures: Vec<Entry>,
    /// The figure of each group of names, as far as there is one.
    groups: Vec<Option<FigureId>>,
    /// Words of a description -> the figures that go by them, latest last.
    described: Chains,
    /// Figures in sight of a pronoun with their last places, the last mentioned last.
    sight: Vec<Seen>,
    /// For he, she, they and it: whom the last one meant, in which sentence.
    spoken: [Option<(usize, u32)>; 4],
    /// The last sentence that mentioned somebody.
    led: Option<u32>,
    /// The person mentioned most.
    most: Option<Seen>,
    passed: Passed,
}

/// A figure and where it was mentioned last.
#[derive(Clone, Copy)]
struct Seen {
    id: usize,
    last: Place,
}

/// What the stretches before had of each: places are told apart over the whole article.
#[derive(Clone, Copy, Default)]
struct Passed {
    tokens: usize,
    sentences: u32,
    quotations: usize,
}

/// The figures of one stretch, each with its mentions there.
pub struct Met {
    /// Without name and role.
    pub figures: Vec<Figure>,
    /// Which figure of the article each of them is.
    pub ids: Vec<FigureId>,
}

impl Met {
    fn new(cast: &Cast, mut mentions: Vec<(usize, Mention)>) -> Met {
        mentions.sort_by_key(|(id, _)| *id);
        let mut met = Met { figures: Vec::new(), ids: Vec::new() };
        for of_one in mentions.chunk_by(|(a, _), (b, _)| a == b) {
            let (id, mentions) = (of_one[0].0, of_one.iter().map(|(_, mention)| *mention).collect());
            let kind = cast.figures[id].figure.kind;
            met.figures.push(Figure { name: CompactString::default(), kind, role: None, mentions });
            met.ids.push(FigureId::new(id));
        }
        met
    }
}

impl Cast {
    fn of_group(&self, group: usize) -> Option<usize> {
        self.groups.get(group).copied().flatten().map(FigureId::index)
    }

    /// Takes in the next stretch of the article.
    pub fn meet(
        &mut self,
        article: &Article,
        marks: &Marks,
        page: Page,
        quotations: &[Quotation],
        judge: &mut dyn Judge,
    ) -> Met {
        let is_folded =
            |candidate: &Candidate| marks.is_folded(block_at(article, candidate.mention.span().start));
        let folded: Vec<bool> = page.candidates.iter().map(is_folded).collect();
        self.naming.take_in(page, &folded);
        let mut scene = Scene { cast: self, article, page, quotations, folded: false };
        let (mut last, mut mentions) = (None, Vec::new());
        for (index, is_folded) in folded.into_iter().enumerate() {
            scene.folded = is_folded;
            last = scene.place(index, last, judge);
            mentions.extend(last.and_then(|id| Some((id, *scene.cast.figures[id].figure.mentions.last()?))));
        }
        self.passed.tokens += page.tokens.all.len();
        self.passed.sentences += page.tokens.sentences.len() as u32;
        self.passed.quotations += quotations.len();
        Met::new(self, mentions)
    }

    pub fn into_figures(self) -> Vec<Figure> {
        let figure = |entry: Entry| {
            let mut figure = entry.figure;
            figure.mentions.shrink_to_fit();
            figure
        };
        // In the room of the entries, the rest of which is given back.
        let mut figures: Vec<Figure> = self.figures.into_iter().map(figure).collect();
        figures.shrink_to_fit();
        figures
    }
}

/// A stretch of the article while its mentions are put to the figures.
struct Scene<'a> {
    cast: &'a mut Cast,
    article: &'a Article,
    page: Page<'a>,
    quotations: &'a [Quotation],
    /// Whether the candidate at hand stands in folded clutter: it is nobody's antecedent.
    folded: bool,
}

struct Entry {
    figure: Figure,
    sex: Option<Sex>,
    /// Masculine and feminine pronouns that meant it.
    pronouns: [u16; 2],
    plural: bool,
    doubtful: bool,
    /// The sentence of its last mention in the body, counted from 1.
    last: Option<NonZeroU32>,
    /// Mentions in the body.
    count: u32,
}

impl Scene<'_> {
    /// Puts a candidate into its figure, or makes one; says which.
    fn place(&mut self, index: usize, before: Option<usize>, judge: &mut dyn Judge) -> Option<usize> {
        let candidate = &self.page.candidates[index];
        match candidate.mention.form() {
            Form::Name => Some(self.name(index, before)),
            Form::Nominal => Some(self.nominal(candidate, before)),
            Form::Pronoun if candidate.apposition => {
                let id = before?;
                self.join(id, candidate, 0.95);
                Some(id)
            }
            Form::Pronoun => self.pronoun(index, judge),
        }
    }

    fn name(&mut self, index: usize, before: Option<usize>) -> usize {
        let candidate = &self.page.candidates[index];
        let (group, certainty) = self.group(index);
        let known = group.and_then(|group| self.cast.of_group(group));
        let joined = before.filter(|id| candidate.apposition && !self.cast.figures[*id].figure.is_named());
        let id = known.or(joined).unwrap_or_else(|| self.create(candidate));
        if let Some(group) = group.filter(|_| known.is_none()) {
            self.cast.groups.resize(self.cast.naming.groups.len(), None);
            self.cast.groups[group] = Some(FigureId::new(id));
            let group = &self.cast.naming.groups[group];
            let entry = &mut self.cast.figures[id];
            entry.sex = entry.sex.or(group.sex);
            if !entry.figure.is_named() || entry.figure.kind == FigureKind::Other {
                entry.figure.kind = group.kind;
            }
        }
        self.join(id, candidate, candidate.mention.confidence * certainty);
        if let Some(role) = candidate.role {
            self.call_role(id, role);
        }
        id
    }

    /// The group of names that this one belongs to, and the chance that it does.
    fn group(&mut self, index: usize) -> (Option<usize>, f32) {
        if let Some(group) = self.cast.naming.group(index) {
            return (Some(group), 1.0);
        }
        let groups = self.cast.naming.shortened(index);
        match groups[..] {
            [] => (self.cast.naming.single(index), 1.0),
            [only] => (Some(only), 0.98),
            _ => (
                groups.iter().copied().max_by(|a, b| self.weigh(index, *a).total_cmp(&self.weigh(index, *b))),
                0.8,
            ),
        }
    }

    /// How well a bare word fits a group: one last called so, one just mentioned, one mentioned often, one
    /// with this surname rather than this given name.
    fn weigh(&self, index: usize, group: usize) -> f32 {
        let candidate = &self.page.candidates[index];
        let sentence = self.sentence(candidate);
        let entry = self.cast.of_group(group).map(|id| &self.cast.figures[id]);
        let last = entry.and_then(|entry| entry.last);
        let age = last.map_or(40, |last| sentence.saturating_sub(last.get() - 1)).min(40) as f32;
        let count = entry.map_or(0, |entry| entry.count) + self.cast.naming.groups[group].count;
        let surname = f32::from(u8::from(self.cast.naming.is_last(index, group)));
        2.0 * surname + (1.0 + count as f32).ln() - 0.6 * (1.0 + age).ln()
    }

    fn create(&mut self, candidate: &Candidate) -> usize {
        let text = candidate.mention.span().of(&self.article.text);
        let mut name = one_line(text);
        let first = self.page.tokens.all[candidate.tokens.start].tag;
        // "A union official" at the start of a sentence is the same figure as "a union official".
        if matches!(first, Tag::Dt | Tag::PrpS | Tag::Pdt)
            && let Some(letter) = name.as_mut_str().get_mut(..1)
        {
            letter.make_ascii_lowercase();
        }
        let figure = Figure { name, kind: candidate.kind, role: None, mentions: SmallVec::new() };
        // A long article has tens of thousands: the list grows by an eighth, not by as much again.
        if self.cast.figures.len() == self.cast.figures.capacity() {
            self.cast.figures.reserve_exact(self.cast.figures.len() / 8 + 16);
        }
        self.cast.figures.push(Entry {
            figure,
            sex: candidate.sex,
            pronouns: [0; 2],
            plural: candidate.is_plural(self.page.tokens),
            doubtful: candidate.mention.confidence < DOUBTFUL,
            last: None,
            count: 0,
        });
        self.cast.figures.len() - 1
    }

    fn join(&mut self, id: usize, candidate: &Candidate, confidence: f32) {
        let span = candidate.mention.span();
        let entry = &mut self.cast.figures[id];
        entry.sex = entry.sex.or(candidate.sex.filter(|_| candidate.mention.form() != Form::Pronoun));
        let named = candidate.mention.form() == Form::Name;
        let first = named && !entry.figure.is_named();
        grow(&mut entry.figure.mentions);
        entry.figure.mentions.push(Mention::new(span, candidate.mention.form(), confidence));
        let words = span.of(&self.article.text);
        let fuller = |name: &str| words.split_whitespace().count() > name.split_whitespace().count();
        if named && (first || words != entry.figure.name && fuller(&entry.figure.name)) {
            entry.figure.name = one_line(words);
        }
        if entry.figure.role.is_none() {
            entry.figure.role = candidate.role.map(|role| Box::new(role.of(&self.article.text).into()));
        }
        self.notice(id, candidate);
    }

    /// Brings a figure into sight.
    fn notice(&mut self, id: usize, candidate: &Candidate) {
        if self.folded {
            return;
        }
        let place = self.place_of(candidate);
        self.cast.led = Some(place.sentence);
        let entry = &mut self.cast.figures[id];
        entry.last = Some(NonZeroU32::MIN.saturating_add(place.sentence));
        entry.count += 1;
        let (count, person) = (entry.count, entry.figure.kind == FigureKind::Person);
        let seen = Seen { id, last: place };
        let more = |most: Seen| most.id == id || person && self.cast.figures[most.id].count <= count;
        if self.cast.most.map_or(person, more) {
            self.cast.most = Some(seen);
        }
        self.cast.sight.retain(|seen| seen.id != id);
        if self.cast.sight.len() >= CROWD {
            self.cast.sight.remove(0);
        }
        self.cast.sight.push(seen);
    }

    fn place_of(&self, candidate: &Candidate) -> Place {
        let tokens = self.page.tokens;
        let token = candidate.tokens.start;
        let offset = candidate.mention.span().start;
        let sentence = self.sentence(candidate);
        let passed = self.cast.passed;
        let block = block_at(self.article, offset);
        let quotation = self.quotations.partition_point(|quotation| quotation.span().end <= offset);
        let inside = self.quotations.get(quotation).is_some_and(|quotation| quotation.span().start <= offset);
        let start = match candidate.mention.form() {
            Form::Name => sight::start(tokens, candidate.tokens.clone()),
            _ => token,
        };
        let read = tokens.blocks.get(block - tokens.first_block);
        let opens = read.is_some_and(|range| start <= range.start as usize + 3);
        Place {
            token: (passed.tokens + token) as u32,
            sentence,
            block: block as u32,
            form: candidate.mention.form(),
            role: sight::role(tokens, candidate, start),
            leads: self.cast.led != Some(sentence),
            quotation: inside.then_some((passed.quotations + quotation) as u32),
            opens,
            speaks: sight::speaks(tokens, self.page.lexicon, candidate.tokens.end),
        }
    }

    /// The sentence that a candidate stands in, counted over the whole article.
    fn sentence(&self, candidate: &Candidate) -> u32 {
        self.cast.passed.sentences + self.page.tokens.all[candidate.tokens.start].sentence
    }

    /// A role leads to a figure as its whole words and as its head ("secretary of state", "secretary").
    fn call_role(&mut self, id: usize, role: Span) {
        let words = self.page.tokens.within(role);
        self.call(id, self.description(words.clone()));
        let of = |i: &usize| self.page.tokens.text(*i, &self.article.text) == "of";
        let head = words.clone().find(of).unwrap_or(words.end).saturating_sub(1);
        if head >= words.start {
            self.call(id, self.description(head..head + 1));
        }
    }

    /// Words without an article, by their hash.
    fn description(&self, tokens: std::ops::Range<usize>) -> u64 {
        let bare = self.page.tokens.all[tokens].iter().filter(|token| token.tag != Tag::Dt);
        join(bare.map(|token| token.hash))
    }

    fn call(&mut self, id: usize, words: u64) {
        self.cast.described.renew(words, id, CROWD);
    }

    fn nominal(&mut self, candidate: &Candidate, before: Option<usize>) -> usize {
        let words = self.description(candidate.tokens.clone());
        let head = self.description(candidate.tokens.end - 1..candidate.tokens.end);
        if let Some(id) = before.filter(|_| candidate.apposition) {
            self.join(id, candidate, 0.95);
            self.call(id, words);
            self.call(id, head);
            return id;
        }
        let known = candidate.definite.then(|| self.meant(candidate, words, head)).flatten();
        if let Some((id, confidence)) = known {
            self.join(id, candidate, confidence);
            return id;
        }
        let id = self.create(candidate);
        self.join(id, candidate, 0.92);
        self.call(id, words);
        id
    }

    /// The figure that a definite description means.
    fn meant(&self, candidate: &Candidate, words: u64, head: u64) -> Option<(usize, f32)> {
        let called = |words: u64| {
            // Of two presidents, "the president" is the one the article speaks of more.
            let ids = self.cast.described.of(words);
            let alike = ids.filter(|id| self.cast.figures[*id].figure.kind == candidate.kind);
            alike.max_by_key(|id| self.cast.figures[*id].count)
        };
        if let Some(id) = called(words) {
            return Some((id, 0.85));
        }
        called(head).filter(|_| candidate.tokens.len() <= 3).map(|id| (id, 0.6))
    }

    fn pronoun(&mut self, index: usize, judge: &mut dyn Judge) -> Option<usize> {
        let candidate = &self.page.candidates[index];
        let asking = asking(candidate);
        let asked = self.place_of(candidate);
        let options = self.options(index, &asked);
        let choice = |(id, features): &(usize, Features)| Choice {
            figure: &self.cast.figures[*id].figure,
            features: *features,
        };
        let choices: Vec<Choice> = options.iter().map(choice).collect();
        let (chosen, chance) = judge.choose(asking, candidate.mention.span(), &choices)?;
        let id = options[chosen].0;
        if let Some(sex) = candidate.sex {
            let told = &mut self.cast.figures[id].pronouns[sex as usize];
            *told = told.saturating_add(1);
        }
        self.cast.spoken[speaking(candidate)] = Some((id, asked.sentence));
        self.join(id, candidate, chance);
        Some(id)
    }

    /// The figures that the pronoun can mean, with their features.
    fn options(&self, index: usize, asked: &Place) -> Vec<(usize, Features)> {
        let candidate = &self.page.candidates[index];
        let ahead = self.ahead(index, asked.sentence);
        let mut rank = 0;
        let mut options = Vec::new();
        let far = self.cast.most.filter(|most| self.cast.sight.iter().all(|seen| seen.id != most.id));
        for seen in self.cast.sight.iter().rev().copied().chain(far) {
            let Some(known) = self.known(seen, candidate, asked, rank, ahead == Some(seen.id)) else {
                continue;
            };
            options.push((seen.id, sight::features(asked, &known)));
            rank += 1;
        }
        options
    }

    fn known(
        &self,
        Seen { id, last }: Seen,
        candidate: &Candidate,
        asked: &Place,
        rank: usize,
        ahead: bool,
    ) -> Option<Known> {
        let entry = &self.cast.figures[id];
        let most = self.cast.most.is_some_and(|most| most.id == id);
        let near = asked.sentence.saturating_sub(last.sentence) <= SIGHT;
        if !(near || most) || !fits(entry, candidate) {
            return None;
        }
        let [male, female] = entry.pronouns.map(i32::from);
        let pronouns = match candidate.sex {
            Some(Sex::Male) => male - female,
            Some(Sex::Female) => female - male,
            None => 0,
        };
        let spoken = self.cast.spoken[speaking(candidate)].filter(|(meant, _)| *meant == id);
        Some(Known {
            last,
            count: entry.count,
            most,
            named: entry.figure.is_named(),
            person: entry.figure.kind == FigureKind::Person,
            plural: entry.plural,
            agrees: entry.sex.zip(candidate.sex).map(|(a, b)| a == b),
            pronouns,
            goes_on: spoken.map(|(_, sentence)| asked.sentence.saturating_sub(sentence)),
            ahead,
            doubtful: entry.doubtful,
            rank,
        })
    }

    /// Who is named further on in the sentence as its subject ("In her speech, Ana Duarte said ...").
    fn ahead(&self, index: usize, sentence: u32) -> Option<usize> {
        let next = self.page.candidates.get(index + 1..)?.iter().take(8).enumerate();
        let mut here = next.take_while(|(_, candidate)| self.sentence(candidate) == sentence);
        let (offset, _) = here.find(|(_, candidate)| {
            let start = sight::start(self.page.tokens, candidate.tokens.clone());
            candidate.mention.form() == Form::Name
                && sight::role(self.page.tokens, candidate, start) == Role::Subject
        })?;
        let named = index + 1 + offset;
        let group =
            self.cast.naming.group(named).or_else(|| self.cast.naming.shortened(named).first().copied())?;
        self.cast.of_group(group)
    }
}

/// Words with one space between two of them.
fn one_line(words: &str) -> CompactString {
    let mut line = CompactString::default();
    for word in words.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Makes room for one more: by a quarter, as a list that doubles would have much of its room for nothing.
fn grow(mentions: &mut SmallVec<[Mention; 1]>) {
    if mentions.len() == mentions.capacity() {
        mentions.reserve_exact(mentions.len() / 4 + 2);
    }
}

/// Whether a pronoun can mean a figure at all, by sex, number and kind.
fn fits(entry: &Entry, candidate: &Candidate) -> bool {
    use FigureKind::{Organization, Other, Person, Place};
    let kind = entry.figure.kind;
    match asking(candidate) {
        Asking::One => {
            matches!(kind, Person | Other)
                && !entry.plural
                && entry.sex.is_none_or(|sex| candidate.sex.is_none_or(|asked| asked == sex))
        }
        Asking::They => entry.plural || kind == Organization || kind == Person,
        Asking::It => matches!(kind, Organization | Place | Other) && !entry.plural,
    }
}

fn asking(candidate: &Candidate) -> Asking {
    match (candidate.sex, candidate.kind) {
        (Some(_), _) => Asking::One,
        (None, FigureKind::Person) => Asking::They,
        (None, _) => Asking::It,
    }
}

/// He, she, they, it: an index of `Cast::spoken`.
fn speaking(candidate: &Candidate) -> usize {
    match (candidate.sex, candidate.kind) {
        (Some(Sex::Male), _) => 0,
        (Some(Sex::Female), _) => 1,
        (None, FigureKind::Person) => 2,
        (None, _) => 3,
    }
}

#[cfg(test)]
mod tests;
