//! A server that is stopped, or killed, in the middle of its work.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]

use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

use crate::common::traffic::{Traffic, WRITERS};
use crate::common::{self, Home, Server, count};

/// Longest a stop may take, whatever callers do.
const STOP: Duration = Duration::from_secs(20);

#[test]
fn a_stop_in_the_middle_of_traffic_ends_well_and_keeps_what_was_answered() {
    keeps_what_was_answered(|server| {
        server.signal("-TERM");
        let status = server.ended(STOP);
        assert!(status.is_some_and(|status| status.success()), "{status:?} {}", server.log());
    });
}

#[test]
fn a_kill_in_the_middle_of_traffic_keeps_what_was_answered() {
    keeps_what_was_answered(|server| {
        server.signal("-KILL");
        assert!(server.ended(STOP).is_some_and(|status| !status.success()));
    });
}

fn keeps_what_was_answered(stop: fn(&mut Server)) {
    let home = Home::new();
    let mut server = home.demo();
    let traffic = Traffic::start(&home);
    traffic.wait(150);
    stop(&mut server);
    let writers = traffic.end();
    assert!(home.run(&["doctor"]).good, "{:?}", home.run(&["doctor"]));

    let again = home.demo();
    let database = home.look();
    let answered: usize = writers.iter().map(|writer| writer.contacts.len()).sum();
    let arrivals = count(&database, "SELECT count(*) FROM journal WHERE kind = 'arrive'", ()) as usize;
    assert!((answered..=answered + usize::from(WRITERS)).contains(&arrivals), "{arrivals} of {answered}");
    for writer in &writers {
        writer.is_kept(&database);
        let Some((key, words)) = &writer.open else { continue };
        // She does not know whether her line arrived, sends it again, and it is there once.
        let id = writer.caller.line(words, key).unwrap();
        assert_eq!(writer.caller.line(words, key).unwrap(), id);
        assert_eq!(count(&database, "SELECT count(*) FROM message WHERE client_key = ?1", [key]), 1, "{words}");
    }
    assert_eq!(home.caller(99).get("/api/health").unwrap().1["state"], "ok");
    again.stop();
}

#[test]
fn a_caller_who_never_finishes_does_not_hold_up_the_stop() {
    let home = Home::new();
    let mut server = home.demo();
    let mut slow = TcpStream::connect(("127.0.0.1", home.port)).unwrap();
    let origin = format!("http://127.0.0.1:{}", home.port);
    let head = format!(
        "POST /api/c/baedal/contacts HTTP/1.1\r\nhost: x\r\norigin: {origin}\r\n\
         content-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
    );
    slow.write_all(head.as_bytes()).unwrap();
    assert_eq!(home.caller(1).get("/api/health").unwrap().0, 200);
    server.signal("-TERM");
    let status = server.ended(STOP);
    assert!(status.is_some_and(|status| status.success()), "{status:?} {}", server.log());
}

#[test]
fn a_second_server_on_the_same_folder_refuses_and_the_first_goes_on() {
    let home = Home::new();
    let first = home.demo();
    let mut customer = home.caller(1);
    let contact = customer.arrive().unwrap();
    let elsewhere = format!("127.0.0.1:{}", common::free_port());
    let mut second = home.command(&["serve"]);
    let second = second.env("MARU_LISTEN", &elsewhere).output().unwrap();
    assert!(!second.status.success());
    let said = String::from_utf8(second.stderr).unwrap();
    for words in ["another server has the data folder", "goes on undisturbed", "Stop the other server first"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(customer.arrive().unwrap(), contact);
    customer.line("still here", &uuid::Uuid::now_v7().to_string()).unwrap();
    first.stop();
}
