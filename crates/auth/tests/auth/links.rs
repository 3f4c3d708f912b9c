use auth::{Error, LINK_MS, Purpose, Weakness, issue_link};
use routing::Time;

use crate::house::*;

fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) {
    assert!(matches!(answer, Err(Error::LinkRefused)), "{answer:?}");
}

#[test]
fn a_first_link_asks_for_a_password_and_works_once() {
    let house = House::new();
    let token = house.link(HANA, Purpose::First, 0);
    let missing = house.auth.sign_in_by_link(&token, None, &at(1));
    assert!(matches!(missing, Err(Error::PasswordRequired)));
    let weak = house.auth.sign_in_by_link(&token, Some("password1"), &at(2));
    assert!(matches!(weak, Err(Error::WeakPassword(Weakness::Common))));
    let session = house.auth.sign_in_by_link(&token, Some(PASSWORD), &at(3)).unwrap();
    assert!(house.runs(&session, 4));
    refused(house.auth.sign_in_by_link(&token, Some(PASSWORD), &at(5)));
    refused(house.auth.sign_in_by_link(&token, None, &at(5)));
    assert_eq!(house.texts("SELECT state FROM account WHERE centre = 1 AND account = 1"), ["active"]);
}

#[test]
fn it_expires_after_a_day() {
    let house = House::new();
    let token = house.link(HANA, Purpose::Invite, 0);
    refused(house.auth.sign_in_by_link(&token, Some(PASSWORD), &at(LINK_MS)));
    house.auth.sign_in_by_link(&token, Some(PASSWORD), &at(LINK_MS - 1)).unwrap();
}

#[test]
fn a_new_link_voids_the_one_before() {
    let house = House::new();
    let (old, new) = (house.link(HANA, Purpose::Invite, 0), house.link(HANA, Purpose::Invite, 1));
    refused(house.auth.sign_in_by_link(&old, Some(PASSWORD), &at(2)));
    house.auth.sign_in_by_link(&new, Some(PASSWORD), &at(2)).unwrap();
}

#[test]
fn two_who_use_it_at_once_are_one_too_many() {
    let house = House::new();
    let token = house.link(HANA, Purpose::Demo, 0);
    let won: usize = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| usize::from(house.auth.sign_in_by_link(&token, None, &at(1)).is_ok())))
            .collect();
        tries.into_iter().map(|tried| tried.join().unwrap()).sum()
    });
    assert_eq!(won, 1);
}

#[test]
fn a_demo_seat_asks_for_no_password_and_sets_none() {
    let house = House::new();
    let token = house.link(HANA, Purpose::Demo, 0);
    house.auth.sign_in_by_link(&token, Some(PASSWORD), &at(1)).unwrap();
    assert_eq!(house.number("SELECT count(*) FROM account WHERE password_hash IS NOT NULL"), 0);
}

#[test]
fn a_new_password_ends_every_session_and_the_lock() {
    let house = House::with_hana();
    let session = house.hana(10);
    for _ in 0..5 {
        house.sign_in("hana@example.com", "틀린 암호입니다", 20);
    }
    let token = house.link(HANA, Purpose::Reset, 30);
    assert!(matches!(house.auth.sign_in_by_link(&token, None, &at(40)), Err(Error::PasswordRequired)));
    assert!(house.runs(&session, 40), "nothing has changed yet");
    let again = house.auth.sign_in_by_link(&token, Some("새로 정한 암호"), &at(50)).unwrap();
    assert!(!house.runs(&session, 50) && house.runs(&again, 50));
    assert!(matches!(house.sign_in("hana@example.com", PASSWORD, 60), auth::SignIn::Refused { .. }));
    assert!(matches!(house.sign_in("hana@example.com", "새로 정한 암호", 60), auth::SignIn::Done(_)));
}

#[test]
fn bots_strangers_and_the_disabled_get_none() {
    let house = House::new();
    let issue = |centre, account| {
        house.store.write(|tx| issue_link(tx, centre, account, Purpose::Invite, None, Time(0))).map(|_| ())
    };
    assert!(matches!(issue(1, BOT), Err(Error::NoAccount)));
    assert!(matches!(issue(2, DUL), Err(Error::NoAccount)), "another centre's number");
    let token = house.link(HANA, Purpose::Invite, 0);
    house.store.write::<_, Error>(|tx| auth::people::disable(tx, 1, HANA, by(BOSS, 1))).unwrap();
    refused(house.auth.sign_in_by_link(&token, Some(PASSWORD), &at(2)));
    assert!(matches!(issue(1, HANA), Err(Error::NoAccount)));
    refused(house.auth.sign_in_by_link("", None, &at(2)));
    refused(house.auth.sign_in_by_link(&"x".repeat(10_000_000), None, &at(2)));
}

#[test]
fn handing_out_a_link_is_on_record() {
    let house = House::new();
    house.link(HANA, Purpose::Reset, 7);
    assert_eq!(
        house.texts("SELECT account || ' ' || object || ' ' || detail FROM audit WHERE what = 'link_issued'"),
        [r#"3 1 {"purpose":"reset"}"#]
    );
}
