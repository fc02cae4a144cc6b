//! Keymap: key notation, and key sequences -> commands. The defaults are a file that the user's parser reads.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::command::Command;

/// A key as the key map writes it: `j`, `Space`, `C-d`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub String);

impl Key {
    /// The name of a key event; `None` for keys that have none, such as a bare Shift.
    pub fn of(event: &KeyEvent) -> Option<Key> {
        let name = match event.code {
            KeyCode::Char(' ') => "Space".to_string(),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::Tab => "Tab".to_string(),
            KeyCode::BackTab => "BackTab".to_string(),
            KeyCode::Enter => "Enter".to_string(),
            KeyCode::Esc => "Esc".to_string(),
            KeyCode::Backspace => "Backspace".to_string(),
            KeyCode::Up => "Up".to_string(),
            KeyCode::Down => "Down".to_string(),
            KeyCode::Left => "Left".to_string(),
            KeyCode::Right => "Right".to_string(),
            KeyCode::PageUp => "PageUp".to_string(),
            KeyCode::PageDown => "PageDown".to_string(),
            KeyCode::Home => "Home".to_string(),
            KeyCode::End => "End".to_string(),
            _ => return None,
        };
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        Some(Key(if control { format!("C-{}", name.to_lowercase()) } else { name }))
    }

    /// The digit it is, when it is one.
    pub fn digit(&self) -> Option<usize> {
        self.0.parse().ok().filter(|_| self.0.len() == 1)
    }

    /// The character it types, when it types one.
    pub fn typed(&self) -> Option<char> {
        let mut chars = self.0.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Some(c),
            _ => (self.0 == "Space").then_some(' '),
        }
    }
}

/// Where keys go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    Text,
    Panel,
    /// Words are being selected.
    Selection,
    /// A list from which things are removed lies over the text.
    List,
}

/// Which keys lead to which commands.
#[derive(Clone, Debug)]
pub struct Keymap {
    keys: BTreeMap<Vec<Key>, Command>,
    panel: BTreeMap<Vec<Key>, Command>,
    selection: BTreeMap<Vec<Key>, Command>,
    list: BTreeMap<Vec<Key>, Command>,
}

/// What a sequence of keys comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    Command(Command),
    /// The start of a longer sequence.
    Pending,
    Nothing,
}

/// Why a key map cannot be used; names what was meant.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("key map: {0}")]
    Toml(#[from] toml::de::Error),
    #[error(
        "key map: \"{0}\" = \"{1}\": there is no command of that name; `pullquote` and then ? lists them"
    )]
    NoCommand(String, String),
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    keys: BTreeMap<String, String>,
    #[serde(default)]
    panel: BTreeMap<String, String>,
    #[serde(default)]
    selection: BTreeMap<String, String>,
    #[serde(default)]
    list: BTreeMap<String, String>,
}

impl Keymap {
    /// The keys in `assets/keymap.toml`.
    ///
    /// # Panics
    /// Never in a released program: a test parses the bundled file.
    pub fn bundled() -> Keymap {
        Keymap::parse(include_str!("../../assets/keymap.toml")).expect("the bundled key map is tested")
    }

    pub fn parse(text: &str) -> Result<Keymap, Error> {
        let file: File = toml::from_str(text)?;
        Ok(Keymap {
            keys: table(file.keys)?,
            panel: table(file.panel)?,
            selection: table(file.selection)?,
            list: table(file.list)?,
        })
    }

    pub fn lookup(&self, context: Context, keys: &[Key]) -> Lookup {
        let here = self.own(context).map_or(Lookup::Nothing, |own| find(own, keys));
        match here {
            Lookup::Nothing => find(&self.keys, keys),
            found => found,
        }
    }

    /// The keys that only a context has.
    fn own(&self, context: Context) -> Option<&BTreeMap<Vec<Key>, Command>> {
        match context {
            Context::Text => None,
            Context::Panel => Some(&self.panel),
            Context::Selection => Some(&self.selection),
            Context::List => Some(&self.list),
        }
    }

    /// What can follow keys typed so far: the rest of each sequence and its command.
    pub fn continuations(&self, context: Context, keys: &[Key]) -> Vec<(String, Command)> {
        let own = self.own(context);
        let all = own.into_iter().flatten().chain(&self.keys);
        let longer = all.filter(|(sequence, _)| sequence.len() > keys.len() && sequence.starts_with(keys));
        longer.map(|(sequence, command)| (shown(&sequence[keys.len()..]), *command)).collect()
    }

    /// The keys of a command, as help shows them.
    pub fn keys_of(&self, command: Command) -> Vec<String> {
        let all = self.keys.iter().chain(&self.panel).chain(&self.selection).chain(&self.list);
        let mut keys: Vec<String> =
            all.filter(|(_, c)| **c == command).map(|(keys, _)| shown(keys)).collect();
        keys.sort_by_key(|keys| keys.chars().count());
        keys
    }

    /// The shortest key of a command, for hints.
    pub fn key_of(&self, command: Command) -> String {
        self.keys_of(command).into_iter().next().unwrap_or_default()
    }
}

fn shown(keys: &[Key]) -> String {
    keys.iter().map(|key| key.0.as_str()).collect()
}

fn table(entries: BTreeMap<String, String>) -> Result<BTreeMap<Vec<Key>, Command>, Error> {
    let parse = |(keys, name): (String, String)| match Command::named(&name) {
        Some(command) => Ok((keys.split(' ').map(|key| Key(key.to_string())).collect(), command)),
        None => Err(Error::NoCommand(keys, name)),
    };
    entries.into_iter().map(parse).collect()
}

fn find(table: &BTreeMap<Vec<Key>, Command>, keys: &[Key]) -> Lookup {
    if let Some(command) = table.get(keys) {
        return Lookup::Command(*command);
    }
    let longer = table.range(keys.to_vec()..).next().is_some_and(|(sequence, _)| sequence.starts_with(keys));
    if longer { Lookup::Pending } else { Lookup::Nothing }
}

#[cfg(test)]
mod tests {
    use super::super::command::COMMANDS;
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        text.split(' ').map(|key| Key(key.to_string())).collect()
    }

    #[test]
    fn every_command_has_a_key_and_a_name_of_its_own() {
        let keymap = Keymap::bundled();
        for entry in COMMANDS {
            assert!(!keymap.keys_of(entry.command).is_empty(), "{} has no key", entry.name);
            assert_eq!(Command::named(entry.name), Some(entry.command), "{} stands twice", entry.name);
        }
    }

    #[test]
    fn sequences_are_found() {
        let keymap = Keymap::bundled();
        let cases = [
            ("j", Context::Text, Lookup::Command(Command::LineDown)),
            ("z", Context::Text, Lookup::Pending),
            ("z t", Context::Text, Lookup::Command(Command::ToTop)),
            ("z y", Context::Text, Lookup::Nothing),
            ("1", Context::Text, Lookup::Nothing),
            ("1", Context::Panel, Lookup::Command(Command::TabSpeakers)),
            ("j", Context::Panel, Lookup::Command(Command::LineDown)),
            ("o", Context::Selection, Lookup::Command(Command::SwapEnds)),
            ("o", Context::Text, Lookup::Command(Command::OpenLink)),
            ("d", Context::List, Lookup::Command(Command::Remove)),
        ];
        for (typed, context, expected) in cases {
            assert_eq!(keymap.lookup(context, &keys(typed)), expected, "{typed}");
        }
    }

    #[test]
    fn a_wrong_name_is_named() {
        let error = Keymap::parse("[keys]\n\"j\" = \"line-dwn\"").unwrap_err().to_string();
        assert!(error.contains("line-dwn"), "{error}");
    }
}
