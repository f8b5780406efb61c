//! The page around the sections: head, contents and foot.
//!
//! Everything that a scenario says is escaped by the templates. Only the charts, the style and the
//! script go in as they are: the program wrote those itself.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::section::Section;
use super::{Page, Report, answers, sections, stress};
use crate::experiment::frame::of_court;
use crate::findings::document::Document;
use crate::findings::effects::Effects;
use crate::output::hash::sha256;
use crate::study::answer::Found;

pub(super) const STYLE: &str = include_str!("style.css");
pub(super) const SCRIPT: &str = include_str!("script.js");
/// The browser is told to fetch nothing at all, whatever a scenario holds.
pub(super) const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The whole document.
pub(super) fn document(page: &Page<'_>) -> Markup {
    let Document { title, question, .. } = &page.told[0].document;
    let parts = parts(page);
    let (kind, about) = match of_court(page.scenario) {
        true => ("Same-day reports in the courts: what a simulation found", "same-day reports"),
        false => ("Work done the same day: what a simulation found", "work done the same day"),
    };
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("sameday ", env!("CARGO_PKG_VERSION")));
                meta name="description" content=(page.told[0].document.verdict());
                title { (title) " – " (about) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href={ "#" (parts[0].key) } { "Skip to the answer" }
                header {
                    p.kind { (kind) }
                    h1 { (title) }
                    @if !question.is_empty() { p.question { (question) } }
                    nav aria-label="Contents" {
                        ol { @for part in &parts { li { a href={ "#" (part.key) } { (part.title) } } } }
                    }
                }
                main {
                    @for part in &parts {
                        section id=(part.key) aria-labelledby={ (part.key) "-heading" } {
                            h2 id={ (part.key) "-heading" } { (part.title) }
                            (part.body)
                        }
                    }
                }
                (foot(page))
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// Every section in the fixed order. Without a run there are only those that an answer fills.
fn parts(page: &Page<'_>) -> Vec<Section> {
    let run = page.told.iter().find_map(|told| match told.found {
        Found::Run(found) => Some((found, told)),
        _ => None,
    });
    let effects = Effects::of(page.told.iter().filter_map(|told| match told.found {
        Found::Sweep(swept) => Some(swept),
        _ => None,
    }));
    let report = run.map(|(found, told)| Report {
        found,
        document: &told.document,
        scenario: page.scenario,
        origin: told.origin,
        pictures: &told.pictures,
        effects: &effects,
    });
    let mut parts = Vec::new();
    parts.extend(report.as_ref().map(sections::answer));
    parts.extend(answers::sections(page, report.as_ref()));
    match &report {
        Some(report) => {
            parts.extend(sections::detail(report));
            parts.push(sections::basis(page, &effects));
            parts.push(stress::section(report));
        }
        None => parts.push(sections::basis(page, &effects)),
    }
    parts
}

/// From what the page can be made again.
fn foot(page: &Page<'_>) -> Markup {
    html! {
        footer {
            p { "Made by sameday " (env!("CARGO_PKG_VERSION")) ". The same scenario, version and seed give this page again, to the byte." }
            @for told in page.told {
                @let basis = told.found.basis();
                @if page.told.len() > 1 { h3.made { "sameday " (told.found.verb()) } }
                dl.origin {
                    div { dt { "Scenario" } dd { (told.origin.scenario) } }
                    div { dt { "Its hash (SHA-256, as resolved)" } dd { code { (sha256(told.origin.resolved.as_bytes())) } } }
                    div { dt { "Seed" } dd { (basis.seed) } }
                    div { dt { "Replications" } dd { (basis.replications) } }
                    div { dt { "Command" } dd { code { (told.origin.command.join(" ")) } } }
                }
            }
        }
    }
}
