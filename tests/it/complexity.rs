//! The complexity of clusters: an index that can be worked by hand, and what it does to work and to support.

use sameday::model::Model;
use sameday::scenario::complexity::{Standing, applied, standings};
use sameday::scenario::load_text;

use crate::support::{observed, shipped, written};

/// Three clusters; cases 100, 200, 300 and authorities 3, 1, 2, the second counting twice.
const THREE: &str = r#"
question = "How complex are three clusters?"
[run]
start = 2016-01-04
length = "4 weeks"
headline = "visits"
[grades.CA]
[workstreams.visits]
arrivals = { random = { rate = "20 a week", during = ["09:00-17:00"] } }
due = { within = "5 working days" }
[workstreams.visits.steps.see]
by = ["CA"]
does = { work = { fixed = "60 min" } }
[clusters.A]
staff.court.CA = 2
attributes = { cases = 100, authorities = 3 }
[clusters.B]
staff.court.CA = 2
attributes = { cases = 200, authorities = 1 }
[clusters.C]
staff.court.CA = 2
attributes = { cases = 300, authorities = 2 }
[complexity.attributes]
cases = { of = "cases", weight = 1 }
authorities = { of = "authorities", weight = 2 }
[complexity.bands]
high = { share = 0.34 }
low = { share = 0.66 }
"#;

fn of<'a>(all: &'a [Standing], cluster: &str) -> &'a Standing {
    all.iter().find(|standing| standing.cluster == cluster).unwrap()
}

#[test]
fn the_index_is_the_weighted_sum_of_deviations() {
    let all = standings(&written(THREE, &[]));
    // Deviations of 1, 2, 3 from their mean are ∓1/√(2/3), of all three and not of a sample.
    let one = 1.0 / (2.0_f64 / 3.0).sqrt();
    for (cluster, parts, rank, band) in
        [("A", [-one / 3.0, 2.0 * one / 3.0], 1, 0), ("B", [0.0, -2.0 * one / 3.0], 3, 1), ("C", [one / 3.0, 0.0], 1, 0)]
    {
        let standing = of(&all, cluster);
        let off = standing.parts.iter().zip(parts).map(|(part, expected)| (part - expected).abs()).fold(0.0, f64::max);
        assert!(off < 1e-12, "{standing:?} against {parts:?}");
        assert!((standing.index - parts.iter().sum::<f64>()).abs() < 1e-12, "{standing:?}");
        // A and C are level; A stands first.
        let (rank, band) = if cluster == "C" { (2, 1) } else { (rank, band) };
        assert_eq!((standing.rank, standing.band), (rank, Some(band)), "{standing:?}");
    }
}

#[test]
fn another_weight_ranks_them_otherwise() {
    let ranks = |sets: &[&str]| {
        let all = standings(&written(THREE, sets));
        ["A", "B", "C"].map(|cluster| of(&all, cluster).rank)
    };
    assert_eq!(ranks(&[]), [1, 3, 2]);
    assert_eq!(ranks(&["complexity.attributes.cases.weight=5"]), [3, 2, 1]);
    assert_eq!(ranks(&["complexity.attributes.authorities.weight=-2"]), [3, 1, 2]);
}

#[test]
fn an_effect_takes_e_to_the_elasticity_times_the_index_longer() {
    let effect = "[complexity.effects.slow]\nworkstream = \"visits\"\ngrows = \"time\"\nelasticity = 0.5\n";
    let plain = written(THREE, &[]);
    let slowed = written(&format!("{THREE}{effect}"), &[]);
    for (index, cluster) in ["A", "B", "C"].into_iter().enumerate() {
        let minutes =
            |scenario| observed(scenario, 2, 7).iter().map(|seen| seen[index].clusters[0].streams[0].steps[0].worked).sum::<u64>();
        let asked =
            |scenario| observed(scenario, 2, 7).iter().map(|seen| seen[index].clusters[0].streams[0].kinds[0].requested).sum::<u64>();
        let grown = minutes(&slowed) as f64 / minutes(&plain) as f64;
        let expected = (0.5 * of(&standings(&plain), cluster).index).exp();
        // The same visits arise; each takes whole seconds, and one or two may be unfinished at the end.
        assert_eq!(asked(&slowed), asked(&plain));
        assert!((grown / expected - 1.0).abs() < 0.02, "{cluster}: {grown} against {expected}");
    }
}

#[test]
fn more_complex_clusters_have_more_work_and_their_band_brings_support() {
    let more = "[complexity.effects.more]\nworkstream = \"visits\"\ngrows = \"number\"\nelasticity = 0.5\n\
                [complexity.support.desk]\ngrade = \"CA\"\nfte = { high = 1.5 }\n";
    let scenario = written(&format!("{THREE}{more}"), &[]);
    let applied = applied(&scenario);
    let fte = |cluster| applied.teams_of(cluster).map(|(_, _, fte)| fte).sum::<f64>();
    assert_eq!(["A", "B", "C"].map(fte), [3.5, 2.0, 2.0]);
    let seen = observed(&scenario, 20, 3);
    let asked = |cluster: usize| seen.iter().map(|groups| groups[cluster].clusters[0].streams[0].kinds[0].requested as f64).sum::<f64>();
    let expected = |cluster| 20.0 * 20.0 * 4.0 * (0.5 * of(&standings(&scenario), cluster).index).exp();
    for (place, cluster) in ["A", "B", "C"].into_iter().enumerate() {
        // Poisson: the standard deviation is the root of the number.
        assert!(
            (asked(place) - expected(cluster)).abs() < 4.0 * expected(cluster).sqrt() + 20.0,
            "{cluster}: {} of {}",
            asked(place),
            expected(cluster)
        );
    }
}

#[test]
fn a_cluster_is_as_complex_alone_as_among_the_others() {
    let all = shipped("baseline-2016", &[]);
    let alone = shipped("baseline-2016", &["run.only=[\"NE-03\"]"]);
    let (among, by_itself) = (standings(&all), standings(&alone));
    let (one, other) = (of(&among, "NE-03"), of(&by_itself, "NE-03"));
    assert_eq!((one.index, one.rank, one.band), (other.index, other.rank, other.band));
    assert_eq!(Model::new(&alone).names.clusters, ["NE-03"]);
}

#[test]
fn what_is_wrong_is_told() {
    let wrong = THREE.replace("of = \"cases\"", "of = \"casse\"").replace("low = { share = 0.66 }", "low = { share = 0.5 }");
    let wrong = format!(
        "{wrong}[complexity.effects.x]\nworkstream = \"visits\"\ngrows = \"time\"\nof = [\"sea\"]\nelasticity = 0.1\n[complexity.support.y]\ngrade = \"CAA\"\nfte = {{ hihg = 1 }}\n"
    );
    let told = load_text("test.toml", &wrong, std::path::Path::new("."), &[] as &[&str]).unwrap_err().to_string();
    for wanted in ["did you mean `cases`?", "must add to 1", "did you mean `see`?", "did you mean `CA`?", "did you mean `high`?"] {
        assert!(told.contains(wanted), "no `{wanted}` in:\n{told}");
    }
}
