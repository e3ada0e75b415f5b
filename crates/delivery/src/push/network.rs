//! Which addresses may be called. A customer chooses the address of a push, and the program stands inside the operator's
//! network: without this rule he could call what only insiders reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Everything that is not the public internet (IANA's special-purpose address registries, and multicast).
const PRIVATE: [&str; 28] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
    // IPv4 in disguise: the address inside is judged, see `judged`; what is left of these networks reaches nothing.
    "2002::/16",
    "64:ff9b::/96",
];

/// The public internet, and what the installation allows besides.
#[derive(Debug, Clone)]
pub struct Networks {
    private: Vec<IpNet>,
    allowed: Vec<IpNet>,
}

impl Networks {
    /// The public internet and `allowed`.
    #[must_use]
    pub fn new(allowed: Vec<IpNet>) -> Self {
        let private = PRIVATE.iter().filter_map(|network| network.parse().ok()).collect();
        Self { private, allowed }
    }

    /// Whether `address` may be called.
    #[must_use]
    pub fn admit(&self, address: IpAddr) -> bool {
        let address = judged(address);
        let is_in = |networks: &[IpNet]| networks.iter().any(|network| network.contains(&address));
        is_in(&self.allowed) || !is_in(&self.private)
    }
}

/// The IPv4 address that an IPv6 address leads to, where it is one in disguise: mapped, or translated by NAT64 or 6to4.
fn judged(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address.to_canonical() else { return address.to_canonical() };
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    };
    match Ipv6Addr::segments(&v6) {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => inner(high, low),
        _ => IpAddr::V6(v6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(networks: &Networks, address: &str, expected: bool) {
        assert_eq!(networks.admit(address.parse().unwrap()), expected, "{address}");
    }

    #[test]
    fn every_network_is_written_rightly() {
        assert_eq!(Networks::new(Vec::new()).private.len(), PRIVATE.len());
    }

    #[test]
    fn the_public_internet_is_reached_and_nothing_else() {
        let networks = Networks::new(Vec::new());
        for public in [
            "8.8.8.8",
            "1.1.1.1",
            "172.15.255.255",
            "172.32.0.0",
            "100.128.0.1",
            "2606:4700::1111",
            "2a00::1",
        ] {
            check(&networks, public, true);
        }
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.19.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a00:1::5",
            "2001:db8::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
        ] {
            check(&networks, private, false);
        }
    }

    #[test]
    fn what_public_addresses_hide_in_is_public() {
        let networks = Networks::new(Vec::new());
        for public in ["::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"] {
            check(&networks, public, true);
        }
    }

    #[test]
    fn the_installation_allows_more() {
        let allowed = ["127.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap());
        let networks = Networks::new(allowed.to_vec());
        for address in ["127.0.0.1", "::ffff:127.0.0.1", "fd12::1", "8.8.8.8"] {
            check(&networks, address, true);
        }
        for address in ["10.0.0.1", "fc00::1", "::1"] {
            check(&networks, address, false);
        }
    }
}
