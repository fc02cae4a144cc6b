//! Content: which part of a page is its article. The first candidate is what dom_smoothie (after Mozilla's
//! Readability) finds; where the page's own data disagrees, or little was found, other parts of the page are tried.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::blocks;
use super::dom::{attribute, classes, few_words, name};
use super::json_ld::Facts;
use super::writer::{Place, Writer};
use crate::article::{BlockKind, Markup};

/// Fewer characters of prose than this make no article by themselves.
const LITTLE: usize = 250;
/// Share of the words that the page's data gives which the content has to have.
const ENOUGH: f32 = 0.7;
/// The longest note, in bytes.
const LONGEST_NOTE: usize = 1000;
/// A body in the page's data with fewer words than this is a summary.
const BODY_WORDS: usize = 60;

/// Notes at the foot that are looked for.
const MOST_NOTES: usize = 200;

/// The notes that the content's own marks lead to, where they stand outside of it, become its last items.
pub fn add_notes(page: &Document, base: Option<&str>, writer: &mut Writer) {
    let links = writer.blocks.iter().flat_map(|block| &block.markup);
    let marks: Vec<(String, String)> = links
        .filter_map(|(span, markup)| match markup {
            Markup::Link(link) => {
                Some((span.of(&writer.text).to_string(), link.strip_prefix('#')?.to_string()))
            }
            _ => None,
        })
        .filter(|(mark, _)| mark.len() <= 6)
        .take(MOST_NOTES)
        .collect();
    if marks.is_empty() {
        return;
    }
    let root = page.root();
    let with_id = root.descendants_it().filter_map(|node| Some((node.id_attr()?.to_string(), node)));
    let places: HashMap<String, NodeRef> = with_id.collect();
    for (mark, id) in marks {
        let Some(note) = places.get(&id) else { continue };
        let said = blocks::write(note, base).text.replace('\n', " ");
        let said = said.trim_start_matches(['•', '↑', '^', ' ']);
        if !said.is_empty() && said.len() <= LONGEST_NOTE && !writer.text.contains(said) {
            writer.line(&format!("{mark} {said}"), BlockKind::ListItem, &Place::default());
        }
    }
}

/// Where the content was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Page,
    /// In the page's data alone: the page itself shows nothing of it.
    Data,
}

/// The content of a page.
pub fn find(page: &Document, base: Option<&str>, facts: &Facts) -> (Writer, From) {
    let evidence = Evidence::new(facts);
    let first = readable(page, base).unwrap_or_default();
    if evidence.share(&first.text) >= ENOUGH && prose(&first) >= LITTLE {
        return (first, From::Page);
    }
    let others = parts(page).into_iter().map(|part| blocks::write(&part, base));
    let best = others.fold(first, |best, other| if evidence.prefers(&other, &best) { other } else { best });
    match facts.body.as_deref().filter(|_| evidence.share(&best.text) < ENOUGH) {
        Some(body) => (of_data(body), From::Data),
        None => (best, From::Page),
    }
}

/// What Readability finds. It is not ours, and pages are hostile: should it panic, the other candidates are left.
fn readable(page: &Document, base: Option<&str>) -> Option<Writer> {
    let page = page.clone();
    plain_addresses(&page);
    drop_asides(&page);
    keep_posts(&page);
    let content = catch_unwind(AssertUnwindSafe(|| {
        let config = Config { keep_classes: true, ..Config::default() };
        Some(Readability::with_document(page, None, Some(config)).ok()?.parse().ok()?.content)
    }));
    let content = Document::fragment(content.ok()??);
    Some(blocks::write(&content.root(), base))
}

/// Takes out short words that are not for the eye: what goes on from here may lose the class names that say so.
fn drop_asides(page: &Document) {
    let root = page.root();
    let asides =
        root.descendants_it().filter(|node| blocks::is_aside(node) && few_words(node, SHORT).is_some());
    asides.collect::<Vec<NodeRef>>().iter().for_each(NodeRef::remove_from_parent);
}

/// Bytes of the longest of them.
const SHORT: usize = 200;

/// Leaves only ASCII in the attributes of embedded things: dom_smoothie 0.19 cuts the addresses of videos at bytes,
/// and panics inside a longer character.
fn plain_addresses(page: &Document) {
    let root = page.root();
    let embedded = root.descendants_it().filter(|node| EMBEDDED.contains(&name(node).as_str()));
    for node in embedded.collect::<Vec<NodeRef>>() {
        for attribute in node.attrs().into_iter().filter(|attribute| !attribute.value.is_ascii()) {
            let plain: String = attribute.value.chars().filter(char::is_ascii).collect();
            node.set_attr(&attribute.name.local, &plain);
        }
    }
}

const EMBEDDED: [&str; 5] = ["iframe", "object", "embed", "video", "source"];

/// Posts of other sites are quoted in articles: what only wraps them must not look like a bar of share buttons.
fn keep_posts(page: &Document) {
    let root = page.root();
    let is_post = |node: &NodeRef| classes(node).iter().any(|class| POSTS.contains(&class.as_str()));
    let posts = root.descendants_it().filter(|node| name(node) == "blockquote" && is_post(node));
    for wrap in posts.collect::<Vec<NodeRef>>().iter().filter_map(NodeRef::parent) {
        if name(&wrap) == "div" && wrap.element_children().len() <= 2 {
            wrap.remove_attrs(&["class", "id"]);
            // A `div` with more links than words would be taken out.
            wrap.rename("section");
        }
    }
}

const POSTS: [&str; 5] =
    ["twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "bluesky-embed"];

/// The parts of a page that are meant for its article, the narrowest first; at last all of it.
fn parts(page: &Document) -> Vec<NodeRef<'_>> {
    let all: Vec<NodeRef> = page.root().descendants_it().filter(|node| node.is_element()).collect();
    let marked = |node: &&NodeRef| {
        attribute(node, "itemprop").is_some_and(|value| value.eq_ignore_ascii_case("articleBody"))
    };
    let class = |node: &&NodeRef| classes(node).iter().any(|class| CONTENT.contains(&class.as_str()));
    let named = |wanted: &'static str| move |node: &&NodeRef| name(node) == wanted;
    let first = [
        all.iter().find(marked),
        all.iter().find(class),
        all.iter().find(named("article")),
        all.iter().find(named("main")),
        all.iter().find(named("body")),
    ];
    first.into_iter().flatten().cloned().collect()
}

/// Class names and ids that many sites give to the content of an article.
const CONTENT: [&str; 10] = [
    "article-body",
    "entry-content",
    "post-content",
    "article-content",
    "article__body",
    "post-body",
    "story-body",
    "articlebody",
    "article-text",
    "content-body",
];

/// What the page's data says of the article's words.
struct Evidence {
    words: HashSet<String>,
}

impl Evidence {
    fn new(facts: &Facts) -> Evidence {
        let words: HashSet<String> = facts.body.as_deref().map(pairs).unwrap_or_default();
        Evidence { words: if words.len() >= BODY_WORDS { words } else { HashSet::new() } }
    }

    /// Share of the known words that a text has; all, where none are known.
    fn share(&self, text: &str) -> f32 {
        if self.words.is_empty() {
            return 1.0;
        }
        let own = pairs(text);
        self.words.iter().filter(|pair| own.contains(*pair)).count() as f32 / self.words.len() as f32
    }

    /// Whether one candidate is clearly better than another.
    fn prefers(&self, one: &Writer, other: &Writer) -> bool {
        if self.words.is_empty() {
            return prose(other) < LITTLE && prose(one) > 2 * prose(other);
        }
        self.share(&one.text) > self.share(&other.text) + 0.1
    }
}

/// All pairs of words that stand side by side.
fn pairs(text: &str) -> HashSet<String> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(2).map(|pair| pair.join(" ")).collect()
}

/// Characters in blocks of prose.
fn prose(writer: &Writer) -> usize {
    let words = |block: &&crate::article::Block| {
        let loose = block
            .markup
            .iter()
            .any(|(span, markup)| matches!(markup, Markup::Link(_)) && span.len() * 2 > block.span.len());
        matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote | BlockKind::ListItem) && !loose
    };
    let length = |block: &crate::article::Block| block.span.of(&writer.text).chars().count();
    writer.blocks.iter().filter(words).map(length).filter(|length| *length > 40).sum()
}

/// The words that stand in the page's data, paragraph by paragraph.
fn of_data(body: &str) -> Writer {
    let mut writer = Writer::default();
    for line in body.lines() {
        writer.words(line, &Place::default());
        writer.end();
    }
    writer
}
