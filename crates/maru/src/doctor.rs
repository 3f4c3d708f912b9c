//! What is wrong with a set-up, in words, and what to do.

use anyhow::{Result, bail};

use crate::serve::{open, say};
use crate::settings::Settings;

/// Looks at everything that can be looked at without serving; fails when something is wrong.
pub fn examine(settings: &Settings) -> Result<()> {
    let mut wrong = 0;
    let mut note = |good: bool, what: String| {
        say(&format!("{} {what}", if good { " ok " } else { "BAD " }));
        wrong += usize::from(!good);
    };
    note(true, format!("settings are readable; data in {}", settings.data.display()));
    let loopback = settings.listen.ip().is_loopback();
    let secure = settings.public_url.starts_with("https://");
    note(secure || loopback, format!("{} is reached as {}", settings.listen, settings.public_url));
    match open(settings) {
        Err(error) => note(false, error.to_string()),
        Ok(store) => {
            let size = store.size()?;
            note(true, format!("the data folder opens; {} kB", size.database / 1_000));
            let findings = store.check()?;
            note(findings.is_empty(), format!("every page is whole{}", findings.join("; ")));
            let verdict = store.read(|view| store::access::verify(view, crate::serve::CENTRE, None))?;
            let whole = matches!(verdict, store::access::Verdict::Intact { .. });
            note(whole, "the record of looks at personal data is unbroken".into());
        }
    }
    if wrong > 0 {
        bail!("{wrong} thing(s) to mend; each line above says what");
    }
    Ok(())
}
