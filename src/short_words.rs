//! Short words: lists of words of up to eight ASCII letters, each kept as one number, for questions asked of every word.

/// Words, without regard to case.
pub struct ShortWords<const N: usize> {
    /// In rising order.
    packed: [u64; N],
}

/// Letters that a number has room for.
const ROOM: usize = 8;

impl<const N: usize> ShortWords<N> {
    /// # Panics
    /// Where a word has more than eight bytes: lists are constants, and this is told when they are compiled.
    pub const fn new(words: [&str; N]) -> ShortWords<N> {
        let mut list = [0; N];
        let mut i = 0;
        while i < N {
            list[i] = packed(words[i].as_bytes()).expect("a short word");
            let mut at = i;
            while at > 0 && list[at - 1] > list[at] {
                list.swap(at - 1, at);
                at -= 1;
            }
            i += 1;
        }
        ShortWords { packed: list }
    }

    /// Whether the word is one of them.
    #[inline]
    pub fn has(&self, word: &str) -> bool {
        packed(word.as_bytes()).is_some_and(|word| self.packed.binary_search(&word).is_ok())
    }
}

/// The letters in lower case, the first one in the lowest byte.
#[inline]
const fn packed(word: &[u8]) -> Option<u64> {
    if word.len() > ROOM {
        return None;
    }
    let (mut packed, mut i) = (0, word.len());
    while i > 0 {
        i -= 1;
        packed = packed << 8 | word[i].to_ascii_lowercase() as u64;
    }
    Some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_no_others() {
        const WORDS: ShortWords<3> = ShortWords::new(["the", "at", "although"]);
        for word in ["the", "THE", "At", "although"] {
            assert!(WORDS.has(word), "{word}");
        }
        for word in ["", "t", "th", "they", "althoughs", "été", "AT\u{212a}"] {
            assert!(!WORDS.has(word), "{word}");
        }
    }
}
