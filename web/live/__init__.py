"""The live view: frames of a run, streamed into one component."""
