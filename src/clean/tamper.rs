//! Tampering: stretches of foreign script, invisible and bidi characters, look-alike letters.
//!
//! Each sign is judged by its neighbours, since most of them have honest uses: a name in its own script, a joiner
//! inside an emoji or a Persian word, a soft hyphen. Look-alikes after Unicode Technical Standard 39, section 5.

use super::introduced::{first_part, is_introduced, last_part};
use super::script::{Script, script};
use super::spam::Spam;
use crate::article::{Article, Suspect, SuspectReason};
use crate::span::Span;

/// What looks tampered with, in order of the text.
pub fn suspects(article: &Article, spam: &Spam) -> Vec<Suspect> {
    let mut suspects = characters(article);
    spam.suspects(article, &mut suspects);
    suspects.sort_by_key(|suspect| (suspect.span.start, suspect.span.end));
    suspects
}

/// What single characters and runs of script give away.
fn characters(article: &Article) -> Vec<Suspect> {
    let mut suspects = Vec::new();
    for block in &article.blocks {
        let words = block.span.of(&article.text);
        // ASCII holds none of them, and typographic quotation marks and dashes are all that most other text adds.
        if !words.is_ascii() && words.chars().any(is_unusual) {
            in_block(words, block.span.start, &mut suspects);
        }
    }
    drop_main_script(&article.text, &mut suspects);
    suspects
}

/// So much of an article tells its script, in bytes.
const TELLING: usize = 64 * 1024;

/// The script that most of the article is written in is foreign nowhere in it.
fn drop_main_script(text: &str, suspects: &mut Vec<Suspect>) {
    if !suspects.iter().any(|suspect| suspect.reason == SuspectReason::ForeignScript) {
        return;
    }
    let start = (0..=text.len().min(TELLING)).rev().find_map(|end| text.get(..end)).unwrap_or(text);
    let letters = runs(start).letters;
    let main = |span: Span| {
        let own = span.of(text).chars().find_map(script);
        own.is_some_and(|own| letters[own as usize] * 2 > letters.iter().sum())
    };
    suspects.retain(|suspect| suspect.reason != SuspectReason::ForeignScript || !main(suspect.span));
}

/// Whether the character is more than Latin text with its punctuation.
fn is_unusual(c: char) -> bool {
    !matches!(c, '\0'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{214f}')
}

fn in_block(words: &str, start: usize, suspects: &mut Vec<Suspect>) {
    let from = suspects.len();
    single_characters(words, start, suspects);
    let runs = runs(words);
    for (i, run) in runs.all.iter().enumerate() {
        let reason = if is_look_alike(words, &runs, i) {
            Some((SuspectReason::LookAlike, word_around(words, run.span)))
        } else if is_spliced(words, &runs, i) {
            Some((SuspectReason::ForeignScript, run.span))
        } else {
            None
        };
        suspects.extend(reason.map(|(reason, span)| at(start, span, reason)));
    }
    suspects[from..].sort_by_key(|suspect| (suspect.span.start, suspect.span.end));
    // Characters in a row, and twice the same word, are one.
    suspects.dedup_by(|next, before| {
        let same =
            next.reason == before.reason && before.span.start >= start && next.span.start <= before.span.end;
        if same {
            before.span = before.span.hull(next.span);
        }
        same
    });
}

fn at(start: usize, span: Span, reason: SuspectReason) -> Suspect {
    Suspect { span: Span::new(start + span.start, start + span.end), reason }
}

// ---------------------------------------------------------------- single characters

fn single_characters(words: &str, start: usize, suspects: &mut Vec<Suspect>) {
    // What is left of a byte order mark at the edge of a line hides nothing.
    let inner = words.trim_matches('\u{feff}');
    let start = start + (words.len() - words.trim_start_matches('\u{feff}').len());
    let mut before = None;
    let mut chars = inner.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let after = chars.peek().map(|&(_, c)| c);
        if let Some(reason) = sign(before, c, after) {
            suspects.push(at(start, Span::new(offset, offset + c.len_utf8()), reason));
        }
        before = Some(c);
    }
}

fn sign(before: Option<char>, c: char, after: Option<char>) -> Option<SuspectReason> {
    match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(SuspectReason::Bidi),
        // Marks of direction are honest next to the scripts that run from right to left.
        '\u{200e}' | '\u{200f}' | '\u{61c}' => {
            let near = before.into_iter().chain(after).any(|c| script(c) == Some(Script::RightToLeft));
            (!near).then_some(SuspectReason::Bidi)
        }
        '\u{200c}' | '\u{200d}' => (!joins_honestly(before, after)).then_some(SuspectReason::Invisible),
        // A break between words may be left over from typesetting of scripts that set none.
        '\u{200b}' if !spaced(before) && !spaced(after) => None,
        '\u{200b}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{180e}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{3164}' => Some(SuspectReason::Invisible),
        '\u{e0000}'..='\u{e007f}' => (!is_emoji(before)).then_some(SuspectReason::Invisible),
        _ => None,
    }
}

/// Whether the character belongs to a text that sets spaces between its words.
fn spaced(c: Option<char>) -> bool {
    !matches!(c.and_then(script), Some(Script::Unspaced))
}

/// Joiners shape Persian and Indic words, and tie emoji together.
fn joins_honestly(before: Option<char>, after: Option<char>) -> bool {
    // Marks included, which are no letters.
    let shaped = |c: Option<char>| {
        c.is_some_and(
            |c| matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1780}'..='\u{17ff}'),
        )
    };
    shaped(before)
        || shaped(after) && before.is_none_or(char::is_whitespace)
        || is_emoji(before) && is_emoji(after)
}

fn is_emoji(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{20e3}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e0000}'..='\u{e007f}')
    })
}

// ---------------------------------------------------------------- runs of one script

/// A stretch of letters of one script, with what stands between them.
#[derive(Clone, Copy, Debug)]
struct Run {
    script: Script,
    span: Span,
    letters: usize,
}

/// The runs of a block in order, and how many letters of each script it has.
struct Runs {
    all: Vec<Run>,
    letters: [usize; Script::COUNT],
}

impl Runs {
    fn letters(&self, script: Script) -> usize {
        self.letters[script as usize]
    }
}

fn runs(words: &str) -> Runs {
    let mut runs = Runs { all: Vec::new(), letters: [0; Script::COUNT] };
    for (offset, c) in words.char_indices() {
        let Some(script) = script(c) else { continue };
        let end = offset + c.len_utf8();
        runs.letters[script as usize] += 1;
        match runs.all.last_mut().filter(|run| run.script == script) {
            Some(run) => (run.span.end, run.letters) = (end, run.letters + 1),
            None => runs.all.push(Run { script, span: Span::new(offset, end), letters: 1 }),
        }
    }
    runs
}

fn neighbour(runs: &Runs, i: usize, step: isize) -> Option<&Run> {
    i.checked_add_signed(step).and_then(|i| runs.all.get(i))
}

/// Whether a run of Cyrillic or Greek stands in a Latin word and consists of letters that pass for Latin ones. One
/// Greek letter at the edge of a word is science ("TNFα").
fn is_look_alike(words: &str, runs: &Runs, i: usize) -> bool {
    let run = runs.all[i];
    let latin = |step| neighbour(runs, i, step).filter(|other| other.script == Script::Latin);
    let left = latin(-1).is_some_and(|other| other.span.end == run.span.start);
    let right = latin(1).is_some_and(|other| other.span.start == run.span.end);
    let inside = match run.script {
        Script::Cyrillic => left || right,
        Script::Greek => {
            (left && right)
                || ((left || right)
                    && (run.letters > 1 || run.span.of(words).starts_with(char::is_uppercase)))
        }
        _ => false,
    };
    inside
        && runs.letters(Script::Latin) > runs.letters(run.script)
        && run.letters <= 12
        && run.span.of(words).chars().all(passes_for_latin)
}

/// Letters of Cyrillic and Greek that a reader takes for Latin ones.
fn passes_for_latin(c: char) -> bool {
    "асеорхуіјѕԁԛԝһӏвкмнтгАВЕКМНОРСТХУІЈЅԌαονρικτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ".contains(c)
}

fn word_around(words: &str, span: Span) -> Span {
    let left = last_part(&words[..span.start]);
    let right = first_part(&words[span.end..]);
    let start = left.len() - left.trim_end_matches(char::is_alphanumeric).len();
    let end = right.len() - right.trim_start_matches(char::is_alphanumeric).len();
    Span::new(span.start - start, span.end + end)
}

/// Whether a run is foreign to the sentence around it and nothing introduces it.
fn is_spliced(words: &str, runs: &Runs, i: usize) -> bool {
    let run = runs.all[i];
    let Some(host) = host(runs, i) else { return false };
    run.script != host
        && run.letters >= run.script.least()
        && !host.mixes_with(run.script)
        && !is_greek_name(words, run)
        && !is_introduced(words, run.script, run.span)
}

/// A few Greek capitals are the name of a fraternity or of a star.
fn is_greek_name(words: &str, run: Run) -> bool {
    run.script == Script::Greek && run.letters <= 4 && run.span.of(words).chars().all(char::is_uppercase)
}

/// The script of the sentence: most of the letters next to the run, on both sides where there are two.
fn host(runs: &Runs, i: usize) -> Option<Script> {
    let own = runs.letters(runs.all[i].script);
    let (host, least) = match (neighbour(runs, i, -1), neighbour(runs, i, 1)) {
        (Some(before), Some(after)) if before.script == after.script => (before.script, own),
        // A label before an address, or a title's own name, is as long as what it stands by.
        (Some(one), None) | (None, Some(one)) => (one.script, own * 3),
        _ => return None,
    };
    (runs.letters(host) > least).then_some(host)
}

#[cfg(test)]
mod tests;
