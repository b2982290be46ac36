//! A snapshot that is wrong is refused by name of the place.

use neuron_reduce::cell::processes::{
    Connection, Given, Play, PlayTimes, Process, RandomStream, Site, Source, Step, Variable,
};
use neuron_reduce::cell::{Cell, Processes, snapshot};
use serde_json::{Value, json};

use crate::trees::{Builder, cylinder};

fn cell() -> Cell {
    Builder::default()
        .root(cylinder("soma", 20.0, 20.0, 1))
        .child(cylinder("dend", 100.0, 1.0, 3), "soma", 0.5)
        .in_list("basal")
        .cell
}

fn refused(change: impl FnOnce(&mut Value)) -> String {
    let mut json = snapshot::write(&cell());
    change(&mut json);
    snapshot::read(&json.to_string()).unwrap_err().diagnostic().message
}

#[test]
fn what_is_written_is_read() {
    let mut cell = cell();
    cell.sections[1].cm_uf_per_cm2 = vec![1.0, 0.1 + 0.2, 2.0];
    let text = snapshot::write(&cell).to_string();
    assert_eq!(snapshot::read(&text).unwrap(), cell);
    assert!(text.contains(r#""cm":[1.0,0.30000000000000004,2.0]"#), "{text}");
    assert!(text.contains(r#""g_pas":0.00005,"#), "one number for all segments: {text}");
}

#[test]
fn children_lists_and_the_version_may_be_missing() {
    let mut json = snapshot::write(&cell());
    json.as_object_mut().unwrap().remove("layout_version");
    for section in json["sections"].as_array_mut().unwrap() {
        for key in ["children", "lists", "rall_branch", "ion_style", "type", "n_pt3d"] {
            section.as_object_mut().unwrap().remove(key);
        }
    }
    json.as_object_mut().unwrap().remove("globals");
    let read = snapshot::read(&json.to_string()).unwrap();
    assert_eq!(read.sections[0].children, [1]);
    assert_eq!(read.sections[1].rall_branch, 1.0);
}

#[test]
fn wrong_shapes() {
    let message = snapshot::read("{").unwrap_err().to_string();
    assert_eq!(message, "the snapshot is no json: EOF while parsing an object at line 1 column 1");
    assert!(snapshot::read(r#"{"celsius": NaN}"#).unwrap_err().to_string().starts_with("the snapshot is no json"));
    assert!(snapshot::read(&"[".repeat(100_000)).is_err());
    let (next, text) = (json!(2), json!("1"));
    for (version, shown) in [(next, "2"), (text, "\"1\"")] {
        let message = refused(|json| json["layout_version"] = version.clone());
        assert_eq!(message, format!("the layout of the snapshot is version {shown}, not 1"));
        let other_shape = json!({ "layout_version": version, "trees": [] }).to_string();
        assert_eq!(snapshot::read(&other_shape).unwrap_err().to_string(), message);
    }
    let bare = snapshot::read("[]").unwrap_err().to_string();
    assert!(bare.starts_with("`.` of the snapshot: invalid length 0"), "{bare}");
    let of = |path: &str, told: &str| format!("`{path}` of the snapshot: {told}");
    let says = |change: &dyn Fn(&mut Value), path: &str, told: &str| {
        let message = refused(change);
        let (without_place, place) = message.rsplit_once(" at line 1 column ").unwrap_or_else(|| panic!("{message}"));
        assert_eq!(without_place, of(path, told));
        assert!(place.parse::<usize>().is_ok(), "{message}");
    };
    says(&|json| json["celsius"] = json!("warm"), "celsius", "invalid type: string \"warm\", expected f64");
    says(&|json| json["segments"]["diam"][0] = json!(-16.0), "segments.diam[0]", "-16 is no positive number");
    for key in ["L", "Ra"] {
        let path = format!("sections[0].{key}");
        says(&|json| json["sections"][0][key] = json!(0.0), &path, "0 is no positive number");
    }
    says(&|json| json["sections"][1]["L"] = Value::Null, "sections[1].L", "invalid type: null, expected f64");
    for (nseg, shown) in [(json!(0), "0"), (json!(-1), "-1"), (json!(1.5), "1.5"), (json!(40_000), "40000")] {
        let told = format!("{shown} is no count of segments");
        says(&|json| json["sections"][1]["nseg"] = nseg.clone(), "sections[1].nseg", &told);
    }
    let own_end = "0.5 is no end of a section (0 or 1)";
    says(&|json| json["sections"][1]["own_end"] = json!(0.5), "sections[1].own_end", own_end);
    says(&|json| json["sections"][1]["parent_x"] = json!(1.5), "sections[1].parent_x", "1.5 is no number from 0 to 1");
    let pas = "invalid type: string \"leaky\", expected a number or a list of numbers";
    says(&|json| json["sections"][0]["mechs"]["pas"]["g_pas"] = json!("leaky"), "sections[0].mechs.pas.g_pas", pas);
    let style = "invalid value: integer `5000000000`, expected i32";
    says(
        &|json| json["sections"][0]["ion_style"]["na_ion"] = json!(5_000_000_000_i64),
        "sections[0].ion_style.na_ion",
        style,
    );
    let name = "`a b` is no name such as `dend` or `dend[3]`";
    says(&|json| json["sections"][0]["lists"] = json!(["a b"]), "sections[0].lists[0]", name);
    let seg0 = of("sections[1].seg0", "2 is no sum of the segments before");
    assert_eq!(refused(|json| json["sections"][1]["seg0"] = json!(2)), seg0);
    let no_x = of("sections[1].parent_x", "missing beside `parent`");
    assert_eq!(refused(|json| json["sections"][1]["parent_x"] = Value::Null), no_x);
}

#[test]
fn wrong_lengths() {
    let g_pas = "`sections[1].mechs.pas.g_pas` of the snapshot has 2 values for 3";
    assert_eq!(refused(|json| json["sections"][1]["mechs"]["pas"]["g_pas"] = json!([1, 2])), g_pas);
    let area = "`segments.area` of the snapshot has 1 values for 4";
    assert_eq!(refused(|json| json["segments"]["area"] = json!([1])), area);
    let points = "`pt3d.dend` of the snapshot has 0 values for 1";
    assert_eq!(refused(|json| json["pt3d"] = json!({"dend": {"x": [0], "y": [], "z": [0], "d": [1]}})), points);
}

#[test]
fn wrong_trees() {
    let dangling = "`sections[1].parent` of the snapshot names `sooma`, which is no section";
    assert_eq!(refused(|json| json["sections"][1]["parent"] = json!("sooma")), dangling);
    let duplicate = "two sections of the snapshot are named `dend`";
    assert_eq!(refused(|json| json["sections"][0]["name"] = json!("dend")), duplicate);
    let children = "the children of section `soma` in the snapshot are not those that name it as their parent";
    assert_eq!(refused(|json| json["sections"][0]["children"] = json!([])), children);
    assert_eq!(refused(|json| json["sections"][0]["children"] = json!(["dend", "dend"])), children);
    let cycle = refused(|json| {
        json["sections"][1]["parent"] = json!("dend");
        json["sections"][1]["children"] = json!(["dend"]);
        json["sections"][0]["children"] = json!([]);
    });
    assert_eq!(cycle, "section `dend` of the snapshot is its own ancestor");
}

/// A synapse with a stream of its own, what sends events to it, and a clamp that a vector is played into.
fn processes() -> Processes {
    let site = Site { section: 1, x: 0.5 };
    let call = Step::Call { function: "set_stream".into(), arguments: vec![Given::Random(0), Given::Number(2.0)] };
    let synapse = Process {
        name: "Release[0]".into(),
        kind: "Release".into(),
        site: Some(site),
        values: [("tau[1]".to_owned(), 0.1)].into(),
        steps: vec![call, Step::Set { variable: "p".into(), value: 0.5 }],
        pointers: [("other".to_owned(), Variable::Range { site, name: "v".into() })].into(),
    };
    let clamp = Process { kind: "IClamp".into(), site: Some(Site { section: 0, x: 1.0 }), ..Process::default() };
    let stimulus = Process { kind: "NetStim".into(), ..Process::default() };
    let connection = Connection {
        source: Source::Process(2),
        target: Some(0),
        delay_ms: 1.5,
        weights: vec![0.1, 0.0, 2.0],
        is_active: true,
        ..Connection::default()
    };
    let stream = RandomStream {
        generator: "Random123".into(),
        seeds: vec![1, 2, 3],
        sequence: 4.0,
        distribution: Some(("negexp".into(), vec![1.0])),
    };
    let into = Variable::Member { process: 1, name: "amp".into() };
    Processes {
        objects: vec![synapse, clamp, stimulus],
        connections: vec![connection],
        randoms: vec![stream],
        vectors: vec![vec![0.0, 0.5]],
        plays: vec![Play { vector: 0, into, at: PlayTimes::Every(0.1), is_continuous: true }],
        ..Processes::default()
    }
}

fn processes_refused(change: impl FnOnce(&mut Processes)) -> String {
    let mut processes = processes();
    change(&mut processes);
    let text = snapshot::write_processes(snapshot::write(&cell()), &processes).to_string();
    snapshot::read_with_all(&text).unwrap_err().diagnostic().message
}

#[test]
fn what_sits_on_the_cell_is_read_as_it_was_written() {
    let text = snapshot::write_processes(snapshot::write(&cell()), &processes()).to_string();
    assert_eq!(snapshot::read(&text).unwrap(), cell());
    assert_eq!(snapshot::read_with_all(&text).unwrap().processes, processes());
    let bare = snapshot::write_processes(snapshot::write(&cell()), &Processes::default());
    assert_eq!(bare, snapshot::write(&cell()));
    assert!(snapshot::read_with_all(&bare.to_string()).unwrap().processes.is_empty());
}

#[test]
fn processes_that_name_what_is_not_there_are_refused() {
    let of = |what: &str| format!("`point_processes` of the snapshot: {what}");
    assert_eq!(
        processes_refused(|found| found.objects[0].site = Some(Site { section: 2, x: 0.5 })),
        of("there is no section 2, of 2")
    );
    assert_eq!(
        processes_refused(|found| found.objects[0].site = Some(Site { section: 1, x: 1.5 })),
        of("1.5 is no place in a section")
    );
    assert_eq!(processes_refused(|found| found.connections[0].target = Some(3)), of("there is no process 3, of 3"));
    assert_eq!(processes_refused(|found| found.randoms.clear()), of("there is no random 0, of 0"));
    assert_eq!(processes_refused(|found| found.vectors.clear()), of("there is no vector 0, of 0"));
    assert_eq!(
        processes_refused(|found| found.objects[1].kind = "IClamp() quit(".into()),
        of("`IClamp() quit(` is no name")
    );
    assert_eq!(
        processes_refused(|found| found.objects[0].steps[1] = Step::Set { variable: "p[x]".into(), value: 1.0 }),
        of("`p[x]` is no name")
    );
    let mut json = snapshot::write(&cell());
    json["point_processes"] = json!({"objects": [{"kind": 3}]});
    assert_eq!(snapshot::read(&json.to_string()).unwrap(), cell(), "the cell itself is sound");
    let message = snapshot::read_with_all(&json.to_string()).unwrap_err().to_string();
    assert!(message.starts_with("`point_processes` of the snapshot: invalid type: integer `3`"), "{message}");
}
