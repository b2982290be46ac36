//! A random cell that is valid: a tree of cylinders and cones with usual values, with `pas`, some with `hh`, reduced both ways.

use arbitrary::{Result, Unstructured};
use indexmap::IndexMap;
use neuron_reduce::cell::Cell;
use neuron_reduce::cell::resolved::{Attachment, End, Section};
use neuron_reduce::cell::snapshot;
use neuron_reduce::mechanism::ion::ion_style_of;
use neuron_reduce::mechanism::{Catalog, MechanismKind};

/// Sections of the greatest tree.
const MOST_SECTIONS: usize = 40;

pub fn tree(bytes: &[u8]) {
    let Ok(cell) = cell(&mut Unstructured::new(bytes)) else { return };
    let written = snapshot::write(&cell).to_string();
    assert_eq!(snapshot::read(&written).as_ref(), Ok(&cell), "{written}");
    super::snapshot::converts(&written);
}

/// A cell: what remains when the bytes end is as small as it can be.
fn cell(choices: &mut Unstructured<'_>) -> Result<Cell> {
    let mut cell =
        Cell { celsius: between(choices, 0.0, 40.0)?, v_init_mv: between(choices, -90.0, -50.0)?, ..Cell::default() };
    let count = choices.int_in_range(1..=MOST_SECTIONS)?;
    for place in 0..count {
        let section = section(choices, place)?;
        if let Some(parent) = section.parent {
            // As in NEURON, the last one that is connected comes first.
            cell.sections[parent.section].children.insert(0, place);
        }
        cell.sections.push(section);
    }
    Ok(cell)
}

fn section(choices: &mut Unstructured<'_>, place: usize) -> Result<Section> {
    let nseg = choices.int_in_range(1..=9)?;
    let (length_um, ra_ohm_cm) = (decades(choices, -1.0, 3.5)?, decades(choices, 0.5, 3.0)?);
    let (first_um, last_um) = (decades(choices, -1.0, 1.5)?, decades(choices, -1.0, 1.5)?);
    let is_root = place == 0;
    let mut section = Section {
        name: if is_root {
            "soma".to_owned()
        } else {
            format!("{}[{place}]", choices.choose(&["dend", "apic", "axon"])?)
        },
        nseg,
        length_um,
        ra_ohm_cm,
        cm_uf_per_cm2: vec![decades(choices, -1.0, 1.0)?; nseg],
        parent: if is_root { None } else { Some(attachment(choices, place)?) },
        own_end: if !is_root && choices.ratio(1, 8)? { End::One } else { End::Zero },
        rall_branch: if choices.ratio(1, 8)? { 2.0 } else { 1.0 },
        mechanisms: mechanisms(choices, nseg)?,
        ..Section::default()
    };
    section.ion_style = styles(&section.mechanisms);
    shape(&mut section, first_um, last_um);
    Ok(section)
}

fn attachment(choices: &mut Unstructured<'_>, place: usize) -> Result<Attachment> {
    let section = choices.int_in_range(0..=place - 1)?;
    let x = if choices.ratio(1, 4)? { between(choices, 0.0, 1.0)? } else { *choices.choose(&[1.0, 0.5, 0.0])? };
    Ok(Attachment { section, x })
}

/// Areas and resistances of a cone that is cut into equal pieces, each taken as a cylinder.
fn shape(section: &mut Section, first_um: f64, last_um: f64) {
    let nseg = section.nseg as f64;
    let length_um = section.length_um / nseg;
    section.diam_um = (0..section.nseg).map(|at| first_um + (last_um - first_um) * (at as f64 + 0.5) / nseg).collect();
    let half_mohm =
        |diam_um: &f64| 1e-2 * section.ra_ohm_cm * length_um / 2.0 / (std::f64::consts::PI * diam_um * diam_um / 4.0);
    let mut halves: Vec<f64> = section.diam_um.iter().map(half_mohm).collect();
    section.area_um2 = section.diam_um.iter().map(|diam_um| std::f64::consts::PI * diam_um * length_um).collect();
    if section.own_end == End::One {
        halves.reverse();
    }
    let before = std::iter::once(0.0).chain(halves.iter().copied());
    section.ri_mohm = before.zip(&halves).map(|(before, own)| before + own).collect();
    section.ri_end_mohm = *halves.last().unwrap();
}

type Mechanisms = IndexMap<String, IndexMap<String, Vec<f64>>>;

fn mechanisms(choices: &mut Unstructured<'_>, nseg: usize) -> Result<Mechanisms> {
    let pas = [("g_pas", decades(choices, -6.0, -2.0)?), ("e_pas", between(choices, -90.0, -50.0)?)];
    let mut mechanisms = vec![("pas", pas.to_vec())];
    if choices.ratio(1, 4)? {
        let hh = [("gnabar_hh", -4.0, 0.0), ("gkbar_hh", -4.0, -1.0), ("gl_hh", -6.0, -3.0)];
        let mut hh =
            hh.iter().map(|&(name, low, high)| Ok((name, decades(choices, low, high)?))).collect::<Result<Vec<_>>>()?;
        hh.push(("el_hh", between(choices, -70.0, -50.0)?));
        let ion = |reversal, mv, [(inner, inside_mm), (outer, outside_mm)]: [(&'static str, f64); 2]| {
            vec![(reversal, mv), (inner, inside_mm), (outer, outside_mm)]
        };
        mechanisms.push(("hh", hh));
        mechanisms.push(("na_ion", ion("ena", 50.0, [("nai", 10.0), ("nao", 140.0)])));
        mechanisms.push(("k_ion", ion("ek", -77.0, [("ki", 54.4), ("ko", 2.5)])));
    }
    let over = |values: Vec<(&str, f64)>| {
        values.into_iter().map(|(name, value)| (name.to_owned(), vec![value; nseg])).collect()
    };
    Ok(mechanisms.into_iter().map(|(name, values)| (name.to_owned(), over(values))).collect())
}

/// Of ions, as NEURON sets them.
fn styles(mechanisms: &Mechanisms) -> IndexMap<String, i32> {
    let catalog = Catalog::with_builtins();
    let known = mechanisms.keys().filter_map(|name| catalog.find(name)).map(|found| catalog.mechanism(found));
    let uses: Vec<_> =
        known.filter(|known| known.kind == MechanismKind::Density).flat_map(|known| &known.ions).collect();
    let ions = mechanisms.keys().filter_map(|name| Some((name, name.strip_suffix("_ion")?)));
    let style = |ion: &str| ion_style_of(uses.iter().copied().filter(|used| used.ion == ion)).number();
    ions.map(|(name, ion)| (name.clone(), style(ion).cast_signed())).collect()
}

fn between(choices: &mut Unstructured<'_>, low: f64, high: f64) -> Result<f64> {
    let part = choices.int_in_range(0..=u16::MAX)?;
    Ok(low + (high - low) * f64::from(part) / f64::from(u16::MAX))
}

/// A number between two powers of ten.
fn decades(choices: &mut Unstructured<'_>, low: f64, high: f64) -> Result<f64> {
    between(choices, low, high).map(|power| 10_f64.powf(power))
}
