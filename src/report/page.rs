//! The page as one file: html, styles, script and data in one, nothing of it from elsewhere.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cells::Cells;
use super::content::{Block, Fact, Figure, Message, Page, Table};
use super::number::drawn;
use crate::draw::{AxisKind, Curve, Panel, page_svg};
use crate::emit::EmitError;
use crate::emit::template::{Template, parsed};

static PAGE: Template = Template::new("report.html", || {
    parsed([
        ("report.html", include_str!("../../templates/report/report.html")),
        ("blocks.html", include_str!("../../templates/report/blocks.html")),
        ("cells.html", include_str!("../../templates/report/cells.html")),
    ])
});

/// Parses the templates, which can be done beside other work before the first page is made.
pub(crate) fn prepare() {
    PAGE.prepare();
}

const STYLE: &str = include_str!("../../templates/report/report.css");
const SCRIPTS: [&str; 2] =
    [include_str!("../../templates/report/cells.js"), include_str!("../../templates/report/report.js")];

#[derive(Serialize)]
struct PageContext<'a> {
    title: &'a str,
    kind: &'a str,
    lead: &'a str,
    facts: &'a [Fact],
    has_cells: bool,
    sections: Vec<SectionContext<'a>>,
    version: &'static str,
    style: &'static str,
    scripts: String,
    /// The data, ready to stand in a `script` element.
    data: String,
}

#[derive(Serialize)]
struct SectionContext<'a> {
    id: &'a str,
    title: &'a str,
    text: Vec<Vec<Run<'a>>>,
    blocks: Vec<BlockContext<'a>>,
}

/// Words, or what stands between backticks.
#[derive(Debug, PartialEq, Serialize)]
struct Run<'a> {
    text: &'a str,
    is_code: bool,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum BlockContext<'a> {
    Figure { id: &'a str, title: &'a str, caption: Vec<Run<'a>>, is_small: bool, panels: Vec<PanelContext<'a>> },
    Table { table: &'a Table },
    Command { text: &'a str },
    Messages { messages: &'a [Message] },
}

#[derive(Serialize)]
struct PanelContext<'a> {
    name: &'a str,
    svg: String,
}

/// The page.
///
/// # Errors
/// When a template cannot be filled: a fault of the program.
pub fn html(page: &Page) -> Result<String, EmitError> {
    let context = PageContext {
        title: &page.title,
        kind: page.kind,
        lead: &page.lead,
        facts: &page.facts,
        has_cells: page.cells.is_some(),
        sections: page.sections.iter().map(section_context).collect(),
        version: env!("CARGO_PKG_VERSION"),
        style: STYLE,
        scripts: SCRIPTS.concat(),
        data: within_script(&serde_json::to_string(&data(page)).map_err(|error| EmitError::new(&error))?),
    };
    PAGE.fill(&context)
}

fn section_context(section: &super::content::Section) -> SectionContext<'_> {
    SectionContext {
        id: &section.id,
        title: &section.title,
        text: section.text.iter().map(|text| runs(text)).collect(),
        blocks: section.blocks.iter().map(block_context).collect(),
    }
}

fn block_context(block: &Block) -> BlockContext<'_> {
    match block {
        Block::Figure(figure) => BlockContext::Figure {
            id: &figure.id,
            title: &figure.title,
            caption: runs(&figure.caption),
            is_small: figure.is_small,
            panels: figure.panels.iter().map(|panel| panel_context(figure, panel)).collect(),
        },
        Block::Table(table) => BlockContext::Table { table },
        Block::Command(text) => BlockContext::Command { text },
        Block::Messages(messages) => BlockContext::Messages { messages },
    }
}

fn panel_context<'a>(figure: &Figure, named: &'a super::content::Named) -> PanelContext<'a> {
    PanelContext { name: &named.name, svg: page_svg(&named.panel, figure.is_small, &alternative(figure, named)) }
}

/// A figure in words.
fn alternative(figure: &Figure, named: &super::content::Named) -> String {
    let Panel { x, y, curves, tiles, .. } = &named.panel;
    let what = format!("{}: {}.", figure.title, named.name);
    let axes = (!y.label.is_empty()).then(|| format!("{} against {}.", y.label, x.label));
    let ranges = curves.iter().filter(|curve| !curve.label.is_empty()).filter_map(|curve| {
        let values = curve.points.iter().map(|point| point.1).filter(|value| value.is_finite());
        let (low, high) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        (low <= high).then(|| format!("{} from {} to {}.", curve.label, drawn(low), drawn(high)))
    });
    let all = (!tiles.is_empty()).then(|| format!("{} in all.", tiles.iter().map(|tile| tile.value).sum::<f64>()));
    let end = "The numbers are in the table below.".to_owned();
    let parts = [what].into_iter().chain(axes).chain(ranges).chain(all).chain([end]);
    parts.collect::<Vec<_>>().join(" ")
}

/// Splits a text at its backticks.
fn runs(text: &str) -> Vec<Run<'_>> {
    let parts = text.split('`').enumerate().map(|(place, text)| Run { text, is_code: place % 2 == 1 });
    parts.filter(|run| !run.text.is_empty()).collect()
}

/// What the script draws and what tables are made of.
#[derive(Serialize)]
struct Data<'a> {
    cells: Option<&'a Cells>,
    figures: BTreeMap<&'a str, Vec<PanelData<'a>>>,
}

#[derive(Serialize)]
struct PanelData<'a> {
    name: &'a str,
    x: &'a str,
    y: &'a str,
    curves: Vec<CurveData<'a>>,
    /// Row, range and value of each.
    tiles: Vec<(Option<&'a str>, f64, f64, f64)>,
}

#[derive(Serialize)]
struct CurveData<'a> {
    label: &'a str,
    x: Vec<f64>,
    y: Vec<f64>,
}

fn data(page: &Page) -> Data<'_> {
    let figures = page.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Figure(figure) => Some((figure.id.as_str(), figure.panels.iter().map(panel_data).collect())),
        Block::Table(_) | Block::Command(_) | Block::Messages(_) => None,
    });
    Data { cells: page.cells.as_ref(), figures: figures.collect() }
}

fn panel_data(named: &super::content::Named) -> PanelData<'_> {
    let Panel { x, y, curves, tiles, .. } = &named.panel;
    let rows = match &y.kind {
        AxisKind::Names(names) => names.as_slice(),
        AxisKind::Linear | AxisKind::Unit | AxisKind::Degrees | AxisKind::Logarithmic => &[],
    };
    let tiles = tiles.iter().filter(|tile| tile.value != 0.0);
    let tiles = tiles.map(|tile| (rows.get(tile.row).map(String::as_str), tile.x[0], tile.x[1], tile.value));
    PanelData {
        name: &named.name,
        x: &x.label,
        y: &y.label,
        curves: curves.iter().map(curve_data).collect(),
        tiles: tiles.collect(),
    }
}

fn curve_data(curve: &Curve) -> CurveData<'_> {
    let points = curve.points.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
    let (x, y) = points.map(|&(x, y)| (drawn(x), drawn(y))).unzip();
    CurveData { label: &curve.label, x, y }
}

/// json that ends no `script` element.
fn within_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        let run = |text, is_code| Run { text, is_code };
        assert_eq!(runs("run `a b` now"), [run("run ", false), run("a b", true), run(" now", false)]);
        assert_eq!(runs("plain"), [run("plain", false)]);
    }

    #[test]
    fn data_ends_no_element() {
        let page = Page { title: "</title><script>alert(1)</script>".into(), ..Page::default() };
        let text = html(&page).unwrap();
        assert!(!text.contains("<script>alert"), "{text}");
        assert_eq!(within_script(r#"["</script>"]"#), r#"["\u003c/script>"]"#);
    }
}
