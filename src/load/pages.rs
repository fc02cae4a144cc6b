//! Pages: an article that its site cuts into several pages is read as one, where the page itself says which is next
//! (`rel="next"`). Many sites say so of the next *article*: only an address that counts on from this one is followed.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use regex::{Captures, Regex};
use url::Url;

use super::fetch::{Fetched, Page};
use super::{Known, decode, text};
use crate::article::{Article, Block, BlockKind, Note};
use crate::span::Span;

/// Pages of the longest article.
const MOST_PAGES: usize = 20;

/// How long the pages after the first may take together.
const PATIENCE: Duration = Duration::from_secs(60);

/// Bytes of all pages together.
const MOST_BYTES: usize = 64 << 20;

/// Adds the pages that follow the first one; `first` is what was fetched of it.
pub fn follow(page: &Page, first: &Fetched, article: &mut Article) {
    let end = Instant::now() + PATIENCE;
    let (mut count, mut size) = (1, first.bytes.len());
    let mut next = next_page(first);
    while let Some(address) = next.take() {
        if count == MOST_PAGES || size > MOST_BYTES || Instant::now() > end {
            article.notes.push(Note(format!("There are more pages than the first {count}: {address}.")));
            break;
        }
        match read(page, &address) {
            Ok((fetched, more)) => {
                join(article, more);
                size += fetched.bytes.len();
                next = next_page(&fetched);
                count += 1;
            }
            Err(why) => {
                let note = format!("Page {} is missing: {why}", count + 1);
                article.notes.push(Note(note));
            }
        }
    }
    if count > 1 {
        article.notes.push(Note(format!("The site cuts this article into pages; {count} were joined.")));
    }
}

fn read(page: &Page, address: &str) -> Result<(Fetched, Article), String> {
    let page = page.linked(address);
    let fetched = page.fetch().map_err(|why| format!("{address}: {why}"))?;
    let article = text(&Known::web(&page, &fetched), &fetched.bytes).map_err(|why| why.to_string())?;
    Ok((fetched, article))
}

static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)<(?:a|link)\s[^<>]*>").expect("tested"));
static RELATION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?i)\srel\s*=\s*["']?[^"'<>]*\bnext\b"#).expect("tested"));
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?i)\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))"#).expect("tested"));

/// The address of the next page of the same article, where the page names one.
fn next_page(fetched: &Fetched) -> Option<String> {
    let (page, _) = decode::decode_as("", &fetched.bytes, fetched.charset.as_deref()).ok()?;
    let tags = TAG.find_iter(&page).filter(|tag| RELATION.is_match(tag.as_str()));
    let here = Url::parse(&fetched.address).ok()?;
    let mut links = tags.filter_map(|tag| {
        let found = ADDRESS.captures(tag.as_str())?;
        let link = (1..=3).find_map(|i| found.get(i))?.as_str();
        here.join(&html_escape::decode_html_entities(link)).ok().map(String::from)
    });
    links.find(|next| counts_on(&fetched.address, next))
}

/// A number of a page in an address: `?page=2`, `/page/2`, `/2`, `-2.html`, `_page2`.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let named = r"(?:[?&](?:page|p|pg|seite|pagina|paged)=|[/_.,-](?:page|seite|p|pg)?[/_-]?)";
    Regex::new(&format!(r"(?i)({named})([1-9]\d?)(\.\w{{2,5}})?(/?)$")).expect("tested")
});

/// Whether the address `next` is that of `here` with its page number one higher; a first page may have none.
fn counts_on(here: &str, next: &str) -> bool {
    let here = here.split('#').next().unwrap_or_default();
    let next = next.split('#').next().unwrap_or_default();
    let Some((base, number)) = numbered(next) else { return false };
    let first = || number == 2 && base == trimmed(here);
    first() || numbered(here).is_some_and(|(this, count)| this == base && count + 1 == number)
}

/// An address without its page number, and the number.
fn numbered(address: &str) -> Option<(String, u32)> {
    let found: Captures = NUMBER.captures(address)?;
    let before = &address[..found.get(0)?.start()];
    let ending = found.get(3).map_or("", |ending| ending.as_str());
    Some((trimmed(&format!("{before}{ending}")), found[2].parse().ok()?))
}

/// Without what does not tell two pages apart.
fn trimmed(address: &str) -> String {
    address.trim_end_matches('/').replacen("http://", "https://", 1)
}

/// Adds the blocks of a next page; what every page repeats (its title, who wrote it, the same lines) stands once.
fn join(article: &mut Article, next: Article) {
    for block in next.blocks {
        let words = block.span.of(&next.text);
        let head = matches!(block.kind, BlockKind::Title | BlockKind::Byline | BlockKind::Dateline);
        let again = || article.blocks.iter().any(|known| known.span.of(&article.text) == words);
        if head || again() {
            continue;
        }
        article.text.push('\n');
        let start = article.text.len();
        article.text.push_str(words);
        article.blocks.push(moved(block, start));
    }
}

fn moved(block: Block, start: usize) -> Block {
    let from = block.span.start;
    let there = |span: Span| Span::new(span.start - from + start, span.end - from + start);
    let markup = block.markup.into_iter().map(|(span, markup)| (there(span), markup)).collect();
    Block { span: there(block.span), markup, ..block }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_that_count_on_belong_to_the_article() {
        let yes = [
            ("https://a.example/weir", "https://a.example/weir/2"),
            ("https://a.example/weir/", "https://a.example/weir/page/2/"),
            ("https://a.example/weir/2", "https://a.example/weir/3"),
            ("https://a.example/weir.html", "https://a.example/weir-2.html"),
            ("https://a.example/weir-2.html", "https://a.example/weir-3.html"),
            ("https://a.example/weir.html", "https://a.example/weir_page2.html"),
            ("https://a.example/weir?id=7", "https://a.example/weir?id=7&page=2"),
            ("https://a.example/weir", "https://a.example/weir?page=2#top"),
            ("https://a.example/weir?page=9", "https://a.example/weir?page=10"),
        ];
        for (here, next) in yes {
            assert!(counts_on(here, next), "{here} {next}");
        }
        let no = [
            ("https://a.example/weir", "https://a.example/heron"),
            ("https://a.example/weir", "https://a.example/heron/2"),
            ("https://a.example/weir/2", "https://a.example/weir/2"),
            ("https://a.example/weir/2", "https://a.example/weir/4"),
            ("https://a.example/weir", "https://b.example/weir/2"),
            ("https://a.example/weir-10231.html", "https://a.example/weir-10232.html"),
            ("https://a.example/2026/04/01", "https://a.example/2026/04/02"),
        ];
        for (here, next) in no {
            assert!(!counts_on(here, next), "{here} {next}");
        }
    }
}
