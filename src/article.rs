//! What an article is: its text, the blocks the text falls into, and what cleaning says about them. Plain data, no behaviour.

mod markups;
mod source_map;

use crate::span::Span;
pub use markups::Markups;
pub use source_map::SourceMap;

/// An article as it was loaded.
///
/// `text` holds every block in order, one `\n` between two of them. Inside a block there is no line
/// break and no run of spaces (lines of code and rows of tables keep their spaces). Nothing is ever
/// deleted from it: cleaning marks, layout folds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    pub meta: Meta,
    pub text: String,
    pub blocks: Vec<Block>,
    /// Present where the text differs from the input's own text (plain text, records).
    pub source_map: Option<SourceMap>,
    pub notes: Vec<Note>,
}

/// The index of the block that holds the byte at `offset` (or ends right before it).
pub fn block_at(article: &Article, offset: usize) -> usize {
    article.blocks.partition_point(|block| block.span.start <= offset).saturating_sub(1)
}

impl Article {
    /// The title the source gives, where none of the first blocks says it already.
    pub fn title_apart(&self) -> Option<&str> {
        let said =
            |title: &str| self.blocks.iter().take(3).any(|b| b.span.of(&self.text).trim() == title.trim());
        self.meta.title.as_deref().filter(|title| !said(title))
    }

    /// The links in order of the text, with their addresses; a link is known by its place in this list, counted from 1.
    pub fn links(&self) -> Vec<(Span, &str)> {
        let mut links: Vec<(Span, &str)> = Vec::new();
        for (span, markup) in self.blocks.iter().flat_map(|block| &block.markup) {
            if let Markup::Link(address) = markup {
                links.push((*span, address));
            }
        }
        links.sort();
        links
    }

    /// The title that the source gives, else the words of the title block.
    pub fn title(&self) -> Option<&str> {
        let block = self.blocks.iter().find(|block| block.kind == BlockKind::Title);
        self.meta.title.as_deref().or(block.map(|block| block.span.of(&self.text)))
    }

    /// The site it is from, in lower case: the host of its address without `www.`, else the name the source gives.
    pub fn site(&self) -> Option<String> {
        let host = |url: &str| {
            let rest = url.split_once("://")?.1;
            let host = rest.split(['/', '?', '#', ':']).next()?;
            Some(host.rsplit('@').next()?.to_lowercase().trim_start_matches("www.").to_string())
        };
        let name = || Some(self.meta.site.as_deref()?.trim().to_lowercase());
        self.meta.url.as_deref().and_then(host).or_else(name).filter(|site| !site.is_empty())
    }
}

/// Whether an address is one that a browser may be given: http or https, in one piece.
pub fn is_web_address(address: &str) -> bool {
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    let odd = |c: char| c.is_whitespace() || c.is_control();
    (lower.starts_with("http://") || lower.starts_with("https://")) && !address.contains(odd)
}

/// What the source says about the article. A title that is no block is drawn, never put into the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meta {
    pub url: Option<String>,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub site: Option<String>,
    /// As the source writes it.
    pub published: Option<String>,
    /// ISO 639-1 code, as the source declares it.
    pub language: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Never empty; blocks are in order and one byte (`\n`) apart.
    pub span: Span,
    pub kind: BlockKind,
    pub markup: Markups,
    pub origin: Option<Box<Origin>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    Title,
    Byline,
    Dateline,
    /// Level 1 to 6.
    Heading(u8),
    Paragraph,
    ListItem,
    Quote,
    Code,
    TableRow,
    Caption,
    Image,
    Embed,
}

impl BlockKind {
    /// Whether a block of this kind and one of the `next` kind stand without a blank line between them.
    pub fn is_followed_closely_by(self, next: BlockKind) -> bool {
        use BlockKind::{Byline, Code, Dateline, ListItem, TableRow};
        let pair = (self, next);
        matches!(pair, (ListItem, ListItem) | (Code, Code) | (TableRow, TableRow) | (Byline, Dateline))
    }

    /// Blocks of prose, which paragraph numbers count.
    pub fn is_paragraph(self) -> bool {
        matches!(self, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Markup {
    Emphasis,
    Strong,
    Code,
    /// The address it leads to.
    Link(String),
}

/// Where a block of an HTML page came from: evidence for cleaning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    pub classes: Vec<String>,
    /// Share of the block's characters that are links, 0 to 1.
    pub link_density: f32,
}

/// Something a reader should know about how the article was loaded, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note(pub String);

/// What cleaning found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// `clutter[i]` belongs to `blocks[i]`. In boxes, as most blocks are none.
    pub clutter: Vec<Option<Box<Clutter>>>,
    /// In order of the text.
    pub suspects: Vec<Suspect>,
}

impl Marks {
    /// Whether the block is folded away (dimmed blocks stay in sight).
    pub fn is_folded(&self, block: usize) -> bool {
        matches!(self.clutter.get(block), Some(Some(clutter)) if clutter.show == Show::Folded)
    }
}

/// Why a block is not part of the article.
#[derive(Clone, Debug, PartialEq)]
pub struct Clutter {
    pub reason: Reason,
    pub rule: RuleId,
    /// Chance that the block is clutter, 0 to 1.
    pub confidence: f32,
    pub show: Show,
}

/// The name of the rule in `assets/clutter.toml` (or the user's rules).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleId(pub std::sync::Arc<str>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    Folded,
    Dimmed,
}

/// Why a block is clutter, in a word a person understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    Promo,
    Related,
    Newsletter,
    Advert,
    Share,
    Comments,
    Embed,
    Credit,
    Note,
    Navigation,
    Cookie,
    Paywall,
    Marker,
}

impl Reason {
    pub fn word(self) -> &'static str {
        match self {
            Reason::Promo => "promo",
            Reason::Related => "related",
            Reason::Newsletter => "newsletter",
            Reason::Advert => "advert",
            Reason::Share => "share",
            Reason::Comments => "comments",
            Reason::Embed => "embed",
            Reason::Credit => "credit",
            Reason::Note => "note",
            Reason::Navigation => "navigation",
            Reason::Cookie => "cookie",
            Reason::Paywall => "paywall",
            Reason::Marker => "marker",
        }
    }
}

/// A stretch of text that looks tampered with. Flagged in place, never removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspect {
    pub span: Span,
    pub reason: SuspectReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuspectReason {
    /// A run in a script that the sentence around it is not written in.
    ForeignScript,
    /// Zero-width or other invisible characters.
    Invisible,
    /// Characters that reorder text on the screen.
    Bidi,
    /// Letters of another script that pass for Latin ones inside a word.
    LookAlike,
    /// A sales pitch or its link set into a sentence that speaks of something else.
    Spam,
}

impl SuspectReason {
    pub fn word(self) -> &'static str {
        match self {
            SuspectReason::ForeignScript => "foreign-script",
            SuspectReason::Invisible => "invisible",
            SuspectReason::Bidi => "bidi",
            SuspectReason::LookAlike => "look-alike",
            SuspectReason::Spam => "spam",
        }
    }
}

/// What the user said about lines, keyed by their words and what stands around them, never by index: it outlives
/// an edit of the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Where two speak of the same line, the later one counts.
    pub lines: Vec<Correction>,
}

impl Corrections {
    /// Takes out and adds what the change says.
    pub fn revise(&mut self, change: &Change) {
        self.lines.retain(|line| !change.remove.contains(line));
        self.lines.extend(change.add.iter().cloned());
    }

    /// The change that makes `said` count: it takes the place of what was said about the same lines.
    pub fn change(&self, said: Vec<Correction>) -> Change {
        let replaced = |old: &&Correction| said.iter().any(|new| new.is_about_the_line_of(old));
        Change { remove: self.lines.iter().filter(replaced).cloned().collect(), add: said }
    }
}

/// A step from some corrections to others, which can be taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub remove: Vec<Correction>,
    pub add: Vec<Correction>,
}

impl Change {
    pub fn back(self) -> Change {
        Change { remove: self.add, add: self.remove }
    }
}

/// That a line is, or is not, clutter: here, and wherever the same words stand on the same site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// See [`Article::site`].
    pub site: Option<String>,
    pub words: String,
    /// How the lines before and after it begin; empty at the ends of an article.
    pub before: String,
    pub after: String,
    pub is_clutter: bool,
}

impl Correction {
    fn is_about_the_line_of(&self, other: &Correction) -> bool {
        Correction { is_clutter: other.is_clutter, ..self.clone() } == *other
    }
}

#[cfg(test)]
impl Article {
    /// For tests: each line of `text` a paragraph.
    pub fn of_lines(text: &str) -> Article {
        let mut article = Article { text: text.to_string(), ..Article::default() };
        let mut start = 0;
        for line in text.split('\n') {
            let span = Span::new(start, start + line.len());
            let kind = BlockKind::Paragraph;
            article.blocks.push(Block { span, kind, markup: Default::default(), origin: None });
            start = span.end + 1;
        }
        article
    }
}
