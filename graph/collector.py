"""The collector of garbage, told before anything is made that most of what is made stays."""

import gc

gc.set_threshold(10_000, 50, 100)
