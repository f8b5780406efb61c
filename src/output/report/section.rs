//! What every section is made of: its heading and body, how a chart is set, and words that hold together.

use maud::{Markup, PreEscaped, html};

use crate::charts::Picture;
use crate::findings::words::capital;

/// A part of the report: the name that links to it, its heading, and what is in it.
pub(super) struct Section {
    pub key: &'static str,
    pub title: &'static str,
    pub body: Markup,
}

/// Words in which no line ends between a number and its unit or its error.
pub(super) fn tied(words: &str) -> String {
    words.replace(" %", "\u{a0}%").replace("± ", "±\u{a0}").replace(" FTE", "\u{a0}FTE").replace(" points", "\u{a0}points")
}

/// A chart, with its numbers and its words below it.
pub(super) fn chart(picture: &Picture) -> Markup {
    let (head, rows) = picture.table.split_first().map_or((&[][..], &[][..]), |(head, rows)| (head.as_slice(), rows));
    let is_number = |column: usize| rows.iter().any(|row| row[column].parse::<f64>().is_ok());
    html! {
        figure id={ "chart-" (picture.name) } {
            // It may be wider than a telephone, and must then be reached by the keyboard.
            div.chart tabindex="0" role="group" aria-label={ "Chart: " (picture.title) } { (PreEscaped(&picture.svg)) }
            p.sweep { "Sweep the chart sideways to see all of it, or open it in words and numbers." }
            details {
                summary { "In words and numbers: " (picture.title) }
                p { (picture.alt) }
                div.scroll tabindex="0" role="group" aria-label={ "Numbers of the chart: " (picture.title) } {
                    table.plain {
                        thead { tr { @for (i, cell) in head.iter().enumerate() { th.number[is_number(i)] scope="col" { (cell.replace('_', " ")) } } } }
                        tbody {
                            @for row in rows {
                                tr { @for cell in row { td.number[cell.parse::<f64>().is_ok()] { (cell) } } }
                            }
                        }
                    }
                }
                p.note { "Shares are parts of 1. The same numbers are in " code { "charts/" (picture.name) ".csv" } "." }
            }
        }
    }
}

/// A sentence whose first words, up to a colon, say what it is about.
pub(super) fn led(reason: &str) -> Markup {
    match reason.split_once(": ") {
        Some((about, rest)) => html! { strong { (tied(about)) ":" } " " (tied(rest)) },
        None => html! { (tied(reason)) },
    }
}

/// What to doubt, if anything.
pub(super) fn doubt(warnings: &[String]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            div.doubt { h3 { "What to doubt" } ul { @for warning in warnings { li { (tied(&capital(warning))) } } } }
        }
    }
}
