use auth::{Auth, Error, Role};
use routing::Time;

use crate::house::*;

#[test]
fn a_session_says_who_asks_and_in_which_centre() {
    let house = House::with_hana();
    let session = house.hana(0);
    let found = house.auth.session(session.token.reveal(), Time(1)).unwrap().unwrap();
    assert_eq!((found.centre, found.account, found.session), (1, HANA, session.session));
    assert_eq!(found.roles, [Role::Agent].into());
}

#[test]
fn the_token_itself_is_nowhere_on_the_disk() {
    let house = House::with_hana();
    let session = house.hana(0);
    house.runs(&session, 1);
    let token = session.token.reveal().as_bytes();
    for file in ["maru.db", "maru.db-wal"] {
        let bytes = std::fs::read(house.store.dir().join(file)).unwrap();
        assert!(!bytes.windows(token.len()).any(|window| window == token), "{file}");
    }
}

#[test]
fn it_ends_after_fifteen_idle_minutes_and_after_twelve_hours_whatever_happens() {
    let house = House::with_hana();
    let session = house.hana(0);
    assert!(house.runs(&session, 15 * MINUTE - 1), "used, so the time starts again");
    assert!(house.runs(&session, 29 * MINUTE));
    assert!(!house.runs(&session, 44 * MINUTE));
    assert!(!house.runs(&session, 30 * MINUTE), "and does not come back when the clock is set back");

    let session = house.hana(0);
    let mut now = 0;
    while now < 12 * HOUR {
        assert!(house.runs(&session, now), "{now}");
        now += 10 * MINUTE;
    }
    assert!(!house.runs(&session, 12 * HOUR));
}

#[test]
fn a_centre_may_set_its_own_times() {
    let house = House::with_hana();
    let set = "UPDATE centre SET session_idle_ms = 5000, session_max_ms = 20000 WHERE centre = 1";
    house.store.write::<_, Error>(|tx| Ok(tx.execute(set, [])?)).unwrap();
    let session = house.hana(0);
    for ms in [4_999, 9_000, 13_000, 17_000, 19_999] {
        assert!(house.runs(&session, ms));
    }
    assert!(!house.runs(&session, 20_000));
}

#[test]
fn a_socket_that_only_listens_does_not_keep_it_alive() {
    let house = House::with_hana();
    let session = house.hana(0);
    let still = |ms: i64| house.auth.still_runs(session.token.reveal(), Time(ms)).unwrap().is_some();
    for ms in (0..15 * MINUTE).step_by(700) {
        assert!(still(ms));
    }
    assert!(!still(15 * MINUTE));
}

#[test]
fn last_use_survives_a_restart() {
    let house = House::with_hana();
    let session = house.hana(0);
    for ms in (0..14 * MINUTE).step_by(30_000) {
        assert!(house.runs(&session, ms));
    }
    let after_restart = Auth::new(house.store.clone()).unwrap();
    let found = after_restart.session(session.token.reveal(), Time(27 * MINUTE)).unwrap();
    assert!(found.is_some(), "used at 13:30, so it runs until 28:30, less the minute that may be forgotten");
}

#[test]
fn anything_but_a_token_is_nobody() {
    let house = House::with_hana();
    let session = house.hana(0);
    let (cut, last) = session.token.reveal().split_at(42);
    let other = if last == "A" { "E" } else { "A" };
    for token in ["", "x", cut, &format!("{cut}{other}"), &"A".repeat(43), &"A".repeat(10_000_000), "' OR 1=1 --"] {
        assert_eq!(house.auth.session(token, Time(1)).unwrap(), None);
    }
}

#[test]
fn signing_out_ends_it_at_once_and_only_it() {
    let house = House::with_hana();
    let (one, two) = (house.hana(0), house.hana(0));
    assert!(house.runs(&one, 1) && house.runs(&two, 1));
    let generation = house.auth.generation();
    let found = house.auth.session(one.token.reveal(), Time(1)).unwrap().unwrap();
    assert!(house.auth.sign_out(&found).unwrap());
    assert!(!house.runs(&one, 1) && house.runs(&two, 1));
    assert_ne!(house.auth.generation(), generation, "sockets look again");
    assert!(!house.auth.sign_out(&found).unwrap());
}

#[test]
fn an_owner_sees_her_sessions_and_ends_the_others() {
    let house = House::with_hana();
    let (old, new) = (house.hana(1_000), house.hana(2_000));
    let rows = house.auth.sessions(1, HANA).unwrap();
    assert_eq!(rows.iter().map(|row| row.session).collect::<Vec<_>>(), [new.session, old.session]);
    assert_eq!(
        (rows[0].place.as_str(), rows[0].device.as_str(), rows[0].created),
        ("192.0.2.7", "Chromium", Time(2_000))
    );
    assert!(!house.auth.end_session(1, DUL, old.session).unwrap(), "not another person's");
    assert!(!house.auth.end_session(2, HANA, old.session).unwrap(), "nor another centre's");
    let keep = house.auth.session(new.token.reveal(), Time(3_000)).unwrap().unwrap();
    assert_eq!(house.auth.end_other_sessions(&keep).unwrap(), 1);
    assert!(house.runs(&new, 3_000) && !house.runs(&old, 3_000));
}

#[test]
fn a_sixth_session_ends_the_one_not_used_for_longest() {
    let house = House::with_hana();
    let sessions: Vec<_> = (0..5).map(|n| house.hana(n)).collect();
    assert!(house.runs(&sessions[0], 2 * MINUTE), "the first is used again");
    let sixth = house.hana(3 * MINUTE);
    house.auth.rights_changed();
    let running: Vec<_> = sessions.iter().map(|session| house.runs(session, 3 * MINUTE)).collect();
    assert_eq!(running, [true, false, true, true, true]);
    assert!(house.runs(&sixth, 3 * MINUTE));
}

#[test]
fn swept_sessions_do_not_return_when_the_clock_is_set_back() {
    let house = House::with_hana();
    let (idle, used) = (house.hana(0), house.hana(0));
    // Used, but so short ago that it is not written down yet.
    assert!(house.runs(&used, 59_999));
    assert_eq!(house.auth.sweep(Time(15 * MINUTE + 1_000)).unwrap(), 1);
    assert!(!house.runs(&idle, 1_000));
    assert!(house.runs(&used, 15 * MINUTE + 1_000));
}

#[test]
fn a_long_name_of_a_browser_is_cut() {
    let house = House::with_hana();
    let device = "가".repeat(100_000);
    let visit = auth::Visit { at: Time(0), place: &device, device: &device };
    house.auth.sign_in("hana@example.com", PASSWORD, &visit).unwrap();
    let row = &house.auth.sessions(1, HANA).unwrap()[0];
    assert_eq!((row.device.chars().count(), row.place.chars().count()), (200, 200));
}
