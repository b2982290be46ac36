//! `inspect`: mechanisms and places of a cell, as text, json, csv and svg.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::case::Case;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn inspect(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_neuron-reduce"));
    command.current_dir(repository()).arg("inspect").args(arguments).output().unwrap()
}

fn stdout(arguments: &[&str]) -> String {
    let output = inspect(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn stderr(arguments: &[&str], code: i32) -> String {
    let output = inspect(arguments);
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stdout));
    let text = String::from_utf8(output.stderr).unwrap();
    text.split("\nFor more information").next().unwrap().to_owned()
}

fn json(arguments: &[&str]) -> Value {
    let arguments: Vec<&str> = arguments.iter().chain(&["--format", "json"]).copied().collect();
    serde_json::from_str(&stdout(&arguments)).unwrap()
}

/// The demo model's directory.
fn demo() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    neuron_reduce::demo::write(&folder.path().join("model")).unwrap();
    let path = folder.path().join("model").display().to_string();
    (folder, path)
}

#[test]
fn a_mechanism_is_shown_as_text() {
    insta::assert_snapshot!(stdout(&["mod/nat.mod", "--celsius", "34", "--v", "-50", "--set", "gbar=0.05"]), @"
    nat  density mechanism, nat.mod
      ion na       reads ena, writes ina
      states       m h
      solve        DERIVATIVE gates by cnexp
      parameters   gbar       = 0 S/cm2; here 0.05
                   q10        = 2.3, global
                   t_measured = 21 degC, global
      uses         DERIVATIVE PROCEDURE FUNCTION
      linearized   yes

      at -50 mV, 34 degC, states steady

      current  carried by           i  reversal      chord  slope 0 Hz  slope inf
                               mA/cm2        mV      S/cm2       S/cm2      S/cm2
      ina      na          -0.0014784    50.000  1.4784e-5  -3.7153e-4  1.4784e-5

      gate  in       steady      tau       d/dv    branch g        r         L
                                  ms        /mV       S/cm2  ohm cm2     H cm2
      m     ina^3   0.16572  0.16418   0.023043  -6.1671e-4  -1621.5  -0.26621  regenerative
      h     ina    0.064969   1.2277  -0.010125   2.3039e-4   4340.4    5.3287  restorative

      ion  reversal  inside  outside           i
                 mV      mM       mM      mA/cm2
      na     50.000  10.000   140.00  -0.0014784

      membrane             g      1/g     cm/g
                       S/cm2  ohm cm2       ms
      chord        1.4784e-5    67640   67.640
      slope 0 Hz  -3.7153e-4  -2691.6  -2.6916
      slope inf    1.4784e-5    67640   67.640
                   with cm 1.0000 uF/cm2 and nothing else
      resonance    none below 1000 Hz
      zero phase   at 0 Hz alone
      stable       no; modes growing, 2.4404 ms, 1.4792 ms, 0.15028 ms
    ");
}

#[test]
fn a_scheme_is_shown_with_its_modes() {
    insta::assert_snapshot!(stdout(&["tests/corpus/membrane/threestate.mod", "--celsius", "20"]), @"
    threestate  density mechanism, threestate.mod
      current      i, nonspecific
      states       C O I
      solve        KINETIC scheme by sparse, steady state, in INITIAL
      solve        KINETIC scheme by sparse
      parameters   gbar = 0.002 S/cm2, 0 to 1e9
                   e    = -80 mV
      uses         KINETIC CONSERVE
      linearized   yes

      at -65 mV, 20 degC, states steady

      current  carried by           i  reversal      chord  slope 0 Hz  slope inf
                               mA/cm2        mV      S/cm2       S/cm2      S/cm2
      i        nonspecific  0.0032635   -80.000  2.1757e-4   3.9945e-4  2.1757e-4

      KINETIC scheme
      state  in  equilibrium       d/dv
                                    /mV
      C      -       0.61926  -0.021220
      O      i       0.10878  0.0060628
      I      -       0.27196          -
      modes        92.639 ms, 1.0247 ms

      membrane            g      1/g    cm/g
                      S/cm2  ohm cm2      ms
      chord       2.1757e-4   4596.3  4.5963
      slope 0 Hz  3.9945e-4   2503.4  2.5034
      slope inf   2.1757e-4   4596.3  4.5963
                   with cm 1.0000 uF/cm2 and nothing else
      resonance    none below 1000 Hz
      zero phase   at 0 Hz alone
      stable       yes; modes 107.80 ms, 1.6736 ms at 49.473 Hz
    ");
}

#[test]
fn a_pool_is_shown_with_its_time_constant() {
    insta::assert_snapshot!(stdout(&["mod/capool.mod", "--celsius", "34"]), @"
    capool  density mechanism, capool.mod
      ion ca       reads ica, writes cai
      states       cai (mM)
      solve        DERIVATIVE shell by cnexp
      parameters   free_fraction = 0.05
                   tau_removal   = 80 ms, 0.001 to 1e6
                   depth         = 0.1 um, 0.001 to 1000
                   ca_rest       = 0.0001 mM
      uses         DERIVATIVE
      linearized   yes

      at -65 mV, 34 degC, states steady

      ion  reversal     inside  outside       i  inside: tau   d/dv
                 mV         mM       mM  mA/cm2           ms  mM/mV
      ca     131.06  1.0000e-4   2.0000       0       80.000      0

      no current: it acts on the membrane through what others read alone
    ");
}

#[test]
fn a_synapse_is_shown_without_an_event() {
    insta::assert_snapshot!(stdout(&["mod/gabaa.mod", "--celsius", "34"]), @"
    GabaA  point process, gabaa.mod
      current      i, nonspecific
      states       rise (uS) decay (uS)
      solve        DERIVATIVE conductance by cnexp
      parameters   tau_rise  = 0.5 ms, 1e-9 to 1e9
                   tau_decay = 8 ms, 1e-9 to 1e9
                   e         = -80 mV
      uses         DERIVATIVE NET_RECEIVE
      linearized   yes

      at -65 mV, 34 degC, states steady

      current  carried by    i  reversal  chord  slope 0 Hz  slope inf
                            nA        mV     uS          uS         uS
      i        nonspecific   0         -      -           0          0

      gate   in  steady      tau  d/dv  branch g     r   L
                              ms   /mV        uS  MOhm  kH
      rise   i+       0  0.50000     0         0     -   -
      decay  i+       0   8.0000     0         0     -   -
    ");
}

#[test]
fn a_range_of_voltages_is_a_table() {
    insta::assert_snapshot!(stdout(&["mod/km.mod", "--celsius", "34", "--v", "-80:-20:20"]), @"
    km  density mechanism, km.mod
      ion k        reads ek, writes ik
      states       m
      solve        DERIVATIVE gates by cnexp
      parameters   gbar       = 0 S/cm2; here 0.001
                   v_half     = -35 mV, global
                   q10        = 2.3, global
                   t_measured = 21 degC, global
      uses         DERIVATIVE PROCEDURE
      linearized   yes

      at 34 degC, states steady

        v          m   tau m          ik      chord  slope 0 Hz  slope inf
       mV                 ms      mA/cm2      S/cm2       S/cm2      S/cm2
      -80  1.2339e-4  1.1399  -3.7018e-7  1.2339e-7   4.9367e-8  1.2339e-7
      -60  0.0066929  8.3673   1.1378e-4  6.6929e-6   2.9296e-5  6.6929e-6
      -40    0.26894  45.504   0.0099508  2.6894e-4   0.0017239  2.6894e-4
      -20    0.95257  21.812    0.054297  9.5257e-4   0.0014676  9.5257e-4
    ");
}

#[test]
fn frequencies_are_a_table() {
    let text = stdout(&["mod/ih.mod", "--celsius", "34", "--set", "gbar=0.001", "--v", "-80", "--frequency", "0:20:5"]);
    insta::assert_snapshot!(text.split("\n\n  at -80 mV, 34 degC: ").nth(1).unwrap(), @"
    admittance with cm 1 uF/cm2

       f       Re Y        Im Y      |Z|  phase Z
      Hz      S/cm2       S/cm2  ohm cm2  degrees
       0  2.1474e-4           0   4656.7        0
       5  9.0494e-5  -4.0193e-5    10099   23.949
      10  6.1914e-5   1.8791e-5    15455  -16.883
      15  5.5115e-5   6.3581e-5    11884  -49.080
      20  5.2590e-5   1.0230e-4   8693.7  -62.794
    ");
}

#[test]
fn a_cell_is_shown_at_a_place() {
    let (_folder, model) = demo();
    insta::assert_snapshot!(stdout(&[&model, "--at", "apic[10](0.5)"]), @"
    apic[10](0.5)  diam 3.2057 um, area 181.30 um2, cm 2 uF/cm2, Ra 110 ohm cm
      cahva        gbar 5e-5 S/cm2
      calva        gbar 0.00015 S/cm2, v_junction 10 mV, q10 2.3, t_measured 21 degC
      capool       free_fraction 0.001, tau_removal 120 ms, depth 0.1 um, ca_rest 0.0001 mM
      ih           gbar 0.000844827 S/cm2, e_rev -45 mV
      km           gbar 6e-5 S/cm2, v_half -35 mV, q10 2.3, t_measured 21 degC
      kv3          gbar 0.0004 S/cm2
      nat          gbar 0.014 S/cm2, q10 2.3, t_measured 21 degC
      pas          g 5e-5 S/cm2, e -88 mV
      sk           gbar 0.0012 S/cm2, ca_half 0.00043 mM, hill 4.8, tau_z 1 ms

      at -78 mV, 34 degC, states steady

      current  carried by            i  reversal       chord   slope 0 Hz   slope inf  of slope
                                mA/cm2        mV       S/cm2        S/cm2       S/cm2         %
      cahva    ica         -1.0510e-13    131.06  5.0272e-16  -6.1573e-14  5.0272e-16       0.0
      calva    ica          -1.3107e-8    131.06  6.2693e-11   -2.5229e-9  6.2693e-11       0.0
      ih       i            -0.0011310   -45.000   3.4274e-5    1.4428e-4   3.4274e-5      73.8
      km       ik            7.7310e-8   -85.000   1.1044e-8    2.6504e-8   1.1044e-8       0.0
      kv3      ik            1.3111e-7   -85.000   1.8730e-8    3.2245e-8   1.8730e-8       0.0
      nat      ina          -1.0229e-8    50.000  7.9916e-11   -4.8219e-9  7.9916e-11       0.0
      pas      i             5.0000e-4   -88.000   5.0000e-5    5.0000e-5   5.0000e-5      25.6
      sk       ik            7.6428e-6   -85.000   1.0918e-6    1.0919e-6   1.0918e-6       0.6

      gate     in        steady       tau        d/dv     branch g           r           L
                                       ms         /mV        S/cm2     ohm cm2       H cm2
      m_cahva  ica^2  3.7109e-6   0.89172   1.1221e-6  -6.3559e-14  -1.5733e13  -1.4030e10  regenerative
      h_cahva  ica      0.73014    435.42   -0.010307   1.4836e-15   6.7403e14   2.9349e14  restorative
      m_calva  ica^2  0.0017730    8.4651   2.9497e-4   -4.3612e-9   -2.2929e8   -1.9410e6  regenerative
      h_calva  ica      0.13296    23.401   -0.018013    1.7756e-9    5.6318e8    1.3179e7  restorative
      m_ih     i       0.040569    52.465  -0.0039457    1.1000e-4      9090.5      476.94  restorative
      m_km     ik     1.8407e-4    1.3922   3.6808e-5    1.5459e-8    6.4686e7       90055  restorative
      m_kv3    ik     4.6824e-5    1.3164   4.8270e-6    1.3516e-8    7.3989e7       97398  restorative
      m_nat    ina^3  0.0018644  0.068063   3.1016e-4   -5.1051e-9   -1.9588e8      -13332  regenerative
      h_nat    ina      0.88080    1.4329   -0.017499   2.0323e-10    4.9206e9    7.0506e6  restorative
      z_sk     ik     9.0986e-4    1.0000   6.8456e-9            -           -           -  follows cai

      ion  reversal     inside  outside           i  inside: tau        d/dv
                 mV         mM       mM      mA/cm2           ms       mM/mV
      ca     131.06  1.0000e-4   2.0000  -1.3107e-8       120.00  1.5689e-10
      k     -85.000     54.400   2.5000   7.8512e-6            -           -
      na     50.000     10.000   140.00  -1.0229e-8            -           -

      membrane            g      1/g    cm/g  segment  space constant
                      S/cm2  ohm cm2      ms     MOhm              um
      chord       8.5396e-5    11710  23.420   6459.2          923.67
      slope 0 Hz  1.9542e-4   5117.1  10.234   2822.5          610.59
      slope inf   8.5396e-5    11710  23.420   6459.2          923.67
      current      -6.2321e-4 mA/cm2, -0.0011298 nA of the segment; without its neighbours it would move
                   at 0.31160 mV/ms
      resonance    6.2163 Hz, Q = |Z|max/|Z(0)| = 1.7433
      zero phase   4.1657 Hz
      stable       yes; modes 435.42 ms, 120.00 ms, 32.379 ms at 4.7974 Hz, 23.402 ms, 8.4648 ms, 1.4329
                   ms, 1.3922 ms, 1.3164 ms, 1.0000 ms, 0.89172 ms, 0.068063 ms
    ");
}

#[test]
fn by_default_a_cell_is_shown_at_the_soma_and_where_its_other_mechanisms_are() {
    let (_folder, model) = demo();
    let text = stdout(&[&model]);
    let heads: Vec<&str> = text.lines().filter(|line| line.contains("diam")).collect();
    insta::assert_snapshot!(heads.join("\n"), @"
    soma[0](0.5)  diam 12.785 um, area 1080.1 um2, cm 1 uF/cm2, Ra 110 ohm cm
    apic[0](0.5)  diam 5.3430 um, area 484.50 um2, cm 2 uF/cm2, Ra 110 ohm cm
    ");
    assert!(text.lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn a_voltage_without_a_number_is_said() {
    let text = stdout(&["tests/corpus/membrane/textbook.mod", "--celsius", "6.3", "--v", "-40"]);
    insta::assert_snapshot!(text.split("\n\n").nth(1).unwrap(), @"
    at -40 mV, 6.3 degC, states steady
    the equations have no number here (0/0): figures are for 1e-5 mV more
    ");
    let text = stdout(&["tests/corpus/membrane/textbook.mod", "--celsius", "6.3", "--v", "-60:-20:20"]);
    insta::assert_snapshot!(text.lines().last().unwrap(), @"  at -40 mV the equations have no number (0/0): figures are for 1e-5 mV more");
    let value = json(&["tests/corpus/membrane/textbook.mod", "--celsius", "6.3", "--v", "-40"]);
    let point = &value["sites"][0]["points"][0];
    assert_eq!((point["v_mv"].as_f64(), point["figures_v_mv"].as_f64()), (Some(-40.0), Some(-39.99999)));
    // The gate at the limit: alpha is 1.
    let beta = 4.0 * (-25.0_f64 / 18.0).exp();
    let steady = point["mechanisms"][0]["gates"][0]["steady"].as_f64().unwrap();
    assert!((steady - 1.0 / (1.0 + beta)).abs() < 1e-6, "{steady}");
}

#[test]
fn json_has_names_with_units() {
    let value = json(&["mod/nat.mod", "--celsius", "34", "--frequency", "10"]);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    let site = &value["sites"][0];
    let point = &site["points"][0];
    let mechanism = &point["mechanisms"][0];
    let lines = [
        &value,
        site,
        &site["declaration"],
        &site["declaration"]["parameters"][0],
        &site["membrane"],
        point,
        mechanism,
        &mechanism["currents"][0],
        &mechanism["gates"][0],
        &mechanism["gates"][0]["branch"],
        &point["ions"][0],
        &point["segment"],
        &point["segment"]["chord"],
        &point["frequencies"][0],
        &point["frequencies"][0]["currents"][0],
    ]
    .map(keys);
    insta::assert_snapshot!(lines.join("\n"), @"
    layout_version program version celsius sites
    name declaration membrane linearized refused assumed points
    name kind file title ions other_currents parameters states solves constructs
    name default unit limits global
    cm_uf_per_cm2 diam_um area_um2 ra_ohm_cm mechanisms
    v_mv figures_v_mv steady mechanisms ions segment frequencies
    name currents gates schemes algebraic
    name carrier i_ma_per_cm2 reversal_mv chord_s_per_cm2 slope_s_per_cm2 instantaneous_s_per_cm2
    name concentration steady tau_ms slope_per_mv follows enters branch
    conductance_s_per_cm2 resistance_ohm_cm2 inductance_h_cm2 effect
    name e_mv inside_mm outside_mm i_ma_per_cm2
    i_ma_per_cm2 chord slope instantaneous z0_ohm_cm2 resonance zero_phase_hz stable modes_per_ms
    s_per_cm2 ohm_cm2 mohm tau_ms space_constant_um
    f_hz y_s_per_cm2 z_ohm_cm2 z_abs_ohm_cm2 z_phase_degrees space_constant_um currents
    mechanism current y_s_per_cm2
    ");
    assert_eq!(site["linearized"], true);
    assert_eq!(site["assumed"]["name"], "gbar");
    assert_eq!(mechanism["gates"][0]["enters"][0]["current"], "ina");
    assert_eq!(point["v_mv"], -65.0);
}

#[test]
fn csv_has_a_row_for_each_voltage() {
    let text =
        stdout(&["mod/ih.mod", "--celsius", "34", "--set", "gbar=0.001", "--format", "csv", "--v", "-90:-70:10"]);
    let lines: Vec<&str> = text.lines().collect();
    insta::assert_snapshot!(lines[0].replace(',', "\n"), @"
    v_mv
    ih.m.steady
    ih.m.tau_ms
    ih.m.slope_per_mv
    ih.i.i_ma_per_cm2
    ih.i.chord_s_per_cm2
    ih.i.slope_s_per_cm2
    ih.i.instantaneous_s_per_cm2
    ");
    assert_eq!(lines.len(), 4);
    let row: Vec<f64> = lines[2].split(',').map(|field| field.parse().unwrap()).collect();
    // The channel's own formulas at -80 mV.
    let v = -80.0_f64;
    let x = -(v + 154.9) / 11.9;
    let (opening, closing) = (6.43e-3 * 11.9 * x / (1.0 - (-x).exp()), 0.193 * (v / 33.1).exp());
    let m = opening / (opening + closing);
    let expected = [v, m, 1.0 / (opening + closing)];
    for (found, expected) in row.iter().zip(expected) {
        assert!((found / expected - 1.0).abs() < 1e-12, "{found} for {expected}");
    }
    assert!((row[4] / (0.001 * m * (v + 45.0)) - 1.0).abs() < 1e-12);
}

#[test]
fn csv_has_a_row_for_each_voltage_and_frequency() {
    let arguments = ["mod", "--celsius", "34", "--format", "csv", "--v", "-80:-70:10", "--frequency", "0:100:50"];
    let text = stdout(&arguments);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("v_mv,f_hz,"), "{}", lines[0]);
    assert!(lines[0].contains(",ih.z_abs_ohm_cm2,"));
    let heads: Vec<String> =
        lines[1..].iter().map(|line| line.split(',').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(heads, ["-80 0", "-80 50", "-80 100", "-70 0", "-70 50", "-70 100"]);
    let width = lines[0].split(',').count();
    assert!(lines.iter().all(|line| line.split(',').count() == width));
}

#[test]
fn svg_is_drawn_for_each_mechanism() {
    let case = ["ih", "capool", "gabaa"].iter().fold(Case::new(), |case, name| {
        let path = format!("{name}.mod");
        case.file(&path, &fs::read_to_string(repository().join("mod").join(&path)).unwrap())
    });
    let figures = "--celsius 34 --v -100:40:10 --format svg";
    let draw = |rest: &str| case.shell(&format!("neuron-reduce inspect {rest}"));
    let written = draw(&format!("model {figures} -o out"));
    assert_eq!(String::from_utf8(written.stdout).unwrap(), "out/capool.svg\nout/GabaA.svg\nout/ih.svg\n");
    for name in ["ih", "capool", "GabaA"] {
        let text = case.output_text(&format!("{name}.svg"));
        assert_well_formed(&text);
        assert!(!text.contains("NaN") && !text.contains("inf\""), "{name}");
        assert_eq!(text.contains("stroke-width=\"1.1\""), name != "capool", "{name}");
    }
    let again = draw(&format!("model {figures} -o out"));
    assert_eq!(again.status.code(), Some(1));
    insta::assert_snapshot!(String::from_utf8(again.stderr).unwrap(), @"
    error[output::write]: the output `out` exists
     |
     = help: name another directory with `-o`, or replace it with `--force`
    ");
    assert_eq!(draw(&format!("model {figures} -o out --force")).status.code(), Some(0));
    let one = String::from_utf8(draw(&format!("model/ih.mod {figures}")).stdout).unwrap();
    assert_eq!(one, case.output_text("ih.svg"));
    insta::assert_snapshot!(texts(&one).join(" | "), @"ih, 34 °C | m | v (mV) | steady state | m | v (mV) | time constant (ms) | i steady | instantaneous from −65 mV | v (mV) | i (µA/cm²) | with cm 1 µF/cm² | ih | f (Hz) | |Y| at −65 mV (µS/cm²) | f (Hz) | phase of Y (degrees)");
    let several = draw(&format!("model {figures}"));
    assert_eq!(several.status.code(), Some(1));
    insta::assert_snapshot!(String::from_utf8(several.stderr).unwrap(), @"
    note[inspect::assumed]: `gbar_ih` is 0 by default: the figures are for 0.001
     |
     = help: state it: `--set gbar=0.001`
    error[inspect::figure]: these are 3 figures, and standard output takes one
     |
     = help: name a folder for them: `-o FOLDER`
    ");
}

#[test]
fn a_folder_is_for_figures_alone() {
    insta::assert_snapshot!(stderr(&["mod/km.mod", "--celsius", "34", "--set", "gbar=1", "-o", "x"], 0), @"
    warning[cli::ignored-option]: `--output` is for `--format svg`: it is ignored
     |
     = help: send standard output to a file
    ");
}

/// Tags are closed in their order, and there is nothing else.
fn assert_well_formed(xml: &str) {
    let mut open: Vec<&str> = vec![];
    for tag in xml.split('<').skip(1) {
        let (inner, _) = tag.split_once('>').unwrap();
        if let Some(name) = inner.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !inner.ends_with('/') {
            open.push(inner.split_whitespace().next().unwrap());
        }
        assert_eq!(inner.matches('"').count() % 2, 0, "{inner}");
    }
    assert!(
        open.is_empty() && xml.starts_with("<svg ") && !xml.replace("&amp;", "").replace("&lt;", "").contains("& ")
    );
}

fn texts(svg: &str) -> Vec<&str> {
    let texts = svg.split("<text").skip(1).map(|text| text.split_once('>').unwrap().1.split('<').next().unwrap());
    texts.filter(|text| text.chars().any(char::is_alphabetic)).collect()
}

#[test]
fn what_is_assumed_is_said() {
    insta::assert_snapshot!(stderr(&["mod/km.mod"], 0), @"
    note[inspect::assumed]: 6.3 degC is assumed, as in NEURON
     |
     = help: state the temperature: `--celsius 34`
    note[inspect::assumed]: `gbar_km` is 0 by default: the figures are for 0.001
     |
     = help: state it: `--set gbar=0.001`
    ");
}

#[test]
fn a_mechanism_that_cannot_be_linearized_is_shown_with_the_reason() {
    let arguments = ["tests/corpus/membrane/foreign.mod", "--celsius", "34"];
    insta::assert_snapshot!(stdout(&arguments), @"
    foreign  density mechanism, foreign.mod
      current      i, nonspecific
      parameters   e = -70, global
      uses         VERBATIM
      linearized   no: C code decides `g`
    ");
    insta::assert_snapshot!(stderr(&arguments, 0), @"
    warning[membrane::value]: mechanism `foreign` cannot be evaluated: C code decides `g`
      --> foreign.mod:17:9
       |
    17 |   VERBATIM
       |  _________^
    18 | |     g = 0.001;
    19 | | ENDVERBATIM
       | |_^ this C code is not evaluated
       |
       = help: give its linearization in `neuron-reduce.toml`, under `[linearization.foreign]`
    ");
    let site = json(&arguments)["sites"][0].clone();
    assert_eq!((site["linearized"].clone(), site["points"].clone()), (Value::Bool(false), Value::Array(vec![])));
    assert_eq!(site["refused"]["reason"], "C code decides `g`");
}

#[test]
fn a_linearization_that_is_given_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy("tests/corpus/membrane/foreign.mod", folder.path().join("foreign.mod")).unwrap();
    let given = "[linearization.foreign]\nv-mv = -70\nconductance-s-per-cm2 = 1e-3\n\
                 branches = [{ conductance-s-per-cm2 = 3e-3, tau-ms = 12 }]\n";
    std::fs::write(folder.path().join("neuron-reduce.toml"), given).unwrap();
    let found = json(&[folder.path().to_str().unwrap(), "--celsius", "34", "--v", "-60"]);
    let point = &found["sites"][0]["points"][0];
    let current = point["segment"]["i_ma_per_cm2"].as_f64().unwrap();
    assert!((current - 4e-3 * 10.0).abs() < 1e-15, "{point}");
    let wrong = "[linearization.foreign]\nbranches = [{ conductance-s-per-cm2 = 3e-3, tau-ms = 0 }]\n";
    std::fs::write(folder.path().join("neuron-reduce.toml"), wrong).unwrap();
    insta::assert_snapshot!(stderr(&[folder.path().to_str().unwrap(), "--celsius", "34"], 1), @"
    error[entry::recipe]: `neuron-reduce.toml`: the linearization of `foreign`: `tau-ms = 0` is not positive
     --> neuron-reduce.toml:1:1
      |
    1 | [linearization.foreign]
      | ^^^^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn what_interpolated_tables_change_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = "NEURON { SUFFIX tabled NONSPECIFIC_CURRENT i }\nASSIGNED { v i x }\n\
                PROCEDURE p(u) { TABLE x FROM -100 TO 100 WITH 20\n x = u*u }\nBREAKPOINT { p(v) i = x }\n";
    std::fs::write(folder.path().join("tabled.mod"), text).unwrap();
    let arguments = [folder.path().to_str().unwrap(), "--celsius", "34", "--v", "-63", "--tables", "interpolate"];
    // (3600 + 0.3 * 1300)/3969 and 130/126.
    insta::assert_snapshot!(stderr(&arguments, 0), @"
    note[inspect::tables]: interpolated tables change the current of `tabled` by up to 0.53 %, its slope conductance by up to 3.17 %
     |
     = help: without `--tables interpolate` the code that fills them is run
    ");
}

#[test]
fn names_that_do_not_exist_are_refused() {
    insta::assert_snapshot!(stderr(&["mod/ih.mod", "--celsius", "34", "--set", "gbarr=1"], 1), @"
    error[inspect::set]: nothing is called `gbarr`
     |
     = help: did you mean `gbar`?
    ");
    insta::assert_snapshot!(stderr(&["mod/ih.mod", "--celsius", "34", "--set", "gbar_Ih=1"], 1), @"
    error[inspect::set]: nothing is called `gbar_Ih`
     |
     = help: did you mean `gbar_ih`?
    ");
    insta::assert_snapshot!(stderr(&["mod/ih.mod", "--celsius", "34", "--set", "tau_m=1"], 1), @"
    error[inspect::set]: `tau_m` is computed by mechanism `ih`
     |
     = help: parameters can be set, and what a `POINTER` points to
    ");
    insta::assert_snapshot!(stderr(&["mod/ih.mod", "--celsius", "34", "--set", "v=1"], 1), @"
    error[inspect::set]: `v` is given by `--v`
     |
     = help: write `--v NUMBER`
    ");
    insta::assert_snapshot!(stderr(&["mod/sk.mod", "--celsius", "34", "--ion", "cao2=1"], 1), @"
    error[inspect::set]: nothing is called `cao2`
     |
     = help: did you mean `cao`?
    ");
    insta::assert_snapshot!(stderr(&["mod/ih.mod", "--set", "gbar"], 2), @"error: invalid value 'gbar' for '--set <NAME=VALUE>': NAME=VALUE is needed, such as gbar=0.001");
}

#[test]
fn places_that_do_not_exist_are_refused() {
    let (_folder, model) = demo();
    insta::assert_snapshot!(stderr(&[&model, "--at", "apik[36](0.5)"], 1), @"
    error[inspect::place]: the cell has no section `apik[36]`
     |
     = help: did you mean `apic[36]`?
    ");
    insta::assert_snapshot!(stderr(&[&model, "--at", "soma[0](2)"], 1), @"
    error[inspect::place]: `soma[0](2)` lies outside of its section
     |
     = help: places run from 0 to 1
    ");
    insta::assert_snapshot!(stderr(&[&model, "--at", "soma[0](a)"], 1), @"
    error[inspect::place]: `soma[0](a)` names no place
     |
     = help: write a section and a place in it: `--at 'dend[3](0.5)'`
    ");
    insta::assert_snapshot!(stderr(&["mod/ih.mod", "--celsius", "34", "--at", "soma(0.5)"], 1), @"
    error[inspect::place]: `--at` names places of a cell, and there is none
     |
     = help: name a model's directory
    ");
}

#[test]
fn ranges_that_are_none_are_refused() {
    insta::assert_snapshot!(stderr(&["mod/ih.mod", "--v", "-100:20"], 2), @"error: invalid value '-100:20' for '--v <MV|FROM:TO:STEP>': a number or FROM:TO:STEP is needed, such as -65 or -100:20:1");
    insta::assert_snapshot!(stderr(&["mod/ih.mod", "--v", "-100:20:-1"], 2), @"error: invalid value '-100:20:-1' for '--v <MV|FROM:TO:STEP>': steps of -1 do not lead from -100 to 20");
    insta::assert_snapshot!(stderr(&["mod/ih.mod", "--frequency=-1"], 2), @"error: invalid value '-1' for '--frequency <HZ|FROM:TO:STEP>': frequencies are not negative");
    insta::assert_snapshot!(stderr(&["mod/ih.mod", "--frequency=-1:1:1"], 2), @"error: invalid value '-1:1:1' for '--frequency <HZ|FROM:TO:STEP>': frequencies are not negative");
}

#[test]
fn paths_without_mechanisms_are_refused() {
    let case = Case::new().file("notes.txt", "nothing");
    for path in ["model", "model/notes.txt", "gone"] {
        let output = case.shell(&format!("neuron-reduce inspect {path}"));
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{path}");
    }
    let message = |path: &str| String::from_utf8(case.shell(&format!("neuron-reduce inspect {path}")).stderr).unwrap();
    insta::assert_snapshot!(message("model"), @"error[inspect::read]: `model` holds neither mod files nor hoc files");
    insta::assert_snapshot!(message("model/notes.txt"), @"
    error[inspect::read]: `notes.txt` is no mod file
     |
     = help: name a mod file, a folder of mod files, or a model's directory
    ");
    insta::assert_snapshot!(message("gone"), @"
    error[inspect::read]: cannot read `gone`: No such file or directory (os error 2)
     |
     = help: name a mod file, a folder of mod files, or a model's directory
    ");
}
