//! Standard input in the reader: what came so far is shown while more is coming.

use std::io::Read;
use std::sync::Arc;

use crate::article::Note;
use crate::load::fetch::Web;
use crate::load::{self, Loaded, Raw};

/// The first prefix that is shown, in bytes; the next ones are twice as long each.
const PREFIX: usize = 64 * 1024;

/// Takes what came, whether that is all, and the bytes of it; says whether anyone still wants it.
type Send<'a> = &'a dyn Fn(bool, Result<Loaded, String>, Raw) -> bool;

/// Reads to the end, or (an endless input) to `most` bytes.
pub fn show(mut input: impl Read, most: usize, name: &str, web: &Arc<Web>, send: Send) {
    let (mut bytes, mut shown) = (Vec::new(), PREFIX);
    let mut chunk = vec![0; 64 * 1024];
    let cut = loop {
        match input.read(&mut chunk) {
            Ok(0) => break false,
            // Endless: what came is shown, and is all there is.
            Ok(_) if bytes.len() >= most => break true,
            Ok(n) => bytes.extend_from_slice(&chunk[..n.min(most - bytes.len())]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => break false,
        }
        if bytes.len() >= shown {
            shown = bytes.len() * 2;
            // Nothing to read so far is no failure: more is coming.
            let Ok(loaded) = load::prefix(name, &bytes) else { continue };
            if !send(false, Ok(loaded), Raw::default()) {
                return;
            }
        }
    };
    let mut result = load::parse_with(name, &bytes, Some(web)).map_err(|error| error.to_string());
    if let (Ok(Loaded::Article(article)), true) = (&mut result, cut) {
        article.notes.insert(
            0,
            Note(format!("Standard input goes on; its first {} are shown.", load::size(most as u64))),
        );
    }
    send(true, result, bytes.into());
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::load::fetch::Limits;

    fn shown(input: impl Read, most: usize) -> Vec<(bool, usize, Vec<Note>)> {
        let all = RefCell::new(Vec::new());
        let send = |whole, result: Result<Loaded, String>, _| {
            let Ok(Loaded::Article(article)) = result else { panic!("no article") };
            all.borrow_mut().push((whole, article.text.len(), article.notes));
            true
        };
        show(input, most, "-", &Web::new(Limits::default(), None), &send);
        all.into_inner()
    }

    struct Endless;

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let line = b"The weir holds, said the keeper.\n\n";
            buffer[..line.len()].copy_from_slice(line);
            Ok(line.len())
        }
    }

    #[test]
    fn an_endless_input_is_shown_as_it_comes_and_ends_at_a_limit() {
        let all = shown(Endless, 200_000);
        let wholes: Vec<bool> = all.iter().map(|(whole, ..)| *whole).collect();
        assert_eq!(wholes, [false, false, true]);
        let (_, length, notes) = &all[2];
        assert!((190_000..=200_000).contains(length), "{length}");
        assert_eq!(notes[0].0, "Standard input goes on; its first 200 KB are shown.");
    }

    #[test]
    fn an_input_that_ends_has_no_such_note() {
        let words = "The weir holds, said the keeper.\n\n".repeat(3_000);
        let all = shown(words.as_bytes(), words.len());
        assert!(all.last().is_some_and(|(whole, _, notes)| *whole && notes.is_empty()), "{all:?}");
    }
}
