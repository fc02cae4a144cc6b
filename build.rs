//! Writes down what the program was built from: the hash of each model, word list and rule file (FNV-1a, 64 bits), which
//! `extract --out` puts into `run.json`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() {
    let assets = Path::new("assets");
    println!("cargo::rerun-if-changed=assets");
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in [assets.to_path_buf(), assets.join("models"), assets.join("lexicon")] {
        let entries = std::fs::read_dir(&folder).expect("the folder is part of the source");
        files.extend(entries.flatten().map(|entry| entry.path()).filter(|path| is_asset(path)));
    }
    files.sort();
    let mut code = "&[\n".to_string();
    for file in files {
        let hash = hash(&std::fs::read(&file).expect("it was listed"));
        let _ =
            writeln!(code, "    Asset {{ name: {:?}, hash: \"{hash:016x}\" }},", file.display().to_string());
    }
    let out = std::env::var_os("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&out).join("assets.rs"), code + "]\n").expect("the folder is there");
}

fn is_asset(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let look = ["keymap.toml", "config.toml"].iter().any(|name| path.ends_with(name));
    path.is_file() && ["bin", "txt", "toml"].contains(&ending) && !look
}

fn hash(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix)
}
