//! The page of an explanation: the ceiling first, then the waterfall, the clusters, and what each removal changes.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::page::{POLICY, SCRIPT, STYLE, chart};
use super::tables::of_findings;
use crate::charts::Picture;
use crate::experiment::explain::Explanation;
use crate::findings::explain::{Explained, without};
use crate::findings::words::capital;
use crate::output::Origin;
use crate::output::folder::sha256;

/// The page as an HTML document; it fetches nothing.
pub fn html(found: &Explanation, explained: &Explained, pictures: &[Picture], origin: &Origin) -> String {
    let document = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="description" content=(explained.verdict);
                title { (explained.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#answer" { "Skip to the answer" }
                header {
                    p.kind { "Same-day reports in the courts: what holds them back" }
                    h1 { (found.frame.title) }
                }
                main { (answer(explained, pictures)) (removed(found)) }
                footer {
                    p { (explained.basis) }
                    dl.origin {
                        div { dt { "Scenario" } dd { (origin.scenario) } }
                        div { dt { "Its hash (SHA-256, as resolved)" } dd { code { (sha256(origin.resolved.as_bytes())) } } }
                        div { dt { "Command" } dd { code { (origin.command.join(" ")) } } }
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    document.into_string()
}

fn answer(explained: &Explained, pictures: &[Picture]) -> Markup {
    html! {
        section id="answer" aria-labelledby="answer-heading" {
            h2 id="answer-heading" { "The answer" }
            p.verdict { (explained.verdict) }
            ul.reasons { @for reason in &explained.reasons { li { (reason) } } }
            @if !explained.warnings.is_empty() {
                div.doubt { h3 { "What to doubt" } ul { @for warning in &explained.warnings { li { (capital(warning)) } } } }
            }
            @for picture in pictures { (chart(picture)) }
            @for table in &explained.tables { (of_findings(table)) }
        }
    }
}

/// What each removal changes, key by key.
fn removed(found: &Explanation) -> Markup {
    html! {
        section id="removals" aria-labelledby="removals-heading" {
            h2 id="removals-heading" { "What was removed" }
            p { "The same cases were run again without each obstacle. These are the keys of the scenario that each removal changes, told for one cluster." }
            @for removal in &found.removals {
                details {
                    summary { (capital(without(removal.obstacle))) " (" (removal.obstacle.word().replace('_', " ")) ", in " (removal.cluster) ")" }
                    ul { @for change in &removal.changes { li { code { (change) } } } }
                }
            }
        }
    }
}
