//! The data that ship: national totals to the unit, and files that are what their makers make.

use std::collections::BTreeSet;

#[expect(dead_code, reason = "an example's `main` is not called from a test")]
#[path = "../../examples/make_services.rs"]
mod make_services;

use make_services::make_clusters;
use sameday::model::Model;
use sameday::study::costs::posts;

use crate::support::{of_cluster, shipped};

const CLUSTERS: &str = include_str!("../../scenarios/data/clusters-2016.csv");
const SERVICES: &str = include_str!("../../scenarios/data/services-2016.csv");
const HOLIDAYS: &str = include_str!("../../scenarios/data/bank-holidays.csv");

/// A column of the clusters, as text.
fn column(name: &str) -> Vec<String> {
    column_of(CLUSTERS, name)
}

fn column_of(text: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
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

/// The sum of a column of the other services, in tenths.
fn services(name: &str) -> i64 {
    column_of(SERVICES, name).iter().map(|text| (text.parse::<f64>().unwrap() * 10.0).round() as i64).sum()
}

#[test]
fn the_other_services_add_up_to_the_published_totals_and_to_the_clusters() {
    assert_eq!(column_of(SERVICES, "cluster"), column("cluster"));
    assert_eq!(services("staff.offender_management.PO") + services("staff.offender_management.PSO"), 48_600);
    assert_eq!(services("attributes.community_cases"), 42_500 * 10);
    assert_eq!(services("attributes.community_cases") + services("attributes.custody_cases"), 106_000 * 10);
    let tiers: i64 = ["a", "b1", "b2", "c1", "c2", "d1", "d2"].map(|tier| services(&format!("attributes.tier_{tier}"))).iter().sum();
    assert_eq!(tiers, 42_500 * 10);
    assert_eq!(services("attributes.foreign_nationals"), 5_895 * 10);
    assert_eq!((services("attributes.premises"), services("staff.approved_premises.BED")), (101 * 10, 2_200 * 10));
    assert_eq!((services("staff.victims.VLO"), services("staff.victims.CA")), (1_800, 620));
    assert_eq!(services("staff.management.HEAD"), 690);
}

#[test]
fn the_committed_services_are_what_the_generator_makes() {
    assert!(make_services::csv() == SERVICES, "run `cargo run --example make_services` and look at the difference");
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
    assert!(column("source").iter().chain(&column_of(SERVICES, "source")).all(|text| text.starts_with("synthetic split")));
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

#[test]
fn teams_for_foreign_nationals_take_their_posts_out_of_the_clusters() {
    let posts = |name: &str| {
        let scenario = shipped(name, &[]);
        posts(&scenario, &Model::new(&scenario))
    };
    for changed in ["what-if/23-foreign-nationals-in-teams", "e3-proposed"] {
        let (before, after) = (posts("whole-2016"), posts(changed));
        let officers = before.iter().zip(&after).take(1).map(|(a, b)| (a - b).abs()).sum::<f64>();
        assert!(officers < 1.0, "{changed}: {:.1} FTE of POs, {:.1} before", after[0], before[0]);
    }
}

#[test]
fn the_new_domestic_abuse_court_sits_every_week_in_every_magistrates_court() {
    let sittings = |name: &str, cluster: &str| {
        of_cluster(&shipped(name, &[]), cluster, 1, 1)[0].courts.iter().map(|court| court.sittings).sum::<u64>()
    };
    for (cluster, courts) in column("cluster").into_iter().zip(column("courts.magistrates.count")).take(4) {
        let more = sittings("what-if/15-new-domestic-abuse-court", &cluster) - sittings("baseline-2016", &cluster);
        // 52 Wednesdays, morning and afternoon, less bank holidays.
        let wanted = courts.parse::<u64>().unwrap() * 104;
        assert!((wanted - 2 * courts.parse::<u64>().unwrap()..=wanted).contains(&more), "{cluster}: {more} of {wanted}");
    }
}
