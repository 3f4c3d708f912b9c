//! Forecasts as CSV, as `staff::Forecast` reads them.

use super::accuracy::PROBABILITIES;
use super::{Forecast, HandleTime};
use crate::calendar::weekday;
use crate::history::{Series, plus};
use crate::refusal::Refusal;

/// `start,reason,contacts,aht_s,q05,...,q95`, one line per interval.
pub struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// The heading alone.
    ///
    /// # Errors
    /// None that memory does not make.
    pub fn new() -> Result<Table, Refusal> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let quantiles = PROBABILITIES.iter().map(|p| format!("q{:02.0}", 100.0 * p));
        let named = ["start", "reason", "contacts", "aht_s"].map(str::to_owned).into_iter();
        writer.write_record(named.chain(quantiles)).map_err(unwritten)?;
        Ok(Table(writer))
    }

    /// Adds a forecast of a series; its handle time is learned from the series, and empty where that has none.
    ///
    /// # Errors
    /// As `new`.
    pub fn add(&mut self, series: &Series, made: &Forecast) -> Result<(), Refusal> {
        let handle_time = HandleTime::learn(series);
        for interval in &made.intervals {
            let date = plus(made.origin, interval.ahead as i64);
            let aht_s = handle_time.as_ref().map(|seconds| format!("{:.1}", seconds.at(weekday(date), interval.slot)));
            let start = series.start(date, interval.slot).to_string();
            let fields = [start, series.reason.clone(), format!("{:.2}", interval.contacts), aht_s.unwrap_or_default()];
            let quantiles = interval.quantiles.iter().map(|quantile| format!("{quantile:.2}"));
            self.0.write_record(fields.into_iter().chain(quantiles)).map_err(unwritten)?;
        }
        Ok(())
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// As `new`.
    pub fn bytes(self) -> Result<Vec<u8>, Refusal> {
        self.0.into_inner().map_err(|wrong| Refusal::from(format!("the forecast cannot be written: {wrong}")))
    }
}

fn unwritten(wrong: csv::Error) -> Refusal {
    Refusal::from(format!("the forecast cannot be written: {wrong}"))
}
