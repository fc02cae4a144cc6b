//! The user's files: settings, keys, themes and clutter rules, each read by the parser of the bundled one. A file with
//! a mistake is named and left out.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::clean::Rules;
use crate::config::{self, Config};
use crate::rule_file::RuleFile;
use crate::tui::keymap::Keymap;
use crate::tui::theme::Theme;

/// The name of the theme that the background decides.
const AUTO: &str = "auto";

/// Where they are; without a home there are none.
#[derive(Clone, Debug)]
pub struct Paths {
    folder: Option<PathBuf>,
}

impl Paths {
    pub fn of_user(variable: impl Fn(&str) -> Option<OsString>) -> Paths {
        Paths { folder: config::folder(variable) }
    }

    /// A mistake with the file's name alone, so that it fits on one row of the screen.
    pub fn shortened(&self, mistake: &str) -> String {
        let folder = self.folder.as_ref().map(|folder| format!("{}/", folder.display()));
        folder.and_then(|folder| mistake.strip_prefix(&folder)).unwrap_or(mistake).to_string()
    }

    pub fn config(&self) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join("config.toml"))
    }

    pub fn keymap(&self) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join("keymap.toml"))
    }

    pub fn themes(&self) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join("themes"))
    }

    pub fn clutter(&self) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join("clutter.toml"))
    }
}

/// What is in them, over the bundled ones.
pub struct UserFiles {
    pub config: Config,
    pub keymap: Keymap,
    pub theme: Theme,
    /// For a light and a dark background, where the terminal's own is to decide.
    pub by_background: Option<[Theme; 2]>,
    /// What is wrong with them, a sentence each.
    pub mistakes: Vec<String>,
}

impl UserFiles {
    /// Settings, keys and the theme; `colour` is whether there may be any.
    pub fn read(paths: &Paths, colour: bool) -> UserFiles {
        let mut mistakes = Vec::new();
        let config = paths.config().map_or_else(|| Ok(Config::bundled()), |path| Config::read(&path));
        let config = config.unwrap_or_else(|wrong| {
            mistakes.extend(wrong);
            Config::bundled()
        });
        let keymap = paths.keymap().map_or_else(|| Ok(Keymap::bundled()), |path| Keymap::read(&path));
        let keymap = keymap.unwrap_or_else(|wrong| {
            mistakes.extend(wrong);
            Keymap::bundled()
        });
        let mut named = |name: &str| {
            Theme::named(name, paths.themes().as_deref()).unwrap_or_else(|wrong| {
                mistakes.extend(wrong);
                Theme::bundled()
            })
        };
        let (theme, by_background) = match config.screen.theme.as_str() {
            _ if !colour => (Theme::colourless(), None),
            AUTO => (Theme::bundled(), Some([named("light"), named("dark")])),
            name => (named(name), None),
        };
        UserFiles { config, keymap, theme, by_background, mistakes }
    }
}

/// All mistakes in the user's files: also in themes that are not chosen, and in the clutter file.
pub fn check(paths: &Paths) -> Vec<String> {
    let mut mistakes = UserFiles::read(paths, true).mistakes;
    let themes = paths.themes().and_then(|folder| std::fs::read_dir(folder).ok());
    let mut files: Vec<PathBuf> = themes.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    for wrong in files.iter().filter_map(|path| Theme::read(path).err()).flatten() {
        if !mistakes.contains(&wrong) {
            mistakes.push(wrong);
        }
    }
    let clutter = paths.clutter().filter(|path| path.exists()).map(RuleFile::at);
    let read = clutter.map(|file| file.read());
    mistakes.extend(read.and_then(|read: Result<(Rules, _), String>| read.err()));
    mistakes
}
