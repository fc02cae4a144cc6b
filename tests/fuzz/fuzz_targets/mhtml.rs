//! Any bytes as a page that a browser saved with all it needs.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    pullquote_fuzz::read("page.mhtml", bytes);
});
