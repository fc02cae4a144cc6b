//! Clusters of words (`clusters.bin`): the most frequent words of a published list, packed.

use std::collections::HashMap;
use std::path::Path;

use pullquote::annotate::{Lexicon, clusters};
use serde::de::DeserializeOwned;

use crate::Order;

/// The words with their clusters, and with the natural logarithms of their chances.
const FILES: [&str; 2] = ["en_lexeme_cluster.json.gz", "en_lexeme_prob.json.gz"];

/// Words taken, the most frequent first.
const WORDS: usize = 60_000;

/// Packs the lists where they are; there is nothing to measure here.
pub fn train(order: &Order) -> Result<(), String> {
    if order.folds.is_some() {
        return Ok(());
    }
    let [clusters, chances] = FILES.map(|name| order.data.join(name));
    if !clusters.exists() {
        println!("clusters.bin stays as it is: there is no {}", clusters.display());
        return Ok(());
    }
    let clusters: HashMap<String, u32> = read(&clusters)?;
    let chances: HashMap<String, f64> = read(&chances)?;
    let bytes = clusters::write(&words(&clusters, &chances)).ok_or("there are too many clusters")?;
    order.write("clusters.bin", &bytes)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let problem = |error: &dyn std::fmt::Display| format!("cannot read {}: {error}", path.display());
    let file = std::fs::File::open(path).map_err(|error| problem(&error))?;
    let file = std::io::BufReader::new(flate2::read::GzDecoder::new(file));
    serde_json::from_reader(file).map_err(|error| problem(&error))
}

/// Hash, capital and cluster of the most frequent words.
fn words(clusters: &HashMap<String, u32>, chances: &HashMap<String, f64>) -> Vec<(u32, bool, u32)> {
    let lexicon = Lexicon::bundled();
    let chance = |word: &str| chances.get(word).copied().unwrap_or(f64::NEG_INFINITY);
    let mut words: Vec<(&String, &u32)> = clusters.iter().filter(|(_, cluster)| **cluster > 0).collect();
    words.sort_by(|a, b| chance(b.0).total_cmp(&chance(a.0)).then(a.0.cmp(b.0)));
    let capital =
        |word: &str| word.chars().find(|letter| letter.is_alphabetic()).is_some_and(char::is_uppercase);
    words.truncate(WORDS);
    words.into_iter().map(|(word, cluster)| (lexicon.find(word).1, capital(word), *cluster)).collect()
}
