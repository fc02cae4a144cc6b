//! Spam: sales pitches and their links set into a sentence that speaks of something else.
//!
//! A pitch is a dense run of the words in `assets/spam.toml`. An article about casinos or loans uses them too, so a
//! run counts only where the sentence does not carry it, and not at all where the article keeps speaking of such
//! goods outside of pitches.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, StartKind};
use serde::Deserialize;

use super::line::split;
use crate::article::{Article, Suspect, SuspectReason};
use crate::span::Span;

const BUNDLED: &str = include_str!("../../assets/spam.toml");

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    goods: HashSet<String>,
    offers: HashSet<String>,
    calls: HashSet<String>,
    ties: HashSet<String>,
    sure: Vec<String>,
    hosts: Vec<String>,
    endings: HashSet<String>,
    small: HashSet<String>,
}

/// The word lists, and what has to stand in a block to be worth a look.
#[derive(Clone)]
pub struct Spam {
    lists: Lists,
    marks: AhoCorasick,
    hosts: AhoCorasick,
    sure: AhoCorasick,
}

/// More offers than this make a pitch of goods, or so many with a call or more goods.
const OFFERS: usize = 2;

/// A sentence that a pitch was set into has so many other words.
const AROUND: usize = 4;

/// Where goods are named so often outside of pitches, they are what the article is about.
const TOPIC: usize = 2;

/// What every link has.
const LINKS: [&str; 4] = ["http", "www.", "[url", "<a "];

/// Finds words of a list, without regard to case: anywhere, or at the start of a text only.
fn automaton(words: &[impl AsRef<[u8]>], start: StartKind) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).start_kind(start);
    builder.build(words).expect("a few words make an automaton")
}

impl Spam {
    /// The lists in `assets/spam.toml`.
    ///
    /// # Panics
    /// Never in a released program: a test reads the bundled file.
    pub fn bundled() -> Spam {
        let lists: Lists = toml::from_str(BUNDLED).expect("the bundled spam words are tested");
        let mut goods: Vec<&str> = lists.goods.iter().map(String::as_str).collect();
        goods.sort_unstable();
        let sure: Vec<&str> = lists.sure.iter().map(String::as_str).collect();
        let dotted: Vec<String> = lists.endings.iter().map(|ending| format!(".{ending}")).collect();
        let mut endings: Vec<&str> = dotted.iter().map(String::as_str).collect();
        endings.sort_unstable();
        let marks = [&goods[..], &LINKS, &sure, &endings].concat();
        Spam {
            marks: automaton(&marks, StartKind::Unanchored),
            hosts: automaton(&lists.hosts, StartKind::Unanchored),
            sure: automaton(&sure, StartKind::Anchored),
            lists,
        }
    }

    /// Adds the pitches and links of an article to its suspects.
    pub fn suspects(&self, article: &Article, suspects: &mut Vec<Suspect>) {
        let mut pitches = Vec::new();
        let mut goods = 0;
        for block in &article.blocks {
            let text = block.span.of(&article.text);
            if self.marks.is_match(text) {
                let line = Line::new(text, block.span.start);
                self.links(&line, suspects);
                goods += self.pitches(&line, &mut pitches);
            }
        }
        if goods < TOPIC {
            suspects.append(&mut pitches);
        }
    }

    /// Links to sites with such names that no word of the sentence leads to, and links written as markup.
    fn links(&self, line: &Line, suspects: &mut Vec<Suspect>) {
        for (i, word) in line.words.iter().enumerate() {
            let is_bad = match word.bare.as_str() {
                bare if bare.contains("[url=") => true,
                // What is left of an honest link's tag is a fault of the source.
                bare if bare.contains("href=") => self.is_bad_host(address(bare)),
                bare => self.is_bad_host(bare) && !line.leads_to(i),
            };
            if is_bad && line.words.len() > AROUND {
                suspects.push(line.suspect(i..i + 1));
            }
        }
    }

    /// Whether the name of the site is one of the kind, and is meant as a link.
    fn is_bad_host(&self, word: &str) -> bool {
        let bare = word.trim_start_matches("https://").trim_start_matches("http://");
        let is_link = bare.len() < word.len() || bare.starts_with("www.") || bare.contains('/');
        let host = bare.split('/').next().unwrap_or_default();
        let Some((name, ending)) = host.rsplit_once('.') else { return false };
        let named = self.hosts.is_match(name);
        let cheap = self.lists.endings.contains(ending);
        (named && cheap) || (is_link && (named || cheap))
    }

    /// Adds the pitches of a line; gives how many goods it names outside of them.
    fn pitches(&self, line: &Line, pitches: &mut Vec<Suspect>) -> usize {
        let mut goods = 0;
        let mut i = 0;
        while i < line.words.len() {
            let sells = self.lists.goods.contains(&line.words[i].bare);
            let sure = self.sure_from(line, i);
            let run = if sells { self.run(line, i) } else { i..i };
            let run = run.start.min(sure.start)..run.end.max(sure.end);
            if !sure.is_empty() && line.words.len() >= run.len() + AROUND || self.is_pitch(line, &run) {
                pitches.push(line.suspect(run.clone()));
                i = run.end;
            } else {
                goods += usize::from(sells);
                i += 1;
            }
        }
        goods
    }

    /// The words of the sure phrase that begins at a word; none where none does.
    fn sure_from(&self, line: &Line, i: usize) -> std::ops::Range<usize> {
        let start = line.words[i].span.start - line.start;
        let found = self.sure.find(Input::new(&line.text[start..]).anchored(Anchored::Yes));
        let end = found.map_or(start, |found| start + found.end());
        i..i + line.words[i..].iter().take_while(|word| word.span.start - line.start < end).count()
    }

    /// The run of words of the trade around a word, without ties at its ends.
    fn run(&self, line: &Line, i: usize) -> std::ops::Range<usize> {
        let lists = &self.lists;
        let of_trade = |word: &str| lists.goods.contains(word) || lists.offers.contains(word);
        let inside = |k: usize| {
            let word = &line.words[k].bare;
            of_trade(word) || lists.ties.contains(word)
        };
        let mut start = i;
        while start > 0 && inside(start - 1) && !line.words[start - 1].closes {
            start -= 1;
        }
        let mut end = i + 1;
        while end < line.words.len() && !line.words[end - 1].closes && inside(end) {
            end += 1;
        }
        while start < i && !of_trade(&line.words[start].bare) {
            start += 1;
        }
        while end > i + 1 && !of_trade(&line.words[end - 1].bare) {
            end -= 1;
        }
        start..end
    }

    fn is_pitch(&self, line: &Line, run: &std::ops::Range<usize>) -> bool {
        if run.is_empty() || line.words.len() < run.len() + AROUND {
            return false;
        }
        let words = &line.words[run.clone()];
        let offer = |word: &&Word| self.lists.offers.contains(&word.bare);
        let goods = words.iter().filter(|word| self.lists.goods.contains(&word.bare)).count();
        let calls = self.lists.calls.contains(&words[0].bare);
        // "The best online poker players" are no pitch: two words of praise alone.
        let more = usize::from(calls || goods > 1);
        words.iter().filter(offer).count() + more > OFFERS && !self.fits(line, run)
    }

    /// Whether the sentence carries the run: small words or its own end on both sides.
    fn fits(&self, line: &Line, run: &std::ops::Range<usize>) -> bool {
        let small = |i: usize| self.lists.small.contains(&line.words[i].bare);
        let closes = |i: usize| line.words[i].closes;
        let before = run.start == 0 || closes(run.start - 1) || small(run.start - 1);
        let after = run.end == line.words.len() || closes(run.end - 1) || small(run.end);
        // What stands after a comma has to have a verb, or to end the aside.
        let aside = run.start > 0 && line.words[run.start - 1].comma && !closes(run.end - 1);
        before && after && !aside
    }
}

/// The address in what is left of a link's tag.
fn address(tag: &str) -> &str {
    tag.find("http").map_or("", |at| tag[at..].trim_end_matches(|c: char| !c.is_alphanumeric()))
}

struct Word {
    /// In the article's text, punctuation at the ends left out.
    span: Span,
    /// In lower case.
    bare: String,
    /// Whether punctuation follows.
    closes: bool,
    /// Whether it is a comma.
    comma: bool,
}

struct Line<'a> {
    text: &'a str,
    start: usize,
    words: Vec<Word>,
}

/// Words and signs that lead to a link in an honest sentence.
const LEADS: [&str; 16] = [
    "at", "on", "via", "see", "visit", "called", "site", "website", "domain", "page", "address", "of", "to",
    "from", "as", "and",
];

impl Line<'_> {
    fn new(text: &str, start: usize) -> Line<'_> {
        let mut words = Vec::new();
        for part in split(text) {
            let at = part.as_ptr() as usize - text.as_ptr() as usize;
            let bare = part.trim_matches(|c: char| {
                c.is_ascii_punctuation() && !matches!(c, '%' | '&' | '[' | '<') || "“”‘’„«»…".contains(c)
            });
            if bare.is_empty() {
                continue;
            }
            let from = bare.as_ptr() as usize - text.as_ptr() as usize;
            let closes = from + bare.len() < at + part.len();
            words.push(Word {
                span: Span::new(start + from, start + from + bare.len()),
                bare: bare.to_lowercase(),
                closes,
                comma: text[from + bare.len()..].starts_with(','),
            });
        }
        Line { text, start, words }
    }

    fn suspect(&self, words: std::ops::Range<usize>) -> Suspect {
        let span = self.words[words.start].span.hull(self.words[words.end - 1].span);
        Suspect { span, reason: SuspectReason::Spam }
    }

    /// Whether the sentence leads to the word: a word that announces it, or a bracket, a quotation mark or a colon.
    fn leads_to(&self, i: usize) -> bool {
        let word = self.words[i].span.start - self.start;
        let opened = self.text[..word].trim_end().ends_with(['(', '[', '“', '"', ':', '‘', '\'', '«']);
        opened || i == 0 || LEADS.contains(&self.words[i - 1].bare.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lines: &[&str]) -> Vec<String> {
        let article = Article::of_lines(&lines.join("\n"));
        let mut suspects = Vec::new();
        Spam::bundled().suspects(&article, &mut suspects);
        suspects.iter().map(|suspect| suspect.span.of(&article.text).to_string()).collect()
    }

    #[test]
    fn a_pitch_is_found_and_the_sentence_is_not() {
        let line = "The council met on Monday buy cheap viagra online and agreed to mend the bridge.";
        assert_eq!(found(&[line]), ["buy cheap viagra online"]);
        assert!(found(&["Police said he had used the site to buy Viagra online from a dealer."]).is_empty());
    }

    #[test]
    fn what_an_article_is_about_is_no_pitch() {
        let line = "The town says play free slots online brings in too many gamblers from the coast.";
        assert_eq!(found(&[line]).len(), 1);
        let lines = [line, "The casino owner shrugged at it.", "A second casino may open in the spring."];
        assert!(found(&lines).is_empty());
    }

    #[test]
    fn a_link_that_nothing_leads_to_is_found() {
        let line = "The ferry left late https://best-casino.example/win and nobody said why it did.";
        assert_eq!(found(&[line]), ["https://best-casino.example/win"]);
        assert!(
            found(&["The firm runs a site at https://best-casino.example/win that is shut now."]).is_empty()
        );
    }
}
