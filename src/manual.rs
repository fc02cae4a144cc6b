//! The manual page and the completions, made from the tables of the command line and of the keys.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::Cli;
use crate::tui::command::{COMMANDS, Group};
use crate::tui::keymap::Keymap;

/// Completions for a shell.
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "pullquote", &mut out);
    out
}

/// The page of the program, with its keys, or of one of its commands; `None` where there is no such command.
pub fn page(command: Option<&str>) -> Option<Vec<u8>> {
    let mut program = Cli::command();
    program.build();
    let mut out = Vec::new();
    let written = match command {
        None => Man::new(program).render(&mut out).and_then(|()| keys(&mut out)),
        Some(name) => {
            let found = program.find_subcommand(name)?.clone();
            let title = format!("pullquote-{name}");
            Man::new(found).title(title).render(&mut out)
        }
    };
    // Writing into memory does not fail.
    written.ok().map(|()| out)
}

fn keys(out: &mut Vec<u8>) -> io::Result<()> {
    let keymap = Keymap::bundled();
    writeln!(out, ".SH KEYS")?;
    for group in Group::ALL {
        writeln!(out, ".SS {}", roff(group.title()))?;
        for entry in COMMANDS.iter().filter(|entry| entry.group == group) {
            let keys = keymap.keys_of(entry.command).join("  ");
            writeln!(out, ".TP\n\\fB{}\\fR ({})\n{}", roff(&keys), roff(entry.name), roff(entry.does))?;
        }
    }
    Ok(())
}

/// Words that troff would not take for its own.
fn roff(words: &str) -> String {
    let words = words.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    if words.starts_with('.') { format!("\\&{words}") } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_command_and_no_line_that_troff_would_take_for_its_own() {
        let page = String::from_utf8(page(None).unwrap()).unwrap();
        for entry in COMMANDS {
            assert!(page.contains(&roff(entry.name)), "{}", entry.name);
        }
        let own = [
            ".SH", ".SS", ".TP", ".TH", ".ie", ".el", ".br", ".RS", ".RE", ".PP", ".IP", ".nf", ".fi", ".ds",
        ];
        for line in page.lines().filter(|line| line.starts_with(['.', '\''])) {
            assert!(own.iter().any(|request| line.starts_with(request)), "{line}");
        }
    }

    #[test]
    fn commands_have_pages_of_their_own() {
        let page = String::from_utf8(page(Some("extract")).unwrap()).unwrap();
        assert!(page.contains("pullquote\\-extract") && page.contains("drop\\-clutter"), "{page}");
        assert!(super::page(Some("sing")).is_none());
    }
}
