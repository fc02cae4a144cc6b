//! Theme: roles -> styles. The terminal's own colours by default; without colour every role keeps a shape.

use std::collections::BTreeMap;
use std::path::Path;

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;

use crate::mistake;

/// Makes the theme and the list of its roles from one table.
macro_rules! roles {
    ($($role:ident,)*) => {
        /// The style of each role.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Theme { $(pub $role: Style,)* }

        /// The names of the roles, as a file writes them.
        pub const ROLES: &[&str] = &[$(stringify!($role),)*];

        impl Theme {
            fn role(&mut self, name: &str) -> Option<&mut Style> {
                match name {
                    $(stringify!($role) => Some(&mut self.$role),)*
                    _ => None,
                }
            }
        }
    };
}

roles! {
    title,
    heading,
    quotation,
    name,
    speaker,
    current,
    figure,
    hit,
    highlight,
    selection,
    suspect,
    clutter,
    fold,
    gutter,
    strip,
    status,
    hint,
    panel,
    read,
    chosen,
}

const TERMINAL: &str = include_str!("../../assets/themes/terminal.toml");

/// The bundled themes by name.
const BUNDLED: [(&str, &str); 4] = [
    ("terminal", TERMINAL),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("colourless", include_str!("../../assets/themes/colourless.toml")),
];

impl Theme {
    /// The terminal's own colours.
    ///
    /// # Panics
    /// Never in a released program: a test parses the bundled files.
    pub fn bundled() -> Theme {
        Theme::parse("terminal.toml", "").expect("bundled themes are tested")
    }

    /// No colour at all: bold, underline, reverse and dim only.
    ///
    /// # Panics
    /// Never in a released program: a test parses the bundled files.
    pub fn colourless() -> Theme {
        Theme::named("colourless", None).expect("bundled themes are tested")
    }

    /// A file `NAME.toml` in `folder`, else the bundled theme of that name.
    pub fn named(name: &str, folder: Option<&Path>) -> Result<Theme, String> {
        let own = folder.map(|folder| folder.join(format!("{name}.toml"))).filter(|path| path.exists());
        let bundled = BUNDLED.iter().find(|(known, _)| *known == name);
        match (own, bundled) {
            (Some(path), _) => Theme::read(&path),
            (None, Some((name, text))) => Theme::parse(name, text),
            (None, None) => {
                let meant = mistake::meant(name, BUNDLED.iter().map(|(name, _)| *name));
                let place = folder.map_or(String::new(), |folder| format!(" in {}", folder.display()));
                Err(format!("theme \"{name}\": there is no {name}.toml{place}{meant}"))
            }
        }
    }

    pub fn read(path: &Path) -> Result<Theme, String> {
        let name = path.display().to_string();
        let text =
            std::fs::read_to_string(path).map_err(|error| format!("{name}: cannot be read ({error})"))?;
        Theme::parse(&name, &text)
    }

    /// The roles in `text`, the others as in `assets/themes/terminal.toml`. An error names `file`, the line and what
    /// was meant.
    pub fn parse(file: &str, text: &str) -> Result<Theme, String> {
        let mut theme = Theme::default();
        theme.lay_over("terminal.toml", TERMINAL)?;
        theme.lay_over(file, text)?;
        Ok(theme)
    }

    fn lay_over(&mut self, file: &str, text: &str) -> Result<(), String> {
        let roles: BTreeMap<Spanned<String>, Spanned<String>> =
            toml::from_str(text).map_err(|error| mistake::toml(file, text, &error))?;
        for (name, words) in roles {
            let place = |at: usize| format!("{file}:{}", mistake::line(text, at));
            let Some(role) = self.role(name.as_ref()) else {
                let meant = mistake::meant(name.as_ref(), ROLES.iter().copied());
                return Err(format!(
                    "{}: there is no role \"{}\"{meant}",
                    place(name.span().start),
                    name.as_ref()
                ));
            };
            *role = style(words.as_ref()).map_err(|why| format!("{}: {why}", place(words.span().start)))?;
        }
        Ok(())
    }
}

/// Words for a style: `bold green`, `on yellow`, `reverse`; an empty text changes nothing.
fn style(words: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut background = false;
    for word in words.split_whitespace() {
        style = match word {
            "bold" => style.add_modifier(Modifier::BOLD),
            "dim" => style.add_modifier(Modifier::DIM),
            "underline" => style.add_modifier(Modifier::UNDERLINED),
            "reverse" => style.add_modifier(Modifier::REVERSED),
            "on" => style,
            name => {
                let colour: Color = name.parse().map_err(|_| unknown(name))?;
                if background { style.bg(colour) } else { style.fg(colour) }
            }
        };
        background = word == "on";
    }
    Ok(style)
}

/// Words of styles, and the colours of every terminal.
const WORDS: [&str; 21] = [
    "bold",
    "dim",
    "underline",
    "reverse",
    "on",
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "darkgray",
    "lightred",
    "lightgreen",
    "lightyellow",
    "lightblue",
    "lightmagenta",
    "lightcyan",
    "white",
];

fn unknown(word: &str) -> String {
    let meant = mistake::meant(word, WORDS.into_iter());
    format!(
        "\"{word}\" is neither a colour (red, 117, #87d7ff) nor one of bold, dim, underline, reverse{meant}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_themes_parse_and_the_colourless_one_has_no_colour() {
        let plain = Theme::colourless();
        let theme = Theme::bundled();
        assert_ne!(plain, theme);
        assert!(!format!("{plain:?}").contains("fg"), "{plain:?}");
    }

    #[test]
    fn styles_are_words() {
        let expected = Style::new().add_modifier(Modifier::BOLD).fg(Color::Red).bg(Color::Black);
        assert_eq!(style("bold red on black").unwrap(), expected);
        assert!(style("blod").unwrap_err().ends_with("did you mean \"bold\"?"));
        assert!(style("117 on #87d7ff").is_ok());
    }

    #[test]
    fn a_users_theme_says_only_what_it_changes() {
        let theme = Theme::parse("mine.toml", "name = \"bold\"").unwrap();
        let bold = Style::new().add_modifier(Modifier::BOLD);
        assert_eq!(theme, Theme { name: bold, ..Theme::bundled() });
        let cases = [
            ("\nnaem = \"bold\"", "mine.toml:2: there is no role \"naem\"; did you mean \"name\"?"),
            ("\n\nname = \"blod\"", "mine.toml:3: \"blod\" is neither a colour"),
            ("name = 3", "mine.toml:1: invalid type"),
        ];
        for (text, expected) in cases {
            let error = Theme::parse("mine.toml", text).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn themes_are_found_by_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("dark.toml"), "name = \"red\"").unwrap();
        let own = Theme::named("dark", Some(folder.path())).unwrap();
        assert_ne!(own, Theme::named("dark", None).unwrap(), "one's own stands before the bundled one");
        let wrong = Theme::named("drak", Some(folder.path())).unwrap_err();
        assert!(
            wrong.contains("there is no drak.toml in") && wrong.ends_with("did you mean \"dark\"?"),
            "{wrong}"
        );
    }

    #[test]
    fn the_bundled_files_say_every_role_once() {
        for (name, text) in BUNDLED {
            Theme::parse(name, text).unwrap();
        }
        for whole in [TERMINAL, include_str!("../../assets/themes/colourless.toml")] {
            let roles: BTreeMap<String, String> = toml::from_str(whole).unwrap();
            assert_eq!(roles.len(), ROLES.len());
        }
    }
}
