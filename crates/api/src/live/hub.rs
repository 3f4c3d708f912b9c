//! Every open staff socket, and how a message finds its readers: made into text once, whoever reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use tokio::sync::mpsc;

use super::heard::Touched;
use super::types::StaffLive;
use crate::contacts::types::Face;
use crate::state::{App, blocking};

/// Messages that may wait for one socket; a reader that falls further behind is cut off and starts anew.
pub const OUTBOX: usize = 256;
/// Sockets one account may have open at once.
pub const SOCKETS_PER_ACCOUNT: usize = 8;

/// What a socket's task is told.
#[derive(Debug, Clone)]
pub enum Out {
    Text(Utf8Bytes),
    /// Say good-bye and close.
    SignedOut,
}

/// One open socket.
struct Socket {
    centre: u32,
    account: u32,
    name: String,
    supervises: bool,
    token: String,
    /// The contact on screen.
    open: Option<u64>,
    typing: bool,
    floor: bool,
    out: mpsc::Sender<Out>,
}

/// Who is to read a message.
#[derive(Debug, Clone, Copy)]
pub enum To<'a> {
    Account(u32),
    /// These accounts, and whoever has the contact open.
    Contact {
        accounts: &'a BTreeSet<u32>,
        contact: u64,
    },
    Supervisors,
    /// Those who asked for the wallboard.
    Floor,
}

/// Who opens a socket.
pub struct Newcomer {
    pub centre: u32,
    pub account: u32,
    pub name: String,
    pub supervises: bool,
    pub token: String,
}

/// All sockets of this server.
#[derive(Default)]
pub struct Hub {
    last: AtomicU64,
    sockets: Mutex<BTreeMap<u64, Socket>>,
    touched: Mutex<BTreeMap<u32, Arc<Touched>>>,
}

impl Hub {
    /// Takes a socket in; `None` when the account has too many.
    pub fn join(&self, new: Newcomer) -> Option<(u64, mpsc::Receiver<Out>)> {
        let (out, inbox) = mpsc::channel(OUTBOX);
        let mut sockets = self.lock();
        let same = |socket: &&Socket| socket.centre == new.centre && socket.account == new.account;
        if sockets.values().filter(same).count() >= SOCKETS_PER_ACCOUNT {
            return None;
        }
        let Newcomer { centre, account, name, supervises, token } = new;
        let id = self.last.fetch_add(1, Ordering::Relaxed);
        let socket = Socket { centre, account, name, supervises, token, open: None, typing: false, floor: false, out };
        sockets.insert(id, socket);
        metrics::gauge!("maru_staff_sockets").set(sockets.len() as f64);
        Some((id, inbox))
    }

    /// A socket is gone.
    pub fn leave(&self, id: u64) {
        let mut sockets = self.lock();
        sockets.remove(&id);
        metrics::gauge!("maru_staff_sockets").set(sockets.len() as f64);
    }

    /// Where the teller of a centre hears of contacts about which something was written.
    pub fn touched(&self, centre: u32) -> Arc<Touched> {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(touched.entry(centre).or_default())
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// Whether the account has a socket open anywhere.
    pub fn is_here(&self, centre: u32, account: u32) -> bool {
        self.lock().values().any(|socket| socket.centre == centre && socket.account == account)
    }

    /// Sends a message to its readers. Nobody there costs nothing: it is not even made into text.
    pub fn send(&self, centre: u32, to: To<'_>, message: &StaffLive) {
        let mut text = None;
        let mut cut_off = Vec::new();
        let mut sockets = self.lock();
        for (id, socket) in sockets.iter().filter(|(_, socket)| socket.centre == centre && socket.reads(to)) {
            let Some(text) = text.get_or_insert_with(|| as_text(message)) else { return };
            if socket.out.try_send(Out::Text(text.clone())).is_err() {
                cut_off.push(*id);
            }
        }
        for id in cut_off {
            sockets.remove(&id);
        }
    }

    /// Remembers the contact on screen.
    pub fn open(&self, id: u64, contact: Option<u64>) {
        if let Some(socket) = self.lock().get_mut(&id) {
            socket.typing = false;
            socket.open = contact;
        }
    }

    /// Remembers who writes. False: the contact is not the one on screen.
    pub fn typing(&self, id: u64, contact: u64, typing: bool) -> bool {
        let mut sockets = self.lock();
        match sockets.get_mut(&id) {
            Some(socket) if socket.open == Some(contact) => {
                socket.typing = typing;
                true
            }
            _ => false,
        }
    }

    /// Remembers who wants the wallboard.
    pub fn floor(&self, id: u64, on: bool) {
        if let Some(socket) = self.lock().get_mut(&id) {
            socket.floor = on;
        }
    }

    /// Whether anyone of the centre wants the wallboard.
    pub fn floor_wanted(&self, centre: u32) -> bool {
        self.lock().values().any(|socket| socket.centre == centre && socket.floor)
    }

    /// Who has a contact open, each colleague once.
    pub fn here(&self, centre: u32, contact: u64) -> Vec<Face> {
        let sockets = self.lock();
        let mut faces: BTreeMap<u32, Face> = BTreeMap::new();
        for socket in sockets.values().filter(|socket| socket.centre == centre && socket.open == Some(contact)) {
            let new = || Face { agent: socket.account, name: socket.name.clone(), typing: false };
            faces.entry(socket.account).or_insert_with(new).typing |= socket.typing;
        }
        faces.into_values().collect()
    }

    /// Ends every socket whose session does not run any more.
    pub async fn check_sessions(&self, app: &App) {
        let tokens: Vec<_> = self.lock().iter().map(|(id, socket)| (*id, socket.token.clone())).collect();
        let (auth, now) = (app.auth().clone(), app.now());
        let over = blocking(move || {
            let over = tokens.into_iter().filter(|(_, token)| !matches!(auth.still_runs(token, now), Ok(Some(_))));
            Ok(over.map(|(id, _)| id).collect::<Vec<_>>())
        });
        for id in over.await.unwrap_or_default() {
            self.sign_out(id);
        }
    }

    fn sign_out(&self, id: u64) {
        if let Some(socket) = self.lock().remove(&id) {
            // A task that cannot take the word sees its channel closed and closes all the same.
            let _late = socket.out.try_send(Out::SignedOut).is_err();
        }
    }

    /// Cuts every socket of a centre off: each starts anew with how things are.
    pub fn restart(&self, centre: u32) {
        self.lock().retain(|_, socket| socket.centre != centre);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Socket>> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Socket {
    fn reads(&self, to: To<'_>) -> bool {
        match to {
            To::Account(account) => self.account == account,
            To::Contact { accounts, contact } => accounts.contains(&self.account) || self.open == Some(contact),
            To::Supervisors => self.supervises,
            To::Floor => self.floor,
        }
    }
}

/// One JSON text frame.
pub fn as_text(message: &impl Serialize) -> Option<Utf8Bytes> {
    serde_json::to_string(message).ok().map(Utf8Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newcomer(centre: u32, account: u32) -> Newcomer {
        Newcomer { centre, account, name: format!("{account}"), supervises: account == 9, token: String::new() }
    }

    fn texts(inbox: &mut mpsc::Receiver<Out>) -> Vec<Utf8Bytes> {
        std::iter::from_fn(|| inbox.try_recv().ok())
            .filter_map(|out| if let Out::Text(text) = out { Some(text) } else { None })
            .collect()
    }

    #[test]
    fn a_message_is_made_once_and_reaches_its_readers_alone() {
        let hub = Hub::default();
        let (_, mut one) = hub.join(newcomer(1, 1)).unwrap();
        let (_, mut same) = hub.join(newcomer(1, 1)).unwrap();
        let (watcher, mut watching) = hub.join(newcomer(1, 2)).unwrap();
        let (_, mut other) = hub.join(newcomer(1, 3)).unwrap();
        let (_, mut foreign) = hub.join(newcomer(2, 1)).unwrap();
        hub.open(watcher, Some(77));
        hub.send(1, To::Contact { accounts: &BTreeSet::from([1]), contact: 77 }, &StaffLive::OfferGone { offer: 5 });
        let (first, second, third) = (texts(&mut one), texts(&mut same), texts(&mut watching));
        assert_eq!(first[0].as_str(), r#"{"type":"offer_gone","offer":5}"#);
        assert_eq!([first.len(), second.len(), third.len()], [1, 1, 1]);
        assert_eq!(first[0].as_bytes().as_ptr(), second[0].as_bytes().as_ptr(), "one text for all");
        assert!(texts(&mut other).is_empty() && texts(&mut foreign).is_empty());
    }

    #[test]
    fn a_reader_too_slow_is_cut_off_and_the_others_are_not() {
        let hub = Hub::default();
        let (_, mut slow) = hub.join(newcomer(1, 1)).unwrap();
        let (_, mut quick) = hub.join(newcomer(1, 1)).unwrap();
        for offer in 0..=OUTBOX as u64 {
            hub.send(1, To::Account(1), &StaffLive::OfferGone { offer });
            assert_eq!(texts(&mut quick).len(), 1);
        }
        assert_eq!(hub.count(), 1);
        assert_eq!(texts(&mut slow).len(), OUTBOX);
        assert!(slow.is_closed());
    }

    #[test]
    fn an_account_has_so_many_sockets() {
        let hub = Hub::default();
        let open: Vec<_> = (0..SOCKETS_PER_ACCOUNT).map(|_| hub.join(newcomer(1, 1)).unwrap()).collect();
        assert!(hub.join(newcomer(1, 1)).is_none());
        assert!(hub.join(newcomer(1, 2)).is_some());
        hub.leave(open[0].0);
        assert!(hub.join(newcomer(1, 1)).is_some());
    }

    #[test]
    fn faces_are_people_not_tabs() {
        let hub = Hub::default();
        let (tab, _a) = hub.join(newcomer(1, 1)).unwrap();
        let (other_tab, _b) = hub.join(newcomer(1, 1)).unwrap();
        let (foreign, _c) = hub.join(newcomer(2, 4)).unwrap();
        for id in [tab, other_tab, foreign] {
            hub.open(id, Some(7));
        }
        assert!(hub.typing(other_tab, 7, true));
        assert!(!hub.typing(other_tab, 8, true));
        assert_eq!(hub.here(1, 7), [Face { agent: 1, name: "1".into(), typing: true }]);
        hub.open(other_tab, None);
        assert_eq!(hub.here(1, 7), [Face { agent: 1, name: "1".into(), typing: false }]);
    }
}
