//! Settings: the bundled ones, and the user's over them, both read by the same parser. What each means stands in
//! assets/config.toml.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use toml::Spanned;

use crate::mistake;

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

    /// The settings in `text`, over the bundled ones; an error names `file`, the line and what was meant.
    pub fn parse(file: &str, text: &str) -> Result<Config, String> {
        let read =
            |text: &str| toml::from_str::<File>(text).map_err(|error| mistake::toml(file, text, &error));
        let own = read(text)?;
        check(file, text, &own)?;
        own.over(read(DEFAULT)?).ok_or_else(|| format!("{file}: a setting has no default"))
    }

    /// The settings in a file; the bundled ones where there is none.
    pub fn read(path: &Path) -> Result<Config, String> {
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Config::parse(&name, &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Config::bundled()),
            Err(error) => Err(format!("{name}: cannot be read ({error})")),
        }
    }
}

/// A number in a file, its name, and what it can be.
type Number<'a> = (&'a Option<Spanned<usize>>, &'static str, RangeInclusive<usize>);

/// Numbers outside of what they can be.
fn check(file: &str, text: &str, own: &File) -> Result<(), String> {
    let screen = &own.screen;
    let numbers: [Number; 6] = [
        (&screen.width, "width", 24..=400),
        (&screen.overlap, "overlap", 0..=20),
        (&screen.wheel, "wheel", 1..=50),
        (&screen.flash, "flash", 0..=5000),
        (&own.web.timeout, "timeout", 1..=3600),
        (&own.web.largest, "largest", 1..=1024),
    ];
    for (number, name, range) in numbers {
        let Some(number) = number else { continue };
        let fits = range.contains(number.as_ref()) || (name == "width" && *number.as_ref() == 0);
        if !fits {
            let line = mistake::line(text, number.span().start);
            let or = if name == "width" { ", or 0" } else { "" };
            let (from, to) = range.into_inner();
            return Err(format!(
                "{file}:{line}: {name} is {}; it can be {from} to {to}{or}",
                number.as_ref()
            ));
        }
    }
    Ok(())
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
            ("[screen]\nmouse = \"no\"", "c:2: invalid type: string \"no\", expected a boolean"),
            (
                "[copy]\nclipboard = \"osc25\"",
                "c:2: \"osc25\" is none of auto, tmux, osc52, file; did you mean \"osc52\"?",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Config::parse("c", text).unwrap_err(), expected);
        }
        assert!(Config::parse("c", "[screen\n").unwrap_err().starts_with("c:1: "));
    }
}
