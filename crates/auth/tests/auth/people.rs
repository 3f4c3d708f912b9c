use auth::people::{By, disable, enable, grants, set_grants};
use auth::{Error, Grant, Role};
use routing::Time;

use crate::house::*;

impl House {
    fn change(&self, work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<(), Error>) -> Result<(), Error> {
        self.store.write(work)
    }
}

#[test]
fn every_grant_and_every_loss_is_on_record_for_good() {
    let house = House::new();
    house.change(|tx| set_grants(tx, 1, HANA, &roles(&[Role::Quality, Role::Planner]), by(BOSS, 5))).unwrap();
    house.change(|tx| disable(tx, 1, HANA, by(BOSS, 6))).unwrap();
    house.change(|tx| enable(tx, 1, HANA, by(BOSS, 7))).unwrap();
    assert_eq!(
        house.texts(
            "SELECT at || ' ' || coalesce(by_account, '-') || ' ' || what || ' ' || coalesce(role, '-') || ' ' || why
             FROM role_change WHERE centre = 1 AND account = 1 ORDER BY change"
        ),
        [
            "0 - granted agent 처음",
            "5 3 revoked agent 요청 41",
            "5 3 granted planner 요청 41",
            "5 3 granted quality 요청 41",
            "6 3 disabled - 요청 41",
            "7 3 enabled - 요청 41",
        ]
    );
    assert!(house.change(|tx| Ok(tx.execute("DELETE FROM role_change", []).map(|_| ())?)).is_err());
}

#[test]
fn setting_the_same_rights_again_changes_and_ends_nothing() {
    let house = House::with_hana();
    let session = house.hana(0);
    let before = house.number("SELECT count(*) FROM role_change");
    house.change(|tx| set_grants(tx, 1, HANA, &roles(&[Role::Agent]), by(BOSS, 5))).unwrap();
    house.auth.rights_changed();
    assert_eq!(house.number("SELECT count(*) FROM role_change"), before);
    assert!(house.runs(&session, 5));
}

#[test]
fn losing_a_right_ends_sessions_at_once_or_within_a_second_if_nobody_says_so() {
    type Loss = fn(&rusqlite::Transaction<'_>) -> Result<(), Error>;
    let losses: [Loss; 2] =
        [|tx| set_grants(tx, 1, HANA, &roles(&[Role::Quality]), by(BOSS, 5)), |tx| disable(tx, 1, HANA, by(BOSS, 5))];
    for lose in losses {
        let house = House::with_hana();
        let session = house.hana(0);
        assert!(house.runs(&session, 1_000));
        house.change(lose).unwrap();
        house.auth.rights_changed();
        assert!(!house.runs(&session, 1_000), "said");

        let house = House::with_hana();
        let session = house.hana(0);
        assert!(house.runs(&session, 1_000));
        house.change(lose).unwrap();
        assert!(!house.runs(&session, 2_000), "not said");
    }
}

#[test]
fn a_disabled_person_is_out_and_her_old_session_stays_dead() {
    let house = House::with_hana();
    let session = house.hana(0);
    house.change(|tx| disable(tx, 1, HANA, by(BOSS, 0))).unwrap();
    assert!(matches!(house.sign_in("hana@example.com", PASSWORD, 0), auth::SignIn::Refused { .. }));
    house.change(|tx| enable(tx, 1, HANA, by(BOSS, 1))).unwrap();
    assert!(!house.runs(&session, 2));
    // Even a row that nobody deleted is worth nothing.
    let session = house.hana(3);
    let sql = "UPDATE account SET state = 'disabled' WHERE centre = 1 AND account = 1";
    house.store.write::<_, Error>(|tx| Ok(tx.execute(sql, [])?)).unwrap();
    assert!(!house.runs(&session, 4));
}

#[test]
fn a_right_that_is_added_is_seen_without_signing_in_again() {
    let house = House::with_hana();
    let session = house.hana(0);
    assert!(house.runs(&session, 1));
    house.change(|tx| set_grants(tx, 1, HANA, &roles(&[Role::Agent, Role::Quality]), by(BOSS, 1))).unwrap();
    house.auth.rights_changed();
    let found = house.auth.session(session.token.reveal(), Time(2)).unwrap().unwrap();
    assert_eq!(found.roles, [Role::Agent, Role::Quality].into());
}

#[test]
fn a_client_is_bound_to_its_own_figures() {
    let house = House::with_hana();
    let bound = [Grant { role: Role::Client, client: 77 }].into();
    house.change(|tx| set_grants(tx, 1, HANA, &bound, by(BOSS, 0))).unwrap();
    let session = house.hana(1);
    let found = house.auth.session(session.token.reveal(), Time(2)).unwrap().unwrap();
    assert_eq!((found.roles, found.clients), ([Role::Client].into(), vec![77]));
}

#[test]
fn the_last_admin_stays() {
    let house = House::new();
    let none = roles(&[]);
    assert!(matches!(house.change(|tx| set_grants(tx, 1, BOSS, &none, by(BOSS, 0))), Err(Error::LastAdmin)));
    assert!(matches!(house.change(|tx| disable(tx, 1, BOSS, by(BOSS, 0))), Err(Error::LastAdmin)));
    let held = house.store.read(|view| grants(view, 1, BOSS)).unwrap();
    assert_eq!(held, roles(&[Role::Admin]), "refused, so unchanged");
    house.change(|tx| set_grants(tx, 1, DUL, &roles(&[Role::Admin]), by(BOSS, 0))).unwrap();
    house.change(|tx| disable(tx, 1, BOSS, by(DUL, 0))).unwrap();
}

#[test]
fn another_centres_person_is_not_there() {
    let house = House::new();
    assert!(matches!(house.change(|tx| disable(tx, 2, DUL, by(1, 0))), Err(Error::NoAccount)));
    assert!(matches!(house.change(|tx| set_grants(tx, 2, BOSS, &roles(&[]), by(1, 0))), Err(Error::NoAccount)));
    house.change(|tx| disable(tx, 2, HANA, by(1, 0))).unwrap();
    assert_eq!(house.texts("SELECT state FROM account WHERE account = 1 ORDER BY centre"), ["invited", "disabled"]);
}

#[test]
fn enabling_gives_back_what_was_there() {
    let house = House::with_hana();
    for account in [HANA, DUL] {
        house.change(|tx| disable(tx, 1, account, by(BOSS, 0))).unwrap();
        house.change(|tx| enable(tx, 1, account, by(BOSS, 1))).unwrap();
    }
    assert_eq!(
        house.texts("SELECT state FROM account WHERE centre = 1 AND account < 3 ORDER BY account"),
        ["active", "invited"]
    );
    house.hana(2);
    let server = By { account: None, at: Time(3), why: "" };
    house.change(|tx| enable(tx, 1, HANA, server)).unwrap();
    assert_eq!(house.number("SELECT count(*) FROM role_change WHERE what = 'enabled'"), 2, "not twice");
}
