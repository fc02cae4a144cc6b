//! What a reader does with an article from beginning to end, in a real terminal: find and take away what somebody said,
//! correct what is wrong, mark and export.

#![cfg(unix)]

use super::pty::{Terminal, program, sample};

fn open(folder: &std::path::Path) -> Terminal {
    let library = folder.join("library.sqlite").display().to_string();
    let mut command = program(&["--library", &library, &sample()]);
    command.env_remove("TMUX");
    command.cwd(folder);
    let terminal = Terminal::start(80, 24, command);
    terminal.wait_for("statements by");
    terminal
}

fn leave(mut terminal: Terminal) {
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

/// What was put into the clipboard last, by the sequence OSC 52.
fn copied(terminal: &Terminal) -> String {
    let sent = terminal.sent(0);
    let packed = sent.rsplit("\x1b]52;c;").next().unwrap_or_default();
    let packed: String =
        packed.chars().take_while(|c| c.is_ascii_alphanumeric() || "+/=".contains(*c)).collect();
    unpacked(&packed)
}

/// Base64 (RFC 4648).
fn unpacked(packed: &str) -> String {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let values = packed.bytes().filter_map(|byte| alphabet.bytes().position(|other| other == byte));
    let (mut bits, mut count, mut bytes) = (0_usize, 0, Vec::new());
    for value in values {
        (bits, count) = ((bits << 6 | value) & 0xffff, count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn find_what_one_man_said_copy_it_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = open(folder.path());
    // By the panel: his name, then all he said.
    terminal.press("\t/corvane\r");
    terminal.wait_for("Ines Corvane: 3 statements");
    terminal.press("\r");
    terminal.wait_for("1/22");
    terminal.press("w");
    terminal.wait_for("All they said");
    terminal.press("q");
    terminal.press("\tq");
    terminal.wait_until("the panel is closed", |terminal| !terminal.text().contains("1 speakers"));
    terminal.press("G");
    terminal.wait_for("100 %");
    terminal.wait_for("Talks resume at 9 a.m.");
    // By some letters of what he said.
    terminal.press("poffer is fair\r");
    terminal.wait_for("3/22 Tarrick");
    terminal.wait_until("the end is out of sight", |terminal| !terminal.text().contains("Talks resume"));
    terminal.press("y");
    terminal.wait_for("copied");
    let copy = copied(&terminal);
    assert!(copy.contains("“The offer is fair,”") && copy.contains("Tarrick"), "{copy}");
    terminal.press("\x0f");
    terminal.wait_for("Talks resume at 9 a.m.");
    leave(terminal);
}

#[test]
fn correct_a_speaker_add_a_statement_and_undo() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = open(folder.path());
    terminal.press("ssscscorvane\r");
    terminal.wait_for("checked 1 of 22");
    terminal.press("/Nine ferries\rvwwwcc");
    terminal.wait_for("Who says it?");
    terminal.press("lorne\r");
    terminal.wait_for("Which words tell that it is said?");
    terminal.press("\r");
    terminal.wait_for("checked 2 of 23");
    terminal.press("U");
    terminal.wait_for("checked 1 of 22");
    leave(terminal);
    let mut again = open(folder.path());
    again.wait_for("checked 1 of 22");
    again.press("sss");
    again.wait_for("Ines Corvane");
    again.press("U");
    again.wait_for("checked 0 of 22");
    leave(again);
}

#[test]
fn highlight_note_bookmark_and_export() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = open(folder.path());
    terminal.press("ssAheard it on the quay\r");
    terminal.wait_for("noted at “");
    terminal.press("mk:export html page.html\r");
    terminal.wait_for("page.html");
    let page = folder.path().join("page.html");
    terminal.wait_until("the page is there", |_| page.exists());
    terminal.press(":export json\r");
    let json = |_: &Terminal| {
        let files = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
        files.into_iter().any(|path| path.extension().is_some_and(|end| end == "json"))
    };
    terminal.wait_until("a file named by the title is there", json);
    leave(terminal);
    let page = std::fs::read_to_string(page).unwrap();
    for words in [
        "<mark title=\"heard it on the quay\">",
        "<h2>Bookmarks</h2>",
        "href=\"#bookmark-107\"",
        "Who said what",
    ] {
        assert!(page.contains(words), "{words} is missing");
    }
}
