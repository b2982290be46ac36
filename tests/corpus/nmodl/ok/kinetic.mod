NEURON { SUFFIX pump THREADSAFE USEION ca READ cao, cai, ica WRITE cai, ica USEION zz WRITE izz VALENCE -3 RANGE ica_pmp, cai GLOBAL vrat, count, fixed }
DEFINE NANN 4
PARAMETER { k1 = 1e10 (/mM-s) count = 5 fixed = 7 cai = 5e-5 (mM) }
ASSIGNED { diam (um) area (um2) cao (mM) ica (mA/cm2) ica_pmp (mA/cm2) vrat[NANN] izz cai0_ca_ion celsius dt }
STATE { ca[NANN] (mM) <1e-7> pumpx (mol/cm2) }
INITIAL { count = count + 1  vrat[0] = 1  SOLVE scheme STEADYSTATE sparse }
BREAKPOINT { SOLVE scheme METHOD sparse ica = ica_pmp cai = ca[0] izz = fixed }
KINETIC scheme SOLVEFOR ca, pumpx {
	COMPARTMENT i, diam*diam*vrat[i] { ca }
	COMPARTMENT (1e10)*area { pumpx }
	LONGITUDINAL_DIFFUSION i, 0.6*diam*diam*vrat[i] { ca }
	~ ca[0] << (-(ica - ica_pmp)*3.14*diam/2)
	FROM i=0 TO NANN-2 { ~ ca[i] <-> ca[i+1] (k1*dt, k1) }
	~ 2 ca[0] + pumpx <-> pumpx (k1, k1)
	~ pumpx -> (k1)
	CONSERVE ca[0] + 2 pumpx = 3
}
LINEAR lin { ~ ca[0] + pumpx = 1 ~ ca[1] = 2*pumpx ~+ ca[2] = 0 }
NONLINEAR nonlin { ~ ca[0]*ca[0] = 2 }
DISCRETE disc { pumpx = pumpx@1 }
