"""derive: writes, proves and checks matrix derivations."""
