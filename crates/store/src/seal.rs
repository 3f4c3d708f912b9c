//! Secrets that must be had back, such as keys for systems of others, sealed before they are stored.
//!
//! The key lies beside the database, in a file of its own that no backup takes: a database that leaves this folder gives nothing away.
//! ChaCha20-Poly1305 (RFC 8439); what a secret is for is sealed with it, so that it cannot be moved to something else.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::{Error, Result, Store, folder};

const FILE: &str = "seal.key";
const KEY_BYTES: usize = 32;
/// How a sealed secret is laid out: this, the nonce, and what is sealed with its tag.
const FORM: u8 = 1;

impl Store {
    /// Seals a secret for one purpose; the first one makes the key.
    pub fn seal(&self, purpose: &str, secret: &str) -> Result<Vec<u8>> {
        let key = match key(self.dir())? {
            Some(key) => key,
            None => new_key(self.dir())?,
        };
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(|_| Error::Random)?;
        let mut sealed = secret.as_bytes().to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose), &mut sealed)
            .map_err(|_| Error::Random)?;
        Ok([&[FORM], nonce.as_slice(), &sealed].concat())
    }

    /// The secret. None: sealed for something else, altered, or by a key that is not here.
    pub fn unseal(&self, purpose: &str, sealed: &[u8]) -> Result<Option<String>> {
        let Some(key) = key(self.dir())? else { return Ok(None) };
        let Some((&[FORM], rest)) = sealed.split_at_checked(1) else { return Ok(None) };
        let Some((nonce, rest)) = rest.split_first_chunk::<NONCE_LEN>() else { return Ok(None) };
        let mut rest = rest.to_vec();
        let opened = key.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(purpose), &mut rest);
        Ok(opened.ok().and_then(|secret| str::from_utf8(secret).ok()).map(str::to_owned))
    }
}

fn key(dir: &Path) -> Result<Option<LessSafeKey>> {
    let path = dir.join(FILE);
    match fs::read(&path) {
        Ok(bytes) => Ok(of(&bytes)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::folder(&path)(cause)),
    }
}

/// None: a file that was cut or altered.
fn of(bytes: &[u8]) -> Option<LessSafeKey> {
    Some(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, bytes).ok()?))
}

/// Whole on the disk before it has its name, so that no crash leaves half of one. A key that is there already is never overwritten,
/// not even a spoilt one.
fn new_key(dir: &Path) -> Result<LessSafeKey> {
    let (mut bytes, mut nonce) = ([0; KEY_BYTES], [0; 8]);
    getrandom::fill(&mut bytes).and_then(|()| getrandom::fill(&mut nonce)).map_err(|_| Error::Random)?;
    let (path, beside) = (dir.join(FILE), dir.join(format!("{FILE}.{}", crate::hex(&nonce))));
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside);
    let made = made.and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()));
    let made = made.and_then(|()| fs::hard_link(&beside, &path));
    let gone = fs::remove_file(&beside);
    made.and(gone).map_err(Error::folder(&path))?;
    folder::sync(dir)?;
    of(&bytes).ok_or(Error::Random)
}
