NEURON {
    SUFFIX wide
    RANGE a, b
}
DEFINE many 2000000000
PARAMETER {
    a[12]
    b[many]
}
