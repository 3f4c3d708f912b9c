//! What the operator decides, parsed and checked once.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use embed::Model;

/// Settings of this crate.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where people reach this server.
    pub public_url: PublicUrl,
    /// Other pages that may call the API with a session, such as a development server.
    pub more_origins: Vec<String>,
    /// Proxies whose `x-forwarded-for` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Who may read `/metrics`; loopback always may.
    pub metrics_from: Vec<IpAddr>,
    /// Inside hosts that webhooks, models and procedures may call in spite of it.
    pub inside_hosts: Vec<String>,
    /// What procedures may prove themselves with, by name.
    pub secrets: BTreeMap<String, Secret>,
    /// The model of embeddings in a folder of this machine, or why it cannot be used, if the operator has named one.
    pub embeddings: Option<Result<Arc<Model>, String>>,
    /// A demo: one-time links ask for no password.
    pub demo: bool,
    /// Of the program.
    pub version: String,
}

impl Config {
    /// The usual settings for a server reached at `public_url`.
    pub fn new(public_url: PublicUrl, version: &str) -> Self {
        Self {
            public_url,
            more_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            metrics_from: Vec::new(),
            inside_hosts: Vec::new(),
            secrets: BTreeMap::new(),
            embeddings: None,
            demo: false,
            version: version.to_owned(),
        }
    }
}

/// A secret of one host: it is sent there, and neither stored nor shown anywhere.
#[derive(Clone)]
pub struct Secret {
    /// In lower case, without port.
    pub host: String,
    pub value: String,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({}, …)", self.host)
    }
}

/// `https://host[:port]`, or `http://` on this very machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    scheme: &'static str,
    host: String,
    port: Option<u16>,
}

/// Why a public url is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlFault {
    #[error("write it as https://host or https://host:port, without a path")]
    Form,
    #[error("http is for this machine only (127.0.0.1, localhost, [::1]); others need https")]
    Insecure,
}

const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

impl PublicUrl {
    /// Reads and checks a url.
    pub fn parse(url: &str) -> Result<Self, UrlFault> {
        let url = url.strip_suffix('/').unwrap_or(url);
        let (scheme, authority) = match url.split_once("://") {
            Some(("https", rest)) => ("https", rest),
            Some(("http", rest)) => ("http", rest),
            _ => return Err(UrlFault::Form),
        };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().map_err(|_| UrlFault::Form)?)),
            _ => (authority, None),
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':');
        if host.is_empty() || !host.chars().all(allowed) {
            return Err(UrlFault::Form);
        }
        if scheme == "http" && !LOOPBACK.contains(&host) {
            return Err(UrlFault::Insecure);
        }
        Ok(Self { scheme, host: host.to_ascii_lowercase(), port })
    }

    /// Whether cookies are `Secure` and `__Host-`.
    pub fn secure(&self) -> bool {
        self.scheme == "https"
    }

    /// As browsers write it in `Origin`.
    pub fn origin(&self) -> String {
        self.with_host(&self.host)
    }

    /// Every spelling of our own origin: on this machine its three names are one.
    pub fn origins(&self) -> Vec<String> {
        if self.secure() {
            return vec![self.origin()];
        }
        LOOPBACK.iter().map(|host| self.with_host(host)).collect()
    }

    /// A one-time link to the sign-in page. The token travels behind the `#`, so that it is in no server's log.
    pub fn sign_in_link(&self, token: &str) -> String {
        format!("{}/sign-in#link={token}", self.origin())
    }

    fn with_host(&self, host: &str) -> String {
        match self.port {
            Some(port) => format!("{}://{host}:{port}", self.scheme),
            None => format!("{}://{host}", self.scheme),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_for_this_machine_only() {
        assert!(PublicUrl::parse("http://127.0.0.1:7070").is_ok());
        assert!(PublicUrl::parse("http://[::1]:7070").is_ok());
        assert_eq!(PublicUrl::parse("http://maru.example"), Err(UrlFault::Insecure));
        assert_eq!(PublicUrl::parse("http://127.0.0.1.evil.example"), Err(UrlFault::Insecure));
        assert_eq!(PublicUrl::parse("https://maru.example:8443/").unwrap().origin(), "https://maru.example:8443");
        for bad in [
            "",
            "maru.example",
            "ftp://maru.example",
            "https://",
            "https://a/b",
            "https://a b",
            "https://u@a",
            "https://a:b",
        ] {
            assert_eq!(PublicUrl::parse(bad), Err(UrlFault::Form), "{bad}");
        }
    }
}
