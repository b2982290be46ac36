//! Directories with awkward names, links, rights that are missing, readers that leave.

use crate::case::Case;
use crate::texts;

#[test]
fn a_model_directory_may_have_any_name() {
    for name in [
        "my model",
        "Zelle 1 \u{e4}\u{3bb}",
        "it's",
        "a \"quoted\" one",
        "\"\"\"",
        "back\\slash",
        "$HOME `x`",
        "two\nlines",
        "*",
    ] {
        let case = Case::passive().model(name);
        case.succeeds();
        let command = case.record()["command"].as_str().unwrap().replace("-o OUT", "-o again");
        assert_eq!(case.shell(&command).status.code(), Some(0), "{command}");
        for file in ["cell.hoc", "init.hoc"] {
            let text = case.output_text(file);
            let first = text.lines().find(|line| !line.starts_with("//")).unwrap();
            assert_eq!(first, "", "{text}");
        }
        let python =
            case.shell("python3 -c 'import ast; print(ast.get_docstring(ast.parse(open(\"out/model.py\").read())))'");
        let docstring = String::from_utf8(python.stdout).unwrap();
        let shown = name.replace('\n', " ");
        assert!(docstring.starts_with(&format!("{shown} with its dendritic subtrees")), "{name}: {docstring}");
    }
}

#[test]
fn a_model_directory_may_be_named_in_many_ways() {
    for path in ["./model", "model/", "model/.", "model/../model", "model/deep/.."] {
        let case = Case::passive().file("deep/notes.txt", "").model(path);
        assert!(case.succeeds().starts_with("model --load cell.hoc\n"), "{path}");
    }
    let case = Case::passive();
    let output = case.shell("cd model && neuron-reduce reduce . -o ../out");
    assert!(output.stdout.starts_with(b"model --load"), "{output:?}");
}

#[test]
#[cfg(unix)]
fn a_link_to_a_model_directory_is_followed() {
    let case = Case::passive().through_link();
    case.succeeds();
}

#[test]
#[cfg(unix)]
fn a_model_directory_is_known_through_a_link() {
    let case = Case::passive().through_link().output("model/out");
    assert!(case.fails().contains("would change the model directory"));
    let case = Case::passive().through_link().output("link/out");
    assert!(case.fails().contains("would change the model directory"));
}

#[test]
fn a_model_directory_need_not_be_writable() {
    Case::passive().read_only_model().succeeds();
}

#[test]
fn the_output_may_be_anywhere() {
    for output in ["out/", "./out", "a/b/c/out", "out/."] {
        let case = Case::passive().output(output);
        case.succeeds();
        assert!(case.output_listing().contains(&"cell.hoc".to_owned()), "{output}");
    }
    let case = Case::passive();
    let output = case.shell("mkdir -p a/b && cd a/b && neuron-reduce reduce ../../model -o ../out");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(case.shell("ls a").stdout, b"b\nout\n");
    let output = case.shell("neuron-reduce reduce model -o gone/../beside && ls");
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().last(), Some("model"));
    assert_eq!(case.folder_listing(), ["a", "beside", "model"]);
}

#[test]
fn an_empty_output_directory_may_be_replaced() {
    let case = Case::passive();
    assert_eq!(case.shell("mkdir out; neuron-reduce reduce model -o out").status.code(), Some(1));
    assert_eq!(case.shell("neuron-reduce reduce model -o out --force").status.code(), Some(0));
    assert_eq!(case.shell("neuron-reduce reduce model -o out/ --force").status.code(), Some(0));
}

#[test]
fn an_output_that_is_a_link_is_replaced_alone() {
    let case = Case::passive();
    let output = case
        .shell("neuron-reduce reduce model -o first && ln -s first out && neuron-reduce reduce model -o out --force");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(case.shell("test -f first/reduction.json && test -f out/reduction.json").status.code(), Some(0));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let case = Case::new().file("cell.hoc", &format!("{}forall nseg = 20001\n", texts::PASSIVE));
    for line in [
        "neuron-reduce dump model --stage cell --format json",
        "neuron-reduce dump model --stage cell",
        "neuron-reduce --help",
    ] {
        let output = case.shell(&format!("{{ {line}; echo $? >code; }} | true; cat code"));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "0\n", "{line}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{line}");
    }
}

#[test]
fn messages_that_nobody_reads_are_no_panic() {
    let output = Case::new().shell("neuron-reduce reduce model -o out 2>&-; echo $?");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "1\n");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_behind_stdout_is_an_error() {
    let output = Case::passive().shell("neuron-reduce dump model --stage cell >/dev/full");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @"error: standard output cannot be written: No space left on device (os error 28)");
}

#[test]
fn the_demo_can_be_made_again_with_its_own_command() {
    let case = Case::new();
    let output = case.shell("neuron-reduce demo -o demo && cd demo && ls");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("\nmodel\nreduced\n"));
    let again =
        case.shell("cd demo && $(grep '^neuron-reduce reduce' reduced/README.md) && diff -r reduced OUT && rm -r OUT");
    assert_eq!((again.status.code(), String::from_utf8_lossy(&again.stderr).as_ref()), (Some(0), ""));
    let refused = case.shell("neuron-reduce demo -o demo");
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(case.shell("neuron-reduce demo -o demo --force").status.code(), Some(0));
}
