//! Functions that load files and ask where they are.

use std::env;
use std::path::{Component, PathBuf};
use std::sync::Arc;

use crate::hoc::builtin::Call;
use crate::hoc::builtin::functions::Table;
use crate::hoc::error::{Ending, Evaluated, Failure, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::Value;

pub(crate) const FUNCTIONS: Table = &[
    ("load_file", load_file),
    ("xopen", xopen),
    ("load_proc", load_declared),
    ("load_func", load_declared),
    ("load_template", load_declared),
    ("chdir", chdir),
    ("getcwd", getcwd),
    ("neuronhome", neuronhome),
    ("nrnversion", nrnversion),
    ("unix_mac_pc", unix_mac_pc),
    ("nrn_load_dll", nrn_load_dll),
    ("quit", quit),
];

/// Where NEURON's own files would be.
const NEURON_HOME: &str = "/usr/local/share/nrn";

/// `load_file("a.hoc")`, `load_file(1, "a.hoc")`, `load_file("a.hoc", "name")`
fn load_file(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let always = call.is_number(0) && call.number(this, 0)? != 0.0;
    let first = usize::from(call.is_number(0));
    if call.count() > first + 1 {
        let name = call.text(this, first + 1)?;
        if !matches!(this.resolve_at_top(&name), Named::Unknown) {
            return Ok(Value::from_bool(always));
        }
    }
    let name = call.text(this, first)?;
    this.load_once(&name, always, call.span(first)).map(Value::from_bool)
}

fn xopen(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let name = call.text(this, 0)?;
    this.open_and_run(&name, call.span(0))?;
    Ok(Value::Number(1.0))
}

/// Loads the file of the current directory that declares a name, where the name is not known yet.
fn load_declared(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    for index in 0..call.count() {
        let name = call.text(this, index)?;
        if !matches!(this.resolve_at_top(&name), Named::Unknown) {
            continue;
        }
        let Some(file) = this.file_declaring(&call.name.text, &name) else {
            let near = None;
            return Err(HocError::UnknownClass { name: name.to_string(), near }.at(call.span(index)));
        };
        this.load_once(&file, false, call.span(index))?;
    }
    Ok(Value::Number(1.0))
}

impl Interpreter {
    /// The file of the current directory with the line `proc name`, `func name` or `begintemplate name`.
    fn file_declaring(&mut self, function: &str, name: &str) -> Option<String> {
        let keyword = match function {
            "load_proc" => "proc",
            "load_func" => "func",
            _ => "begintemplate",
        };
        let declares = |line: &str| {
            line.strip_prefix(keyword)
                .and_then(|rest| rest.strip_prefix(' '))
                .and_then(|rest| rest.strip_prefix(name))
                .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
        };
        let candidates = self.sources.find(&["hoc", "oc", "tem"]);
        for path in candidates.into_iter().filter(|path| path.parent() == Some(self.directory.as_path())) {
            let Ok(file) = self.sources.read(&path) else { continue };
            if self.sources.file(file).text.lines().any(declares) {
                return path.file_name().map(|name| name.to_string_lossy().into_owned());
            }
        }
        None
    }
}

/// Changes the directory that files are named from; -1 where there is none.
fn chdir(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let target = this.path(&call.text(this, 0)?);
    let target = target.strip_prefix(this.sources.root()).map(PathBuf::from).unwrap_or(target);
    let is_folder = this.sources.locate(&target).is_ok_and(|path| path.is_dir());
    if is_folder {
        this.directory = without_detours(&target);
    }
    Ok(Value::Number(if is_folder { 0.0 } else { -1.0 }))
}

/// `a/../b` is `b`.
pub(crate) fn without_detours(path: &std::path::Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            Component::Normal(_) | Component::Prefix(_) | Component::RootDir => plain.push(component),
        }
    }
    plain
}

/// The directory with a slash behind it.
fn getcwd(this: &mut Interpreter, _call: &Call<'_>) -> Evaluated<Value> {
    let mut folder = this.sources.root().join(&this.directory).to_string_lossy().into_owned();
    if !folder.ends_with('/') {
        folder.push('/');
    }
    Ok(Value::Text(Arc::from(folder)))
}

fn neuronhome(_this: &mut Interpreter, _call: &Call<'_>) -> Evaluated<Value> {
    Ok(Value::text(NEURON_HOME))
}

/// `nrnversion()`, `nrnversion(0)`: only the number
fn nrnversion(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let part = call.number_or(this, 0, 1.0)?;
    Ok(Value::text(if part == 0.0 || part == 5.0 { "9.0.2" } else { "NEURON -- VERSION 9.0.2" }))
}

fn unix_mac_pc(_this: &mut Interpreter, _call: &Call<'_>) -> Evaluated<Value> {
    Ok(Value::Number(1.0))
}

/// Mechanisms come from mod files: there is nothing to load.
fn nrn_load_dll(_this: &mut Interpreter, _call: &Call<'_>) -> Evaluated<Value> {
    Ok(Value::Number(1.0))
}

fn quit(_this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    Err(Failure::ending(Ending::Quit, call.name.span))
}

/// `$(NEURONHOME)` stands for NEURON's own directory, `$(NAME)` for a variable of the environment, nothing where there is
/// none.
pub(crate) fn expand_environment(path: &str) -> String {
    let mut expanded = String::new();
    let mut rest = path;
    while let Some((before, (name, after))) =
        rest.split_once("$(").and_then(|(before, after)| Some((before, after.split_once(')')?)))
    {
        expanded.push_str(before);
        expanded.push_str(&if name == "NEURONHOME" {
            NEURON_HOME.to_owned()
        } else {
            env::var(name).unwrap_or_default()
        });
        rest = after;
    }
    expanded + rest
}

/// Files of NEURON's hoc library; what they define that matters is part of this program.
const LIBRARY: &[&str] = &[
    "atoltool.hoc",
    "attshape.hoc",
    "binfo.hoc",
    "celbild.hoc",
    "chanbild.hoc",
    "corenrn.hoc",
    "electrod.hoc",
    "family.hoc",
    "funfit.hoc",
    "gatherv.hoc",
    "grapher.hoc",
    "impedanc.hoc",
    "impedanx.hoc",
    "import3d.hoc",
    "impratio.hoc",
    "inserter.hoc",
    "lincir.hoc",
    "loadbal.hoc",
    "logax.hoc",
    "macload.hoc",
    "mkcurve.hoc",
    "mknrndll.hoc",
    "modlunit.hoc",
    "movierun.hoc",
    "mulfit.hoc",
    "mview.hoc",
    "netbild.hoc",
    "netparmpi.hoc",
    "noload.hoc",
    "nrngui.hoc",
    "nrngui1.hoc",
    "parcom.hoc",
    "pcchdir.hoc",
    "pointbsr.hoc",
    "pointgrp.hoc",
    "pointman.hoc",
    "prcellstate.hoc",
    "runfit.hoc",
    "shapebox.hoc",
    "showmech.hoc",
    "single.hoc",
    "single1.hoc",
    "stdgui.hoc",
    "stdlib.hoc",
    "stdrun.hoc",
    "subiter.hoc",
    "thresh.hoc",
    "varmeth1.hoc",
    "vecwrap.hoc",
    "vplay.hoc",
    "wingroup.hoc",
];

/// The folders of that library and their files.
const LIBRARY_FOLDERS: &[(&str, &[&str])] = &[
    (
        "celbild",
        &[
            "celbild1.hoc",
            "celgeom.hoc",
            "celmang.hoc",
            "celmemb.hoc",
            "celset.hoc",
            "celtopol.hoc",
            "inhomofn.hoc",
            "psubset.hoc",
        ],
    ),
    (
        "chanbild",
        &[
            "chanbild1.hoc",
            "const.hoc",
            "exp.hoc",
            "gategui.hoc",
            "kschanbg.hoc",
            "ksgate.hoc",
            "ksstate.hoc",
            "kstgui.hoc",
            "kstrans.hoc",
            "linoid.hoc",
            "properties.hoc",
            "sigmoid.hoc",
            "table.hoc",
        ],
    ),
    (
        "import3d",
        &[
            "import3d_gui.hoc",
            "import3d_sec.hoc",
            "read_morphml.hoc",
            "read_nlcda.hoc",
            "read_nlcda3.hoc",
            "read_nts.hoc",
            "read_swc.hoc",
        ],
    ),
    ("lincir", &["elmbase.hoc", "lincir1.hoc", "lingraph.hoc", "linmech.hoc"]),
    (
        "mulfit",
        &[
            "clampfit.hoc",
            "e_actpot.hoc",
            "e_norm.hoc",
            "e_xy.hoc",
            "e_y.hoc",
            "eonefunc.hoc",
            "eoneprim.hoc",
            "eonerun.hoc",
            "eparmlst.hoc",
            "fitparm.hoc",
            "mulfit1.hoc",
            "optwrap.hoc",
            "protorun.hoc",
        ],
    ),
    (
        "mview",
        &[
            "allcell.hoc",
            "allpp.hoc",
            "artview.hoc",
            "distinct.hoc",
            "distinctparm.hoc",
            "mview1.hoc",
            "mviewgui.hoc",
            "mviewxml.hoc",
            "ncview.hoc",
            "parmsets.hoc",
            "parmvals.hoc",
            "ppanal.hoc",
            "rcclasses.hoc",
            "realcell.hoc",
            "secanal.hoc",
            "treeview.hoc",
        ],
    ),
    (
        "netbild",
        &[
            "artcel.hoc",
            "edgegui.hoc",
            "grstrlst.hoc",
            "netdata.hoc",
            "netgui.hoc",
            "netready.hoc",
            "spkplot.hoc",
            "syntypes.hoc",
        ],
    ),
];

/// Is it a file of NEURON's hoc library?
pub(crate) fn is_library_file(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let part = folder.rsplit_once("lib/hoc").map_or(folder, |(_, part)| part.trim_start_matches('/'));
    let is_top = part.is_empty() || folder.starts_with(NEURON_HOME);
    let in_folder = LIBRARY_FOLDERS.iter().any(|(folder, files)| *folder == part && files.contains(&name));
    (is_top && LIBRARY.contains(&name)) || in_folder
}
