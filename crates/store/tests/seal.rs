//! What is sealed can be had back here, for its purpose, and nowhere else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use store::{Store, restore};
use tempfile::TempDir;

const SECRET: &str = "sk-very-secret";

#[test]
fn a_secret_is_had_back_for_its_purpose_alone() {
    let dir = TempDir::new().unwrap();
    let store = Store::open(dir.path().join("data")).unwrap();
    assert_eq!(store.unseal("here", b"\x01anything at all, long enough").unwrap(), None, "nothing was sealed yet");
    let sealed = store.seal("here", SECRET).unwrap();
    assert_eq!(store.unseal("here", &sealed).unwrap().as_deref(), Some(SECRET));
    assert_eq!(store.unseal("there", &sealed).unwrap(), None);
    assert_ne!(store.seal("here", SECRET).unwrap(), sealed, "never twice the same");
    assert!(!sealed.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert_eq!(store.unseal("here", &altered).unwrap(), None, "byte {at}");
        assert_eq!(store.unseal("here", &sealed[..at]).unwrap(), None, "cut at {at}");
    }
    let mode = fs::metadata(dir.path().join("data/seal.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    drop(store);
    let again = Store::open(dir.path().join("data")).unwrap();
    assert_eq!(again.unseal("here", &sealed).unwrap().as_deref(), Some(SECRET), "after a restart");
}

#[test]
fn a_backup_gives_no_secret_away_and_a_spoilt_key_is_never_overwritten() {
    let dir = TempDir::new().unwrap();
    let store = Store::open(dir.path().join("data")).unwrap();
    let sealed = store.seal("here", SECRET).unwrap();
    store.backup_to(&dir.path().join("backup")).unwrap();
    restore(&dir.path().join("backup"), &dir.path().join("other")).unwrap();
    let other = Store::open(dir.path().join("other")).unwrap();
    assert_eq!(other.unseal("here", &sealed).unwrap(), None);
    let key = dir.path().join("data/seal.key");
    fs::write(&key, b"cut").unwrap();
    assert_eq!(store.unseal("here", &sealed).unwrap(), None);
    assert!(store.seal("here", SECRET).is_err());
    assert_eq!(fs::read(&key).unwrap(), b"cut");
}
