//! MHTML (RFC 2557): the pages that browsers save in one file, the page itself and all it shows as parts of a message.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{html, mail, pack};
use crate::article::{Article, is_web_address};

/// Whether bytes are such a page: browsers say where it was; older ones only name the file so.
pub fn is_content(name: &str, bytes: &[u8]) -> bool {
    let headers = mail::header_names(bytes);
    let has = |wanted: &str| headers.iter().any(|name| name == wanted);
    let name = pack::bare_name(name).to_ascii_lowercase();
    has("snapshot-content-location")
        || has("content-type") && (name.ends_with(".mht") || name.ends_with(".mhtml"))
}

/// The article of the page; `None` where the file has no page in it.
pub fn article(bytes: &[u8]) -> Option<Article> {
    let message = MessageParser::default().parse(bytes)?;
    let (part, page) = message.parts.iter().find_map(|part| Some((part, page(part)?)))?;
    let address = part.content_location().or_else(|| snapshot(&message));
    let address = address.map(str::trim).filter(|address| is_web_address(address));
    let mut article = html::article(&page, address);
    article.meta.url = article.meta.url.or_else(|| address.map(str::to_string));
    Some(article)
}

fn page(part: &MessagePart) -> Option<String> {
    match &part.body {
        PartType::Html(page) => Some(page.to_string()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            let xhtml = part.content_type()?.subtype() == Some("xhtml+xml");
            xhtml.then(|| String::from_utf8_lossy(bytes).into_owned())
        }
        _ => None,
    }
}

fn snapshot<'a>(message: &'a Message) -> Option<&'a str> {
    message.header_raw("Snapshot-Content-Location")
}
