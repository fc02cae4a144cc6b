//! Tampering: how many honest sentences raise an alarm (none), and how many spliced ones do.
//! The sentences are in `tests/tamper/`; they were written together with the rules, so expect a little less elsewhere.

use pullquote::article::{Article, Block, BlockKind, Suspect};
use pullquote::clean::spam::Spam;
use pullquote::clean::tamper;
use pullquote::span::Span;

const HONEST: &str = include_str!("tamper/honest.txt");
const SPLICED: &str = include_str!("tamper/spliced.txt");

/// The least share of spliced sentences that has to be found, in per cent.
const RECALL: usize = 95;

fn suspects(words: &str) -> Vec<Suspect> {
    let span = Span::new(0, words.len());
    let block = Block { span, kind: BlockKind::Paragraph, markup: Default::default(), origin: None };
    let article = Article { text: words.to_string(), blocks: vec![block], ..Article::default() };
    tamper::suspects(&article, &Spam::bundled())
}

fn lines(file: &str) -> Vec<&str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

#[test]
fn honest_sentences_raise_no_alarm() {
    let lines = lines(HONEST);
    assert!(lines.len() >= 100);
    let alarms: Vec<String> = lines
        .iter()
        .flat_map(|line| {
            suspects(line)
                .into_iter()
                .map(move |s| format!("{}: {:?} in {line}", s.reason.word(), s.span.of(line)))
        })
        .collect();
    assert!(alarms.is_empty(), "{} alarms in {} sentences\n{}", alarms.len(), lines.len(), alarms.join("\n"));
}

#[test]
fn spliced_sentences_are_found() {
    let lines = lines(SPLICED);
    assert!(lines.len() >= 100);
    let missed: Vec<&str> = lines.iter().copied().filter(|line| !is_found(line)).collect();
    let found = 100 * (lines.len() - missed.len()) / lines.len();
    println!("{} of {} found", lines.len() - missed.len(), lines.len());
    assert!(found >= RECALL, "{found} % found; missed\n{}", missed.join("\n"));
}

/// Whether what stands between the brackets is flagged for its reason.
fn is_found(line: &str) -> bool {
    let (reason, marked) = line.split_once('\t').expect("a reason and a line");
    let (words, spans) = unmark(&characters(marked));
    let suspects = suspects(&words);
    assert!(!spans.is_empty(), "nothing is marked in {line}");
    spans.iter().all(|span| suspects.iter().any(|s| s.reason.word() == reason && s.span.overlaps(*span)))
}

/// The line without its brackets, and what stood between them.
fn unmark(marked: &str) -> (String, Vec<Span>) {
    let (mut words, mut spans) = (String::new(), Vec::new());
    for c in marked.chars() {
        match c {
            '⟦' => spans.push(Span::new(words.len(), words.len())),
            '⟧' => spans.last_mut().expect("an opening bracket").end = words.len(),
            c => words.push(c),
        }
    }
    (words, spans)
}

/// With the characters that are written as numbers.
fn characters(line: &str) -> String {
    let mut parts = line.split("\\u{");
    let mut words = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (number, rest) = part.split_once('}').expect("a closed number");
        words.extend(u32::from_str_radix(number, 16).ok().and_then(char::from_u32));
        words.push_str(rest);
    }
    words
}
