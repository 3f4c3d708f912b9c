//! Sessions: an opaque token in a cookie, its hash in a row. Deleting the row ends the session.
//!
//! A check is a look into memory: what was read is trusted for a second, or until rights change ([`Auth::generation`]).

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::json;

use routing::Time;
use store::audit;

use crate::{Auth, Result, Roles, SignedIn, Token, roles, secret};

/// Sessions an account may have at once; the one not used for longest makes room.
const PER_ACCOUNT: u32 = 5;
/// How long what was read of a session is trusted, in ms: the bound on outliving a right.
const TRUST_MS: i64 = 1_000;
/// How often "last seen" is written down, in ms. A restart forgets at most this much.
const WRITE_SEEN_MS: i64 = 60 * 1_000;
/// Longest place or device kept, in characters.
const LABEL_CHARS: usize = 200;

/// Where somebody signs in from, and when.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    pub at: Time,
    /// Network address.
    pub place: &'a str,
    /// What the browser calls itself.
    pub device: &'a str,
}

/// Who is asking. The centre comes from here and never from a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub centre: u32,
    pub account: u32,
    pub session: u64,
    pub roles: Roles,
    /// The clients (원청사) the role `client` is bound to.
    pub clients: Vec<u64>,
    /// Ends then, whatever happens.
    pub ends: Time,
}

/// A session in its owner's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    pub session: u64,
    pub created: Time,
    pub seen: Time,
    pub ends: Time,
    pub place: String,
    pub device: String,
}

/// What is known of sessions without asking the disk.
#[derive(Default)]
pub(crate) struct Cache {
    generation: AtomicU64,
    known: Mutex<HashMap<[u8; 32], Known>>,
}

struct Known {
    session: Session,
    idle_ms: i64,
    seen: i64,
    written: i64,
    read_at: i64,
    generation: u64,
}

impl Cache {
    pub(crate) fn bump(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn fresh(&self, now: i64, generation: u64) -> bool {
        let age = now.saturating_sub(self.read_at);
        self.generation == generation && (0..TRUST_MS).contains(&age)
    }

    fn over(&self, now: i64) -> bool {
        now >= self.session.ends.0 || now.saturating_sub(self.seen) >= self.idle_ms
    }
}

impl Auth {
    /// The session of a request, if it still runs. Counts as use: the idle time starts again.
    pub fn session(&self, token: &str, now: Time) -> Result<Option<Session>> {
        self.look_up(token, now, true)
    }

    /// Like [`Auth::session`], but does not count as use: for a socket to ask whether it may stay open.
    pub fn still_runs(&self, token: &str, now: Time) -> Result<Option<Session>> {
        self.look_up(token, now, false)
    }

    /// Changes whenever rights or sessions may have changed: a socket that sees a new number asks [`Auth::still_runs`].
    pub fn generation(&self) -> u64 {
        self.cache.generation.load(Ordering::SeqCst)
    }

    /// Ends the session of a request.
    pub fn sign_out(&self, session: &Session) -> Result<bool> {
        self.end_session(session.centre, session.account, session.session)
    }

    /// Ends one of an account's sessions. `false`: it has none by that number.
    pub fn end_session(&self, centre: u32, account: u32, session: u64) -> Result<bool> {
        let sql = "DELETE FROM session WHERE centre = ?1 AND account = ?2 AND session = ?3";
        let ended = self.store.write::<_, crate::Error>(|tx| Ok(tx.execute(sql, (centre, account, session))?))?;
        self.cache.bump();
        Ok(ended == 1)
    }

    /// Ends all of an account's sessions but one.
    pub fn end_other_sessions(&self, keep: &Session) -> Result<usize> {
        let sql = "DELETE FROM session WHERE centre = ?1 AND account = ?2 AND session <> ?3";
        let ended = self
            .store
            .write::<_, crate::Error>(|tx| Ok(tx.execute(sql, (keep.centre, keep.account, keep.session))?))?;
        self.cache.bump();
        Ok(ended)
    }

    /// Where an account is signed in, the last seen first.
    pub fn sessions(&self, centre: u32, account: u32) -> Result<Vec<SessionRow>> {
        self.store.read(|view| {
            let mut select = view.prepare_cached(
                "SELECT session, created_at, seen_at, ends_at, place, device FROM session
                 WHERE centre = ?1 AND account = ?2 ORDER BY seen_at DESC",
            )?;
            let rows = select.query_map([centre, account], |row| {
                Ok(SessionRow {
                    session: row.get(0)?,
                    created: Time(row.get(1)?),
                    seen: Time(row.get(2)?),
                    ends: Time(row.get(3)?),
                    place: row.get(4)?,
                    device: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Deletes sessions that are over, so that a clock set back does not revive them. Call it every minute or so.
    pub fn sweep(&self, now: Time) -> Result<usize> {
        // What memory knows is newer than what is written: write it down first.
        let seen: Vec<_> = self.cache.lock().iter().map(|(hash, known)| (*hash, known.seen)).collect();
        let ended = self.store.write::<_, crate::Error>(|tx| {
            for (hash, seen) in seen {
                write_seen(tx, &hash, seen)?;
            }
            Ok(tx.execute(
                "DELETE FROM session WHERE ends_at <= ?1 OR seen_at <= ?1 -
                     (SELECT session_idle_ms FROM centre WHERE centre.centre = session.centre)",
                [now.0],
            )?)
        })?;
        self.cache.lock().retain(|_, known| !known.over(now.0));
        Ok(ended)
    }

    fn look_up(&self, token: &str, now: Time, used: bool) -> Result<Option<Session>> {
        let Some(hash) = secret::hash(token) else { return Ok(None) };
        let generation = self.generation();
        let mut seen = None;
        if let Some(known) = self.cache.lock().get_mut(&hash) {
            if known.fresh(now.0, generation) && !known.over(now.0) && (!used || !known.due(now.0)) {
                known.seen = if used { known.seen.max(now.0) } else { known.seen };
                return Ok(Some(known.session.clone()));
            }
            seen = Some(known.seen);
        }
        self.look_up_on_disk(hash, now, used, seen, generation)
    }

    fn look_up_on_disk(
        &self,
        hash: [u8; 32],
        now: Time,
        used: bool,
        seen: Option<i64>,
        generation: u64,
    ) -> Result<Option<Session>> {
        let found = self.store.read(|view| read(view, &hash))?;
        let Some(mut known) = found else {
            self.cache.lock().remove(&hash);
            return Ok(None);
        };
        known.seen = known.seen.max(seen.unwrap_or(known.seen));
        if known.over(now.0) {
            self.store
                .write::<_, crate::Error>(|tx| Ok(tx.execute("DELETE FROM session WHERE token_hash = ?1", [hash])?))?;
            self.cache.lock().remove(&hash);
            return Ok(None);
        }
        if used {
            known.seen = known.seen.max(now.0);
            if known.due(now.0) {
                self.store.write(|tx| write_seen(tx, &hash, now.0))?;
                known.written = now.0;
            }
        }
        known.read_at = now.0;
        known.generation = generation;
        let session = known.session.clone();
        self.cache.lock().insert(hash, known);
        Ok(Some(session))
    }
}

impl Known {
    /// Whether "last seen" is to be written down.
    fn due(&self, now: i64) -> bool {
        now.saturating_sub(self.written) >= WRITE_SEEN_MS
    }
}

/// Begins a session for an account whose owner has just proved who she is.
pub(crate) fn begin(tx: &Transaction<'_>, centre: u32, account: u32, how: &str, visit: &Visit<'_>) -> Result<SignedIn> {
    let longest: i64 =
        tx.query_row("SELECT session_max_ms FROM centre WHERE centre = ?1", [centre], |row| row.get(0))?;
    tx.execute(
        "DELETE FROM session WHERE centre = ?1 AND session IN (
             SELECT session FROM session WHERE centre = ?1 AND account = ?2 ORDER BY seen_at DESC LIMIT -1 OFFSET ?3)",
        (centre, account, PER_ACCOUNT - 1),
    )?;
    let (token, session, ends) = (Token::new()?, store::new_id(tx, centre)?, visit.at.plus_ms(longest));
    let label = |text: &str| text.chars().take(LABEL_CHARS).collect::<String>();
    tx.execute(
        "INSERT INTO session (centre, session, account, token_hash, place, device, created_at, seen_at, ends_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)",
        (centre, session, account, token.hash()?, label(visit.place), label(visit.device), visit.at.0, ends.0),
    )?;
    let entry = audit::Entry {
        at: visit.at,
        account: Some(account),
        place: visit.place,
        about: "sign_in",
        object: Some(account.into()),
        what: "signed_in",
        detail: &json!({ "by": how, "session": session }),
    };
    audit::record(tx, centre, &entry)?;
    Ok(SignedIn { token, centre, account, session, ends })
}

fn write_seen(tx: &Transaction<'_>, hash: &[u8; 32], seen: i64) -> Result<()> {
    tx.prepare_cached("UPDATE session SET seen_at = max(seen_at, ?2) WHERE token_hash = ?1")?.execute((hash, seen))?;
    Ok(())
}

fn read(connection: &Connection, hash: &[u8; 32]) -> Result<Option<Known>> {
    let mut select = connection.prepare_cached(
        "SELECT s.centre, s.account, s.session, s.ends_at, s.seen_at, c.session_idle_ms
         FROM session s JOIN account a USING (centre, account) JOIN centre c ON c.centre = s.centre
         WHERE s.token_hash = ?1 AND a.state = 'active'",
    )?;
    let found = select.query_row([hash], |row| {
        let session = Session {
            centre: row.get(0)?,
            account: row.get(1)?,
            session: row.get(2)?,
            roles: Roles::new(),
            clients: Vec::new(),
            ends: Time(row.get(3)?),
        };
        let seen = row.get(4)?;
        Ok(Known { session, idle_ms: row.get(5)?, seen, written: seen, read_at: 0, generation: 0 })
    });
    let Some(mut known) = found.optional()? else { return Ok(None) };
    let grants = roles::of(connection, known.session.centre, known.session.account)?;
    known.session.roles = grants.iter().map(|grant| grant.role).collect();
    known.session.clients = grants.iter().map(|grant| grant.client).filter(|client| *client > 0).collect();
    Ok(Some(known))
}
