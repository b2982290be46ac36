//! Sections, their geometry and membrane, and the topology that joins them.
