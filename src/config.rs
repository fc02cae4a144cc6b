//! Settings: the bundled ones, and the user's over them, both read by the same parser. What each means stands in
//! assets/config.toml.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use toml::Spanned;

use crate::mistake::{self, Lines};

/// Makes each section twice: as it may stand in a file, and as it counts when defaults are filled in.
macro_rules! sections {
    ($($(#[$doc:meta])* $section:ident as $part:ident in $name:ident { $($field:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq)]
            pub struct $section { $(pub $field: $type,)* }

            #[derive(serde::Deserialize, Default)]
            #[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
            struct $part { $($field: Option<Spanned<$type>>,)* }

            impl $part {
                /// These settings, where they are missing those of `under`; `None` where both miss one.
                fn over(self, under: $part) -> Option<$section> {
                    Some($section { $($field: self.$field.or(under.$field)?.into_inner(),)* })
                }
            }
        )*

        /// The sections, each with the names in it.
        const SETTINGS: &[(&str, &str)] = &[$($((stringify!($name), stringify!($field)),)*)*];

        /// All settings.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Config { $(pub $name: $section,)* }

        #[derive(serde::Deserialize, Default)]
        #[serde(deny_unknown_fields, default)]
        struct File { $($name: $part,)* }

        impl File {
            fn over(self, under: File) -> Option<Config> {
                Some(Config { $($name: self.$name.over(under.$name)?,)* })
            }
        }
    };
}

sections! {
    /// What is on the screen.
    Screen as ScreenPart in screen {
        theme: String,
        width: usize,
        hyphenate: bool,
        overlap: usize,
        linear: bool,
        mouse: bool,
        wheel: usize,
        flash: usize,
    }
    Search as SearchPart in search {
        regex: bool,
    }
    Copy as CopyPart in copy {
        clipboard: Clipboard,
    }
    Web as WebPart in web {
        browser: String,
        timeout: usize,
        largest: usize,
    }
    Library as LibraryPart in library {
        keep: bool,
        path: String,
        end_is_read: bool,
    }
}

/// Where copies go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clipboard {
    Auto,
    Tmux,
    Osc52,
    File,
}

/// The bundled file, as `pullquote config --print-default` prints it.
pub const DEFAULT: &str = include_str!("../assets/config.toml");

impl Config {
    /// The settings in `assets/config.toml`.
    ///
    /// # Panics
    /// Never in a released program: a test parses the bundled file.
    pub fn bundled() -> Config {
        Config::parse("config.toml", "").expect("the bundled settings are tested")
    }

    /// The settings in `text`, over the bundled ones; all mistakes are told, each with `file`, the line and what was
    /// meant.
    pub fn parse(file: &str, text: &str) -> Result<Config, Vec<String>> {
        let homes: Vec<(&str, String)> =
            SETTINGS.iter().map(|(table, name)| (*table, name.replace('_', "-"))).collect();
        let homes: Vec<(&str, &str)> = homes.iter().map(|(table, name)| (*table, name.as_str())).collect();
        let mistakes = Lines { check: &check, homes: &homes }.mistakes(file, text);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let read = |text: &str| {
            toml::from_str::<File>(text).map_err(|error| vec![mistake::toml(file, text, &error)])
        };
        read(text)?.over(read(DEFAULT)?).ok_or_else(|| vec![format!("{file}: a setting has no default")])
    }

    /// The settings in a file; the bundled ones where there is none.
    pub fn read(path: &Path) -> Result<Config, Vec<String>> {
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Config::parse(&name, &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Config::bundled()),
            Err(error) => Err(vec![format!("{name}: cannot be read ({error})")]),
        }
    }
}

/// A number in a file, its name, and what it can be.
type Number<'a> = (&'a Option<Spanned<usize>>, &'static str, RangeInclusive<usize>);

/// A number outside of what it can be.
fn check(own: &File) -> Option<String> {
    let screen = &own.screen;
    let numbers: [Number; 6] = [
        (&screen.width, "width", 24..=400),
        (&screen.overlap, "overlap", 0..=20),
        (&screen.wheel, "wheel", 1..=50),
        (&screen.flash, "flash", 0..=5000),
        (&own.web.timeout, "timeout", 1..=3600),
        (&own.web.largest, "largest", 1..=1024),
    ];
    numbers.into_iter().find_map(|(number, name, range)| {
        let number = number.as_ref()?.as_ref();
        let fits = range.contains(number) || (name == "width" && *number == 0);
        let or = if name == "width" { ", or 0" } else { "" };
        let (from, to) = range.into_inner();
        (!fits).then(|| format!("{name} is {number}; it can be {from} to {to}{or}"))
    })
}

/// The folder of the user's files: `pullquote` in `$XDG_CONFIG_HOME`, else in `~/.config`; `None` without a home.
pub fn folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))?;
    Some(config.join("pullquote"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_file_has_every_setting_each_with_a_comment() {
        assert_eq!(Config::parse("default", DEFAULT).unwrap(), Config::bundled());
        let lines: Vec<&str> = DEFAULT.lines().collect();
        for pair in lines.windows(2) {
            let is_setting = pair[1].contains(" = ") && !pair[1].starts_with('#');
            assert!(!is_setting || pair[0].starts_with('#'), "no comment above {}", pair[1]);
        }
    }

    #[test]
    fn the_users_settings_stand_over_the_bundled_ones() {
        let config = Config::parse("c", "[screen]\nwidth = 72\n[library]\nend-is-read = false").unwrap();
        let bundled = Config::bundled();
        assert_eq!((config.screen.width, config.library.end_is_read), (72, false));
        assert_eq!((config.screen.wheel, config.copy.clipboard), (bundled.screen.wheel, Clipboard::Auto));
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let cases = [
            ("\n[screen]\nwidht = 3", "c:3: there is no \"widht\" here; did you mean \"width\"?"),
            ("[scren]\nwidth = 3", "c:1: there is no \"scren\" here; did you mean \"screen\"?"),
            ("[screen]\nwidth = 7", "c:2: width is 7; it can be 24 to 400, or 0"),
            ("[web]\n\ntimeout = 0", "c:3: timeout is 0; it can be 1 to 3600"),
            (
                "[screen]\nmouse = \"no\"",
                "c:2: mouse is \"no\"; it can be true or false, without quotation marks",
            ),
            ("theme = \"dark\"", "c:1: \"theme\" belongs under [screen]: write that line above it"),
            (
                "[screen]\nwheel = 99\nmoose = true",
                "c:2: wheel is 99; it can be 1 to 50\nc:3: there is no \"moose\" here; did you mean \"mouse\"?",
            ),
            (
                "[copy]\nclipboard = \"osc25\"",
                "c:2: \"osc25\" is none of auto, tmux, osc52, file; did you mean \"osc52\"?",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Config::parse("c", text).unwrap_err().join("\n"), expected);
        }
        assert!(Config::parse("c", "[screen\n").unwrap_err()[0].starts_with("c:1: "));
    }
}
