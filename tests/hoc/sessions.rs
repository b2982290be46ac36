//! Sessions of the CellBuilder: old versions, cells that a directory has from a session, windows that stay open.

use crate::support::hoc::Model;

/// The parts of a session around those that differ.
fn session(version: &str, subsets: &str, geometry: &str, membrane: &str) -> String {
    format!(
        "objectvar ocbox_\n{{load_file(\"celbild.hoc\", \"CellBuild\")}}\n{{ocbox_ = new CellBuild(1)}}\n\
         {{object_push(ocbox_)}}\n{{\nversion({version})\ncontinuous = 1\n}}\n\
         {{object_push(topol)}}\n{{\nfirst = 0\nslist.remove_all()\nsname = \"dend\"\nobjref tobj\n}}\n{{\n\
         tobj = new CellBuildSection(\"soma\",0, 0, tobj, 0) slist.append(tobj)\n\
         tobj.position(0,0,15,0) tobj.i3d=0\n\
         tobj = new CellBuildSection(\"dend\",0, 0, tobj, 1) slist.append(tobj)\ntobj.parent=slist.object(0)\n\
         tobj.position(15,0,90,15) tobj.i3d=2\n\
         all_init()\n}}\nfor i=0, slist.count-1 {{slist.object(i).rdses()}}\n15 0 0 2\n95 15 0 1\n{{object_pop()}}\n\
         {{object_push(subsets)}}\n{{first = 0}}\n{subsets}{{consist()}}\n{{object_pop()}}\n\
         {{object_push(geom)}}\n{{\nfirst = 0\n{geometry}set_default()\n}}\n{{object_pop()}}\n\
         {{object_push(memb)}}\n{{first=0}}\n{membrane}{{object_pop()}}\n\
         {{object_push(manage)}}\n{{\nfirst = 0\nclassname = \"Cell\"\netop=1 esub=1 egeom=1 emem=1\n}}\n{{object_pop()}}\n\
         {{\ncexport()\n}}\n{{object_pop()}}\nobjref ocbox_\n"
    )
}

fn geometry(specified: &[(u8, &str)]) -> String {
    let each = |(kind, value): &(u8, &str)| {
        format!("tobj = new GeoSpec({kind})\ntobj.value = {value}\nbild.subsets.snlist.object(0).geo.append(tobj)\n")
    };
    specified.iter().map(each).collect()
}

fn membrane(class: &str) -> String {
    let value = |kind: u8, value: &str| {
        format!(
            "{{\ntobj = new {class}({kind})\ntobj.value = {value}\ntobj.set_default()\ntobj = new MStanWrap(tobj, 0)\n\
             bild.subsets.snlist.object(0).ml.append(tobj)\n}}\n"
        )
    };
    value(0, "80") + &value(1, "0.75")
}

const TELL: &str = "forall print secname(), nseg, L, diam, Ra, cm, n3d()\nforsec all print secname()\n";

fn told(session: &str) -> String {
    let model = Model::new(&[("cell.ses", session), ("init.hoc", &format!("load_file(\"cell.ses\")\n{TELL}"))]);
    let mut hoc = model.interpreter();
    hoc.load_file("init.hoc", None).unwrap();
    hoc.output.clone()
}

/// Before 5.7 kinds of geometry have other numbers, and Ra and cm another class.
#[test]
fn versions_say_the_same_in_other_words() {
    let now = told(&session("5.7", "", &geometry(&[(2, "120"), (3, "3"), (7, "0.1")]), &membrane("FakeMechStan")));
    let before = told(&session("5.1", "", &geometry(&[(0, "120"), (1, "3"), (5, "0.1")]), &membrane("GeoSpec")));
    assert_eq!(now, "\t1 \nsoma3 120 3 80 0.75 2 \ndend3 120 3 80 0.75 2 \nsoma\ndend\n");
    assert_eq!(before, now);
}

/// Before 5 the session has the subset `all` itself.
#[test]
fn the_oldest_versions_list_all_sections() {
    let all = "{tobj = new SNList(\"all\") snlist.append(tobj)}\nfor i=0,1 tobj.add(bild.topol.slist.object(fscan()))\n0\n1\n";
    let oldest = told(
        &session("4.3", all, &geometry(&[(0, "120"), (1, "3"), (5, "0.1")]), &membrane("GeoSpec"))
            .replace("all_init()\n", ""),
    );
    assert_eq!(oldest, "\t1 \nsoma3 120 3 80 0.75 2 \ndend3 120 3 80 0.75 2 \nsoma\ndend\n");
}

/// An open window keeps its object, and the object its point process.
#[test]
fn what_a_window_holds_stays() {
    let text = "create soma\naccess soma\nobjref box\n\
                box = new PointProcessManager(0)\n\
                {object_push(box)}\n{mt.select(\"IClamp\") i = mt.selected() maction(i)}\n{object_pop()}\n\
                box = box.v1\n{box.map(\"PointProcessManager\")}\nobjref box\n\
                print PointProcessManager[0].pp, IClamp[0].get_loc()\n{pop_section()}\n\
                objref found\nfound = new List(\"ExpSyn\")\nprint found.count()\n";
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter();
    hoc.load_file("a.hoc", None).unwrap();
    assert_eq!(hoc.output, "IClamp[0] 0.5 \n0 \n");
}
