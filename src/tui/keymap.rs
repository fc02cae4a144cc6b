//! Keymap: key notation, and key sequences -> commands. The defaults are a file that the user's parser reads.

use std::collections::BTreeMap;
use std::path::Path;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use toml::Spanned;

use super::command::{COMMANDS, Command, Entry, Group};
use crate::mistake;

/// A key as the key map writes it: `j`, `Space`, `C-d`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub String);

impl Key {
    /// The name of a key event; `None` for keys that have none, such as a bare Shift.
    pub fn of(event: &KeyEvent) -> Option<Key> {
        let name = match event.code {
            KeyCode::Char(' ') => "Space".to_string(),
            KeyCode::Char(c) => c.to_string(),
            // Shift and Tab on the Linux console.
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::ALT) => "BackTab".to_string(),
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
    keys: Keys,
    panel: Keys,
    selection: Keys,
    list: Keys,
}

/// What a sequence of keys comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    Command(Command),
    /// The start of a longer sequence.
    Pending,
    Nothing,
}

/// The bundled file, as `pullquote keys --print-default` prints it.
pub const DEFAULT: &str = include_str!("../../assets/keymap.toml");

/// What a user's file says to take a key away.
const NONE: &str = "none";

type Keys = BTreeMap<Vec<Key>, Command>;

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    keys: BTreeMap<String, Spanned<String>>,
    panel: BTreeMap<String, Spanned<String>>,
    selection: BTreeMap<String, Spanned<String>>,
    list: BTreeMap<String, Spanned<String>>,
}

impl Keymap {
    /// The keys in `assets/keymap.toml`.
    ///
    /// # Panics
    /// Never in a released program: a test parses the bundled file.
    pub fn bundled() -> Keymap {
        Keymap::parse("keymap.toml", "").expect("the bundled key map is tested")
    }

    /// The keys in `text` over the bundled ones: a key bound anew is that of the bundled file no more, nor are sequences
    /// that begin with it; `"none"` takes a key away. An error names `file`, the line and what was meant.
    pub fn parse(file: &str, text: &str) -> Result<Keymap, String> {
        let bundled = Keymap::empty().with("keymap.toml", DEFAULT)?;
        bundled.with(file, text)
    }

    /// The keys in a file over the bundled ones; those alone where there is none.
    pub fn read(path: &Path) -> Result<Keymap, String> {
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Keymap::parse(&name, &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Keymap::bundled()),
            Err(error) => Err(format!("{name}: cannot be read ({error})")),
        }
    }

    fn empty() -> Keymap {
        let none = BTreeMap::new;
        Keymap { keys: none(), panel: none(), selection: none(), list: none() }
    }

    fn with(mut self, file: &str, text: &str) -> Result<Keymap, String> {
        let own: File = toml::from_str(text).map_err(|error| mistake::toml(file, text, &error))?;
        let tables = [
            (&mut self.keys, own.keys),
            (&mut self.panel, own.panel),
            (&mut self.selection, own.selection),
            (&mut self.list, own.list),
        ];
        for (table, own) in tables {
            lay_over(table, own)
                .map_err(|(at, words)| format!("{file}:{}: {words}", mistake::line(text, at)))?;
        }
        Ok(self)
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

    /// All commands with their keys, group by group, a line each.
    pub fn table(&self) -> String {
        let line = |entry: &Entry| {
            let keys = self.keys_of(entry.command).join(" ");
            format!("  {keys:<22} {:<20} {}\n", entry.name, entry.does)
        };
        let group = |group: Group| {
            let lines: String = COMMANDS.iter().filter(|entry| entry.group == group).map(line).collect();
            format!("{}\n{lines}", group.title())
        };
        Group::ALL.map(group).join("\n")
    }

    /// The shortest key of a command, for hints.
    pub fn key_of(&self, command: Command) -> String {
        self.keys_of(command).into_iter().next().unwrap_or_default()
    }
}

fn shown(keys: &[Key]) -> String {
    keys.iter().map(|key| key.0.as_str()).collect()
}

/// Binds the keys of a user's table; a mistake is told with its byte.
fn lay_over(table: &mut Keys, own: BTreeMap<String, Spanned<String>>) -> Result<(), (usize, String)> {
    let mut bound: Keys = BTreeMap::new();
    for (keys, name) in own {
        let at = name.span().start;
        let sequence = sequence(&keys).map_err(|words| (at, words))?;
        table.retain(|other, _| !other.starts_with(&sequence) && !sequence.starts_with(other));
        let name = name.into_inner();
        if name == NONE {
            continue;
        }
        let Some(command) = Command::named(&name) else {
            let meant = mistake::meant(&name, COMMANDS.iter().map(|entry| entry.name));
            return Err((at, format!("\"{keys}\": there is no command \"{name}\"{meant}")));
        };
        let clash = bound.keys().find(|other| other.starts_with(&sequence) || sequence.starts_with(other));
        if let Some(other) = clash {
            let other: Vec<&str> = other.iter().map(|key| key.0.as_str()).collect();
            return Err((
                at,
                format!("\"{keys}\" and \"{}\" cannot both be: one begins the other", other.join(" ")),
            ));
        }
        bound.insert(sequence, command);
    }
    table.extend(bound);
    Ok(())
}

/// The names of keys that type nothing, or a space.
const NAMED: [&str; 14] = [
    "Space",
    "Tab",
    "BackTab",
    "Enter",
    "Esc",
    "Backspace",
    "Up",
    "Down",
    "Left",
    "Right",
    "PageUp",
    "PageDown",
    "Home",
    "End",
];

/// Keys as the file writes them: `z t`, `C-d`.
fn sequence(keys: &str) -> Result<Vec<Key>, String> {
    let key = |name: &str| {
        let bare = name.strip_prefix("C-").filter(|bare| !bare.is_empty()).unwrap_or(name);
        match bare.chars().count() == 1 || NAMED.contains(&bare) {
            true => Ok(Key(name.to_string())),
            false => Err(format!("\"{name}\" is no key{}", mistake::meant(bare, NAMED.into_iter()))),
        }
    };
    keys.split(' ').map(key).collect()
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
        let cases = [
            (
                "[keys]\n\"j\" = \"line-dwn\"",
                "k:2: \"j\": there is no command \"line-dwn\"; did you mean \"line-down\"?",
            ),
            ("[keys]\n\"j\" = \"zzz\"", "k:2: \"j\": there is no command \"zzz\""),
            ("[keys]\n\n\"Spce\" = \"fold\"", "k:3: \"Spce\" is no key; did you mean \"Space\"?"),
            ("[kyes]\n", "k:1: there is no \"kyes\" here; did you mean \"keys\"?"),
            (
                "[keys]\n\"Z\" = \"up\"\n\"Z Z\" = \"quit\"",
                "k:3: \"Z Z\" and \"Z\" cannot both be: one begins the other",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Keymap::parse("k", text).unwrap_err(), expected);
        }
    }

    #[test]
    fn a_users_keys_stand_over_the_bundled_ones() {
        let own = "[keys]\n\"z\" = \"fold\"\n\"x\" = \"none\"\n\"g g\" = \"start\"\n[panel]\n\"x\" = \"up\"";
        let keymap = Keymap::parse("k", own).unwrap();
        let cases = [
            ("z", Context::Text, Lookup::Command(Command::Fold)),
            ("z t", Context::Text, Lookup::Nothing),
            ("x", Context::Text, Lookup::Nothing),
            ("x", Context::Panel, Lookup::Command(Command::Up)),
            ("g", Context::Text, Lookup::Pending),
            ("g g", Context::Text, Lookup::Command(Command::Start)),
            ("j", Context::Text, Lookup::Command(Command::LineDown)),
        ];
        for (typed, context, expected) in cases {
            assert_eq!(keymap.lookup(context, &keys(typed)), expected, "{typed}");
        }
        assert_eq!(keymap.key_of(Command::Fold), "z");
    }
}
