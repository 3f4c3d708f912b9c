//! Passwords: argon2id, at least 8 characters, no rules about kinds of characters, no forced changes (ASVS 6.2).

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::{Error, Result, Token};

/// Characters.
const SHORTEST: usize = 8;
/// Characters; beyond it nothing is gained, and hashing costs.
const LONGEST: usize = 128;
/// KiB of memory a check takes: the least that OWASP's password storage sheet names with two passes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Passwords everybody tries first, one a line; Korean words as typed on a Latin keyboard among them.
const COMMON: &str = include_str!("common_passwords.txt");

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    TooShort,
    TooLong,
    /// On the list of common passwords, or one character repeated.
    Common,
    /// The e-mail address, its first part, or the person's name.
    Personal,
}

pub(crate) struct Passwords {
    argon2: Argon2<'static>,
    /// Checked against when there is no account, so that the answer takes as long.
    nobodys: String,
    checks: AtomicU64,
}

impl Passwords {
    pub(crate) fn new() -> Result<Passwords> {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(system)?;
        let mut passwords = Passwords {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            nobodys: String::new(),
            checks: AtomicU64::new(0),
        };
        passwords.nobodys = passwords.hash(Token::new()?.reveal())?;
        Ok(passwords)
    }

    pub(crate) fn hash(&self, password: &str) -> Result<String> {
        let hash: PasswordHash = self.argon2.hash_password(password.as_bytes()).map_err(system)?;
        Ok(hash.to_string())
    }

    /// Whether the password is right. One full check is made whatever is given, also without a hash.
    pub(crate) fn check(&self, password: &str, hash: Option<&str>) -> bool {
        self.checks.fetch_add(1, Ordering::Relaxed);
        // Nobody's password is empty, so this is refused after the usual work.
        let tried = if password.chars().count() > LONGEST { "" } else { password };
        let right = PasswordHash::new(hash.unwrap_or(&self.nobodys))
            .is_ok_and(|hash| self.argon2.verify_password(tried.as_bytes(), &hash).is_ok());
        right && hash.is_some()
    }

    pub(crate) fn checks(&self) -> u64 {
        self.checks.load(Ordering::Relaxed)
    }
}

/// Whether a new password may be used by the person with this e-mail address and name.
pub(crate) fn acceptable(password: &str, email: &str, name: &str) -> Result<(), Weakness> {
    // Bytes first: counting the characters of megabytes is work, too.
    if password.len() > LONGEST * 4 || password.chars().count() > LONGEST {
        return Err(Weakness::TooLong);
    }
    if password.chars().count() < SHORTEST {
        return Err(Weakness::TooShort);
    }
    let folded = password.to_lowercase();
    let mut characters = folded.chars();
    let first = characters.next();
    if characters.all(|character| Some(character) == first) || COMMON.lines().any(|common| common == folded) {
        return Err(Weakness::Common);
    }
    let email = email.to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    if [email.as_str(), local, &name.to_lowercase()].contains(&folded.as_str()) {
        return Err(Weakness::Personal);
    }
    Ok(())
}

impl fmt::Display for Weakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Weakness::TooShort => "at least 8 characters",
            Weakness::TooLong => "at most 128 characters",
            Weakness::Common => "everybody tries it first",
            Weakness::Personal => "it is the person's name or address",
        })
    }
}

fn system(error: impl fmt::Display) -> Error {
    Error::System(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_argon2id_with_no_less_than_the_recommended_cost() {
        let passwords = Passwords::new().unwrap();
        let hash = passwords.hash("오늘은 비가 온다").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, passwords.hash("오늘은 비가 온다").unwrap(), "salted");
        assert!(passwords.check("오늘은 비가 온다", Some(&hash)));
        assert!(!passwords.check("오늘은 비가 온다 ", Some(&hash)));
    }

    #[test]
    fn nobody_is_never_let_in_and_costs_the_same_check() {
        let passwords = Passwords::new().unwrap();
        assert!(!passwords.check("", None));
        assert!(!passwords.check("x", Some("not a hash")));
        let long = "가".repeat(LONGEST + 1);
        let hash = passwords.hash(&long).unwrap();
        assert!(!passwords.check(&long, Some(&hash)));
        assert_eq!(passwords.checks(), 3);
    }

    #[test]
    fn length_counts_and_kinds_of_characters_do_not() {
        let check = |password: &str| acceptable(password, "hana.kim@example.com", "김하나");
        assert_eq!(check("가나다라마바사"), Err(Weakness::TooShort));
        assert_eq!(check("가나다라마바사아"), Ok(()));
        assert_eq!(check("correct horse"), Ok(()));
        assert_eq!(check(&"긴 암호 ".repeat(25)), Ok(()));
        assert_eq!(check(&"ab".repeat(64)), Ok(()));
        assert_eq!(check(&"ab".repeat(65)), Err(Weakness::TooLong));
        assert_eq!(check(&"x".repeat(10_000_000)), Err(Weakness::TooLong));
        assert_eq!(check("PassWord1"), Err(Weakness::Common));
        assert_eq!(check("1q2w3e4r"), Err(Weakness::Common));
        assert_eq!(check("dkssudgktpdy"), Err(Weakness::Common));
        assert_eq!(check("ㅋㅋㅋㅋㅋㅋㅋㅋㅋ"), Err(Weakness::Common));
        assert_eq!(check("Hana.Kim@example.com"), Err(Weakness::Personal));
        assert_eq!(check("hana.kim"), Err(Weakness::Personal));
    }

    #[test]
    fn the_list_holds_only_what_length_would_let_through() {
        for common in COMMON.lines() {
            assert!(common.chars().count() >= SHORTEST, "{common} is refused anyhow");
            assert_eq!(common, common.to_lowercase());
        }
        assert!(COMMON.lines().count() > 200);
    }
}
