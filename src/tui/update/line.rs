//! The command line: any command by its name, and those that take words.

use std::path::PathBuf;

use super::{notice, run, take};
use crate::export::File;
use crate::tui::app::{App, Prompt, Task, Walk};
use crate::tui::command::{COMMANDS, Command};

/// Runs a typed line: a command's name, perhaps with a count before or after it, or `export FORMAT [FILE]`.
pub fn enter(app: &mut App, line: &str) -> Vec<Task> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        [] => Vec::new(),
        ["export", ref rest @ ..] => export(app, line, rest),
        [name] => by_name(app, name, None),
        [one, other] => match (one.parse(), other.parse()) {
            (Ok(count), _) => by_name(app, other, Some(count)),
            (_, Ok(count)) => by_name(app, one, Some(count)),
            _ => unknown(app, line),
        },
        _ => unknown(app, line),
    }
}

fn by_name(app: &mut App, name: &str, count: Option<usize>) -> Vec<Task> {
    match Command::named(name) {
        Some(command) => run(app, command, count),
        None => unknown(app, name),
    }
}

fn unknown(app: &mut App, line: &str) -> Vec<Task> {
    notice(app, format!("no such command: {line}; Tab completes names, ? lists keys"))
}

/// `export html`, `export markdown notes/bells.md`; a path may hold spaces.
fn export(app: &mut App, line: &str, rest: &[&str]) -> Vec<Task> {
    let Some(file) = rest.first().and_then(|word| File::named(word)) else {
        let words = File::ALL.map(File::word).join(", ");
        return notice(app, format!("export what? one of {words}, then a file if you like"));
    };
    let path = line.trim_start().split_once(file.word()).map(|(_, path)| path.trim()).unwrap_or_default();
    take::export(app, file, Some(path).filter(|path| !path.is_empty()).map(PathBuf::from))
}

/// The lines that can come of what was typed, in order.
pub fn completions(line: &str) -> Vec<String> {
    let exports = File::ALL.map(|file| format!("export {}", file.word()));
    let names = COMMANDS.iter().map(|entry| entry.name.to_string());
    let mut all: Vec<String> = names.chain(exports).filter(|name| name.starts_with(line)).collect();
    all.sort();
    all
}

/// Tab completes as far as all names agree; where it can do no more it goes through them one by one, and Shift-Tab
/// back, round the ends.
pub fn complete(prompt: &mut Prompt, on: bool) {
    if let Some(walk) = &mut prompt.walk {
        let all = walk.names.len();
        walk.nth = (walk.nth + if on { 1 } else { all - 1 }) % all;
        prompt.line = walk.names[walk.nth].clone();
        return;
    }
    let further = completed(&prompt.line);
    let names = completions(&prompt.line);
    if names.len() < 2 || (on && further != prompt.line) {
        prompt.line = further;
        return;
    }
    let nth = if on { 0 } else { names.len() - 1 };
    prompt.line = names[nth].clone();
    prompt.walk = Some(Walk { names, nth });
}

/// What was typed, as far as all completions agree.
pub fn completed(line: &str) -> String {
    let all = completions(line);
    let Some(first) = all.first() else { return line.to_string() };
    let common = |prefix: &str| all.iter().all(|name| name.starts_with(prefix));
    let longest =
        (line.len()..=first.len()).rev().find(|end| first.is_char_boundary(*end) && common(&first[..*end]));
    first[..longest.unwrap_or(line.len())].to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tab_goes_through_the_names_that_are_left() {
        let mut prompt = Prompt { line: "tab".into(), ..Prompt::default() };
        let mut after = |on: bool| {
            complete(&mut prompt, on);
            prompt.line.clone()
        };
        let typed: Vec<String> = [true, true, true, false, false].map(&mut after).into();
        assert_eq!(typed, ["tab-", "tab-figures", "tab-folded", "tab-figures", "tab-speakers"]);
    }

    #[test]
    fn names_are_completed_as_far_as_they_agree() {
        let cases = [
            ("next-st", "next-statement"),
            ("exp", "export "),
            ("export h", "export html"),
            ("tab-f", "tab-f"),
            ("zzz", "zzz"),
        ];
        for (typed, expected) in cases {
            assert_eq!(completed(typed), expected, "{typed}");
        }
        assert_eq!(completions("tab-f"), ["tab-figures", "tab-folded"]);
    }
}
