//! Makes `scenarios/data/services-2016.csv`: what the 69 clusters have beside their courts.
//!
//! Offender management, management, victims, approved premises and youth offending: caseload by tier, work a year
//! and staff, to be laid over `clusters-2016.csv`. Totals are published ones where docs/EVIDENCE.md has one and
//! assumptions where it says so; they are met exactly. The split between clusters is **synthetic**, follows the
//! clusters' own caseload and risk, and every row says so.
//!
//! Run with `cargo run --example make_services` from the project's folder. The seed is fixed, as in `make_clusters`.

use std::fmt::Write as _;

#[expect(dead_code, reason = "only its numbers are wanted here, not its file")]
#[path = "make_clusters.rs"]
pub mod make_clusters;

use make_clusters::{SplitMix, apportion, tenths};

/// Published totals: docs/EVIDENCE.md, E27, E60, E62, E63, E64.
const COMMUNITY: u64 = 42_500;
const OFFICER_TENTHS: u64 = 48_600;
const FOREIGN_NATIONALS: u64 = 5_895;
const PREMISES: u64 = 101;
const BEDS: u64 = 2_200;
/// Victim liaison officers and their administrators in 2016: between the published numbers of 2014 and 2018, E64.
const VLO_TENTHS: u64 = 1_800;
const VICTIM_CA_TENTHS: u64 = 620;
/// Victims' cases for each liaison officer by division, November 2016: E64.
const CASES_A_VLO: [(&str, f64); 7] = [
    ("London", 278.0),
    ("Midlands", 258.0),
    ("North East", 183.0),
    ("North West", 249.0),
    ("South East and Eastern", 242.0),
    ("South West and South Central", 257.0),
    ("Wales", 139.0),
];
/// Assumed totals: docs/EVIDENCE.md, A80, A81, A85, A86, A90.
const TIERS: [(&str, f64); 7] = [("a", 0.15), ("b1", 0.20), ("b2", 0.20), ("c1", 0.18), ("c2", 0.14), ("d1", 0.08), ("d2", 0.05)];
const PAROLE_REPORTS: u64 = 12_500;
const RECALLS: u64 = 10_000;
const YOS_CASES: u64 = 2_700;
const PO_SHARE: f64 = 0.65;
const MEETINGS_A_MARAC: f64 = 18.0;
const SEED: u64 = 20_160;

const SOURCE: &str =
    "synthetic split (examples/make_clusters.rs and make_services.rs); national totals E1 E2 E7 E13 E15 E24 E27 E60 E62 E63 E64";

/// What is known of a cluster already.
struct Place {
    name: String,
    division: String,
    authorities: f64,
    caseload: f64,
    /// Share of its caseload that is high risk, beside the mean.
    risk: f64,
    marac_meetings: f64,
}

fn places() -> Vec<Place> {
    let text = make_clusters::csv();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().expect("a header");
    let column = |name: &str| head.iter().position(|known| *known == name).expect("a column of the clusters");
    let [la, cases, risk, marac] =
        ["local_authorities", "caseload", "high_risk_cases", "marac_meetings_a_year"].map(|name| column(&format!("attributes.{name}")));
    let number = |cell: &str| cell.parse::<f64>().expect("a number");
    let mut places: Vec<Place> = lines
        .map(|row| Place {
            name: row[0].to_owned(),
            division: row[1].to_owned(),
            authorities: number(row[la]),
            caseload: number(row[cases]),
            risk: number(row[risk]) / number(row[cases]),
            marac_meetings: number(row[marac]),
        })
        .collect();
    let mean = places.iter().map(|p| p.risk * p.caseload).sum::<f64>() / places.iter().map(|p| p.caseload).sum::<f64>();
    places.iter_mut().for_each(|p| p.risk /= mean);
    places
}

/// Community cases by tier and cluster: the high tiers where the risk is high.
fn tiers(places: &[Place]) -> Vec<Vec<u64>> {
    let totals = apportion(COMMUNITY, &TIERS.map(|tier| tier.1), 0);
    let of_tier = |(place, total): (usize, u64)| {
        // The two ends follow the risk, and the middle hardly: from its first power for tier A to its inverse for D2.
        let power = 1.0 - place as f64 / 3.0;
        let weights: Vec<f64> = places.iter().map(|p| p.caseload * libm::pow(p.risk, power)).collect();
        apportion(total, &weights, 0)
    };
    totals.into_iter().enumerate().map(of_tier).collect()
}

/// Numbers in proportion to some weights with some chance in them.
fn spread(total: u64, weights: impl Iterator<Item = f64>, chance: f64, random: &mut SplitMix) -> Vec<u64> {
    let weights: Vec<f64> = weights.map(|weight| weight * random.around_one(chance)).collect();
    apportion(total, &weights, 0)
}

/// The whole file.
#[must_use]
pub fn csv() -> String {
    let places = places();
    let mut random = SplitMix(SEED);
    let tiers = tiers(&places);
    let community: Vec<u64> = (0..places.len()).map(|i| tiers.iter().map(|tier| tier[i]).sum()).collect();
    let custody: Vec<f64> = places.iter().zip(&community).map(|(p, &n)| p.caseload - n as f64).collect();
    let parole = spread(PAROLE_REPORTS, custody.iter().copied(), 0.10, &mut random);
    let recalls = spread(RECALLS, places.iter().map(|p| p.caseload * p.risk), 0.15, &mut random);
    let abroad = |p: &Place| p.caseload * if p.division == "London" { 3.0 } else { 1.0 };
    let foreign = spread(FOREIGN_NATIONALS, places.iter().map(abroad), 0.30, &mut random);
    let officers = spread(OFFICER_TENTHS, places.iter().map(|p| p.caseload * (0.5 + 0.5 * p.risk)), 0.05, &mut random);
    let vlo = spread(VLO_TENTHS, places.iter().map(|p| p.caseload), 0.10, &mut random);
    let victim_ca = spread(VICTIM_CA_TENTHS, vlo.iter().map(|&n| n as f64), 0.20, &mut random);
    let premises = spread(PREMISES, places.iter().map(|p| p.caseload), 0.30, &mut random);
    let beds = spread(BEDS, premises.iter().map(|&n| n as f64), 0.15, &mut random);
    let youth = spread(YOS_CASES, places.iter().map(|p| p.authorities * (0.4 + 0.6 * p.risk)), 0.45, &mut random);
    let mut text = String::from("cluster");
    TIERS.iter().for_each(|(tier, _)| write!(text, ",attributes.tier_{tier}").expect("writing to a string cannot fail"));
    text.push_str(
        ",attributes.community_cases,attributes.custody_cases,attributes.parole_reports,attributes.recalls,attributes.foreign_nationals,\
         attributes.victim_cases,attributes.premises,attributes.yos_cases,attributes.maracs,\
         staff.offender_management.PO,staff.offender_management.PSO,staff.offender_management.SPO,staff.offender_management.CA,\
         staff.offender_management.SCA,staff.management.HEAD,staff.victims.VLO,staff.victims.CA,\
         staff.approved_premises.BED,staff.approved_premises.APM,staff.approved_premises.APW,source\n",
    );
    for (i, place) in places.iter().enumerate() {
        let ratio = CASES_A_VLO.iter().find(|(division, _)| *division == place.division).expect("a division").1;
        let victims = (vlo[i] as f64 / 10.0 * ratio).round();
        let po = (officers[i] as f64 * PO_SHARE * random.around_one(0.04)).round() as u64;
        let share = |of: f64| (officers[i] as f64 / of).round().max(5.0) as u64;
        let workers = (premises[i] as f64 * 60.0 * random.around_one(0.15)).round() as u64;
        let cases = tiers.iter().map(|tier| tier[i].to_string()).collect::<Vec<_>>().join(",");
        let marac = (place.marac_meetings / MEETINGS_A_MARAC).round().max(1.0);
        let staff = [po, officers[i] - po, share(10.0), share(5.0), share(60.0), 10, vlo[i], victim_ca[i]].map(tenths).join(",");
        writeln!(
            text,
            "{},{cases},{},{},{},{},{},{victims},{},{},{marac},{staff},{},{}.0,{},{SOURCE}",
            place.name,
            community[i],
            custody[i],
            parole[i],
            recalls[i],
            foreign[i],
            premises[i],
            youth[i],
            beds[i],
            premises[i],
            tenths(workers),
        )
        .expect("writing to a string cannot fail");
    }
    text
}

fn main() -> std::io::Result<()> {
    std::fs::write("scenarios/data/services-2016.csv", csv())
}
