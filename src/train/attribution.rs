//! Models of attribution: the heads of cues, the roles around them, and how likely the result is right.

use std::collections::HashMap;
use std::ops::Range;

use pullquote::annotate::attribution::candidate::{self, Candidate, Room};
use pullquote::annotate::attribution::cue;
use pullquote::annotate::attribution::role::{self, LABELS, Reader};
use pullquote::annotate::attribution::sight::Sight;
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
use crate::score::{Page, Said, Scores};

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
        let mentions = annotate::mention::mentions(article, &tokens, lexicon, names);
        let figures = annotate::coreference::figures(article, &Marks::default(), &tokens, mentions);
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
        let said = |marked: &Marked| Said { content: ranges(&marked.content), speaker: ranges(&marked.speaker) };
        let said = record.statements.iter().map(said).collect();
        Doc { page: Page::new(&record.text), said, sample, tokens, quotations, figures, gold, fold }
    }

    fn look<T>(&self, lexicon: &Lexicon, with: impl FnOnce(&Sight) -> T) -> T {
        let reading = Reading::new(&self.sample.article.text, &self.tokens, &self.quotations, lexicon);
        with(&Sight::new(&reading, &self.figures))
    }

    fn block(&self, i: usize) -> Range<usize> {
        let blocks = &self.tokens.blocks;
        let at = blocks.partition_point(|block| block.end as usize <= i);
        self.tokens.block(at)
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
                let verb = if token.tag.is_verb() { 1.5 } else { 1.0 };
                let helps = if token.shape.has(annotate::token::Shape::AUXILIARY) || !token.is_word() { 0.1 } else { 1.0 };
                verb * helps * cues as f32 / (all as f32 + 5.0)
            };
            let best = |a: &usize, b: &usize| rate(a).total_cmp(&rate(b)).then(b.cmp(a));
            gold.head = gold.cue.iter().cloned().flatten().max_by(best).unwrap_or(usize::MAX);
        }
    }
}

/// Prints the words that are no verbs and yet head cues, for `assets/lexicon/cue-heads.txt`.
fn print_heads(docs: &[Doc]) {
    let mut counts: HashMap<String, (u32, u32)> = HashMap::new();
    for doc in docs {
        let text = &doc.sample.article.text;
        let heads: std::collections::HashSet<usize> = doc.gold.iter().map(|gold| gold.head).collect();
        for (i, token) in doc.tokens.all.iter().enumerate().filter(|(_, token)| !token.tag.is_verb()) {
            let entry = counts.entry(token.span().of(text).to_lowercase()).or_default();
            entry.0 += 1;
            entry.1 += u32::from(heads.contains(&i));
        }
    }
    let mut rows: Vec<_> = counts.into_iter().filter(|(_, (all, heads))| *heads >= 2 && *heads * 40 >= *all).collect();
    rows.sort();
    for (word, (all, heads)) in rows {
        println!("head {word} {heads}/{all}");
    }
}

fn read(order: &Order, lexicon: &Lexicon, folds: usize) -> Result<Vec<Doc>, String> {
    let names = Names::bundled(lexicon);
    let records: Vec<Record> = data::records(&order.data.join("polnear-train.jsonl.gz"))?;
    let doc = |(i, record): (usize, &Record)| Doc::new(record, lexicon, &names, i % folds);
    let mut docs: Vec<Doc> = records.par_iter().enumerate().map(doc).collect();
    choose_heads(&mut docs);
    Ok(docs)
}

/// For each article its part, and the corpus of all parts.
struct Parts {
    corpus: Corpus,
    folds: Vec<u8>,
}

fn cue_corpus(docs: &[Doc], lexicon: &Lexicon) -> Parts {
    let mut parts = Parts { corpus: Corpus::default(), folds: Vec::new() };
    let (mut missed, mut all) = (0, 0);
    for doc in docs {
        let heads: std::collections::HashSet<usize> = doc.gold.iter().map(|gold| gold.head).collect();
        all += heads.len();
        missed += heads.len();
        doc.look(lexicon, |sight| {
            let mut room: Vec<Feature> = Vec::new();
            for i in (0..doc.tokens.all.len()).filter(|i| cue::is_candidate(sight, *i)) {
                room.clear();
                cue::features(sight, i, &doc.block(i), &mut room);
                missed -= usize::from(heads.contains(&i));
                parts.corpus.single(&room, u8::from(heads.contains(&i)));
                parts.folds.push(doc.fold as u8);
            }
        });
    }
    println!("cues: {} candidates, {all} heads, {missed} of them no candidates", parts.corpus.len());
    parts
}

fn role_corpus(docs: &[Doc], strengths: &[Vec<u8>], lexicon: &Lexicon) -> Parts {
    let mut parts = Parts { corpus: Corpus::default(), folds: Vec::new() };
    let (mut outside, mut all) = (0, 0);
    for (doc, strength) in docs.iter().zip(strengths) {
        doc.look(lexicon, |sight| {
            for gold in doc.gold.iter().filter(|gold| gold.head < usize::MAX && !gold.content.is_empty()) {
                let block = doc.block(gold.head);
                let window = role::window(sight, gold.head, &block);
                let labels = labels(gold, doc.tokens.all.len().min(window.end), &window);
                all += gold.content.iter().map(Range::len).sum::<usize>();
                outside += gold.content.iter().cloned().flatten().filter(|i| !window.contains(i)).count();
                let reader = Reader { sight, strength, head: gold.head, block, window: window.clone() };
                reader.features(|i, features| parts.corpus.item(features, labels[i - window.start]));
                parts.corpus.end(1.0);
                parts.folds.push(doc.fold as u8);
            }
        });
    }
    println!("roles: {} cues, {all} words of content, {outside} of them out of reach", parts.corpus.len());
    parts
}

fn labels(gold: &Gold, _end: usize, window: &Range<usize>) -> Vec<u8> {
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

/// Trains one model for each fold (on the others).
fn folded<const L: usize>(parts: &Parts, folds: usize, options: Options, write: fn(&Weights<L>) -> Vec<u8>) -> Vec<&'static [u8]> {
    let model = |fold: usize| -> &'static [u8] {
        let weights = crf::train::<L>(&parts.corpus, |sequence| usize::from(parts.folds[sequence]) != fold, options);
        write(&weights).leak()
    };
    (0..folds).into_par_iter().map(model).collect()
}

/// From this chance on a word is tried as the head of a cue.
const TRIED: f32 = 0.12;

fn strength(chance: f32) -> u8 {
    match chance {
        ..0.1 => 0,
        0.1..0.35 => 1,
        0.35..0.7 => 2,
        _ => 3,
    }
}

fn cue_chances(doc: &Doc, model: &Model<1>, lexicon: &Lexicon) -> Vec<f32> {
    doc.look(lexicon, |sight| {
        let mut room = Vec::new();
        let chance = |i: usize| match cue::is_candidate(sight, i) {
            true => cue::chance(model, sight, i, &doc.block(i), &mut room),
            false => 0.0,
        };
        (0..doc.tokens.all.len()).map(chance).collect()
    })
}

fn candidates(doc: &Doc, model: &Model<LABELS>, chances: &[f32], strengths: &[u8], lexicon: &Lexicon) -> Vec<Candidate> {
    doc.look(lexicon, |sight| {
        let mut room = Room::default();
        let tried = (0..chances.len()).filter(|i| chances[*i] >= TRIED);
        tried.filter_map(|i| candidate::candidate(model, sight, strengths, (i, chances[i]), &doc.block(i), &mut room)).collect()
    })
}

pub fn train(order: &Order) -> Result<(), String> {
    let lexicon = Lexicon::bundled();
    let folds = order.folds.unwrap_or(5);
    let docs = read(order, &lexicon, folds)?;
    if std::env::var("HEADS").is_ok() {
        print_heads(&docs);
    }
    let cues = cue_corpus(&docs, &lexicon);
    let options = Options { l1: knob("CL1", 0.5), passes: knob("CP", 8.0) as usize, rate: knob("CR", 0.1), least: 2 };
    let cue_models: Vec<Model<1>> = folded::<2>(&cues, folds, options, Weights::<2>::write_chance).into_iter().map(Model::bundled).collect();
    drop(cues);
    let chances: Vec<Vec<f32>> = docs.par_iter().map(|doc| cue_chances(doc, &cue_models[doc.fold], &lexicon)).collect();
    report_cues(&docs, &chances);
    let strengths: Vec<Vec<u8>> = chances.iter().map(|list| list.iter().map(|chance| strength(*chance)).collect()).collect();
    let roles = role_corpus(&docs, &strengths, &lexicon);
    let options = Options { l1: knob("RL1", 1.0), passes: knob("RP", 6.0) as usize, rate: knob("RR", 0.1), least: 2 };
    let role_models = folded::<LABELS>(&roles, folds, options, Weights::write);
    println!("role model: {} bytes", role_models[0].len());
    let role_models: Vec<Model<LABELS>> = role_models.into_iter().map(Model::bundled).collect();
    drop(roles);
    let all: Vec<Vec<Candidate>> = docs
        .par_iter()
        .zip(chances.par_iter().zip(&strengths))
        .map(|(doc, (chances, strengths))| candidates(doc, &role_models[doc.fold], chances, strengths, &lexicon))
        .collect();
    for least in [0.12, 0.2, 0.3, 0.4, 0.5] {
        let mut scores = Scores::default();
        for (doc, found) in docs.iter().zip(&all) {
            let kept = best(doc, found, |candidate| candidate.doubt.cue * candidate.doubt.content, least);
            scores.add(&doc.page, &doc.said, &kept);
        }
        println!("cue * content of at least {least}\n{}", scores.table());
    }
    Ok(())
}

/// The likeliest candidates that do not say the same.
fn best(doc: &Doc, found: &[Candidate], chance: impl Fn(&Candidate) -> f32, least: f32) -> Vec<Said> {
    let mut order: Vec<(f32, &Candidate)> = found.iter().map(|candidate| (chance(candidate), candidate)).collect();
    order.retain(|(chance, _)| *chance >= least);
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut kept: Vec<Said> = Vec::new();
    for (_, candidate) in order {
        let said = doc.said(candidate);
        if kept.iter().all(|other| doc.page.overlap(&other.content, &said.content) < 0.5) {
            kept.push(said);
        }
    }
    kept
}

fn report_cues(docs: &[Doc], chances: &[Vec<f32>]) {
    for least in [0.1, 0.3, 0.5] {
        let mut tally = crate::score::Tally::default();
        for (doc, chances) in docs.iter().zip(chances) {
            let heads: std::collections::HashSet<usize> = doc.gold.iter().map(|gold| gold.head).collect();
            tally.gold += heads.len();
            for i in (0..chances.len()).filter(|i| chances[*i] >= least) {
                tally.found += 1;
                tally.right += usize::from(heads.contains(&i));
            }
        }
        println!("{}", tally.row(&format!("heads, chance {least}")));
    }
}

fn knob(name: &str, default: f32) -> f32 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}
