//! Browser: how an address leaves the program. The user's own (`$BROWSER`), else the system's opener. No shell sees it.

use std::process::{Command, Stdio};
use std::thread;

use crate::article::is_web_address;
use crate::harmless;

/// Opens a web address with the program `own`, where that is named; says what was asked of which program, or why not.
pub fn open(address: &str, own: &str) -> Result<String, String> {
    if !is_web_address(address) {
        return Err(format!("no web address: {}", harmless::line(address)));
    }
    let own = Some(own.to_string()).filter(|own| !own.is_empty());
    let program = program(own.or_else(|| std::env::var("BROWSER").ok()));
    let child = Command::new(&program)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("{program} cannot be run ({error}): set BROWSER to your browser"))?;
    // Its end is waited for somewhere, so that no dead process stays behind.
    thread::spawn(move || child.wait_with_output());
    Ok(format!("{program} {}", harmless::line(address)))
}

/// `$BROWSER` may list several, as in "firefox:lynx"; the first counts.
fn program(own: Option<String>) -> String {
    let system = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let own =
        own.and_then(|list| list.split(':').map(str::trim).find(|one| !one.is_empty()).map(str::to_string));
    own.unwrap_or_else(|| system.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        for address in
            ["#fn1", "file:///etc/passwd", "-h", "mailto:a@example.org", "javascript:1", "https://a b"]
        {
            assert!(open(address, "").is_err(), "{address}");
        }
    }

    #[test]
    fn the_own_browser_goes_first() {
        assert_eq!(program(Some("lynx:firefox".into())), "lynx");
        assert_eq!(program(Some(" ".into())), program(None));
    }
}
