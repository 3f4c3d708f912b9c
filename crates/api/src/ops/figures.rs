//! Figures for Prometheus. Labels are our own words only: nothing from outside becomes one.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count; once for the whole program.
pub fn install() {
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("figures are counted elsewhere; /metrics stays empty");
        }
        handle
    });
}

/// Folds what was observed since the last time into the histograms, which grow without it. Once a minute.
pub fn tidy() {
    if let Some(handle) = RECORDER.get() {
        handle.run_upkeep();
    }
}

/// As Prometheus reads them.
pub fn render() -> String {
    RECORDER.get().map(PrometheusHandle::render).unwrap_or_default()
}
