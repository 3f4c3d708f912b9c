use auth::Error;
use auth::customers::{
    DEVICE_MS, Holder, Kind, NewLink, ONE_TIME_MS, VISITOR_MS, VOUCHED_MS, Verified, end_all, end_vouched, issue,
    redeem, sweep, visitor,
};
use routing::Time;
use store::Store;

use crate::house::House;

const SITE: u64 = 11;

fn link(kind: Kind) -> NewLink {
    NewLink {
        site: SITE,
        customer: 70,
        kind,
        contact: Some(50),
        verified: Some(Verified::Link),
        since: Time(0),
        at: Time(0),
    }
}

/// A house with a customer of this number in both centres.
fn house() -> House {
    let house = House::new();
    let rows = "INSERT INTO customer (centre, customer, state, created_at, updated_at) VALUES
        (1, 70, 'known', 0, 0), (2, 70, 'known', 0, 0)";
    house.store.write::<_, Error>(|tx| Ok(tx.execute(rows, [])?)).unwrap();
    house
}

fn new(store: &Store, link: &NewLink) -> String {
    store.write(|tx| issue(tx, 1, link)).unwrap().reveal().to_owned()
}

fn seen(store: &Store, token: &str, ms: i64) -> Option<Holder> {
    store.read(|view| visitor(view, 1, SITE, token, Time(ms))).unwrap()
}

fn used(store: &Store, token: &str, ms: i64) -> Option<Holder> {
    store.write(|tx| redeem(tx, 1, SITE, token, Time(ms))).unwrap()
}

#[test]
fn a_browsers_own_token_holds_for_a_month_and_many_uses() {
    let house = house();
    let token = new(&house.store, &NewLink { verified: None, contact: None, ..link(Kind::Visitor) });
    for ms in [0, 5, VISITOR_MS - 1] {
        let holder = seen(&house.store, &token, ms).unwrap();
        assert_eq!((holder.customer, holder.verified, holder.expires), (70, None, Time(VISITOR_MS)));
    }
    assert_eq!(seen(&house.store, &token, VISITOR_MS), None);
    assert_eq!(used(&house.store, &token, 0), None, "it is not a link to be used up");
}

#[test]
fn one_time_and_device_tokens_work_once_and_in_time() {
    let house = house();
    for (kind, lasts) in [(Kind::OneTime, ONE_TIME_MS), (Kind::Device, DEVICE_MS)] {
        let token = new(&house.store, &link(kind));
        assert_eq!(seen(&house.store, &token, 1), None, "it is nobody's browser");
        let holder = used(&house.store, &token, lasts - 1).unwrap();
        assert_eq!((holder.customer, holder.contact, holder.verified), (70, Some(50), Some(Verified::Link)));
        assert_eq!(used(&house.store, &token, lasts - 1), None, "used");
        let late = new(&house.store, &link(kind));
        assert_eq!(used(&house.store, &late, lasts), None, "expired");
    }
}

#[test]
fn a_sites_word_is_believed_for_hours_and_passing_it_on_gains_nothing() {
    let house = house();
    let vouched = NewLink { verified: Some(Verified::Site), ..link(Kind::Visitor) };
    let mut token = new(&house.store, &vouched);
    for late in 1..=3 {
        // Each time just before the end, to another device and there into a browser's token again.
        let at = Time(VOUCHED_MS - 10 + late);
        let holder = seen(&house.store, &token, at.0).unwrap();
        assert_eq!((holder.since, holder.expires), (Time(0), Time(VOUCHED_MS)));
        let since = holder.since;
        let device = new(&house.store, &NewLink { kind: Kind::Device, since, at, ..vouched });
        let since = used(&house.store, &device, at.0).unwrap().since;
        token = new(&house.store, &NewLink { since, at, ..vouched });
    }
    assert_eq!(seen(&house.store, &token, VOUCHED_MS), None);
    let stays = new(&house.store, &link(Kind::Visitor));
    let ends = new(&house.store, &NewLink { since: Time(VOUCHED_MS), at: Time(VOUCHED_MS), ..vouched });
    assert!(seen(&house.store, &ends, VOUCHED_MS).is_some(), "said anew");
    assert_eq!(house.store.write(|tx| end_vouched(tx, 1, SITE + 1)).unwrap(), 0, "another site's secret");
    assert!(house.store.write(|tx| end_vouched(tx, 1, SITE)).unwrap() > 0);
    assert_eq!(seen(&house.store, &ends, VOUCHED_MS), None, "the secret was renewed");
    assert!(seen(&house.store, &stays, VOUCHED_MS).is_some());
}

#[test]
fn a_token_holds_for_one_site_of_one_centre() {
    let house = house();
    let browser = new(&house.store, &link(Kind::Visitor));
    let once = new(&house.store, &link(Kind::OneTime));
    for (centre, site) in [(1, SITE + 1), (2, SITE)] {
        let found = house.store.read(|view| visitor(view, centre, site, &browser, Time(1))).unwrap();
        assert_eq!(found, None);
        let found = house.store.write(|tx| redeem(tx, centre, site, &once, Time(1))).unwrap();
        assert_eq!(found, None);
    }
    assert!(used(&house.store, &once, 1).is_some(), "trying elsewhere did not use it up");
    for token in ["", "x", &"A".repeat(43), &"A".repeat(10_000_000)] {
        assert_eq!(seen(&house.store, token, 1), None);
    }
}

#[test]
fn ended_and_swept_tokens_are_gone() {
    let house = house();
    let token = new(&house.store, &link(Kind::Visitor));
    assert_eq!(house.store.write(|tx| end_all(tx, 1, 70)).unwrap(), 1);
    assert_eq!(seen(&house.store, &token, 1), None);
    let (stays, spent) = (new(&house.store, &link(Kind::Visitor)), new(&house.store, &link(Kind::Device)));
    assert_eq!(house.store.write(|tx| sweep(tx, Time(DEVICE_MS))).unwrap(), 1);
    assert_eq!(used(&house.store, &spent, 0), None, "also when the clock is set back");
    assert!(seen(&house.store, &stays, 0).is_some());
}
