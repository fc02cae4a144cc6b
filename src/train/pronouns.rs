//! Pronouns: the weights of the ranker that says whom "he" means (`pronouns.txt`), from the coreference of GUM.
//!
//! The passes run as in the reader, with a judge that knows the answers: it notes the features of all choices and
//! takes the right one; in a second round it takes what the weights of the first would, so that the weights learn
//! to live with their own mistakes. The weights: logistic regression over the choices (softmax), L2, AdaGrad.

use std::collections::HashMap;
use std::ops::Range;

use pullquote::annotate::coreference::naming::Page;
use pullquote::annotate::coreference::ranker::{Asking, Ranker};
use pullquote::annotate::coreference::sight::{COUNT, Features};
use pullquote::annotate::coreference::{self, Choice, Judge};
use pullquote::annotate::{self, Figure, Form, Lexicon, Names};
use pullquote::article::Marks;
use pullquote::span::Span;
use serde::Deserialize;

use crate::Order;
use crate::data::{self, Sample};

const PASSES: usize = 300;
const RATE: f32 = 0.3;
/// Penalty on squared weights, shared by all examples.
const L2: f32 = 1.0;
/// A description fits the gold's where they start no further apart, in code points.
const NEAR: usize = 4;

const HEAD: &str = "# Weights of the features by which the figure of a pronoun is chosen: for he and she, for they, for it.
# Trained on GUM (github.com/amir-zeldes/gum, annotations CC BY 4.0; Zeldes 2017): news, interview, speech, bio.
";

#[derive(Deserialize)]
struct Record {
    text: String,
    mentions: Vec<Marked>,
}

#[derive(Clone, Deserialize)]
struct Marked {
    start: usize,
    end: usize,
    form: String,
    cluster: serde_json::Value,
}

struct Doc {
    sample: Sample,
    gold: Vec<Marked>,
}

/// A pronoun with the features of those it may mean; at `right` those it means.
struct Example {
    asking: usize,
    choices: Vec<Features>,
    right: Vec<bool>,
}

/// Knows the answers.
struct Oracle<'a> {
    sample: &'a Sample,
    clusters: HashMap<String, Vec<&'a Marked>>,
    /// Where a pronoun starts -> its cluster.
    pronouns: HashMap<usize, String>,
    guide: Option<&'a Ranker>,
    examples: Vec<Example>,
}

impl<'a> Oracle<'a> {
    fn new(doc: &'a Doc, guide: Option<&'a Ranker>) -> Oracle<'a> {
        let mut clusters: HashMap<String, Vec<&Marked>> = HashMap::new();
        for mention in &doc.gold {
            clusters.entry(mention.cluster.to_string()).or_default().push(mention);
        }
        let pronouns = doc.gold.iter().filter(|mention| mention.form == "pronoun");
        let pronouns = pronouns.map(|mention| (mention.start, mention.cluster.to_string())).collect();
        Oracle { sample: &doc.sample, clusters, pronouns, guide, examples: Vec::new() }
    }

    /// Whether a figure is the gold's, by a name of it, else by any mention.
    fn is(&self, figure: &Figure, cluster: &[&Marked], named: bool) -> bool {
        figure.mentions.iter().filter(|mention| !named || mention.form() == Form::Name).any(|mention| {
            let points = self.sample.points(mention.span());
            cluster.iter().any(|gold| matches(&points, mention.form(), gold))
        })
    }
}

fn matches(points: &Range<usize>, form: Form, gold: &Marked) -> bool {
    match form {
        Form::Name => gold.form == "name" && points.start < gold.end && gold.start < points.end,
        Form::Pronoun => points.start == gold.start && points.end == gold.end,
        Form::Nominal => {
            points.start >= gold.start && points.end <= gold.end && points.start - gold.start <= NEAR
        }
    }
}

impl Judge for Oracle<'_> {
    fn choose(&mut self, asking: Asking, asked: Span, choices: &[Choice]) -> Option<(usize, f32)> {
        let cluster = self.pronouns.get(&self.sample.points(asked).start);
        let gold = cluster.map(|cluster| self.clusters[cluster].as_slice()).unwrap_or_default();
        let told = |named: bool| choices.iter().map(move |choice| (choice, named));
        let mut right: Vec<bool> = told(true).map(|(c, named)| self.is(c.figure, gold, named)).collect();
        if !right.contains(&true) {
            right = told(false).map(|(c, named)| self.is(c.figure, gold, named)).collect();
        }
        let features = choices.iter().map(|choice| choice.features).collect();
        let first = right.iter().position(|right| *right).map(|choice| (choice, 1.0));
        self.examples.push(Example { asking: asking as usize, choices: features, right });
        match self.guide {
            Some(mut guide) if cluster.is_some() => guide.choose(asking, asked, choices),
            _ => first,
        }
    }
}

fn read(doc: &Doc, lexicon: &Lexicon, names: &Names, judge: &mut dyn Judge) {
    let article = &doc.sample.article;
    let tokens = annotate::token::tokens(article, lexicon);
    let quotations = annotate::quotation::quotations(article, &tokens);
    let candidates = annotate::mention::mentions(article, &tokens, lexicon, names);
    let page = Page { text: &article.text, tokens: &tokens, lexicon, names, candidates: &candidates };
    coreference::figures(article, &Marks::default(), page, &quotations, judge);
}

/// Weights and the score of nobody, for one kind of pronoun.
fn fit(examples: &[Example], asking: usize) -> ([f32; COUNT], f32) {
    // He and she always mean somebody.
    let nobody = asking != Asking::One as usize;
    let asked = examples.iter().filter(|example| example.asking == asking && !example.choices.is_empty());
    let asked: Vec<&Example> = asked.filter(|one| nobody || one.right.contains(&true)).collect();
    let count = asked.len().max(1) as f32;
    let (mut weights, mut squares) = ([0.0f32; COUNT + 1], [1e-6f32; COUNT + 1]);
    for _ in 0..PASSES {
        let mut gradient = weights.map(|weight| L2 * weight);
        asked.iter().for_each(|example| add(example, nobody, &weights, &mut gradient));
        for at in 0..=COUNT {
            let slope = gradient[at] / count;
            squares[at] += slope * slope;
            weights[at] -= RATE * slope / squares[at].sqrt();
        }
    }
    let score = if nobody { weights[COUNT] } else { f32::NEG_INFINITY };
    (std::array::from_fn(|at| weights[at]), score)
}

/// Adds the gradient of one example: chances less chances among the right ones.
fn add(example: &Example, nobody: bool, weights: &[f32; COUNT + 1], gradient: &mut [f32; COUNT + 1]) {
    let score = |features: &Features| features.iter().zip(weights).map(|(a, b)| a * b).sum::<f32>();
    let mut odds: Vec<f32> = example.choices.iter().map(score).collect();
    odds.extend(nobody.then_some(weights[COUNT]));
    let most = odds.iter().copied().fold(f32::MIN, f32::max);
    odds.iter_mut().for_each(|score| *score = (*score - most).exp());
    let all: f32 = odds.iter().sum();
    let known = example.right.contains(&true);
    let right: f32 = example.right.iter().zip(&odds).filter(|(right, _)| **right).map(|(_, odds)| odds).sum();
    for (at, features) in example.choices.iter().enumerate() {
        let goal = if example.right[at] { odds[at] / right } else { 0.0 };
        let slope = odds[at] / all - goal;
        gradient.iter_mut().zip(features).for_each(|(sum, value)| *sum += slope * value);
    }
    if nobody {
        gradient[COUNT] += odds[example.choices.len()] / all - f32::from(u8::from(!known));
    }
}

fn ranker(docs: &[&Doc], lexicon: &Lexicon, names: &Names) -> Ranker {
    let mut ranker = Ranker::parse("");
    let mut examples = Vec::new();
    for round in 0..2 {
        let guide = (round > 0).then(|| ranker.clone());
        for doc in docs {
            let mut oracle = Oracle::new(doc, guide.as_ref());
            read(doc, lexicon, names, &mut oracle);
            examples.append(&mut oracle.examples);
        }
        for asking in 0..Asking::COUNT {
            (ranker.weights[asking], ranker.nobody[asking]) = fit(&examples, asking);
        }
    }
    ranker
}

/// Counts what a ranker tells of he and she where a name of the figure meant is in sight.
struct Tested<'a> {
    oracle: Oracle<'a>,
    ranker: &'a Ranker,
    right: usize,
    asked: usize,
}

impl Judge for Tested<'_> {
    fn choose(&mut self, asking: Asking, asked: Span, choices: &[Choice]) -> Option<(usize, f32)> {
        let mut ranker = self.ranker;
        let chosen = ranker.choose(asking, asked, choices);
        self.oracle.choose(asking, asked, choices);
        let answer = self.oracle.examples.last().filter(|one| one.asking == 0 && one.right.contains(&true));
        if let Some(answer) = answer {
            self.asked += 1;
            self.right += usize::from(chosen.is_some_and(|(choice, _)| answer.right[choice]));
        }
        chosen
    }
}

/// Trains the weights, or prints how often he and she are given their figure on articles not trained on (names
/// tagged by the bundled model, which knows these articles).
pub fn train(order: &Order) -> Result<(), String> {
    let lexicon = Lexicon::bundled();
    let names = Names::bundled(&lexicon);
    let records: Vec<Record> = data::records(&order.data.join("gum-train.jsonl.gz"))?;
    let doc = |record: Record| Doc { sample: Sample::new(&record.text), gold: record.mentions };
    let docs: Vec<Doc> = records.into_iter().map(doc).collect();
    let Some(folds) = order.folds else {
        let ranker = ranker(&docs.iter().collect::<Vec<_>>(), &lexicon, &names);
        return order.write("pronouns.txt", (HEAD.to_string() + &ranker.write()).as_bytes());
    };
    let (mut right, mut asked) = (0, 0);
    for fold in 0..folds {
        let part = |held: bool| docs.iter().enumerate().filter(move |(at, _)| (at % folds == fold) == held);
        let known: Vec<&Doc> = part(false).map(|(_, doc)| doc).collect();
        let ranker = ranker(&known, &lexicon, &names);
        for (_, doc) in part(true) {
            let oracle = Oracle::new(doc, None);
            let mut tested = Tested { oracle, ranker: &ranker, right: 0, asked: 0 };
            read(doc, &lexicon, &names, &mut tested);
            (right, asked) = (right + tested.right, asked + tested.asked);
        }
    }
    println!("he, she        {:.3}  ({right} of {asked})", right as f32 / asked.max(1) as f32);
    Ok(())
}
