//! State: what the reader remembers of how it was used, in one small file. Lost or broken, nothing is lost but habits.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What is remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct State {
    /// Cells of the text column, as set by keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<usize>,
}

/// `$XDG_STATE_HOME/pullquote/state.toml`, else in `~/.local/state`; `None` without a home.
pub fn usual_path(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")))?;
    Some(folder.join("pullquote/state.toml"))
}

impl State {
    /// What is in the file; the default where there is none or it is broken.
    pub fn read(path: &Path) -> State {
        std::fs::read_to_string(path).ok().and_then(|text| toml::from_str(&text).ok()).unwrap_or_default()
    }

    /// Writes the file whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/")))?;
            let beside = path.with_extension(format!("toml.{}", std::process::id()));
            let text = toml::to_string(self).map_err(std::io::Error::other)?;
            std::fs::write(&beside, text)?;
            std::fs::rename(&beside, path)
        };
        write().map_err(|error| format!("{}: cannot be written ({error})", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_is_broken_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/state.toml");
        assert_eq!(State::read(&path), State::default());
        for state in [State { width: Some(72) }, State::default()] {
            state.write(&path).unwrap();
            assert_eq!(State::read(&path), state);
        }
        std::fs::write(&path, "width = \"wide\"").unwrap();
        assert_eq!(State::read(&path), State::default());
        assert!(State::default().write(&path.join("below")).is_err());
    }

    #[test]
    fn it_is_in_the_state_folder() {
        let home = |name: &str| (name == "HOME").then(|| "/home/me".into());
        assert_eq!(usual_path(home).unwrap(), Path::new("/home/me/.local/state/pullquote/state.toml"));
        assert_eq!(usual_path(|_| None), None);
    }
}
