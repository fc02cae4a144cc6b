//! Any bytes as a letter and as a mailbox.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    pullquote_fuzz::read("letter.eml", bytes);
    pullquote_fuzz::read("box.mbox", bytes);
});
