//! Review: a sample of statements, shown one by one to be judged right or wrong by a key: a researcher's proof on a
//! corpus of their own. Prints the precision with its interval and writes every answer as a line of JSON.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::{cursor, queue, style, terminal};
use serde::{Deserialize, Serialize};

use crate::annotate::Statement;
use crate::article::Corrections;
use crate::document::{Document, Pipeline};
use crate::export::json;
use crate::harmless;
use crate::load::{self, Source};
use crate::span::Span;

/// Bytes of text shown before and after a statement.
const CONTEXT: usize = 240;

/// A statement of the sample: what is shown, and what is written with the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub source: String,
    /// The statement's id in its article.
    pub id: String,
    pub speaker: String,
    /// Whom the speaker's words are taken to mean.
    pub figures: Vec<String>,
    pub cue: String,
    pub content: Vec<String>,
    /// The text around, from the sentence before to the one after, and the pieces of content in it.
    pub context: String,
    pub marked: Vec<Span>,
    /// As `extract` prints it.
    pub statement: serde_json::Value,
}

/// A line of the file of answers.
#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    source: String,
    id: String,
    right: bool,
    speaker: String,
    figures: Vec<String>,
    cue: String,
    content: Vec<String>,
    statement: serde_json::Value,
}

/// Takes `count` statements out of all that the sources hold, each as likely as the next (reservoir sampling: Vitter,
/// "Random Sampling with a Reservoir", ACM TOMS 11(1), 1985); the same seed takes the same ones. Failures go to `complain`.
pub fn sample(
    sources: &[Source],
    pipeline: &Pipeline,
    (count, seed): (usize, u64),
    complain: &mut dyn FnMut(String),
) -> Vec<Question> {
    let mut kept: Vec<Question> = Vec::new();
    let (mut seen, mut random) = (0u64, Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1));
    for source in sources {
        load::stream(source, &mut |name, article| {
            let questions = match article {
                Ok(article) => questions(&name, &pipeline.read(Arc::new(article), &Corrections::default())),
                Err(error) => {
                    complain(error.to_string());
                    Vec::new()
                }
            };
            for question in questions {
                seen += 1;
                let place = random.next() % seen;
                match usize::try_from(place) {
                    _ if kept.len() < count => kept.push(question),
                    Ok(place) if place < count => kept[place] = question,
                    _ => {}
                }
            }
            true
        });
    }
    kept
}

/// xorshift64*, as good as a sample needs it.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 8
    }
}

/// The statements that the reader would list.
fn questions(source: &str, document: &Document) -> Vec<Question> {
    let ids = json::Ids::new(document);
    let wire = json::article(source, document, &ids);
    let listed =
        |statement: &Statement| document.is_listed(statement, |block| !document.marks.is_folded(block));
    let statements = document.annotations.statements.iter().zip(&wire.statements);
    let listed = statements.filter(|(statement, _)| listed(statement));
    listed.map(|(statement, out)| question(source, document, statement, out)).collect()
}

fn question(source: &str, document: &Document, it: &Statement, out: &json::StatementOut) -> Question {
    let text = &document.article.text;
    let words = |span: Span| span.of(text).to_string();
    let around = around(text, it.span());
    let marked =
        it.content.iter().map(|piece| Span::new(piece.start - around.start, piece.end - around.start));
    let figures = it.speaker.iter().flat_map(|speaker| &speaker.figures);
    Question {
        source: source.to_string(),
        id: out.id.to_string(),
        speaker: it.speaker.as_ref().map_or_else(String::new, |speaker| words(speaker.span())),
        figures: figures.map(|id| document.annotations.figures[id.index()].name.to_string()).collect(),
        cue: it.cue.as_ref().map_or_else(String::new, |cue| words(cue.span())),
        content: it.content.iter().map(&words).collect(),
        context: words(around),
        marked: marked.collect(),
        statement: serde_json::to_value(out).unwrap_or_default(),
    }
}

/// The statement with some text on both sides, cut between words.
fn around(text: &str, span: Span) -> Span {
    let (mut start, mut end) = (span.start.saturating_sub(CONTEXT), (span.end + CONTEXT).min(text.len()));
    while start > 0 && start < span.start && !text[..start].ends_with([' ', '\n'])
        || !text.is_char_boundary(start)
    {
        start += 1;
    }
    while end > span.end
        && (!text.is_char_boundary(end) || end < text.len() && !text[end..].starts_with([' ', '\n']))
    {
        end -= 1;
    }
    Span::new(start, end)
}

/// What the answers come to so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    pub right: usize,
    pub wrong: usize,
}

impl Tally {
    /// Precision with its 95 % interval (Wilson, "Probable Inference", JASA 22, 1927); nothing without answers.
    pub fn precision(&self) -> Option<(f64, f64, f64)> {
        let (right, all) = (self.right as f64, (self.right + self.wrong) as f64);
        if all == 0.0 {
            return None;
        }
        let (share, z2) = (right / all, 1.96f64 * 1.96);
        let middle = (share + z2 / (2.0 * all)) / (1.0 + z2 / all);
        let half = 1.96 / (1.0 + z2 / all) * (share * (1.0 - share) / all + z2 / (4.0 * all * all)).sqrt();
        Some((share, (middle - half).max(0.0), (middle + half).min(1.0)))
    }

    /// In one sentence.
    pub fn words(&self) -> String {
        match self.precision() {
            Some((share, low, high)) => format!(
                "{} of {} right: precision {share:.3} (95 % interval {low:.3} to {high:.3})",
                self.right,
                self.right + self.wrong
            ),
            None => "nothing judged yet".to_string(),
        }
    }
}

/// What a key says of the statement shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Right,
    Wrong,
    Skip,
    Undo,
    Stop,
}

/// The judging: questions, answers so far, and the one shown.
struct Judging<'a> {
    questions: &'a [Question],
    answers: Vec<Option<bool>>,
    at: usize,
}

impl Judging<'_> {
    /// Whether it goes on.
    fn press(&mut self, key: Key) -> bool {
        match key {
            Key::Right => self.answer(Some(true)),
            Key::Wrong => self.answer(Some(false)),
            Key::Skip => self.answer(None),
            Key::Undo if self.at > 0 => {
                self.at -= 1;
                self.answers[self.at] = None;
            }
            Key::Undo => {}
            Key::Stop => return false,
        }
        self.at < self.questions.len()
    }

    fn answer(&mut self, answer: Option<bool>) {
        self.answers[self.at] = answer;
        self.at += 1;
    }

    fn tally(&self) -> Tally {
        let count = |wanted| self.answers.iter().filter(|answer| **answer == Some(wanted)).count();
        Tally { right: count(true), wrong: count(false) }
    }
}

/// Shows the questions that `answers` (a file of JSON Lines, added to) does not answer yet, and writes what is said.
pub fn review(questions: &[Question], answers: &Path) -> Result<Tally, String> {
    let problem = |error: io::Error| format!("{}: cannot be written ({error})", answers.display());
    let known = known(answers)?;
    let open: Vec<Question> =
        questions.iter().filter(|it| !known.contains(&(it.source.clone(), it.id.clone()))).cloned().collect();
    let mut judging = Judging { questions: &open, answers: vec![None; open.len()], at: 0 };
    let file = OpenOptions::new().create(true).append(true).open(answers).map_err(problem)?;
    let asked = if open.is_empty() { Ok(()) } else { ask(&mut judging) };
    let written = write(&judging, file).map_err(problem);
    asked.map_err(|error| format!("the terminal failed: {error}"))?;
    written.map(|()| judging.tally())
}

/// The statements that a file of answers has already.
fn known(path: &Path) -> Result<HashSet<(String, String)>, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(HashSet::new()),
        Err(error) => return Err(format!("{}: cannot be read ({error})", path.display())),
    };
    let answer = |(number, line): (usize, &str)| {
        let answer: Answer = serde_json::from_str(line).map_err(|error| {
            format!(
                "{}: line {}: no answer of a review ({error}); name another file",
                path.display(),
                number + 1
            )
        })?;
        Ok((answer.source, answer.id))
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(answer).collect()
}

fn write(judging: &Judging, mut file: File) -> io::Result<()> {
    for (it, answer) in judging.questions.iter().zip(&judging.answers) {
        let Some(right) = *answer else { continue };
        let answer = Answer {
            source: it.source.clone(),
            id: it.id.clone(),
            right,
            speaker: it.speaker.clone(),
            figures: it.figures.clone(),
            cue: it.cue.clone(),
            content: it.content.clone(),
            statement: it.statement.clone(),
        };
        let mut line = serde_json::to_vec(&answer)?;
        line.push(b'\n');
        file.write_all(&line)?;
    }
    file.sync_all()
}

/// Gives the terminal back however the review ends.
struct Screen;

impl Screen {
    fn open() -> io::Result<Screen> {
        terminal::enable_raw_mode()?;
        queue!(io::stdout(), terminal::EnterAlternateScreen, cursor::Hide)?;
        io::stdout().flush()?;
        Ok(Screen)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = queue!(io::stdout(), terminal::LeaveAlternateScreen, cursor::Show);
        let _ = io::stdout().flush();
        let _ = terminal::disable_raw_mode();
    }
}

fn ask(judging: &mut Judging) -> io::Result<()> {
    let _screen = Screen::open()?;
    loop {
        show(judging)?;
        let key = loop {
            match event::read()? {
                Event::Key(key) => match pressed(key) {
                    Some(key) => break Some(key),
                    None => continue,
                },
                Event::Resize(..) => break None,
                _ => {}
            }
        };
        if key.is_some_and(|key| !judging.press(key)) {
            return Ok(());
        }
    }
}

fn pressed(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    match key.code {
        KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => Some(Key::Stop),
        KeyCode::Char('r' | 'y') => Some(Key::Right),
        KeyCode::Char('w' | 'n') => Some(Key::Wrong),
        KeyCode::Char('s' | ' ') => Some(Key::Skip),
        KeyCode::Char('u' | 'U') | KeyCode::Backspace => Some(Key::Undo),
        KeyCode::Char('q') | KeyCode::Esc => Some(Key::Stop),
        _ => None,
    }
}

fn show(judging: &Judging) -> io::Result<()> {
    let (width, height) = terminal::size()?;
    let mut out = io::stdout().lock();
    queue!(out, terminal::Clear(terminal::ClearType::All))?;
    for (row, line) in page(judging, width.into(), height.into()).iter().enumerate() {
        queue!(out, cursor::MoveTo(0, row as u16))?;
        for (words, marked) in line {
            let look = if *marked { style::Attribute::Reverse } else { style::Attribute::Reset };
            queue!(out, style::SetAttribute(look), style::Print(harmless::line(words)))?;
        }
        queue!(out, style::SetAttribute(style::Attribute::Reset))?;
    }
    out.flush()
}

/// A row of the screen: words, and whether they are the content.
type Row = Vec<(String, bool)>;

/// The question at hand on a screen of `width` by `height` cells: the context, what is claimed, the keys.
fn page(judging: &Judging, width: usize, height: usize) -> Vec<Row> {
    let it = &judging.questions[judging.at];
    let plain = |words: String| vec![(harmless::cut(&words, width), false)];
    let who = match it.figures.join(", ") {
        names if names.is_empty() || names == it.speaker => it.speaker.clone(),
        names => format!("{} ({names})", it.speaker),
    };
    let mut foot = vec![
        plain(format!("speaker  {}", if who.is_empty() { "none" } else { &who })),
        plain(format!("cue      {}", if it.cue.is_empty() { "none" } else { &it.cue })),
        plain(String::new()),
        plain("r right  w wrong  s skip  u undo  q stop".to_string()),
    ];
    let head = format!(
        "{} of {}  {}  {}",
        judging.at + 1,
        judging.questions.len(),
        judging.tally().words(),
        it.source
    );
    let mut rows = vec![plain(head), plain(String::new())];
    let room = height.saturating_sub(rows.len() + foot.len() + 1).max(1);
    rows.extend(wrapped(it, width.saturating_sub(1).max(10), room));
    rows.push(plain(String::new()));
    rows.append(&mut foot);
    rows
}

/// The context in rows, its content marked; rows before the content go first where there are too many.
fn wrapped(it: &Question, width: usize, room: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut start = 0;
    for line in it.context.split_inclusive('\n') {
        rows.extend(rows_of(it, start, line, width));
        start += line.len();
    }
    let first = rows.iter().position(|row| row.iter().any(|(_, marked)| *marked)).unwrap_or(0);
    let skip = first.saturating_sub(room / 3).min(rows.len().saturating_sub(room));
    rows.into_iter().skip(skip).take(room).collect()
}

fn rows_of(it: &Question, start: usize, line: &str, width: usize) -> Vec<Row> {
    let (mut rows, mut row, mut cells, mut at) = (Vec::new(), Row::new(), 0, start);
    for word in line.trim_end_matches('\n').split_inclusive(' ') {
        let size = harmless::cells(word);
        if cells + size > width && cells > 0 {
            rows.push(std::mem::take(&mut row));
            cells = 0;
        }
        let marked = it.marked.iter().any(|span| span.start < at + word.trim_end().len() && at < span.end);
        row.push((harmless::cut(word, width), marked));
        cells += size;
        at += word.len();
    }
    rows.push(row);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pipeline() -> Pipeline {
        Pipeline::bundled()
    }

    fn source(text: &str) -> Source {
        Source::Memory { name: "news.txt".to_string(), bytes: Arc::from(text.as_bytes()) }
    }

    const TEXT: &str = "Bridge opens\n\n“The bridge will open in May,” said Ana Vane, the mayor of Ode. She said that nobody would pay.\n";

    #[test]
    fn a_sample_is_repeatable_and_no_larger_than_asked() {
        let sources = [source(TEXT), source(&TEXT.repeat(3))];
        let take = |count, seed| sample(&sources, &pipeline(), (count, seed), &mut |_| {});
        assert_eq!(take(3, 7), take(3, 7));
        assert_eq!(take(3, 7).len(), 3);
        let all = take(1000, 7);
        assert!(all.len() >= 4, "{}", all.len());
        assert!(all.iter().any(|it| it.content == ["“The bridge will open in May,”"] && it.cue == "said"));
    }

    #[test]
    fn keys_judge_and_take_back() {
        let questions = sample(&[source(&TEXT.repeat(3))], &pipeline(), (3, 1), &mut |_| {});
        let mut judging = Judging { questions: &questions, answers: vec![None; 3], at: 0 };
        for (key, right, wrong, at) in
            [(Key::Right, 1, 0, 1), (Key::Wrong, 1, 1, 2), (Key::Undo, 1, 0, 1), (Key::Skip, 1, 0, 2)]
        {
            assert!(judging.press(key));
            assert_eq!((judging.tally(), judging.at), (Tally { right, wrong }, at));
        }
        assert!(!judging.press(Key::Right), "the last answer ends it");
    }

    #[test]
    fn answers_are_written_once_and_known_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("answers.jsonl");
        let questions = sample(&[source(TEXT)], &pipeline(), (9, 1), &mut |_| {});
        let judging = Judging { questions: &questions, answers: vec![Some(true); questions.len()], at: 0 };
        write(&judging, File::create(&path).expect("a file")).expect("written");
        assert_eq!(known(&path).expect("readable").len(), questions.len());
        assert_eq!(review(&questions, &path), Ok(Tally::default()), "all are answered: nothing is asked");
        std::fs::write(&path, "no json\n").expect("written");
        assert!(known(&path).is_err_and(|error| error.contains("line 1")));
    }

    #[test]
    fn precision_has_its_interval() {
        assert_eq!(Tally::default().precision(), None);
        let (share, low, high) = Tally { right: 90, wrong: 10 }.precision().expect("answers");
        assert!((share - 0.9).abs() < 1e-9 && (low - 0.826).abs() < 0.001 && (high - 0.945).abs() < 0.001);
    }

    #[test]
    fn the_page_fits_and_marks_the_content() {
        let questions = sample(&[source(&TEXT.repeat(5))], &pipeline(), (1, 1), &mut |_| {});
        let judging = Judging { questions: &questions, answers: vec![None], at: 0 };
        for (width, height) in [(80, 24), (40, 12), (20, 8)] {
            let rows = page(&judging, width, height);
            assert!(rows.len() <= height, "{} rows at {width}x{height}", rows.len());
            let cells = |row: &Row| row.iter().map(|(words, _)| harmless::cells(words)).sum::<usize>();
            assert!(rows.iter().all(|row| cells(row) <= width));
            assert!(rows.iter().flatten().any(|(_, marked)| *marked));
        }
    }
}
