//! The built program on a data folder of its own, and callers who talk to it over the network.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]
#![allow(dead_code, reason = "the benchmarks use parts of it")]

pub mod traffic;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Longest wait for anything the program should do soon.
pub const SOON: Duration = Duration::from_secs(60);
/// What `demo` opens for customers.
pub const SITE: &str = "/api/c/baedal";

/// A data folder, a settings file and a port nobody else has.
pub struct Home {
    pub dir: TempDir,
    pub port: u16,
}

impl Home {
    pub fn new() -> Home {
        let home = Home { dir: tempfile::tempdir().unwrap(), port: free_port() };
        // Each caller comes from an address of its own, so that no rate limit is met.
        home.settings("trusted_proxies = [\"127.0.0.1\"]\n");
        home
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    pub fn database(&self) -> PathBuf {
        self.path("data/maru.db")
    }

    pub fn settings(&self, more: &str) {
        let data = self.data();
        let port = self.port;
        let text = format!(
            "listen = \"127.0.0.1:{port}\"\npublic_url = \"http://127.0.0.1:{port}\"\ndata = {data:?}\nlog = \"json\"\n{more}"
        );
        std::fs::write(self.path("maru.toml"), text).unwrap();
    }

    /// The program with these arguments and the settings file, nothing of the environment.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_maru"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MARU_")) {
            command.env_remove(name);
        }
        command.arg("--config").arg(self.path("maru.toml")).args(args).current_dir(self.dir.path());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Said {
        Said::of(self.command(args).output().unwrap())
    }

    /// Starts a server and waits until it answers.
    pub fn start(&self, args: &[&str]) -> Server {
        let server = Server::spawn(self.command(args), self.path("log"));
        server.wait("Maru ");
        server
    }

    pub fn demo(&self) -> Server {
        self.start(&["demo", "--quiet"])
    }

    pub fn caller(&self, number: u8) -> Caller {
        Caller::new(self.port, number)
    }

    /// A read-only look into the database, beside whoever serves it.
    pub fn look(&self) -> rusqlite::Connection {
        look(&self.database())
    }
}

pub fn look(database: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open_with_flags(database, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

pub fn count(database: &rusqlite::Connection, sql: &str, values: impl rusqlite::Params) -> u64 {
    database.query_row(sql, values, |row| row.get(0)).unwrap()
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// What a command said, and whether it succeeded.
#[derive(Debug)]
pub struct Said {
    pub good: bool,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn of(output: Output) -> Said {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Said { good: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// The rest of the line of standard output that has these words.
    pub fn after(&self, words: &str) -> &str {
        let line = self.out.lines().find_map(|line| line.split_once(words));
        line.unwrap_or_else(|| panic!("{words:?} is not in {self:?}")).1.trim()
    }
}

/// A running server; killed when the test is over.
pub struct Server {
    pub child: Child,
    lines: Receiver<String>,
    log: PathBuf,
}

impl Server {
    pub fn spawn(mut command: Command, log: PathBuf) -> Server {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&log).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(file).spawn().unwrap();
        let (tell, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Server { child, lines, log }
    }

    /// Everything said up to and with the first line that has these words.
    pub fn wait(&self, words: &str) -> Vec<String> {
        let until = Instant::now() + SOON;
        let mut said = Vec::new();
        while !said.last().is_some_and(|line: &String| line.contains(words)) {
            match self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => said.push(line),
                Err(why) => panic!("{words:?} was not said ({why}) but {said:?}; {}", self.log()),
            }
        }
        said
    }

    /// Everything said until the end.
    pub fn rest(&self) -> Vec<String> {
        self.lines.iter().collect()
    }

    /// The structured log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Waits for its end, at most so long.
    pub fn ended(&mut self, within: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + within;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::park_timeout(Duration::from_millis(5));
        }
        None
    }

    /// SIGTERM, and the end well.
    pub fn stop(mut self) {
        self.signal("-TERM");
        let status = self.ended(SOON);
        assert!(status.is_some_and(|status| status.success()), "{status:?} {}", self.log());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().unwrap();
        }
    }
}

/// Someone who talks to a server.
#[derive(Clone)]
pub struct Caller {
    agent: ureq::Agent,
    base: String,
    pub place: String,
    /// A member of staff's session.
    pub cookie: Option<String>,
    /// A customer's token.
    pub visitor: Option<String>,
}

/// Status and body; `Err` when there was no whole answer.
pub type Answer = Result<(u16, Value), String>;

impl Caller {
    pub fn new(port: u16, number: u8) -> Caller {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(SOON))
            .max_idle_connections(1);
        Caller {
            agent: config.build().new_agent(),
            base: format!("http://127.0.0.1:{port}"),
            place: format!("10.0.0.{number}"),
            cookie: None,
            visitor: None,
        }
    }

    /// The same caller from another address.
    pub fn from(self, place: String) -> Caller {
        Caller { place, ..self }
    }

    pub fn get(&self, path: &str) -> Answer {
        let request = self.agent.get(format!("{}{path}", self.base)).header("x-forwarded-for", &self.place);
        let request = request.header("cookie", self.cookie.as_deref().unwrap_or_default());
        let request = request.header("maru-visitor", self.visitor.as_deref().unwrap_or_default());
        read(request.call()).map(|(status, body, _)| (status, body))
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(path, body).map(|(status, body, _)| (status, body))
    }

    /// Does something that must be allowed.
    pub fn done(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.post(path, body).unwrap();
        assert_eq!(status, 200, "{path} {body}: {answer}");
        answer
    }

    fn send(&self, path: &str, body: &Value) -> Result<(u16, Value, Option<String>), String> {
        let mut request = self.agent.post(format!("{}{path}", self.base)).header("x-forwarded-for", &self.place);
        request = request.header("origin", &self.base).header("content-type", "application/json");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(visitor) = &self.visitor {
            request = request.header("maru-visitor", visitor);
        }
        read(request.send(body.to_string()))
    }

    /// Signs in with a printed link; the status, and the session when it is 200.
    pub fn sign_in(&mut self, link: &str, password: Option<&str>) -> u16 {
        let token = link.split_once("link=").expect(link).1;
        let body = serde_json::json!({ "token": token, "password": password });
        let (status, _, cookie) = self.send("/api/sign-in/link", &body).unwrap();
        self.cookie = cookie;
        status
    }

    /// Opens a contact that asks for a person, or goes on with the open one: its id.
    pub fn arrive(&mut self) -> Result<u64, String> {
        let body = serde_json::json!({ "reason": 111, "words": null });
        let (status, body) = self.post(&format!("{SITE}/contacts"), &body)?;
        if status != 200 {
            return Err(format!("{status} {body}"));
        }
        if let Some(visitor) = body["visitor"].as_str() {
            self.visitor = Some(visitor.to_string());
        }
        body["contact"]["id"].as_u64().ok_or_else(|| body.to_string())
    }

    /// Writes a line: its id.
    pub fn line(&self, body: &str, key: &str) -> Result<u64, String> {
        let line = serde_json::json!({ "body": body, "client_key": key });
        let (status, body) = self.post(&format!("{SITE}/contact/messages"), &line)?;
        body["id"].as_u64().filter(|_| status == 200).ok_or_else(|| format!("{status} {body}"))
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<(u16, Value, Option<String>), String> {
    let mut answer = answer.map_err(|error| error.to_string())?;
    let text = answer.body_mut().read_to_string().map_err(|error| error.to_string())?;
    let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
    let cookie = cookie.and_then(|cookie| cookie.split(';').next()).map(str::to_string);
    Ok((answer.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null), cookie))
}
