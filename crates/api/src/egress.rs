//! The only door out: requests to addresses that somebody typed in.
//!
//! A name is resolved, every address it has is looked at, and the connection is made to those very addresses: a name
//! that means something else a moment later gains nothing. Redirects are not followed and no proxy is asked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, ToSocketAddrs};
use std::time::Duration;

use ureq::http::{self, Request, Response, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, AsSendBody, Body};

/// Longest a request out may take, all in all.
pub const TIME: Duration = Duration::from_secs(10);
/// Longest url, in bytes.
pub const URL_BYTES: usize = 2_000;
/// Most that is read of the head of an answer, in bytes.
const HEAD_BYTES: usize = 16 * 1024;
/// Below the registered ports only the web's own; there is no reason to talk to somebody's mail or shell.
const FIRST_REGISTERED_PORT: u16 = 1024;

/// Why nothing was sent, or no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("not an http or https url of a host, without a user")]
    Url,
    #[error("https only")]
    Insecure,
    #[error("port not allowed")]
    Port,
    #[error("inside address")]
    Inside,
    #[error("no such host")]
    NoHost,
    #[error("no answer in time")]
    Timeout,
    #[error("certificate not accepted")]
    Tls,
    #[error("no connection")]
    Connection,
    #[error("answer too long")]
    TooLong,
    #[error("answer cut off")]
    CutOff,
}

impl Fault {
    /// Nothing of the request can have reached anybody.
    pub fn before_sending(self) -> bool {
        match self {
            Fault::Url | Fault::Insecure | Fault::Port | Fault::Inside | Fault::NoHost | Fault::Tls => true,
            Fault::Timeout | Fault::Connection | Fault::TooLong | Fault::CutOff => false,
        }
    }
}

/// A request whose answer is read.
#[derive(Debug)]
pub struct Call<'c> {
    pub method: &'static str,
    pub url: &'c str,
    pub headers: &'c [(String, String)],
    /// JSON.
    pub body: Option<&'c str>,
    /// Longest it may take, at most [`TIME`].
    pub time: Duration,
    /// Most that is read of the answer's body; a longer one is no answer.
    pub bytes: u64,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Sends requests out.
#[derive(Debug, Clone)]
pub struct Egress {
    agent: Agent,
    inside: Vec<String>,
}

impl Egress {
    /// `inside` are the hosts that may be reached although they are not public, in http too.
    pub fn new(inside: &[String]) -> Self {
        let inside: Vec<String> = inside.iter().map(|host| host.to_ascii_lowercase()).collect();
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(HEAD_BYTES)
            .max_idle_connections(0)
            .user_agent("maru")
            .build();
        let resolver = PublicOnly { inside: inside.clone(), names: DefaultResolver::default() };
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver), inside }
    }

    /// Refuses a url that nothing would be sent to. Names are not looked up, numbers in all their spellings are.
    pub fn check(&self, url: &str) -> Result<(), Fault> {
        let target = Target::parse(url)?;
        if self.inside.contains(&target.host) {
            return Ok(());
        }
        if !target.secure {
            return Err(Fault::Insecure);
        }
        if target.is_number() && !target.addresses()?.all(is_public) {
            return Err(Fault::Inside);
        }
        Ok(())
    }

    /// Posts JSON and returns the status of the answer. Blocks for at most [`TIME`].
    pub fn post(&self, url: &str, headers: &[(&str, &str)], body: &str) -> Result<u16, Fault> {
        self.check(url)?;
        let mut request = Request::post(url).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Ok(self.sent(request.body(body), TIME)?.status().as_u16())
    }

    /// Sends a request and reads its answer. Blocks for at most `call.time`, however slowly the answer drips in.
    pub fn call(&self, call: &Call<'_>) -> Result<Reply, Fault> {
        self.check(call.url)?;
        let mut request = Request::builder().method(call.method).uri(call.url).header("accept", "application/json");
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        let sent = match call.body {
            Some(body) => self.sent(request.header("content-type", "application/json").body(body), call.time),
            None => self.sent(request.body(()), call.time),
        };
        let mut response = sent?;
        let status = response.status().as_u16();
        match response.body_mut().with_config().limit(call.bytes).read_to_vec() {
            Ok(body) => Ok(Reply { status, body }),
            Err(ureq::Error::Timeout(_)) => Err(Fault::Timeout),
            Err(ureq::Error::BodyExceedsLimit(_)) => Err(Fault::TooLong),
            Err(_) => Err(Fault::CutOff),
        }
    }

    fn sent<B: AsSendBody>(&self, request: http::Result<Request<B>>, time: Duration) -> Result<Response<Body>, Fault> {
        let request = self.agent.configure_request(request.map_err(|_| Fault::Url)?);
        self.agent.run(request.timeout_global(Some(time.min(TIME))).build()).map_err(fault)
    }
}

/// The host of a url, in lower case; none when it is no url.
pub fn host_of(url: &str) -> Option<String> {
    Target::parse(url).ok().map(|target| target.host)
}

fn fault(fault: ureq::Error) -> Fault {
    match fault {
        ureq::Error::Other(cause) if cause.is::<Fault>() => Fault::Inside,
        ureq::Error::HostNotFound => Fault::NoHost,
        ureq::Error::Timeout(_) => Fault::Timeout,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Fault::Tls,
        _ => Fault::Connection,
    }
}

/// A url, taken apart.
struct Target {
    secure: bool,
    /// In lower case; an IPv6 address in brackets.
    host: String,
    port: u16,
}

impl Target {
    fn parse(url: &str) -> Result<Self, Fault> {
        if url.len() > URL_BYTES {
            return Err(Fault::Url);
        }
        let uri: Uri = url.parse().map_err(|_| Fault::Url)?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(Fault::Url),
        };
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or(Fault::Url)?;
        let host = authority.host().to_ascii_lowercase();
        // `host:` and `host:99999` are read as "no port" by some and refused by others.
        let rest = authority.as_str().get(host.len()..).unwrap_or_default();
        let port = match (authority.port_u16(), rest.is_empty()) {
            (Some(port), _) => port,
            (None, true) if secure => 443,
            (None, true) => 80,
            (None, false) => return Err(Fault::Url),
        };
        if host.is_empty() {
            return Err(Fault::Url);
        }
        if port < FIRST_REGISTERED_PORT && port != 80 && port != 443 {
            return Err(Fault::Port);
        }
        Ok(Self { secure, host, port })
    }

    /// Whether the host is an address in one of its spellings, so that looking it up asks nobody.
    fn is_number(&self) -> bool {
        let last = self.host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
        let hexadecimal = last.strip_prefix("0x").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit()));
        self.host.starts_with('[') || hexadecimal || (!last.is_empty() && last.chars().all(|c| c.is_ascii_digit()))
    }

    fn addresses(&self) -> Result<impl Iterator<Item = IpAddr>, Fault> {
        let found = format!("{}:{}", self.host, self.port).to_socket_addrs().map_err(|_| Fault::NoHost)?;
        Ok(found.map(|address| address.ip()))
    }
}

/// Resolves names as usual, and refuses those that lead inside.
#[derive(Debug)]
struct PublicOnly {
    inside: Vec<String>,
    names: DefaultResolver,
}

impl Resolver for PublicOnly {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let listed = uri.host().is_some_and(|host| self.inside.contains(&host.to_ascii_lowercase()));
        // One address inside is enough: which of them is tried first is up to whoever answered.
        if listed || found.iter().all(|address| is_public(address.ip())) {
            Ok(found)
        } else {
            Err(ureq::Error::Other(Box::new(Fault::Inside)))
        }
    }
}

/// Whether an address is somebody's on the open internet, by IANA's special-purpose registries (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    const SPECIAL: [([u8; 4], u32); 16] = [
        ([0, 0, 0, 0], 8),
        ([10, 0, 0, 0], 8),
        ([100, 64, 0, 0], 10),
        ([127, 0, 0, 0], 8),
        ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12),
        ([192, 0, 0, 0], 24),
        ([192, 0, 2, 0], 24),
        ([192, 31, 196, 0], 24),
        ([192, 52, 193, 0], 24),
        ([192, 88, 99, 0], 24),
        ([192, 168, 0, 0], 16),
        ([192, 175, 48, 0], 24),
        ([198, 18, 0, 0], 15),
        ([198, 51, 100, 0], 24),
        ([203, 0, 113, 0], 24),
    ];
    let bits = address.to_bits();
    let within = |(net, length): &([u8; 4], u32)| (bits ^ u32::from_be_bytes(*net)) >> (32 - length) == 0;
    // From 224 on: many receivers at once, the future, and everyone.
    bits < u32::from_be_bytes([224, 0, 0, 0]) && !SPECIAL.iter().any(within)
}

/// Global unicast without what stands for other addresses or for documents.
fn is_public_v6(address: Ipv6Addr) -> bool {
    const GLOBAL: (u128, u32) = (0x2000 << 112, 3);
    const SPECIAL: [(u128, u32); 5] = [
        (0x2001 << 112, 23),          // protocol assignments; Teredo
        (0x2001_0db8 << 96, 32),      // documents
        (0x2002 << 112, 16),          // 6to4: an IPv4 address in disguise
        (0x2620_004f_8000 << 80, 48), // AS112
        (0x3fff << 112, 20),          // documents
    ];
    let bits = address.to_bits();
    let within = |(net, length): &(u128, u32)| (bits ^ net) >> (128 - length) == 0;
    within(&GLOBAL) && !SPECIAL.iter().any(within)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A server on this machine that counts who comes, and answers with `answer`.
    fn trap(answer: &'static str) -> (u16, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let came = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&came);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                stream.read(&mut [0; 4096]).unwrap_or_default();
                stream.write_all(answer.as_bytes()).unwrap_or_default();
            }
        });
        (port, came)
    }

    #[test]
    fn no_spelling_of_an_inside_address_is_connected_to() {
        let (port, came) = trap("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        let egress = Egress::new(&[]);
        for scheme in ["http", "https"] {
            for host in [
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0177.0.0.1",
                "017700000001",
                "0x7f.0.0.1",
                "0x7f000001",
                "127.0.0.1.",
                "0",
                "0.0.0.0",
                "localhost",
                "LOCALHOST",
                "[::1]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::127.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[2002:7f00:1::]",
                "example.com@127.0.0.1",
                "example.com:443@127.0.0.1",
                "127.0.0.1#@example.com",
                "127.0.0.1\\@example.com",
            ] {
                let url = format!("{scheme}://{host}:{port}/");
                assert!(egress.post(&url, &[], "{}").is_err(), "{url}");
            }
        }
        // The resolver refuses by itself, whatever was checked before.
        for url in [format!("http://localhost:{port}/"), format!("http://2130706433:{port}/")] {
            let refused = egress.agent.post(&url).send("{}").map_err(fault).unwrap_err();
            assert!(matches!(refused, Fault::Inside | Fault::NoHost), "{url}: {refused}");
        }
        assert_eq!(came.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn a_listed_host_is_reached_but_its_redirects_are_not_followed() {
        let (inner, lured) = trap("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        let answer = format!("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{inner}/\r\ncontent-length: 0\r\n\r\n");
        let (port, came) = trap(Box::leak(answer.into_boxed_str()));
        let egress = Egress::new(&["127.0.0.1".into()]);
        assert_eq!(egress.post(&format!("http://127.0.0.1:{port}/"), &[("x", "y")], "{}"), Ok(302));
        assert_eq!((came.load(Ordering::SeqCst), lured.load(Ordering::SeqCst)), (1, 0));
    }

    #[test]
    fn urls_are_read_strictly() {
        let egress = Egress::new(&["inside.example".into()]);
        for (url, expected) in [
            ("https://hooks.example/a?b=c", Ok(())),
            ("https://hooks.example:8443/", Ok(())),
            ("http://inside.example/", Ok(())),
            ("http://INSIDE.example:8080/", Ok(())),
            ("http://hooks.example/", Err(Fault::Insecure)),
            ("https://hooks.example:22/", Err(Fault::Port)),
            ("http://inside.example:25/", Err(Fault::Port)),
            ("https://10.0.0.1/", Err(Fault::Inside)),
            ("https://169.254.169.254/latest", Err(Fault::Inside)),
            ("https://[fd00::1]/", Err(Fault::Inside)),
            ("https://[fe80::1]/", Err(Fault::Inside)),
            ("https://user@hooks.example/", Err(Fault::Url)),
            ("https://user:word@hooks.example/", Err(Fault::Url)),
            ("https://hooks.example:/", Err(Fault::Url)),
            ("https://hooks.example:99999/", Err(Fault::Url)),
            ("ftp://hooks.example/", Err(Fault::Url)),
            ("file:///etc/passwd", Err(Fault::Url)),
            ("gopher://hooks.example/", Err(Fault::Url)),
            ("//hooks.example/", Err(Fault::Url)),
            ("hooks.example", Err(Fault::Url)),
            ("https://", Err(Fault::Url)),
            ("https://hooks .example/", Err(Fault::Url)),
            ("", Err(Fault::Url)),
        ] {
            assert_eq!(egress.check(url), expected, "{url}");
        }
        let long = format!("https://hooks.example/{}", "a".repeat(URL_BYTES));
        assert_eq!(egress.check(&long), Err(Fault::Url));
    }

    #[test]
    fn public_is_what_is_on_the_open_internet() {
        for address in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "223.255.255.255", "2606:4700::1111", "::ffff:8.8.8.8"]
        {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.1.2.3",
            "10.255.0.1",
            "100.127.255.255",
            "127.9.9.9",
            "169.254.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "64:ff9b::a00:1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::",
            "3fff::1",
            "100::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }
}
