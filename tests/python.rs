//! The package `neuron-reduce-rs`: its wheel is built, installed beside each NEURON, and its tests run there.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::thread;

use support::venv::{installed, say, target_directory};

const PYTEST: &str = "pytest==8.4.2";

/// Reads and writes circuits.
const H5PY: &str = "h5py==3.16.0";

/// NEURON 9 with the package that ours stands in for.
fn nine() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    let packages = ["neuron==9.0.2", "neuron_reduce==0.0.7", "numpy", H5PY, PYTEST];
    let cells: (&str, &[&str]) = ("others-were-tried", &["LFPy==2.3.7", "netpyne==1.1.1"]);
    let circuits: (&str, &[&str]) = ("libsonata-was-tried", &["libsonata==0.2.2"]);
    // It brings much along: who wants its test says so.
    let models: (&str, &[&str]) = ("bluepyopt-was-tried", &["bluepyopt==1.14.26"]);
    let is_wanted = std::env::var_os("NEURON_REDUCE_BLUEPYOPT").is_some();
    let others: Vec<_> = [cells, circuits].into_iter().chain(is_wanted.then_some(models)).collect();
    PYTHON.get_or_init(|| python_with_package("package-9.0.2", &packages, &others))
}

/// Packages whose cells are reduced, or that open what is written, where they can be had; a file says that they were tried.
fn install_where_it_installs(python: &Path, (stamp, packages): (&str, &[&str])) {
    let stamp = python.with_file_name(stamp);
    if stamp.exists() {
        return;
    }
    say(&format!("installing {} where they install (once)", packages.join(" and ")));
    let output = Command::new(python).args(["-m", "pip", "install", "--quiet"]).args(packages).output().unwrap();
    if !output.status.success() {
        say(&String::from_utf8_lossy(&output.stderr));
    }
    fs::write(stamp, packages.join("\n")).unwrap();
}

/// NEURON 8.
fn eight() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    let packages = ["neuron==8.2.6", "numpy<2", "setuptools<81", H5PY, PYTEST];
    PYTHON.get_or_init(|| python_with_package("package-8.2.6", &packages, &[]))
}

#[test]
fn the_tests_of_the_package_pass_with_neuron_9() {
    let said = run_tests(nine());
    assert!(!said.contains("neuron_reduce is not installed"), "{said}");
    assert!(!said.contains("could not import 'h5py'"), "{said}");
}

#[test]
fn the_tests_of_the_package_pass_with_neuron_8() {
    run_tests(eight());
}

#[test]
fn the_wheel_carries_the_program() {
    let program = nine().with_file_name("neuron-reduce");
    let output = Command::new(program).arg("--version").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("neuron-reduce {}\n", env!("CARGO_PKG_VERSION")));
}

/// The scripts of the peer's own test-suite, and its example, with nothing but the import changed.
#[test]
fn the_scripts_of_the_peer_run_with_the_import_changed() {
    let Some(checkout) = std::env::var_os("NEURON_REDUCE_MODELS").map(PathBuf::from) else {
        println!("skipped: NEURON_REDUCE_MODELS does not name a checkout of orena1/neuron_reduce");
        return;
    };
    let python = eight();
    let folder = tempfile::tempdir().unwrap();
    for name in ["tests", "example"] {
        copy(&checkout.join(name), &folder.path().join(name));
    }
    fs::create_dir(folder.path().join("matplotlib")).unwrap();
    fs::write(folder.path().join("matplotlib/__init__.py"), "").unwrap();
    let plots = "figure = plot = show = legend = xlabel = ylabel = title = lambda *_, **__: None\n";
    fs::write(folder.path().join("matplotlib/pyplot.py"), plots).unwrap();
    change(
        &folder.path().join("tests/test_script_helper.py"),
        "from neuron_reduce import",
        "from neuron_reduce_rs import",
    );
    change(
        &folder.path().join("example/example.py"),
        "import neuron_reduce",
        "import neuron_reduce_rs as neuron_reduce",
    );
    let tests = "import run_all_tests as tests\n\
        for name in sorted(name for name in dir(tests) if name.startswith('test')):\n    \
            getattr(tests, name)()\n    print('passed', name, flush=True)\n";
    let output = script(python, folder.path(), "tests", &["-c", tests]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(text.matches("UNIT TEST PASSED").count(), 16, "{text}");
    let compiled = script(python, folder.path(), "example", &[&shown(&python.with_file_name("nrnivmodl")), "mod"]);
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    let output = script(python, folder.path(), "example", &["example.py"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("reduced cell simulation time"));
}

/// Runs Python in a folder, with the programs of its venv and what lies in `root` to import.
fn script(python: &Path, root: &Path, folder: &str, arguments: &[&str]) -> Output {
    let programs = root.join("programs");
    fs::create_dir_all(&programs).unwrap();
    // The programs of a venv name the Python of the place they were installed in, which may have been moved.
    for (name, line) in [("python", String::new()), ("nrnivmodl", shown(&python.with_file_name("nrnivmodl")))] {
        let path = programs.join(name);
        fs::write(&path, format!("#!/bin/sh\nexec '{}' {line} \"$@\"\n", python.display())).unwrap();
        set_executable(&path);
    }
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(python);
    command.args(arguments).current_dir(root.join(folder)).env("PATH", path).env("PYTHONPATH", root);
    command.env("NEURON_MODULE_OPTIONS", "-nogui").env("LOGLEVEL", "WARNING").output().unwrap()
}

#[cfg(unix)]
fn set_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn set_executable(_: &Path) {}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn change(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{}", path.display());
    fs::write(path, text.replace(from, to)).unwrap();
}

/// Runs pytest. What it prints: how many passed, and why others were skipped.
fn run_tests(python: &Path) -> String {
    let output = Command::new(python)
        .args(["-m", "pytest", "-rs", "--rootdir"])
        .arg(package())
        .arg(package().join("tests"))
        .current_dir(package())
        .env("NEURON_MODULE_OPTIONS", "-nogui")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("PYTHONPATH")
        .env_remove("NEURON_REDUCE_PROGRAM")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    println!("{text}");
    text
}

fn package() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python")
}

/// The Python of a venv in which the wheel of the package as it is now is installed, beside packages and such as may not
/// install, each with what says that they were tried.
fn python_with_package(venv: &str, packages: &[&str], others: &[(&str, &[&str])]) -> PathBuf {
    let base = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let venv = target_directory().join(venv);
    let (python, wheel) = thread::scope(|scope| {
        let wheel = scope.spawn(|| wheel(&base));
        let python = installed(&base, packages, &venv).unwrap_or_else(|message| panic!("{message}"));
        for &packages in others {
            install_where_it_installs(&python, packages);
        }
        (python, wheel.join().unwrap())
    });
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall"]).arg(wheel);
    let output = pip.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    python
}

/// Builds the wheel. The program was built for these tests, in the profile that they are built in: cargo takes it.
fn wheel(base: &str) -> &'static Path {
    static WHEEL: OnceLock<PathBuf> = OnceLock::new();
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    WHEEL.get_or_init(|| {
        let tools = target_directory().join("maturin");
        let python = installed(base, &["maturin==1.16.0"], &tools).unwrap_or_else(|message| panic!("{message}"));
        let folder = target_directory().join("wheels").join(profile);
        let _ = fs::remove_dir_all(&folder);
        say("building the wheel of the package");
        let mut maturin = Command::new(python.with_file_name("maturin"));
        maturin.args(["build", "--profile", profile, "--compatibility", "linux", "--out"]).arg(&folder);
        let output = maturin.current_dir(package()).env("CARGO_TARGET_DIR", target_directory()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut entries = fs::read_dir(&folder).unwrap();
        entries.next().unwrap().unwrap().path()
    })
}
