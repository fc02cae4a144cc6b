//! Any bytes in any character set: as the page names it, as one has to guess it.

#![no_main]

use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 12] = [
    "utf-8", "utf-16le", "utf-16be", "windows-1252", "windows-1251", "shift_jis", "gb18030", "iso-2022-jp", "euc-kr",
    "big5", "x-user-defined", "replacement",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let head = format!("<html><meta charset=\"{name}\"><body><p>");
    pullquote_fuzz::read("page.html", &[head.as_bytes(), rest].concat());
    pullquote_fuzz::read("-", rest);
    for mark in [b"\xff\xfe".as_slice(), b"\xfe\xff", b"\xef\xbb\xbf"] {
        pullquote_fuzz::read("-", &[mark, rest].concat());
    }
    let _ = pullquote::load::prefix("-", rest);
});
