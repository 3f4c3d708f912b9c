//! Where a request comes from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::{Extensions, HeaderMap};

use crate::config::Config;

/// Headers by which a proxy shows that it passes on what another asked.
const FORWARDING: [&str; 6] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// The caller's address: the connection's own, or what a trusted proxy says it is.
pub fn of(config: &Config, headers: &HeaderMap, extensions: &Extensions) -> IpAddr {
    let peer = peer(extensions);
    told(config, headers, peer).unwrap_or(peer)
}

/// The caller's address, if it is certain to be the caller's. A proxy that says nothing we believe stands for anybody,
/// and its own address, often this machine's, for nobody.
pub fn certain(config: &Config, request: &Request) -> Option<IpAddr> {
    let (headers, peer) = (request.headers(), peer(request.extensions()));
    match told(config, headers, peer) {
        // Another machine's loopback is not ours.
        Some(address) => Some(address).filter(|address| !address.is_loopback() || peer.is_loopback()),
        None => Some(peer).filter(|_| !FORWARDING.iter().any(|name| headers.contains_key(*name))),
    }
}

/// The connection's address. A socket for both families shows IPv4 as IPv6; here it is IPv4 again.
fn peer(extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip().to_canonical())
}

/// The last forwarded address that is not one of our proxies: anything before it is the caller's own claim.
fn told(config: &Config, headers: &HeaderMap, peer: IpAddr) -> Option<IpAddr> {
    let trusted = |address: &IpAddr| config.trusted_proxies.iter().any(|proxy| proxy.to_canonical() == *address);
    if !trusted(&peer) {
        return None;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().rev().filter_map(|value| value.to_str().ok());
    forwarded
        .flat_map(|value| value.rsplit(','))
        .map_while(|address| parse(address.trim()))
        .find(|address| !trusted(address))
}

/// An address as proxies write it: alone, in brackets, or with a port.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse::<IpAddr>().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address| address.to_canonical())
}

/// Whom a limit counts as one caller: an IPv4 address, or the /64 of IPv6 that one subscriber gets whole (RFC 6177).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => Self(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()),
            address => Self(address),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;
    use crate::config::PublicUrl;

    fn request(peer: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = Request::new(Body::empty());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4_000)));
        for (name, value) in headers {
            request.headers_mut().append(name.parse::<axum::http::HeaderName>().unwrap(), value.parse().unwrap());
        }
        request
    }

    fn config(trusted: &[&str]) -> Config {
        let trusted_proxies = trusted.iter().map(|proxy| proxy.parse().unwrap()).collect();
        Config { trusted_proxies, ..Config::new(PublicUrl::parse("https://maru.example").unwrap(), "test") }
    }

    fn seen(config: &Config, peer: &str, headers: &[(&str, &str)]) -> (String, Option<String>) {
        let request = request(peer, headers);
        let place = of(config, request.headers(), request.extensions());
        (place.to_string(), certain(config, &request).map(|place| place.to_string()))
    }

    #[test]
    fn a_proxy_is_believed_only_when_it_is_trusted() {
        let (none, local) = (config(&[]), config(&["127.0.0.1", "10.0.0.2"]));
        let is = |address: &str| (address.to_owned(), Some(address.to_owned()));
        let unsure = |address: &str| (address.to_owned(), None);
        let forwarded = |value| [("x-forwarded-for", value)];
        assert_eq!(seen(&none, "127.0.0.1", &[]), is("127.0.0.1"));
        assert_eq!(seen(&none, "::ffff:127.0.0.1", &[]), is("127.0.0.1"), "one socket for both families");
        assert_eq!(seen(&none, "198.51.100.7", &forwarded("127.0.0.1")), unsure("198.51.100.7"));
        for (name, value) in FORWARDING.iter().zip(["for=203.0.113.9", "1.1 x", "203.0.113.9", "x", "https", "x"]) {
            assert_eq!(seen(&none, "127.0.0.1", &[(name, value)]), unsure("127.0.0.1"), "{name}");
        }
        for written in ["203.0.113.9", "203.0.113.9:4711", "::ffff:203.0.113.9", "[::ffff:203.0.113.9]:80"] {
            assert_eq!(seen(&local, "127.0.0.1", &forwarded(written)), is("203.0.113.9"), "{written}");
            assert_eq!(seen(&local, "::ffff:127.0.0.1", &forwarded(written)), is("203.0.113.9"), "{written}");
        }
        assert_eq!(seen(&local, "127.0.0.1", &forwarded("[2001:db8::1]")), is("2001:db8::1"));
        assert_eq!(seen(&local, "127.0.0.1", &forwarded("127.0.0.1, 203.0.113.9, 10.0.0.2")), is("203.0.113.9"));
        for silent in ["", "unknown", "127.0.0.1", "203.0.113.9, secret"] {
            assert_eq!(seen(&local, "127.0.0.1", &forwarded(silent)), unsure("127.0.0.1"), "{silent}");
        }
        let far = config(&["10.0.0.2"]);
        assert_eq!(seen(&far, "10.0.0.2", &forwarded("127.0.0.1")), unsure("127.0.0.1"), "its machine, not ours");
    }

    #[test]
    fn one_subscriber_is_one_caller() {
        let network = |address: &str| Network::from(address.parse::<IpAddr>().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
