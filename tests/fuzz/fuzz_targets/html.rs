//! Any bytes as a page of the web.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    pullquote_fuzz::read("page.html", bytes);
});
