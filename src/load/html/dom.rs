//! Dom: small questions to a parsed page.

use dom_query::{Document, NodeData, NodeRef};

/// The name of an element, in lower case; empty for all else.
pub fn name(node: &NodeRef) -> String {
    node.query_or(String::new(), |node| match &node.data {
        NodeData::Element(element) => element.name.local.to_string(),
        _ => String::new(),
    })
}

pub fn attribute(node: &NodeRef, name: &str) -> Option<String> {
    node.attr(name).map(|value| value.to_string())
}

/// The characters of a text node.
pub fn characters(node: &NodeRef) -> Option<String> {
    node.query_or(None, |node| match &node.data {
        NodeData::Text { contents } => Some(contents.to_string()),
        _ => None,
    })
}

/// The words inside, with single spaces.
pub fn words(node: &NodeRef) -> String {
    squeeze(&node.formatted_text())
}

/// Nodes looked at for a few words.
const FEW_NODES: usize = 120;

/// The words inside, where they are up to `most` bytes in a few nodes: whatever the page, this takes no time.
pub fn few_words(node: &NodeRef, most: usize) -> Option<String> {
    let mut said = String::new();
    for (i, inner) in node.descendants_it().enumerate() {
        match characters(&inner) {
            Some(words) => said.push_str(&words),
            None => said.push(' '),
        }
        if i > FEW_NODES || said.len() > most * 4 {
            return None;
        }
    }
    Some(squeeze(&said)).filter(|said| said.len() <= most && !said.is_empty())
}

/// White space runs become one space.
pub fn squeeze(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Class names and id, in lower case.
pub fn classes(node: &NodeRef) -> Vec<String> {
    let both = [node.attr("class"), node.attr("id")].into_iter().flatten();
    both.flat_map(|names| names.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>()).collect()
}

/// Whether the page itself hides it.
pub fn is_hidden(node: &NodeRef) -> bool {
    let style = attribute(node, "style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    node.has_attr("hidden") || style.contains("display:none") || style.contains("visibility:hidden")
}

/// How deep the deepest element lies. Iterative: the page may be hostile.
pub fn depth(document: &Document) -> usize {
    let (mut deepest, mut depth) = (0, 0);
    let mut node = document.root();
    loop {
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
            deepest = deepest.max(depth);
            continue;
        }
        loop {
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => (node, depth) = (parent, depth - 1),
                None => return deepest,
            }
        }
    }
}
