//! Manners of batches: robots.txt (RFC 9309) is asked for and kept to, and a host gets a rest between two pages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// The name that robots.txt may call this program by.
const NAME: &str = "pullquote";

/// A longer rest than this is not kept, whatever robots.txt asks for.
const LONGEST_REST: Duration = Duration::from_secs(30);

/// What is known about the hosts of a batch.
pub struct Manners {
    rest: Duration,
    hosts: Mutex<HashMap<String, Known>>,
}

/// A host; nothing while its robots.txt was not read. One that answers slowly holds up no other.
type Known = Arc<Mutex<Option<Host>>>;

struct Host {
    rules: Rules,
    /// When it may be asked again.
    free: Instant,
}

impl Manners {
    /// With so long a rest between two pages of a host, where its robots.txt does not ask for more.
    pub fn new(rest: Duration) -> Manners {
        Manners { rest, hosts: Mutex::default() }
    }

    /// How long to wait before asking `host` for `path`; `None` where it does not want to be asked. `robots` brings
    /// the host's robots.txt, once.
    pub fn wait<E>(
        &self,
        host: &str,
        path: &str,
        robots: impl FnOnce() -> Result<Rules, E>,
    ) -> Result<Option<Duration>, E> {
        let known = held(&self.hosts).entry(host.to_string()).or_default().clone();
        let mut known = held(&known);
        let host = match &mut *known {
            Some(host) => host,
            none => none.insert(Host { rules: robots()?, free: Instant::now() }),
        };
        if !host.rules.allows(path) {
            return Ok(None);
        }
        let rest = self.rest.max(host.rules.rest.unwrap_or_default().min(LONGEST_REST));
        let (wait, free) = turn(host.free, Instant::now(), rest);
        host.free = free;
        Ok(Some(wait))
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// How long to wait for a host that is free at `free`, and when it is free after that.
fn turn(free: Instant, now: Instant, rest: Duration) -> (Duration, Instant) {
    let start = free.max(now);
    (start - now, start + rest)
}

/// What a robots.txt says to this program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// Patterns of paths, and whether they may be asked for.
    lines: Vec<(String, bool)>,
    rest: Option<Duration>,
}

impl Rules {
    /// The groups for this program; where there are none, those for all.
    pub fn parse(text: &str) -> Rules {
        let (mut ours, mut all) = (None, Rules::default());
        let (mut to_us, mut to_all, mut naming) = (false, false, false);
        for (key, value) in text.lines().filter_map(line) {
            if key == "user-agent" {
                (to_us, to_all) = (naming && to_us, naming && to_all);
                naming = true;
                to_us |= value.to_lowercase().starts_with(NAME);
                to_all |= value == "*";
            } else {
                naming = false;
            }
            if to_us {
                ours.get_or_insert_with(Rules::default).add(&key, value);
            }
            if to_all {
                all.add(&key, value);
            }
        }
        ours.unwrap_or(all)
    }

    fn add(&mut self, key: &str, value: &str) {
        match key {
            "allow" | "disallow" if !value.is_empty() => self.lines.push((value.to_string(), key == "allow")),
            "crawl-delay" => {
                let seconds =
                    value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                self.rest = seconds.or(self.rest);
            }
            _ => {}
        }
    }

    /// The longest pattern that fits decides; of two, the one that allows.
    pub fn allows(&self, path: &str) -> bool {
        let fitting = self.lines.iter().filter(|(pattern, _)| fits(pattern, path));
        fitting.max_by_key(|(pattern, allowed)| (pattern.len(), *allowed)).is_none_or(|(_, allowed)| *allowed)
    }
}

fn line(line: &str) -> Option<(String, &str)> {
    let (key, value) = line.split('#').next()?.split_once(':')?;
    Some((key.trim().trim_start_matches('\u{feff}').to_ascii_lowercase(), value.trim()))
}

/// Whether a path begins as a pattern says; `*` is any stretch, `$` at the end the end of the path.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, ends) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return !ends || rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    if ends { rest.ends_with(last) } else { rest.contains(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROBOTS: &str = "User-agent: otherbot\nDisallow: /\n\nUser-Agent: *\nUser-agent: some\nCrawl-delay: 2.5\n\
        Disallow: /private # not here\nAllow: /private/open\nDisallow: /*.pdf$\nDisallow:\nSitemap: /x\n";

    #[test]
    fn robots_txt_is_read_for_this_program() {
        let rules = Rules::parse(ROBOTS);
        assert_eq!(rules.rest, Some(Duration::from_millis(2500)));
        let cases = [
            ("/", true),
            ("/private", false),
            ("/private/a", false),
            ("/private/open/a", true),
            ("/a.pdf", false),
            ("/a.pdf?x", true),
        ];
        for (path, allowed) in cases {
            assert_eq!(rules.allows(path), allowed, "{path}");
        }
        let ours = Rules::parse(&format!("{ROBOTS}\nUser-agent: Pullquote\nDisallow: /a*b*c\n"));
        assert!(ours.allows("/private") && !ours.allows("/axbxc/d") && ours.allows("/axcxb"));
        assert_eq!(Rules::parse("<html>no rules: here"), Rules::default());
    }

    #[test]
    fn a_host_gets_its_rest() {
        let (now, rest) = (Instant::now(), Duration::from_secs(1));
        let (wait, free) = turn(now, now, rest);
        assert_eq!((wait, free), (Duration::ZERO, now + rest));
        assert_eq!(turn(free, now, rest), (rest, free + rest));
        assert_eq!(turn(now, free + rest, rest).0, Duration::ZERO);
    }
}
