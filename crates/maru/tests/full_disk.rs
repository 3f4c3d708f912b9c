//! A disk without room: changes are refused in words, reading goes on, and so does the server once there is room.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::common::{Caller, Home, SITE, count};

/// A small disk of its own.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: PathBuf) -> Option<Disk> {
        std::fs::create_dir(&at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=32m", "none"]).arg(&at).output();
        mounted.is_ok_and(|said| said.status.success()).then_some(Disk(at))
    }

    /// Takes all the room that is left.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("filler");
        let mut file = std::fs::File::create(&path).unwrap();
        for size in [1 << 16, 1 << 12, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // The folder stays behind when it is still in use; nothing else can be done about it here.
        let _busy = Command::new("umount").arg(&self.0).status().is_err();
    }
}

fn say(customer: &Caller, key: uuid::Uuid) -> (u16, Value) {
    let line = json!({ "body": "가".repeat(1_000), "client_key": key });
    customer.post(&format!("{SITE}/contact/messages"), &line).unwrap()
}

#[test]
fn a_full_disk_refuses_what_it_cannot_keep_and_goes_on_when_there_is_room() {
    let home = Home::new();
    let Some(disk) = Disk::mount(home.data()) else {
        eprintln!("SKIPPED: a small disk (mount -t tmpfs) needs rights that this user does not have");
        return;
    };
    let server = home.demo();
    let mut customer = home.caller(1);
    customer.arrive().unwrap();
    let filler = disk.fill();

    // The log still has room of its own for a while.
    let mut kept = Vec::new();
    let (key, status, refusal) = loop {
        let key = uuid::Uuid::now_v7();
        let (status, body) = say(&customer, key);
        if status != 200 {
            break (key, status, body);
        }
        kept.push(key);
        assert!(kept.len() < 20_000, "the disk is full");
    };
    assert_eq!((status, &refusal["error"]["code"]), (503, &json!("storage_full")), "{refusal}");
    for part in ["message", "safe", "do"] {
        assert!(refusal["error"][part].as_str().is_some_and(|words| !words.is_empty()), "{refusal}");
    }
    // What routing decides is refused in the same words.
    let mut other = home.caller(2);
    other.visitor.clone_from(&customer.visitor);
    let (status, refused) = other.post(&format!("{SITE}/contact/leave"), &json!({})).unwrap();
    assert_eq!((status, &refused["error"]["code"]), (503, &json!("storage_full")), "{refused}");
    assert!(home.caller(3).arrive().is_err_and(|words| words.contains("storage_full")));

    let (status, thread) = customer.get(&format!("{SITE}/contact/messages")).unwrap();
    assert_eq!(status, 200, "{thread}");
    assert_eq!(home.caller(4).get("/api/health").unwrap().0, 200);

    std::fs::remove_file(filler).unwrap();
    assert_eq!(say(&customer, key).0, 200, "without a restart");
    assert_eq!(say(&customer, key).0, 200);
    home.caller(5).arrive().unwrap();
    customer.done(&format!("{SITE}/contact/leave"), &json!({}));
    for key in kept.iter().chain([&key]) {
        let sql = "SELECT count(*) FROM message WHERE client_key = ?1";
        assert_eq!(count(&home.look(), sql, [key.to_string()]), 1);
    }
    server.stop();
    assert!(home.run(&["doctor"]).good);
}
