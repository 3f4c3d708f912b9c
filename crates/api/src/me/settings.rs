//! A person's own settings, kept with the account. The language has a column of its own: refusals are said in it.

use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use store::accounts::{self, Account};

use super::types::{Settings, SettingsChange, Theme};
use crate::error::{Error, Result};
use crate::rows::{as_word, parse_word};

/// The rest, as JSON. Something older or unknown in it falls back to what is usual.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    theme: Theme,
    sound_assignment: bool,
    sound_alert: bool,
    notify: bool,
}

impl Default for Kept {
    fn default() -> Self {
        Self { theme: Theme::System, sound_assignment: true, sound_alert: true, notify: false }
    }
}

/// The settings of an account.
pub fn of(account: &Account) -> Settings {
    let kept: Kept = serde_json::from_str(&account.settings).unwrap_or_default();
    Settings {
        language: parse_word(&account.language).unwrap_or_default(),
        theme: kept.theme,
        sound_assignment: kept.sound_assignment,
        sound_alert: kept.sound_alert,
        notify: kept.notify,
    }
}

/// Changes what is given; the rest stays.
pub fn change(tx: &Transaction<'_>, centre: u32, account: u32, change: SettingsChange) -> Result<Settings> {
    let before = of(&accounts::by_id(tx, centre, account)?.ok_or(Error::SignedOut)?);
    let after = Settings {
        language: change.language.unwrap_or(before.language),
        theme: change.theme.unwrap_or(before.theme),
        sound_assignment: change.sound_assignment.unwrap_or(before.sound_assignment),
        sound_alert: change.sound_alert.unwrap_or(before.sound_alert),
        notify: change.notify.unwrap_or(before.notify),
    };
    let kept = Kept {
        theme: after.theme,
        sound_assignment: after.sound_assignment,
        sound_alert: after.sound_alert,
        notify: after.notify,
    };
    let kept = serde_json::to_string(&kept).map_err(|_| Error::Internal)?;
    tx.prepare_cached("UPDATE account SET language = ?3, settings = ?4 WHERE centre = ?1 AND account = ?2")?
        .execute((centre, account, as_word(&after.language)?, kept))?;
    Ok(after)
}
