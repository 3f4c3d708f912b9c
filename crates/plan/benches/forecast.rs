//! A year of fifty reasons in quarter hours, read and forecast a week ahead; one series of half hours beside the mean of eight weeks.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::fmt::Write as _;
use std::time::Instant;

use jiff::civil::Date;
use plan::calendar::Holidays;
use plan::forecast::{Method, Outside, Request, backtest, forecast, origins};
use plan::history::{History, plus};

fn csv(reasons: usize, days: usize, step_min: usize) -> String {
    let mut csv = String::from("start,reason,offered,aht_s\n");
    let mut dice = 0x2545_f491_4f6c_dd1d_u64;
    let mut unit = || {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice >> 11) as f64 / (1_u64 << 53) as f64
    };
    for day in 0..days {
        let date = plus(Date::constant(2025, 1, 6), day as i64);
        let factor = [1.3, 1.1, 1.0, 1.0, 0.9, 0.5, 0.4].get(day % 7).unwrap() * (0.9 + 0.2 * unit());
        for slot in 0..1_440 / step_min {
            let hump = (std::f64::consts::PI * slot as f64 / (1_440 / step_min) as f64).sin();
            for reason in 0..reasons {
                let contacts = ((30 + reason) as f64 * factor * hump * (0.8 + 0.4 * unit())).round();
                let minute = slot * step_min;
                writeln!(csv, "{date}T{:02}:{:02},r{reason},{contacts},240", minute / 60, minute % 60).unwrap();
            }
        }
    }
    csv
}

fn main() {
    let request = Request { horizon_days: 7, holidays: Holidays::none(), guard: 0.4 };
    let outside = Outside::default();
    let year = csv(50, 365, 15);
    let begin = Instant::now();
    let history = History::read(year.as_bytes(), None).unwrap();
    let read_s = begin.elapsed().as_secs_f64();
    let begin = Instant::now();
    let intervals: usize =
        history.series.iter().map(|series| forecast(series, &request, &outside).unwrap().intervals.len()).sum();
    let forecast_s = begin.elapsed().as_secs_f64();
    let one = History::read(csv(1, 200, 30).as_bytes(), None).unwrap();
    let series = one.series.first().unwrap();
    let begin = Instant::now();
    let runs = 20;
    for _ in 0..runs {
        std::hint::black_box(forecast(series, &request, &outside).unwrap());
    }
    let series_ms = 1_000.0 * begin.elapsed().as_secs_f64() / f64::from(runs);
    let tested = backtest(series, &request, &outside, &origins(series, 7, 10)).unwrap();
    let mean = tested.methods.iter().find(|(method, _)| *method == Method::WeekMean(8)).unwrap().1;
    println!(
        "year of 50 reasons x 15 min: read {read_s:.2} s, forecast {forecast_s:.2} s ({intervals} intervals); aim 5 s"
    );
    println!("one series of half hours: {series_ms:.1} ms; aim 50 ms");
    println!(
        "{}",
        serde_json::json!({
            "year_read_s": read_s, "year_forecast_s": forecast_s, "series_ms": series_ms,
            "wape": tested.tally.accuracy().wape, "wape_mean_of_8": mean.accuracy().wape,
        })
    );
}
