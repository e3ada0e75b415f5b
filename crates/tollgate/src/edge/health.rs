//! Questions of the platform: is the process up, can it work, how is it doing. Promises answers without
//! credentials, so whoever merges these routes decides which listener shows them.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use metrics_exporter_prometheus::PrometheusHandle;

/// A future that can move between threads, without its type.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Finds out whether requests can be served. The error says in a few words what is missing and is shown to
/// whoever asks: no secrets, no addresses.
pub type ReadyCheck = Arc<dyn Fn() -> BoxFuture<Result<(), String>> + Send + Sync>;

/// `/healthz` (200 as long as the process answers), `/readyz` (200 or 503 by `ready`, which has five
/// seconds), `/metrics` (Prometheus text).
pub fn routes(ready: ReadyCheck, metrics: PrometheusHandle) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(move || readiness(ready())))
        .route("/metrics", get(move || async move { ([(CONTENT_TYPE, METRICS_TYPE)], metrics.render()) }))
}

/// Compacts recorded durations for as long as it is polled. Without it they pile up in memory between
/// visits of the scraper, for ever if there is none.
pub async fn upkeep(metrics: PrometheusHandle) {
    let mut ticks = tokio::time::interval(UPKEEP_INTERVAL);
    loop {
        ticks.tick().await;
        metrics.run_upkeep();
    }
}

async fn readiness(check: BoxFuture<Result<(), String>>) -> (StatusCode, String) {
    let reason = match tokio::time::timeout(READY_TIMEOUT, check).await {
        Ok(Ok(())) => return (StatusCode::OK, "ready\n".to_owned()),
        Ok(Err(reason)) => reason,
        Err(_) => "the check took too long".to_owned(),
    };
    tracing::warn!(reason, "not ready");
    (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {reason}\n"))
}

const METRICS_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";
const READY_TIMEOUT: Duration = Duration::from_secs(5);
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);
