//! What the person at the terminal is told.

use std::io::Write;

use tracing_subscriber::EnvFilter;

use crate::settings::{LOG_FILTER, LOG_USUAL, LogFormat};

/// Tells the person at the terminal something; logs are for machines.
pub fn say(line: &str) {
    // A closed terminal is no reason to stop serving.
    let _closed = writeln!(std::io::stdout(), "{line}").is_err();
}

/// Says where logs go, and how.
pub fn log(format: LogFormat) {
    let filter = EnvFilter::try_from_env(LOG_FILTER).unwrap_or_else(|_| EnvFilter::new(LOG_USUAL));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Json => builder.json().init(),
        LogFormat::Text => builder.init(),
    }
}

/// For the person who runs it.
pub fn in_words(fault: store::Error) -> anyhow::Error {
    anyhow::anyhow!("{fault}.\n{}\n{}", fault.safe(), fault.act())
}
