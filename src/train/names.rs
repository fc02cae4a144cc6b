//! Names: the model that tags them (`names.bin`), from GUM and Universal NER, with the silver names of PolNeAR as
//! weaker material.

use std::collections::HashMap;
use std::ops::Range;

use pullquote::annotate::mention::Scene;
use pullquote::annotate::mention::evidence::Evidence;
use pullquote::annotate::mention::features::{Room, stretches};
use pullquote::annotate::mention::tagged::{self, LABELS, label};
use pullquote::annotate::token::Tokens;
use pullquote::annotate::{self, FigureKind, Lexicon, Names};
use pullquote::model::{Feature, Model};
use rayon::prelude::*;
use serde::Deserialize;

use crate::Order;
use crate::crf::{self, Corpus, Options, Weights};
use crate::data::{self, Sample};

/// How much a sequence of silver names counts, where one of GUM counts 1.
const SILVER: f32 = 0.25;
/// How much a sequence of web text counts.
const WEB: f32 = 0.5;

/// The weight of what must not be: a further word without a first.
const NEVER: f32 = -30.0;

const OPTIONS: Options =
    Options { passes: 25, l1: 0.2, rate: 0.2, least: 2, averaged: 3, orders: 1, faint: 0.0 };

#[derive(Deserialize)]
struct Record {
    id: Option<String>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    mentions: Vec<Marked>,
    #[serde(default)]
    silver: Vec<Marked>,
}

#[derive(Deserialize)]
struct Marked {
    start: usize,
    end: usize,
    kind: String,
    form: Option<String>,
    #[serde(default)]
    by: Vec<String>,
}

/// A name of the corpus: code points and kind (3 for others).
type Gold = (Range<usize>, usize);

struct Doc {
    sample: Sample,
    tokens: Tokens,
    gold: Vec<Gold>,
    /// Stretches of doubtful silver: not learned from.
    doubtful: Vec<Range<usize>>,
}

fn kind(word: &str) -> usize {
    ["person", "organization", "place"].iter().position(|kind| *kind == word).unwrap_or(3)
}

impl Doc {
    fn new(text: &str, mentions: &[Marked], lexicon: &Lexicon) -> Doc {
        let sample = Sample::new(text);
        let tokens = annotate::token::tokens(&sample.article, lexicon);
        let named = mentions.iter().filter(|mention| mention.form.as_deref().unwrap_or("name") == "name");
        let (sure, unsure): (Vec<&Marked>, Vec<&Marked>) = named.partition(|mention| mention.by.len() != 1);
        let gold = sure.iter().map(|mention| (mention.start..mention.end, kind(&mention.kind))).collect();
        let doubtful = unsure.iter().map(|mention| mention.start..mention.end).collect();
        Doc { sample, tokens, gold, doubtful }
    }

    /// For each code point of a name its kind and the index of the longest name around it.
    fn names(&self) -> HashMap<usize, (usize, usize)> {
        let mut order: Vec<usize> = (0..self.gold.len()).filter(|index| self.gold[*index].1 < 3).collect();
        order.sort_by_key(|index| self.gold[*index].0.len());
        let mut names = HashMap::new();
        for index in order {
            for point in self.gold[index].0.clone() {
                names.insert(point, (self.gold[index].1, index));
            }
        }
        names
    }

    /// Adds the stretches of the article to the corpus.
    fn learn(&self, corpus: &mut Corpus, lexicon: &Lexicon, lists: &Names, weight: f32) {
        let text = &self.sample.article.text;
        let scene = Scene { text, tokens: &self.tokens, lexicon, names: lists };
        let evidence = Evidence::new(scene);
        let names = self.names();
        let (mut room, mut features): (Room, Vec<Feature>) = Default::default();
        for sentence in &self.tokens.sentences {
            stretches(scene, sentence.start as usize..sentence.end as usize, &mut |stretch| {
                let spans: Vec<Range<usize>> =
                    stretch.clone().map(|i| self.sample.points(self.tokens.all[i].span())).collect();
                let doubtful = |range: &Range<usize>| {
                    self.doubtful.iter().any(|other| other.start < range.end && range.start < other.end)
                };
                if spans.iter().any(doubtful) {
                    return;
                }
                let frame = room.frame(scene, &evidence, stretch.clone());
                let mut before = None;
                for (at, span) in spans.iter().enumerate() {
                    features.clear();
                    features.extend(frame.features(at));
                    let name = names.get(&span.start).copied();
                    let label = name.map_or(0, |(kind, index)| label(kind, before == Some(index)));
                    before = name.map(|(_, index)| index);
                    corpus.item(&features, label);
                }
                corpus.end(weight);
            });
        }
    }
}

fn docs(order: &Order, file: &str, lexicon: &Lexicon) -> Result<Vec<Doc>, String> {
    let records: Vec<Record> = data::records(&order.data.join(file))?;
    Ok(records.iter().map(|record| Doc::new(&record.text, &record.mentions, lexicon)).collect())
}

/// The texts of PolNeAR with their silver names.
fn silver(order: &Order, lexicon: &Lexicon) -> Result<Vec<Doc>, String> {
    let texts: Vec<Record> = data::records(&order.data.join("polnear-train.jsonl.gz"))?;
    let names: Vec<Record> = data::records(&order.data.join("polnear-train-silver-names.jsonl.gz"))?;
    let by_id: HashMap<&str, &Record> =
        names.iter().filter_map(|record| record.id.as_deref().map(|id| (id, record))).collect();
    let pairs = texts.iter().filter_map(|text| Some((text, by_id.get(text.id.as_deref()?)?)));
    Ok(pairs.map(|(text, names)| Doc::new(&text.text, &names.silver, lexicon)).collect())
}

/// All that is learned from; `held` articles of GUM are left out.
fn corpus(sets: &Sets, lexicon: &Lexicon, lists: &Names, held: impl Fn(usize) -> bool) -> Corpus {
    let mut corpus = Corpus::default();
    for (_, doc) in sets.gum.iter().enumerate().filter(|(index, _)| !held(*index)) {
        doc.learn(&mut corpus, lexicon, lists, 1.0);
    }
    for doc in &sets.web {
        doc.learn(&mut corpus, lexicon, lists, WEB);
    }
    for doc in &sets.silver {
        doc.learn(&mut corpus, lexicon, lists, SILVER);
    }
    corpus
}

struct Sets {
    gum: Vec<Doc>,
    web: Vec<Doc>,
    silver: Vec<Doc>,
}

fn model(corpus: &Corpus) -> Vec<u8> {
    let mut weights: Weights<LABELS> = crf::train(corpus, |_| true, OPTIONS);
    for kind in 0..3 {
        let further = usize::from(label(kind, true));
        for from in (0..LABELS).filter(|from| *from != further && *from + 1 != further) {
            weights.transitions[from][further] = NEVER;
        }
        weights.start[further] = NEVER;
    }
    weights.write()
}

/// Trains the model, or prints how well it does on articles it has not seen.
pub fn train(order: &Order) -> Result<(), String> {
    let lexicon = Lexicon::bundled();
    let lists = Names::bundled(&lexicon);
    let sets = Sets {
        gum: docs(order, "gum-train.jsonl.gz", &lexicon)?,
        web: docs(order, "uner-train.jsonl.gz", &lexicon)?,
        silver: silver(order, &lexicon)?,
    };
    let Some(folds) = order.folds else {
        return order.write("names.bin", &model(&corpus(&sets, &lexicon, &lists, |_| false)));
    };
    let scores = (0..folds).into_par_iter().map(|fold| {
        let bytes = model(&corpus(&sets, &lexicon, &lists, |index| index % folds == fold));
        let mut scores = Scores::default();
        let model = Model::parse(bytes.leak()).unwrap_or_else(|| lists.tagger().clone());
        for (_, doc) in sets.gum.iter().enumerate().filter(|(index, _)| index % folds == fold) {
            scores.add(doc, &lexicon, &lists, &model);
        }
        scores
    });
    print!("{}", scores.reduce(Scores::default, Scores::join).table());
    Ok(())
}

/// Names found, predicted and given for each kind.
#[derive(Default)]
struct Scores([[usize; 3]; 3]);

impl Scores {
    fn add(&mut self, doc: &Doc, lexicon: &Lexicon, lists: &Names, model: &Model<LABELS>) {
        let scene = Scene { text: &doc.sample.article.text, tokens: &doc.tokens, lexicon, names: lists };
        let gold: std::collections::HashSet<&Gold> = doc.gold.iter().filter(|name| name.1 < 3).collect();
        for name in &gold {
            self.0[name.1][2] += 1;
        }
        for name in tagged::names(scene, model) {
            let kind = tagged::KINDS.iter().position(|kind| *kind == name.kind).unwrap_or(0);
            let points = doc.sample.points(doc.tokens.span(name.tokens));
            self.0[kind][0] += usize::from(gold.contains(&(points, kind)));
            self.0[kind][1] += 1;
        }
    }

    fn join(mut self, other: Scores) -> Scores {
        for (all, one) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            *all += one;
        }
        self
    }

    fn table(&self) -> String {
        let sum = |part: usize| self.0.iter().map(|kind| kind[part]).sum();
        let rows = tagged::KINDS.iter().map(|kind| FigureKind::word(*kind)).zip(self.0);
        let rows = rows.chain([("typed", [sum(0), sum(1), sum(2)])]);
        let line = |(name, [right, told, given]): (&str, [usize; 3])| {
            let (p, r) = (right as f32 / told.max(1) as f32, right as f32 / given.max(1) as f32);
            let f = 2.0 * p * r / (p + r).max(f32::MIN_POSITIVE);
            format!("{name:<14} P {p:.3}  R {r:.3}  F1 {f:.3}  ({right} of {told} told, {given} given)\n")
        };
        rows.map(line).collect()
    }
}
