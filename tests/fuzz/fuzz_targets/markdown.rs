//! Any bytes as Markdown with front matter.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    pullquote_fuzz::read("notes.md", bytes);
});
