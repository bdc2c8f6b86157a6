"""Ringing a phone through the push service of its browser's maker: that it rings is all that is said."""
