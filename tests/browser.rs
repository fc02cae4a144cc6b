//! What a browser makes of the exported page and of links with a text fragment: in headless Chromium, where there is one.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use super::pty::PROGRAM;
use super::stage::Stage;

/// Chromium as it runs without a display, a profile and a network.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=4000",
];

fn chromium() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        eprintln!("SKIPPED: no Chromium here to look at the exported page");
    }
    found
}

/// The page as the browser has it after all that is in it has run, and what it complained of.
fn seen(browser: &str, address: &str) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let profile = format!("--user-data-dir={}", profile.path().display());
    let output = Command::new(browser)
        .args(FLAGS)
        .args([&profile, "--enable-logging=stderr", "--dump-dom", address])
        .output()
        .unwrap();
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (words(&output.stdout), words(&output.stderr))
}

const HOSTILE: &str = "The bells of Nether Wallop\n\nMayor Una Pell said the bells “</p><script>document.title='taken'</script>” would \
     ring. “They are only tired,” she said.\n\nWATCH: The bells in slow motion\n\n“The rope is new,” said Tom Reeve.\n";

#[test]
fn the_exported_page_is_shown_and_runs_nothing() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bells.txt");
    std::fs::write(&file, HOSTILE).unwrap();
    let output = Command::new(PROGRAM)
        .args(["export", "--no-library", "--format", "html", &file.display().to_string()])
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .output()
        .unwrap();
    let page = folder.path().join("bells.html");
    std::fs::write(&page, output.stdout).unwrap();
    let (dom, told) = seen(browser, &format!("file://{}", page.display()));
    assert!(dom.contains("<title>The bells of Nether Wallop</title>"), "{dom}\n{told}");
    assert!(dom.contains("Who said what") && dom.contains("&lt;script&gt;"), "{dom}");
    assert!(dom.contains("<details><summary>1 line folded"), "{dom}");
    // Its own policy is kept: nothing was refused, as there is nothing to refuse.
    assert!(!told.contains("Content Security Policy"), "{told}");
}

/// A long page that tells how far it was scrolled, and its address; served as often as it is asked for.
fn serve() -> (String, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/bells.html", listener.local_addr().unwrap());
    let filler = "<p>Nothing happened on this day in the village either.</p>".repeat(200);
    let page = format!(
        "<html><head><title>The bells</title><link rel=canonical href='{address}'></head><body><article><h1>The bells</h1>{filler}\
         <p>Mayor Una Pell spoke at noon. “They are only tired, and so are we,” she said.</p>{filler}</article><script>\
         onload = () => setTimeout(() => document.body.setAttribute('data-scrolled', scrollY > 1000), 1000)</script></body></html>"
    );
    let served = page.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 2048];
            let _ = stream.read(&mut request);
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n";
            let _ = write!(stream, "{head}Content-Length: {}\r\n\r\n{served}", served.len());
        }
    });
    (address, page)
}

#[test]
fn a_link_with_a_text_fragment_leads_to_the_words() {
    let Some(browser) = chromium() else { return };
    let (address, page) = serve();
    let mut stage = Stage::of(&page, 80, 24);
    stage.keys("s Y j j j j Enter");
    let link = stage.copied.first().expect("a link").clone();
    assert!(link.starts_with(&format!("{address}#:~:text=")), "{link}");
    let (dom, told) = seen(browser, &link);
    assert!(
        dom.contains("data-scrolled=\"true\""),
        "{link}: {}\n{told}",
        &dom[dom.len().saturating_sub(400)..]
    );
    let (plain, _) = seen(browser, &address);
    assert!(plain.contains("data-scrolled=\"false\""), "without the fragment it stays at the top");
}
