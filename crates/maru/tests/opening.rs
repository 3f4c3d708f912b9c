//! First starts: the first link, the demo's links, settings, and what logs say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]

use serde_json::json;

use crate::common::{self, Home, SITE, free_port};

const PASSWORD: &str = "correct horse battery staple";

fn link(lines: &[String]) -> Option<&str> {
    lines.iter().find(|line| line.contains("link=")).map(String::as_str)
}

#[test]
fn the_first_link_works_once_and_nothing_else_does() {
    let home = Home::new();
    let server = home.command(&["serve"]);
    let server = common::Server::spawn(server, home.path("log"));
    let said = server.wait("link=");
    assert_eq!(said.iter().filter(|line| line.contains("link=")).count(), 1, "{said:?}");
    let printed = link(&said).unwrap().to_string();
    let mut guesser = home.caller(1);
    for password in ["", "admin", "password", PASSWORD] {
        let (status, body) =
            guesser.post("/api/sign-in", &json!({ "email": "admin@localhost", "password": password })).unwrap();
        assert!(status == 401 || status == 422, "{password:?}: {status} {body}");
    }
    assert_ne!(guesser.sign_in("link=AAAAAAAAAAAAAAAAAAAAAA", Some(PASSWORD)), 200);
    assert_eq!(home.caller(2).get("/api/setup/people").unwrap().0, 401);

    let mut admin = home.caller(3);
    assert_eq!(admin.sign_in(&printed, None), 422, "a password is asked for");
    assert_eq!(admin.sign_in(&printed, Some(PASSWORD)), 200);
    let (status, people) = admin.get("/api/setup/people").unwrap();
    assert_eq!(status, 200);
    let kinds: Vec<_> = people["people"].as_array().unwrap().iter().map(|person| person["kind"].clone()).collect();
    assert!(kinds.contains(&json!("bot")), "a bot waits to be given a reason: {kinds:?}");
    let (_, draft) = admin.get("/api/setup/draft").unwrap();
    let document = &draft["document"];
    let count = |part: &str| document[part].as_array().map_or(0, Vec::len);
    assert_eq!((count("reasons"), count("skills"), count("hours"), count("groups")), (1, 2, 1, 1), "{document}");
    assert!(document["skills"][0]["language"].is_string(), "nobody else's skills: {document}");
    assert_ne!(home.caller(4).sign_in(&printed, Some(PASSWORD)), 200, "once");
    server.stop();

    let again = home.start(&["serve"]);
    assert_eq!(admin.get("/api/setup/people").unwrap().0, 200, "sessions outlive a start");
    again.signal("-TERM");
    let said = again.rest();
    assert_eq!(link(&said), None, "{said:?}");
}

#[test]
fn a_first_link_not_used_is_replaced_at_the_next_start() {
    let home = Home::new();
    let first = common::Server::spawn(home.command(&["serve"]), home.path("log"));
    let old = link(&first.wait("link=")).unwrap().to_string();
    first.stop();
    let second = common::Server::spawn(home.command(&["serve"]), home.path("log"));
    let new = link(&second.wait("link=")).unwrap().to_string();
    assert_ne!(home.caller(1).sign_in(&old, Some(PASSWORD)), 200);
    assert_eq!(home.caller(2).sign_in(&new, Some(PASSWORD)), 200);
    second.stop();
}

#[test]
fn every_link_of_the_demo_signs_in_once() {
    let home = Home::new();
    let server = common::Server::spawn(home.command(&["demo", "--quiet"]), home.path("log"));
    let said = server.wait("Quiet");
    let links: Vec<&String> = said.iter().filter(|line| line.contains("link=")).collect();
    assert_eq!(links.len(), 14, "{said:?}");
    let seats = |role: &str| links.iter().filter(|line| line.contains(role)).count();
    assert_eq!(["agent", "supervisor", "planner", "quality", "admin"].map(seats), [12, 1, 1, 1, 1], "{said:?}");
    for (number, link) in links.iter().enumerate() {
        let mut seat = home.caller(number as u8);
        assert_eq!(seat.sign_in(link, None), 200, "{link}");
        let (status, me) = seat.get("/api/me").unwrap();
        assert_eq!(status, 200, "{me}");
        assert_ne!(home.caller(100 + number as u8).sign_in(link, None), 200, "{link} again");
    }
    server.stop();
}

#[test]
fn logs_carry_nothing_about_anybody() {
    const MARKS: [&str; 5] = ["독고탁주", "01099887766", "010-9988-7766", "비밀스러운말", "mark@secret.example"];
    let home = Home::new();
    let mut loud = home.command(&["demo", "--quiet"]);
    loud.env("MARU_LOG_FILTER", "debug");
    let server = common::Server::spawn(loud, home.path("log"));
    let links = server.wait("Quiet");
    let seat = |name: &str, number: u8| {
        let link = links.iter().find(|line| line.contains(name)).unwrap();
        let mut seat = home.caller(number);
        assert_eq!(seat.sign_in(link, None), 200);
        seat
    };
    let (admin, agent) = (seat("배은지", 1), seat("김미나", 2));
    let mut customer = home.caller(3);
    customer.arrive().unwrap();
    customer.line("비밀스러운말 하나", &uuid::Uuid::now_v7().to_string()).unwrap();
    customer.done(&format!("{SITE}/contact/person"), &json!({ "channel": null }));
    let body = json!({
        "name": "독고탁주", "alias": "독고탁주", "language": "ko", "email": "mark@secret.example", "roles": ["agent"],
        "client": null, "serves": null, "skills": [],
    });
    admin.done("/api/setup/people", &body);
    // Refused things are where logs talk too much.
    let key = uuid::Uuid::now_v7();
    for (path, body) in [
        ("/api/setup/people", body.clone()),
        ("/api/sign-in", json!({ "email": "mark@secret.example", "password": "비밀스러운말" })),
        ("/api/c/baedal/contact/choose", json!({ "treatment": "callback", "slot": 1, "phone": "010-9988-7766" })),
        ("/api/c/baedal/contacts", json!({ "reason": 999, "words": "독고탁주 010-9988-7766" })),
        ("/api/c/baedal/identify", json!({ "token": "독고탁주" })),
        (
            "/api/c/baedal/contact/messages",
            json!({ "body": "비밀스러운말", "client_key": key, "phone": "01099887766" }),
        ),
        ("/api/contacts/1/messages", json!({ "kind": "text", "body": "비밀스러운말", "client_key": key })),
    ] {
        for caller in [&admin, &agent, &customer] {
            let (status, _) = caller.post(path, &body).unwrap();
            assert_ne!(status, 500, "{path}");
        }
    }
    assert!(agent.get("/api/customers?q=010-9988-7766").is_ok());
    let log = home.path("log");
    server.stop();
    let log = std::fs::read_to_string(log).unwrap();
    assert!(!log.is_empty());
    for line in log.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "every line is JSON: {line}");
        for mark in MARKS {
            assert!(!line.contains(mark), "{mark}: {line}");
        }
        assert!(!line.contains("link=") && !line.contains(agent.cookie.as_deref().unwrap()), "{line}");
    }
}

#[test]
fn the_environment_goes_over_the_file_for_the_program_too() {
    let home = Home::new();
    let port = free_port();
    let mut command = home.command(&["serve"]);
    command.env("MARU_LISTEN", format!("127.0.0.1:{port}")).env("MARU_PUBLIC_URL", format!("http://127.0.0.1:{port}"));
    let server = common::Server::spawn(command, home.path("log"));
    assert!(link(&server.wait("link=")).unwrap().contains(&format!(":{port}/")));
    assert_eq!(common::Caller::new(port, 1).get("/api/health").unwrap().0, 200);
    server.stop();
}
