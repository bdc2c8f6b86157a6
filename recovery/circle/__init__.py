"""The circle: links to a few chosen people, each end to end, over a server that reads nothing."""
