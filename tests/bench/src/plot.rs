//! The report as one picture: throughput beside what it is measured against, and latency over size.

use std::fmt::Write as _;

use crate::operations::{Bar, Operation};
use crate::report::{EngineReport, OperationReport, Report, grouped};

const WIDTH: f64 = 960.0;
const LEFT: f64 = 170.0;
const BARS_RIGHT: f64 = 900.0;
const ROW: f64 = 22.0;
const LATENCY_HEIGHT: f64 = 240.0;

/// Each operation's colour; told apart by lightness too.
const COLOURS: [&str; 7] = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#a463f2", "#9c6b4e"];

/// The picture.
pub(crate) fn svg(report: &Report) -> String {
    let mut body = String::new();
    let mut top = 50.0;
    text(
        &mut body,
        20.0,
        26.0,
        "start",
        15.0,
        "Requests per second (logarithmic); the line is what it is measured against",
    );
    for engine in &report.engines {
        top = throughput(&mut body, engine, top) + 24.0;
    }
    top += 10.0;
    text(&mut body, 20.0, top, "start", 15.0, "p95 latency over customers stored (both logarithmic)");
    legend(&mut body, top + 22.0);
    top += 40.0;
    let half = (WIDTH - 40.0) / 2.0;
    for (at, engine) in (0_u8..).zip(&report.engines) {
        latency(&mut body, engine, 20.0 + f64::from(at) * half, top, half - 20.0);
    }
    let height = top + LATENCY_HEIGHT + 60.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"sans-serif\" fill=\"#222\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{body}</svg>\n"
    )
}

/// One engine's bars with the most customers; returns where they end.
fn throughput(body: &mut String, engine: &EngineReport, top: f64) -> f64 {
    let Some(size) = engine.sizes.last() else { return top };
    let title = format!("{}, {} customers", engine.engine, grouped(size.customers));
    text(body, 20.0, top, "start", 13.0, &title);
    let mut y = top + 10.0;
    for (operation, colour) in Operation::OF_DIALECTS.into_iter().zip(COLOURS) {
        let Some(one) = size.operations.iter().find(|one| one.operation == operation.name()) else {
            continue;
        };
        let (bar, middle) = (x_of_rate(one.rate), y + ROW / 2.0 + 4.0);
        text(body, LEFT - 8.0, middle, "end", 12.0, operation.name());
        let _ = writeln!(
            body,
            "<rect x=\"{LEFT}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{colour}\"/>",
            y + 3.0,
            bar - LEFT,
            ROW - 6.0
        );
        let (against, note) = measured_against(one);
        if let Some(against) = against {
            line(body, (x_of_rate(against), y), (x_of_rate(against), y + ROW), "#222", 2.0);
        }
        let right = bar.max(against.map_or(0.0, x_of_rate)) + 6.0;
        text(body, right, middle, "start", 11.0, &format!("{:.0}/s{note}", one.rate));
        y += ROW;
    }
    y
}

/// The rate that an operation is measured against, and the ratio in words.
fn measured_against(one: &OperationReport) -> (Option<f64>, String) {
    match one.against_bar() {
        None | Some((_, Bar::Within(_) | Bar::Told)) => (None, String::new()),
        Some((_, Bar::PerSecond(least))) => (Some(least), String::new()),
        Some((ratio, Bar::OfEngine(_))) => {
            (one.engine_rate, format!(", {:.0} % of the engine alone", ratio * 100.0))
        }
        Some((ratio, Bar::OfHash(_))) => {
            (one.hash_rate, format!(", {:.0} % of the hash rate", ratio * 100.0))
        }
    }
}

/// One engine's lines of latency.
fn latency(body: &mut String, engine: &EngineReport, left: f64, top: f64, width: f64) {
    text(body, left, top, "start", 13.0, &engine.engine);
    let (plot_left, plot_top) = (left + 50.0, top + 12.0);
    let x_of = |at: usize| {
        let steps = engine.sizes.len().saturating_sub(1).max(1) as f64;
        plot_left + (width - 70.0) * at as f64 / steps
    };
    let y_of = |ms: f64| plot_top + LATENCY_HEIGHT * (3.3 - ms.max(0.5).log10()) / 3.6;
    for ms in [1.0, 10.0, 100.0, 1000.0] {
        line(body, (plot_left, y_of(ms)), (plot_left + width - 70.0, y_of(ms)), "#ddd", 1.0);
        text(body, plot_left - 6.0, y_of(ms) + 4.0, "end", 11.0, &format!("{ms:.0} ms"));
    }
    for (at, size) in engine.sizes.iter().enumerate() {
        let bottom = plot_top + LATENCY_HEIGHT + 18.0;
        text(body, x_of(at), bottom, "middle", 11.0, &grouped(size.customers));
    }
    for (operation, colour) in Operation::OF_DIALECTS.into_iter().zip(COLOURS) {
        let mut points = String::new();
        for (at, size) in engine.sizes.iter().enumerate() {
            let found = size.operations.iter().find(|one| one.operation == operation.name());
            let Some([_, p95, _]) = found.map(|one| one.percentiles_ms) else { continue };
            let _ = write!(points, "{:.1},{:.1} ", x_of(at), y_of(p95));
            let _ = writeln!(
                body,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"{colour}\"/>",
                x_of(at),
                y_of(p95)
            );
        }
        let _ = writeln!(
            body,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            points.trim_end()
        );
    }
}

fn legend(body: &mut String, y: f64) {
    let mut x = 20.0;
    for (operation, colour) in Operation::OF_DIALECTS.into_iter().zip(COLOURS) {
        let _ = writeln!(
            body,
            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"10\" height=\"10\" fill=\"{colour}\"/>",
            y - 9.0
        );
        text(body, x + 14.0, y, "start", 11.0, operation.name());
        x += 30.0 + operation.name().len() as f64 * 6.2;
    }
}

/// From 10 to 100,000 in a second.
fn x_of_rate(rate: f64) -> f64 {
    LEFT + (BARS_RIGHT - 160.0 - LEFT) * (rate.max(10.0).log10() - 1.0) / 4.0
}

fn line(body: &mut String, from: (f64, f64), to: (f64, f64), colour: &str, width: f64) {
    let _ = writeln!(
        body,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>",
        from.0, from.1, to.0, to.1
    );
}

fn text(body: &mut String, x: f64, y: f64, anchor: &str, size: f64, words: &str) {
    let _ = writeln!(
        body,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-size=\"{size}\">{words}</text>"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_bar_and_a_line() {
        let picture = svg(&crate::report::tests::sample());
        assert_eq!(picture.matches("<polyline").count(), Operation::OF_DIALECTS.len());
        for operation in Operation::OF_DIALECTS {
            assert!(picture.contains(operation.name()));
        }
        assert!(picture.contains("50 % of the engine alone") && picture.ends_with("</svg>\n"));
    }
}
