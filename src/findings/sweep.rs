//! A sweep to sentences and tables: which levers move what, which cannot be told from noise, and how near the target one comes.
//!
//! Nothing is computed here but the order of things.

use super::document::{Document, Section, Topic, question_beside};
use super::table::Table;
use super::words::{capital, counted, exact_percent, in_sentence, in_table, percent, plain, size};
use crate::experiment::measures::{Better, Unit};
use crate::experiment::statistics::Interval;
use crate::scenario::grammar::Design;
use crate::scenario::levers::{AFTER_MIDNIGHT, time_of_day};
use crate::scenario::sweep::Axis;
use crate::study::sweep::design::scrambles;
use crate::study::sweep::indices::{Index, Kind, SMALLEST_SHARE, Standing};
use crate::study::sweep::{SweepResult, item_name};

/// Points that a terminal is shown at either end.
const ENDS: usize = 3;
/// Levers that a table has at most; a chart too.
pub const MOST_LEVERS: usize = 24;
/// Differences from which on it is told how many of them chance alone would show.
const MANY: usize = 20;
/// Values left out that a warning names.
const REFUSED: usize = 4;
/// A regression that explains less than this of how points rank is a rough guide at best.
const ENOUGH_EXPLAINED: f64 = 0.7;
/// A share of the variance that is noise, above which all shares of levers are blurred by it.
const NOISY: f64 = 0.1;

/// A sweep's document.
pub fn document(swept: &SweepResult) -> Document {
    let measures = 0..swept.study.watched.len();
    let mut verdicts: Vec<String> = measures.clone().filter_map(|measure| verdict(swept, measure)).collect();
    verdicts.extend(target(swept));
    let section = Section {
        verdicts,
        tables: measures.flat_map(|measure| [levers(swept, measure), ends(swept, measure)]).flatten().collect(),
        charts: &["tornado", "heat_map", "lever_indices"],
        ..Section::new(Topic::Levers)
    };
    Document {
        title: format!("Sweep of: {}", swept.study.title),
        question: question_beside(&swept.study.title, &swept.study.question),
        sections: vec![section],
        charts: &[],
        warnings: warnings(swept),
        basis: basis(swept),
    }
}

/// A lever's value with its unit, as a person writes it.
pub fn at(axis: &Axis, value: f64) -> String {
    if axis.share {
        return format!("{} %", (value * 1e4).round() / 1e2);
    }
    if axis.unit == AFTER_MIDNIGHT {
        return time_of_day(value);
    }
    // Four digits tell where a sample stands; more would only tell how the sample was made.
    let digits = (3 - value.abs().max(1e-9).log10().floor() as i32).clamp(0, 6) as usize;
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    match axis.unit.as_str() {
        "" => text.to_owned(),
        unit => format!("{text} {unit}"),
    }
}

/// A number without its unit, which stands after the other end of its range.
fn bare(told: &str) -> &str {
    told.split_once(' ').map_or(told, |(number, _)| number)
}

/// How large an index is, whatever its sign: what levers are ordered by.
fn rank(swept: &SweepResult, measure: usize, lever: usize) -> f64 {
    let of = |index: &&Index| index.lever == lever && !matches!(index.kind, Kind::Mu | Kind::Sigma | Kind::FirstOrder);
    swept.indices[measure].iter().filter(of).map(|index| index.value.abs()).fold(0.0, f64::max)
}

/// Levers, the one that moves the measure most first.
pub fn ranked(swept: &SweepResult, measure: usize) -> Vec<usize> {
    let mut levers: Vec<usize> = (0..swept.study.axes.len()).collect();
    levers.sort_by(|a, b| rank(swept, measure, *b).total_cmp(&rank(swept, measure, *a)));
    levers
}

fn verdict(swept: &SweepResult, measure: usize) -> Option<String> {
    let study = &swept.study;
    let name = study.watched[measure].label();
    let first = *ranked(swept, measure).first()?;
    let axis = &study.axes[first];
    let main = |index: &&Index| !matches!(index.kind, Kind::Mu | Kind::Sigma | Kind::FirstOrder);
    let of_first: Vec<&Index> = swept.indices[measure].iter().filter(|index| index.lever == first).filter(main).collect();
    let clear: Vec<usize> = (0..study.axes.len())
        .filter(|lever| swept.indices[measure].iter().filter(main).any(|i| i.lever == *lever && i.is_clear()))
        .collect();
    let small = (0..study.axes.len())
        .filter(|lever| !clear.contains(lever))
        .filter(|lever| swept.indices[measure].iter().filter(main).any(|i| i.lever == *lever && i.standing() == Standing::Small))
        .count();
    let unit = study.watched[measure].measure.unit;
    let largest = of_first.iter().max_by(|a, b| a.value.abs().total_cmp(&b.value.abs()));
    let told = match (study.design, largest) {
        (Design::Grid, _) | (_, None) => return grid_verdict(swept, measure),
        _ if clear.is_empty() && small == 0 => return Some(format!("{name}: no lever can be told from noise within its range.")),
        _ if clear.is_empty() => return Some(format!("{name}: no lever that matters can be told from noise within its range.")),
        (Design::OneAtATime | Design::Assumptions, _) => {
            let each = of_first.iter().filter_map(|index| match index.kind {
                Kind::Difference { level } => Some(format!("{} at {}", signed(index.value, unit), at(axis, *axis.levels(2).get(level)?))),
                _ => None,
            });
            format!("“{}” moves it most: {}", axis.title, each.collect::<Vec<_>>().join(", "))
        }
        (Design::Morris, Some(index)) => {
            format!("“{}” moves it most, by {} over its range on average (μ*)", axis.title, size(index.value, unit))
        }
        (Design::SobolIndices, Some(index)) => {
            format!("“{}” matters most: it has a part in {} of the variance", axis.title, percent(index.value, 1))
        }
        (_, Some(index)) => {
            let fit = swept.fits.get(measure).copied().flatten();
            let explained = fit.map_or_else(String::new, |fit| {
                format!("; all levers together explain {} of how points rank (R²)", percent(fit.explained, 1))
            });
            format!("“{}” goes with it most closely: partial rank correlation {}{explained}", axis.title, plain(index.value, 2))
        }
    };
    // A lever whose every value was refused was not moved, and nothing is known of it.
    let moved = (0..study.axes.len()).filter(|lever| swept.indices[measure].iter().any(|index| index.lever == *lever)).count();
    let rest = match moved - clear.len() - small {
        0 if small == 0 => "every lever stands clear of noise".to_owned(),
        0 => String::new(),
        1 => "one lever cannot be told from noise".to_owned(),
        some => format!("{some} of {moved} levers cannot be told from noise"),
    };
    let small = if small > 0 {
        format!("{} has less than {} of the variance", counted(small, "lever"), exact_percent(SMALLEST_SHARE))
    } else {
        String::new()
    };
    let rest: Vec<String> = [rest, small.replace("levers has", "levers have")].into_iter().filter(|part| !part.is_empty()).collect();
    Some(format!("{name}: {told}; {}.", rest.join("; ")))
}

fn signed(value: f64, unit: Unit) -> String {
    let text = size(value, unit);
    match (text.starts_with('-'), value < 0.0) {
        (true, _) => text,
        // Too little to be seen in so many decimals, and less than nought all the same.
        (false, true) => format!("-{text}"),
        (false, false) => format!("+{text}"),
    }
}

/// Points by a measure, the best first (the greatest where neither way is better); those without a value are left out.
fn points(swept: &SweepResult, measure: usize) -> Vec<(usize, f64)> {
    let mut points: Vec<(usize, f64)> =
        (0..swept.study.points.len()).filter_map(|point| Some((point, swept.estimate(measure, point)?.mean))).collect();
    points.sort_by(|a, b| b.1.total_cmp(&a.1));
    if swept.study.watched[measure].measure.better == Better::Lower {
        points.reverse();
    }
    points
}

/// Where the levers stand at a point.
fn place(swept: &SweepResult, point: usize) -> String {
    let study = &swept.study;
    let told = study.axes.iter().zip(&study.points[point].values);
    let told: Vec<String> = told.filter_map(|(axis, value)| Some(format!("{} {}", axis.title, at(axis, (*value)?)))).collect();
    if told.is_empty() { "as it is".to_owned() } else { told.join(", ") }
}

fn grid_verdict(swept: &SweepResult, measure: usize) -> Option<String> {
    let points = points(swept, measure);
    let ([first, ..], [.., last]) = (points.as_slice(), points.as_slice()) else { return None };
    let item = &swept.study.watched[measure];
    let told = |point: usize| {
        let value = swept.estimate(measure, point).map(|found| in_sentence(found, item.measure.unit)).unwrap_or_default();
        format!("{value} with {}", place(swept, point))
    };
    Some(format!("{}: from {} to {}.", item.label(), told(last.0), told(first.0)))
}

/// How many points reach the target, where the headline is watched.
fn target(swept: &SweepResult) -> Option<String> {
    let study = &swept.study;
    let measure = study.watched.iter().position(|item| item_name(item) == "same_day")?;
    let points = points(swept, measure);
    let reached = points.iter().filter(|(_, mean)| *mean >= study.target).count();
    let best = points.first()?;
    let told = match reached {
        0 => "No point reaches".to_owned(),
        1 => "One point reaches".to_owned(),
        some => format!("{some} points reach"),
    };
    let best_told = in_sentence(swept.estimate(measure, best.0)?, Unit::Share);
    Some(format!("{told} the target of {}; the best has {best_told}: {}.", exact_percent(study.target), place(swept, best.0)))
}

/// What each lever does to a measure; nothing for a grid.
fn levers(swept: &SweepResult, measure: usize) -> Option<Table> {
    let study = &swept.study;
    let item = &study.watched[measure];
    let unit = item.measure.unit;
    let mut table = match study.design {
        Design::Grid => return None,
        Design::OneAtATime | Design::Assumptions => {
            Table::new("differences", item.label(), &["lever", "at", "value", "difference", "interval", "clear"])
        }
        _ => Table::new("indices", item.label(), &["lever", "index", "value", "interval", "noise alone", "clear"]),
    };
    let ranked = ranked(swept, measure);
    for &lever in ranked.iter().take(MOST_LEVERS) {
        let axis = &study.axes[lever];
        for index in swept.indices[measure].iter().filter(|index| index.lever == lever) {
            let clear = index.standing().word().to_owned();
            let told = |value: f64| match index.kind {
                Kind::FirstOrder | Kind::Total => percent(value, 1),
                Kind::RankCorrelation => plain(value, 2),
                _ => size(value, unit),
            };
            let interval =
                index.interval.map_or_else(|| "?".to_owned(), |Interval { low, high }| format!("{} to {}", bare(&told(low)), told(high)));
            let row = if let Kind::Difference { level } = index.kind {
                let value = axis.levels(2).get(level).copied().unwrap_or(f64::NAN);
                let there = swept.points_of(|role| role == crate::study::sweep::design::Role::Alone { lever, level }).next();
                let there = there.and_then(|point| swept.estimate(measure, point));
                [axis.title.clone(), at(axis, value), in_table(there, unit), signed(index.value, unit), interval, clear]
            } else {
                let floor = index.floor.map_or_else(|| "?".to_owned(), told);
                [axis.title.clone(), index.kind.words().to_owned(), told(index.value), interval, floor, clear]
            };
            table.rows.push(row.to_vec());
        }
    }
    if ranked.len() > MOST_LEVERS {
        let mut row = vec![String::new(); table.head.len()];
        row[0] = format!("… {} more, in indices.csv …", ranked.len() - MOST_LEVERS);
        table.rows.push(row);
    }
    Some(table)
}

/// The best and the worst points.
fn ends(swept: &SweepResult, measure: usize) -> Option<Table> {
    if matches!(swept.study.design, Design::OneAtATime | Design::Assumptions | Design::Morris) {
        return None;
    }
    let points = points(swept, measure);
    let item = &swept.study.watched[measure];
    let mut head = vec!["point"];
    head.extend(swept.study.axes.iter().map(|axis| axis.title.as_str()));
    let label = capital(&item.label().to_lowercase());
    head.push(&label);
    let mut table = Table::new("points", "Points at either end", &head);
    for (rank, (point, _)) in points.iter().enumerate() {
        if rank >= ENDS && rank + ENDS < points.len() {
            continue;
        }
        let study = &swept.study;
        let placed = study.axes.iter().zip(&study.points[*point].values).map(|(axis, value)| at(axis, value.unwrap_or(axis.base)));
        let row =
            std::iter::once((point + 1).to_string()).chain(placed).chain([in_table(swept.estimate(measure, *point), item.measure.unit)]);
        table.rows.push(row.collect());
    }
    Some(table)
}

fn warnings(swept: &SweepResult) -> Vec<String> {
    let study = &swept.study;
    let mut warnings = Vec::new();
    if study.replications == 1 {
        warnings.push("one replication a point cannot tell noise from levers; set sweep.replications to 5 or more".to_owned());
    }
    for (item, share) in study.watched.iter().zip(&swept.noise) {
        if let Some(share) = share.filter(|share| *share > NOISY) {
            let told = format!(
                "up to {} of what differs between points in “{}” is noise; more replications would lower it",
                percent(share, 1),
                item.label()
            );
            warnings.push(told);
        }
    }
    if study.design == Design::SobolIndices && !study.extent.points.is_power_of_two() {
        warnings.push("a Sobol sequence is balanced at powers of two only: 32, 64, 128 points".to_owned());
    }
    warnings.extend(little_explained(swept));
    if study.design == Design::SobolIndices && scrambles(study.extent.points) < 2 {
        warnings.push("fewer than 16 base points give no interval: nothing is told from noise; set sweep.points to 64 or more".to_owned());
    }
    let wide = |index: &Index| {
        matches!(index.kind, Kind::FirstOrder | Kind::Total) && index.interval.is_some_and(|Interval { low, high }| high - low > 0.3)
    };
    if swept.indices.iter().flatten().any(wide) {
        warnings.push(
            "some intervals of shares of the variance are wider than 30 %: more base points (sweep.points) would narrow them".to_owned(),
        );
    }
    let differences = swept.indices.iter().map(|indices| indices.iter().filter(|i| matches!(i.kind, Kind::Difference { .. })).count());
    if let Some(number) = differences.max().filter(|number| *number >= MANY) {
        warnings.push(format!(
            "of {number} differences, about {} would look clear at {} by chance alone",
            plain(number as f64 * (1.0 - study.confidence), 0),
            exact_percent(study.confidence)
        ));
    }
    if !study.refused.is_empty() {
        let more = study.refused.len().saturating_sub(REFUSED);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let named = study.refused[..study.refused.len().min(REFUSED)].join("; ");
        warnings.push(format!(
            "{} left out, because the scenario would not stand with them alone, as with shares that must add to 1: {named}{more}",
            counted(study.refused.len(), "value")
        ));
    }
    let gaps = swept.values.iter().flatten().flatten().filter(|value| value.is_nan()).count();
    if gaps > 0 {
        warnings.push(format!("{gaps} replications had no value of a measure, where nothing was asked for; what needs them is left out"));
    }
    warnings.into_iter().map(|warning| capital(&warning) + ".").collect()
}

/// Samples whose points rank otherwise than their levers' ranks explain, with what is left of it to replications.
fn little_explained(swept: &SweepResult) -> Vec<String> {
    let study = &swept.study;
    let each = study.watched.iter().zip(&swept.fits).zip(&swept.noise).filter_map(|((item, fit), noise)| {
        let fit = fit.filter(|fit| fit.adjusted < ENOUGH_EXPLAINED)?;
        let noise = noise.map_or_else(String::new, |share| format!(", of which replications leave up to {}", percent(share, 1)));
        Some(format!(
            "the levers’ ranks explain only {} of how points rank in “{}” (R², adjusted for the number of levers): the rest{noise} is what levers do together, or up and down again; sobol_indices would tell",
            percent(fit.adjusted.max(0.0), 1),
            item.label()
        ))
    });
    let unfitted = study
        .watched
        .iter()
        .zip(&swept.fits)
        .filter(|(_, fit)| fit.is_none() && matches!(study.design, Design::LatinHypercube | Design::Sobol));
    let unfitted = unfitted.map(|(item, _)| {
        format!(
            "no partial rank correlation can be told of “{}”: more points than levers and two are needed, and values that differ",
            item.label()
        )
    });
    each.chain(unfitted).collect()
}

fn basis(swept: &SweepResult) -> String {
    let study = &swept.study;
    format!(
        "{} points of the design “{}” over {}, {} of each with seed {} and the same chances at every point; intervals at {}.",
        plain(study.points.len() as f64, 0),
        study.design.word().replace('_', " "),
        counted(study.axes.len(), "lever"),
        counted(study.replications as usize, "replication"),
        study.seed,
        exact_percent(study.confidence)
    )
}
