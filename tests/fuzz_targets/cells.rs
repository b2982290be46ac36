//! What a reduction of any cell keeps.

use neuron_reduce::cell::Cell;
use neuron_reduce::cell::resolved::Section;
use neuron_reduce::reduce::Reduction;

/// Every number of the reduced cell is one, its sections are a tree, and every segment of the original is mapped into it.
pub fn is_sane(original: &Cell, reduction: &Reduction) {
    let reduced = &reduction.cell;
    assert_eq!(reduced.parents_first().len(), reduced.sections.len(), "no tree");
    reduced.sections.iter().for_each(has_numbers);
    keeps(original, reduction);
    assert_eq!(reduction.map.sections.len(), original.sections.len());
    for (section, places) in original.sections.iter().zip(&reduction.map.sections) {
        assert_eq!(places.len(), section.nseg, "{}", section.name);
        for place in places {
            assert!(
                place.segment < reduced.sections[place.section].nseg && (0.0..=1.0).contains(&place.x),
                "{place:?}"
            );
        }
    }
    if let Some(certificate) = &reduction.certificate {
        assert!(certificate.greatest_error().is_finite(), "{certificate:?}");
    }
}

fn has_numbers(section: &Section) {
    let Section { nseg, length_um, diam_um, area_um2, ri_mohm, .. } = section;
    assert!([diam_um, area_um2, ri_mohm, &section.cm_uf_per_cm2].iter().all(|list| list.len() == *nseg && *nseg > 0));
    assert!(
        diam_um.iter().chain(area_um2).chain([length_um]).all(|value| value.is_finite() && *value > 0.0),
        "{section:?}"
    );
    let values = section.mechanisms.values().flat_map(|values| values.values().flatten());
    assert!(ri_mohm.iter().chain(values).all(|value| value.is_finite()), "{section:?}");
}

/// Sections that stay are the sections that they were.
fn keeps(original: &Cell, reduction: &Reduction) {
    for (kept, &place) in reduction.cell.sections.iter().zip(&reduction.kept) {
        let before = &original.sections[place];
        assert_eq!((&kept.name, kept.nseg, &kept.area_um2), (&before.name, before.nseg, &before.area_um2));
    }
}
