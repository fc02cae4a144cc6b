//! XML, as far as the tables of books and lists of feeds need it: elements, their attributes and their words, in a row.
//! What breaks off gives what came before.

use html_escape::decode_html_entities;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Names are without prefix, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Open(Element),
    Words(String),
    Close(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// The pieces of a document; an empty element is opened and closed.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    let mut pieces = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => pieces.push(Piece::Open(element(&tag))),
            Ok(Event::End(tag)) => pieces.push(Piece::Close(tag.local_name().as_ref().to_lowercase())),
            Ok(Event::Text(words)) => said(&mut pieces, &decode_html_entities(&*words)),
            Ok(Event::CData(words)) => said(&mut pieces, &words),
            Ok(Event::GeneralRef(name)) => said(&mut pieces, &decode_html_entities(&format!("&{};", &*name))),
            Ok(Event::Eof) | Err(_) => return pieces,
            Ok(_) => {}
        }
    }
}

/// Words go on where an entity or the like cut them.
fn said(pieces: &mut Vec<Piece>, words: &str) {
    match pieces.last_mut() {
        Some(Piece::Words(before)) => before.push_str(words),
        _ => pieces.push(Piece::Words(words.to_string())),
    }
}

fn element(tag: &BytesStart) -> Element {
    let mut found = tag.html_attributes();
    let attributes = found.with_checks(false).flatten().map(|attribute| {
        let name = attribute.key.local_name().as_ref().to_lowercase();
        (name, decode_html_entities(&*attribute.value).into_owned())
    });
    Element { name: tag.local_name().as_ref().to_lowercase(), attributes: attributes.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_in_a_row() {
        let text =
            "<?xml version='1.0'?><o:A x='1 &amp; 2' X:y=z><b/>it&#8217;s <![CDATA[<so>]]></o:A></c><d";
        let pieces = pieces(text);
        let Piece::Open(first) = &pieces[0] else { panic!("{pieces:?}") };
        assert_eq!(
            (first.name.as_str(), first.attribute("x"), first.attribute("y")),
            ("a", Some("1 & 2"), Some("z"))
        );
        assert_eq!(pieces[2], Piece::Close("b".to_string()));
        assert_eq!(pieces[3], Piece::Words("it’s <so>".to_string()));
        assert_eq!(pieces[4..], [Piece::Close("a".to_string()), Piece::Close("c".to_string())]);
    }
}
