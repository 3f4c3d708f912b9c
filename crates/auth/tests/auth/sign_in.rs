use auth::SignIn;
use routing::Time;

use crate::house::*;

fn refused(answer: &SignIn) -> bool {
    matches!(answer, SignIn::Refused { .. })
}

#[test]
fn the_right_password_opens_a_session_of_the_accounts_own_centre() {
    let house = House::with_hana();
    let session = house.hana(10);
    assert_eq!((session.centre, session.account, session.ends), (1, HANA, Time(10 + 12 * HOUR)));
    assert!(!refused(&house.sign_in("  HANA@Example.com ", PASSWORD, 20)), "however the address is spelled");
    assert!(refused(&house.sign_in("hana@example.com", "오늘도 좋은 하루!", 30)));
}

#[test]
fn nobody_can_sign_in_before_a_link_was_used() {
    let house = House::new();
    for email in ["hana@example.com", "boss@example.com", "admin", "", "admin@localhost"] {
        for password in ["", "admin", "password", "maru", PASSWORD] {
            assert!(refused(&house.sign_in(email, password, 0)), "{email} {password}");
        }
    }
}

#[test]
fn known_and_unknown_get_the_same_answer_for_the_same_work() {
    let house = House::with_hana();
    house.store.write::<_, auth::Error>(|tx| auth::people::disable(tx, 1, DUL, by(BOSS, 0))).unwrap();
    let work = |email: &str, password: &str| {
        let before = (house.auth.password_checks(), house.number("SELECT count(*) FROM audit"));
        let answer = format!("{:?}", house.sign_in(email, password, 0));
        let after = (house.auth.password_checks(), house.number("SELECT count(*) FROM audit"));
        (answer, after.0 - before.0, after.1 - before.1)
    };
    let long = "x".repeat(1_000_000);
    let same = work("nobody@example.com", "아무 말이나");
    assert_eq!((same.1, same.2), (1, 1), "one check, one write");
    assert_eq!(work("hana@example.com", "아무 말이나"), same, "wrong password");
    assert_eq!(work("boss@example.com", "아무 말이나"), same, "no password yet");
    assert_eq!(work("dul@example.com", PASSWORD), same, "disabled");
    assert_eq!(work("hana@example.com", &long), same, "a megabyte");
    assert_eq!(work("nobody@example.com", ""), same, "empty");
}

#[test]
fn five_wrong_passwords_lock_the_account_and_knocking_does_not_lock_it_longer() {
    let house = House::with_hana();
    for attempt in 1..=5 {
        let answer = house.sign_in("hana@example.com", "틀린 암호입니다", 1_000);
        assert!(matches!(answer, SignIn::Refused { alarm } if alarm == (attempt == 5)), "{attempt}");
    }
    // Locked for a minute: the right password is refused and tells nothing.
    for ms in [1_001, 30_000, 60_999] {
        let answer = house.sign_in("hana@example.com", PASSWORD, ms);
        assert!(matches!(answer, SignIn::Refused { alarm: true }), "{ms}");
    }
    assert!(!refused(&house.sign_in("hana@example.com", PASSWORD, 1_000 + MINUTE)));
    // The count starts anew.
    for _ in 1..=4 {
        house.sign_in("hana@example.com", "틀린 암호입니다", 100_000);
    }
    assert!(!refused(&house.sign_in("hana@example.com", PASSWORD, 100_000)));
}

#[test]
fn every_further_failure_doubles_the_lock() {
    let house = House::with_hana();
    let mut now = 0;
    for _ in 1..=5 {
        house.sign_in("hana@example.com", "틀린 암호입니다", now);
    }
    now += MINUTE;
    house.sign_in("hana@example.com", "틀린 암호입니다", now);
    assert!(refused(&house.sign_in("hana@example.com", PASSWORD, now + 2 * MINUTE - 1)));
    assert!(!refused(&house.sign_in("hana@example.com", PASSWORD, now + 2 * MINUTE)));
}

#[test]
fn another_centres_lock_is_not_hers() {
    let house = House::with_hana();
    for _ in 0..9 {
        house.sign_in("hana@busan.example.com", "틀린 암호입니다", 0);
        house.sign_in("nobody@example.com", "틀린 암호입니다", 0);
    }
    assert!(!refused(&house.sign_in("hana@example.com", PASSWORD, 0)));
}

#[test]
fn attempts_are_on_record_without_the_address_tried() {
    let house = House::with_hana();
    house.sign_in("secret-person@example.com", "틀린 암호입니다", 5);
    house.sign_in("hana@example.com", "틀린 암호입니다", 6);
    house.hana(7);
    assert_eq!(
        house.texts("SELECT what || ' ' || centre || ' ' || coalesce(object, '-') FROM audit WHERE at > 0 ORDER BY at"),
        ["refused 0 -", "refused 1 1", "signed_in 1 1"]
    );
    let all = house.texts("SELECT place || about || what || detail FROM audit").join("\n");
    assert!(!all.contains("secret-person") && !all.contains("틀린"), "{all}");
}
