//! Reports: what the models of attribution find in articles that they have not seen, against the gold.

use pullquote::annotate::Lexicon;
use pullquote::annotate::attribution::find::{self, Found};
use pullquote::annotate::attribution::heads::Head;
use pullquote::annotate::attribution::judge;

use super::Doc;
use crate::score::{Said, Scores, Tally};

/// How many of the words found likely head a cue, for several least chances.
pub fn heads(name: &str, docs: &[Doc], heads: &[Vec<Head>]) {
    for least in [find::TRIED, 0.3, 0.4, 0.5] {
        let mut tally = Tally::default();
        for (doc, heads) in docs.iter().zip(heads) {
            let gold = doc.heads();
            let likely = heads.iter().filter(|(_, chance)| *chance >= least);
            tally.gold += gold.len();
            tally.found += likely.clone().count();
            tally.right += likely.filter(|(head, _)| gold.contains(head)).count();
        }
        println!("{}", tally.row(&format!("{name}, chance {least}")));
    }
}

/// Score tables for several least chances, and how far chances can be trusted.
pub fn statements(docs: &[Doc], found: &[Vec<Found>], lexicon: &Lexicon) {
    for least in [0.31, find::LEAST, 0.4, 0.5] {
        let mut scores = Scores::default();
        for (doc, found) in docs.iter().zip(found) {
            let kept = outermost(found, find::kept(found, least));
            let mut kept: Vec<Found> = kept.into_iter().map(|i| found[i].clone()).collect();
            doc.look(lexicon, |sight| find::untangle(sight, &mut kept));
            let said: Vec<Said> = kept.iter().map(|found| doc.said(&found.candidate)).collect();
            scores.add(&doc.page, &doc.said, &said);
        }
        println!("statements worth at least {least}\n{}", scores.table());
    }
    reliability(docs, found);
}

/// Those that are part of no other one, which alone are scored.
fn outermost(found: &[Found], kept: Vec<usize>) -> Vec<usize> {
    let inside = |i: usize| {
        kept.iter().any(|other| *other != i && judge::covers(&found[*other].candidate, &found[i].candidate))
    };
    kept.iter().copied().filter(|i| !inside(*i)).collect()
}

/// For bands of chances how many were right: a chance is good where the columns agree.
fn reliability(docs: &[Doc], found: &[Vec<Found>]) {
    let mut bands = [[(0.0, 0.0, 0); 10]; 2];
    for (doc, found) in docs.iter().zip(found) {
        for i in outermost(found, find::kept(found, find::LEAST)) {
            let (said, agreed) = doc.truth(&found[i].candidate);
            count(&mut bands[0], found[i].statement, said);
            if said {
                count(&mut bands[1], found[i].speaker, agreed);
            }
        }
    }
    for (name, bands) in ["statement", "speaker"].iter().zip(bands) {
        println!("{name:12} chance  right  of");
        for (chances, right, all) in bands.into_iter().filter(|band| band.2 > 0) {
            println!("{:12} {:.3}   {:.3}  {all}", "", chances / all as f32, right / all as f32);
        }
    }
}

fn count(bands: &mut [(f32, f32, usize); 10], chance: f32, right: bool) {
    let band = &mut bands[((chance * 10.0) as usize).min(9)];
    band.0 += chance;
    band.1 += f32::from(u8::from(right));
    band.2 += 1;
}
