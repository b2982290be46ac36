//! The pages of every command in a headless Chromium (`tests/report/*.py`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use crate::support::models::SmallModel;
use crate::support::venv::{alone, installed, neuron_python, say, target_directory};
use crate::{program, succeed};

/// What the pages are opened with.
const PACKAGES: [&str; 2] = ["playwright==1.56.0", "pytest==8.4.2"];

const AXE: &str = "axe-core@4.11.0";

/// Debian's browser.
fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name))).find(|path| path.exists())
}

/// The script of axe-core, where npm can get it.
fn axe() -> Option<PathBuf> {
    let folder = target_directory().join("axe-core");
    let script = folder.join("node_modules/axe-core/axe.min.js");
    alone(&folder, || {
        if !script.exists() {
            say(&format!("installing {AXE} (once)"));
            let arguments = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--prefix"];
            // Where it fails the script is not there.
            let _ = Command::new("npm").args(arguments).arg(&folder).arg(AXE).output();
        }
    });
    script.exists().then_some(script)
}

/// The pages that are opened: what every command writes.
fn write_pages(folder: &Path) {
    let folder_of = |name: &str| folder.join(name);
    succeed(program().args(["demo", "-o", "demo-model"]).current_dir(folder));
    fs::rename(folder.join("demo-model/reduced"), folder_of("demo")).unwrap();
    let reduce = |arguments: &[&str], model: &Path, output: &str| {
        succeed(program().arg("reduce").arg(model).args(["-o", output]).args(arguments).current_dir(folder));
    };
    reduce(&["--membrane", "passive"], &folder.join("demo-model/model"), "passive");
    write_stimulated(&folder.join("stimulated-model"));
    reduce(&["--no-report"], &folder.join("stimulated-model"), "stimulated");
    let mut verify = program();
    verify.args(["verify", "stimulated", "--model", "stimulated-model", "--python"]).arg(neuron_python());
    verify.args(["--trials", "1", "--seconds", "0.2", "--synapses", "200"]);
    succeed(verify.current_dir(folder));
    let bare = ["--celsius", "20", "--v-init", "-70"];
    reduce(&bare, &SmallModel::named("y_branch").directory(), "y_branch");
    if let Some(checkout) = std::env::var_os("NEURON_REDUCE_MODELS").map(PathBuf::from) {
        let hay = [
            "--celsius",
            "37",
            "--v-init",
            "-90",
            "--load",
            "L5PCbiophys3.hoc",
            "--load",
            "L5PCtemplate.hoc",
            "--cell",
            "L5PCtemplate(\"cell1.asc\")",
        ];
        reduce(&hay, &checkout.join("example"), "hay");
    }
    for (command, path) in
        [("inspect", "demo-model/model"), ("inspect", "demo-model/model/mod/ih.mod"), ("impedance", "demo-model/model")]
    {
        let output = succeed(program().args([command, path, "--format", "html"]).current_dir(folder));
        let name = path.replace(['/', '.'], "-");
        fs::create_dir_all(folder_of(command)).unwrap();
        fs::write(folder_of(command).join(format!("{name}.html")), output.stdout).unwrap();
    }
    for model in ["demo-model", "stimulated-model"] {
        fs::remove_dir_all(folder.join(model)).unwrap();
    }
}

/// A small model that fires under a stimulus of its own: its page of `verify` has every figure, and NEURON runs it in no time.
fn write_stimulated(folder: &Path) {
    fs::create_dir(folder).unwrap();
    for entry in fs::read_dir(SmallModel::named("y_branch").directory()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    let stimulus =
        "objref stimulus\nsoma stimulus = new IClamp(0.5)\nstimulus.del = 20\nstimulus.dur = 60\nstimulus.amp = 0.5\n";
    let driver = folder.join("mosinit.hoc");
    fs::write(&driver, fs::read_to_string(&driver).unwrap() + stimulus).unwrap();
}

#[test]
fn the_pages_work_in_a_browser() {
    let Some(chromium) = chromium() else {
        say("skipped: there is no chromium to open the report with (Debian: apt install chromium)");
        return;
    };
    let base = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let python = match installed(&base, &PACKAGES, &target_directory().join("report")) {
        Ok(python) => python,
        Err(message) => {
            say(&format!("skipped: {message}"));
            return;
        }
    };
    let folder = tempfile::tempdir().unwrap();
    write_pages(folder.path());
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report");
    let script = axe();
    if script.is_none() {
        say("skipped: axe-core cannot be installed, so nobody looks for faults of accessibility");
    }
    // A browser for each file, side by side.
    let run = &|file: &str| {
        let mut pytest = Command::new(&python);
        pytest.args(["-m", "pytest", "-q", "-rs", "--durations=5", "-p", "no:cacheprovider", "--rootdir"]).arg(&tests);
        pytest.arg(tests.join(file)).env("REPORT_PAGES", folder.path()).env("CHROMIUM", &chromium);
        pytest.envs(script.iter().map(|script| ("AXE", script))).env("PYTHONDONTWRITEBYTECODE", "1");
        pytest.env_remove("PYTHONPATH").output().unwrap()
    };
    thread::scope(|scope| {
        for running in ["test_pages.py", "test_cells.py"].map(|file| scope.spawn(move || run(file))) {
            let output = running.join().unwrap();
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
            println!("{text}");
        }
    });
}
