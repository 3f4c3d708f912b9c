//! Two centres with a few people.

use std::collections::BTreeSet;

use auth::people::{self, By};
use auth::{Auth, Error, Grant, Purpose, Role, SignIn, SignedIn, Visit, issue_link};
use routing::Time;
use store::Store;
use store::accounts::{self, Kind, NewAccount};

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const PASSWORD: &str = "오늘도 좋은 하루";
/// Centre 1: an agent, a supervisor, an admin, a bot. Centre 2: an agent with the same number.
pub const HANA: u32 = 1;
pub const DUL: u32 = 2;
pub const BOSS: u32 = 3;
pub const BOT: u32 = 4;

pub struct House {
    pub auth: Auth,
    pub store: Store,
    _dir: tempfile::TempDir,
}

pub fn at(ms: i64) -> Visit<'static> {
    Visit { at: Time(ms), place: "192.0.2.7", device: "Chromium" }
}

pub fn by(account: u32, ms: i64) -> By<'static> {
    By { account: Some(account), at: Time(ms), why: "요청 41" }
}

pub fn roles(roles: &[Role]) -> BTreeSet<Grant> {
    roles.iter().map(|role| Grant { role: *role, client: 0 }).collect()
}

impl House {
    /// Nobody has a password yet.
    pub fn new() -> House {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store
            .write::<_, Error>(|tx| {
                for (centre, name) in [(1, "서울"), (2, "부산")] {
                    accounts::create_centre(tx, centre, name, "Asia/Seoul", Time(0))?;
                }
                for (centre, account, email, role) in [
                    (1, HANA, Some("hana@example.com"), Role::Agent),
                    (1, DUL, Some("dul@example.com"), Role::Supervisor),
                    (1, BOSS, Some("boss@example.com"), Role::Admin),
                    (1, BOT, None, Role::Agent),
                    (2, HANA, Some("hana@busan.example.com"), Role::Agent),
                ] {
                    let kind = if email.is_some() { Kind::Person } else { Kind::Bot };
                    let new =
                        NewAccount {
                            account, kind, email, name: "김하나", alias: "하늘", language: "ko", at: Time(0)
                        };
                    assert!(accounts::create(tx, centre, &new)?);
                    let by = By { account: None, at: Time(0), why: "처음" };
                    people::set_grants(tx, centre, account, &roles(&[role]), by)?;
                }
                Ok(())
            })
            .unwrap();
        House { auth: Auth::new(store.clone()).unwrap(), store, _dir: dir }
    }

    /// Hana has used her first link and has a password.
    pub fn with_hana() -> House {
        let house = House::new();
        let session = house.enter(HANA, 0);
        assert!(house.auth.end_session(1, HANA, session.session).unwrap());
        house
    }

    /// An account of centre 1 comes in by a fresh link and sets the password.
    pub fn enter(&self, account: u32, ms: i64) -> SignedIn {
        let token = self.link(account, Purpose::Invite, ms);
        self.auth.sign_in_by_link(&token, Some(PASSWORD), &at(ms)).unwrap()
    }

    pub fn link(&self, account: u32, purpose: Purpose, ms: i64) -> String {
        let issued = self.store.write(|tx| issue_link(tx, 1, account, purpose, Some(BOSS), Time(ms)));
        issued.unwrap().reveal().to_owned()
    }

    pub fn sign_in(&self, email: &str, password: &str, ms: i64) -> SignIn {
        self.auth.sign_in(email, password, &at(ms)).unwrap()
    }

    /// A session that is sure to begin.
    pub fn hana(&self, ms: i64) -> SignedIn {
        match self.sign_in("hana@example.com", PASSWORD, ms) {
            SignIn::Done(signed_in) => signed_in,
            SignIn::Refused { .. } => panic!("refused"),
        }
    }

    pub fn runs(&self, session: &SignedIn, ms: i64) -> bool {
        self.auth.session(session.token.reveal(), Time(ms)).unwrap().is_some()
    }

    pub fn number(&self, sql: &str) -> i64 {
        self.store.read::<_, Error>(|view| Ok(view.query_row(sql, [], |row| row.get(0))?)).unwrap()
    }

    pub fn texts(&self, sql: &str) -> Vec<String> {
        self.store
            .read::<_, Error>(|view| {
                let mut rows = view.prepare(sql)?;
                let rows = rows.query_map([], |row| row.get(0))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .unwrap()
    }
}
