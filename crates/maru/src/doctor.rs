//! What is wrong with a set-up, in words: what is safe, and what to do. It changes nothing, and may look at a folder
//! that a server is using.

use std::fs::{File, TryLockError};
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use anyhow::{Result, bail};
use api::config::PublicUrl;
use journal::sqlite::SqliteReader;
use journal::{ReadError, ReadJournal};
use routing::{Engine, Time};
use rusqlite::Connection;
use store::access::Verdict;

use crate::settings::CENTRE;
use crate::settings::Settings;
use crate::terminal::say;

/// Journal rows replayed at a time.
const ROWS: usize = 4_096;
/// Findings of one kind that are shown.
const SHOWN: usize = 5;

/// Looks at everything that can be looked at without serving; fails when something is wrong.
pub fn examine(settings: &Settings) -> Result<()> {
    let mut report = Report::default();
    report.good("the settings are readable");
    address(&mut report, settings);
    let served = is_locked(&settings.data);
    port(&mut report, settings, served);
    if settings.data.join("maru.db").exists() {
        folder(&mut report, &settings.data, served);
    } else {
        report.bad(
            &format!("there is no database in {}", settings.data.display()),
            "Nothing was changed.",
            "Set MARU_DATA (or `data`) to the right folder, restore a backup, or run `maru serve` to begin a new centre.",
        );
    }
    report.verdict()
}

/// What was found so far.
#[derive(Default)]
struct Report {
    wrong: u32,
}

impl Report {
    fn good(&self, what: &str) {
        say(&format!(" ok  {what}"));
    }

    fn bad(&mut self, what: &str, safe: &str, act: &str) {
        self.wrong += 1;
        for line in [format!("BAD  {what}"), format!("     {safe}"), format!("     {act}")] {
            say(&line);
        }
    }

    fn verdict(self) -> Result<()> {
        match self.wrong {
            0 => Ok(()),
            1 => bail!("one thing to mend; see above"),
            many => bail!("{many} things to mend; see above"),
        }
    }
}

fn address(report: &mut Report, settings: &Settings) {
    let (listen, url) = (settings.listen, &settings.public_url);
    match PublicUrl::parse(url) {
        Ok(public) => {
            report.good(&format!("{listen} is reached as {url}"));
            proxies(report, public.secure(), settings);
        }
        Err(fault) => report.bad(
            &format!("public_url {url:?} cannot be used: {fault}"),
            "Nothing was changed; no link was made from it.",
            "Set MARU_PUBLIC_URL (or `public_url`) to the address people use.",
        ),
    }
}

/// A server reached by https has a proxy before it that ends TLS; callers' addresses are known from that alone.
fn proxies(report: &mut Report, secure: bool, settings: &Settings) {
    match settings.trusted_proxies.as_slice() {
        [] if secure => report.bad(
            "no proxy is trusted to say where callers come from, though https ends at one",
            "Nobody gets in for it; but everybody counts as one caller, so a few strangers can use up all sign-ins of a minute.",
            "List the proxy's address in `trusted_proxies` in the settings file, and let it send X-Forwarded-For.",
        ),
        [] => report.good("callers reach it directly; no forwarded address is believed"),
        trusted => report.good(&format!("callers' addresses are believed from {trusted:?}")),
    }
}

fn port(report: &mut Report, settings: &Settings, served: bool) {
    let listen = settings.listen;
    match TcpListener::bind(listen) {
        Ok(_) => report.good(&format!("{listen} is free")),
        Err(_) if served => report.good(&format!("{listen} is taken, and a server is using the data folder")),
        Err(fault) => report.bad(
            &format!("{listen} cannot be listened on: {fault}"),
            "Nothing was changed, and no server of this data folder is running.",
            "Stop the program that uses it, or set MARU_LISTEN (or `listen`) to another address.",
        ),
    }
}

/// Whether a server has the folder; the system forgets the lock of one that was killed.
fn is_locked(data: &Path) -> bool {
    let locked = File::open(data.join("lock")).map(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)));
    locked.unwrap_or(false)
}

fn folder(report: &mut Report, data: &Path, served: bool) {
    let view = match store::examine(data) {
        Ok(view) => view,
        Err(fault) => return report.bad(&fault.to_string(), fault.safe(), fault.act()),
    };
    let used = if served { "in use by a server" } else { "not in use" };
    report.good(&format!("the data folder {} opens; {used}", data.display()));
    match store::findings(&view) {
        Ok(findings) if findings.is_empty() => report.good("every page and every reference is whole"),
        Ok(findings) => damaged(report, findings),
        Err(fault) => damaged(report, vec![fault.to_string()]),
    }
    match store::access::verify(&view, CENTRE, None) {
        Ok(Verdict::Intact { rows, .. }) => {
            report.good(&format!("the record of looks at personal data is unbroken; {rows} looks"));
        }
        Ok(Verdict::Broken { seq }) => report.bad(
            &format!("the record of looks at personal data was altered at look {seq}"),
            "Looks before it are as they were written.",
            "Keep a copy of the folder, find out who had access to it, and compare with a backup.",
        ),
        Err(fault) => report.bad(&fault.to_string(), fault.safe(), fault.act()),
    }
    // The last row that the tables were written from; 0 before the first.
    let known = store::projection::head(&view, CENTRE).ok().flatten().unwrap_or(0);
    match replay(&view) {
        Ok((seq, _)) if known > seq => report.bad(
            &format!("the journal ends at row {seq}, but the tables know row {known}: its end is missing"),
            "Nothing was changed.",
            "Keep a copy of the folder, and restore the last backup into a new one with `maru restore`.",
        ),
        Ok((seq, digest)) => {
            report.good(&format!("the journal replays: row {seq}, digest {digest:016x}"));
            snapshot(report, &view, seq);
        }
        Err(fault) => report.bad(
            &fault,
            "Nothing was changed. The server does not start on it, so nothing is decided on half a record.",
            "Keep a copy of the folder, and restore the last backup into a new one with `maru restore`.",
        ),
    }
}

fn damaged(report: &mut Report, mut findings: Vec<String>) {
    let more = findings.len().saturating_sub(SHOWN);
    findings.truncate(SHOWN);
    if more > 0 {
        findings.push(format!("and {more} more"));
    }
    let fault = store::Error::Corrupt(findings.join("; "));
    report.bad(&fault.to_string(), fault.safe(), fault.act());
}

/// The snapshot the next start would begin with. The rows are the truth: without it the start only takes longer.
fn snapshot(report: &mut Report, view: &Connection, head: u64) {
    match SqliteReader::new(view, CENTRE).snapshot_before(head) {
        Ok(Some(found)) if node::is_usable(&found) => {
            report.good(&format!("the next start begins with the snapshot at row {}", found.seq));
        }
        Ok(Some(found)) => report.bad(
            &format!("the snapshot at row {} cannot be used", found.seq),
            "Nothing is lost: the next start replays the journal's rows instead, and takes longer.",
            "Look at the disk: what damaged this may damage more. The next stop of the server writes a new snapshot.",
        ),
        Ok(None) => report.good("there is no snapshot yet; the next start replays every row"),
        Err(fault) => report.bad(
            &fault.to_string(),
            "The journal's rows replay; nothing is lost.",
            "Keep a copy of the folder, and restore the last backup into a new one with `maru restore`.",
        ),
    }
}

/// Folds every row from the first on, whatever snapshots say: the last row and the digest of the state.
fn replay(view: &Connection) -> Result<(u64, u64), String> {
    let words = |fault: ReadError| fault.to_string();
    let journal = SqliteReader::new(view, CENTRE);
    let head = journal.head().map_err(words)?.seq;
    let (mut engine, mut seq, mut before) = (Engine::new(), 0, Time(0));
    while seq < head {
        let rows = journal.read(seq, ROWS).map_err(words)?;
        if rows.is_empty() {
            return Err(format!("the journal ends at row {seq}; it should end at row {head}"));
        }
        for row in rows {
            if row.at < before {
                return Err(format!("row {} is earlier than the row before it: the journal was altered", row.seq));
            }
            before = row.at;
            let apply = || row.body.events.iter().for_each(|event| engine.apply(row.at, event));
            catch_unwind(AssertUnwindSafe(apply)).map_err(|_| format!("row {} cannot be replayed", row.seq))?;
            seq = row.seq;
        }
    }
    Ok((seq, engine.digest()))
}
