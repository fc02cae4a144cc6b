//! Theme: roles -> styles. The terminal's own colours by default; without colour every role keeps a shape.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

/// The style of each role.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    pub title: Style,
    pub heading: Style,
    pub quotation: Style,
    pub name: Style,
    pub speaker: Style,
    pub current: Style,
    pub figure: Style,
    pub hit: Style,
    pub highlight: Style,
    pub selection: Style,
    pub suspect: Style,
    pub clutter: Style,
    pub fold: Style,
    pub gutter: Style,
    pub strip: Style,
    pub status: Style,
    pub hint: Style,
    pub panel: Style,
    pub read: Style,
    pub chosen: Style,
}

/// Why a theme cannot be used; names what was meant.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("theme: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("theme: role \"{0}\" is missing")]
    NoRole(&'static str),
    #[error("theme: \"{0}\" is neither a colour nor one of bold, dim, underline, reverse")]
    NoStyle(String),
}

impl Theme {
    /// The terminal's own colours.
    ///
    /// # Panics
    /// Never in a released program: a test parses the bundled files.
    pub fn bundled() -> Theme {
        Theme::parse(include_str!("../../assets/themes/terminal.toml")).expect("bundled themes are tested")
    }

    /// No colour at all: bold, underline, reverse and dim only.
    ///
    /// # Panics
    /// Never in a released program: a test parses the bundled files.
    pub fn colourless() -> Theme {
        Theme::parse(include_str!("../../assets/themes/colourless.toml")).expect("bundled themes are tested")
    }

    pub fn parse(text: &str) -> Result<Theme, Error> {
        let roles: BTreeMap<String, String> = toml::from_str(text)?;
        let role = |name: &'static str| roles.get(name).ok_or(Error::NoRole(name)).and_then(|s| style(s));
        Ok(Theme {
            title: role("title")?,
            heading: role("heading")?,
            quotation: role("quotation")?,
            name: role("name")?,
            speaker: role("speaker")?,
            current: role("current")?,
            figure: role("figure")?,
            hit: role("hit")?,
            highlight: role("highlight")?,
            selection: role("selection")?,
            suspect: role("suspect")?,
            clutter: role("clutter")?,
            fold: role("fold")?,
            gutter: role("gutter")?,
            strip: role("strip")?,
            status: role("status")?,
            hint: role("hint")?,
            panel: role("panel")?,
            read: role("read")?,
            chosen: role("chosen")?,
        })
    }
}

/// Words for a style: `bold green`, `on yellow`, `reverse`; an empty text changes nothing.
fn style(words: &str) -> Result<Style, Error> {
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
                let colour: Color = name.parse().map_err(|_| Error::NoStyle(name.to_string()))?;
                if background { style.bg(colour) } else { style.fg(colour) }
            }
        };
        background = word == "on";
    }
    Ok(style)
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
        assert!(matches!(style("blod"), Err(Error::NoStyle(word)) if word == "blod"));
    }
}
