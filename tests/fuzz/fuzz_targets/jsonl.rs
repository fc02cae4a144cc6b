//! Any bytes as records, and as the text or the page of a record.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    pullquote_fuzz::read("corpus.jsonl", bytes);
    let words = serde_json::Value::from(String::from_utf8_lossy(bytes));
    for field in ["text", "html"] {
        let record = format!("{{\"{field}\": {words}, \"title\": \"A title\"}}\n");
        pullquote_fuzz::read("corpus.jsonl", record.as_bytes());
    }
});
