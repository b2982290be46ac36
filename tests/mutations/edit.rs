//! Faults as they come about: by hand, by copying, by bad disks, by malice.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;

/// Paths and contents of a directory.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Numbers that programs stumble over.
const NUMBERS: [&str; 12] =
    ["1e308", "-1e308", "1e400", "nan", "inf", "-1", "0", "1e-320", "99999999999", "2147483648", "0.5.5", "1e"];

/// Words that mean something somewhere.
const WORDS: [&str; 16] = [
    "create",
    "{",
    "}",
    "(",
    ")",
    "\"",
    "/*",
    "COMMENT",
    "proc",
    "begintemplate",
    "SOLVE",
    "VERBATIM",
    "while (1) {}",
    "objref",
    "forall",
    "ENDCOMMENT",
];

/// Writes the files to `folder` with one to three faults; what they are.
pub fn edit(files: &Files, folder: &Path, random: &mut Rng) -> Vec<String> {
    let mut files = files.clone();
    let mut told = vec![];
    let mut late = vec![];
    for _ in 0..random.usize(1..=3) {
        let names: Vec<PathBuf> = files.keys().cloned().collect();
        let Some(name) = names.get(random.usize(..names.len().max(1))).cloned() else { break };
        let kind = random.u8(..20);
        told.push(format!("{} of {}", KINDS[usize::from(kind.min(17))], name.display()));
        match kind {
            0 => drop(files.remove(&name)),
            1 => late.push(Late::Directory(name)),
            2 => late.push(Late::LinkOutside(name)),
            3 => late.push(Late::LinkInCircle(name)),
            4 => late.push(Late::Sparse(name)),
            5 => {
                let other = files[&names[random.usize(..names.len())]].clone();
                files.insert(name, other);
            }
            _ => change(files.get_mut(&name).unwrap(), kind, random),
        }
    }
    write(&files, folder);
    for fault in late {
        fault.make(folder);
    }
    told
}

const KINDS: [&str; 18] = [
    "loss",
    "a directory in the place",
    "a link out in the place",
    "a link in a circle in the place",
    "a sparse gigabyte in the place",
    "another's content",
    "a cut",
    "a lost line",
    "a doubled line",
    "swapped lines",
    "a changed byte",
    "an inserted word",
    "a changed number",
    "deep nesting",
    "a cyclic load_file",
    "other line ends",
    "bytes that are no text",
    "a doubled content",
];

fn change(bytes: &mut Vec<u8>, kind: u8, random: &mut Rng) {
    let at = random.usize(..=bytes.len());
    match kind {
        6 => bytes.truncate(at),
        7 => lines(bytes, random, |lines, line, _| drop(lines.remove(line))),
        8 => lines(bytes, random, |lines, line, _| {
            let again = lines[line].clone();
            lines.insert(line, again);
        }),
        9 => lines(bytes, random, |lines, line, random| {
            let other = random.usize(..lines.len());
            lines.swap(line, other);
        }),
        10 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = random.u8(..);
            }
        }
        11 => insert(bytes, at, format!(" {} ", WORDS[random.usize(..WORDS.len())]).as_bytes()),
        12 => number(bytes, at, NUMBERS[random.usize(..NUMBERS.len())]),
        13 => insert(bytes, at, ["(", "{", "[", "-", "if (1) ", "!"][random.usize(..6)].repeat(20_000).as_bytes()),
        14 => insert(bytes, at, b"\nload_file(1, \"init.hoc\")\nxopen(\"cell.hoc\")\n"),
        15 => *bytes = bytes.iter().map(|&byte| if byte == b'\n' { b'\r' } else { byte }).collect(),
        16 => insert(bytes, at, &[0xff, 0xfe, 0x00, 0xc3, 0x28]),
        _ => bytes.extend(bytes.clone()),
    }
}

fn lines(bytes: &mut Vec<u8>, random: &mut Rng, change: impl Fn(&mut Vec<Vec<u8>>, usize, &mut Rng)) {
    let mut lines: Vec<Vec<u8>> = bytes.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    let line = random.usize(..lines.len());
    change(&mut lines, line, random);
    *bytes = lines.join(&b'\n');
}

fn insert(bytes: &mut Vec<u8>, at: usize, what: &[u8]) {
    bytes.splice(at..at, what.iter().copied());
}

/// The next number after the place becomes another.
fn number(bytes: &mut Vec<u8>, at: usize, what: &str) {
    let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|offset| at + offset) else { return };
    let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let length = bytes[start..].iter().take_while(|byte| is_part(byte)).count();
    bytes.splice(start..start + length, what.bytes());
}

fn write(files: &Files, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// A fault of the disk rather than of a text.
enum Late {
    Directory(PathBuf),
    LinkOutside(PathBuf),
    LinkInCircle(PathBuf),
    Sparse(PathBuf),
}

impl Late {
    fn make(self, folder: &Path) {
        let (Self::Directory(name) | Self::LinkOutside(name) | Self::LinkInCircle(name) | Self::Sparse(name)) = &self;
        let path = folder.join(name);
        // It may be gone, or have become something else.
        let _ = fs::remove_file(&path);
        let _ = match self {
            Self::Directory(_) => fs::create_dir(&path),
            Self::LinkOutside(_) => link(Path::new("/etc/passwd"), &path),
            Self::LinkInCircle(_) => link(&path, &path),
            Self::Sparse(_) => fs::File::create(&path).and_then(|file| file.set_len(1 << 30)),
        };
    }
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}
