//! The units that NEURON knows without a declaration: physical ones from the SI, the 2019 constants and old measures.
//!
//! Each line gives names and what all of them mean, in NEURON's notation (see [`super::parse`]) and by earlier lines.
//! A mole is a number, as in NEURON: `mole/liter` is not the same as `molar` = `1/liter`. Left out are currencies and
//! measures of trades; a file can define them.

/// Names with their meaning.
type Line = (&'static str, &'static str);

/// Every name with its meaning.
pub(super) fn definitions() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = [NUMBERS, TIME, MASS_AND_LENGTH, VOLUME, MECHANICS, ELECTRICITY, LIGHT, HEAT, CONSTANTS, DATA];
    lines.into_iter().flatten().flat_map(|(names, meaning)| names.split(' ').map(move |name| (name, *meaning)))
}

/// Prefixes in the order in which they are tried, with their sizes.
pub(super) const PREFIXES: &[(&str, f64)] = &[
    ("atto", 1e-18),
    ("femto", 1e-15),
    ("pico", 1e-12),
    ("nano", 1e-9),
    ("micro", 1e-6),
    ("milli", 1e-3),
    ("centi", 1e-2),
    ("deci", 1e-1),
    ("deka", 1e1),
    ("hecta", 1e2),
    ("hecto", 1e2),
    ("kilo", 1e3),
    ("mega", 1e6),
    ("meg", 1e6),
    ("giga", 1e9),
    ("tera", 1e12),
];

const NUMBERS: &[Line] = &[
    ("fuzz", "1"),
    ("two", "2"),
    ("dozen", "12"),
    ("gross", "144"),
    ("% percent", "1|100"),
    ("pi", "3.14159265358979323846"),
    ("radian", ".5 / pi"),
    ("degree", "1|180 pi-radian"),
    ("circle turn revolution rev", "2 pi-radian"),
    ("arcdeg", "1 degree"),
    ("arcmin", "1|60 arcdeg"),
    ("arcsec", "1|60 arcmin"),
    ("grade", ".9 degree"),
    ("steradian sr", "radian2"),
    ("sphere", "4 pi-steradian"),
];

const TIME: &[Line] = &[
    ("second s", "sec"),
    ("ms", "millisec"),
    ("us", "microsec"),
    ("ns", "nanosec"),
    ("minute min", "60 sec"),
    ("hour hr", "60 min"),
    ("day da", "24 hr"),
    ("week", "7 day"),
    ("year yr", "365.24219879 day"),
    ("month mo", "1|12 year"),
    ("hertz Hz hz", "/sec"),
    ("khz", "1+3 /sec"),
    ("mhz", "1+6 /sec"),
    ("fresnel", "1+12 hertz"),
    ("pulsatance", "2 pi/sec"),
    ("rpm", "rev/minute"),
    ("rps", "rev/sec"),
];

const MASS_AND_LENGTH: &[Line] = &[
    ("gram gm gramme", "millikg"),
    ("mg", "milligram"),
    ("metricton", "kilokg"),
    ("tonne", "1+6 gm"),
    ("lb pound", ".45359237 kg"),
    ("ounce oz", "1|16 lb"),
    ("dram dr", "1|16 oz"),
    ("grain gr", "1|7000 lb"),
    ("shortton ton", "2000 lb"),
    ("longton", "2240 lb"),
    ("stone", "14 lb"),
    ("atomicmassunit amu dalton", "1.66044-27 kg"),
    ("meter metre", "m"),
    ("cm", "centimeter"),
    ("mm", "millimeter"),
    ("km", "kilometer"),
    ("nm", "nanometer"),
    ("micron", "micrometer"),
    ("angstrom", "decinanometer"),
    ("fermi", "1-15 m"),
    ("inch in", "2.54 cm"),
    ("foot feet ft", "12 in"),
    ("yard yd", "3 ft"),
    ("mile mi", "5280 ft"),
    ("mil", "1-3 in"),
    ("nmile nauticalmile", "1852m"),
    ("au astronomicalunit", "1.49597871+11 m"),
    ("are", "1+2 m2"),
    ("hectare", "1+4 m2"),
    ("acre", "4840 yd2"),
    ("barn", "1-28 m2"),
];

const VOLUME: &[Line] = &[
    ("cc", "cm3"),
    ("liter litre", "kilocc"),
    ("ml", "milliliter"),
    ("stere", "m3"),
    ("gallon gal", "231 in3"),
    ("quart qt", "1|4 gal"),
    ("pint pt", "1|2 qt"),
    ("cup", "1|2 pt"),
    ("floz", "1|16 pt"),
];

const MECHANICS: &[Line] = &[
    ("c", "2.99792458+8 m/sec"),
    ("g force", "9.80665 m/sec2"),
    ("energy", "c2"),
    ("lightyear", "c-yr"),
    ("mercury hg", "1.33322+5 kg/m2-sec2"),
    ("water", "gram g / cc"),
    ("lbf", "lb g"),
    ("newton nt N", "kg-m/sec2"),
    ("dyne", "cm-gm/sec2"),
    ("joule", "nt-m"),
    ("erg", "cm2-gm/sec2"),
    ("cal calorie", "4.1868 joule"),
    ("kcal kcalorie", "kilocal"),
    ("watt", "joule/sec"),
    ("horsepower hp", "550 ft-lb-g/sec"),
    ("pascal", "nt/m2"),
    ("bar", "1+5 nt/m2"),
    ("barye barie", "1-1 nt/m2"),
    ("atmosphere atm", "1.01325+5 nt/m2"),
    ("torr", "mm hg"),
    ("psi", "lb-g/in2"),
    ("poise", "gm/cm-sec"),
    ("stoke", "1-4 m2/sec"),
    ("mph", "mile/hr"),
    ("knot", "nmile/hr"),
];

const ELECTRICITY: &[Line] = &[
    ("coulomb C", "coul"),
    ("e", "1.602176634-19 coul"),
    ("ampere amp", "coul/sec"),
    ("volt V", "watt/amp"),
    ("ohm", "volt/amp"),
    ("kilohm", "kiloohm"),
    ("megohm", "megaohm"),
    ("mho siemens", "/ohm"),
    ("farad", "coul/volt"),
    ("pf", "picofarad"),
    ("henry", "sec2/farad"),
    ("mh", "millihenry"),
    ("weber", "volt-sec"),
    ("tesla", "weber/m2"),
    ("gauss", "1-4 weber/m2"),
    ("gamma", "1-9 weber/m2"),
    ("maxwell", "1-8 weber"),
    ("gilbert", "7.95775-1 amp"),
    ("oersted oe", "2.5+2 pi-amp/m"),
    ("biot", "10 amp"),
    ("franklin", "3.33564-10 coul"),
    ("statcoul statcoulomb", "1|2.99792458+9 coul"),
    ("statamp statampere", "1|2.99792458+9 amp"),
    ("statvolt", "2.99792458+2 volt"),
    ("debye", "3.336-30 coul-m"),
    ("electronvolt ev", "e-volt"),
    ("eV", "e V"),
    ("kev", "1+3 e-volt"),
    ("bev", "1+9 e-volt"),
];

const LIGHT: &[Line] = &[
    ("cd", "candela"),
    ("lumen", "cd sr"),
    ("lux", "cd sr/m2"),
    ("phot", "lumen/cm2"),
    ("footcandle", "lumen/ft2"),
    ("nit", "cd/m2"),
    ("stilb", "cd/cm2"),
    ("lambert", "cd/pi-cm2"),
    ("curie", "3.7+10 /sec"),
    ("becquerel", "1|3.7+10 curie"),
    ("rutherford", "1+6 /sec"),
    ("rontgen", "2.58-4 curie/kg"),
    ("rad", "100 erg/gm"),
    ("sievert", "8.4 rontgen"),
];

const HEAT: &[Line] = &[
    ("degC kelvin", "K"),
    ("degF degreesrankine degrankine degreerankine", "5|9 degC"),
    ("britishthermalunit btu", "1.05506+3 joule"),
    ("therm", "1+5 btu"),
];

const CONSTANTS: &[Line] = &[
    ("mole", "6.02214076+23"),
    ("faraday", "e-mole"),
    ("boltzmann k", "1.380649-23 joule/K"),
    ("gasconstant R", "k-mole"),
    ("planck", "6.62607015-34 joule-sec"),
    ("hbar", "planck/two-pi"),
    ("electronmass", "9.1095-31 kg"),
    ("protonmass", "1.6726-27 kg"),
    ("neutronmass", "1.6606-27 kg"),
    ("rydberg", "1.36054+1 ev"),
    ("bohrradius", "1|8.988e9 hbar2-C2 / N m2-e2-electronmass"),
];

const DATA: &[Line] = &[
    ("$ buck", "dollar"),
    ("cent", "centidollar"),
    ("baud", "bit/sec"),
    ("byte", "8 bit"),
    ("block", "512 byte"),
    ("kbyte", "1024 byte"),
    ("megabyte meg", "1024 kbyte"),
    ("gigabyte", "1024 megabyte"),
    ("ccs", "1|36 erlang"),
];
