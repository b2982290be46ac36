//! Binary files: NEURON writes them, both read them and print the same; nothing is written by us.

use std::path::Path;

use crate::support::hoc::{Model, message};
use crate::support::mechanisms::Judge;
use crate::support::programs::{Program, Run, differences};
use crate::support::venv::Neuron;

/// Every type of both methods, behind a line of text and before one.
const WRITE: &str = r#"objref f, w
f = new File()
w = new Vector(6)
{w.x[0] = -3.75 w.x[1] = 12.5 w.x[2] = 100 w.x[3] = -120.25 w.x[4] = 7 w.x[5] = 1e-3}
f.wopen("vwrite.bin")
f.printf("header 1 2 3\n")
for i = 1, 5 w.vwrite(f, i)
x = 2.5
{f.vwrite(&x) w.fwrite(f) w.fwrite(f, 1, 3)}
f.printf("after 42\n")
f.close()
"#;

const READ: &str = r#"objref f, w
strdef s
double y[4]
f = new File("vwrite.bin")
w = new Vector(2)
print f.isopen()
f.ropen()
{f.gets(s)}
print s, f.tell()
for i = 1, 5 {
  print w.vread(f), w.size(), f.tell(), f.eof()
  w.printf("%.17g ")
  print ""
}
x = 0
print f.vread(&x), x
{w.resize(6)}
print w.fread(f), w.x[0], w.x[5]
print f.vread(2, &y[1]), y[0], y[1], y[2], y[3]
print w.fread(f, 1), w.size(), w.x[0]
print f.scanvar(), f.tell(), f.eof()
print f.seek(13), f.tell()
for i = 1, 5 { print w.fread(f, 4, i), f.tell()
  w.printf("%.9g ")
  print "" }
print f.seek(-16, 2), w.fread(f, 5, 4), w.size(), w.x[4], f.eof()
f.seek(0, 2)
print w.vread(f), w.size(), f.vread(&x), x, f.eof()
f.ropen("swapped.bin")
for i = 0, 2 { print w.vread(f), w.size()
  w.printf("%.17g ")
  print "" }
f.ropen("strange.bin")
print w.vread(f), w.size()
"#;

/// Types 4, 3 and 5 with the bytes the other way round.
fn swapped() -> Vec<u8> {
    let mut bytes = vec![];
    bytes.extend([2_i32, 4].iter().flat_map(|number| number.to_be_bytes()));
    bytes.extend([1.5_f64, -2e300].iter().flat_map(|number| number.to_be_bytes()));
    bytes.extend([1_i32, 3].iter().flat_map(|number| number.to_be_bytes()));
    bytes.extend(0.1_f32.to_be_bytes());
    bytes.extend([3_i32, 5, 7, -8, 1 << 20].iter().flat_map(|number| number.to_be_bytes()));
    bytes
}

#[test]
fn both_read_what_neuron_writes() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).unwrap();
    write("write.hoc", WRITE.as_bytes());
    write("read.hoc", READ.as_bytes());
    write("swapped.bin", &swapped());
    write("strange.bin", &[0, 0, 0, 9, 0, 0, 0, 9, 1, 2]);
    let program = |file: &str| Program { directory: folder.path().to_owned(), file: file.to_owned() };
    let written: Vec<Result<Run, String>> = Judge::of(Neuron::Nine).programs(&[program("write.hoc")]);
    assert_eq!(written[0].as_ref().unwrap().refusal(), None);
    assert_eq!(differences(&[program("read.hoc")]), [""; 0]);
}

/// The message with which a program ends that finds `data.bin` in its directory.
fn failure(data: &[u8], text: &str) -> String {
    let text = format!("objref f, w\nf = new File(\"data.bin\")\nw = new Vector()\nf.ropen()\n{text}\n");
    let model = Model::new(&[("a.hoc", &text)]);
    std::fs::write(model.path().join("data.bin"), data).unwrap();
    let mut hoc = model.interpreter();
    let error = hoc.load_file("a.hoc", None).expect_err("the program is refused");
    message(&error, &hoc)
}

#[test]
fn nothing_is_written() {
    insta::assert_snapshot!(failure(b"", "w.vwrite(f)"), @"
    unsupported[hoc::unsupported]: `Vector.vwrite` writes a file, and hoc is only run to read
     --> a.hoc:5:3
      |
    5 | w.vwrite(f)
      |   ^^^^^^
      |
      = help: leave the statement out of what is loaded
    ");
    assert!(failure(b"", "w.fwrite(f)").starts_with("unsupported[hoc::unsupported]: `Vector.fwrite` writes a file"));
    assert!(
        failure(b"", "x = 0\nf.vwrite(&x)").starts_with("unsupported[hoc::unsupported]: `File.vwrite` writes a file")
    );
}

#[test]
fn a_file_that_ends_too_early_or_lies_about_its_size_is_an_error() {
    let header = |count: i32, kind: i32| [count.to_le_bytes(), kind.to_le_bytes()].concat();
    for kind in [1, 2, 3, 5] {
        let said = failure(&header(9, kind), "w.vread(f)");
        assert!(said.contains("`Vector.vread`: the file ends before all is read"), "{kind}: {said}");
    }
    assert!(failure(&header(-1, 4), "w.vread(f)").contains("fewer than 0 numbers"));
    assert!(failure(&header(i32::MAX, 4), "w.vread(f)").contains("an array of 2147483647 elements is too large"));
    assert!(failure(b"", "w.fread(f, 1e9)").contains("too large"));
    assert!(failure(b"", "f.close()\nw.vread(f)").contains("file `data.bin` is not open for reading"));
    assert!(failure(b"abc", "w.fread(w)").contains("must be a File"));
    assert!(failure(&[0; 64], "x = 0\nf.vread(8, &x)").contains("is gone"), "more than the variable holds");
}

#[test]
fn files_outside_of_the_model_are_not_read() {
    let outside = tempfile::NamedTempFile::new().unwrap();
    let path: &Path = outside.path();
    let said = failure(b"", &format!("f.ropen(\"{}\")\nw.fread(f, 1)", path.display()));
    assert!(said.contains("it lies outside the model directory"), "{said}");
}
