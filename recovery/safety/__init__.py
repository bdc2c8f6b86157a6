"""What keeps a person alive: classes of substances, cards and numbers, in the words of the care page.

It must answer without a key, without a journal and with a damaged one, so it stands on the base alone, reads nothing
but the settings and its own texts, and those only when they are needed. The texts stand in the TOML files here: after a
change, docs/generate.py makes `texts.json` of them.
"""
