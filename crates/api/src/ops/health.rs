//! Whether the server is well.

use super::types::{Health, HealthState};
use crate::state::App;

/// The worst of all centres.
pub async fn of(app: &App) -> Health {
    let mut health = Health {
        version: app.config().version.clone(),
        state: HealthState::Ok,
        uptime_ms: app.now().since_ms(app.started()),
        journal_seq: 0,
        lag_ms: 0,
        sockets: u32::try_from(app.hub().count() + app.customers().count()).unwrap_or(u32::MAX),
    };
    for (_, centre) in app.centres() {
        match centre.status().await {
            Ok(status) if status.stopped => health.state = HealthState::Stopping,
            Ok(status) => {
                health.journal_seq = health.journal_seq.max(status.seq);
                health.lag_ms = health.lag_ms.max(status.lag_ms);
            }
            Err(node::SubmitError::Stopped) => health.state = HealthState::Stopping,
            Err(_) => health.state = HealthState::Refusing,
        }
    }
    health
}
