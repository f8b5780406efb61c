//! The cheapest plan in words, or why there is none.

use std::collections::BTreeMap;

use super::document::{Document, Section, Topic, question_beside};
use super::table::Table;
use super::words::{change_in_table, exact_percent, in_sentence, in_table, list, percent, plain, pounds};
use crate::experiment::measures::Unit;
use crate::study::feasible::Verdict;
use crate::study::plan::{Mix, PlanResult};

/// Mixes beside the answer that a sentence names.
const NAMED: usize = 4;
/// From so many things to be done on, a mix that has nearly all is told by what it lacks.
const ALL_BUT: usize = 4;

/// A plan's document.
pub fn document(found: &PlanResult) -> Document {
    let reasons = [confirmed(found), each(found), proof(found), alternatives(found), quality(found)];
    let section = Section {
        verdicts: vec![verdict(found)],
        reasons: reasons.into_iter().flatten().collect(),
        tables: vec![mixes(found), options(found)],
        charts: &["cost_rate"],
        ..Section::new(Topic::Cost)
    };
    Document {
        title: format!("Plan: {}", found.frame.title),
        question: question_beside(&found.frame.title, &found.frame.question),
        sections: vec![section],
        charts: &[],
        warnings: warnings(found),
        basis: basis(found),
    }
}

/// The options of a mix in words; of one that has nearly all, what it lacks.
pub fn name(found: &PlanResult, mix: &Mix) -> String {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, offer) in found.offers.iter().enumerate() {
        groups.entry(offer.group).or_default().push(place);
    }
    let quoted = |places: &[usize], joint: &str| {
        places.iter().map(|place| format!("“{}”", found.offers[*place].title)).collect::<Vec<_>>().join(joint)
    };
    let (taken, left): (Vec<_>, Vec<_>) = groups.values().partition(|group| group.iter().any(|place| mix.offers.contains(place)));
    // Of a group's options, the last is the most.
    let lesser: Vec<usize> = mix.offers.iter().copied().filter(|place| taken.iter().all(|group| group.last() != Some(place))).collect();
    if taken.is_empty() {
        return "nothing done".to_owned();
    }
    if groups.len() < ALL_BUT || left.len() + lesser.len() > groups.len() / 3 {
        return mix.offers.iter().map(|place| found.offers[*place].title.as_str()).collect::<Vec<_>>().join(" + ");
    }
    let without = left.iter().map(|group| quoted(group, " or ")).collect::<Vec<_>>().join(" and ");
    let without = if without.is_empty() { without } else { format!(" but {without}") };
    let only = if lesser.is_empty() { String::new() } else { format!(", with only {}", quoted(&lesser, " and ")) };
    format!("everything{without}{only}")
}

/// That options do harm: "“X” and “Y” lower the rate by themselves".
fn lower(titles: &[&str]) -> String {
    let quoted: Vec<String> = titles.iter().map(|title| format!("“{title}”")).collect();
    let verb = if titles.len() == 1 { "lowers the rate by itself" } else { "lower the rate by themselves" };
    format!("{} {verb}", list(&quoted))
}

fn target(found: &PlanResult) -> String {
    let target = exact_percent(found.bound.value);
    match found.bound.chance {
        Some(chance) => format!("{target} in {} of years", exact_percent(chance)),
        None => format!("{target} on average"),
    }
}

fn rate(mix: &Mix) -> String {
    mix.rate.mean.map_or_else(|| "no reports".to_owned(), |rate| in_sentence(rate, Unit::Share))
}

fn cost(pounds: f64) -> String {
    format!("{}£{} a year", if pounds < 0.0 { "saves " } else { "" }, plain(pounds.abs(), 0))
}

fn verdict(found: &PlanResult) -> String {
    let confidence = exact_percent(found.confidence);
    match found.answer {
        Some(answer) => {
            let mix = &found.mixes[answer];
            if mix.offers.is_empty() {
                return format!("{} is reached already, with nothing done: {} ({confidence} confidence).", target(found), rate(mix));
            }
            format!(
                "The cheapest mix that reaches {} is {}: {}, {} {} ({confidence} confidence, of {} possible mixes).",
                target(found),
                name(found, mix),
                cost(mix.cost),
                found.item.label().to_lowercase(),
                rate(mix),
                found.possible
            )
        }
        None => {
            let best = best(found);
            let close = found.mixes.iter().any(|mix| mix.verdict == Verdict::Close);
            let harm = !harmful(found).is_empty();
            let begin = match (close, harm) {
                (true, _) => "Whether any mix reaches",
                (false, true) => "None of the mixes that were tested reaches",
                (false, false) => "None of the mixes reaches",
            };
            let end = if close { " is too close to call" } else { "" };
            let (tested, possible) = (found.mixes.len(), found.possible);
            let of = if harm { format!("{tested} of {possible} possible mixes") } else { format!("{possible} possible mixes") };
            format!(
                "{begin} {}{end} ({confidence} confidence, {of}). The best of those tried, {}, gives {} for {}.",
                target(found),
                name(found, best),
                rate(best),
                cost(best.cost)
            )
        }
    }
}

/// The mix that was tried with the best mean, those beside the search among them.
fn best(found: &PlanResult) -> &Mix {
    let mean = |mix: &Mix| mix.rate.mean.map_or(f64::NEG_INFINITY, |rate| rate.mean);
    found.alone.iter().fold(&found.mixes[found.best], |best, mix| if mean(mix) > mean(best) { mix } else { best })
}

/// The mix that sentences are about: the answer, or the best of those tried.
fn told_of(found: &PlanResult) -> &Mix {
    found.answer.map_or_else(|| best(found), |answer| &found.mixes[answer])
}

/// The options that surely lower the rate by themselves. That more of the options does no worse is then not to be relied on.
fn harmful(found: &PlanResult) -> Vec<&str> {
    let lowers = |place: usize| {
        let alone = found.mixes.iter().chain(&found.alone).find(|mix| mix.offers == [place]).and_then(|mix| mix.gain.as_ref());
        alone.is_some_and(|pair| pair.difference.high().is_some_and(|high| high < 0.0))
    };
    (0..found.offers.len()).filter(|place| lowers(*place)).map(|place| found.offers[place].title.as_str()).collect()
}

fn confirmed(found: &PlanResult) -> Option<String> {
    let rate = found.confirmed?.mean?;
    Some(format!("On fresh replications the answer gives {}.", in_sentence(rate, Unit::Share)))
}

fn each(found: &PlanResult) -> Option<String> {
    let ratio = told_of(found).each?;
    Some(format!(
        "Each extra same-day report costs {} ({} to {}, {}); what courts save is counted where their costs are given.",
        pounds(ratio.value),
        pounds(ratio.interval.low),
        pounds(ratio.interval.high),
        exact_percent(ratio.confidence)
    ))
}

/// Why no mix does it.
fn proof(found: &PlanResult) -> Option<String> {
    let (ceiling, verdict) = found.ceiling.as_ref()?;
    let rate = in_sentence(ceiling.mean?, Unit::Share);
    let target = target(found);
    Some(match verdict {
        Verdict::Fails if !harmful(found).is_empty() => format!(
            "With every option taken, and staff and rooms without limit, the rate is {rate}. That is no ceiling of the other options, because {}: plan \
             again without them.",
            lower(&harmful(found))
        ),
        Verdict::Fails => format!(
            "With every option taken, and staff and rooms without limit, the rate is {rate}: that is the ceiling of these options. No money spent on staff or rooms reaches {target}; \
             only other policies could."
        ),
        Verdict::Meets => format!(
            "With every option taken, and staff and rooms without limit, the rate is {rate}, which reaches {target}: more staff than the options offer would do it."
        ),
        Verdict::Close => format!(
            "With every option taken, and staff and rooms without limit, the rate is {rate}; whether that ceiling of these options reaches {target} is too close to call."
        ),
    })
}

/// Mixes that noise cannot tell from the answer, or that may do for less.
fn alternatives(found: &PlanResult) -> Option<String> {
    let place = found.answer.unwrap_or(found.best);
    // The others are compared with the best of the search.
    if !std::ptr::eq(told_of(found), &found.mixes[place]) {
        return None;
    }
    let near = |mix: &&Mix| {
        mix.beside.as_ref().is_some_and(|pair| pair.difference.half_width.is_some_and(|half| pair.difference.mean.abs() <= half))
    };
    let cheaper = |mix: &&Mix| mix.cost < found.mixes[place].cost;
    let told = |mix: &Mix| format!("{} ({}, {})", name(found, mix), cost(mix.cost), rate(mix));
    let list = |mixes: Vec<&Mix>| mixes.into_iter().take(NAMED).map(told).collect::<Vec<_>>().join("; ");
    let perhaps: Vec<&Mix> = found.mixes.iter().filter(|mix| mix.verdict == Verdict::Close).filter(cheaper).collect();
    let alike: Vec<&Mix> = found.mixes.iter().filter(|mix| mix.verdict != Verdict::Close || !cheaper(mix)).filter(near).collect();
    let mut said = Vec::new();
    if !perhaps.is_empty() && found.answer.is_some() {
        said.push(format!("Cheaper, but too close to the target to call: {}", list(perhaps)));
    }
    if !alike.is_empty() {
        said.push(format!("Just as good, within the margin of error: {}", list(alike)));
    }
    (!said.is_empty()).then(|| format!("{}.", said.join(". ")))
}

fn quality(found: &PlanResult) -> Option<String> {
    let (mix, nothing) = (told_of(found), found.mixes.iter().find(|mix| mix.offers.is_empty())?);
    let (after, before) = (mix.sufficient?, nothing.sufficient?);
    Some(format!(
        "Quality: {} of reports are expected to be sufficient, {} with nothing done.",
        in_sentence(after, Unit::Share),
        in_sentence(before, Unit::Share)
    ))
}

fn warnings(found: &PlanResult) -> Vec<String> {
    let mut warnings = Vec::new();
    if found.crossed {
        warnings.push(
            "A mix reached the target although one with more in it did not: an option may do harm beside others; look at the table."
                .to_owned(),
        );
    }
    if found.refused > 0 {
        warnings.push(format!("{} mixes passed the search and did not hold on fresh replications.", found.refused));
    }
    if !found.unpriced.is_empty() {
        warnings.push(format!(
            "The options change posts of grades that have no hourly cost ({}): their staff is counted as costing nothing. Give it as grades.{}.hourly_cost.",
            found.unpriced.join(", "),
            found.unpriced[0]
        ));
    }
    if found.some_clusters {
        warnings.push(
            "Only some clusters were looked at. The costs that options state (cost_a_year) were taken as they stand, which are of all clusters if the plan was \
             written for all: their costs and prices here are too high."
                .to_owned(),
        );
    }
    let harmful = harmful(found);
    if !harmful.is_empty() {
        let untested = if found.answer.is_none() {
            ". Where everything together misses the target, only the mixes one step below it were tested: one without these may reach it, so plan again without them"
        } else {
            ""
        };
        warnings.push(format!("{}{untested}.", lower(&harmful)));
    }
    warnings
}

fn basis(found: &PlanResult) -> String {
    let alone = match found.alone.len() {
        0 => String::new(),
        1 => format!(" One option more was tried by itself ({} replications); nothing is claimed of it.", found.looks.first),
        some => format!(" {some} options more were each tried alone ({} replications); nothing is claimed of them.", found.looks.first),
    };
    let told = format!(
        "{} of {} mixes were tested, by sequential tests of {} to {} replications with seed {} (the same chances in every mix); an answer is confirmed on fresh ones, and every mix one \
         step below it (below everything together, where there is no answer) was tested itself. That a mix with less does no better was used for the rest. The chance that \
         anything claimed is wrong is at most {}; \"too close to call\" claims nothing. Costs are those of staff by their grades' hourly cost and what the options state.",
        found.mixes.len(),
        found.possible,
        found.looks.first,
        found.looks.last,
        found.seed,
        exact_percent(1.0 - found.confidence)
    );
    told + &alone
}

fn mixes(found: &PlanResult) -> Table {
    let head = ["mix", "cost a year", &found.item.label().to_lowercase(), "more than now", "each report more", "verdict", "replications"];
    let mut table = Table::new("mixes", format!("Mixes tested against {}, the cheapest first", target(found)), &head);
    for (mix, verdict) in found.tried() {
        let gain = mix.gain.as_ref().map_or_else(|| "–".to_owned(), |pair| change_in_table(Some(pair.difference), Unit::Share));
        let rate = match mix.rate.years {
            Some(years) => format!("{}, {} of years", in_table(mix.rate.mean, Unit::Share), percent(years.share(), 0)),
            None => in_table(mix.rate.mean, Unit::Share),
        };
        let each = mix.each.map_or_else(|| "–".to_owned(), |ratio| pounds(ratio.value));
        table.rows.push(vec![name(found, mix), pounds(mix.cost), rate, gain, each, verdict.to_owned(), mix.replications.to_string()]);
    }
    table
}

fn options(found: &PlanResult) -> Table {
    let mut table = Table::new("options", "Options", &["option", "staff a year", "beside staff a year", "changes"]);
    for offer in &found.offers {
        table.rows.push(vec![offer.title.clone(), pounds(offer.staff), pounds(offer.stated), offer.set.len().to_string()]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::answer::Answer;
    use crate::study::plan::Offer;
    use crate::study::synthetic_answers::answers;

    fn planned() -> PlanResult {
        let plan = answers().into_iter().find_map(|answer| match answer {
            Answer::Plan(found) => Some(found),
            _ => None,
        });
        *plan.expect("a plan")
    }

    #[test]
    fn a_mix_that_has_nearly_all_is_told_by_what_it_lacks() {
        let mut found = planned();
        let one = found.offers[0].clone();
        let titles = ["Mix", "Police", "One more", "Two more", "Rooms", "Lists"];
        found.offers = titles
            .iter()
            .zip([0, 1, 2, 2, 4, 5])
            .map(|(title, group)| Offer { title: (*title).to_owned(), group, ..one.clone() })
            .collect();
        let mut told = |offers: &[usize]| {
            found.mixes[0].offers = offers.to_vec();
            name(&found, &found.mixes[0])
        };
        assert_eq!(told(&[]), "nothing done");
        assert_eq!(told(&[0, 1]), "Mix + Police");
        assert_eq!(told(&[0, 1, 3, 4, 5]), "everything");
        assert_eq!(told(&[0, 1, 3, 4]), "everything but “Lists”");
        assert_eq!(told(&[0, 1, 4, 5]), "everything but “One more” or “Two more”");
        assert_eq!(told(&[0, 1, 2, 4, 5]), "everything, with only “One more”");
        assert_eq!(told(&[0, 2, 4, 5]), "Mix + One more + Rooms + Lists");
    }

    #[test]
    fn where_an_option_does_harm_nothing_is_said_of_mixes_that_were_not_tested() {
        let mut found = planned();
        found.answer = None;
        found.mixes.iter_mut().for_each(|mix| mix.verdict = Verdict::Fails);
        found.ceiling = Some((found.mixes[2].rate, Verdict::Fails));
        let told = |found: &PlanResult| [vec![verdict(found)], proof(found).into_iter().collect(), warnings(found)].concat().join("\n");
        let sure = told(&found);
        assert!(sure.contains("None of the mixes reaches") && sure.contains("that is the ceiling of these options"), "{sure}");
        // The option that was tried by itself lowers the rate; and yet it gives the best of those tried.
        let gain = found.alone[0].gain.as_mut().expect("a difference");
        gain.difference.mean = -gain.difference.mean.abs();
        found.alone[0].rate.mean.as_mut().expect("a rate").mean = 0.9;
        let unsure = told(&found);
        let title = &found.offers[1].title;
        for words in [
            "None of the mixes that were tested reaches".to_owned(),
            format!("3 of {} possible mixes", found.possible),
            format!("The best of those tried, {title}, gives 90.0 %"),
            format!("no ceiling of the other options, because “{title}” lowers the rate by itself"),
            format!("“{title}” lowers the rate by itself. Where everything together misses the target"),
        ] {
            assert!(unsure.contains(&words), "{words}: {unsure}");
        }
    }
}
