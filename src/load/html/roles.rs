//! Roles: which blocks are the title, the byline, the date or a caption, told from what the page says of itself, from
//! class names and from what stands beside them.

use super::date;
use crate::article::{Block, BlockKind, Meta};

/// The title, byline and date stand among the first blocks.
const HEAD: usize = 12;
/// The longest of these lines, in characters.
const LONGEST: usize = 160;
/// The longest caption, in characters.
const LONGEST_CAPTION: usize = 400;

/// Gives the blocks of a page the kinds that their elements do not tell.
pub fn assign(text: &str, blocks: &mut [Block], meta: &Meta) {
    let end = blocks.iter().position(|block| is_prose(block.span.of(text))).unwrap_or(blocks.len());
    for (i, block) in blocks.iter_mut().enumerate() {
        let words = block.span.of(text);
        if i < end.min(HEAD) && words.chars().count() <= LONGEST {
            block.kind = head_kind(words, block, meta);
        }
    }
    for i in 0..blocks.len() {
        if is_caption(text, blocks, i) {
            blocks[i].kind = BlockKind::Caption;
        }
    }
}

/// Who wrote the article, where only a line of the page says so: "By Ana Duarte".
pub fn byline(text: &str, blocks: &[Block]) -> Option<String> {
    let lines =
        blocks.iter().filter(|block| block.kind == BlockKind::Byline).map(|block| block.span.of(text));
    let name = |line: &str| {
        let name =
            BY.iter().find_map(|by| Some(line.get(by.len()..).filter(|_| begins(line, by))?.trim()))?;
        let names = name.chars().next()?.is_uppercase() && name.split_whitespace().count() <= MOST_NAMES;
        (names && date::find(name).is_none() && !name.contains('|')).then(|| name.to_string())
    };
    lines.filter_map(name).next()
}

const BY: [&str; 6] = ["by ", "by: ", "written by ", "von ", "por ", "par "];

/// Words of the longest names.
const MOST_NAMES: usize = 6;

fn begins(line: &str, by: &str) -> bool {
    line.get(..by.len()).is_some_and(|front| front.eq_ignore_ascii_case(by))
}

/// The kind of a short line before the first prose.
fn head_kind(words: &str, block: &Block, meta: &Meta) -> BlockKind {
    let plain = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::ListItem);
    let same = |said: &Option<String>| {
        said.as_deref().is_some_and(|said| said.trim().eq_ignore_ascii_case(words.trim()))
    };
    match block.kind {
        kind if !plain => kind,
        BlockKind::Heading(_) | BlockKind::Paragraph if same(&meta.title) => BlockKind::Title,
        kind if is_byline(words, block, meta) && kind == BlockKind::Paragraph => BlockKind::Byline,
        _ if is_dateline(words) => BlockKind::Dateline,
        kind => kind,
    }
}

fn is_byline(words: &str, block: &Block, meta: &Meta) -> bool {
    let lower = words.to_lowercase();
    let author = meta.byline.as_deref().is_some_and(|byline| lower.contains(&byline.to_lowercase()));
    let by = BY.iter().any(|by| lower.starts_with(by));
    let short = words.split_whitespace().count() <= 12;
    short && (author || by || near(block, |class| matches!(class, "byline" | "author" | "author-name")))
}

/// Whether a line says when, and little else.
fn is_dateline(words: &str) -> bool {
    let Some(date) = date::find(words) else { return false };
    let rest = words.len() - date.len();
    rest <= 60 && words.split_whitespace().count() <= 16 && !words.ends_with(['.', '!', '?', '”'])
}

fn is_prose(words: &str) -> bool {
    words.chars().count() > 120 && words.split_whitespace().count() > 12
}

/// Whether the words belong to the image before or after them.
fn is_caption(text: &str, blocks: &[Block], i: usize) -> bool {
    let block = &blocks[i];
    let words = block.span.of(text);
    let plain = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem);
    if !plain || words.chars().count() > LONGEST_CAPTION {
        return false;
    }
    let beside = [i.checked_sub(1), i.checked_sub(2), Some(i + 1)]
        .into_iter()
        .flatten()
        .filter_map(|at| blocks.get(at));
    let mut images = beside.filter(|block| block.kind == BlockKind::Image);
    let says_so = near(block, |class| {
        ["caption", "photo-credit", "image-credit", "photocredit"].iter().any(|part| class.contains(part))
    });
    says_so
        || images.any(|image| is_named(image.span.of(text), words))
        || has_credit(words) && images_near(blocks, i)
}

fn images_near(blocks: &[Block], i: usize) -> bool {
    let from = i.saturating_sub(2);
    blocks[from..(i + 2).min(blocks.len())]
        .iter()
        .any(|block| matches!(block.kind, BlockKind::Image | BlockKind::Caption))
}

/// Whether the name of an image ("Image: ...") and some words say the same.
fn is_named(image: &str, words: &str) -> bool {
    let name = image.split_once(": ").map_or(image, |(_, name)| name).trim();
    let front = |text: &str| text.chars().take(60).collect::<String>().to_lowercase();
    let words = words.trim_start_matches("• ");
    name.len() > 12
        && words.len() > 12
        && (front(words).starts_with(&front(name)) || front(name).starts_with(&front(words)))
}

/// "(Image: AGENCY)", "Credit: Agency" at the end; "Photo by ..." all over.
fn has_credit(words: &str) -> bool {
    let lower = words.to_lowercase();
    let tail: String = {
        let all: Vec<char> = lower.chars().collect();
        all[all.len().saturating_sub(70)..].iter().collect()
    };
    let marks = [
        "(image:",
        "(photo:",
        "(picture:",
        "(photo by",
        "(image credit",
        "credit:",
        "photo:",
        "image:",
        "photograph:",
        "(foto:",
        "foto:",
        "getty images",
    ];
    marks.iter().any(|mark| tail.contains(mark))
}

/// Whether one of the nearest class names is of a kind.
fn near(block: &Block, is: impl Fn(&str) -> bool) -> bool {
    block.origin.iter().flat_map(|origin| origin.classes.iter().take(3)).any(|class| is(class))
}
