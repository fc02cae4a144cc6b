//! Theme: roles -> styles. The terminal's own colours by default; without colour every role keeps a shape.

use std::collections::BTreeMap;
use std::path::Path;

use crate::mistake::{self, Lines};
use ratatui::style::{Color, Modifier, Style};

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
    subheading,
    code,
    caption,
    emphasis,
    strong,
    link,
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
    pub fn named(name: &str, folder: Option<&Path>) -> Result<Theme, Vec<String>> {
        let own = folder.map(|folder| folder.join(format!("{name}.toml"))).filter(|path| path.exists());
        let bundled = BUNDLED.iter().find(|(known, _)| *known == name);
        match (own, bundled) {
            (Some(path), _) => Theme::read(&path),
            (None, Some((name, text))) => Theme::parse(name, text),
            (None, None) => {
                let all = names(folder);
                let meant = match mistake::meant(name, all.iter().map(String::as_str)) {
                    nothing if nothing.is_empty() => format!("; there are {}", all.join(", ")),
                    meant => meant,
                };
                let place = folder.map_or(String::new(), |folder| format!(" in {}", folder.display()));
                Err(vec![format!("theme \"{name}\": there is no {name}.toml{place}{meant}")])
            }
        }
    }

    pub fn read(path: &Path) -> Result<Theme, Vec<String>> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| vec![format!("{name}: cannot be read ({error})")])?;
        Theme::parse(&name, &text)
    }

    /// The roles in `text`, the others as in `assets/themes/terminal.toml`. All mistakes are told, each with `file`, the
    /// line and what was meant.
    pub fn parse(file: &str, text: &str) -> Result<Theme, Vec<String>> {
        let mut theme = Theme::default();
        theme.lay_over("terminal.toml", TERMINAL)?;
        theme.lay_over(file, text)?;
        Ok(theme)
    }

    fn lay_over(&mut self, file: &str, text: &str) -> Result<(), Vec<String>> {
        let mistakes = Lines { check: &check, homes: &[] }.mistakes(file, text);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let roles: Roles = toml::from_str(text).map_err(|error| vec![mistake::toml(file, text, &error)])?;
        for (name, words) in roles {
            if let (Some(role), Ok(style)) = (self.role(&name), style(&words)) {
                *role = style;
            }
        }
        Ok(())
    }
}

type Roles = BTreeMap<String, String>;

/// What is wrong with a line of a theme.
fn check(roles: &Roles) -> Option<String> {
    roles.iter().find_map(|(name, words)| match Theme::default().role(name) {
        None => {
            let meant = mistake::meant(name, ROLES.iter().copied());
            Some(format!("there is no role \"{name}\"{meant}"))
        }
        Some(_) => style(words).err(),
    })
}

/// The names that a setting may give: the bundled themes, one's own, and the one that the background decides.
fn names(folder: Option<&Path>) -> Vec<String> {
    let files = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    let own = files.into_iter().flatten().flatten().filter_map(|file| {
        let name = file.file_name().into_string().ok()?;
        name.strip_suffix(".toml").map(String::from)
    });
    let mut own: Vec<String> = own.collect();
    own.sort();
    ["auto"].into_iter().chain(BUNDLED.map(|(name, _)| name)).map(String::from).chain(own).collect()
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

    /// The words that lie over each other most: of the current thing, of hits, of what is selected.
    #[test]
    fn without_colour_what_is_found_has_a_look_of_its_own() {
        let theme = Theme::colourless();
        let over = |under: Style, style: Style| under.patch(style).add_modifier;
        let plain = Style::new();
        let looks = [
            ("name", over(plain, theme.name)),
            ("speaker by name", over(theme.name, theme.speaker)),
            ("speaker", over(plain, theme.speaker)),
            ("current words", over(plain, theme.current)),
            ("hit", over(plain, theme.hit)),
            ("mention of the current figure", over(theme.name, theme.figure)),
            ("current mention", over(theme.name.patch(theme.figure), theme.current)),
            ("suspect", over(plain, theme.suspect)),
            ("link", over(plain, theme.link)),
        ];
        for (i, (one, look)) in looks.iter().enumerate() {
            assert!(!look.is_empty(), "{one} is unmarked");
            let same = looks[i + 1..].iter().find(|(_, other)| other == look);
            assert!(same.is_none(), "{one} looks like {same:?}");
        }
        // The current hit among the others, and what is selected beside the current words.
        assert_ne!(over(theme.current, theme.hit), over(plain, theme.hit));
        assert_ne!(over(plain, theme.selection), over(plain, theme.current));
        assert_ne!(over(plain, theme.selection), over(plain, theme.hit));
        assert_ne!(over(plain, theme.selection), over(plain, theme.suspect));
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
            ("name = 3", "mine.toml:1: name is 3; it can be words in quotation marks"),
            (
                "naem = \"red\"\nhit = \"blod\"",
                "mine.toml:1: there is no role \"naem\"; did you mean \"name\"?\nmine.toml:2: \"blod\"",
            ),
        ];
        for (text, expected) in cases {
            let error = Theme::parse("mine.toml", text).unwrap_err().join("\n");
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn themes_are_found_by_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("dark.toml"), "name = \"red\"").unwrap();
        let own = Theme::named("dark", Some(folder.path())).unwrap();
        assert_ne!(own, Theme::named("dark", None).unwrap(), "one's own stands before the bundled one");
        let wrong = Theme::named("drak", Some(folder.path())).unwrap_err().join("\n");
        assert!(
            wrong.contains("there is no drak.toml in") && wrong.ends_with("did you mean \"dark\"?"),
            "{wrong}"
        );
        let wrong = Theme::named("sepia", Some(folder.path())).unwrap_err().join("\n");
        assert!(wrong.ends_with("; there are auto, terminal, light, dark, colourless, dark"), "{wrong}");
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
