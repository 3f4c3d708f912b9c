//! Rows that several areas share: accounts, audit, webhooks on their way out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use routing::Time;
use serde_json::json;
use store::accounts::{self, Kind, NewAccount, State};
use store::outbox::{self, Notice};
use store::{Error, Store, audit};

fn centres(dir: &std::path::Path) -> Store {
    let store = Store::open(dir).unwrap();
    store
        .write::<_, Error>(|tx| {
            accounts::create_centre(tx, 1, "서울", "Asia/Seoul", Time(0))?;
            accounts::create_centre(tx, 2, "부산", "Asia/Seoul", Time(0))
        })
        .unwrap();
    store
}

fn person(account: u32, email: &str) -> NewAccount<'_> {
    NewAccount {
        account,
        kind: Kind::Person,
        email: Some(email),
        name: "김하나",
        alias: "하늘",
        language: "ko",
        at: Time(1),
    }
}

#[test]
fn an_e_mail_belongs_to_one_person_however_it_is_spelled() {
    let dir = tempfile::tempdir().unwrap();
    centres(dir.path())
        .write::<_, Error>(|tx| {
            assert!(accounts::create(tx, 1, &person(1, " Hana@Example.com "))?);
            assert!(!accounts::create(tx, 1, &person(2, "hana@example.com"))?);
            assert!(!accounts::create(tx, 2, &person(1, "HANA@example.com"))?, "not in another centre either");
            let bot = NewAccount { kind: Kind::Bot, email: None, ..person(3, "") };
            assert!(accounts::create(tx, 1, &bot)? && accounts::create(tx, 1, &NewAccount { account: 4, ..bot })?);
            let found = accounts::by_email(tx, "HANA@EXAMPLE.COM")?.unwrap();
            assert_eq!((found.centre, found.account, found.state), (1, 1, State::Invited));
            assert_eq!(accounts::by_id(tx, 2, 1)?, None, "the same id in another centre");
            assert_eq!(accounts::by_id(tx, 1, 3)?.unwrap().state, State::Active);
            assert_eq!(accounts::all(tx, 1)?.len(), 3);
            Ok(())
        })
        .unwrap();
}

#[test]
fn audit_entries_count_per_centre() {
    let dir = tempfile::tempdir().unwrap();
    let entry = audit::Entry {
        at: Time(5),
        account: Some(1),
        place: "::1",
        about: "policy",
        object: Some(3),
        what: "published",
        detail: &json!({}),
    };
    let numbers = centres(dir.path())
        .write::<_, Error>(|tx| {
            Ok([audit::record(tx, 1, &entry)?, audit::record(tx, 1, &entry)?, audit::record(tx, 2, &entry)?])
        })
        .unwrap();
    assert_eq!(numbers, [1, 2, 1]);
}

#[test]
fn a_notice_goes_once_to_each_webhook_that_listens() {
    let dir = tempfile::tempdir().unwrap();
    let store = centres(dir.path());
    store
        .write::<_, Error>(|tx| {
            let hook = "INSERT INTO webhook VALUES (?1, ?2, 'http://127.0.0.1/', zeroblob(32), ?3, ?4, 0, 1)";
            for (centre, webhook, events, active) in [
                (1, 1, "[]", true),
                (1, 2, r#"["contact.closed"]"#, true),
                (1, 3, r#"["contact.arrived"]"#, true),
                (1, 4, r#"["contact.closed"]"#, false),
                (2, 5, r#"["contact.closed"]"#, true),
            ] {
                tx.execute(hook, (centre, webhook, events, active))?;
            }
            let data = json!({ "contact": 9 });
            let notice = Notice { id: "1-7-0", kind: "contact.closed", contact: Some(9), at: Time(70), data: &data };
            outbox::enqueue(tx, 1, &notice)?;
            outbox::enqueue(tx, 1, &notice)?;
            assert!(outbox::wanted(tx, 1, "contact.closed")?);
            let mut rows = tx.prepare("SELECT centre, webhook, event_id, next_at, body FROM webhook_outbox")?;
            let rows: Vec<(u32, u32, String, i64, String)> = rows
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
                .map(Result::unwrap)
                .collect();
            let heard: Vec<_> =
                rows.iter().map(|(centre, webhook, id, at, _)| (*centre, *webhook, id.as_str(), *at)).collect();
            assert_eq!(heard, [(1, 1, "1-7-0", 70), (1, 2, "1-7-0", 70)]);
            let body: serde_json::Value = serde_json::from_str(&rows[0].4).unwrap();
            assert_eq!(body, json!({ "id": "1-7-0", "kind": "contact.closed", "at": 70, "data": { "contact": 9 } }));
            Ok(())
        })
        .unwrap();
}
