//! Any bytes as plain text: wrapped lines, lists, quotes, Project Gutenberg's books, newsboat's hand-over.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    pullquote_fuzz::read("book.txt", bytes);
});
