//! Guard: what a page would ask of a parser, found out before it is parsed. Parsers and extractors take time that
//! grows with the square of nesting, and of the attributes of one tag; a hostile page is not handed to them.

/// Elements deeper than this are no article's.
const DEEPEST: usize = 250;
/// Attributes on one tag.
const MOST_ATTRIBUTES: usize = 500;
/// Tags in the page.
const MOST_TAGS: usize = 400_000;
/// Bytes of a page that is parsed.
const LONGEST: usize = 24 << 20;

/// Elements without an end, and elements that their like ends: neither makes a page deep.
const FLAT: [&str; 29] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "html",
    "head", "body",
];

/// Elements of drawings, which alone may end in `/>`.
const DRAWN: [&str; 12] =
    ["path", "circle", "rect", "g", "use", "line", "polygon", "polyline", "ellipse", "stop", "image", "mask"];

/// Elements whose inside is no markup.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Why a page is not parsed, as the end of a sentence; nothing where it can be.
pub fn objection(page: &str) -> Option<String> {
    if page.len() > LONGEST {
        return Some(format!("it is {} MB long", page.len() >> 20));
    }
    let mut scan = Scan { page, at: 0, open: std::collections::HashMap::new(), depth: 0, tags: 0 };
    while let Some(attributes) = scan.tag() {
        if attributes > MOST_ATTRIBUTES {
            return Some(format!("it has a tag with {attributes} attributes"));
        }
        if scan.depth > DEEPEST {
            return Some(format!("its elements are nested more than {DEEPEST} deep"));
        }
        if scan.tags > MOST_TAGS {
            return Some(format!("it has more than {MOST_TAGS} tags"));
        }
    }
    None
}

struct Scan<'a> {
    page: &'a str,
    at: usize,
    /// How many elements of each name are open: an end tag that ends nothing makes no page flatter.
    open: std::collections::HashMap<String, usize>,
    depth: usize,
    tags: usize,
}

impl Scan<'_> {
    /// Goes past the next tag; gives the number of its attributes.
    fn tag(&mut self) -> Option<usize> {
        loop {
            let rest = self.page.get(self.at..)?;
            self.at += rest.find('<')? + 1;
            let rest = &self.page[self.at..];
            if rest.starts_with("!--") {
                self.at += rest.find("-->").unwrap_or(rest.len());
                continue;
            }
            let close = rest.starts_with('/');
            let name = name(&rest[usize::from(close)..]);
            if name.is_empty() {
                continue;
            }
            self.at += usize::from(close) + name.len();
            let (attributes, empty) = self.attributes();
            self.tags += 1;
            self.count(&name, close, empty);
            return Some(attributes);
        }
    }

    fn count(&mut self, name: &str, close: bool, empty: bool) {
        if RAW.contains(&name) && !close {
            self.at += end_of_raw(&self.page[self.at..], name);
        } else if !FLAT.contains(&name) {
            let drawn = empty && DRAWN.contains(&name) && self.open.get("svg").is_some_and(|open| *open > 0);
            let open = self.open.entry(name.to_string()).or_default();
            match close {
                true if *open > 0 => (*open, self.depth) = (*open - 1, self.depth.saturating_sub(1)),
                false if !drawn => (*open, self.depth) = (*open + 1, self.depth + 1),
                _ => {}
            }
        }
    }

    /// Goes past the end of a tag: how many attributes it has, and whether it ends in `/>`.
    fn attributes(&mut self) -> (usize, bool) {
        let bytes = self.page.as_bytes();
        let (mut count, mut between, mut quote) = (0, true, None);
        let mut last = b' ';
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            match quote {
                Some(mark) if byte == mark => (quote, between) = (None, true),
                Some(_) => {}
                None if byte == b'>' => break,
                None if (byte == b'"' || byte == b'\'') && last == b'=' => quote = Some(byte),
                None if byte.is_ascii_whitespace() || byte == b'/' => between = true,
                None if between => (count, between) = (count + 1, false),
                None => {}
            }
            if !byte.is_ascii_whitespace() {
                last = byte;
            }
        }
        (count, last == b'>' && bytes.get(self.at.wrapping_sub(2)) == Some(&b'/'))
    }
}

/// The longest name that counts, in bytes; others are cut.
const LONGEST_NAME: usize = 32;

fn name(rest: &str) -> String {
    let front = rest.as_bytes().iter().take(LONGEST_NAME);
    let name =
        front.take_while(|byte| !byte.is_ascii_whitespace() && !b"></".contains(byte) && byte.is_ascii());
    let name: String = name.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { String::new() }
}

/// Where the end tag of a raw element begins.
fn end_of_raw(rest: &str, name: &str) -> usize {
    let ends = rest.match_indices("</").map(|(at, _)| at);
    let own = |at: &usize| {
        rest.as_bytes()[at + 2..]
            .get(..name.len())
            .is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
    };
    ends.into_iter().find(own).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_pages_pass() {
        let long = "<p>one<p>two<li>x<br><img src=a>".repeat(5000);
        let script = format!("<script>{}</script><p>x", "<div>".repeat(5000));
        let comment = format!("<!-- {} --><p>x", "<div>".repeat(5000));
        let siblings = "<div class='a b' id=c><span>x</span></div>".repeat(5000);
        for page in ["", "<", "</", "a < b", &long, &script, &comment, &siblings] {
            assert_eq!(objection(page), None);
        }
    }

    #[test]
    fn hostile_pages_do_not() {
        let deep = "<div>".repeat(100_000);
        // End tags of what is not open end nothing.
        let sly = "<div></b>".repeat(10_000);
        let empty = "<div/>".repeat(10_000);
        let quoted = "<b x='>'>".repeat(10_000);
        let attributes = format!("<p {}>x", (0..100_000).map(|i| format!("a{i}=1 ")).collect::<String>());
        for page in [deep, sly, empty, quoted, attributes] {
            assert!(objection(&page).is_some(), "{}", &page[..40]);
        }
    }
}
