//! Draws every chart from INVENTED numbers, for the eye of whoever changes a chart.
//!
//! `cargo run --release --example chart_gallery -- FOLDER` (a temporary folder unless said otherwise).
//! Every picture says that its numbers are invented; none of them is a result.

use std::path::{Path, PathBuf};

use sameday::charts::{
    Caption, Drawn, Press, Reading, cluster_rate, completion_days, hour_rate, missed_because, month_rate, picture, utilisation, yearly_rate,
};
use sameday::experiment::estimates::Spread;
use sameday::experiment::statistics::Chance;
use sameday::scenario::grammar::Obstacle;

fn reading(mean: f64, half: f64) -> Reading {
    Reading { mean, interval: Some(((mean - half).max(0.0), (mean + half).min(1.0))) }
}

/// A number between 0 and 1 that looks random and is not.
fn wobble(k: usize) -> f64 {
    (k as f64 * 0.618_033_988_75 + (k as f64 * 1.7).sin() * 0.2).rem_euclid(1.0)
}

fn bell(k: usize) -> f64 {
    (0..6).map(|j| wobble(k * 7 + j * 13)).sum::<f64>() / 3.0 - 1.0
}

fn clusters(count: usize) -> cluster_rate::Series {
    let divisions = ["London", "Midlands", "North East", "North West", "South East and Eastern", "South West and South Central", "Wales"];
    let mut rows: Vec<_> = (0..count)
        .map(|k| cluster_rate::Row {
            cluster: format!(
                "{} {}",
                ["Birmingham", "Tyne and Wear", "Kent", "Leeds", "Gwent", "Devon", "Lambeth and Southwark"][k % 7],
                k / 7 + 1
            ),
            division: divisions[k % 7].to_owned(),
            rate: reading(0.52 + 0.16 * bell(k), 0.008 + 0.02 * wobble(k)),
        })
        .collect();
    rows.sort_by(|a, b| b.rate.mean.total_cmp(&a.rate.mean));
    cluster_rate::Series { court: true, rows, overall: reading(0.518, 0.004), target: 0.9 }
}

fn years(count: u64, mean: f64, spread: f64) -> yearly_rate::Series {
    let years: Vec<f64> = (0..count as usize).map(|k| mean + spread * bell(k)).collect();
    let reached = years.iter().filter(|year| **year >= 0.9).count() as u64;
    let chance = Chance::new(reached, count, 0.95).expect("there are years");
    yearly_rate::Series { years, mean: reading(mean, spread / 10.0), target: 0.9, chance, period: "year" }
}

fn days() -> completion_days::Series {
    let panel = |format: &str, same: f64, centre: f64, width: f64, median| {
        let mut days: Vec<f64> = (0..60).map(|d| (-((d as f64 - centre) / width).powi(2) / 2.0).exp()).collect();
        days[0] = 0.0;
        let sum: f64 = days.iter().sum();
        days.iter_mut().for_each(|share| *share *= (1.0 - same) / sum);
        days[0] = same;
        completion_days::Panel { format: format.to_owned(), days, same_day: Some(reading(same, 0.01)), at_once: same, median: Some(median) }
    };
    completion_days::Series {
        court: true,
        panels: vec![
            panel("Oral report", 0.83, 5.0, 1.5, 1),
            panel("Short-format report", 0.41, 6.0, 2.0, 4),
            panel("Standard report", 0.0, 15.0, 3.0, 15),
        ],
    }
}

fn grades() -> utilisation::Series {
    let row = |grade: &str, used: f64, away: f64| utilisation::Row {
        grade: grade.to_owned(),
        busy: reading(used, 0.012),
        away: reading(away, 0.01),
        empty: reading(away / 4.0, 0.01),
    };
    utilisation::Series {
        rows: vec![
            row("Probation officer (PO)", 0.81, 0.31),
            row("Probation services officer (PSO)", 0.93, 0.28),
            row("Senior probation officer (SPO)", 0.985, 0.25),
            row("Case administrator (CA)", 0.55, 0.22),
            row("Senior case administrator (SCA)", 0.22, 0.2),
            row("Head of cluster (ACO)", 0.74, 0.18),
        ],
    }
}

fn misses() -> missed_because::Series {
    let row = |obstacle, share, half| missed_because::Row { obstacle, share: reading(share, half) };
    missed_because::Series {
        court: true,
        same_day: reading(0.518, 0.006),
        rows: vec![
            row(Obstacle::Checks, 0.212, 0.005),
            row(Obstacle::Format, 0.103, 0.002),
            row(Obstacle::Late, 0.071, 0.003),
            row(Obstacle::Officer, 0.042, 0.006),
            row(Obstacle::Reserved, 0.031, 0.004),
            row(Obstacle::Defendant, 0.014, 0.001),
            row(Obstacle::Gatekeeping, 0.006, 0.001),
            row(Obstacle::CourtRose, 0.003, 0.001),
        ],
        never: vec![Obstacle::Room],
    }
}

fn hours() -> hour_rate::Series {
    let told = [
        (9, 0.004, 0.7),
        (10, 0.19, 0.68),
        (11, 0.24, 0.64),
        (12, 0.2, 0.55),
        (13, 0.01, 0.5),
        (14, 0.19, 0.36),
        (15, 0.13, 0.17),
        (16, 0.036, 0.03),
    ];
    let rows = told
        .into_iter()
        .map(|(hour, asked, rate)| hour_rate::Row { hour, asked: asked * 159_278.0, rate: reading(rate, 0.008 / f64::sqrt(asked)) })
        .collect();
    hour_rate::Series { court: true, rows, target: 0.9, every: "a year" }
}

fn months(count: usize) -> month_rate::Series {
    let rows = (0..count)
        .map(|k| month_rate::Row {
            month: format!("{}-{:02}", 2015 + (k + 3) / 12, (k + 3) % 12 + 1),
            rate: reading(0.52 + 0.03 * bell(k), 0.012),
            spread: Spread {
                median: 0.52 + 0.03 * bell(k),
                half: (0.505 + 0.03 * bell(k), 0.535 + 0.03 * bell(k)),
                ninety: (0.48 + 0.03 * bell(k), 0.56 + 0.03 * bell(k)),
            },
        })
        .collect();
    month_rate::Series { rows, target: 0.9 }
}

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).map_or_else(|| std::env::temp_dir().join("chart_gallery"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    let caption = Caption {
        scenario: "INVENTED NUMBERS, for looking at the drawing only".to_owned(),
        replications: 200,
        confidence: 0.95,
        hash: "0123456789abcdef".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: 2016,
    };
    let charts: [(&'static str, Box<dyn Drawn>); 13] = [
        ("cluster_rate_69", Box::new(clusters(69))),
        ("cluster_rate_7", Box::new(clusters(7))),
        ("cluster_rate_1", Box::new(clusters(1))),
        ("yearly_rate_far", Box::new(years(200, 0.518, 0.012))),
        ("yearly_rate_near", Box::new(years(200, 0.893, 0.01))),
        ("yearly_rate_many", Box::new(years(5000, 0.893, 0.01))),
        ("yearly_rate_few", Box::new(years(10, 0.94, 0.03))),
        ("completion_days", Box::new(days())),
        ("utilisation", Box::new(grades())),
        ("missed_because", Box::new(misses())),
        ("hour_rate", Box::new(hours())),
        ("month_rate_12", Box::new(months(12))),
        ("month_rate_36", Box::new(months(36))),
    ];
    let press = Press::default();
    for (key, series) in charts {
        write(&folder, &picture(key, series.as_ref(), &caption, &press))?;
    }
    Ok(())
}

fn write(folder: &Path, picture: &sameday::charts::Picture) -> std::io::Result<()> {
    std::fs::write(folder.join(picture.key).with_extension("svg"), &picture.svg)?;
    std::fs::write(folder.join(picture.key).with_extension("png"), &picture.png)?;
    let grey = grey(&picture.svg);
    std::fs::write(folder.join(format!("{}-grey", picture.key)).with_extension("png"), Press::default().png(&grey))?;
    eprintln!("{}: {}", picture.key, picture.alt);
    Ok(())
}

/// The picture as a copier without colours gives it back.
fn grey(svg: &str) -> String {
    let mut out = String::new();
    let mut parts = svg.split("\"#");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let channel = |k: usize| u8::from_str_radix(&part[k..k + 2], 16).map_or(0.0, f64::from);
        let light = (0.299 * channel(0) + 0.587 * channel(2) + 0.114 * channel(4)).round() as u8;
        out.push_str(&format!("\"#{light:02X}{light:02X}{light:02X}{}", &part[6..]));
    }
    out
}
