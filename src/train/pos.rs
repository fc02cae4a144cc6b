//! The part-of-speech model, and how often it is right on documents it has not seen.

use std::collections::HashMap;
use std::io::Read;

use pullquote::annotate::Lexicon;
use pullquote::annotate::token::tagging::{self, LABELS};
use pullquote::annotate::token::{self, Tag, Tokens};
use pullquote::article::{Article, Block, BlockKind};
use pullquote::model::{self, Model};
use pullquote::span::Span;
use rayon::prelude::*;

use crate::Order;
use crate::crf::{self, Corpus, Options};

/// A document of the treebank: its words, a sentence a block, with their tags by byte.
pub struct Document {
    article: Article,
    gold: Vec<(Span, Tag)>,
}

fn documents(order: &Order) -> Result<Vec<Document>, String> {
    let path = order.data.join("pos-train.conllu.gz");
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut text = String::new();
    let file = std::fs::File::open(&path).map_err(problem)?;
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).map_err(problem)?;
    let parts = text.split("# newdoc");
    Ok(parts.map(document).filter(|document| !document.gold.is_empty()).collect())
}

fn document(part: &str) -> Document {
    let mut document = Document { article: Article::default(), gold: Vec::new() };
    document.article.meta.language = Some("en".to_string());
    for sentence in part.split("\n\n") {
        let start = document.article.text.len();
        for line in sentence.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())) {
            let fields: Vec<&str> = line.split('\t').collect();
            if fields[0].contains(['-', '.']) {
                continue;
            }
            let word = fields[1];
            let glued = word.starts_with(['\'', '’'])
                || word == "n't"
                || word == "n’t"
                || matches!(word, "," | "." | "?" | "!" | ";" | ":" | ")" | "”");
            let text = &mut document.article.text;
            if text.len() > start && !glued {
                text.push(' ');
            }
            let at = text.len();
            text.push_str(word);
            if let Some(tag) = Tag::parse(fields[4]) {
                document.gold.push((Span::new(at, text.len()), tag));
            }
        }
        let span = Span::new(start, document.article.text.len());
        if !span.is_empty() {
            document.article.blocks.push(Block {
                span,
                kind: BlockKind::Paragraph,
                markup: Default::default(),
                origin: None,
            });
            document.article.text.push('\n');
        }
    }
    document
}

pub fn train(order: &Order) -> Result<(), String> {
    let mut lexicon = Lexicon::bundled();
    // What an earlier model makes of apostrophes must not matter.
    lexicon.parts = Model::bundled(model::write(&[], &[[0.0; LABELS]; LABELS], &[0.0; LABELS]).leak());
    let documents = documents(order)?;
    let (corpus, places) = corpus(&documents, &lexicon);
    let options = Options { l1: 1.0, passes: 8, rate: 0.2, least: 2, averaged: 0, orders: 1, faint: 0.1 };
    let train = |held: Option<usize>| {
        let chosen =
            |sequence: usize| held.is_none_or(|fold| places[sequence].0 % order.folds.unwrap_or(1) != fold);
        crf::train::<LABELS>(&corpus, chosen, options).write()
    };
    let Some(folds) = order.folds else { return order.write("pos.bin", &train(None)) };
    let results: Vec<(usize, usize)> = (0..folds)
        .into_par_iter()
        .map(|fold| {
            let bytes = train(Some(fold)).leak();
            println!("{} bytes", bytes.len());
            let mut lexicon = Lexicon::bundled();
            lexicon.parts = Model::bundled(bytes);
            right(
                documents.iter().enumerate().filter(|(i, _)| i % folds == fold).map(|(_, document)| document),
                &lexicon,
            )
        })
        .collect();
    let (right, all) = results.into_iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    println!("parts of speech: {right} of {all} words right, {:.4}", right as f32 / all as f32);
    Ok(())
}

/// A sequence for each sentence, with the document it is from.
fn corpus(documents: &[Document], lexicon: &Lexicon) -> (Corpus, Vec<(usize, usize)>) {
    let (mut corpus, mut places) = (Corpus::default(), Vec::new());
    let counts = counts(documents, lexicon);
    let known =
        |token: &token::Token| !token.is_word() || counts.get(&token.hash).is_none_or(|count| *count > 2);
    for (number, document) in documents.iter().enumerate() {
        let tokens = token::tokens(&document.article, lexicon);
        for (index, sentence) in tokens.sentences.iter().enumerate() {
            let range = sentence.start as usize..sentence.end as usize;
            let labels: Vec<Option<u8>> = range.clone().map(|i| document.label(&tokens, i)).collect();
            if labels.iter().any(Option::is_none) {
                continue;
            }
            tagging::each_features(
                &document.article.text,
                &tokens.all[range],
                lexicon,
                known,
                |i, features| {
                    corpus.item(features, labels[i].unwrap_or(0));
                },
            );
            corpus.end(1.0);
            places.push((number, index));
        }
    }
    println!("parts of speech: {} sentences", corpus.len());
    (corpus, places)
}

/// How often each word stands in the treebank. The lexicon was counted there, too: that it knows the rare ones must not
/// count.
fn counts(documents: &[Document], lexicon: &Lexicon) -> HashMap<u32, u32> {
    let mut counts = HashMap::new();
    for document in documents {
        for token in token::tokens(&document.article, lexicon).all {
            *counts.entry(token.hash).or_default() += 1;
        }
    }
    counts
}

impl Document {
    /// The label of token `i`; nothing where the treebank cuts words otherwise.
    fn label(&self, tokens: &Tokens, i: usize) -> Option<u8> {
        let token = &tokens.all[i];
        if !token.is_word() {
            return Some(tagging::label(token.tag));
        }
        let at = self.gold.binary_search_by_key(&token.span().start, |(span, _)| span.start).ok()?;
        let (span, tag) = self.gold[at];
        let is_to = span.of(&self.article.text).eq_ignore_ascii_case("to");
        (span == token.span()).then_some(tagging::label(if is_to { Tag::To } else { tag }))
    }
}

/// How many words of the documents get the right tag, and how many there are.
fn right<'a>(documents: impl Iterator<Item = &'a Document>, lexicon: &Lexicon) -> (usize, usize) {
    let (mut right, mut all) = (0, 0);
    for document in documents {
        let tokens = token::tokens(&document.article, lexicon);
        for i in (0..tokens.all.len()).filter(|i| tokens.all[*i].is_word()) {
            if let Some(label) = document.label(&tokens, i) {
                all += 1;
                right += usize::from(label == tagging::label(tokens.all[i].tag));
            }
        }
    }
    (right, all)
}
