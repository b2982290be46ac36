#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| neuron_reduce_fuzz::run("swc", bytes));
