//! The data that ship: national totals to the unit, and files that are what their makers make.

use std::collections::BTreeSet;

#[expect(dead_code, reason = "an example's `main` is not called from a test")]
#[path = "../../examples/make_clusters.rs"]
mod make_clusters;

const CLUSTERS: &str = include_str!("../../scenarios/data/clusters-2016.csv");
const HOLIDAYS: &str = include_str!("../../scenarios/data/bank-holidays.csv");

/// A column of the clusters, as text.
fn column(name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(CLUSTERS.as_bytes());
    let place = reader.headers().unwrap().iter().position(|header| header == name).unwrap();
    reader.records().map(|row| row.unwrap()[place].to_owned()).collect()
}

/// The sum of a column, in hundredths, so that no rounding hides in it.
fn total(name: &str) -> i64 {
    column(name).iter().map(|text| (text.parse::<f64>().unwrap() * 100.0).round() as i64).sum()
}

#[test]
fn the_clusters_add_up_to_the_published_totals() {
    assert_eq!(column("cluster").iter().collect::<BTreeSet<_>>().len(), 69);
    assert_eq!(column("division").iter().collect::<BTreeSet<_>>().len(), 7);
    assert_eq!(column("deputy").iter().filter(|text| *text == "true").count(), 26);
    assert_eq!(total("attributes.local_authorities"), 152 * 100);
    assert_eq!(total("attributes.psrs_a_year"), 159_278 * 100);
    assert_eq!(total("attributes.caseload"), 106_000 * 100);
    assert_eq!(total("courts.magistrates.count"), 215 * 100);
    assert_eq!(total("courts.crown.count"), 83 * 100);
    assert_eq!(total("staff.court.PO") + total("staff.court.PSO"), 103_700);
    assert_eq!(total("attributes.court_officers"), 103_700);
}

#[test]
fn wales_keeps_its_published_reports() {
    let reports = column("attributes.psrs_a_year");
    let wales: i64 =
        column("division").iter().zip(&reports).filter(|(division, _)| *division == "Wales").map(|(_, n)| n.parse::<i64>().unwrap()).sum();
    assert_eq!(wales, 10_385);
}

#[test]
fn courts_of_average_size_make_the_national_sittings() {
    for (kind, courts) in [("magistrates", 215.0), ("crown", 83.0)] {
        let sizes = column(&format!("courts.{kind}.size"));
        let counts = column(&format!("courts.{kind}.count"));
        let weighted: f64 = sizes.iter().zip(&counts).map(|(s, n)| s.parse::<f64>().unwrap() * n.parse::<f64>().unwrap()).sum();
        assert!((weighted / courts - 1.0).abs() < 0.005, "{kind}: {weighted} courts of average size, wanted {courts}");
    }
}

#[test]
fn grades_keep_their_proportions() {
    let officers = 103_700.0;
    assert!((0.60..=0.75).contains(&(total("staff.court.PSO") as f64 / officers)));
    assert!((10.0..=12.0).contains(&(officers / total("staff.court.SPO") as f64)));
    assert!((1.8..=2.2).contains(&(officers / total("staff.court.CA") as f64)));
}

#[test]
fn every_row_says_that_its_split_is_synthetic() {
    assert!(column("source").iter().all(|text| text.starts_with("synthetic split")));
}

#[test]
fn the_committed_clusters_are_what_the_generator_makes() {
    assert!(make_clusters::csv() == CLUSTERS, "run `cargo run --example make_clusters` and look at the difference");
}

#[test]
fn bank_holidays_are_weekdays_in_order_and_eight_a_year_with_the_special_ones() {
    let days: Vec<jiff::civil::Date> = HOLIDAYS.lines().skip(1).map(|line| line.split(',').next().unwrap().parse().unwrap()).collect();
    assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(days.iter().all(|day| day.weekday().to_monday_zero_offset() < 5));
    for year in 2010..=2030 {
        let wanted = 8 + match year {
            2011 | 2012 | 2023 => 1,
            2022 => 2,
            _ => 0,
        };
        assert_eq!(days.iter().filter(|day| day.year() == year).count(), wanted, "{year}");
    }
    for special in ["2011-04-29", "2012-06-04", "2012-06-05", "2020-05-08", "2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08"] {
        assert!(days.contains(&special.parse().unwrap()), "{special}");
    }
    for ordinary in ["2012-05-28", "2020-05-04", "2022-05-30"] {
        assert!(!days.contains(&ordinary.parse().unwrap()), "{ordinary} was moved");
    }
}
