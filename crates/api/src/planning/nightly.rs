//! What is done once a night: yesterday is counted, forecasts are scored by it, and a new forecast is kept beside the old ones.

use rusqlite::OptionalExtension;

use super::{clock, forecasts, places, volume};
use crate::error::{Error, Result};
use crate::state::{App, blocking};

/// Does what the night of a centre asks for, if it was not done yet; cheap to call again. A centre with too little history for a
/// forecast is left alone until the next day.
///
/// # Errors
/// What the store or the program failed at; the next call tries again.
pub async fn nightly(app: &App, centre: u32) -> Result<()> {
    let now = app.now();
    let due = app.read(move |view| {
        let zone = clock::zone(view, centre)?;
        let today = clock::local(&zone, now.0).date();
        let sql = "SELECT 1 FROM forecast WHERE centre = ?1 AND made_by IS NULL AND origin = ?2";
        if view.query_row(sql, (centre, today.to_string()), |_| Ok(())).optional()?.is_some() {
            return Ok(None);
        }
        Ok(Some((zone, today)))
    });
    let Some((zone, today)) = due.await? else { return Ok(()) };
    volume::count(app, centre, &zone, today).await?;
    let gathered =
        app.read(move |view| Ok((forecasts::score(view, centre, today)?, forecasts::gather(view, centre, today)?)));
    let (scores, inputs) = gathered.await?;
    let kept = app.write(move |tx| {
        forecasts::keep_scores(tx, centre, &scores)?;
        forecasts::thin(tx, centre, today)
    });
    kept.await?;
    let made = match blocking(move || forecasts::make(&inputs, forecasts::NIGHTLY_DAYS)).await {
        Ok(made) => made,
        Err(Error::Unplannable { why, .. }) => {
            tracing::debug!(%why, centre, "no forecast tonight");
            return Ok(());
        }
        Err(fault) => return Err(fault),
    };
    app.write(move |tx| forecasts::keep(tx, centre, &made, now.0, None).map(drop)).await?;
    places::refresh(app, centre).await
}
