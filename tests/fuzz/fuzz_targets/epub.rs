//! Any bytes as a book: as they are, and in parts as the files of a book that is packed right (a checksum that has to
//! fit keeps random bytes from getting far).

#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;

const FILES: [&str; 6] =
    ["OEBPS/content.opf", "OEBPS/toc.ncx", "OEBPS/nav.xhtml", "OEBPS/one.xhtml", "OEBPS/two.xhtml", "META-INF/encryption.xml"];
const CONTAINER: &str = "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>\
    <rootfile full-path=\"OEBPS/content.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>";

fuzz_target!(|bytes: &[u8]| {
    pullquote_fuzz::read("book.epub", bytes);
    if let Some(book) = book(&pullquote_fuzz::parts(bytes)) {
        pullquote_fuzz::read("book.epub", &book);
    }
});

fn book(parts: &[&[u8]]) -> Option<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let fixed: [(&str, &[u8]); 2] =
        [("mimetype", b"application/epub+zip"), ("META-INF/container.xml", CONTAINER.as_bytes())];
    for (name, words) in fixed.into_iter().chain(FILES.into_iter().zip(parts.iter().copied())) {
        zip.start_file(name, stored).ok()?;
        zip.write_all(words).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}
