//! Blocks: the content of a page, element by element, becomes blocks as a person sees them.

use dom_query::NodeRef;

use super::address;
use super::dom::{attribute, characters, classes, few_words, is_hidden, name, squeeze, words};
use super::table;
use super::writer::{List, Place, Writer};
use crate::article::{BlockKind, Markup};

/// Class names kept with a block.
const MOST_CLASSES: usize = 24;

/// A line before a lone break is a line by itself up to so many characters; a longer one may go on.
const SHORT_LINE: usize = 45;

/// Elements of which nothing is shown.
const UNSEEN: [&str; 19] = [
    "script", "style", "template", "head", "noscript", "button", "select", "textarea", "input", "svg",
    "canvas", "map", "datalist", "dialog", "title", "meta", "link", "nav", "progress",
];

/// Elements that stand in a line.
const INLINE: [&str; 38] = [
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "nobr",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    "amp-fit-text",
];

/// Writes what is under `node`; links are made whole against `base`.
pub fn write(node: &NodeRef, base: Option<&str>) -> Writer {
    let mut walk = Walk { writer: Writer::default(), base };
    walk.children(node, &Place::default());
    walk.writer.end();
    walk.writer
}

struct Walk<'a> {
    writer: Writer,
    base: Option<&'a str>,
}

impl Walk<'_> {
    fn children(&mut self, node: &NodeRef, place: &Place) {
        let mut place = place.clone();
        for child in node.children_it(false) {
            match characters(&child) {
                Some(words) => self.writer.words(&words, &place),
                None => self.element(&child, &mut place),
            }
        }
    }

    fn element(&mut self, node: &NodeRef, place: &mut Place) {
        let name = name(node);
        match name.as_str() {
            "" => {}
            "math" => self.formula(node, place),
            "noscript" => self.unscripted(node, place),
            name if UNSEEN.contains(&name) || is_hidden(node) || is_aside(node) => {}
            "br" => self.line_break(node, place),
            "hr" => self.writer.end(),
            "img" | "amp-img" => self.image(node, place),
            "iframe" | "video" | "audio" | "object" | "embed" | "amp-youtube" => {
                self.embed(node, &name, place)
            }
            "table" => self.table(node, place),
            "li" => self.item(node, place),
            "sup" if is_note_mark(node, place) => self.note_mark(node, place),
            name if INLINE.contains(&name) => self.inline(node, name, place),
            name => self.block(node, name, place),
        }
    }

    /// A lone break in prose is where a line happened to end; after a sentence, or a short line, it is meant.
    fn line_break(&mut self, node: &NodeRef, place: &Place) {
        let open = self.writer.open().trim_end();
        let twice = node.next_sibling().is_some_and(|next| {
            let next = if is_blank(&next) { next.next_sibling() } else { Some(next) };
            next.is_some_and(|next| name(&next) == "br")
        });
        let ended = open.ends_with(['.', '!', '?', ':', '"', '”', '»', '…', '。', ')']);
        if twice || ended || open.chars().count() <= SHORT_LINE {
            self.writer.end();
        } else {
            self.writer.words(" ", place);
        }
    }

    fn inline(&mut self, node: &NodeRef, name: &str, place: &Place) {
        let mut inner = place.clone();
        let markup = match name {
            "em" | "i" | "cite" | "dfn" => Some(Markup::Emphasis),
            "strong" | "b" => Some(Markup::Strong),
            "code" | "kbd" | "samp" | "tt" => Some(Markup::Code),
            "a" => {
                attribute(node, "href").and_then(|link| address::whole(self.base, &link)).map(Markup::Link)
            }
            _ => None,
        };
        inner.markup.extend(markup.filter(|new| !place.markup.contains(new)));
        if name == "q" {
            self.writer.words("“", &inner);
        }
        self.children(node, &inner);
        if name == "q" {
            self.writer.words("”", &inner);
        }
    }

    /// The mark of a footnote, told from the word before it.
    fn note_mark(&mut self, node: &NodeRef, place: &Place) {
        let mut inner = place.clone();
        let link = address::whole(self.base, &linked(node)).map(Markup::Link);
        inner.markup.extend(link);
        let number = words(node);
        self.writer.words(&format!("[{}]", number.trim_matches(['[', ']', '(', ')'])), &inner);
    }

    fn block(&mut self, node: &NodeRef, name: &str, place: &Place) {
        self.writer.end();
        let mut inner = place.clone();
        inner.classes = around(node, place);
        inner.kind = kind(name, place.kind, &inner.classes);
        inner.verbatim = place.verbatim || matches!(name, "pre" | "listing" | "xmp");
        match name {
            "ul" | "menu" | "dir" => inner.lists.push(List { number: None }),
            "ol" => inner.lists.push(List { number: Some(first_number(node)) }),
            _ => {}
        }
        self.children(node, &inner);
        self.writer.end();
    }

    fn item(&mut self, node: &NodeRef, place: &mut Place) {
        self.writer.end();
        let depth = place.lists.len();
        let mark = match place.lists.last_mut() {
            Some(List { number: Some(number) }) => {
                let own = attribute(node, "value").and_then(|value| value.parse().ok());
                let here = own.unwrap_or(*number);
                *number = here.saturating_add(1);
                format!("{here}. ")
            }
            _ if depth > 1 => "◦ ".to_string(),
            _ => "• ".to_string(),
        };
        let mut inner = place.clone();
        inner.classes = around(node, place);
        inner.kind = Some(BlockKind::ListItem);
        self.writer.mark = Some(mark);
        self.children(node, &inner);
        self.writer.end();
        self.writer.mark = None;
    }

    /// An image with something to say, as one named line; icons and counting pixels say nothing.
    fn image(&mut self, node: &NodeRef, place: &Place) {
        let alt = squeeze(&attribute(node, "alt").unwrap_or_default());
        let size = |name: &str| {
            attribute(node, name).and_then(|value| value.trim_end_matches("px").parse::<f32>().ok())
        };
        let small = ["width", "height"].into_iter().filter_map(size).any(|size| size < 50.0);
        if alt.is_empty() || small {
            return;
        }
        let sources =
            ["src", "data-src", "data-original"].into_iter().filter_map(|name| attribute(node, name));
        let link =
            sources.filter_map(|link| address::whole(self.base, &link)).find(|link| address::is_web(link));
        self.named("Image", &alt, link, BlockKind::Image, place);
    }

    /// What a page shows where no program runs: an image that it would load later, where it is not there already.
    fn unscripted(&mut self, node: &NodeRef, place: &Place) {
        let images = node.descendants_it().filter(|inner| name(inner) == "img");
        for image in images.collect::<Vec<NodeRef>>() {
            let alt = squeeze(&attribute(&image, "alt").unwrap_or_default());
            let line = format!("Image: {alt}");
            let there = self.writer.blocks.iter().rev().take(3);
            let mut there = there.map(|block| block.span.of(&self.writer.text));
            if !there.any(|words| words == line) {
                self.image(&image, place);
            }
        }
    }

    /// A formula: as its author wrote it (TeX), else its letters in a row.
    fn formula(&mut self, node: &NodeRef, place: &Place) {
        let is_tex = |node: &NodeRef| attribute(node, "encoding").is_some_and(|kind| kind.contains("tex"));
        let written = node.descendants_it().find(|inner| name(inner) == "annotation" && is_tex(inner));
        let written = written.map(|tex| words(&tex)).or_else(|| attribute(node, "alttext"));
        let row = || words(node).split(' ').collect::<String>();
        let mut inner = place.clone();
        inner.markup.push(Markup::Code);
        self.writer.words(&written.unwrap_or_else(row), &inner);
    }

    fn embed(&mut self, node: &NodeRef, name: &str, place: &Place) {
        let word = match name {
            "video" | "amp-youtube" => "Video",
            "audio" => "Audio",
            _ => "Embedded",
        };
        let inner = node
            .descendants_it()
            .filter(|node| super::dom::name(node) == "source")
            .find_map(|node| attribute(&node, "src"));
        let source = ["src", "data-src", "data"].into_iter().find_map(|name| attribute(node, name)).or(inner);
        let link =
            source.and_then(|link| address::whole(self.base, &link)).filter(|link| address::is_web(link));
        let title = squeeze(&attribute(node, "title").unwrap_or_default());
        let host = link.as_deref().and_then(|link| link.split('/').nth(2)).unwrap_or_default().to_string();
        let said = if title.is_empty() { host } else { title };
        if !said.is_empty() {
            self.named(word, &said, link, BlockKind::Embed, place);
        }
    }

    /// "Image: The harbour at dawn", leading to where it is.
    fn named(&mut self, word: &str, said: &str, link: Option<String>, kind: BlockKind, place: &Place) {
        let mut inner = place.clone();
        inner.markup = link.map(Markup::Link).into_iter().collect();
        self.writer.mark = None;
        self.writer.line(&format!("{word}: {said}"), kind, &inner);
    }

    fn table(&mut self, node: &NodeRef, place: &Place) {
        let Some(rows) = table::rows(node) else { return self.block(node, "div", place) };
        self.writer.end();
        let mut inner = place.clone();
        inner.classes = around(node, place);
        if let Some(caption) = node.children_it(false).find(|child| name(child) == "caption") {
            self.writer.line(&words(&caption), BlockKind::Caption, &inner);
        }
        inner.markup.clear();
        for line in table::lines(&rows) {
            self.writer.line(&line, BlockKind::TableRow, &inner);
        }
        self.links_of(node);
    }

    /// The links in a table lie over the words of its rows that carry them.
    fn links_of(&mut self, table: &NodeRef) {
        let rows =
            self.writer.blocks.iter().rev().take_while(|block| block.kind == BlockKind::TableRow).count();
        let mut at = self.writer.blocks.len() - rows;
        let mut from = self.writer.blocks.get(at).map_or(0, |block| block.span.start);
        for node in table.descendants_it().filter(|node| name(node) == "a") {
            let said = words(&node);
            let Some(link) = attribute(&node, "href").and_then(|link| address::whole(self.base, &link))
            else {
                continue;
            };
            let Some(found) = self.writer.text[from..].find(&said).filter(|_| !said.is_empty()) else {
                continue;
            };
            let span = crate::span::Span::new(from + found, from + found + said.len());
            while self.writer.blocks.get(at).is_some_and(|block| block.span.end < span.end) {
                at += 1;
            }
            if let Some(block) = self.writer.blocks.get_mut(at) {
                block.markup.push((span, Markup::Link(link)));
            }
            from = span.end;
        }
    }
}

/// Class names of what is there for screen readers, comes up when one points at it, numbers lines of code or edits.
const ASIDE: [&str; 18] = [
    "mw-editsection",
    "lineno",
    "linenos",
    "line-numbers-rows",
    "rouge-gutter",
    "hljs-ln-numbers",
    "blob-num",
    "sr-only",
    "visually-hidden",
    "visuallyhidden",
    "screen-reader-text",
    "screenreader",
    "tooltip",
    "popover",
    "popup",
    "rollover-block",
    "a11y-hidden",
    "hidden",
];

pub fn is_aside(node: &NodeRef) -> bool {
    let is = |class: &String| {
        ASIDE.contains(&class.as_str()) || class == "gutter" && matches!(name(node).as_str(), "td" | "pre")
    };
    node.has_attr("class") && classes(node).iter().any(is)
}

fn kind(name: &str, around: Option<BlockKind>, classes: &[String]) -> Option<BlockKind> {
    let heading =
        name.strip_prefix('h').and_then(|level| level.parse().ok()).filter(|level| (1..=6).contains(level));
    match name {
        _ if heading.is_some() => heading.map(BlockKind::Heading),
        "blockquote" => Some(BlockKind::Quote),
        "pre" | "listing" | "xmp" => Some(BlockKind::Code),
        "figcaption" => Some(BlockKind::Caption),
        _ if around.is_none() && classes.iter().take(2).any(|class| is_caption(class)) => {
            Some(BlockKind::Caption)
        }
        _ => around,
    }
}

/// Whether a class name says that it is the caption of an image.
fn is_caption(class: &str) -> bool {
    class.contains("caption") && !class.contains("container") || class.contains("figcaption")
}

/// Class names and ids of an element and of those around it, the nearest first.
fn around(node: &NodeRef, place: &Place) -> Vec<String> {
    let mut all = classes(node);
    all.extend(place.classes.iter().cloned());
    all.truncate(MOST_CLASSES);
    all
}

fn first_number(list: &NodeRef) -> usize {
    attribute(list, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1)
}

fn is_blank(node: &NodeRef) -> bool {
    characters(node).is_some_and(|words| words.trim().is_empty())
}

fn is_number(words: &str) -> bool {
    let bare = words.trim_matches(['[', ']', '(', ')']);
    !bare.is_empty() && bare.len() <= 3 && bare.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_note_mark(node: &NodeRef, place: &Place) -> bool {
    let in_link = place.markup.iter().any(|markup| matches!(markup, Markup::Link(_)));
    few_words(node, 8).is_some_and(|words| is_number(&words)) && (in_link || !linked(node).is_empty())
}

/// Where the first link in it, or around it, leads.
fn linked(node: &NodeRef) -> String {
    let inside = node
        .descendants_it()
        .find_map(|node| if name(&node) == "a" { attribute(&node, "href") } else { None });
    inside.unwrap_or_default()
}
