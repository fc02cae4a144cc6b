//! Any bytes as a list of feeds.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    pullquote_fuzz::read("feeds.opml", bytes);
});
