//! E-mail and Usenet: one message is an article, a mailbox (mbox) a listing of them. Headers say what it is; `>` lines
//! are quotations; the signature and the footer of a list are marked as such and kept. Parsed by mail-parser
//! (RFC 5322, MIME).

use std::borrow::Cow;
use std::sync::Arc;

use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};

use super::plain::{self, Setting};
use super::{Item, Source, decode, html, pack};
use crate::article::{Article, Meta, Note};
use crate::span::Span;

/// The class (see `assets/classes.toml`) of the lines after the message itself.
const SIGNATURE: &str = "mail-signature";

/// As much of a message tells whether it is one, in bytes.
const LOOKED_AT: usize = 16 << 10;

/// A signature has so many lines at most.
const SIGNATURE_LINES: usize = 12;

/// Whether a file goes by the name of a message.
pub fn is_name(name: &str) -> bool {
    pack::bare_name(name).to_ascii_lowercase().ends_with(".eml")
}

/// Whether bytes begin with the headers of a message: who it is from, and at least one more that messages have.
pub fn is_content(bytes: &[u8]) -> bool {
    let names = header_names(bytes);
    let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
    has(&["from"]) && has(&["subject", "date", "message-id", "newsgroups", "to", "mime-version"])
}

/// Whether bytes begin like a mailbox: a line `From address date`, then a message.
pub fn is_mailbox(bytes: &[u8]) -> bool {
    let Some(end) = bytes.iter().take(LOOKED_AT).position(|byte| *byte == b'\n') else { return false };
    bytes.starts_with(b"From ") && is_content(&bytes[end + 1..])
}

/// The names of the headers in front, in lower case; none where no blank line, or the end, follows them.
pub fn header_names(bytes: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    for line in bytes[..bytes.len().min(LOOKED_AT)].split(|byte| *byte == b'\n') {
        if line.trim_ascii_end().is_empty() {
            return names;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        match header_name(line) {
            Some(name) => names.push(name),
            None => return Vec::new(),
        }
    }
    if bytes.len() > LOOKED_AT { names } else { Vec::new() }
}

fn header_name(line: &[u8]) -> Option<String> {
    let name = &line[..line.iter().position(|byte| *byte == b':')?];
    let known = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    (!name.is_empty() && name.iter().all(known)).then(|| String::from_utf8_lossy(name).to_ascii_lowercase())
}

/// The article in a message; `None` where it holds no words.
pub fn article(bytes: &[u8]) -> Option<Article> {
    let bytes = readable(bytes);
    let message = MessageParser::default().parse(bytes.as_ref())?;
    let meta = meta(&message);
    let mut article = match message.text_bodies().next().map(|part| &part.body) {
        Some(PartType::Html(page)) => html::document(page, meta),
        _ => letter(words(&message), meta),
    };
    article.notes.extend(attachments(&message));
    Some(article)
}

/// A message that names no character set, in UTF-8.
fn readable(bytes: &[u8]) -> Cow<'_, [u8]> {
    let head = bytes[..bytes.len().min(LOOKED_AT)].to_ascii_lowercase();
    let names = |wanted: &[u8]| head.windows(wanted.len()).any(|part| part == wanted);
    if names(b"charset") || names(b"multipart/") || std::str::from_utf8(bytes).is_ok() {
        return Cow::Borrowed(bytes);
    }
    decode::decode("", bytes)
        .map_or(Cow::Borrowed(bytes), |(text, _)| Cow::Owned(text.into_owned().into_bytes()))
}

fn meta(message: &Message) -> Meta {
    let group = message.header("Newsgroups").and_then(|groups| groups.as_text());
    Meta {
        title: message.subject().map(|subject| subject.trim().to_string()).filter(|s| !s.is_empty()),
        byline: message.from().and_then(author),
        site: group.map(|group| group.trim().to_string()),
        published: message.date().map(mail_parser::DateTime::to_rfc3339),
        ..Meta::default()
    }
}

/// The name of who wrote it, else the address.
fn author(from: &Address) -> Option<String> {
    let first = from.first()?;
    let name = first.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    name.or(first.address.as_deref()).map(str::to_string)
}

/// All plain text of a message.
fn words(message: &Message) -> String {
    let text = |part: &PartType| match part {
        PartType::Text(text) => Some(text.to_string()),
        PartType::Html(page) => Some(html::plain(page)),
        _ => None,
    };
    let parts: Vec<String> = message.text_bodies().filter_map(|part| text(&part.body)).collect();
    parts.join("\n\n")
}

fn letter(body: String, meta: Meta) -> Article {
    let whole = Span::new(0, body.len());
    let end = signature(&body);
    let (mut article, _) = plain::article_in(&body, whole, &[], Setting::Letter);
    plain::name_blocks(&mut article, SIGNATURE, |at| at >= end);
    article.meta = meta;
    article
}

/// Where the signature or the footer of a mailing list begins; the end where there is none.
fn signature(body: &str) -> usize {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        lines.push((at, line.trim_end_matches(['\n', '\r'])));
        at += line.len();
    }
    let begins =
        |line: &str| line == "-- " || line == "--" || line.len() >= 30 && line.bytes().all(|b| b == b'_');
    let last = &lines[lines.len().saturating_sub(SIGNATURE_LINES + 1)..];
    last.iter().find(|(_, line)| begins(line)).map_or(body.len(), |(at, _)| *at)
}

fn attachments(message: &Message) -> Option<Note> {
    let names: Vec<&str> =
        message.attachments().map(|part| part.attachment_name().unwrap_or("no name")).collect();
    let plural = if names.len() == 1 { "" } else { "s" };
    (!names.is_empty())
        .then(|| Note(format!("{} attachment{plural} not shown: {}.", names.len(), names.join(", "))))
}

/// The messages of a mailbox, as they stand in it.
pub fn listing(name: &str, bytes: &[u8]) -> Vec<Item> {
    let messages = messages(bytes);
    messages.into_iter().enumerate().map(|(i, message)| item(&format!("{name}:{}", i + 1), message)).collect()
}

fn item(place: &str, bytes: &[u8]) -> Item {
    let readable = readable(bytes);
    let message = MessageParser::default().parse_headers(readable.as_ref());
    let meta = message.as_ref().map(meta).unwrap_or_default();
    let date = meta.published.map(|date| date.chars().take(10).collect::<String>());
    let detail: Vec<String> = meta.byline.into_iter().chain(date).collect();
    Item {
        title: super::heading(meta.title.as_deref().unwrap_or(place)),
        detail: detail.join(", "),
        source: Source::Memory { name: place.to_string(), bytes: Arc::from(bytes) },
    }
}

/// Each message without the line in front of it: such a line comes first, or after a blank one.
fn messages(bytes: &[u8]) -> Vec<&[u8]> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut after_blank) = (0, true);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let next = at + line.len();
        if after_blank && line.starts_with(b"From ") && header_name(front(&bytes[next..])).is_some() {
            starts.push((at, next));
        }
        after_blank = line.trim_ascii().is_empty();
        at = next;
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([bytes.len()]);
    starts.iter().zip(ends).map(|((_, body), end)| &bytes[*body..end]).collect()
}

/// The first line.
fn front(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == b'\n').next().unwrap_or_default()
}
