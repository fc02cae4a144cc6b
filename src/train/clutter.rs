//! The line model of `clean`: training, and what it comes to on articles of outlets and sites it has not seen.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use pullquote::article::{Clutter, Show};
use pullquote::clean::line_model::{LIMITS, LineModel};
use pullquote::clean::{self, Rules, sight};
use pullquote::model::Model;
use rayon::prelude::*;
use serde::Deserialize;

use crate::Order;
use crate::crf::{self, Corpus, Options, Weights};
use crate::data::{self, Sample};

/// An article with its lines labelled; offsets are code points.
#[derive(Deserialize)]
struct Record {
    id: String,
    set: String,
    text: String,
    lines: Vec<Labelled>,
}

#[derive(Deserialize)]
struct Labelled {
    start: usize,
    end: usize,
    /// Nothing where people would not agree.
    clutter: Option<bool>,
    #[serde(default, rename = "type")]
    kind: String,
}

/// Where a page of the web is from.
#[derive(Deserialize)]
struct Truth {
    url: String,
}

struct Doc {
    sample: Sample,
    set: String,
    /// The outlet or site; no group is both learned from and scored.
    group: String,
    lines: Vec<Labelled>,
    /// For each block whether it is clutter; where that is open, it is none.
    labels: Vec<bool>,
    rules: Vec<Option<Clutter>>,
}

impl Doc {
    fn new(record: Record, sites: &HashMap<String, String>, rules: &Rules) -> Doc {
        let sample = Sample::new(&record.text);
        let group = match record.set.as_str() {
            "polnear" => outlet(record.id.split('_').next().unwrap_or_default()),
            _ => sites.get(&record.id).cloned().unwrap_or_default(),
        };
        let rules = clean::by_rules(&sample.article, rules);
        let mut doc = Doc { sample, set: record.set, group, lines: record.lines, labels: Vec::new(), rules };
        let is_clutter = |points: Range<usize>| {
            let shared = |line: &&Labelled| overlap(&points, &(line.start..line.end));
            doc.lines.iter().max_by_key(shared).is_some_and(|line| line.clutter == Some(true))
        };
        doc.labels = doc.points().into_iter().map(is_clutter).collect();
        doc
    }

    /// The model is one of English: the few pages in other languages only show that it does them no harm.
    fn teaches(&self) -> bool {
        self.set != "web-other"
    }

    fn points(&self) -> Vec<Range<usize>> {
        self.sample.article.blocks.iter().map(|block| self.sample.points(block.span)).collect()
    }

    /// Adds to the count how the scored lines fare under these marks.
    fn count(&self, marks: &[Option<Clutter>], count: &mut Count) {
        for line in self.lines.iter().filter(|line| line.kind != "marker") {
            let Some(clutter) = line.clutter else { continue };
            count.add(clutter, self.is_mostly(line, marks, Show::Folded));
            count.dimmed += usize::from(!clutter && self.is_mostly(line, marks, Show::Dimmed));
        }
    }

    /// Whether at least half of a line is shown so.
    fn is_mostly(&self, line: &Labelled, marks: &[Option<Clutter>], show: Show) -> bool {
        let own = line.start..line.end;
        let points = self.points();
        let so = |mark: &Option<Clutter>| mark.as_ref().is_some_and(|mark| mark.show == show);
        let blocks = points.iter().zip(marks).filter(|(_, mark)| so(mark));
        let covered: usize = blocks.map(|(points, _)| overlap(points, &own)).sum();
        2 * covered >= own.len()
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// The site of one of PolNeAR's outlets, which the web pages may have too.
fn outlet(name: &str) -> String {
    let site = match name {
        "huff-post" => "huffpost.com",
        "nyt" => "nytimes.com",
        "wash-post" => "washingtonpost.com",
        "usa-today" => "usatoday.com",
        "west-journal" => "westernjournalism.com",
        _ => return format!("{name}.com"),
    };
    site.to_string()
}

/// The host without its first part where that is a mere `www`; sections of one site are one site.
fn site(url: &str) -> String {
    let host = url.split("://").nth(1).unwrap_or(url).split('/').next().unwrap_or_default();
    let parts: Vec<&str> = host.trim_start_matches("www.").split('.').collect();
    let country = parts.len() > 2 && parts[parts.len() - 2].len() <= 3 && parts[parts.len() - 1].len() == 2;
    parts[parts.len().saturating_sub(if country { 3 } else { 2 })..].join(".")
}

#[derive(Clone, Copy, Default)]
struct Count {
    hidden_clutter: usize,
    shown_clutter: usize,
    hidden_body: usize,
    shown_body: usize,
    /// Of the lines of the article, how many are dimmed.
    dimmed: usize,
}

impl Count {
    fn add(&mut self, clutter: bool, hidden: bool) {
        let slot = match (clutter, hidden) {
            (true, true) => &mut self.hidden_clutter,
            (true, false) => &mut self.shown_clutter,
            (false, true) => &mut self.hidden_body,
            (false, false) => &mut self.shown_body,
        };
        *slot += 1;
    }

    fn row(&self) -> String {
        let (right, missed, wrong) =
            (self.hidden_clutter as f64, self.shown_clutter as f64, self.hidden_body as f64);
        let body = (self.hidden_body + self.shown_body) as f64;
        let share = |of: f64, all: f64| if all > 0.0 { of / all } else { 0.0 };
        format!(
            "P {:.3}  R {:.3}  F1 {:.3}  false hides {} of {body} ({:.2} in 1,000), {} dimmed",
            share(right, right + wrong),
            share(right, right + missed),
            share(2.0 * right, 2.0 * right + wrong + missed),
            wrong,
            1000.0 * share(wrong, body),
            self.dimmed
        )
    }
}

const FOLDS: usize = 10;

const OPTIONS: Options =
    Options { passes: 30, l1: 0.5, rate: 0.1, least: 3, averaged: 0, orders: 1, faint: 0.0 };

pub fn train(order: &Order) -> Result<(), String> {
    let rules = Rules::bundled();
    let docs = read(order, &rules)?;
    let corpus = corpus(&docs);
    match order.folds {
        Some(folds) => validate(&docs, &corpus, &rules, folds),
        None => {
            let weights = crf::train::<2>(&corpus, |doc| docs[doc].teaches(), OPTIONS);
            order.write("clutter.bin", &weights.write())?;
        }
    }
    Ok(())
}

fn read(order: &Order, rules: &Rules) -> Result<Vec<Doc>, String> {
    let records: Vec<Record> = data::records(&order.data.join("clutter-train.jsonl.gz"))?;
    let path = order.data.join("web").join("ground-truth.json");
    let truth = std::fs::read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let truth: BTreeMap<String, Truth> =
        serde_json::from_slice(&truth).map_err(|error| format!("{}: {error}", path.display()))?;
    let sites = truth.into_iter().map(|(id, truth)| (id, site(&truth.url))).collect();
    Ok(records.into_iter().map(|record| Doc::new(record, &sites, rules)).collect())
}

/// A sequence for each article.
fn corpus(docs: &[Doc]) -> Corpus {
    let mut corpus = Corpus::default();
    for doc in docs {
        let mut labels = doc.labels.iter();
        sight::look(&doc.sample.article, &doc.rules, |features| {
            let label = labels.next().is_some_and(|label| *label);
            corpus.item(features, u8::from(label));
        });
        corpus.end(1.0);
    }
    corpus
}

/// The groups in order, dealt out to the folds.
fn folds(docs: &[Doc], count: usize) -> Vec<usize> {
    let groups: BTreeSet<&str> = docs.iter().map(|doc| doc.group.as_str()).collect();
    let places: HashMap<&str, usize> =
        groups.into_iter().enumerate().map(|(i, group)| (group, i % count)).collect();
    docs.iter().map(|doc| places[doc.group.as_str()]).collect()
}

fn validate(docs: &[Doc], corpus: &Corpus, rules: &Rules, count: usize) {
    let folds = folds(docs, if count == 0 { FOLDS } else { count });
    let number = folds.iter().max().map_or(0, |last| last + 1);
    let models: Vec<LineModel> = (0..number)
        .into_par_iter()
        .map(|fold| {
            let weights: Weights<2> =
                crf::train(corpus, |doc| folds[doc] != fold && docs[doc].teaches(), OPTIONS);
            LineModel::new(Model::bundled(weights.write().leak()), LIMITS)
        })
        .collect();
    let known = evidence(docs);
    let judged: Vec<[Vec<Option<Clutter>>; 3]> = docs
        .par_iter()
        .zip(&folds)
        .map(|(doc, fold)| {
            // Rules whose only evidence is the group at hand would not be there without it.
            let only = |rule: &str| {
                known.get(rule).is_none_or(|groups| groups.iter().any(|group| *group != doc.group))
            };
            let fewer = rules.only(only);
            let judge = |rules: &Rules, mut marks: Vec<Option<Clutter>>| {
                models[*fold].judge(&doc.sample.article, &mut marks, |mark| rules.taken(mark));
                marks
            };
            let few = judge(&fewer, clean::by_rules(&doc.sample.article, &fewer));
            [doc.rules.clone(), judge(rules, doc.rules.clone()), few]
        })
        .collect();
    report(docs, &judged);
}

/// For each rule the groups in which it takes a line that is clutter.
fn evidence(docs: &[Doc]) -> HashMap<String, BTreeSet<String>> {
    let mut known: HashMap<String, BTreeSet<String>> = HashMap::new();
    for doc in docs {
        for (mark, label) in doc.rules.iter().zip(&doc.labels) {
            if let Some(mark) = mark.as_ref().filter(|_| *label) {
                known.entry(mark.rule.0.to_string()).or_default().insert(doc.group.clone());
            }
        }
    }
    known
}

fn report(docs: &[Doc], judged: &[[Vec<Option<Clutter>>; 3]]) {
    let kinds = ["rules alone", "rules and model", "the same without rules known from the group alone"];
    for (kind, name) in kinds.into_iter().enumerate() {
        println!("{name}");
        for set in ["polnear", "web", "web-other"] {
            let mut count = Count::default();
            for (doc, marks) in docs.iter().zip(judged).filter(|(doc, _)| doc.set == set) {
                doc.count(&marks[kind], &mut count);
            }
            println!("  {set:<10} {}", count.row());
        }
    }
}
