//! `reduce --synapses FILE`: tables of places in, tables with reduced places out.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A soma with a dendrite of three sections, in a template.
const CELL: &str = "\
begintemplate T
public soma, dend, basal
objref basal
create soma, dend[3]
proc init() { local i
  basal = new SectionList()
  for i = 0, 2 dend[i] { basal.append() L = 100 diam = 1.5 nseg = 3 }
  connect dend[0](0), soma(1)
  for i = 1, 2 connect dend[i](0), dend[0](1)
  soma { L = 20 diam = 20 }
  forsec basal { insert pas }
  soma insert pas
}
endtemplate T
";

struct Table {
    folder: tempfile::TempDir,
}

impl Table {
    fn of(name: &str, text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("model")).unwrap();
        fs::write(
            folder.path().join("model/init.hoc"),
            format!("{CELL}celsius = 30\nv_init = -70\nobjref c\nc = new T()\n"),
        )
        .unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        Self { folder }
    }

    /// Exit code, what was written, and what was said.
    fn reduce(&self, name: &str) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_neuron-reduce"));
        command.args(["reduce", "model", "-o", "out", "--segments", "4", "--synapses", name]);
        let output = command.current_dir(self.folder.path()).output().unwrap();
        let written = fs::read_to_string(self.folder.path().join("out/synapses.csv")).unwrap_or_default();
        let whole = |text: &str| text.replace(&canonical(self.folder.path()), "FOLDER");
        (output.status.code(), written, whole(&String::from_utf8(output.stderr).unwrap()))
    }
}

fn canonical(path: &Path) -> String {
    path.canonicalize().unwrap().display().to_string()
}

#[test]
fn rows_get_their_reduced_places_and_groups_and_keep_their_columns() {
    let text = "id,section,x,kind,tau1,tau2,note
7,T[0].dend[0],0.1,Exp2Syn,0.3,3,a
8,dend[1],0.5,Exp2Syn,0.3,3.0,\"b, c\"
9,dend[2],0.5,Exp2Syn,0.30,3,
10,dend[2],0.5,Exp2Syn,0.3,4,
11,soma,0.5,Exp2Syn,0.3,3,
12,soma,0.5,ExpSyn,,,
13,dend[1],0,Exp2Syn,0.3,3,
";
    let (code, written, said) = Table::of("synapses.csv", text).reduce("synapses.csv");
    assert_eq!((code, said.as_str()), (Some(0), ""));
    insta::assert_snapshot!(written, @r#"
    id,section,x,kind,tau1,tau2,note,reduced_section,reduced_x,group
    7,T[0].dend[0],0.1,Exp2Syn,0.3,3,a,dend[0],0.16666666666666666,0
    8,dend[1],0.5,Exp2Syn,0.3,3.0,"b, c",dend[0],0.8333333333333334,1
    9,dend[2],0.5,Exp2Syn,0.30,3,,dend[0],0.8333333333333334,1
    10,dend[2],0.5,Exp2Syn,0.3,4,,dend[0],0.8333333333333334,2
    11,soma,0.5,Exp2Syn,0.3,3,,soma,0.5,3
    12,soma,0.5,ExpSyn,,,,soma,0.5,4
    13,dend[1],0,Exp2Syn,0.3,3,,dend[0],0.5,5
    "#);
}

#[test]
fn what_does_not_add_up_has_groups_of_its_own() {
    let text = "section,x,kind\ndend[1],0.5,IClamp\ndend[1],0.5,IClamp\ndend[1],0.5,mine\ndend[1],0.5,mine\n";
    let (code, written, said) = Table::of("a.csv", text).reduce("a.csv");
    assert_eq!(code, Some(0));
    let groups: Vec<_> = written.lines().skip(1).map(|line| line.rsplit(',').next().unwrap()).collect();
    assert_eq!(groups, ["0", "1", "2", "2"]);
    insta::assert_snapshot!(said, @"
    warning[synapses::apart]: 2 rows of `IClamp` are not merged: it takes no events
    warning[synapses::kind]: `mine` is no point process of the model: its 2 rows are merged whatever their columns say
    ");
}

#[test]
fn lines_of_lists_are_read_as_well() {
    let (code, written, said) = Table::of("s.txt", "[basal,1,0.5]\n[basal, 2, 0.5]\n\n").reduce("s.txt");
    assert_eq!((code, said.as_str()), (Some(0), ""));
    insta::assert_snapshot!(written, @"
    section,x,list,index,reduced_section,reduced_x,group
    dend[1],0.5,basal,1,dend[0],0.8333333333333334,0
    dend[2],0.5,basal,2,dend[0],0.8333333333333334,0
    ");
}

#[test]
fn bad_rows_are_told_with_their_line_and_what_to_do() {
    let text = "section;x\ndend[1];0.5\ndned[1];0.5\ndend[2];-0.1\ndend[2];\n";
    let (code, written, said) = Table::of("a.csv", text).reduce("a.csv");
    assert_eq!((code, written.as_str()), (Some(1), ""));
    insta::assert_snapshot!(said, @"
    error[synapses::row]: the cell has no section `dned[1]`
     --> FOLDER/a.csv:3:1
      |
    3 | dned[1];0.5
      | ^^^^^^^^^^^
      |
      = help: did you mean `dend[1]`?
    error[synapses::row]: `-0.1` is no place in a section
     --> FOLDER/a.csv:4:1
      |
    4 | dend[2];-0.1
      | ^^^^^^^^^^^^
      |
      = help: a place is a number from 0 to 1
    error[synapses::row]: `` is no place in a section
     --> FOLDER/a.csv:5:1
      |
    5 | dend[2];
      | ^^^^^^^^
      |
      = help: a place is a number from 0 to 1
    ");
    let many = "section,x\n".to_owned() + &"axon,0.5\n".repeat(23);
    let (_, _, said) = Table::of("a.csv", &many).reduce("a.csv");
    assert_eq!(said.matches("the cell has no section `axon`").count(), 20);
    assert!(said.ends_with("error[synapses::row]: 3 more rows have errors\n"), "{said}");
}

#[test]
fn a_table_without_its_columns_is_refused() {
    let said = |text: &str| Table::of("a.csv", text).reduce("a.csv").2;
    insta::assert_snapshot!(said("sections,x\ndend[1],0.5\n"), @"
    error[synapses::column]: the table has no column `section`
     --> FOLDER/a.csv:1:1
      |
    1 | sections,x
      | ^
      |
      = help: did you mean `sections`?
    ");
    insta::assert_snapshot!(said("section,x,group\ndend[1],0.5,1\n"), @"
    error[synapses::column]: the table has a column `group` already
     --> FOLDER/a.csv:1:1
      |
    1 | section,x,group
      | ^
      |
      = help: rename it: `group` is written
    ");
    insta::assert_snapshot!(said("section,x\ndend[1],0.5,3\n"), @"
    error[synapses::row]: a row of 3 fields under 2 columns
     --> FOLDER/a.csv:2:1
      |
    2 | dend[1],0.5,3
      | ^^^^^^^^^^^^^
      |
      = help: every row has as many fields as the first line: put quotes around a field with a comma
    ");
    insta::assert_snapshot!(said("[basal,7,0.5]\n[apicals,0,0.5]\n[basal,0]\n"), @"
    error[synapses::row]: the cell has no section 7 in its list `basal`
     --> FOLDER/a.csv:1:1
      |
    1 | [basal,7,0.5]
      | ^^^^^^^^^^^^^
      |
      = help: the list has 3 sections, counted from 0
    error[synapses::row]: no section list is called `apicals`
     --> FOLDER/a.csv:2:1
      |
    2 | [apicals,0,0.5]
      | ^^^^^^^^^^^^^^^
      |
      = help: lists are `apical`, `basal`, `somatic`, `axonal`
    error[synapses::row]: a line of another form
     --> FOLDER/a.csv:3:1
      |
    3 | [basal,0]
      | ^^^^^^^^^
      |
      = help: a line is `[apical,74,0.75]`
    ");
    insta::assert_snapshot!(said(""), @"
    error[synapses::column]: the table has no column `section`
     --> FOLDER/a.csv:1:1
      |
    1 |
      | ^
      |
      = help: its first line names the columns: `section,x,kind`
    ");
    insta::assert_snapshot!(Table::of("a.csv", "").reduce("b.csv").2, @"error[synapses::file]: the table of synapses `b.csv` cannot be read: No such file or directory (os error 2)");
}

/// NEURON has the end by which a section is attached on its parent: the beginning of a stem is on the soma.
#[test]
fn ends_go_where_neuron_has_them() {
    let rows = "section,x\ndend[0],0\ndend[0],1\ndend[1],0\ndend[1],1\nsoma,0\nsoma,1\n";
    let (code, written, said) = Table::of("s.csv", rows).reduce("s.csv");
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let places: Vec<[&str; 2]> = written.lines().skip(1).map(|line| fields(line, [2, 3])).collect();
    assert_eq!(places[0], ["soma", "1"]);
    assert_eq!(places[1], places[2]);
    assert!(places[1][0] == "dend[0]" && places[3][0] == "dend[0]" && places[1][1] < places[3][1], "{places:?}");
    assert_eq!(places[4..], [["soma", "0"], ["soma", "1"]]);
}

fn fields(line: &str, which: [usize; 2]) -> [&str; 2] {
    let fields: Vec<&str> = line.split(',').collect();
    which.map(|at| fields[at])
}

#[test]
fn a_hundred_thousand_rows_are_moved() {
    const ROWS: usize = 100_000;
    let rows: String = (0..ROWS)
        .map(|row| format!("dend[{}],{},ExpSyn,{row}\n", row % 3, (row % 7) as f64 / 8.0))
        .collect::<Vec<_>>()
        .concat();
    let (code, written, said) = Table::of("s.csv", &format!("section,x,kind,id\n{rows}")).reduce("s.csv");
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert_eq!(written.lines().count(), ROWS + 1);
    assert!(written.lines().skip(1).zip(rows.lines()).all(|(moved, row)| moved.starts_with(row)));
    let groups: std::collections::BTreeSet<&str> =
        written.lines().skip(1).map(|line| fields(line, [5, 6])[1]).collect();
    assert!((2..=8).contains(&groups.len()), "{groups:?}");
}
