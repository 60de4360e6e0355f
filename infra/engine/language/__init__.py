"""A source's tree becomes routines and steps, with every check of a deployment."""
