//! Settings, keys and themes of one's own: read, checked, printed, and used by the reader.

use std::path::Path;
use std::process::{Command, Output};

use pullquote::config::{self, Config};
use pullquote::tui::keymap::{self, Keymap};

use super::stage::Stage;

const PROGRAM: &str = env!("CARGO_BIN_EXE_pullquote");

/// Runs the program with a config folder of these files.
fn with(files: &[(&str, &str)], arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("pullquote");
    for (name, text) in files {
        let path = own.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env("XDG_CONFIG_HOME", folder.path()).env("XDG_DATA_HOME", folder.path());
    command.env("XDG_STATE_HOME", folder.path()).env_remove("NO_COLOR").output().unwrap()
}

fn words(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn what_is_printed_is_what_is_bundled_and_can_be_used() {
    let (printed, _) = words(&with(&[], &["config", "--print-default"]));
    assert_eq!(printed, config::DEFAULT);
    assert_eq!(Config::parse("own", &printed), Ok(Config::bundled()));
    let (printed, _) = words(&with(&[], &["keys", "--print-default"]));
    assert_eq!(printed, keymap::DEFAULT);
    let own = Keymap::parse("own", &printed).unwrap();
    assert_eq!(own.table(), Keymap::bundled().table());
}

#[test]
fn mistakes_are_all_named_with_file_line_and_what_was_meant() {
    let files = [
        ("config.toml", "[screen]\n\nwheel = 99\n"),
        ("keymap.toml", "[keys]\n\"x\" = \"fodl\"\n"),
        ("themes/mine.toml", "name = \"red\"\nhlt = \"blue\"\n"),
        ("clutter.toml", "[[rule]]\nid = 3\n"),
    ];
    let output = with(&files, &["config", "--check"]);
    let (printed, errors) = words(&output);
    assert_eq!((output.status.code(), printed.as_str()), (Some(2), ""));
    let wanted = [
        "config.toml:3: wheel is 99; it can be 1 to 50",
        "keymap.toml:2: \"x\": there is no command \"fodl\"; did you mean \"fold\"?",
        "themes/mine.toml:2: there is no role \"hlt\"; did you mean \"hit\"?",
        "clutter.toml",
    ];
    for (line, wanted) in errors.lines().zip(wanted) {
        assert!(line.contains(wanted), "{wanted:?} is missing in {line:?}");
    }
    assert_eq!(errors.lines().count(), 4, "{errors}");
    let fine = [("config.toml", "[screen]\ntheme = \"mine\"\n"), ("themes/mine.toml", "name = \"red\"\n")];
    assert_eq!(words(&with(&fine, &["config", "--check"])).0, "no mistakes\n");
    let missing = words(&with(&fine[..1], &["config", "--check"])).1;
    assert!(missing.contains("theme \"mine\": there is no mine.toml in"), "{missing}");
}

#[test]
fn not_only_the_first_mistake_of_a_file_is_told() {
    let files = [
        ("config.toml", "theme = \"drak\"\n[screen]\nmouse = \"no\"\nwheel = 99\n"),
        ("keymap.toml", "[keys]\n\"Ctrl-x\" = \"fold\"\n\"x\" = \"fodl\"\n"),
    ];
    let (_, errors) = words(&with(&files, &["config", "--check"]));
    let wanted = [
        "config.toml:1: \"theme\" belongs under [screen]",
        "config.toml:3: mouse is \"no\"",
        "config.toml:4: wheel is 99",
        "keymap.toml:2: \"Ctrl-x\" is no key; write it \"C-x\"",
        "keymap.toml:3: \"x\": there is no command \"fodl\"",
    ];
    assert_eq!(errors.lines().count(), wanted.len(), "{errors}");
    for (line, wanted) in errors.lines().zip(wanted) {
        assert!(line.contains(wanted), "{wanted:?} is missing in {line:?}");
    }
    let drak = [("config.toml", "[screen]\ntheme = \"sepia\"\n")];
    let (_, errors) = words(&with(&drak, &["config", "--check"]));
    assert!(errors.contains("there are auto, terminal, light, dark, colourless"), "{errors}");
    let bare = with(&[("keymap.toml", "[keys]\n\"c\" = \"copy\"\n")], &["config", "--check"]);
    assert!(words(&bare).1.contains("\"c\" alone takes c a, c c,"), "{}", words(&bare).1);
    assert_eq!(bare.status.code(), Some(0), "it counts all the same");
}

#[test]
fn places_are_told() {
    let (printed, _) = words(&with(&[("keymap.toml", "")], &["config", "--path"]));
    let line =
        |what: &str| printed.lines().find(|line| line.starts_with(what)).unwrap_or_default().to_string();
    assert!(line("settings").ends_with("/pullquote/config.toml  (not there yet)"), "{printed}");
    assert!(line("keys").ends_with("/pullquote/keymap.toml"), "{printed}");
    assert!(line("library").contains("/pullquote/library.sqlite"), "{printed}");
    let elsewhere = [("config.toml", "[library]\npath = \"/elsewhere/l.sqlite\"\n")];
    assert!(words(&with(&elsewhere, &["config", "--path"])).0.contains("library   /elsewhere/l.sqlite"));
}

#[test]
fn keys_are_listed_as_they_are() {
    let (printed, _) =
        words(&with(&[("keymap.toml", "[keys]\n\"X\" = \"fold\"\n\"x\" = \"none\"\n")], &["keys"]));
    let fold = printed.lines().find(|line| line.contains(" fold ")).unwrap();
    assert!(fold.starts_with("  X  "), "{fold}");
    assert!(printed.contains("\nMove\n"), "{printed}");
    let wrong = with(&[("keymap.toml", "[keys]\n\"X\" = \"fodl\"\n")], &["keys"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(words(&wrong).1.contains("did you mean \"fold\"?") && words(&wrong).0.contains("next-statement"));
}

#[test]
fn shells_and_man_get_the_whole_command_line() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (printed, errors) = words(&with(&[], &["completions", shell]));
        assert!(
            printed.contains("keep-clutter") && printed.contains("export") && errors.is_empty(),
            "{shell}"
        );
    }
    let (page, _) = words(&with(&[], &["man"]));
    assert!(page.contains(".SH KEYS") && page.contains("next\\-statement"), "{page}");
    assert!(words(&with(&[], &["man", "export"])).0.contains(".TH pullquote-export"));
    assert_eq!(with(&[], &["man", "sing"]).status.code(), Some(2));
}

#[test]
fn settings_count_on_the_screen() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    stage.app.config =
        Config::parse("own", "[search]\nregex = true\n[screen]\noverlap = 10\nflash = 0").unwrap();
    stage.keys("/ [ G g ] u l l s ? Enter");
    assert!(stage.status().contains("of 2") || stage.status().contains("of 3"), "{}", stage.status());
    stage.keys("/ ( Enter");
    assert!(stage.status().starts_with("no regular expression: "), "{}", stage.status());
    let place = |stage: &Stage| stage.app.reader.as_ref().unwrap().place.offset;
    stage.keys("g Space");
    let ten = place(&stage);
    stage.keys("g 1 2 j");
    assert_eq!(place(&stage), ten, "22 rows less 10");
    stage.keys("G 5 G");
    assert_eq!(stage.app.reader.as_ref().unwrap().flash, None);
}

#[test]
fn without_a_setting_words_are_searched_as_they_are() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    stage.keys("/ ( Enter");
    assert!(
        stage.status().starts_with("not found: (") || stage.status().contains("for \"(\""),
        "{}",
        stage.status()
    );
}

#[cfg(unix)]
mod terminal {
    use super::*;
    use crate::pty::{Terminal, program, sample};

    fn open(folder: &Path, files: &[(&str, &str)]) -> Terminal {
        std::fs::create_dir_all(folder.join("pullquote")).unwrap();
        for (name, text) in files {
            std::fs::write(folder.join("pullquote").join(name), text).unwrap();
        }
        let mut command = program(&[&sample()]);
        command.env("XDG_CONFIG_HOME", folder);
        Terminal::start(80, 24, command)
    }

    #[test]
    fn the_reader_takes_settings_and_keys() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("config.toml", "[screen]\nmouse = false\nwidth = 40\n"),
            ("keymap.toml", "[keys]\n\"X\" = \"next-statement\"\n\"q\" = \"quit\"\n"),
        ];
        let mut terminal = open(folder.path(), &files);
        terminal.wait_for(" statements by ");
        terminal.wait_for("X next");
        assert!(!terminal.sent(0).contains("\x1b[?1000h"), "the mouse stays the terminal's");
        let widest = terminal
            .text()
            .lines()
            .take(20)
            .map(|row| row.trim_end_matches(['█', '░', ' ']).chars().count())
            .max();
        assert!(widest.unwrap() <= 60, "{}", terminal.text());
        terminal.press("X");
        terminal.wait_for("/22");
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
    }

    const QUESTION: &str = "\x1b]11;?\x1b\\";

    #[test]
    fn the_background_decides_after_the_first_frame_and_no_key_is_lost() {
        // The answer -> the colour of quotations
        let cases = [("rgb:ffff/ffff/eeee", "38;5;22"), ("rgb:1111/1111/1111", "38;5;114")];
        for (answer, colour) in cases {
            let folder = tempfile::tempdir().unwrap();
            let mut terminal = open(folder.path(), &[("config.toml", "[screen]\ntheme = \"auto\"\n")]);
            // The first frame is there before anything is answered.
            terminal.wait_for("Every ferry out of Port Hesper");
            terminal.wait_until("it asks", |terminal| terminal.sent(0).contains(QUESTION));
            terminal.press(&format!("\x1b]11;{answer}\x1b\\:\x1b[?62;4ctab-fi"));
            terminal.wait_for(":tab-fi");
            terminal.press("\x15\r");
            terminal.wait_until(colour, |terminal| terminal.sent(0).contains(colour));
            terminal.press("Q");
            assert_eq!(terminal.end(), 0);
        }
    }

    #[test]
    fn without_an_answer_keys_count_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let mut terminal = open(folder.path(), &[("config.toml", "[screen]\ntheme = \"auto\"\n")]);
        terminal.wait_for("Every ferry out of Port Hesper");
        terminal.press("?");
        terminal.wait_for("Who said what");
        terminal.press("Q");
        assert_eq!(terminal.end(), 0);
    }

    #[test]
    fn nobody_is_asked_unless_that_is_set() {
        let folder = tempfile::tempdir().unwrap();
        let mut terminal = open(folder.path(), &[]);
        terminal.wait_for("statements by");
        assert!(!terminal.sent(0).contains(QUESTION));
        terminal.press("Q");
        assert_eq!(terminal.end(), 0);
    }

    #[test]
    fn a_mistake_is_told_and_the_rest_counts() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("config.toml", "[screen]\nmouze = false\n"),
            ("keymap.toml", "[keys]\n\"X\" = \"next-statement\"\n"),
        ];
        let mut terminal = open(folder.path(), &files);
        terminal.wait_for(" config.toml:2: there is no \"mouze\" here; did you mean \"mouse\"?");
        terminal.wait_for(" 1 │");
        terminal.press("X");
        terminal.wait_for("/22");
        terminal.press("Q");
        assert_eq!(terminal.end(), 1, "not all could be read");
    }
}
