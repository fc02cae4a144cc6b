//! Keymap: key notation, and key sequences -> commands. The defaults are a file that the user's parser reads.

use std::collections::BTreeMap;
use std::path::Path;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use toml::Spanned;

use super::command::{COMMANDS, Command, Entry, Group};
use crate::mistake::{self, Lines};

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
    /// What the user's keys took away that nobody asked for, a sentence each.
    pub lost: Vec<String>,
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
    /// that begin with it; `"none"` takes a key away. All mistakes are told, each with `file`, the line and what was
    /// meant.
    pub fn parse(file: &str, text: &str) -> Result<Keymap, Vec<String>> {
        let bundled = Keymap::empty().with("keymap.toml", DEFAULT)?;
        bundled.with(file, text)
    }

    /// The keys in a file over the bundled ones; those alone where there is none.
    pub fn read(path: &Path) -> Result<Keymap, Vec<String>> {
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Keymap::parse(&name, &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Keymap::bundled()),
            Err(error) => Err(vec![format!("{name}: cannot be read ({error})")]),
        }
    }

    fn empty() -> Keymap {
        let none = BTreeMap::new;
        Keymap { keys: none(), panel: none(), selection: none(), list: none(), lost: Vec::new() }
    }

    fn with(mut self, file: &str, text: &str) -> Result<Keymap, Vec<String>> {
        let mut mistakes = Lines { check: &check, homes: &[] }.mistakes(file, text);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let own: File = toml::from_str(text).map_err(|error| vec![mistake::toml(file, text, &error)])?;
        let tables = [
            (&mut self.keys, own.keys),
            (&mut self.panel, own.panel),
            (&mut self.selection, own.selection),
            (&mut self.list, own.list),
        ];
        let place = |(at, words): (usize, String)| format!("{file}:{}: {words}", mistake::line(text, at));
        for (table, own) in tables {
            let laid = lay_over(table, own);
            mistakes.extend(laid.clashes.into_iter().map(place));
            self.lost.extend(laid.lost.into_iter().map(place));
        }
        if mistakes.is_empty() { Ok(self) } else { Err(mistakes) }
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

/// What came of binding the keys of a user's table; each with its byte.
#[derive(Default)]
struct LaidOver {
    clashes: Vec<(usize, String)>,
    lost: Vec<(usize, String)>,
}

/// Binds the keys of a user's table, which was checked line by line.
fn lay_over(table: &mut Keys, own: BTreeMap<String, Spanned<String>>) -> LaidOver {
    let mut laid = LaidOver::default();
    let mut bound: Keys = BTreeMap::new();
    let mut gone: Vec<(usize, String, Vec<Key>, Command)> = Vec::new();
    let named = own.iter().filter_map(|(keys, name)| Some((keys, name, sequence(keys).ok()?)));
    let named: Vec<(&String, &Spanned<String>, Vec<Key>)> = named.collect();
    for (keys, name, sequence) in &named {
        let at = name.span().start;
        let longer =
            table.iter().filter(|(other, _)| other.len() > sequence.len() && other.starts_with(sequence));
        let longer = longer.filter(|_| name.get_ref() != NONE);
        gone.extend(longer.map(|(other, command)| (at, keys.to_string(), other.clone(), *command)));
        table.retain(|other, _| !other.starts_with(sequence) && !sequence.starts_with(other));
        let Some(command) = Command::named(name.get_ref()) else { continue };
        let clash = bound.keys().find(|other| other.starts_with(sequence) || sequence.starts_with(other));
        if let Some(other) = clash {
            let words = format!("\"{keys}\" and \"{}\" cannot both be: one begins the other", spaced(other));
            laid.clashes.push((at, words));
            continue;
        }
        bound.insert(sequence.clone(), command);
    }
    // What was said to go, or has another key, is not lost.
    gone.retain(|(.., other, command)| {
        let said = named.iter().any(|(.., sequence)| sequence == other);
        !said && !table.values().chain(bound.values()).any(|bound| bound == command)
    });
    while let Some((at, keys, ..)) = gone.first().cloned() {
        let (of, rest): (Vec<_>, Vec<_>) = gone.into_iter().partition(|(_, own, ..)| *own == keys);
        let all = of.iter().map(|(.., other, _)| spaced(other)).collect::<Vec<_>>().join(", ");
        let words = format!(
            "\"{keys}\" alone takes {all} away: give them other keys, or \"none\" where that is meant"
        );
        laid.lost.push((at, words));
        gone = rest;
    }
    table.extend(bound);
    laid
}

/// As the file writes keys.
fn spaced(keys: &[Key]) -> String {
    keys.iter().map(|key| key.0.as_str()).collect::<Vec<_>>().join(" ")
}

/// What is wrong with a line of the file.
fn check(file: &File) -> Option<String> {
    let lines = [&file.keys, &file.panel, &file.selection, &file.list].into_iter().flatten();
    lines.into_iter().find_map(|(keys, name)| {
        let name = name.get_ref();
        match sequence(keys) {
            Err(words) => Some(words),
            Ok(_) if name == NONE || Command::named(name).is_some() => None,
            Ok(_) => {
                let meant = mistake::meant(name, COMMANDS.iter().map(|entry| entry.name));
                Some(format!("\"{keys}\": there is no command \"{name}\"{meant}"))
            }
        }
    })
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
    let key = |name: &str| match own_spelling(name) {
        Some(key) => Ok(key),
        None => Err(format!("\"{name}\" is no key{}", meant(name))),
    };
    keys.split(' ').map(key).collect()
}

/// The key that a name in the one right spelling stands for. With Control capitals make no difference.
fn own_spelling(name: &str) -> Option<Key> {
    let control = name.strip_prefix("C-").filter(|bare| !bare.is_empty());
    let bare = control.unwrap_or(name);
    let is_key = bare.chars().count() == 1 || NAMED.contains(&bare);
    let key = || if control.is_some() { format!("C-{}", bare.to_lowercase()) } else { name.to_string() };
    is_key.then(|| Key(key()))
}

/// What was probably meant by the name of a key: other programs write "Ctrl-x", "<C-x>", "^x", "Return".
fn meant(name: &str) -> String {
    let bare = name.trim_start_matches('<').trim_end_matches('>');
    let parts: Vec<&str> = bare.split(['-', '+']).filter(|part| !part.is_empty()).collect();
    let lower = |part: &str| part.to_lowercase();
    let (last, modifiers) = match (&parts[..], bare.strip_prefix('^')) {
        (_, Some(letter)) if letter.chars().count() == 1 => (letter, vec!["ctrl".to_string()]),
        ([modifiers @ .., last], _) => (*last, modifiers.iter().map(|part| lower(part)).collect()),
        ([], _) => (bare, Vec::new()),
    };
    let has = |names: &[&str]| modifiers.iter().any(|part| names.contains(&part.as_str()));
    let known = NAMED.into_iter().find(|named| lower(named) == lower(last));
    let other = OTHER_NAMES.iter().find(|(other, _)| *other == lower(last)).map(|(_, key)| *key);
    let single = (last.chars().count() == 1).then_some(last);
    let Some(key) = single.or(known).or(other) else { return mistake::meant(last, NAMED.into_iter()) };
    if has(&["alt", "meta", "m", "a"]) {
        return "; keys with Alt cannot be bound".into();
    }
    let key = if has(&["shift", "s"]) && single.is_some() { key.to_uppercase() } else { key.to_string() };
    let control = if has(&["ctrl", "control", "ctl", "c"]) { "C-" } else { "" };
    let key = if control.is_empty() { key } else { lower(&key) };
    format!("; write it \"{control}{key}\"")
}

/// What other programs call keys.
const OTHER_NAMES: [(&str, &str); 9] = [
    ("return", "Enter"),
    ("cr", "Enter"),
    ("escape", "Esc"),
    ("bs", "Backspace"),
    ("pgup", "PageUp"),
    ("pgdn", "PageDown"),
    ("pgdown", "PageDown"),
    ("spacebar", "Space"),
    ("backtab", "BackTab"),
];

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
            ("[keys]\n\"Ctrl-x\" = \"fold\"", "k:2: \"Ctrl-x\" is no key; write it \"C-x\""),
            ("[keys]\n\"<C-x>\" = \"fold\"", "k:2: \"<C-x>\" is no key; write it \"C-x\""),
            ("[keys]\n\"^x\" = \"fold\"", "k:2: \"^x\" is no key; write it \"C-x\""),
            ("[keys]\n\"Shift-x\" = \"fold\"", "k:2: \"Shift-x\" is no key; write it \"X\""),
            ("[keys]\n\"Return\" = \"fold\"", "k:2: \"Return\" is no key; write it \"Enter\""),
            ("[keys]\n\"Alt+x\" = \"fold\"", "k:2: \"Alt+x\" is no key; keys with Alt cannot be bound"),
            (
                "[keys]\n\"j\" = \"zzz\"\n\"Ctrl-x\" = \"fold\"\n\"k\" = 3",
                "k:2: \"j\": there is no command \"zzz\"\nk:3: \"Ctrl-x\" is no key; write it \"C-x\"\n\
                 k:4: k is 3; it can be words in quotation marks",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Keymap::parse("k", text).unwrap_err().join("\n"), expected);
        }
    }

    #[test]
    fn keys_that_take_others_away_are_told() {
        let lost = |text: &str| Keymap::parse("k", text).unwrap().lost.join("\n");
        let told = lost("[keys]\n\"c\" = \"copy\"");
        assert!(told.starts_with("k:2: \"c\" alone takes c a, c c, ") && told.contains("c w"), "{told}");
        assert_eq!(lost("[keys]\n\"c\" = \"none\""), "", "said to go");
        assert_eq!(lost("[keys]\n\"j\" = \"fold\""), "", "no sequence begins with it");
        let some = "[keys]\n\"z\" = \"fold\"\n\"z t\" = \"none\"\n\"T z\" = \"centre\"";
        assert!(!lost(some).contains("z t"), "{}", lost(some));
    }

    #[test]
    fn control_makes_no_difference_of_capitals() {
        let keymap = Keymap::parse("k", "[keys]\n\"C-X\" = \"fold\"").unwrap();
        assert_eq!(keymap.lookup(Context::Text, &keys("C-x")), Lookup::Command(Command::Fold));
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
