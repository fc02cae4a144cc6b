//! Meta: what a page says about its article: title, byline, site, date, language, address. For each, in this order:
//! JSON-LD, meta elements, elements marked for it, the address, and the words near the title.

use dom_query::{Document, NodeRef};

use super::dom::{attribute, classes, few_words, name, squeeze, words};
use super::{address, date, json_ld};
use crate::article::Meta;

/// What a page says about itself.
pub struct Page {
    pub meta: Meta,
    pub facts: json_ld::Facts,
    /// What OpenGraph calls the page: "article", "website", "video".
    pub kind: Option<String>,
}

/// Elements looked at for a date or a name.
const LOOKED_AT: usize = 20_000;
/// Elements after the heading looked at for a date in mere words.
const NEAR: usize = 1500;

/// The longest byline, in characters.
const LONGEST_BYLINE: usize = 120;

pub fn read(page: &Document, address: Option<&str>) -> Page {
    let source = Source::new(page);
    let facts = json_ld::facts(page);
    let url = url(&source, &facts, address);
    let site = facts
        .publisher
        .clone()
        .or_else(|| source.named(&["og:site_name", "application-name", "dc.publisher"]));
    let meta = Meta {
        title: title(&source, &facts, site.as_deref()),
        byline: byline(&source, &facts, site.as_deref()),
        published: published(&source, &facts, url.as_deref()),
        language: language(&source, &facts),
        site,
        url,
    };
    Page { meta, facts, kind: source.named(&["og:type"]) }
}

/// The elements that may tell something, in order of the page.
struct Source<'a> {
    /// Names (in lower case) and contents of the meta elements.
    metas: Vec<(String, String)>,
    elements: Vec<NodeRef<'a>>,
    /// Where in `elements` the main heading stands.
    heading: Option<usize>,
    root: NodeRef<'a>,
}

impl<'a> Source<'a> {
    fn new(page: &'a Document) -> Source<'a> {
        let root = page.html_root();
        let (mut metas, mut elements) = (Vec::new(), Vec::new());
        for node in page.root().descendants_it().filter(|node| node.is_element()) {
            if name(&node) == "meta" {
                metas.extend(meta_element(&node));
            } else {
                elements.push(node);
            }
        }
        let heading = elements.iter().position(|node| name(node) == "h1" && !words(node).is_empty());
        Source { metas, elements, heading, root }
    }

    /// The first of these meta elements that says something.
    fn named(&self, names: &[&str]) -> Option<String> {
        let value = |wanted: &&str| {
            self.metas.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
        };
        names.iter().find_map(value)
    }

    /// The elements in the order in which they may tell something of the article: from a little before its heading
    /// on, then all.
    fn near_heading(&self) -> impl Iterator<Item = &NodeRef<'a>> {
        let from = self.heading.map_or(0, |at| at.saturating_sub(40));
        self.elements[from..].iter().chain(&self.elements[..from]).take(LOOKED_AT)
    }

    fn links(&self, rel: &str) -> Option<String> {
        let is = |node: &&NodeRef| {
            name(node) == "link"
                && attribute(node, "rel").is_some_and(|value| value.eq_ignore_ascii_case(rel))
        };
        self.elements.iter().find(is).and_then(|node| attribute(node, "href"))
    }
}

fn meta_element(node: &NodeRef) -> Option<(String, String)> {
    let key =
        ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(|key| attribute(node, key))?;
    let value = squeeze(&html_escape::decode_html_entities(&attribute(node, "content")?));
    (!value.is_empty()).then(|| (key.trim().to_lowercase(), value))
}

fn url(source: &Source, facts: &json_ld::Facts, address: Option<&str>) -> Option<String> {
    let said = [
        source.links("canonical"),
        source.named(&["og:url"]),
        facts.url.clone(),
        address.map(str::to_string),
    ];
    said.into_iter().flatten().map(|url| url.trim().to_string()).find(|url| address::is_web(url))
}

fn title(source: &Source, facts: &json_ld::Facts, site: Option<&str>) -> Option<String> {
    let page = source.elements.iter().find(|node| name(node) == "title").map(words).unwrap_or_default();
    let heading = source.heading.map(|at| words(&source.elements[at]));
    // A heading that the page's title repeats is the title itself; others name the site.
    let heading = heading
        .filter(|words| words.chars().count() > 3 && page.to_lowercase().contains(&words.to_lowercase()));
    let said = heading
        .or_else(|| facts.headline.clone())
        .or_else(|| source.named(&["og:title", "twitter:title", "dc.title"]));
    said.or(Some(page)).map(|title| without_site(&title, site)).filter(|title| !title.is_empty())
}

/// Without the name of the site at one of its ends.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in [" | ", " - ", " — ", " – ", " :: ", " » "] {
        let (Some((front, end)), Some((start, back))) = (title.rsplit_once(mark), title.split_once(mark))
        else {
            continue;
        };
        let is_site = |part: &str| site.is_some_and(|site| part.eq_ignore_ascii_case(site));
        if is_site(end) || (site.is_none() && end.split(' ').count() <= 3 && front.split(' ').count() > 3) {
            return front.trim().to_string();
        }
        if is_site(start) {
            return back.trim().to_string();
        }
    }
    title.trim().to_string()
}

fn byline(source: &Source, facts: &json_ld::Facts, site: Option<&str>) -> Option<String> {
    let good = |name: &String| is_name(name) && site.is_none_or(|site| !name.eq_ignore_ascii_case(site));
    let mut authors: Vec<String> = facts.authors.iter().map(|name| bare_name(name)).filter(good).collect();
    authors.dedup();
    if !authors.is_empty() {
        return Some(authors.join(", "));
    }
    let named = [
        "author",
        "article:author",
        "byl",
        "dc.creator",
        "parsely-author",
        "sailthru.author",
        "twitter:creator",
    ];
    let said = named.into_iter().filter_map(|name| source.named(&[name]));
    let marked = || {
        source
            .near_heading()
            .filter(|node| is_author(node))
            .filter_map(|node| few_words(node, LONGEST_BYLINE * 2))
    };
    let bare = said.chain(marked()).map(|words| bare_name(&words));
    bare.into_iter().find(good)
}

fn is_author(node: &NodeRef) -> bool {
    let is = |attr: &str, value: &str| {
        attribute(node, attr).is_some_and(|found| found.eq_ignore_ascii_case(value))
    };
    let class = |class: &String| {
        matches!(
            class.as_str(),
            "byline"
                | "author"
                | "author-name"
                | "byline-name"
                | "by-line"
                | "article-author"
                | "post-author"
                | "byline__name"
                | "c-byline"
        )
    };
    is("rel", "author") || is("itemprop", "author") || classes(node).iter().any(class)
}

/// Whether it may be the name of who wrote an article.
fn is_name(words: &str) -> bool {
    let length = words.chars().count();
    (3..=LONGEST_BYLINE).contains(&length)
        && words.chars().any(char::is_alphabetic)
        && !words.contains("://")
        && !words.starts_with('@')
        && words.split(' ').count() <= 14
}

/// Without "by", and without what sites put after a name: a date, a desk, an account.
fn bare_name(words: &str) -> String {
    let words = without_by(words);
    let cut = [" | ", " @", " - "].into_iter().filter_map(|mark| words.find(mark)).min();
    let front = &words[..cut.unwrap_or(words.len())];
    let end = date::find(front).and_then(|date| front.find(date)).unwrap_or(front.len());
    front[..end].trim().trim_end_matches([',', ';', '·', '•', '|', '-', '–']).trim().to_string()
}

fn without_by(words: &str) -> String {
    let lower = words.to_lowercase();
    let by = ["by ", "by: ", "von ", "par ", "por ", "di "].into_iter().find(|by| lower.starts_with(by));
    words.get(by.map_or(0, str::len)..).unwrap_or(words).trim().to_string()
}

fn published(source: &Source, facts: &json_ld::Facts, url: Option<&str>) -> Option<String> {
    let dated = |said: String| date::find(&said).is_some().then_some(said);
    let named = [
        "article:published_time",
        "datepublished",
        "og:article:published_time",
        "date",
        "pubdate",
        "publishdate",
        "publish-date",
        "dc.date.issued",
        "dc.date",
        "dcterms.created",
        "dc.date.created",
        "sailthru.date",
        "parsely-pub-date",
        "article.published",
        "published-date",
        "article_date_original",
        "displaydate",
        "originalpublicationdate",
        "citation_publication_date",
        "date_published",
        "cxenseparse:recs:publishtime",
        "og:pubdate",
        "og:published_time",
        "rnews:datepublished",
        "shareaholic:article_published_time",
        "video:release_date",
        "dcterms.date",
        "publication_date",
    ];
    let named = || named.iter().find_map(|name| source.named(&[name]).and_then(dated));
    let said = facts.published.clone().and_then(dated).or_else(named);
    said.or_else(|| in_elements(source))
        .or_else(|| url.and_then(date::in_address))
        .or_else(|| in_words(source))
}

/// The date of a `time` element, or of one whose class says what it is; those near the heading first.
fn in_elements(source: &Source) -> Option<String> {
    let time = |node: &NodeRef| {
        let machine = ["datetime", "content"].into_iter().find_map(|name| attribute(node, name));
        let machine = machine.filter(|said| date::find(said).is_some());
        machine.or_else(|| short_date(node))
    };
    let marked = |node: &NodeRef| {
        attribute(node, "itemprop").is_some_and(|value| value.eq_ignore_ascii_case("datePublished"))
    };
    let times = || source.near_heading().filter(|node| name(node) == "time");
    let dated = || {
        source
            .near_heading()
            .filter(|node| name(node) != "time" && classes(node).iter().any(|class| is_date(class)))
    };
    let first = source.near_heading().filter(|node| marked(node)).find_map(time);
    let pubdate = || times().filter(|node| node.has_attr("pubdate")).find_map(time);
    first.or_else(pubdate).or_else(|| times().find_map(time)).or_else(|| dated().find_map(short_date))
}

/// Class names that say that a date is in it.
fn is_date(class: &str) -> bool {
    [
        "date",
        "time",
        "publish",
        "posted",
        "byline",
        "dateline",
        "entry-meta",
        "post-meta",
        "published",
        "info",
        "meta",
    ]
    .iter()
    .any(|part| class.contains(part))
}

/// The date in an element of few words.
fn short_date(node: &NodeRef) -> Option<String> {
    date::find(&few_words(node, 200)?).map(str::to_string)
}

/// The first date in a short line after the heading (or, without one, in the page).
fn in_words(source: &Source) -> Option<String> {
    let from = source.heading.unwrap_or(0);
    let leaf = |node: &&NodeRef| {
        !matches!(
            name(node).as_str(),
            "script" | "style" | "title" | "noscript" | "head" | "html" | "body" | "option"
        )
    };
    source.elements[from..].iter().take(NEAR).filter(leaf).find_map(short_date)
}

fn language(source: &Source, facts: &json_ld::Facts) -> Option<String> {
    let html = ["lang", "xml:lang"].into_iter().find_map(|name| attribute(&source.root, name));
    let said = [
        html,
        facts.language.clone(),
        source.named(&["og:locale", "content-language", "language", "dc.language"]),
    ];
    said.into_iter().flatten().find_map(|said| {
        let code: String =
            said.trim().chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
        (code.len() == 2).then_some(code)
    })
}
