//! Any bytes as a feed: as they are, as what a feed of each kind holds, and as the page in an item of it.

#![no_main]

use libfuzzer_sys::fuzz_target;

const AROUND: [(&str, &str); 4] = [
    ("<rss version=\"2.0\"><channel><title>Feed</title>", "</channel></rss>"),
    ("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Feed</title>", "</feed>"),
    (
        "<rss version=\"2.0\"><channel><item><title>One</title><description><![CDATA[",
        "]]></description></item></channel></rss>",
    ),
    ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Feed\", ", "}"),
];

fuzz_target!(|bytes: &[u8]| {
    pullquote_fuzz::read("feed.xml", bytes);
    for (before, after) in AROUND {
        pullquote_fuzz::read("feed.xml", &[before.as_bytes(), bytes, after.as_bytes()].concat());
    }
});
