//! Makes `scenarios/data/clusters-2016.csv`: the 69 clusters of the National Probation Service.
//!
//! The totals are published ones and are met exactly (docs/EVIDENCE.md names them by id). How they are split
//! between clusters is **synthetic**: nobody has published it, and every row says so. The split is skewed as the
//! country is: big-city clusters with few large courts, shire clusters with many small ones. A planner who
//! has the true rows replaces the file; nothing here is read when a scenario runs.
//!
//! Run with `cargo run --example make_clusters` from the project's folder. The seed is fixed, the
//! generator uses only integers, sums and `libm`, so the file comes out the same to the byte anywhere.

use std::fmt::Write as _;

/// Published totals: docs/EVIDENCE.md, E1, E2, E7, E13, E15, E24, E27.
const LOCAL_AUTHORITIES: u64 = 152;
const DEPUTIES: usize = 26;
const PSRS: u64 = 159_278;
const PSRS_WALES: u64 = 10_385;
const OFFICER_TENTHS: u64 = 10_370;
const MAGISTRATES: u64 = 215;
const CROWN: u64 = 83;
const CASELOAD: u64 = 106_000;
/// Assumed totals: docs/EVIDENCE.md, A24, A25.
const AREA_KM2: u64 = 151_000;
const MARAC_MEETINGS: u64 = 5_000;
const PO_SHARE: f64 = 0.30;
const SEED: u64 = 2016;

const SOURCE: &str = "synthetic split (examples/make_clusters.rs); national totals E1 E2 E7 E13 E15 E24 E27";

/// Divisions: name, prefix, and the character of each of their clusters (c city, t town and country, r rural).
const DIVISIONS: [(&str, &str, &str); 7] = [
    ("North East", "NE", "cctctttrrr"),
    ("North West", "NW", "cccctttttrr"),
    ("Midlands", "MID", "ccctctttrrtr"),
    ("South East and Eastern", "SEE", "tttttctrrrr"),
    ("South West and South Central", "SW", "ctttttrrrr"),
    ("London", "LON", "cccccccccc"),
    ("Wales", "WAL", "cttrr"),
];

/// SplitMix64 (Steele, Lea & Flood 2014): small, seeded, and fixed for good.
pub(crate) struct SplitMix(pub(crate) u64);

impl SplitMix {
    /// Evenly in 0 to 1.
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
    /// A factor around 1 that is skewed to the right; `spread` is about its coefficient of variation.
    pub(crate) fn around_one(&mut self, spread: f64) -> f64 {
        // Twelve uniforms less six are near enough a normal, and need no tables.
        let normal = (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0;
        libm::exp(normal * spread - spread * spread / 2.0)
    }
}

/// Whole numbers in proportion to the weights that add up to `total` exactly (largest remainder).
///
/// - `least`: what everybody gets first; `least × weights.len()` must not be above `total`.
pub(crate) fn apportion(total: u64, weights: &[f64], least: u64) -> Vec<u64> {
    let free = total - least * weights.len() as u64;
    let sum: f64 = weights.iter().sum();
    let quotas: Vec<f64> = weights.iter().map(|w| free as f64 * w / sum).collect();
    let mut parts: Vec<u64> = quotas.iter().map(|q| least + q.floor() as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| (quotas[b] - quotas[b].floor()).total_cmp(&(quotas[a] - quotas[a].floor())).then(a.cmp(&b)));
    let left = (total - parts.iter().sum::<u64>()) as usize;
    for &i in &order[..left] {
        parts[i] += 1;
    }
    parts
}

/// A cluster before its numbers are apportioned.
struct Place {
    name: String,
    division: &'static str,
    wales: bool,
    /// Relative demand.
    demand: f64,
    /// Relative number of magistrates' courts, Crown Court centres, local authorities, and relative area.
    magistrates: f64,
    crown: f64,
    authorities: f64,
    area: f64,
    /// Officers for each report, relative; complexity that the data do not name.
    staffing: f64,
    high_risk: f64,
}

/// What a character means: demand, magistrates' courts, Crown centres, authorities, area, share of high risk.
fn character(kind: char) -> [f64; 6] {
    match kind {
        'c' => [1.45, 0.75, 1.20, 1.00, 0.20, 0.34],
        't' => [0.95, 1.05, 0.85, 0.95, 1.00, 0.28],
        _ => [0.65, 1.45, 0.75, 0.75, 2.60, 0.24],
    }
}

fn places() -> Vec<Place> {
    let mut random = SplitMix(SEED);
    let mut places = Vec::new();
    for (division, prefix, kinds) in DIVISIONS {
        for (i, kind) in kinds.chars().enumerate() {
            let [demand, magistrates, crown, authorities, area, high_risk] = character(kind);
            // London's boroughs are many and small; its courts few and large.
            let london = if division == "London" { 1.0 } else { 0.0 };
            places.push(Place {
                name: format!("{prefix}-{:02}", i + 1),
                division,
                wales: division == "Wales",
                demand: demand * random.around_one(0.30),
                magistrates: magistrates * random.around_one(0.25) * (1.0 - 0.25 * london),
                crown: crown * random.around_one(0.25),
                authorities: authorities * random.around_one(0.60) * (1.0 + 1.4 * london),
                area: area * random.around_one(0.35) * (1.0 - 0.6 * london),
                staffing: random.around_one(0.06),
                high_risk: high_risk * random.around_one(0.12),
            });
        }
    }
    places
}

/// Reports a year: Wales keeps its published number, England shares the rest.
fn reports(places: &[Place]) -> Vec<u64> {
    let of = |wales: bool, total: u64| {
        let weights: Vec<f64> = places.iter().filter(|p| p.wales == wales).map(|p| p.demand).collect();
        apportion(total, &weights, 0).into_iter()
    };
    let (mut wales, mut england) = (of(true, PSRS_WALES), of(false, PSRS - PSRS_WALES));
    places.iter().map(|p| if p.wales { wales.next() } else { england.next() }.expect("one part for each cluster")).collect()
}

/// The size of each cluster's courts, in hundredths, so that courts' sittings follow the reports asked for in them.
///
/// The weighted mean is 1 to within rounding, so that a court type's courtrooms are the national average court's.
fn sizes(counts: &[u64], psrs: &[u64], total: u64, random: &mut SplitMix) -> Vec<f64> {
    let courtrooms: Vec<f64> = psrs.iter().map(|&n| n as f64 * random.around_one(0.12)).collect();
    let sum: f64 = courtrooms.iter().sum();
    let raw: Vec<f64> = courtrooms.iter().zip(counts).map(|(w, &n)| (total as f64 * w / sum / n as f64).clamp(0.2, 5.0)).collect();
    let weighted: f64 = raw.iter().zip(counts).map(|(size, &n)| size * n as f64).sum();
    raw.iter().map(|size| (size * total as f64 / weighted * 100.0).round() / 100.0).collect()
}

/// The 26 clusters with a deputy: those whose caseload and authorities are largest, with some chance in it.
fn deputies(caseload: &[u64], authorities: &[u64], random: &mut SplitMix) -> Vec<bool> {
    let score: Vec<f64> = caseload.iter().zip(authorities).map(|(&c, &a)| c as f64 * (2.0 + a as f64) * random.around_one(0.25)).collect();
    let mut order: Vec<usize> = (0..score.len()).collect();
    order.sort_by(|&a, &b| score[b].total_cmp(&score[a]).then(a.cmp(&b)));
    let mut has = vec![false; score.len()];
    for &i in &order[..DEPUTIES] {
        has[i] = true;
    }
    has
}

/// Tenths as an FTE is written.
pub(crate) fn tenths(value: u64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

/// The whole file.
#[must_use]
pub fn csv() -> String {
    let places = places();
    let weights = |of: fn(&Place) -> f64| -> Vec<f64> { places.iter().map(of).collect() };
    let mut random = SplitMix(SEED + 1);
    let psrs = reports(&places);
    let authorities = apportion(LOCAL_AUTHORITIES, &weights(|p| p.authorities), 1);
    let magistrates = apportion(MAGISTRATES, &weights(|p| p.magistrates), 1);
    let crown = apportion(CROWN, &weights(|p| p.crown), 1);
    let area = apportion(AREA_KM2, &weights(|p| p.area), 50);
    let load: Vec<f64> = psrs.iter().map(|&n| n as f64 * random.around_one(0.10)).collect();
    let caseload = apportion(CASELOAD, &load, 0);
    let risk: Vec<f64> = caseload.iter().zip(&places).map(|(&n, p)| n as f64 * p.high_risk).collect();
    let marac = apportion(MARAC_MEETINGS, &risk, 12);
    let staffed: Vec<f64> = psrs.iter().zip(&places).map(|(&n, p)| n as f64 * p.staffing).collect();
    let officers = apportion(OFFICER_TENTHS, &staffed, 0);
    let magistrates_size = sizes(&magistrates, &psrs, MAGISTRATES, &mut random);
    let crown_size = sizes(&crown, &psrs, CROWN, &mut random);
    let deputy = deputies(&caseload, &authorities, &mut random);
    let mut text = String::from(
        "cluster,division,deputy,attributes.local_authorities,attributes.psrs_a_year,attributes.caseload,attributes.high_risk_cases,\
         attributes.area_km2,attributes.marac_meetings_a_year,attributes.court_officers,courts.magistrates.count,courts.magistrates.size,\
         courts.crown.count,courts.crown.size,staff.court.PO,staff.court.PSO,staff.court.SPO,staff.court.CA,source\n",
    );
    for (i, place) in places.iter().enumerate() {
        let po = (officers[i] as f64 * PO_SHARE * random.around_one(0.08)).round() as u64;
        let spo = (officers[i] as f64 / 11.0).round().max(5.0) as u64;
        let ca = (officers[i] as f64 / 2.0 * random.around_one(0.05)).round() as u64;
        let (la, n, cases, risk) = (authorities[i], psrs[i], caseload[i], risk[i].round());
        let (km2, meetings, all) = (area[i], marac[i], tenths(officers[i]));
        let (m, ms, c, cs) = (magistrates[i], magistrates_size[i], crown[i], crown_size[i]);
        let staff = [po, officers[i] - po, spo, ca].map(tenths).join(",");
        writeln!(
            text,
            "{},{},{},{la},{n},{cases},{risk},{km2},{meetings},{all},{m},{ms},{c},{cs},{staff},{SOURCE}",
            place.name, place.division, deputy[i]
        )
        .expect("writing to a string cannot fail");
    }
    text
}

fn main() -> std::io::Result<()> {
    std::fs::write("scenarios/data/clusters-2016.csv", csv())
}
