//! Clipboard: how words leave the program. Under tmux by its own buffer command (OSC 52 does not pass there by
//! default), else by OSC 52 (works over ssh), else into a file; the answer says which.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use crate::config::Clipboard;

/// Longest text for OSC 52, in bytes: terminals drop longer sequences without a word.
const LONGEST: usize = 74_000;

/// Copies `words` the way that is set; says where they went, or why not.
pub fn copy(words: &str, way: Clipboard) -> Result<String, String> {
    let in_tmux = way == Clipboard::Auto && std::env::var_os("TMUX").is_some();
    if in_tmux || way == Clipboard::Tmux {
        match tmux(words) {
            Ok(()) => return Ok("copied (tmux buffer and clipboard)".into()),
            Err(error) if way == Clipboard::Tmux => return Err(format!("not copied: {error}")),
            Err(_) => {}
        }
    }
    if words.len() <= LONGEST && way != Clipboard::File {
        let sequence = osc52(words);
        let mut out = io::stdout().lock();
        if out.write_all(sequence.as_bytes()).and_then(|()| out.flush()).is_ok() {
            return Ok("copied (the terminal's clipboard, OSC 52)".into());
        }
    }
    file(words).map_err(|error| format!("not copied: {error}"))
}

fn tmux(words: &str) -> io::Result<()> {
    let mut child = Command::new("tmux")
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(words.as_bytes())?;
    }
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(io::Error::other("tmux refused")) }
}

fn file(words: &str) -> io::Result<String> {
    let path = std::env::temp_dir().join(format!("pullquote-{}.txt", std::process::id()));
    let mut file = std::fs::File::create_new(&path)?;
    file.write_all(words.as_bytes())?;
    Ok(format!("copied into a file: {}", path.display()))
}

/// The sequence that sets the terminal's clipboard.
pub fn osc52(words: &str) -> String {
    format!("\u{1b}]52;c;{}\u{7}", base64(words.as_bytes()))
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let letter = LETTERS[(group >> (18 - 6 * i)) as usize & 63];
            out.push(if i <= chunk.len() { letter as char } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
        assert_eq!(osc52("hi"), "\u{1b}]52;c;aGk=\u{7}");
    }
}
