//! Where a request comes from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::{Extensions, HeaderMap};

use crate::config::Config;

/// The caller's address: the connection's own, or what a trusted proxy says it is.
pub fn of(config: &Config, headers: &HeaderMap, extensions: &Extensions) -> IpAddr {
    let peer =
        extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    if !config.trusted_proxies.contains(&peer) {
        return peer;
    }
    // The last address that is not one of our proxies: anything before it is the caller's own claim.
    let forwarded = headers.get_all("x-forwarded-for").iter().rev().filter_map(|value| value.to_str().ok());
    forwarded
        .flat_map(|value| value.rsplit(','))
        .map_while(|address| address.trim().parse::<IpAddr>().ok())
        .find(|address| !config.trusted_proxies.contains(address))
        .unwrap_or(peer)
}

/// The caller's address, of a whole request.
pub fn of_request(config: &Config, request: &Request) -> IpAddr {
    of(config, request.headers(), request.extensions())
}
