//! Charts tell the estimates unchanged, fit their sheets, and draw on a machine that has no fonts.

use resvg::tiny_skia::Pixmap;
use resvg::usvg::{Group, Node, Options, Rect, Tree};

use super::*;
use crate::experiment::StoppingRule;
use crate::experiment::estimates::Spread;
use crate::experiment::statistics::Chance;
use crate::experiment::synthetic;
use crate::scenario::grammar::Obstacle;
use crate::study::synthetic_answers::answers;

fn caption() -> Caption {
    Caption {
        scenario: "Courts & <teams>".to_owned(),
        replications: 30,
        confidence: 0.95,
        hash: "0123456789abcdef0123".to_owned(),
        version: "0.1.0".to_owned(),
        seed: 7,
    }
}

fn share(mean: f64, half: f64) -> Reading {
    Reading { mean, interval: Some((mean - half, mean + half)) }
}

fn clusters(number: usize) -> cluster_rate::Series {
    let row = |k: usize| cluster_rate::Row {
        cluster: format!("Cluster with a long name {k}"),
        division: ["South West and South Central", "Wales", ""][k % 3].to_owned(),
        rate: share(0.95 - 0.01 * k as f64, 0.01),
    };
    cluster_rate::Series { rows: (0..number).map(row).collect(), overall: share(0.89, 0.002), target: 0.9, court: true }
}

fn years(number: u64, mean: f64, spread: f64, target: f64) -> yearly_rate::Series {
    let years: Vec<f64> = (0..number).map(|k| mean + spread * ((k * 37 % 101) as f64 / 50.0 - 1.0)).collect();
    let reached = years.iter().filter(|year| **year >= target).count() as u64;
    let chance = Chance::new(reached, number, 0.95).expect("some years");
    yearly_rate::Series { years, mean: share(mean, 0.001), target, chance, period: "year" }
}

fn days(medians: [u32; 3]) -> completion_days::Series {
    let panel = |median: u32| {
        let mut days = vec![0.0; 60];
        (days[0], days[median as usize - 1], days[59]) = (0.3, 0.65, 0.05);
        completion_days::Panel {
            format: "A format with a name of several words".to_owned(),
            days,
            same_day: Some(share(0.3, 0.01)),
            at_once: 0.25,
            median: Some(median),
        }
    };
    completion_days::Series { panels: medians.map(panel).to_vec(), court: true }
}

fn grades(busy: [f64; 4]) -> utilisation::Series {
    let row = |busy| utilisation::Row {
        grade: "Senior probation services officer in training".to_owned(),
        busy: share(busy, 0.02),
        away: share(0.4, 0.02),
        empty: share(0.4, 0.02),
    };
    utilisation::Series { rows: busy.map(row).to_vec() }
}

fn misses(number: usize) -> missed_because::Series {
    let row = |(k, obstacle): (usize, &Obstacle)| missed_because::Row { obstacle: *obstacle, share: share(0.3 / (k + 1) as f64, 0.02) };
    missed_because::Series {
        same_day: share(0.1, 0.01),
        rows: Obstacle::ALL.iter().enumerate().take(number).map(row).collect(),
        never: Obstacle::ALL[number..].to_vec(),
        court: true,
    }
}

fn hours(rates: &[f64]) -> hour_rate::Series {
    let row = |(k, rate): (usize, &f64)| hour_rate::Row { hour: 9 + k, asked: 40_000.0 / (k + 1) as f64, rate: share(*rate, 0.03) };
    hour_rate::Series { rows: rates.iter().enumerate().map(row).collect(), target: 0.9, every: "a year", court: true }
}

/// A court that sits round the clock, and asks for next to nothing in the last hour.
fn night() -> hour_rate::Series {
    let row = |hour: usize| hour_rate::Row { hour, asked: if hour == 23 { 0.5 } else { 12_345.0 }, rate: share(0.4, 0.03) };
    hour_rate::Series { rows: (0..24).map(row).collect(), target: 0.9, every: "a year", court: true }
}

fn months(number: usize, rate: f64) -> month_rate::Series {
    let row = |k: usize| {
        let mean = rate + 0.02 * (k % 3) as f64;
        let spread = Spread { ninety: (mean - 0.06, mean + 0.04), half: (mean - 0.02, mean + 0.02), median: mean + 0.005 };
        month_rate::Row { month: format!("{}-{:02}", 2015 + k / 12, k % 12 + 1), rate: share(mean, 0.01), spread }
    };
    month_rate::Series { rows: (0..number).map(row).collect(), target: 0.9 }
}

/// So many variants in so many clusters, some of each verdict.
fn versus(variants: usize, clusters: usize) -> comparison::Series {
    use crate::experiment::measures::Unit;
    use crate::study::compare::Verdict::{Better, Unclear, Worse};
    let row = |k: usize, name: String| {
        let mean = 0.02 - 0.01 * (k % 5) as f64;
        let verdict = [Better, Better, Unclear, Worse, Worse][k % 5];
        comparison::Row { name, difference: share(mean, 0.006), told: "+£2,678,177 ± 516".to_owned(), verdict }
    };
    let title = |k: usize| format!("{k:02} Administrators take the administration off officers");
    let group = |(at, title_of, unit, less_is_better): (usize, &'static str, Unit, bool)| comparison::Group {
        key: "key".to_owned(),
        title: title_of.to_owned(),
        unit,
        less_is_better,
        rows: (0..variants).map(|k| row(k + at, title(k))).collect(),
    };
    comparison::Series {
        base: "Baseline 2015-16".to_owned(),
        variants: (0..variants).map(title).collect(),
        points: [(0, "Same-day rate", Unit::Share, false), (2, "Cover or attendance missed", Unit::Share, true)].map(group).to_vec(),
        others: [(1, "Working days to completion, median", Unit::WorkingDays, true), (3, "Cost of staff", Unit::Pounds, true)]
            .map(group)
            .to_vec(),
        same: ["Reports outstanding at the end", "Late reports", "On time", "Sufficient reports expected"][..variants % 5]
            .iter()
            .map(|same| (*same).to_owned())
            .collect(),
        clusters: (0..clusters).map(|k| row(k, format!("Cluster {k}"))).collect(),
    }
}

/// Managers of so many grades in so many clusters, loaded about so much.
fn managers(grades: usize, number: usize, load: f64) -> managers_load::Series {
    let row = |k: usize| managers_load::Row {
        cluster: format!("Cluster with a long name {k}"),
        complexity: 4.0 * k as f64 / number as f64 - 1.5,
        load: Reading {
            mean: load + 0.01 * (k * 37 % 23) as f64,
            interval: Some((load - 0.02 + 0.01 * (k * 37 % 23) as f64, load + 0.02 + 0.01 * (k * 37 % 23) as f64)),
        },
    };
    let grade = |k: usize| managers_load::Grade {
        key: format!("G{k}"),
        title: format!("Area manager of approved premises {k}"),
        rows: (0..number).map(row).collect(),
    };
    managers_load::Series { grades: (0..grades).map(grade).collect() }
}

/// A day at a court that asks for so many reports, some of them with long names.
fn court_day(reports: usize) -> gantt::Series {
    use gantt::{Block, Report, Row, Shade};
    let block = |from: f64, hours: f64, shade, words: &str| Block { span: (from, from + hours), shade, words: words.to_owned() };
    let report = |k: usize| {
        let asked = 10.0 + 0.4 * k as f64;
        let same_day = k % 3 != 1;
        Report {
            case: 1_000 + k as u64,
            kind: ["Oral", "A format with a name of many words and no end"][k % 2].to_owned(),
            asked,
            ended: if same_day { asked + 2.0 } else { asked },
            end: if same_day { "same day, 12:00" } else { "the defendant unfit, absent or refusing" }.to_owned(),
            same_day,
            blocks: vec![
                block(asked, 0.5, Shade::Work, "Interview"),
                block(asked, 6.0, Shade::Third, "Police check"),
                block(asked + 0.6, 0.2, Shade::Reading, "Reading by a manager"),
            ],
        }
    };
    let row = |name: &str| Row {
        name: name.to_owned(),
        there: vec![(9.0, 12.5), (13.0, 17.0)],
        blocks: vec![
            block(10.0, 0.5, Shade::Work, "1000"),
            block(11.0, 1.5, Shade::Other, "Enquiries"),
            block(14.0, 0.2, Shade::Hearing, ""),
        ],
    };
    gantt::Series {
        court: "Northtown magistrates' court".to_owned(),
        day: jiff::civil::date(2016, 1, 4),
        courtrooms: vec![row("Courtroom 1, guilty plea")],
        people: (0..reports.min(6)).map(|_| row("PSO 12 of a team with a name that is far too long for a row")).collect(),
        reports: (0..reports).map(report).collect(),
    }
}

/// So many clusters that need support, every third of which no support is enough for.
fn needing(number: usize) -> support_needed::Series {
    let row = |k: usize| support_needed::Row {
        cluster: format!("Cluster with a long name {k}"),
        division: "South West and South Central".to_owned(),
        fte: if k.is_multiple_of(3) { Vec::new() } else { vec![0.5 * (k % 7) as f64, 1.5] },
        told: "cannot be reached by support",
        at_most: k.is_multiple_of(2),
    };
    let kinds = ["Administrative support", "Management support"].map(str::to_owned).to_vec();
    support_needed::Series { kinds, rows: (0..number).map(row).collect(), without: 1, confidence: 0.95 }
}

/// So many mixes, up to a rate.
fn mixes(number: usize, highest: f64, ceiling: Option<f64>) -> cost_rate::Series {
    let point = |k: usize| cost_rate::Point {
        name: format!("Police answer within two hours + One more PSO in every team {k}"),
        cost: k as f64 * 1.3,
        at: share(highest * (0.6 + 0.4 * k as f64 / number as f64), 0.004),
        named: true,
        best: k.is_multiple_of(2),
    };
    cost_rate::Series {
        title: "What a higher same-day rate costs".to_owned(),
        unit: "million pounds a year",
        dots: "A dot is a mix that was tried",
        points: (0..number).map(point).collect(),
        level: cost_rate::Level::Rate { target: 0.9, ceiling: ceiling.map(|ceiling| share(ceiling, 0.003)) },
    }
}

/// So many obstacles in the second stage, of which the last costs less than nothing.
fn fall(others: usize) -> waterfall::Series {
    use waterfall::{Bar, Row};
    let row = |words: &str, kind, share, from| Row { words: words.to_owned(), key: "", kind, share, from };
    let mut rows = vec![
        row("As it is", Bar::Rate, share(0.02, 0.01), 0.0),
        row("A room or video slot always free", Bar::Part, share(0.001, 0.003), 0.02),
    ];
    rows.push(row("The ceiling: unlimited staff and rooms", Bar::Rate, share(0.03, 0.01), 0.0));
    let each = |k: usize| {
        let part = if k + 1 == others { -0.03 } else { 0.12 };
        row("Every report asked for in a format for the day", Bar::Part, share(part, 0.02), 0.03 + 0.12 * k as f64)
    };
    rows.extend((0..others).map(each));
    rows.extend([
        row("With all of it", Bar::Rate, share(0.99, 0.002), 0.0),
        row("What nothing here explains", Bar::Rest, share(0.01, 0.002), 0.99),
    ]);
    waterfall::Series { rows, target: 0.9, place: "all 69 clusters together".to_owned() }
}

fn ceilings(number: usize) -> cluster_ceiling::Series {
    let row = |k: usize| cluster_ceiling::Row {
        cluster: format!("Cluster with a long name {k}"),
        division: ["South West and South Central", "Wales", ""][k % 3].to_owned(),
        today: share(0.5 - 0.007 * k as f64, 0.03),
        ceiling: share(0.95 - 0.01 * k as f64, 0.02),
    };
    cluster_ceiling::Series { rows: (0..number).map(row).collect(), target: 0.9 }
}

/// Every chart at its extremes.
fn extremes() -> Vec<(&'static str, Box<dyn Drawn>)> {
    vec![
        ("1 cluster", Box::new(clusters(1))),
        ("10 clusters", Box::new(clusters(10))),
        ("69 clusters", Box::new(clusters(69))),
        ("years far below", Box::new(years(200, 0.4, 0.01, 0.9))),
        ("years at the bottom", Box::new(years(200, 0.02, 0.01, 0.9))),
        ("years far above", Box::new(years(200, 0.99, 0.005, 0.9))),
        ("years about the target", Box::new(years(200, 0.9, 0.02, 0.9))),
        ("two years", Box::new(years(2, 0.9, 0.02, 0.9))),
        ("years all alike", Box::new(years(50, 0.5, 0.0, 0.9))),
        ("many years", Box::new(years(9000, 0.89, 0.02, 0.9))),
        ("quick reports", Box::new(days([1, 2, 3]))),
        ("slow reports", Box::new(days([4, 15, 60]))),
        ("grades busy and idle", Box::new(grades([0.03, 0.3, 0.8, 0.98]))),
        ("one obstacle", Box::new(misses(1))),
        ("every obstacle", Box::new(misses(Obstacle::ALL.len()))),
        ("hours about the target", Box::new(hours(&[0.97, 0.95, 0.9, 0.86, 0.85, 0.5, 0.03]))),
        ("one hour", Box::new(hours(&[0.6]))),
        ("hours into the night", Box::new(night())),
        ("one variant of one cluster", Box::new(versus(1, 0))),
        ("one variant of a few clusters", Box::new(versus(1, 5))),
        ("six variants of the nation", Box::new(versus(6, 69))),
        ("a court's day", Box::new(court_day(1))),
        ("a court's full day", Box::new(court_day(14))),
        ("nobody needs support", Box::new(needing(0))),
        ("a few need support", Box::new(needing(6))),
        ("69 need support", Box::new(needing(69))),
        ("one mix", Box::new(mixes(1, 0.4, None))),
        ("many mixes under the ceiling", Box::new(mixes(30, 0.7, Some(0.88)))),
        ("mixes about the target", Box::new(mixes(12, 0.93, Some(0.91)))),
        ("a gap of two obstacles", Box::new(fall(1))),
        ("a gap of eight obstacles", Box::new(fall(7))),
        ("2 ceilings", Box::new(ceilings(2))),
        ("14 ceilings", Box::new(ceilings(14))),
        ("69 ceilings", Box::new(ceilings(69))),
        ("two clusters' managers", Box::new(managers(1, 2, 0.4))),
        ("69 clusters' managers", Box::new(managers(1, 69, 0.9))),
        ("69 clusters' managers of six grades", Box::new(managers(6, 69, 0.9))),
        ("one month", Box::new(months(1, 0.5))),
        ("12 months about the target", Box::new(months(12, 0.87))),
        ("36 months", Box::new(months(36, 0.2))),
    ]
}

/// Only the fonts that ship: the machine's are never asked for.
fn tree(svg: &str) -> Tree {
    let options = Options { fontdb: fonts::database(), font_family: "Inter".to_owned(), ..Options::default() };
    Tree::from_str(svg, &options).expect("an SVG document")
}

/// Every text with its box, in units of the sheet.
fn texts(group: &Group, found: &mut Vec<(String, Rect)>) {
    for node in group.children() {
        match node {
            Node::Group(inner) => texts(inner, found),
            Node::Text(text) => {
                let words: String = text.chunks().iter().map(|chunk| chunk.text()).collect();
                found.push((words.trim().to_owned(), text.abs_bounding_box()));
            }
            _ => {}
        }
    }
}

/// Whether two boxes share more than the air above and below their letters.
fn touch(a: Rect, b: Rect) -> bool {
    let air = 0.2 * a.height().min(b.height());
    a.left() < b.right() && b.left() < a.right() && a.top() + air < b.bottom() - air && b.top() + air < a.bottom() - air
}

#[test]
fn words_fit_the_sheet_and_never_touch() {
    let mut faults = Vec::new();
    for (name, series) in extremes() {
        let (title, alt) = (series.title(), series.alt());
        let spoken = Spoken { key: "one", title: &title, description: &alt };
        let svg = sheet::svg(series.size(), &spoken, |sheet| {
            marks::frame(sheet, &title, &series.reading(), &caption());
            series.draw(sheet);
        });
        let tree = tree(&svg);
        let mut found = Vec::new();
        texts(tree.root(), &mut found);
        assert_eq!(found.len(), svg.matches("<text").count(), "{name}: a text was lost");
        let (wide, high) = (tree.size().width(), tree.size().height());
        for (index, (words, place)) in found.iter().enumerate() {
            let within = place.left() >= 40.0 && place.right() <= wide - 40.0 && place.top() >= 20.0 && place.bottom() <= high - 10.0;
            if !within {
                faults.push(format!("{name}: \"{words}\" leaves the sheet: {place:?}"));
            }
            let beside = found[index + 1..].iter().filter(|(_, other)| touch(*place, *other));
            faults.extend(beside.map(|(other, _)| format!("{name}: \"{words}\" touches \"{other}\"")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_hour_of_a_working_day_has_its_number_and_a_stray_one_is_only_tabled() {
    let told = |series: &hour_rate::Series| {
        let spoken = Spoken { key: "one", title: "", description: "" };
        sheet::svg(series.size(), &spoken, |sheet| series.draw(sheet))
    };
    let day = hours(&[0.97, 0.95, 0.9, 0.86, 0.85, 0.5, 0.03]);
    let svg = told(&day);
    assert!(day.rows.iter().all(|row| svg.contains(&marks::number(row.asked))), "{svg}");
    assert!(!told(&night()).contains("24:00") && night().table().len() == 25);
}

#[test]
fn pixels_are_twice_the_sheet_and_not_blank() {
    let press = Press::default();
    for (name, series) in extremes().into_iter().step_by(4) {
        let picture = picture("one", series.as_ref(), &caption(), &press);
        let pixels = Pixmap::decode_png(&picture.png).expect("a PNG file");
        assert_eq!((pixels.width(), pixels.height()), (series.size().0 * 2, series.size().1 * 2), "{name}");
        let paper = pixels.pixel(0, 0).expect("a corner");
        let inked = pixels.pixels().iter().filter(|pixel| **pixel != paper).count();
        assert!(inked > pixels.pixels().len() / 100, "{name}: only {inked} pixels of ink");
    }
}

#[test]
fn letters_are_drawn_in_the_font_that_ships() {
    let svg = |family: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"30\"><text x=\"5\" y=\"20\" fill=\"white\" font-family=\"{family}\">Ag</text></svg>"
        )
    };
    let press = Press::default();
    let blank = press.png("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"30\"/>");
    assert_ne!(press.png(&svg(fonts::FAMILY)), blank);
    // A font that the machine may well have is not found, and Inter stands in for none.
    assert_eq!(press.png(&svg("DejaVu Sans")), blank);
}

#[test]
fn a_picture_says_what_it_shows_to_those_who_cannot_see_it() {
    let picture = picture("hour_rate", &hours(&[0.6]), &caption(), &Press::default());
    let document = resvg::usvg::roxmltree::Document::parse(&picture.svg).expect("well-formed XML");
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let told = |tag| root.children().find(|node| node.has_tag_name(tag)).and_then(|node| node.text());
    assert_eq!(told("title"), Some(picture.title.as_str()));
    assert_eq!(told("desc"), Some(picture.alt.as_str()));
    assert!(picture.svg.contains("Courts &amp; &lt;teams&gt; · 30 replications · 95\u{a0}% confidence intervals"));
    assert!(picture.svg.contains("sameday 0.1.0 · scenario 0123456789ab · seed 7"));
}

#[test]
fn tables_have_a_cell_for_every_heading() {
    for (name, series) in extremes() {
        let table = series.table();
        assert!(table.len() > 1 || name.starts_with("nobody"), "{name}");
        assert!(table.iter().all(|row| row.len() == table[0].len()), "{name}");
    }
}

#[test]
fn keys_are_unique_and_every_chart_has_numbers() {
    let estimates = synthetic::estimates(StoppingRule::Number(30), 1);
    let pictures = draw_all(Found::Run(&estimates), &caption());
    let keys: Vec<&str> = pictures.iter().map(|picture| picture.key).collect();
    assert_eq!(
        keys,
        ["yearly_rate", "missed_because", "cluster_rate", "hour_rate", "completion_days", "utilisation", "managers_load", "month_rate"]
    );
}

#[test]
fn charts_tell_the_estimates_unchanged() {
    let estimates = synthetic::estimates(StoppingRule::Number(30), 1);
    let national = estimates.nation.rate().expect("a rate");

    let clusters = cluster_rate::series(&estimates).expect("clusters");
    assert!(clusters.rows.windows(2).all(|pair| pair[0].rate.mean >= pair[1].rate.mean), "highest first");
    for row in &clusters.rows {
        let scope = estimates.clusters.iter().find(|scope| scope.name == row.cluster).expect("a cluster of the scenario");
        assert_eq!(row.rate, Reading::of_share(&scope.rate().expect("a rate")));
        assert_eq!(row.division, scope.division);
    }
    assert_eq!((clusters.rows.len(), clusters.overall.mean), (5, national.mean));

    let years = yearly_rate::series(&estimates).expect("years");
    assert_eq!(years.years, estimates.nation.yearly());
    assert_eq!(Some(years.chance), estimates.nation.chance);

    let misses = missed_because::series(&estimates).expect("misses");
    let told: Vec<Obstacle> = misses.rows.iter().map(|row| row.obstacle).collect();
    assert_eq!(told, [Obstacle::Checks, Obstacle::Officer]);
    assert_eq!(misses.never.len() + told.len(), Obstacle::ALL.len());
    let whole = misses.same_day.mean + misses.rows.iter().map(|row| row.share.mean).sum::<f64>();
    assert!((whole - 1.0).abs() < 1e-9, "what was and was not achieved add up: {whole}");

    let grades = utilisation::series(&estimates).expect("grades");
    let busy = estimates.national("utilisation", "PSO").expect("a grade");
    assert_eq!(grades.rows[1].busy, Reading::of_share(&busy));
    assert_eq!(grades.rows[1].grade, "PSO");

    let days = completion_days::series(&estimates).expect("days");
    assert_eq!(
        days.panels.iter().map(|panel| panel.median).collect::<Vec<_>>(),
        estimates.days.iter().map(|d| d.median).collect::<Vec<_>>()
    );
    assert!(days.panels.iter().all(|panel| (panel.days.iter().sum::<f64>() - 1.0).abs() < 1e-9));

    let hours = hour_rate::series(&estimates).expect("hours");
    assert_eq!((hours.rows.len(), hours.rows[0].hour, hours.rows[0].asked), (1, 10, estimates.hours[0].requested));
    let months = month_rate::series(&estimates).expect("months");
    assert_eq!(months.rows.iter().map(|row| row.month.as_str()).collect::<Vec<_>>(), ["2016-01"]);
}

#[test]
fn a_single_replication_is_drawn_without_intervals() {
    let estimates = synthetic::estimates(StoppingRule::Number(1), 1);
    let pictures = draw_all(Found::Run(&estimates), &Caption::of(Found::Run(&estimates), "Synthetic", "0123", "0.1.0"));
    assert!(pictures.iter().all(|picture| picture.key != "yearly_rate"), "one year has no distribution");
    let clusters = cluster_rate::series(&estimates).expect("clusters");
    assert!(clusters.rows.iter().all(|row| row.rate.interval.is_none()));
    assert!(pictures.iter().all(|picture| picture.svg.contains("1 replication, so no intervals")));
}

#[test]
fn a_page_is_narrower_than_a_slide_and_its_words_still_fit() {
    let answers = answers();
    let all = answers.iter().flat_map(|answer| ALL.iter().map(move |chart| (chart, (chart.series)(answer.found()))));
    let mut faults = Vec::new();
    for (chart, (_, series)) in all.flat_map(|(chart, numbers)| numbers.into_iter().map(move |series| (chart, series))) {
        let picture = picture_of((chart.key, chart.key), series.as_ref(), &caption(), &Press::default(), Size::Page);
        let tree = tree(&picture.svg);
        let wide = tree.size().width();
        assert!(wide <= 1240.0);
        let mut found = Vec::new();
        texts(tree.root(), &mut found);
        for (index, (words, place)) in found.iter().enumerate() {
            if place.left() < 20.0 || place.right() > wide - 20.0 {
                faults.push(format!("{}: \"{words}\" leaves the page", chart.key));
            }
            let beside = found[index + 1..].iter().filter(|(_, other)| touch(*place, *other));
            faults.extend(beside.map(|(other, _)| format!("{}: \"{words}\" touches \"{other}\"", chart.key)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// `UPDATE_EXPECT=1` writes the tables anew; the difference is for a reviewer to read.
#[test]
fn series_are_those_of_the_golden_tables() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/charts");
    let answers = answers();
    let mut unseen: Vec<&str> = ALL.iter().map(|chart| chart.key).collect();
    for answer in &answers {
        let series = ALL.iter().flat_map(|chart| (chart.series)(answer.found()).into_iter().map(|(_, series)| (chart.key, series)));
        for (key, series) in series {
            unseen.retain(|unseen| *unseen != key);
            let lines: Vec<String> = series.table().iter().map(|row| row.join(",")).collect();
            let told = lines.join("\n") + "\n";
            expect_test::expect_file![folder.join(key).with_extension("csv")].assert_eq(&told);
        }
    }
    assert!(unseen.is_empty(), "no made-up answer has {unseen:?}");
}
