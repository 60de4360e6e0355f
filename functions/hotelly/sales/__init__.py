"""The sales pipeline: leads, conversations, stages, proposals, obras."""
