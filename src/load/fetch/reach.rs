//! What a page may not lead to: addresses of this machine and of its own network. The test sits where names become
//! addresses, so that neither a redirect nor a name with a private address behind it gets round it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Whether an address is this machine, its own network, or no single machine at all.
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => embedded(v6).map_or_else(|| is_private_v6(v6), is_private_v4),
    }
}

fn is_private_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    let special = match a {
        0 | 10 | 127 | 224.. => true,
        // Shared by the customers of a provider (RFC 6598).
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => b == 168 || (b == 0 && c == 0),
        198 => b == 18 || b == 19,
        _ => false,
    };
    special || v4.is_documentation()
}

fn is_private_v6(v6: Ipv6Addr) -> bool {
    let first = v6.segments()[0];
    let local = first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80 || first & 0xffc0 == 0xfec0;
    local || v6.is_loopback() || v6.is_unspecified() || v6.is_multicast()
}

/// The IPv4 address inside a mapped, compatible, translated (64:ff9b::/96) or 6to4 (2002::/16) one.
fn embedded(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = v6.segments();
    let v4 = |high: u16, low: u16| Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match [a, b, c, d, e, f] {
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => v4(g, h),
        [0, 0, 0, 0, 0, 0] if g != 0 => v4(g, h),
        [0x2002, ..] => v4(b, c),
        _ => None,
    }
}

/// Why a name was not resolved.
#[derive(Debug)]
pub struct Private;

impl fmt::Display for Private {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a private address")
    }
}

impl std::error::Error for Private {}

/// Whether a request failed because of [`Public`].
pub fn was_refused(error: &ureq::Error) -> bool {
    let ureq::Error::Io(io) = error else { return false };
    io.get_ref().is_some_and(|inner| inner.is::<Private>())
}

/// Resolves names to public addresses only. Behind a proxy it is the proxy that resolves them, and the name asked
/// for here is the proxy's own, which the user set.
#[derive(Debug, Default)]
pub struct Public(DefaultResolver);

impl Resolver for Public {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        let proxy = config.proxy().is_some_and(|proxy| Some(proxy.host()) == uri.host());
        if proxy {
            return Ok(found);
        }
        let mut public = self.empty();
        for address in found.iter().filter(|address| !is_private(address.ip())) {
            public.push(*address);
        }
        if public.is_empty() { Err(ureq::Error::Io(std::io::Error::other(Private))) } else { Ok(public) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known() {
        let private = [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "ff02::1",
        ];
        for address in private {
            assert!(is_private(address.parse().expect(address)), "{address}");
        }
        for address in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert!(!is_private(address.parse().expect(address)), "{address}");
        }
    }

    #[test]
    fn a_name_with_a_private_address_is_not_reached() {
        let agent = ureq::Agent::with_parts(
            Config::builder().build(),
            ureq::unversioned::transport::DefaultConnector::default(),
            Public::default(),
        );
        let error = agent.get("http://localhost:9/").config().proxy(None).build().call().unwrap_err();
        assert!(was_refused(&error), "{error}");
    }
}
