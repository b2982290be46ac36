"""Says which NEURON this Python has and where its nrnivmodl is, as json."""

import json
import os
import shutil
import sysconfig

os.environ["NEURON_MODULE_OPTIONS"] = "-nogui"
from neuron import h  # noqa: E402: reads the environment

folders = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
print(json.dumps({"version": h.nrnversion(5), "nrnivmodl": shutil.which("nrnivmodl", path=folders)}))
