//! Models of attribution: the heads of cues, the roles around them, and how likely the result is right.

mod report;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pullquote::annotate::attribution::candidate::Candidate;
use pullquote::annotate::attribution::find::{self, Found};
use pullquote::annotate::attribution::heads::{self, Head, Heads};
use pullquote::annotate::attribution::judge::{Chances, Standing};
use pullquote::annotate::attribution::measures::{self, Measured};
use pullquote::annotate::attribution::role::{self, LABELS, Reader};
use pullquote::annotate::attribution::sight::Sight;
use pullquote::annotate::attribution::{cue, judge};
use pullquote::annotate::phrase::Reading;
use pullquote::annotate::token::Tokens;
use pullquote::annotate::{self, Figure, Lexicon, Names, Quotation};
use pullquote::article::Marks;
use pullquote::model::{Feature, Model};
use rayon::prelude::*;
use serde::Deserialize;

use crate::Order;
use crate::crf::{self, Corpus, Options, Weights};
use crate::data::{self, Sample};
use crate::score::{Page, Said};
use crate::stacking::{Errors, Stage};
use crate::trees;

/// An article as PolNeAR gives it: spans of code points.
#[derive(Deserialize)]
struct Record {
    text: String,
    statements: Vec<Marked>,
}

#[derive(Deserialize)]
struct Marked {
    content: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    speaker: Vec<[usize; 2]>,
}

/// A gold statement in tokens.
struct Gold {
    head: usize,
    cue: Vec<Range<usize>>,
    speaker: Vec<Range<usize>>,
    content: Vec<Range<usize>>,
}

struct Doc {
    sample: Sample,
    page: Page,
    said: Vec<Said>,
    tokens: Tokens,
    quotations: Vec<Quotation>,
    figures: Vec<Figure>,
    gold: Vec<Gold>,
    fold: usize,
}

impl Doc {
    fn new(record: &Record, lexicon: &Lexicon, names: &Names, fold: usize) -> Doc {
        let sample = Sample::new(&record.text);
        let article = &sample.article;
        let tokens = annotate::token::tokens(article, lexicon);
        let quotations = annotate::quotation::quotations(article, &tokens);
        let marks = Marks::default();
        let figures = annotate::figures(article, &marks, &tokens, &quotations, lexicon, names);
        let points: Vec<Range<usize>> = tokens.all.iter().map(|token| sample.points(token.span())).collect();
        let within = |spans: &[[usize; 2]]| -> Vec<Range<usize>> {
            let range = |span: &[usize; 2]| {
                let start = points.partition_point(|point| point.end <= span[0]);
                start..points.partition_point(|point| point.start < span[1]).max(start)
            };
            spans.iter().map(range).filter(|range| !range.is_empty()).collect()
        };
        let gold = record.statements.iter().map(|marked| Gold {
            head: usize::MAX,
            cue: within(&marked.cue),
            speaker: within(&marked.speaker),
            content: within(&marked.content),
        });
        let gold = gold.collect();
        let ranges = |spans: &[[usize; 2]]| spans.iter().map(|span| span[0]..span[1]).collect();
        let said =
            |marked: &Marked| Said { content: ranges(&marked.content), speaker: ranges(&marked.speaker) };
        let said = record.statements.iter().map(said).collect();
        Doc { page: Page::new(&record.text), said, sample, tokens, quotations, figures, gold, fold }
    }

    fn look<T>(&self, lexicon: &Lexicon, with: impl FnOnce(&Sight) -> T) -> T {
        let reading = Reading::new(&self.sample.article.text, &self.tokens, &self.quotations, lexicon);
        with(&Sight::new(&reading, &self.figures))
    }

    fn heads(&self) -> HashSet<usize> {
        self.gold.iter().map(|gold| gold.head).collect()
    }

    /// Whether the candidate matches a gold statement, and whether the speakers then agree.
    fn truth(&self, candidate: &Candidate) -> (bool, bool) {
        let said = self.said(candidate);
        let matching = self.said.iter().filter(|gold| self.page.overlap(&gold.content, &said.content) >= 0.5);
        let agree: Vec<bool> = matching.map(|gold| self.page.speakers_agree(gold, &said)).collect();
        (!agree.is_empty(), agree.contains(&true))
    }

    fn said(&self, candidate: &Candidate) -> Said {
        let points = |range: &Range<usize>| self.sample.points(self.tokens.span(range.clone()));
        Said {
            content: candidate.content.iter().map(points).collect(),
            speaker: candidate.speaker.iter().map(points).collect(),
        }
    }
}

/// Chooses the head of each gold cue: the word that is most often part of cues.
fn choose_heads(docs: &mut [Doc]) {
    let mut counts: HashMap<u32, (u32, u32)> = HashMap::new();
    for doc in docs.iter() {
        for token in &doc.tokens.all {
            counts.entry(token.hash).or_default().0 += 1;
        }
        for i in doc.gold.iter().flat_map(|gold| gold.cue.iter().cloned().flatten()) {
            counts.entry(doc.tokens.all[i].hash).or_default().1 += 1;
        }
    }
    for doc in docs {
        for gold in &mut doc.gold {
            let rate = |i: &usize| {
                let token = &doc.tokens.all[*i];
                let (all, cues) = counts[&token.hash];
                let verb = if token.tag.is_verb() {
                    1.5
                } else if token.tag.is_adverb() {
                    0.3
                } else {
                    1.0
                };
                let helps = if token.shape.has(annotate::token::Shape::AUXILIARY) || !token.is_word() {
                    0.1
                } else {
                    1.0
                };
                verb * helps * cues as f32 / (all as f32 + 5.0)
            };
            let best = |a: &usize, b: &usize| rate(a).total_cmp(&rate(b)).then(b.cmp(a));
            gold.head = gold.cue.iter().cloned().flatten().max_by(best).unwrap_or(usize::MAX);
        }
    }
}

/// Parts in which the articles are split where no number is asked for: the judge learns from candidates in articles that
/// the taggers have not seen.
const FOLDS: usize = 5;

/// A corpus with the part that each sequence belongs to.
#[derive(Default)]
struct Parts {
    corpus: Corpus,
    folds: Vec<usize>,
}

impl Parts {
    /// A model trained on all parts but one, or on all.
    fn without<const L: usize>(&self, held: Option<usize>, options: Options) -> Weights<L> {
        crf::train(&self.corpus, |sequence| held != Some(self.folds[sequence]), options)
    }

    /// For each part a model that has not seen it.
    fn each<const L: usize, M: Send>(
        &self,
        count: usize,
        options: Options,
        model: impl Fn(&Weights<L>) -> M + Sync,
    ) -> Vec<M> {
        (0..count).into_par_iter().map(|fold| model(&self.without(Some(fold), options))).collect()
    }
}

const CUE: Options =
    Options { l1: 0.8, passes: 10, rate: 0.05, least: 2, averaged: 0, orders: 1, faint: 0.03 };
const ROLE: Options =
    Options { l1: 1.0, passes: 8, rate: 0.04, least: 2, averaged: 0, orders: 3, faint: 0.06 };
const JUDGE: Options =
    Options { l1: 1.0, passes: 10, rate: 0.05, least: 3, averaged: 0, orders: 1, faint: 0.03 };
const HEADS: trees::Options = trees::Options { trees: 60, rate: 0.2, least: 80, l2: 1.0, seen: 50 };
const SECOND: trees::Options = trees::Options { trees: 60, rate: 0.16, least: 60, l2: 1.0, seen: 50 };

pub fn train(order: &Order) -> Result<(), String> {
    let lexicon = Lexicon::bundled();
    let folds = order.folds.unwrap_or(FOLDS);
    let docs = read(order, &lexicon, folds)?;
    let cues = cue_corpus(&docs, &lexicon);
    let models: Vec<Model<1>> = cues.each(folds, CUE, chance_model);
    let words: Vec<Vec<Head>> = docs
        .par_iter()
        .map(|doc| doc.look(&lexicon, |sight| find::words(&models[doc.fold], sight)))
        .collect();
    report::heads("words", &docs, &words);
    let weighed = Weighed::new(&docs, &words, folds, &lexicon);
    let heads = &weighed.heads;
    report::heads("heads", &docs, heads);
    let roles = role_corpus(&docs, heads, &lexicon);
    let models: Vec<Model<LABELS>> =
        roles.each(folds, ROLE, |weights: &Weights<LABELS>| Model::bundled(weights.write().leak()));
    let candidates: Vec<Vec<Candidate>> = docs
        .par_iter()
        .zip(heads)
        .map(|(doc, heads)| doc.look(&lexicon, |sight| candidates(&models[doc.fold], sight, heads)))
        .collect();
    let judged = Judged::new(&docs, &candidates, &lexicon);
    let chances = judged.chances(&docs, folds);
    let missed = statement_errors(&docs, &candidates, &chances, &lexicon);
    let second = Second::new(&docs, &candidates, &chances, &missed.each(folds), &lexicon);
    if order.folds.is_some() {
        report::statements(&docs, &second.found(&docs, &candidates, folds), &lexicon);
        return Ok(());
    }
    order.write("cue.bin", &cues.without::<2>(None, CUE).write_chance())?;
    order.write("cue-errors.bin", &weighed.errors.without(None))?;
    order.write("cue-trees.bin", &weighed.stage.without(None, HEADS))?;
    order.write("role.bin", &roles.without::<LABELS>(None, ROLE).write())?;
    order.write("statement.bin", &judged.statement.without::<2>(None, JUDGE).write_chance())?;
    order.write("statement-errors.bin", &missed.without(None))?;
    order.write("statement-trees.bin", &second.statement.without(None, SECOND))?;
    order.write("speaker.bin", &judged.speaker.without::<2>(None, JUDGE).write_chance())?;
    order.write("speaker-trees.bin", &second.speaker.without(None, SECOND))
}

fn chance_model(weights: &Weights<2>) -> Model<1> {
    Model::bundled(weights.write_chance().leak())
}

fn read(order: &Order, lexicon: &Lexicon, folds: usize) -> Result<Vec<Doc>, String> {
    let names = Names::bundled(lexicon);
    let records: Vec<Record> = data::records(&order.data.join("polnear-train.jsonl.gz"))?;
    let doc = |(i, record): (usize, &Record)| Doc::new(record, lexicon, &names, i % folds);
    let mut docs: Vec<Doc> = records.par_iter().enumerate().map(doc).collect();
    choose_heads(&mut docs);
    Ok(docs)
}

fn cue_corpus(docs: &[Doc], lexicon: &Lexicon) -> Parts {
    let mut parts = Parts::default();
    for doc in docs {
        let heads = doc.heads();
        doc.look(lexicon, |sight| {
            let mut room: Vec<Feature> = Vec::new();
            for i in (0..doc.tokens.all.len()).filter(|i| cue::is_candidate(sight, *i)) {
                room.clear();
                room.extend(cue::features(sight, i, &doc.tokens.block_of(i)));
                parts.corpus.single(&room, u8::from(heads.contains(&i)));
                parts.folds.push(doc.fold);
            }
        });
    }
    println!("cues: {} words that may head one", parts.corpus.len());
    parts
}

/// Heads weighed by what had not seen their articles, and what that was trained on.
struct Weighed {
    errors: Errors,
    stage: Stage,
    heads: Vec<Vec<Head>>,
}

impl Weighed {
    fn new(docs: &[Doc], words: &[Vec<Head>], folds: usize, lexicon: &Lexicon) -> Weighed {
        let errors = cue_errors(docs, words, lexicon);
        let means = errors.each(folds);
        let stage = head_stage(docs, words, &means, lexicon);
        let trees = stage.each(folds, HEADS, heads::MEASURES);
        let weigh = |(doc, words): (&Doc, &Vec<Head>)| {
            doc.look(lexicon, |sight| {
                find::tried(Heads::new(sight, words, &means[doc.fold]).weighed(&trees[doc.fold]))
            })
        };
        let heads = docs.par_iter().zip(words).map(weigh).collect();
        Weighed { errors, stage, heads }
    }
}

fn cue_errors(docs: &[Doc], words: &[Vec<Head>], lexicon: &Lexicon) -> Errors {
    let mut errors = Errors::default();
    for (doc, words) in docs.iter().zip(words) {
        let gold = doc.heads();
        doc.look(lexicon, |sight| {
            for (i, chance) in words {
                let keys = heads::keys(sight, *i, &doc.tokens.block_of(*i));
                errors.push(&keys, *chance, gold.contains(i), doc.fold);
            }
        });
    }
    errors
}

fn statement_errors(
    docs: &[Doc],
    candidates: &[Vec<Candidate>],
    chances: &[Vec<Chances>],
    lexicon: &Lexicon,
) -> Errors {
    let mut errors = Errors::default();
    for ((doc, candidates), chances) in docs.iter().zip(candidates).zip(chances) {
        doc.look(lexicon, |sight| {
            for (candidate, chances) in candidates.iter().zip(chances) {
                let (said, _) = doc.truth(candidate);
                errors.push(&measures::keys(sight, candidate), chances.statement, said, doc.fold);
            }
        });
    }
    errors
}

fn head_stage(docs: &[Doc], words: &[Vec<Head>], means: &[Model<1>], lexicon: &Lexicon) -> Stage {
    let mut stage = Stage::default();
    for (doc, words) in docs.iter().zip(words) {
        let gold = doc.heads();
        doc.look(lexicon, |sight| {
            let heads = Heads::new(sight, words, &means[doc.fold]);
            for (at, (i, _)) in words.iter().enumerate() {
                stage.push(heads.measures(at), gold.contains(i), doc.fold);
            }
        });
    }
    stage
}

fn role_corpus(docs: &[Doc], heads: &[Vec<Head>], lexicon: &Lexicon) -> Parts {
    let mut parts = Parts::default();
    let (mut outside, mut all) = (0, 0);
    for (doc, heads) in docs.iter().zip(heads) {
        let strengths = find::strengths(heads, doc.tokens.all.len());
        doc.look(lexicon, |sight| {
            for gold in doc.gold.iter().filter(|gold| gold.head < usize::MAX && !gold.content.is_empty()) {
                let reader = Reader::new(sight, &strengths, gold.head);
                let window = reader.window.clone();
                let labels = labels(gold, &window);
                all += gold.content.iter().map(Range::len).sum::<usize>();
                outside += gold.content.iter().cloned().flatten().filter(|i| !window.contains(i)).count();
                reader.features(|i, features| parts.corpus.item(features, labels[i - window.start]));
                parts.corpus.end(1.0);
                parts.folds.push(doc.fold);
            }
        });
    }
    println!("roles: {} cues, {all} words of content, {outside} of them out of reach", parts.corpus.len());
    parts
}

fn labels(gold: &Gold, window: &Range<usize>) -> Vec<u8> {
    let mut labels = vec![role::OTHER; window.len()];
    let mut paint = |ranges: &[Range<usize>], first: u8, rest: u8| {
        for range in ranges {
            for i in range.clone().filter(|i| window.contains(i)) {
                labels[i - window.start] = if i == range.start { first } else { rest };
            }
        }
    };
    paint(&gold.content, role::CONTENT_FIRST, role::CONTENT);
    paint(&gold.cue, role::CUE, role::CUE);
    paint(&gold.speaker, role::SPEAKER_FIRST, role::SPEAKER);
    labels
}

fn candidates(model: &Model<LABELS>, sight: &Sight, heads: &[Head]) -> Vec<Candidate> {
    find::candidates(model, sight, heads, &find::strengths(heads, sight.reading.count()))
}

/// Candidates as the judge sees them, with what is true of them.
struct Judged {
    features: Vec<Vec<Vec<Feature>>>,
    statement: Parts,
    speaker: Parts,
}

impl Judged {
    fn new(docs: &[Doc], candidates: &[Vec<Candidate>], lexicon: &Lexicon) -> Judged {
        let mut judged =
            Judged { features: Vec::new(), statement: Parts::default(), speaker: Parts::default() };
        for (doc, candidates) in docs.iter().zip(candidates) {
            let standing = Standing::new(candidates);
            let rows: Vec<Vec<Feature>> = doc.look(lexicon, |sight| {
                let row = |i: usize| {
                    let mut room = Vec::new();
                    judge::features(sight, candidates, &standing, i, &mut room);
                    room
                };
                (0..candidates.len()).map(row).collect()
            });
            for (row, candidate) in rows.iter().zip(candidates) {
                judged.learn(doc, row, doc.truth(candidate));
            }
            judged.features.push(rows);
        }
        judged
    }

    fn learn(&mut self, doc: &Doc, row: &[Feature], (said, agreed): (bool, bool)) {
        self.statement.corpus.single(row, u8::from(said));
        self.statement.folds.push(doc.fold);
        if said {
            self.speaker.corpus.single(row, u8::from(agreed));
            self.speaker.folds.push(doc.fold);
        }
    }

    /// The chances from regressions that have not seen the articles.
    fn chances(&self, docs: &[Doc], folds: usize) -> Vec<Vec<Chances>> {
        let statement: Vec<Model<1>> = self.statement.each(folds, JUDGE, chance_model);
        let speaker: Vec<Model<1>> = self.speaker.each(folds, JUDGE, chance_model);
        let all = docs.iter().zip(&self.features);
        all.map(|(doc, rows)| {
            let chances = |row: &Vec<Feature>| Chances {
                statement: statement[doc.fold].chance(row),
                speaker: speaker[doc.fold].chance(row),
            };
            rows.iter().map(chances).collect()
        })
        .collect()
    }
}

/// Candidates as the trees see them, with what is true of them.
#[derive(Default)]
struct Second {
    measures: Vec<Vec<Vec<f32>>>,
    statement: Stage,
    speaker: Stage,
}

impl Second {
    fn new(
        docs: &[Doc],
        candidates: &[Vec<Candidate>],
        chances: &[Vec<Chances>],
        means: &[Model<1>],
        lexicon: &Lexicon,
    ) -> Second {
        let mut second = Second::default();
        for ((doc, candidates), chances) in docs.iter().zip(candidates).zip(chances) {
            let rows: Vec<Vec<f32>> = doc.look(lexicon, |sight| {
                let standing = Standing::new(candidates);
                let measured = Measured::new(sight, candidates, (&standing, chances), &means[doc.fold]);
                (0..candidates.len()).map(|i| measured.of(i)).collect()
            });
            for (row, candidate) in rows.iter().zip(candidates) {
                second.learn(doc, row, doc.truth(candidate));
            }
            second.measures.push(rows);
        }
        second
    }

    fn learn(&mut self, doc: &Doc, row: &[f32], (said, agreed): (bool, bool)) {
        self.statement.push(row.to_vec(), said, doc.fold);
        if said {
            self.speaker.push(row.to_vec(), agreed, doc.fold);
        }
    }

    /// The candidates with chances from trees that have not seen their articles.
    fn found(&self, docs: &[Doc], candidates: &[Vec<Candidate>], folds: usize) -> Vec<Vec<Found>> {
        let statement = self.statement.each(folds, SECOND, measures::MEASURES);
        let speaker = self.speaker.each(folds, SECOND, measures::MEASURES);
        let all = docs.iter().zip(candidates).zip(&self.measures);
        all.map(|((doc, candidates), rows)| {
            let found = |(candidate, row): (&Candidate, &Vec<f32>)| Found {
                candidate: candidate.clone(),
                statement: statement[doc.fold].chance(row),
                speaker: speaker[doc.fold].chance(row),
            };
            candidates.iter().zip(rows).map(found).collect()
        })
        .collect()
    }
}
