//! Assets: what the program was built from, by hash, so that two runs can be told apart.

use serde::Serialize;

/// A file, and FNV-1a of its bytes (64 bits, in hexadecimal).
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Asset {
    pub name: &'static str,
    pub hash: &'static str,
}

/// The models, word lists and rules in the program (`build.rs` writes the list).
pub const ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The hash of other bytes, made the same way.
pub fn hash(bytes: &[u8]) -> String {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_of_the_files_that_are_built_in() {
        let of =
            |name: &str| ASSETS.iter().find(|asset| asset.name == name).map(|asset| asset.hash.to_string());
        let rules = include_bytes!("../../assets/clutter.toml");
        assert_eq!(of("assets/clutter.toml"), Some(hash(rules)));
        assert!(of("assets/models/statement.bin").is_some() && of("assets/lexicon/cues.txt").is_some());
        assert_eq!(hash(b"a"), "af63dc4c8601ec8c");
    }
}
