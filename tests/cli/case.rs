//! A model directory in a temporary folder, arguments, and what the program makes of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::texts;

/// One run of `neuron-reduce reduce`.
pub struct Case {
    folder: tempfile::TempDir,
    arguments: Vec<String>,
    model: String,
    output: String,
}

impl Case {
    /// An empty model directory.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("model")).unwrap();
        Self { folder, arguments: vec![], model: "model".into(), output: "out".into() }
    }

    /// A soma with two passive dendrites at top level.
    pub fn passive() -> Self {
        Self::new().file("cell.hoc", texts::PASSIVE)
    }

    /// Adds a file of the model.
    pub fn file(self, path: &str, text: &str) -> Self {
        write(&self.folder.path().join("model").join(path), text);
        self
    }

    /// Adds a file to the output directory before the run.
    pub fn output_file(self, path: &str, text: &str) -> Self {
        write(&self.output_path().join(path), text);
        self
    }

    /// Adds arguments.
    pub fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(ToString::to_string));
        self
    }

    /// Where the output goes.
    pub fn output(mut self, path: &str) -> Self {
        self.output = path.into();
        self
    }

    /// The model directory has another name, or is named in another way.
    pub fn model(mut self, path: &str) -> Self {
        let target = self.folder.path().join(path);
        if !target.exists() {
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::rename(self.folder.path().join("model"), target).unwrap();
        }
        self.model = path.into();
        self
    }

    /// A link beside the model directory that leads to it is what the program is given.
    #[cfg(unix)]
    pub fn through_link(mut self) -> Self {
        std::os::unix::fs::symlink("model", self.folder.path().join("link")).unwrap();
        self.model = "link".into();
        self
    }

    /// Nobody may write to the model directory.
    pub fn read_only_model(self) -> Self {
        let model = self.folder.path().join(&self.model);
        let mut permissions = fs::metadata(&model).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(model, permissions).unwrap();
        self
    }

    /// The output goes into a folder that nobody may write to; none where this user may all the same.
    pub fn read_only_parent(self) -> Option<Self> {
        let locked = self.folder.path().join("locked");
        fs::create_dir(&locked).unwrap();
        let mut permissions = fs::metadata(&locked).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&locked, permissions).unwrap();
        let is_locked = fs::write(locked.join("probe"), "").is_err();
        is_locked.then(|| self.output("locked/out"))
    }

    /// The model directory does not exist.
    pub fn missing_model(mut self) -> Self {
        self.model = "gone".into();
        self
    }

    /// Runs; the exit code must be 1 and stdout empty. What stands on stderr.
    pub fn fails(&self) -> String {
        let output = self.run();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
        errors
    }

    /// Runs; the exit code must be 0. What stands on stdout.
    pub fn succeeds(&self) -> String {
        let output = self.run();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs; the exit code must be 0. What stands on stderr.
    pub fn warns(&self) -> String {
        let output = self.run();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{errors}");
        errors
    }

    /// Runs. The exit code, and what stands on stderr.
    pub fn ends(&self) -> (Option<i32>, String) {
        let output = self.run();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    /// Runs; the arguments must be refused. What stands on stderr, up to the line that says where help is.
    pub fn refused(&self) -> String {
        let output = self.run();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{errors}");
        errors.split("\nFor more information").next().unwrap().to_owned()
    }

    /// Runs `dump`; the exit code must be 0. What stands on stdout.
    pub fn dumps(&self, stage: &str, more: &[&str]) -> String {
        let arguments: Vec<&str> =
            ["dump", &self.model, "--stage", stage].into_iter().chain(more.iter().copied()).collect();
        let method = if stage == "reduced" { self.method() } else { &[] };
        let output = self.program(&arguments).args(method).args(&self.arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `cells`; the exit code must be 0. What stands on stdout.
    pub fn cells(&self, more: &[&str]) -> String {
        let arguments: Vec<&str> = ["cells", &self.model].into_iter().chain(more.iter().copied()).collect();
        let output = self.program(&arguments).args(&self.arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `check` on `path`, beside the model directory; the exit code must be `code`. What stands on stdout.
    pub fn checks(&self, path: &str, code: i32) -> String {
        let output = self.check(path);
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `check` on `path`. What stands on stderr.
    pub fn check_messages(&self, path: &str) -> String {
        String::from_utf8(self.check(path).stderr).unwrap()
    }

    fn check(&self, path: &str) -> Output {
        self.program(&["check", path]).args(&self.arguments).output().unwrap()
    }

    /// Runs a line of a shell in which `neuron-reduce` is the program.
    pub fn shell(&self, line: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_neuron-reduce"));
        let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
        Command::new("sh").arg("-c").arg(line).env("PATH", path).current_dir(self.folder.path()).output().unwrap()
    }

    /// The text of a file of the output directory.
    pub fn output_text(&self, path: &str) -> String {
        fs::read_to_string(self.output_path().join(path)).unwrap()
    }

    /// `reduction.json` of the output directory.
    pub fn record(&self) -> serde_json::Value {
        serde_json::from_str(&self.output_text("reduction.json")).unwrap()
    }

    /// Names in the output directory, sorted.
    pub fn output_listing(&self) -> Vec<String> {
        listing(&self.output_path())
    }

    /// Names beside the model directory, sorted.
    pub fn folder_listing(&self) -> Vec<String> {
        listing(self.folder.path())
    }

    /// Every file of the output directory.
    pub fn output_bytes(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = self.output_path();
        let files = walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap).filter(|entry| entry.path().is_file());
        files
            .map(|entry| (entry.path().strip_prefix(&root).unwrap().to_owned(), fs::read(entry.path()).unwrap()))
            .collect()
    }

    fn run(&self) -> Output {
        let mut command = self.program(&["reduce", &self.model, "-o", &self.output]);
        command.args(self.method()).args(&self.arguments).output().unwrap()
    }

    /// The passive method, where the case does not choose.
    fn method(&self) -> &'static [&'static str] {
        let chooses = self.arguments.iter().any(|argument| argument == "--membrane");
        if chooses { &[] } else { &["--membrane", "passive"] }
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_neuron-reduce"));
        command.current_dir(self.folder.path()).args(arguments);
        command
    }

    fn output_path(&self) -> PathBuf {
        self.folder.path().join(&self.output)
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn listing(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
