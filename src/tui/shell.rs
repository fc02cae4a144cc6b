//! Shell: a command of the user's with words as its input, run on the user's own screen.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;

/// Runs a command line with `sh`, gives it the words, and waits for it and for Enter. Says how it ended.
pub fn run(command: &str, words: &str) -> Result<String, String> {
    let child = Command::new("sh").arg("-c").arg(command).stdin(Stdio::piped()).spawn();
    let child = child.map_err(|error| format!("sh: cannot be run ({error})"))?;
    let status = fed(child, words).map_err(|error| format!("{command}: {error}"))?;
    let told = ended(command, status);
    wait_for_enter(&told);
    Ok(told)
}

/// A command that does not want all of the words is no failure.
fn fed(mut child: Child, words: &str) -> std::io::Result<ExitStatus> {
    let stdin = child.stdin.take();
    thread::scope(|scope| {
        scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(words.as_bytes())));
        child.wait()
    })
}

fn ended(command: &str, status: ExitStatus) -> String {
    match status.code() {
        Some(0) => format!("done: {command}"),
        Some(code) => format!("exit status {code}: {command}"),
        None => format!("ended by a signal: {command}"),
    }
}

/// What the command printed stays until Enter.
fn wait_for_enter(told: &str) {
    println!("\n[{told}] Enter: back to the article");
    let _ = std::io::stdout().flush();
    if let Ok(tty) = File::open("/dev/tty") {
        let _ = BufReader::new(tty).read_line(&mut String::new());
    }
}
