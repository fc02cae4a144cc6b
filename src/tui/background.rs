//! Background: whether the terminal is light or dark. It is asked with the first frame (OSC 11) and answers later, or
//! never; the question after it (DA1), which every terminal answers, tells when no more is to come. Keys typed meanwhile
//! are handed on.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What is background colour, and what are you?
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";

/// What comes before pasted words.
const PASTE: &[u8] = b"\x1b[200~";

/// How long answers are told from keys, over a slow line. The last answer ends it at once.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks, where the terminal is one that takes no harm from it.
pub fn ask() -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(QUESTION)?;
    out.flush()
}

/// Whether the question can be asked: the Linux console would print it.
pub fn can_ask(term: Option<&str>) -> bool {
    !matches!(term, None | Some("" | "dumb" | "linux"))
}

/// What came in.
#[derive(Debug, Default, PartialEq)]
pub struct Answer {
    pub light: Option<bool>,
    /// Keys typed while the answer was on its way.
    pub keys: Vec<KeyEvent>,
    /// Whether that was the last answer.
    last: bool,
}

/// Hands on answers and keys as they come, until the last answer.
pub fn answers(each: &mut dyn FnMut(Answer)) {
    let Ok(mut tty) = File::open("/dev/tty") else { return };
    let end = Instant::now() + PATIENCE;
    let mut bytes = Vec::new();
    let mut last = false;
    while !last && wait(&tty, end) {
        let mut chunk = [0; 256];
        match tty.read(&mut chunk) {
            Ok(n) if n > 0 => bytes.extend_from_slice(&chunk[..n]),
            _ => break,
        }
        let (answer, taken) = parse(&bytes);
        bytes.drain(..taken);
        last = answer.last;
        each(answer);
    }
}

/// Waits until there is something to read; false when the time is over.
fn wait(tty: &File, end: Instant) -> bool {
    let left = end.saturating_duration_since(Instant::now()).as_millis() as libc::c_int;
    let mut poll = libc::pollfd { fd: tty.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    // SAFETY: one valid structure, which lives as long as the call.
    left > 0 && unsafe { libc::poll(&mut poll, 1, left) } > 0
}

/// Answers and keys, as they came, and how many bytes they are; a sequence that is not whole yet is left.
fn parse(bytes: &[u8]) -> (Answer, usize) {
    let mut answer = Answer::default();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let taken = if rest.starts_with(b"\x1b]") {
            string(rest, &mut answer)
        } else if rest.starts_with(PASTE) {
            pasted(rest)
        } else if rest.starts_with(b"\x1b[") || rest.starts_with(b"\x1bO") {
            sequence(rest, &mut answer)
        } else {
            typed(rest, &mut answer)
        };
        match taken {
            Some(taken) => at += taken,
            None => break,
        }
    }
    (answer, at)
}

/// An OSC sequence, up to BEL or ESC \.
fn string(bytes: &[u8], answer: &mut Answer) -> Option<usize> {
    let bell = bytes.iter().position(|byte| *byte == 7).map(|at| (at, at + 1));
    let string = bytes[1..].windows(2).position(|two| two == b"\x1b\\").map(|at| (at + 1, at + 3));
    let (end, taken) = bell.into_iter().chain(string).min()?;
    answer.light = answer.light.or_else(|| light(&bytes[..end]));
    Some(taken)
}

/// Pasted words are passed over: so early there is no line to take them.
fn pasted(bytes: &[u8]) -> Option<usize> {
    let end = b"\x1b[201~";
    bytes.windows(end.len()).position(|words| words == end).map(|at| at + end.len())
}

/// A CSI sequence: the last answer (`ESC [ ? ... c`), or an arrow.
fn sequence(bytes: &[u8], answer: &mut Answer) -> Option<usize> {
    let end = bytes[2..].iter().position(|byte| (0x40..=0x7e).contains(byte))? + 3;
    let words = &bytes[2..end];
    answer.last |= words.starts_with(b"?") && words.ends_with(b"c");
    answer.keys.extend(arrow(words));
    Some(end)
}

/// One character; what is none is passed over.
fn typed(bytes: &[u8], answer: &mut Answer) -> Option<usize> {
    let first = bytes[0];
    if first < 0x20 || first == 0x7f {
        answer.keys.extend(control(first));
        return Some(1);
    }
    let whole = (1..=4).find_map(|length| std::str::from_utf8(bytes.get(..length)?).ok());
    match whole.and_then(|whole| whole.chars().next()) {
        Some(c) => {
            answer.keys.push(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
            Some(c.len_utf8())
        }
        // The rest of it may be on its way.
        None if begins(bytes) => None,
        None => Some(1),
    }
}

/// Whether these few bytes are the beginning of one character (UTF-8).
fn begins(bytes: &[u8]) -> bool {
    let goes_on = |byte: &u8| (0x80..0xc0).contains(byte);
    bytes.len() < 4 && (0xc2..=0xf4).contains(&bytes[0]) && bytes[1..].iter().all(goes_on)
}

/// Of `ESC ] 11 ; rgb:ffff/ffff/dddd`: whether that is a light colour, by its luminance (ITU-R BT.709).
fn light(words: &[u8]) -> Option<bool> {
    let words = std::str::from_utf8(words).ok()?.strip_prefix("\x1b]11;")?;
    let colour = words.strip_prefix("rgb:").or_else(|| words.strip_prefix("rgba:"))?;
    let part = |part: &str| {
        let most = (1_u32 << (4 * part.len().min(4))) - 1;
        u32::from_str_radix(part.get(..part.len().min(4))?, 16)
            .ok()
            .map(|value| f64::from(value) / f64::from(most))
    };
    let mut parts = colour.split('/').map(part);
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    Some(0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5)
}

fn arrow(words: &[u8]) -> Option<KeyEvent> {
    let code = match words {
        b"A" => KeyCode::Up,
        b"B" => KeyCode::Down,
        b"C" => KeyCode::Right,
        b"D" => KeyCode::Left,
        b"H" => KeyCode::Home,
        b"F" => KeyCode::End,
        b"5~" => KeyCode::PageUp,
        b"6~" => KeyCode::PageDown,
        words => return coded(words),
    };
    Some(KeyEvent::new(code, KeyModifiers::NONE))
}

/// `ESC [ 27 u`, `ESC [ 99 ; 5 u`: a key by the number of its character, as the kitty keyboard protocol tells it.
fn coded(words: &[u8]) -> Option<KeyEvent> {
    let words = std::str::from_utf8(words).ok()?.strip_suffix('u')?;
    let (code, modifiers) = words.split_once(';').unwrap_or((words, "1"));
    let c = code.split(':').next()?.parse().ok().and_then(char::from_u32)?;
    let pressed: u8 = modifiers.split(':').next()?.parse().ok()?;
    if pressed.wrapping_sub(1) & 4 != 0 {
        return Some(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL));
    }
    match u32::from(c) {
        byte @ (9 | 13 | 27 | 127) => control(byte as u8),
        _ => Some(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)),
    }
}

fn control(byte: u8) -> Option<KeyEvent> {
    let (code, modifiers) = match byte {
        b'\r' | b'\n' => (KeyCode::Enter, KeyModifiers::NONE),
        b'\t' => (KeyCode::Tab, KeyModifiers::NONE),
        0x1b => (KeyCode::Esc, KeyModifiers::NONE),
        0x7f => (KeyCode::Backspace, KeyModifiers::NONE),
        1..=26 => (KeyCode::Char((b'a' + byte - 1) as char), KeyModifiers::CONTROL),
        _ => return None,
    };
    Some(KeyEvent::new(code, modifiers))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes, the background and the keys in them, whether they end the wait, how many are left.
    type Case = (&'static [u8], Option<bool>, Vec<KeyEvent>, bool, usize);

    #[test]
    fn answers_are_told_from_keys() {
        let key = |c: char| KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
        let code = |code: KeyCode| KeyEvent::new(code, KeyModifiers::NONE);
        let control = |c: char| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
        let cases: [Case; 13] = [
            (b"\x1b[200~Qq\x1b[201~j", None, vec![key('j')], false, 0),
            (b"\x1b[27u\x1b[99;5u", None, vec![code(KeyCode::Esc), control('c')], false, 0),
            (b"\x1b]11;rgb:ffff/ffff/dddd\x1b\\\x1b[?62;c", Some(true), vec![], true, 0),
            (b"\x1b]11;rgb:1c1c/1c1c/1c1c\x07\x1b[?1;2c", Some(false), vec![], true, 0),
            (b"\x1b]11;rgb:ff/ff/ff\x07", Some(true), vec![], false, 0),
            (b"s\x1b]11;rgb:0/0/0\x07\x1b[?6cj", Some(false), vec![key('s'), key('j')], true, 0),
            (b"\x1b[?6c", None, vec![], true, 0),
            (
                "é\r\x1b[B".as_bytes(),
                None,
                vec![key('é'), code(KeyCode::Enter), code(KeyCode::Down)],
                false,
                0,
            ),
            (b"\x1b]11;rgb:zz/0/0\x07\xffx", None, vec![key('x')], false, 0),
            (b"\x03", None, vec![KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)], false, 0),
            (b"x\x1b]11;rgb:ffff/ff", None, vec![key('x')], false, 16),
            (b"\x1b[?62;", None, vec![], false, 6),
            (b"x\xc3", None, vec![key('x')], false, 1),
        ];
        for (bytes, light, keys, last, left) in cases {
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(parse(bytes), (Answer { light, keys, last }, bytes.len() - left), "{shown:?}");
        }
    }

    #[test]
    fn consoles_that_would_print_it_are_not_asked() {
        for (term, can) in
            [(Some("xterm-256color"), true), (Some("linux"), false), (Some("dumb"), false), (None, false)]
        {
            assert_eq!(can_ask(term), can, "{term:?}");
        }
    }
}
