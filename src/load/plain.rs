//! Plain text: paragraphs are single lines, or hard-wrapped lines that are joined; which of the two, the lengths
//! of the document's lines tell.

mod chapters;

use super::writer::Writer;
use crate::article::{Article, Block, BlockKind, Meta, Origin, SourceMap};
use crate::span::Span;

/// The longest title, in bytes.
const LONGEST_TITLE: usize = 200;

/// The longest heading between blank lines, in bytes.
const LONGEST_HEADING: usize = 80;

/// What is known about a text before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Unknown,
    /// Hard-wrapped, and its title stands elsewhere.
    Wrapped,
    /// An e-mail: a line goes on in the next where it is full; quotations by their depth.
    Letter,
    /// A book: hard-wrapped, chapters, and verse, of which each line stands by itself.
    Book,
}

/// The article in a plain text.
pub fn article(source: &str) -> Article {
    let whole = Span::new(0, source.len());
    let (article, _) = article_in(source, whole, &[], Setting::Unknown);
    article
}

/// The article in the stretch `body` of a text, without the stretches in `cuts` (in order, apart). Also gives
/// the offset in the article's text where each cut was.
pub fn article_in(source: &str, body: Span, cuts: &[Span], setting: Setting) -> (Article, Vec<usize>) {
    let lines = lines(source, body);
    let paragraphs = paragraphs(source, &lines, setting);
    let mut writer = Writer::new(source, cuts);
    for paragraph in paragraphs {
        writer.block(&lines[paragraph.lines], paragraph.kind);
    }
    let Writer { text, mut blocks, steps, cut_at, .. } = writer;
    blocks.shrink_to_fit();
    let source_map = SourceMap::new(source, &text, steps);
    (Article { meta: Meta::default(), text, blocks, source_map, notes: Vec::new() }, cut_at)
}

/// The article with a title that the source gives beside the text: where the text begins with the same
/// words, that block is the title.
pub fn with_title(mut article: Article, title: Option<String>) -> Article {
    let Some(title) = title.filter(|title| !title.trim().is_empty()) else { return article };
    let same = |block: &&mut Block| same_words(block.span.of(&article.text), &title);
    if let Some(block) = article.blocks.first_mut().filter(same) {
        block.kind = BlockKind::Title;
    }
    article.meta.title = Some(title);
    article
}

/// Gives the blocks that begin at those places of the source a class name, by which cleaning knows them.
pub fn name_blocks(article: &mut Article, class: &str, is_named: impl Fn(usize) -> bool) {
    let map = article.source_map.as_ref();
    for block in &mut article.blocks {
        let at = map.map_or(block.span.start, |map| map.to_source(block.span.start));
        if is_named(at) {
            block.origin = Some(Box::new(Origin { classes: vec![class.to_string()], link_density: 0.0 }));
        }
    }
}

fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// The lines of a text without the white space round them; blank ones are empty. Line feeds, carriage
/// returns, form feeds and the Unicode separators all end a line.
fn lines(source: &str, body: Span) -> Vec<Span> {
    let bytes = &source.as_bytes()[..body.end];
    let mut lines = Vec::with_capacity(body.len() / 64);
    let mut start = body.start + mark_length(body.of(source));
    let mut at = start;
    while at < bytes.len() {
        // Nearly all bytes are no break; this test alone keeps the loop fast.
        let length = if bytes[at] < 0x10 || bytes[at] >= 0xc2 { break_at(bytes, at) } else { 0 };
        if length > 0 {
            lines.push(trimmed(source, start, at));
            start = at + length;
        }
        at += length.max(1);
    }
    lines.push(trimmed(source, start, body.end));
    lines
}

/// The byte order mark in front of a text.
fn mark_length(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// How many bytes of a line break stand at `at`: 0 when there is none.
fn break_at(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b'\n' | 0x0b | 0x0c => 1,
        b'\r' => 1 + usize::from(bytes.get(at + 1) == Some(&b'\n')),
        0xc2 if bytes.get(at + 1) == Some(&0x85) => 2,
        0xe2 if bytes[at..].starts_with(b"\xe2\x80\xa8") || bytes[at..].starts_with(b"\xe2\x80\xa9") => 3,
        _ => 0,
    }
}

fn trimmed(source: &str, start: usize, end: usize) -> Span {
    let line = Span::new(start, end).trim(source);
    // A quotation mark of mail with nothing after it is a blank line of the quotation.
    let blank = line.of(source).bytes().all(|byte| byte == b'>' || byte == b' ');
    if blank { Span::new(start, start) } else { line }
}

struct Paragraph {
    lines: std::ops::Range<usize>,
    kind: BlockKind,
}

/// Groups the lines: each its own paragraph, or joined where the document is hard-wrapped.
fn paragraphs(source: &str, lines: &[Span], setting: Setting) -> Vec<Paragraph> {
    let wrapped = setting != Setting::Unknown || is_wrapped(source, lines);
    let flow = Flow { source, setting, margin: margin(source, lines) };
    let mut paragraphs: Vec<Paragraph> = Vec::with_capacity(lines.len());
    for (i, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let kind = kind(line.of(source), setting);
        let before = paragraphs.last_mut().filter(|before| before.lines.end == i);
        let joins = |before: &&mut Paragraph| goes_on(before.kind, kind) && flow.joins(lines[i - 1], *line);
        match before.filter(|before| wrapped && joins(before)) {
            Some(before) => before.lines.end = i + 1,
            None => paragraphs.push(Paragraph { lines: i..i + 1, kind }),
        }
    }
    match setting {
        Setting::Unknown => {
            find_title(source, lines, &mut paragraphs);
            find_headings(source, lines, &mut paragraphs);
        }
        Setting::Wrapped => find_headings(source, lines, &mut paragraphs),
        Setting::Book => chapters::find(source, lines, &mut paragraphs),
        Setting::Letter => {}
    }
    paragraphs
}

/// Whether a line of kind `next` may continue a paragraph of kind `before`.
fn goes_on(before: BlockKind, next: BlockKind) -> bool {
    next == BlockKind::Paragraph && before != BlockKind::Quote
        || next == BlockKind::Quote && before == BlockKind::Quote
}

/// How the lines of a document go on in one another.
struct Flow<'a> {
    source: &'a str,
    setting: Setting,
    /// Columns of its longest line, as far as that can be the margin of a typed text.
    margin: usize,
}

impl Flow<'_> {
    fn joins(&self, before: Span, line: Span) -> bool {
        let words = (before.of(self.source), line.of(self.source));
        match self.setting {
            Setting::Unknown | Setting::Wrapped => true,
            Setting::Letter => depth(words.0) == depth(words.1) && self.is_full(words, LETTER_COLUMNS),
            Setting::Book if chapters::is_chapter(words.1) => false,
            Setting::Book if self.is_indented(line) => {
                self.is_indented(before) && self.is_full(words, self.margin * 3 / 4)
            }
            Setting::Book => true,
        }
    }

    /// Whether the next word would have gone beyond a column.
    fn is_full(&self, (before, line): (&str, &str), column: usize) -> bool {
        let next =
            line.trim_start_matches(['>', ' ']).split(' ').next().map_or(0, |word| word.chars().count());
        let length = before.chars().count();
        length <= *WRAP_COLUMNS.end() && length + 1 + next > column
    }

    fn is_indented(&self, line: Span) -> bool {
        self.source[..line.start].ends_with([' ', '\t'])
    }
}

/// A line of a letter that the next word would have taken beyond so many columns goes on.
const LETTER_COLUMNS: usize = 60;

/// How many times a line of a letter is quoted.
fn depth(line: &str) -> usize {
    line.chars().take_while(|c| matches!(c, '>' | ' ')).filter(|c| *c == '>').count()
}

fn margin(source: &str, lines: &[Span]) -> usize {
    let columns = lines.iter().take(LINES_LOOKED_AT).map(|line| line.of(source).chars().count());
    columns.filter(|columns| WRAP_COLUMNS.contains(columns)).max().unwrap_or(*WRAP_COLUMNS.end())
}

fn kind(line: &str, setting: Setting) -> BlockKind {
    if line.starts_with("> ") || setting == Setting::Letter && line.starts_with('>') {
        BlockKind::Quote
    } else if is_list_item(line) {
        BlockKind::ListItem
    } else {
        BlockKind::Paragraph
    }
}

fn is_list_item(line: &str) -> bool {
    let after_number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = (1..=3).contains(&(line.len() - after_number.len()));
    let marks: &[&str] =
        if numbered { &[". ", ") "] } else { &["- ", "* ", "+ ", "• ", "· ", "– ", "‣ ", "◦ "] };
    marks.iter().any(|mark| after_number.starts_with(mark))
}

/// A line shorter than this many columns is no sign of wrapping, and none longer is a wrapped line.
const WRAP_COLUMNS: std::ops::RangeInclusive<usize> = 40..=132;

/// As many lines tell how the whole is laid out.
const LINES_LOOKED_AT: usize = 2000;

/// Whether the lines are cut at a margin: no line reaches far beyond it, and where a line is followed by
/// another without a blank between, the next word would mostly not have fitted.
fn is_wrapped(source: &str, lines: &[Span]) -> bool {
    let lines = &lines[..lines.len().min(LINES_LOOKED_AT)];
    let columns: Vec<usize> = lines.iter().map(|line| line.of(source).chars().count()).collect();
    let margin = columns.iter().copied().max().unwrap_or(0);
    if !WRAP_COLUMNS.contains(&margin) {
        return false;
    }
    let pairs = (1..lines.len()).filter(|&i| !lines[i - 1].is_empty() && !lines[i].is_empty());
    let (mut all, mut full) = (0, 0);
    for i in pairs.filter(|&i| kind(lines[i].of(source), Setting::Unknown) != BlockKind::ListItem) {
        let next = lines[i].of(source).split(' ').next().map_or(0, |word| word.chars().count());
        all += 1;
        full += usize::from(columns[i - 1] + 1 + next > margin);
    }
    all > 0 && full * 10 >= all * 7
}

/// The first paragraph is the title when it is short, no sentence, and more follows.
fn find_title(source: &str, lines: &[Span], paragraphs: &mut [Paragraph]) {
    let [first, _, ..] = paragraphs else { return };
    let words = whole(lines, first).of(source);
    if first.kind == BlockKind::Paragraph && words.len() <= LONGEST_TITLE && !ends_like_prose(words) {
        first.kind = BlockKind::Title;
    }
}

/// A short line without final punctuation, between blank lines and before prose, is a heading.
fn find_headings(source: &str, lines: &[Span], paragraphs: &mut [Paragraph]) {
    for i in 1..paragraphs.len().saturating_sub(1) {
        let [before, this, next] = &mut paragraphs[i - 1..=i + 1] else { continue };
        let alone = before.lines.end < this.lines.start && this.lines.end < next.lines.start;
        let words = whole(lines, this).of(source);
        let short = this.lines.len() == 1 && words.len() <= LONGEST_HEADING && is_heading(words);
        let prose = next.kind == BlockKind::Paragraph && ends_like_prose(whole(lines, next).of(source));
        if alone && short && prose && this.kind == BlockKind::Paragraph {
            this.kind = BlockKind::Heading(2);
        }
    }
}

fn is_heading(words: &str) -> bool {
    let starts = words.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
    starts && !ends_like_prose(words) && !words.contains(':') && words.split_whitespace().count() <= 10
}

fn whole(lines: &[Span], paragraph: &Paragraph) -> Span {
    lines[paragraph.lines.start].hull(lines[paragraph.lines.end - 1])
}

fn ends_like_prose(words: &str) -> bool {
    let words = words.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    words.ends_with(['.', '!', '…', ':', ';', ',', '。', '！', '：', '，', '।', '۔'])
}
