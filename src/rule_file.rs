//! The user's clutter file: where it lies, how it is read, and how a correction gets into it and out of it again.
//! Whatever else stands in it stays as it is; a file that cannot be understood is never written to.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::article::{Change, Correction, Corrections};
use crate::clean::Rules;

/// What a new file begins with.
const HEAD: &str = "\
# Clutter: your own rules, and lines you corrected in the reader (c). Edit it as you like; U takes back what c wrote.
#
#   [[rule]]               a rule as in the bundled clutter.toml; site = \"example.org\" keeps it to one site
#   [[site.\"example.org\"]] a line of that site: line = its words, is = \"clutter\" or \"article\";
#                          before, after = how the lines around it began (for lines that occur twice)
#   [[line]]               the same for articles whose site is not known
";

/// The file, which need not exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile {
    path: PathBuf,
}

impl RuleFile {
    pub fn at(path: PathBuf) -> RuleFile {
        RuleFile { path }
    }

    /// `pullquote/clutter.toml` in the config folder that `variable` (the environment) names; nothing where it
    /// names none.
    pub fn of_user(variable: impl Fn(&str) -> Option<std::ffi::OsString>) -> Option<RuleFile> {
        let named = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        // The standard asks for absolute paths and to ignore others.
        let config = named("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
        let config = config.or_else(|| Some(named("HOME")?.join(".config")))?;
        Some(RuleFile::at(config.join("pullquote").join("clutter.toml")))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The user's rules before the bundled ones, and the corrections; the bundled rules alone where there is no file.
    pub fn read(&self) -> Result<(Rules, Corrections), String> {
        match self.text()? {
            Some(text) => {
                Rules::with(&self.path.display().to_string(), &text).map_err(|error| error.to_string())
            }
            None => Ok((Rules::bundled(), Corrections::default())),
        }
    }

    /// Makes a change to the corrections in the file.
    pub fn revise(&self, change: &Change) -> Result<(), String> {
        let text = self.text()?.unwrap_or_else(|| HEAD.to_string());
        let name = self.path.display().to_string();
        Rules::with(&name, &text).map_err(|error| error.to_string())?;
        let revised = revised(&text, change).map_err(|wrong| format!("{name}: {wrong}"))?;
        // What is written has to be what is read next time.
        Rules::with(&name, &revised).map_err(|error| error.to_string())?;
        self.write(&revised).map_err(|error| format!("{name}: cannot be written ({error})"))
    }

    fn text(&self) -> Result<Option<String>, String> {
        match fs::read_to_string(&self.path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{}: cannot be read ({error})", self.path.display())),
        }
    }

    /// Whole or not at all: a new file takes the place of the old one, also where that is a link to it.
    fn write(&self, text: &str) -> io::Result<()> {
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let waiting = folder.join(format!(".clutter.toml.{}", std::process::id()));
        let written = fill(&waiting, &path, text).and_then(|()| fs::rename(&waiting, &path));
        if written.is_err() {
            let _ = fs::remove_file(&waiting);
        }
        written
    }
}

fn fill(waiting: &Path, path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::create(waiting)?;
    file.write_all(text.as_bytes())?;
    if let Ok(old) = fs::metadata(path) {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()
}

/// The text of a rule file after a change, everything else in it as it was.
fn revised(text: &str, change: &Change) -> Result<String, String> {
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| error.message().to_string())?;
    // Without tables, all there is are comments; they stay above the first one.
    let head = if document.is_empty() { text } else { "" };
    if document.is_empty() {
        document.set_trailing("");
    }
    for line in &change.remove {
        remove(&mut document, line)?;
    }
    for line in &change.add {
        tables(&mut document, line)?.push(table(line));
    }
    Ok(format!("{head}{document}"))
}

/// The tables that hold the lines of a correction's site, made where they are missing.
fn tables<'a>(document: &'a mut DocumentMut, line: &Correction) -> Result<&'a mut ArrayOfTables, String> {
    let none = || Item::ArrayOfTables(ArrayOfTables::new());
    let item = match &line.site {
        None => document.entry("line").or_insert_with(none),
        Some(site) => {
            let sites = document.entry("site").or_insert_with(implicit);
            let sites = sites.as_table_mut().ok_or("site is no table of tables")?;
            let known = sites.iter().map(|(key, _)| key.to_string()).find(|key| key.to_lowercase() == *site);
            sites.entry(known.as_deref().unwrap_or(site)).or_insert_with(none)
        }
    };
    item.as_array_of_tables_mut().ok_or_else(|| "lines are no list of tables: write [[line]]".to_string())
}

/// A table that is not written itself, only what it holds.
fn implicit() -> Item {
    let mut table = Table::new();
    table.set_implicit(true);
    Item::Table(table)
}

fn table(line: &Correction) -> Table {
    let mut table = Table::new();
    for (name, words) in fields(line).into_iter().filter(|(_, words)| !words.is_empty()) {
        table[name] = value(words);
    }
    table
}

fn fields(line: &Correction) -> [(&'static str, &str); 4] {
    let is = if line.is_clutter { "clutter" } else { "article" };
    [("line", line.words.as_str()), ("is", is), ("before", &line.before), ("after", &line.after)]
}

fn remove(document: &mut DocumentMut, line: &Correction) -> Result<(), String> {
    let has = |table: &Table, (name, words): &(&str, &str)| {
        table.get(name).and_then(Item::as_str).unwrap_or_default() == *words
    };
    let same = |table: &Table| fields(line).iter().all(|field| has(table, field));
    tables(document, line)?.retain(|table| !same(table));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(site: Option<&str>, words: &str, is_clutter: bool) -> Correction {
        Correction {
            site: site.map(String::from),
            words: words.into(),
            before: "The bells rang.".into(),
            after: String::new(),
            is_clutter,
        }
    }

    fn add(lines: &[Correction]) -> Change {
        Change { remove: Vec::new(), add: lines.to_vec() }
    }

    #[test]
    fn what_is_written_is_read_and_taken_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = RuleFile::at(folder.path().join("deep/er/clutter.toml"));
        assert_eq!(file.read().expect("no file is fine").1, Corrections::default());
        let lines = [
            line(None, "Say \"bells\" \\ or '''ropes'''\u{202e}", true),
            line(Some("example.org"), "Buy bells", true),
            line(Some("example.org"), "No bells", false),
            line(Some("Name of a feed. With dots"), "Ropes", true),
        ];
        file.revise(&add(&lines)).expect("written");
        let (_, read) = file.read().expect("read");
        assert_eq!(read.lines.len(), 4);
        let text = fs::read_to_string(file.path()).expect("the file");
        assert!(text.starts_with(HEAD), "{text}");
        assert!(lines[..3].iter().all(|line| read.lines.contains(line)), "{read:?}");
        file.revise(&add(&lines).back()).expect("taken back");
        assert_eq!(file.read().expect("read").1, Corrections::default());
        let left = fs::read_dir(folder.path().join("deep/er")).expect("the folder").count();
        assert_eq!(left, 1, "no temporary file is left");
    }

    #[test]
    fn what_a_person_wrote_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("clutter.toml");
        let own = "# my rules\n[[rule]]   # bells\nid = 'bells'\nreason = 'promo'\npattern = 'ding'\nconfidence = 0.9\n\n\
                   # and a line\n[[site.\"Example.org\"]]\nline = 'Ropes'   # ugh\nis = 'clutter'\n";
        fs::write(&path, own).expect("a file");
        let file = RuleFile::at(path.clone());
        let change = add(&[line(Some("example.org"), "Buy bells", true), line(None, "No bells", false)]);
        file.revise(&change).expect("written");
        let text = fs::read_to_string(&path).expect("the file");
        assert!(text.starts_with(own), "{text}");
        assert_eq!(file.read().expect("read").1.lines.len(), 3);
        file.revise(&change.back()).expect("taken back");
        assert_eq!(fs::read_to_string(&path).expect("the file").trim_end(), own.trim_end());
    }

    #[test]
    fn a_file_that_is_wrong_is_named_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("clutter.toml");
        for wrong in ["[[rule]\n", "[[rule]]\nid = 'a'\n", "site = 3\n", "[[line]]\nline = 'a'\nis = 'b'\n"] {
            fs::write(&path, wrong).expect("a file");
            let file = RuleFile::at(path.clone());
            let said = file.read().err().expect("bad");
            let kept = file.revise(&add(&[line(None, "Bells", true)])).expect_err("bad");
            for words in [said, kept] {
                assert!(words.contains("clutter.toml, line ") && !words.contains('\n'), "{words}");
            }
            assert_eq!(fs::read_to_string(&path).expect("the file"), wrong);
        }
    }

    #[test]
    fn the_config_folder_is_the_standard_one() {
        let at = |pairs: &'static [(&str, &str)]| {
            let variable = |name: &str| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.into());
            RuleFile::of_user(variable).map(|file| file.path.display().to_string())
        };
        assert_eq!(
            at(&[("XDG_CONFIG_HOME", "/c"), ("HOME", "/h")]).as_deref(),
            Some("/c/pullquote/clutter.toml")
        );
        assert_eq!(
            at(&[("XDG_CONFIG_HOME", ""), ("HOME", "/h")]).as_deref(),
            Some("/h/.config/pullquote/clutter.toml")
        );
        assert_eq!(at(&[("XDG_CONFIG_HOME", "c")]), None);
    }
}
