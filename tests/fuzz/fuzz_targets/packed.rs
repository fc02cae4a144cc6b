//! Any bytes as packed ones: after the marks of gzip and Zstandard, and packed right but cut or followed by anything.

#![no_main]

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    pullquote_fuzz::read("a.txt.gz", bytes);
    pullquote_fuzz::read("a.txt.gz", &[b"\x1f\x8b\x08".as_slice(), bytes].concat());
    pullquote_fuzz::read("a.txt.zst", &[b"\x28\xb5\x2f\xfd".as_slice(), bytes].concat());
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("into memory");
    let whole = packed.finish().expect("into memory");
    let cut = whole.len() - usize::from(bytes.first().copied().unwrap_or(0)) % whole.len();
    pullquote_fuzz::read("corpus.jsonl.gz", &whole[..cut]);
    pullquote_fuzz::read("-", &[&whole, bytes].concat());
});
