//! Addresses: links made whole against the page's own address; only those that a browser may be given.

pub use crate::article::is_web_address as is_web;

/// The whole address of `link` on the page at `base`; a mark inside the page (`#note`) stays as it is. Nothing for
/// scripts, data and whatever else is no place to go.
pub fn whole(base: Option<&str>, link: &str) -> Option<String> {
    let link: String = link.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    if link.is_empty() {
        return None;
    }
    if let Some((scheme, _)) = link.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) {
        let known = ["http", "https", "mailto"].iter().any(|known| known.eq_ignore_ascii_case(scheme));
        return known.then_some(link);
    }
    match base.and_then(parts) {
        _ if link.starts_with('#') => Some(link),
        Some((scheme, host, path)) => Some(join(scheme, host, path, &link)),
        None if link.starts_with("//") => Some(format!("https:{link}")),
        None => Some(link),
    }
}

fn is_scheme(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// Scheme, host and path of a web address, without query and mark.
fn parts(base: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = base.split_once("://").filter(|_| is_web(base))?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let slash = rest.find('/').unwrap_or(rest.len());
    Some((scheme, &rest[..slash], &rest[slash..]))
}

fn join(scheme: &str, host: &str, path: &str, link: &str) -> String {
    if let Some(rest) = link.strip_prefix("//") {
        return format!("{scheme}://{rest}");
    }
    if link.starts_with('/') {
        return format!("{scheme}://{host}{link}");
    }
    if link.starts_with('?') {
        return format!("{scheme}://{host}{path}{link}");
    }
    let (mut link, mut folders) = (link, path.rsplit_once('/').map_or("", |(folders, _)| folders));
    loop {
        if let Some(rest) = link.strip_prefix("./") {
            link = rest;
        } else if let Some(rest) = link.strip_prefix("../") {
            (link, folders) = (rest, folders.rsplit_once('/').map_or("", |(folders, _)| folders));
        } else {
            return format!("{scheme}://{host}{folders}/{link}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_whole() {
        let base = Some("https://example.org/news/2020/bridge.html?x=1#top");
        let cases = [
            ("https://example.net/a", Some("https://example.net/a")),
            ("//example.net/a", Some("https://example.net/a")),
            ("/a?b", Some("https://example.org/a?b")),
            ("a.html", Some("https://example.org/news/2020/a.html")),
            ("../a", Some("https://example.org/news/a")),
            ("../../../a", Some("https://example.org/a")),
            ("?page=2", Some("https://example.org/news/2020/bridge.html?page=2")),
            ("#fn1", Some("#fn1")),
            ("mailto:desk@example.org", Some("mailto:desk@example.org")),
            ("javascript:alert(1)", None),
            ("java\nscript:alert(1)", None),
            ("data:text/html,x", None),
            ("  ", None),
        ];
        for (link, expected) in cases {
            assert_eq!(whole(base, link).as_deref(), expected, "{link}");
        }
        assert_eq!(whole(None, "a.html").as_deref(), Some("a.html"));
    }
}
