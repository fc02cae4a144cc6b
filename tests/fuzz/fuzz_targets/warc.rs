//! Any bytes as a web archive: as they are, and as what a server answered in a record of the right length.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    pullquote_fuzz::read("crawl.warc", bytes);
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        bytes.len()
    );
    pullquote_fuzz::read("crawl.warc", &[head.as_bytes(), bytes, b"\r\n\r\n"].concat());
});
